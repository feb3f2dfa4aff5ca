//! The editor of the input; above it where the input came from, or what it lacks.

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::sample::Sample;
use crate::app::chunks::{EDITING, complete};
use crate::app::editor::pane::EditorPane;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::{Document, DocumentAction, InputOf, is_no_input};
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::text::EditorId;
use crate::app::ui::icons::{Icon, icon};

/// After so many milliseconds without a key press the input is compared with what the workflow reads.
const PAUSE_MILLIS: u32 = 400;

/// What a sample was made for.
type For = (std::rc::Rc<str>, std::rc::Rc<str>);

/// The editor of the input with its line.
#[component]
pub(crate) fn InputTab() -> Html {
    let (commands, document) = (use_commands(), use_shared::<Document>());
    let known = use_state(|| None::<(For, Sample)>);
    use_sample(&document, &commands, &known);
    let is_known = |for_: &For| for_.0 == document.definition && for_.1 == document.input;
    let sample = known.as_ref().filter(|(for_, _)| is_known(for_)).map(|(_, sample)| sample.clone());
    html! {
        <>
            { line(&document, sample, &commands) }
            <EditorPane id={EditorId::Input} />
        </>
    }
}

/// Finds out what the workflow reads: at once for an input that another workflow left behind, else after a pause. A document
/// that nobody changed has the input that it came with.
#[hook]
fn use_sample(document: &Shared<Document>, commands: &Shared<Commands>, known: &UseStateHandle<Option<(For, Sample)>>) {
    let key = (document.definition.clone(), document.input.clone(), document.settings.template.clone());
    use_effect_with(key, {
        let (document, commands, known) = (document.clone(), commands.clone(), known.setter());
        move |_| {
            let pause = if matches!(document.input_of, InputOf::Other(_)) { 0 } else { PAUSE_MILLIS };
            let timer =
                document.edited.then(|| Timeout::new(pause, move || spawn_local(find_out(document, commands, known))));
            move || drop(timer)
        }
    });
}

async fn find_out(
    document: Shared<Document>,
    commands: Shared<Commands>,
    known: UseStateSetter<Option<(For, Sample)>>,
) {
    let Ok(editing) = EDITING.load().await else { return };
    let Ok(sample) = complete(|| (editing.sample)(&document)).await else { return };
    let is_at_work = is_focused();
    if let (InputOf::Other(_) | InputOf::Made(_), Some(made), false) = (&document.input_of, &sample.made, is_at_work) {
        let (definition, input) = (document.definition.clone(), made.clone());
        commands.dispatch(DocumentAction::MakeInput { definition, input, asked: false });
    }
    known.set(Some(((document.definition.clone(), document.input.clone()), sample)));
}

/// Whether the person is in the input: then nothing is put there.
fn is_focused() -> bool {
    let page = web_sys::window().and_then(|window| window.document());
    let focused = page.and_then(|page| page.active_element());
    focused.and_then(|focused| focused.closest(".editor-pane.input").ok().flatten()).is_some()
}

/// Where the input came from, or what it lacks; nothing if there is nothing to say.
fn line(document: &Document, sample: Option<Sample>, commands: &Shared<Commands>) -> Html {
    let act = |action: DocumentAction| {
        let (commands, action) = (commands.clone(), std::cell::RefCell::new(Some(action)));
        move |_: MouseEvent| action.take().into_iter().for_each(|action| commands.dispatch(action))
    };
    if let InputOf::Made(replaced) = &document.input_of {
        if is_no_input(&document.input) {
            return Html::default();
        }
        return html! {
            <p class="input-line" data-testid="input-made">
                { icon(Icon::Info) }<span>{"Input made from the paths this workflow reads"}</span>
                if !is_no_input(&replaced.input) {
                    <button class="button small" onclick={act(DocumentAction::RestoreInput)}>{"Back to the earlier input"}</button>
                }
            </p>
        };
    }
    let Some(Sample { made: Some(made), missing, completed }) = sample.filter(|sample| !sample.missing.is_empty())
    else {
        return Html::default();
    };
    let is_empty = is_no_input(&document.input);
    let action = if is_empty {
        DocumentAction::MakeInput { definition: document.definition.clone(), input: made, asked: true }
    } else {
        DocumentAction::SetInput(completed)
    };
    html! {
        <p class="input-line" data-testid="input-lacks">
            { icon(Icon::Info) }
            <span>{"This workflow reads "}{ named(&missing) }{ if is_empty { "" } else { ", which is missing from the input" } }</span>
            <button class="button small" onclick={act(action)}>
                { if is_empty { "Make an input" } else { "Add missing fields" } }
            </button>
        </p>
    }
}

/// The first of the paths, and how many more there are.
fn named(paths: &[String]) -> Html {
    const SHOWN: usize = 3;
    let more = paths.len().saturating_sub(SHOWN);
    html! {
        <>
            for (index, path) in paths.iter().take(SHOWN).enumerate() {
                { if index > 0 { ", " } else { "" } }<code>{ path.clone() }</code>
            }
            if more > 0 { { format!(" and {more} more") } }
        </>
    }
}
