//! The dialog that asks for another name of a state.

use std::rc::Rc;

use asl_ide::refactor::rename::{refuse, rename_mock};
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
    let has_mock = rename_mock(&document.mocks, name, &new).is_some();
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
                        None if has_mock => "Changes its key, every transition to it, and its mock.".to_owned(),
                        None => "Changes its key and every transition to it.".to_owned(),
                    } }
                </p>
                <div class="rename-actions">
                    <button class="button primary" type="submit" aria-disabled={problem.is_some().to_string()}>{"Rename"}</button>
                </div>
            </form>
        </Modal>
    }
}
