//! The addresses of pages of help: `#help/http`, `#help/http/cors`.

use std::rc::Rc;

use crate::app::host::location;

/// What stands before the page's name.
const START: &str = "#help/";

/// The page that the address names, with its heading, as in `http/cors`.
pub(crate) fn named() -> Option<Rc<str>> {
    of(&location::fragment()).map(Rc::from)
}

/// The page that a link within the page names.
pub(super) fn of(fragment: &str) -> Option<&str> {
    fragment.strip_prefix(START).or_else(|| (fragment == "#help").then_some(""))
}

/// Names the page in the address, if that names one already.
pub(super) fn follow(place: &str) {
    if named().is_some() {
        location::set_fragment(&format!("{}{place}", START.trim_start_matches('#')));
    }
}

/// Takes the page out of the address.
pub(super) fn leave() {
    if named().is_some() {
        location::clear();
    }
}

/// The whole address of a page.
pub(super) fn link(place: &str) -> String {
    location::with_fragment(&format!("{}{place}", START.trim_start_matches('#'))).unwrap_or_default()
}
