//! A button that copies a text and says what came of it.

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::icons::{Icon, icon};
use crate::app::host::clipboard;
use crate::app::host::clipboard::{COPIED_MILLIS, Copied};

/// The text to copy, and the label of the button.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Makes the text when it is asked for: it may be large.
    pub(crate) text: Callback<(), String>,
    /// The button's word.
    #[prop_or(AttrValue::Static("Copy"))]
    pub(crate) label: AttrValue,
}

/// The button. For two seconds it says `Copied` or `Failed`.
#[component]
pub(crate) fn CopyButton(Props { text, label }: &Props) -> Html {
    let state = use_state(|| None::<Copied>);
    let timer = use_mut_ref(|| None::<Timeout>);
    let onclick = {
        let (text, state) = (text.clone(), state.setter());
        move |_| {
            let (text, state, timer) = (text.emit(()), state.clone(), timer.clone());
            spawn_local(async move {
                state.set(Some(clipboard::copy(&text).await));
                timer.replace(Some(Timeout::new(COPIED_MILLIS, move || state.set(None))));
            });
        }
    };
    let (symbol, word) = match *state {
        None => (Icon::Copy, label.clone()),
        Some(Copied::Done) => (Icon::Check, "Copied".into()),
        Some(Copied::Failed) => (Icon::Cross, "Failed".into()),
    };
    html! {
        <button type="button" class="button small quiet copy" {onclick}>{ icon(symbol) }<span aria-live="polite">{ word }</span></button>
    }
}
