//! Text into the clipboard.

use wasm_bindgen_futures::JsFuture;

/// How long a button says what came of copying.
pub(crate) const COPIED_MILLIS: u32 = 2_000;

/// What came of copying something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Copied {
    /// It is in the clipboard.
    Done,
    /// The browser refused, or has no clipboard for this page.
    Failed,
}

/// Copies `text`. Only after something that the person did, or the browser refuses.
pub(crate) async fn copy(text: &str) -> Copied {
    let Some(window) = web_sys::window() else { return Copied::Failed };
    // Without a secure context there is no clipboard at all, whatever the bindings say.
    if !window.is_secure_context() {
        return Copied::Failed;
    }
    match JsFuture::from(window.navigator().clipboard().write_text(text)).await {
        Ok(_) => Copied::Done,
        Err(_) => Copied::Failed,
    }
}
