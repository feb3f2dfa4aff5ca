//! The field of the editor for what must hold: JSON in the language of scenarios, kept as it is typed.

use std::rc::Rc;

use asl_scenario::{Expectation, read_expectation};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// What the field needs.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// What is written in the lesson.
    pub(super) expect: Rc<Expectation>,
    /// Told of what can be read.
    pub(super) set: Callback<Expectation>,
}

/// The field. What cannot be read is told below it and changes nothing.
#[component]
pub(super) fn ExpectField(Props { expect, set }: &Props) -> Html {
    let text = use_state(|| {
        if **expect == Expectation::default() {
            "{ \"status\": \"SUCCEEDED\" }".to_owned()
        } else {
            asl_text::print::json(&expect.to_value())
        }
    });
    let problem = use_state(|| None::<String>);
    let oninput = {
        let (text, problem, set) = (text.setter(), problem.setter(), set.clone());
        move |event: InputEvent| {
            let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() else { return };
            let typed = field.value();
            match read(&typed) {
                Ok(expect) => {
                    problem.set(None);
                    set.emit(expect);
                }
                Err(why) => problem.set(Some(why)),
            }
            text.set(typed);
        }
    };
    html! {
        <div class="field">
            <label for="lesson-expect">{"What must hold, as in a scenario"}</label>
            <textarea id="lesson-expect" class="code" rows="4" spellcheck="false" value={(*text).clone()} {oninput} data-testid="lesson-expect" />
            if let Some(problem) = &*problem { <p class="field-problem" role="alert">{ problem.clone() }</p> }
        </div>
    }
}

/// What must hold, or why that cannot be read.
fn read(text: &str) -> Result<Expectation, String> {
    let parsed = asl_text::parse_data(text);
    if let Some(wrong) = parsed.diagnostics.first() {
        return Err(wrong.message());
    }
    let Some(root) = parsed.root else { return Err("write an object such as {\"status\": \"SUCCEEDED\"}".to_owned()) };
    let has_events = ["deliveries", "executions"].iter().any(|field| root.get(field).is_some());
    let (expect, diagnostics) = read_expectation(&root, None, None, has_events);
    match diagnostics.first() {
        Some(wrong) => Err(wrong.message()),
        None => Ok(expect),
    }
}
