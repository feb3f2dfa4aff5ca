//! A text or an archive as a file of the person's computer.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Hands `text` to the browser as a file of that name; what stands before the last `/` is left out. What the browser
/// makes of it, the page does not learn.
pub(crate) fn save(name: &str, text: &str) {
    let name = name.rsplit('/').next().unwrap_or(name);
    // Only a page that is being torn down has nothing of this.
    let _ = offer(name, &text.into());
}

/// The same with a file that is no text.
pub(crate) fn save_bytes(name: &str, bytes: &[u8]) {
    // Only a page that is being torn down has nothing of this.
    let _ = offer(name, &Uint8Array::from(bytes));
}

/// A blob is made of texts and of bytes alike.
fn offer(name: &str, content: &JsValue) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type(media_type(name));
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(content), &kind)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let clicked = click(name, &address);
    // The browser has taken the file up with the click.
    Url::revoke_object_url(&address)?;
    clicked
}

fn click(name: &str, address: &str) -> Result<(), JsValue> {
    let page = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link = page.create_element("a")?.dyn_into::<HtmlAnchorElement>()?;
    link.set_href(address);
    link.set_download(name);
    link.click();
    Ok(())
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("json") => "application/json",
        Some("jsonl") => "application/jsonl",
        Some("html") => "text/html",
        Some("csv") => "text/csv",
        Some("zip") => "application/zip",
        _ => "text/plain",
    }
}
