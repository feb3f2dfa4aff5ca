//! At which level the machine logs: what its template says, else what the person chose.

use asl_document::Settings;
use asl_ide::observed::{Observation, turn_on};
use asl_sim::logging::{LogLevel, Logging};
use asl_stack::template::observed::Observed;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::app::state::commands::Commands;
use crate::app::state::document::{Document, DocumentAction};
use crate::app::state::shared::Shared;

/// What is logged of a machine: as its template says, else as the settings do.
pub(super) fn effective(observed: &Observed, settings: &Settings) -> Logging {
    observed.logging.clone().unwrap_or_else(|| settings.logging.clone())
}

/// What the level is and who says so; where nobody does, the choice.
pub(super) fn level_choice(observed: &Observed, document: &Document, commands: &Shared<Commands>) -> Html {
    if let Some(logging) = &observed.logging {
        let data = if logging.includes_data { "with" } else { "without" };
        return html! {
            <span class="fine" data-testid="log-level">{ format!("Level {}, {data} execution data, set by the template", logging.level.as_str()) }</span>
        };
    }
    let logging = document.settings.logging.clone();
    let set = |change: Callback<String, Logging>| {
        let commands = commands.clone();
        move |event: Event| {
            let value = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value()).unwrap_or_default();
            let logging = change.emit(value);
            let settings = Settings { logging, ..commands.state().document.settings.clone() };
            commands.dispatch(DocumentAction::SetSettings(settings));
        }
    };
    let level = set(Callback::from({
        let logging = logging.clone();
        move |name: String| Logging { level: LogLevel::find(&name).unwrap_or_default(), ..logging.clone() }
    }));
    let data = set(Callback::from({
        let logging = logging.clone();
        move |_| Logging { includes_data: !logging.includes_data, ..logging.clone() }
    }));
    html! {
        <>
            <label>{"Level "}<select onchange={level} data-testid="choose-level">
                for one in LogLevel::ALL { <option selected={one == logging.level}>{ one.as_str() }</option> }
            </select></label>
            if logging.level != LogLevel::Off {
                <label><input type="checkbox" checked={logging.includes_data} onchange={data} />{" with execution data"}</label>
            }
            { write_button(document, commands, Observation::Logging, "Turn on in the template") }
        </>
    }
}

/// The button that writes it into the template; nothing where that cannot be done.
pub(super) fn write_button(
    document: &Document,
    commands: &Shared<Commands>,
    what: Observation,
    label: &'static str,
) -> Html {
    let machine = &document.settings.template.machine;
    let Some(text) = turn_on(&document.definition, machine, what) else { return Html::default() };
    let commands = commands.clone();
    html! {
        <button class="button small" data-testid="turn-on" onclick={move |_| commands.dispatch(DocumentAction::SetDefinition(text.as_str().into()))}>{ label }</button>
    }
}
