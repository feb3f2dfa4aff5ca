//! A dialog over the page.

use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::icons::{Icon, icon};
use crate::app::state::commands::use_commands;
use crate::app::state::view::ViewAction;

/// The frame of a dialog, and what is in it.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The heading, which names the dialog.
    pub(crate) title: AttrValue,
    /// CSS classes beside `modal`.
    #[prop_or_default]
    pub(crate) class: Classes,
    /// Asked before it closes: it stays open where the answer is no.
    #[prop_or_default]
    pub(crate) may_close: Option<Callback<(), bool>>,
    /// What is in it.
    pub(crate) children: Html,
}

/// Opens as long as it is there. Escape, the cross and a click beside it close it; the browser keeps the focus inside
/// and gives it back afterwards.
#[component]
pub(crate) fn Modal(Props { title, class, may_close, children }: &Props) -> Html {
    let commands = use_commands();
    let dialog = use_node_ref();
    use_effect_with((), {
        let dialog = dialog.clone();
        move |()| {
            let element = dialog.cast::<HtmlDialogElement>();
            // An element that is in the page and closed can be opened.
            let _ = element.as_ref().map(HtmlDialogElement::show_modal);
            move || element.iter().for_each(HtmlDialogElement::close)
        }
    });
    let may_close = {
        let may_close = may_close.clone();
        move || may_close.as_ref().is_none_or(|ask| ask.emit(()))
    };
    let onclose = {
        let commands = commands.clone();
        move |_: Event| commands.dispatch(ViewAction::Dialog(None))
    };
    // Escape. A browser closes the dialog at the second one whatever the page says.
    let oncancel = {
        let (may_close, commands) = (may_close.clone(), commands.clone());
        move |event: Event| {
            if may_close() {
                // At once: what shows that a dialog is being fetched may be gone before it says that it was closed.
                commands.dispatch(ViewAction::Dialog(None));
            } else {
                event.prevent_default();
            }
        }
    };
    let close = Callback::from(move |()| {
        if may_close() {
            commands.dispatch(ViewAction::Dialog(None));
        }
    });
    let onmousedown = {
        let (dialog, close) = (dialog.clone(), close.clone());
        move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            if target.is_some() && target == dialog.cast::<web_sys::Element>() {
                close.emit(());
            }
        }
    };
    html! {
        <dialog ref={dialog} class={classes!("modal", class.clone())} aria-labelledby="modal-title" {onclose} {oncancel} {onmousedown}>
            <div class="modal-body">
                <div class="modal-head">
                    <h2 id="modal-title">{ title.clone() }</h2>
                    <button class="button quiet square" aria-label="Close" onclick={move |_| close.emit(())}>{ icon(Icon::Cross) }</button>
                </div>
                { children.clone() }
            </div>
        </dialog>
    }
}
