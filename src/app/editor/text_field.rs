//! A small editor for a text that is no part of the document: JSON with its colors, folds and underlined problems.

use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::codemirror::{Editor, Language, Marker, Options};

/// The text, and who hears of its changes.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Its name for assistive technology.
    pub(crate) label: AttrValue,
    /// The text as it is: the editor begins with it, and takes it over whenever `revision` changes.
    pub(crate) text: Rc<str>,
    /// Grows when the text was replaced, not typed.
    #[prop_or_default]
    pub(crate) revision: u32,
    /// What is underlined.
    #[prop_or_default]
    pub(crate) markers: Vec<Marker>,
    /// Whether it can only be read.
    #[prop_or_default]
    pub(crate) read_only: bool,
    /// Its class beside `editor`.
    #[prop_or_default]
    pub(crate) class: Classes,
    /// Its name for tests.
    pub(crate) test_id: AttrValue,
    /// Gets the whole text whenever the person changed it.
    pub(crate) on_change: Callback<Rc<str>>,
}

/// The editor. It owns its text from its start on.
#[component]
pub(crate) fn TextField(props: &Props) -> Html {
    let Props { label, text, revision, markers, read_only, class, test_id, on_change } = props;
    let host = use_node_ref();
    let editor = use_mut_ref(|| None::<Editor>);
    // The editor calls what is newest: callbacks change with what they close over.
    let newest = use_mut_ref(|| on_change.clone());
    newest.replace(on_change.clone());
    use_effect_with((), {
        let (host, editor, text, label) = (host.clone(), editor.clone(), text.clone(), label.clone());
        move |()| {
            if let Some(element) = host.cast::<HtmlElement>() {
                let options = Options { doc: &text, language: Language::Json, label: &label, read_only: false };
                let tell = move |text: String| {
                    let on_change = newest.borrow().clone();
                    on_change.emit(text.into());
                };
                editor.replace(Some(Editor::new(&element, options, tell)));
            }
            move || drop(editor.take())
        }
    });
    let shown = use_mut_ref(|| *revision);
    use_effect_with(*revision, {
        let (editor, text) = (editor.clone(), text.clone());
        move |revision| {
            if shown.replace(*revision) != *revision {
                editor.borrow().iter().for_each(|editor| editor.set_text(&text));
            }
        }
    });
    use_effect_with(*read_only, {
        let editor = editor.clone();
        move |read_only| editor.borrow().iter().for_each(|editor| editor.set_read_only(*read_only))
    });
    // A text that changed has none until it is told again.
    use_effect_with((markers.clone(), text.clone()), {
        let editor = editor.clone();
        move |(markers, _)| editor.borrow().iter().for_each(|editor| editor.set_diagnostics(markers))
    });
    html! { <div class={classes!("editor", class.clone())} ref={host} data-testid={test_id.clone()} /> }
}
