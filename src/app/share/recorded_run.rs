//! The check box of the run on stage in the share dialog.

use std::rc::Rc;

use asl_sim::Outcome;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::chunks::RECORDED;
use crate::app::run::masking;
use crate::app::state::commands::use_commands;
use crate::app::ui::format;

/// The run as the link holds it, if it goes along, and what changes that.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    pub(super) run: Option<Rc<str>>,
    pub(super) set: Callback<Option<Rc<str>>>,
}

/// The check box. What writes the run is fetched when it is checked.
#[component]
pub(super) fn RecordedRun(Props { run, set }: &Props) -> Html {
    let commands = use_commands();
    let is_refused = use_state(|| false);
    let state = commands.state();
    let onchange = {
        let (commands, set, is_refused) = (commands.clone(), set.clone(), is_refused.setter());
        move |event: Event| {
            let is_on = event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked());
            if !is_on {
                return set.emit(None);
            }
            let (page, set, is_refused) = (commands.clone(), set.clone(), is_refused.clone());
            commands.with(&RECORDED, move |recorded| {
                let state = page.state();
                let redactor = masking::redactor(&state.connections, &state.run.connections, &page.tokens().borrow());
                let run = (recorded.to_share)(&state.run, &redactor);
                is_refused.set(run.is_none());
                set.emit(run);
            });
        }
    };
    let status = state.run.outcome.as_deref().map_or("", Outcome::status);
    let size = run.as_ref().map(|run| format!(", {} before compression", format::bytes(run.len())));
    html! {
        <label class="check">
            <input key={is_refused.to_string()} type="checkbox" checked={run.is_some()} disabled={*is_refused} {onchange} data-testid="share-run" />
            <span>
                { format!("Recorded run: {status}, {}, known secrets masked{}", format::count(state.run.log.len(), "event"), size.unwrap_or_default()) }
                if *is_refused { <span class="field-problem" role="alert">{" A link holds only runs of up to 300 KB without child executions."}</span> }
            </span>
        </label>
    }
}
