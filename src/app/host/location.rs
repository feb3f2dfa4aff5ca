//! The address of the page.

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
