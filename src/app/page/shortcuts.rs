//! The page's shortcuts.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use crate::app::control::commands::ControlKey;
use crate::app::edit::operations::Operation;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shortcut {
    /// `Ctrl/⌘+Enter`
    Run,
    /// `Esc`, unless something nearer took it: an open panel, a dialog.
    Stop,
    /// `Ctrl/⌘+S`
    Share,
    /// `?`, outside of text.
    Help,
    /// `Ctrl/⌘+K`
    Palette,
    /// `Ctrl/⌘+P`
    Print,
    /// `F8`
    NextProblem,
    /// `Shift+F8`
    PreviousProblem,
    /// `Ctrl/⌘+.`
    Fixes,
    /// `Shift+Alt+Enter`: the part that has the focus fills the page, or all parts share it again.
    Maximize,
    /// `Shift+Alt` and C, I, O, U or B: what holds a run and lets it go on.
    Control(ControlKey),
    /// What the Edit menu has beside its items.
    Change(Operation),
}

/// What `event` asks for.
pub(crate) fn shortcut(event: &KeyboardEvent) -> Option<Shortcut> {
    if event.default_prevented() || event.is_composing() {
        return None;
    }
    let command = event.ctrl_key() || event.meta_key();
    if event.alt_key() {
        return if event.shift_key() && !command { with_alt(event) } else { None };
    }
    match event.key().as_str() {
        "Enter" if command && !event.repeat() => Some(Shortcut::Run),
        "o" | "O" if command && event.shift_key() => Some(Shortcut::Change(Operation::GoTo)),
        "F2" if !command => Some(Shortcut::Change(Operation::Rename)),
        "s" | "S" if command && !event.shift_key() => Some(Shortcut::Share),
        "k" | "K" if command && !event.shift_key() && !event.repeat() => Some(Shortcut::Palette),
        "p" | "P" if command && !event.shift_key() && !event.repeat() => Some(Shortcut::Print),
        "F8" if !command => Some(if event.shift_key() { Shortcut::PreviousProblem } else { Shortcut::NextProblem }),
        "." if command && !event.shift_key() => Some(Shortcut::Fixes),
        "Escape" if !command => Some(Shortcut::Stop),
        "?" if !command && !takes_text(event) => Some(Shortcut::Help),
        _ => None,
    }
}

/// `Shift+Alt` and a letter, by its place on the keyboard: with Alt, a Mac types other characters.
fn with_alt(event: &KeyboardEvent) -> Option<Shortcut> {
    let operation = match event.code().as_str() {
        "Enter" => return Some(Shortcut::Maximize),
        "KeyC" => return Some(Shortcut::Control(ControlKey::Pause)),
        "KeyI" => return Some(Shortcut::Control(ControlKey::Into)),
        "KeyO" => return Some(Shortcut::Control(ControlKey::Over)),
        "KeyU" => return Some(Shortcut::Control(ControlKey::Out)),
        "KeyB" => return Some(Shortcut::Control(ControlKey::Breakpoint)),
        "KeyF" => Operation::Format,
        "KeyS" => Operation::Sort,
        "KeyY" => Operation::Notation,
        "KeyJ" => Operation::StateToJsonata,
        "KeyM" => Operation::MachineToJsonata,
        "KeyP" => Operation::TryPattern,
        _ => return None,
    };
    Some(Shortcut::Change(operation))
}

/// Whether the focus is where text is written.
fn takes_text(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| {
        element.closest("input, textarea, select, [contenteditable=true]").is_ok_and(|found| found.is_some())
    })
}
