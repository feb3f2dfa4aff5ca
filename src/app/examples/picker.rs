//! The list of examples, and the way back from them.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::app::host::location;
use crate::app::state::commands::use_commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::document::{Document, Origin};
use crate::app::state::request::PageRequest;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::text::EditorId;
use crate::app::state::view::ViewAction;

/// The choice that is no example: an id that none has.
const BACK: &str = "*back";
/// The choice of an empty document.
const NEW: &str = "*new";
/// The choice of an empty document in a tab of its own.
const NEW_TAB: &str = "*tab";
/// The choice of the comparison, which is no document.
const COMPARE: &str = "*compare";

/// The choice of all examples with their pictures.
const GALLERY: &str = "*gallery";

/// What can be gone back to.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Documents that something took the place of, the newest last.
    pub(crate) previous: Shared<Vec<Document>>,
}

/// Opens an example, or brings back the last document that one took the place of. An example that was not changed is the selected one.
#[component]
pub(crate) fn ExamplePicker(Props { previous }: &Props) -> Html {
    let (commands, document) = (use_commands(), use_shared::<Document>());
    let current = match &document.origin {
        Origin::Example(id) if !document.edited => Some(id.clone()),
        _ => None,
    };
    let is_listed = |id: &str| asl_examples::LIST.iter().any(|example| example.id == id);
    // A lesson of the course is none of the list: the box names it as long as it is open.
    let other = current.clone().filter(|id| !is_listed(id));
    let select = use_node_ref();
    // The browser changes a select by itself; the page's state has the last word.
    use_effect_with((current.clone(), document.revision), {
        let select = select.clone();
        move |(current, _)| {
            if let Some(select) = select.cast::<HtmlSelectElement>() {
                select.set_value(current.as_deref().unwrap_or_default());
            }
        }
    });
    let onchange = {
        let (select, current) = (select.clone(), current.clone());
        move |_: Event| {
            let id = select.cast::<HtmlSelectElement>().map(|select| select.value());
            match id.as_deref() {
                Some(BACK) => commands.back(),
                Some(NEW_TAB) => commands.open_new_tab(),
                Some(NEW) => {
                    commands.open(Document::default());
                    location::clear();
                    // Whoever pastes next need not click first.
                    commands.dispatch(PageRequest::go_to(EditorId::Definition, 0, 0));
                }
                Some(wanted @ (COMPARE | GALLERY)) => {
                    // The document stays, and so does what is selected.
                    if let Some(select) = select.cast::<HtmlSelectElement>() {
                        select.set_value(current.as_deref().unwrap_or_default());
                    }
                    if wanted == COMPARE {
                        commands.compare();
                    } else {
                        commands.dispatch(ViewAction::Dialog(Some(Dialog::Gallery)));
                    }
                }
                id => id.into_iter().for_each(|id| commands.open_example(id)),
            }
        }
    };
    html! {
        <label class="example-picker">
            <span class="visually-hidden">{"Example"}</span>
            <select ref={select} {onchange} data-testid="example-picker" title="Open an example">
                <option value="" disabled={true}>{"Examples…"}</option>
                if let Some(id) = other {
                    <option key={id.to_string()} value={id.to_string()} hidden=true>{ document.label().to_owned() }</option>
                }
                if let Some(last) = previous.last() {
                    <option key={BACK} value={BACK}>
                        { match last.name() {
                            Some(name) => format!("↩ Back to my workflow (starts at {name})"),
                            None => "↩ Back to my workflow".to_owned(),
                        } }
                    </option>
                }
                <option key={NEW} value={NEW}>{"+ New workflow"}</option>
                <option key={NEW_TAB} value={NEW_TAB}>{"+ New workflow in a tab"}</option>
                <option key={GALLERY} value={GALLERY}>{"All examples, with pictures"}</option>
                <option key={COMPARE} value={COMPARE} title="A Lambda function, an API destination, and an HTTP Task make the same call">
                    {"The three ways compared"}
                </option>
                for example in asl_examples::LIST {
                    <option key={example.id} value={example.id} title={example.summary}>{ example.title }</option>
                }
            </select>
        </label>
    }
}
