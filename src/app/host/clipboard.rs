//! Text into the clipboard, and out of it.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Blob, BlobPropertyBag, ClipboardItem};

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

/// A copy that began in the very turn of the click, for a text that is not there yet: Safari refuses a copy that begins once
/// something was fetched.
pub(crate) struct PendingCopy {
    /// Gives the browser what to copy.
    give: Function,
    /// Resolves to whether it was copied; never rejects.
    done: Promise,
}

impl PendingCopy {
    /// Begins a copy. `None` where the browser copies only what is there. One that is given no text copies nothing.
    pub(crate) fn begin() -> Option<Self> {
        let window = web_sys::window().filter(web_sys::Window::is_secure_context)?;
        let clipboard = window.navigator().clipboard();
        // Not every browser has it.
        Reflect::get(&clipboard, &"write".into()).ok().filter(JsValue::is_function)?;
        let mut give = None;
        let text = Promise::new(&mut |resolve, _| give = Some(resolve));
        let item = Object::new();
        Reflect::set(&item, &"text/plain".into(), &text).ok()?;
        let item = ClipboardItem::new_with_record_from_str_to_blob_promise(&item).ok()?;
        let written = JsFuture::from(clipboard.write(&Array::of1(&item)));
        let done = future_to_promise(async move { Ok(written.await.is_ok().into()) });
        Some(Self { give: give?, done })
    }

    /// Copies `text`.
    pub(crate) async fn copy(&self, text: &str) -> Copied {
        let options = BlobPropertyBag::new();
        options.set_type("text/plain");
        let given = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)
            .and_then(|blob| self.give.call1(&JsValue::UNDEFINED, &blob));
        let done = match given {
            Ok(_) => JsFuture::from(self.done.clone()).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(done) if done.is_truthy() => Copied::Done,
            _ => copy(text).await,
        }
    }
}

/// The text in the clipboard; `None` if the browser does not let the page read it.
pub(crate) async fn read() -> Option<String> {
    let window = web_sys::window().filter(web_sys::Window::is_secure_context)?;
    let clipboard = window.navigator().clipboard();
    // Not every browser has it.
    Reflect::get(&clipboard, &"readText".into()).ok().filter(JsValue::is_function)?;
    JsFuture::from(clipboard.read_text()).await.ok()?.as_string()
}
