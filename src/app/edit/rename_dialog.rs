//! The dialog that asks for another name of a state.

use std::rc::Rc;

use asl_ide::refactor::rename::{refuse, rename_lesson, rename_mock, rename_scenarios};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::shared::use_shared;
use crate::app::state::view::ViewAction;
use crate::app::ui::modal::Modal;

/// The state that is renamed.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The state's present name.
    pub(crate) name: Rc<str>,
}

/// The dialog: a name that cannot be is refused while it is typed.
#[component]
pub(crate) fn Rename(Props { name }: &Props) -> Html {
    let (commands, document) = (use_commands(), use_shared::<Document>());
    let new = use_state(|| name.to_string());
    let field = use_node_ref();
    let machine =
        use_memo((document.definition.clone(), document.settings.template.clone()), |_| document.read().machine);
    let problem = (*machine).as_ref().and_then(|machine| refuse(machine, name, &new));
    let is_same = **name == **new;
    let also = also(&document, name, &new);
    use_effect_with((), {
        let field = field.clone();
        move |()| field.cast::<HtmlInputElement>().iter().for_each(HtmlInputElement::select)
    });
    let oninput = {
        let new = new.clone();
        move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                new.set(input.value());
            }
        }
    };
    let onsubmit = {
        let (new, name, refused) = (new.clone(), name.clone(), problem.is_some());
        move |event: SubmitEvent| {
            event.prevent_default();
            if refused {
                return;
            }
            commands.dispatch(ViewAction::Dialog(None));
            if !is_same {
                commands.rename_state(&name, &new);
            }
        }
    };
    html! {
        <Modal title={format!("Rename `{name}`")} class="rename">
            <form {onsubmit} autocomplete="off">
                <div class="field">
                    <label for="rename-name">{"New name"}</label>
                    <input ref={field} id="rename-name" autofocus=true spellcheck="false" value={(*new).clone()} {oninput}
                        aria-invalid={problem.is_some().to_string()} aria-describedby="rename-told" />
                </div>
                <p id="rename-told" class={classes!("fine", problem.is_some().then_some("rename-problem"))} role="status">
                    { match &problem {
                        Some(problem) => problem.clone(),
                        None => also,
                    } }
                </p>
                <div class="rename-actions">
                    <button class="button primary" type="submit" aria-disabled={problem.is_some().to_string()}>{"Rename"}</button>
                </div>
            </form>
        </Modal>
    }
}

/// What changes beside the definition.
fn also(document: &Document, old: &str, new: &str) -> String {
    let parts = [
        (rename_mock(&document.mocks, old, new).is_some(), "its mock"),
        (rename_scenarios(&document.scenarios, old, new).is_some(), "the scenarios"),
        (rename_lesson(&document.lesson, old, new).is_some(), "the lesson"),
        (document.breakpoints.states.contains(old), "its breakpoint"),
    ];
    let parts: Vec<&str> = parts.into_iter().filter_map(|(goes_along, part)| goes_along.then_some(part)).collect();
    match parts.split_last() {
        None => "Changes its key and every transition to it.".to_owned(),
        Some((last, [])) => format!("Changes its key, every transition to it, and {last}."),
        Some((last, others)) => format!("Changes its key, every transition to it, {}, and {last}.", others.join(", ")),
    }
}
