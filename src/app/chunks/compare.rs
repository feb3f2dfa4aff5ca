//! The chunk of the comparison of the three ways to call an API.

use std::rc::Rc;

use yew::prelude::*;

use super::{FUNCTIONS, Load, SEARCHES, TEMPLATES, Table, WORDS, YAML};
use crate::app::compare::Compare;

/// What the chunk holds.
pub(crate) struct Comparison {
    /// The view; from the fragment of a link, which is empty for a new one. Says whether it came by link.
    pub(crate) view: fn(&Rc<str>, bool) -> Html,
}

impl Table for Comparison {
    // Its templates are read as those of a person are.
    const NEEDS: &[fn() -> &'static dyn Load] = &[|| &TEMPLATES, || &YAML, || &WORDS, || &SEARCHES, || &FUNCTIONS];
}

pub(super) const TABLE: Comparison =
    Comparison { view: |fragment, is_linked| html! { <Compare fragment={fragment.clone()} {is_linked} /> } };
