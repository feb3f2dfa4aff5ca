//! A row of tabs and the panel of the selected one.

use web_sys::HtmlElement;
use yew::prelude::*;

use super::direction::is_rtl;

/// A tab: the value that it selects, and how it is labeled.
#[derive(Clone, PartialEq)]
pub(crate) struct Tab<T> {
    /// What it stands for.
    pub(crate) value: T,
    /// The label.
    pub(crate) name: &'static str,
    /// A number beside the name.
    pub(crate) count: Option<usize>,
}

/// Draws the tabs; arrow keys move between them. `prefix` makes their ids unique in the page.
pub(crate) fn tabs<T: Copy + PartialEq + 'static>(
    prefix: &'static str,
    label: &'static str,
    all: &[Tab<T>],
    selected: T,
    select: &Callback<T>,
) -> Html {
    let onkeydown = {
        let (values, select) = (all.iter().map(|tab| tab.value).collect::<Vec<_>>(), select.clone());
        move |event: KeyboardEvent| {
            let here = values.iter().position(|value| *value == selected).unwrap_or(0);
            let (next, previous) = if is_rtl() { ("ArrowLeft", "ArrowRight") } else { ("ArrowRight", "ArrowLeft") };
            let wanted = match event.key().as_str() {
                key if key == next => (here + 1) % values.len().max(1),
                key if key == previous => (here + values.len().saturating_sub(1)) % values.len().max(1),
                "Home" => 0,
                "End" => values.len().saturating_sub(1),
                _ => return,
            };
            event.prevent_default();
            if let Some(value) = values.get(wanted) {
                select.emit(*value);
                focus(&format!("{prefix}-tab-{wanted}"));
            }
        }
    };
    html! {
        <div class="tabs" role="tablist" aria-label={label} {onkeydown}>
            for (index, tab) in all.iter().enumerate() {
                <button key={index} role="tab" id={format!("{prefix}-tab-{index}")} aria-controls={format!("{prefix}-panel")}
                    aria-selected={(tab.value == selected).to_string()}
                    tabindex={if tab.value == selected { "0" } else { "-1" }}
                    onclick={
                        let (select, value) = (select.clone(), tab.value);
                        move |_| select.emit(value)
                    }>
                    { tab.name }
                    if let Some(count) = tab.count { <span class="tally">{ count }</span> }
                </button>
            }
        </div>
    }
}

fn focus(id: &str) {
    let element = web_sys::window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id(id));
    if let Some(element) = element.and_then(|found| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(found).ok()) {
        // Focus that is refused changes nothing.
        let _ = element.focus();
    }
}
