//! What a browser with Trusted Types lets only one policy do: fill an element from text, and start a script. The policy is in
//! `www/editor.src.js`; anything else that tries is refused (`index.html`).

use wasm_bindgen::prelude::*;
use web_sys::{Element, Worker};

#[wasm_bindgen(module = "/www/editor.bundle.js")]
extern "C" {
    /// Fills `element` with the markup of a picture, whose texts were escaped.
    pub(crate) fn draw(element: &Element, markup: &str);

    /// Keeps the page for visits without a network; `renewed` is called once when another build than the page's is kept.
    #[wasm_bindgen(js_name = keepOffline)]
    pub(crate) fn keep_offline(renewed: &JsValue);

    /// A worker that begins with the module `url`, if it is the page's own.
    #[wasm_bindgen(js_name = startWorker, catch)]
    pub(super) fn start_worker(url: &str) -> Result<Worker, JsValue>;
}
