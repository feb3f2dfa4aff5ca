//! The mock configuration file of Step Functions Local: one that was pasted becomes mocks, and the mocks become one. In the
//! chunk of the setup.

use asl_sim::mock::Mocks;
use asl_sim::mock::local::{self, TestCase};
use asl_value::Value;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::app::host::download;
use crate::app::state::commands::use_commands;
use crate::app::state::document::{Document, DocumentAction};
use crate::app::state::request::PageRequest;
use crate::app::state::shared::use_shared;
use crate::app::ui::icons::{Icon, icon};

/// The name of the file, as the Developer Guide has it.
const FILE: &str = "MockConfigFile.json";

/// Takes a pasted configuration file apart, or offers the mocks as one.
#[component]
pub(super) fn LocalFile() -> Html {
    let document = use_shared::<Document>();
    let mocks = use_memo(document.mocks.clone(), |text| {
        asl_text::parse_data(text).root.map_or(Value::Null, |root| root.to_value())
    });
    match local::read(&mocks) {
        Some(Ok(cases)) if !cases.is_empty() => html! { <Import {cases} /> },
        Some(Err(why)) => {
            html! { <p class="field-error" role="alert" data-testid="local-error">{ format!("This mock configuration file of Step Functions Local has an error: {why}.") }</p> }
        }
        _ => match Mocks::from_value(&mocks) {
            Ok(read) if !read.is_empty() => html! { <Export mocks={(*mocks).clone()} /> },
            _ => Html::default(),
        },
    }
}

#[derive(PartialEq, Properties)]
struct ImportProps {
    cases: Vec<TestCase>,
}

/// Which of the test cases the mocks are to be.
#[component]
fn Import(ImportProps { cases }: &ImportProps) -> Html {
    let commands = use_commands();
    let picked = use_state(|| 0_usize);
    let pick = {
        let picked = picked.setter();
        move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                picked.set(select.value().parse().unwrap_or_default());
            }
        }
    };
    let take = {
        let case = cases.get(*picked).or_else(|| cases.first()).cloned();
        move |_: MouseEvent| {
            if let Some(case) = &case {
                commands.dispatch(DocumentAction::SetMocks((case.mocks.to_json_pretty() + "\n").into()));
                commands.dispatch(PageRequest::announce(format!("The mocks are those of {}.", case.name)));
            }
        }
    };
    html! {
        <div class="answer-for" role="group" aria-label="Step Functions Local">
            <label for="local-case">{"Step Functions Local file: test case"}</label>
            <select id="local-case" onchange={pick} data-testid="local-case">
                for (index, case) in cases.iter().enumerate() {
                    <option key={index} value={index.to_string()} selected={index == *picked}>{ format!("{} · {}", case.machine, case.name) }</option>
                }
            </select>
            <button class="button small" onclick={take} data-testid="take-local-case"><span>{"Use it"}</span></button>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct ExportProps {
    mocks: Value,
}

/// The mocks as a configuration file.
#[component]
fn Export(ExportProps { mocks }: &ExportProps) -> Html {
    let commands = use_commands();
    let mocks = mocks.clone();
    let save = move |_: MouseEvent| {
        let state = commands.state();
        let machine = &state.document.settings.template.machine;
        let machine = if machine.is_empty() { "StateMachine" } else { &**machine };
        let (file, left_out) = local::write(&Mocks::from_value(&mocks).unwrap_or_default(), machine, "Mocks");
        download::save(FILE, &file.to_json_pretty());
        if !left_out.is_empty() {
            let said = format!("Left out, because the file has no answers by iteration: {}.", left_out.join(", "));
            commands.dispatch(PageRequest::announce(said));
        }
    };
    html! {
        <button class="button small quiet" onclick={save} data-testid="export-local" title="Download the mocks as a mock configuration file of Step Functions Local">
            { icon(Icon::Download) }<span>{"Step Functions Local"}</span>
        </button>
    }
}
