//! The dialog that runs again from a state, with its recorded input or with an edited one. In a chunk.

use std::rc::Rc;

use asl_sim::{ActorId, VisitId};
use asl_value::Value;
use asl_view::state_visit;
use yew::prelude::*;

use crate::app::editor::text_field::TextField;
use crate::app::state::commands::use_commands;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::modal::Modal;

/// The visit.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The execution.
    pub(crate) actor: ActorId,
    /// The visit in it.
    pub(crate) visit: VisitId,
}

/// The dialog.
#[component]
pub(crate) fn RunAgain(&Props { actor, visit }: &Props) -> Html {
    let commands = use_commands();
    let run = commands.state().run;
    let recorded = use_memo((), |()| {
        let gathered = run.log.with(|simulator| state_visit::gather(simulator.execution(actor).events(), visit));
        let gathered = gathered.unwrap_or_default();
        (gathered.name, Rc::<str>::from(gathered.input.unwrap_or(Value::Null).to_json_pretty()))
    });
    let (name, before) = &*recorded;
    let text = use_state(|| before.clone());
    let read = Value::from_json(&text);
    let on_change = Callback::from({
        let text = text.setter();
        move |new: Rc<str>| text.set(new)
    });
    let start = {
        let (commands, input) = (commands.clone(), read.as_ref().ok().cloned());
        let is_recorded = *text == *before;
        move |_: MouseEvent| {
            if let Some(input) = &input {
                commands.run_again(actor, visit, (!is_recorded).then(|| input.clone()));
            }
        }
    };
    html! {
        <Modal title={format!("Run again from {name}")}>
            <p>{"The run begins at this state, with its recorded variables and this input. The states before it are not run."}</p>
            <TextField label="Input of the state" text={before.clone()} class="run-again" test_id="again-input" {on_change} />
            if let Err(error) = &read { <p class="field-error" role="alert">{ format!("This is not valid JSON: {error}") }</p> }
            <button class="button primary" onclick={start} disabled={read.is_err()} data-testid="run-again">{ icon(Icon::Run) }{"Run"}</button>
        </Modal>
    }
}
