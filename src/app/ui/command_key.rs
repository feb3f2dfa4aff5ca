//! The name of the command key on this machine.

/// How the shortcuts are written on this machine: `⌘` or `Ctrl`.
pub(crate) fn command_key() -> &'static str {
    let platform = web_sys::window().and_then(|window| window.navigator().platform().ok()).unwrap_or_default();
    if platform.starts_with("Mac") || platform.starts_with("iP") { "⌘" } else { "Ctrl" }
}
