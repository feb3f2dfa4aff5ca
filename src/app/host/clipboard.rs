//! Text into the clipboard, and out of it.

use wasm_bindgen::JsValue;
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

/// The text in the clipboard; `None` if the browser does not let the page read it.
pub(crate) async fn read() -> Option<String> {
    let window = web_sys::window().filter(web_sys::Window::is_secure_context)?;
    let clipboard = window.navigator().clipboard();
    // Not every browser has it.
    js_sys::Reflect::get(&clipboard, &"readText".into()).ok().filter(JsValue::is_function)?;
    JsFuture::from(clipboard.read_text()).await.ok()?.as_string()
}
