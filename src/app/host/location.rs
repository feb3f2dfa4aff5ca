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

/// The page's address with that fragment.
pub(crate) fn with_fragment(fragment: &str) -> Option<String> {
    let location = web_sys::window()?.location();
    let (origin, path) = (location.origin().ok()?, location.pathname().ok()?);
    let start = if origin == "null" { location.protocol().ok()? + "//" } else { origin };
    Some(format!("{start}{path}#{fragment}"))
}

/// The address of the folder in which the page is, with a slash at its end.
pub(crate) fn folder() -> Option<String> {
    let page = with_fragment("")?;
    let page = page.trim_end_matches('#');
    page.rfind('/').and_then(|end| page.get(..=end)).map(str::to_owned)
}

/// Whether the page is the one that stands in pages of others (`www/embed/embed.html`): it holds no credentials, keeps nothing, and
/// sends no calls.
pub(crate) fn is_embedded() -> bool {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|page| page.document_element());
    root.is_some_and(|root| root.has_attribute("data-embed"))
}

/// The fragment of the address, with `#`; empty for none.
pub(crate) fn fragment() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Puts a fragment into the address, without a new entry in the history.
pub(crate) fn set_fragment(fragment: &str) {
    let set = || {
        let history = web_sys::window()?.history().ok()?;
        history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&format!("#{fragment}"))).ok()
    };
    // An address that stays as it is does no harm.
    let _ = set();
}

/// Loads the page again.
pub(crate) fn reload() {
    // A page that cannot be loaded again goes on as it is.
    let _ = web_sys::window().map(|window| window.location().reload());
}

/// Whether the page came over `https`, where a browser calls no `http` address but this machine's.
pub(crate) fn is_https() -> bool {
    web_sys::window().and_then(|window| window.location().protocol().ok()).is_some_and(|scheme| scheme == "https:")
}

/// The page's own origin.
pub(crate) fn origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// The ASCII form of a host, as this browser writes it; `None` if it is no host.
pub(crate) fn ascii_host(host: &str) -> Option<String> {
    web_sys::Url::new(&format!("https://{host}/")).ok().map(|url| url.hostname())
}

/// The fragment of the link that a text is, if it is one and nothing else: as in a file that was saved.
pub(crate) fn link_in(text: &str) -> Option<&str> {
    let text = text.trim();
    let (address, fragment) = text.split_once('#')?;
    let is_link = ["d1=", "d2="].iter().any(|codec| fragment.starts_with(codec));
    (is_link && !address.contains(char::is_whitespace) && !fragment.contains(char::is_whitespace)).then_some(fragment)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn the_browser_writes_a_host_in_ascii() {
        assert_eq!(ascii_host("Bücher.example").as_deref(), Some("xn--bcher-kva.example"));
        assert_eq!(ascii_host("["), None);
    }

    #[wasm_bindgen_test]
    fn a_text_that_is_a_link_and_nothing_else_is_one() {
        assert_eq!(link_in("https://a.example/x#d2=AbC_-9\n"), Some("d2=AbC_-9"));
        assert_eq!(link_in("https://a.example/#d1=AbC&view=graph"), Some("d1=AbC&view=graph"));
        for text in
            ["", "d2=AbC", "see https://a.example/#d2=AbC", "https://a.example/#top", "a\n#d2=AbC", "{\"a\": \"#d2=\"}"]
        {
            assert_eq!(link_in(text), None, "{text}");
        }
    }
}
