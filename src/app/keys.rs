//! The page's shortcuts.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

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
    /// `F8`
    NextProblem,
    /// `Shift+F8`
    PreviousProblem,
    /// `Ctrl/⌘+.`
    Fixes,
}

/// What `event` asks for.
pub(crate) fn shortcut(event: &KeyboardEvent) -> Option<Shortcut> {
    if event.default_prevented() || event.is_composing() || event.alt_key() {
        return None;
    }
    let command = event.ctrl_key() || event.meta_key();
    match event.key().as_str() {
        "Enter" if command && !event.repeat() => Some(Shortcut::Run),
        "s" | "S" if command && !event.shift_key() => Some(Shortcut::Share),
        "F8" if !command => Some(if event.shift_key() { Shortcut::PreviousProblem } else { Shortcut::NextProblem }),
        "." if command && !event.shift_key() => Some(Shortcut::Fixes),
        "Escape" if !command => Some(Shortcut::Stop),
        "?" if !command && !takes_text(event) => Some(Shortcut::Help),
        _ => None,
    }
}

/// Whether the focus is where text is written.
fn takes_text(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| {
        element.closest("input, textarea, select, [contenteditable=true]").is_ok_and(|found| found.is_some())
    })
}

/// How the shortcuts are written on this machine: `⌘` or `Ctrl`.
pub(crate) fn command_key() -> &'static str {
    let platform = web_sys::window().and_then(|window| window.navigator().platform().ok()).unwrap_or_default();
    if platform.starts_with("Mac") || platform.starts_with("iP") { "⌘" } else { "Ctrl" }
}
