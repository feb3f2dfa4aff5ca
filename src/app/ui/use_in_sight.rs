//! Keeps what is picked from a list in sight.

use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

/// Scrolls the selected option of `list` into sight when another one is picked, or more or fewer are listed.
#[hook]
pub(crate) fn use_in_sight(list: &NodeRef, picked: usize, listed: usize) {
    let list = list.clone();
    use_effect_with((picked, listed), move |_| {
        let selected = |list: Element| list.query_selector("[aria-selected=true]").ok().flatten();
        if let Some(option) = list.cast::<Element>().and_then(selected) {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}
