//! Which way the page is read.

/// Whether the page goes from right to left, as one in Arabic or Hebrew does.
pub(crate) fn is_rtl() -> bool {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|page| page.document_element());
    root.and_then(|root| root.get_attribute("dir")).is_some_and(|dir| dir == "rtl")
}
