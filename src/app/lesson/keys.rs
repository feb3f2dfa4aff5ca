//! The keys of a lesson: beside the workflow with Shift and Alt, for a speaker alone and as a clicker sends them.

use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use crate::app::state::commands::use_commands;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// The next step.
    Next,
    /// The step before.
    Previous,
    /// The run of the step.
    Run,
    /// The notes, shown or hidden.
    Notes,
    /// The notes in a window of their own.
    Window,
    /// The rest of the page comes back.
    Leave,
}

/// Has `press` called with the keys of the lesson, before anything else of the page takes them.
#[hook]
pub(super) fn use_lesson_keys(presents: bool, press: Rc<dyn Fn(Key)>) {
    let commands = use_commands();
    let newest = use_mut_ref(|| press.clone());
    newest.replace(press);
    use_effect_with(presents, move |presents| {
        let presents = *presents;
        let listener = web_sys::window().map(|window| {
            let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
            EventListener::new_with_options(&window, "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                if commands.state().view.dialog.is_some() || event.is_composing() {
                    return;
                }
                let key = if presents { alone(event) } else { beside(event) };
                let Some(key) = key else { return };
                event.prevent_default();
                event.stop_propagation();
                let press = newest.borrow().clone();
                press(key);
            })
        });
        move || drop(listener)
    });
}

/// `Shift+Alt+Page Down` and `Shift+Alt+Page Up`.
fn beside(event: &KeyboardEvent) -> Option<Key> {
    if !event.shift_key() || !event.alt_key() || event.ctrl_key() || event.meta_key() {
        return None;
    }
    match event.key().as_str() {
        "PageDown" => Some(Key::Next),
        "PageUp" => Some(Key::Previous),
        _ => None,
    }
}

/// Keys alone, unless they are for what has the focus.
fn alone(event: &KeyboardEvent) -> Option<Key> {
    if event.ctrl_key() || event.meta_key() {
        return None;
    }
    if event.alt_key() || event.shift_key() {
        return beside(event);
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_in = |selector: &str| {
        target.as_ref().is_some_and(|element| element.closest(selector).is_ok_and(|found| found.is_some()))
    };
    let takes_text = is_in("input, textarea, select, [contenteditable=true]");
    match event.key().as_str() {
        "Escape" if !is_in("[role=menu]") => Some(Key::Leave),
        "PageDown" => Some(Key::Next),
        "PageUp" => Some(Key::Previous),
        _ if takes_text => None,
        "ArrowRight" if !is_in("[role=tablist], [role=separator], [role=slider]") => Some(Key::Next),
        "ArrowLeft" if !is_in("[role=tablist], [role=separator], [role=slider]") => Some(Key::Previous),
        " " if !is_in("button, a, summary, [role=button]") => Some(Key::Next),
        "r" | "R" => Some(Key::Run),
        "n" | "N" => Some(Key::Notes),
        "w" | "W" => Some(Key::Window),
        _ => None,
    }
}
