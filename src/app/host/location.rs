//! The page's address: share links in and out.

use asl_playground::share::{SharedFile, link};

use crate::app::state::document::{Document, Origin};

/// The document that the address holds; `Ok(None)` if it holds none, else what is wrong with it.
pub(crate) fn open() -> Result<Option<Document>, String> {
    let Some(location) = web_sys::window().map(|window| window.location()) else { return Ok(None) };
    let fragment = location.hash().unwrap_or_default();
    match link::decode(&fragment) {
        Ok(envelope) => {
            let origin = Origin::Link { confirmed: false };
            Ok(envelope.map(|envelope| Document::from_envelope(envelope, origin)))
        }
        Err(error) => Err(error.to_string()),
    }
}

/// The document as a link can hold it, without as many of its largest files as that takes, and what was left out;
/// `None` if no link can hold the rest.
pub(crate) fn shareable(document: &Document) -> Option<(Document, Vec<SharedFile>)> {
    let mut shared = document.clone();
    let mut left_out = Vec::new();
    while !link::fits(&shared.to_envelope()) {
        let mut files = shared.files.to_vec();
        let (index, _) = files.iter().enumerate().max_by_key(|(_, file)| file.text.len())?;
        left_out.push(files.remove(index));
        shared.files = files.into();
    }
    Some((shared, left_out))
}

/// The share link of a document: this page's address with the document in its fragment.
pub(crate) fn link_to(document: &Document) -> Option<String> {
    let location = web_sys::window()?.location();
    let (origin, path) = (location.origin().ok()?, location.pathname().ok()?);
    let start = if origin == "null" { location.protocol().ok()? + "//" } else { origin };
    Some(format!("{start}{path}#{}", link::encode(&document.to_envelope())))
}

/// Takes the fragment out of the address, without a new entry in the history.
pub(crate) fn clear() {
    let clear = || {
        let window = web_sys::window()?;
        let location = window.location();
        if location.hash().ok()?.is_empty() {
            return None;
        }
        let bare = location.pathname().ok()? + &location.search().ok()?;
        window.history().ok()?.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&bare)).ok()
    };
    // An address that stays as it is does no harm.
    let _ = clear();
}

/// Whether the page came over `https`, where a browser calls no `http` address but this machine's.
pub(crate) fn is_https() -> bool {
    web_sys::window().and_then(|window| window.location().protocol().ok()).is_some_and(|scheme| scheme == "https:")
}

/// The page's own origin.
pub(crate) fn origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}
