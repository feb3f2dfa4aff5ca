//! Fields of the editor of lessons: each with its label, told of what is typed or chosen.

use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// A line of text.
pub(super) fn line(id: &'static str, label: &str, value: &str, set: impl Fn(String) + 'static) -> Html {
    let oninput = move |event: InputEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            set(input.value());
        }
    };
    html! {
        <div class="field">
            <label for={id}>{ label.to_owned() }</label>
            <input {id} type="text" autocomplete="off" value={value.to_owned()} {oninput} data-testid={id} />
        </div>
    }
}

/// Text of several lines.
pub(super) fn area(id: &'static str, label: &str, rows: u8, value: &str, set: impl Fn(String) + 'static) -> Html {
    let oninput = move |event: InputEvent| {
        if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
            set(area.value());
        }
    };
    html! {
        <div class="field">
            <label for={id}>{ label.to_owned() }</label>
            <textarea {id} rows={rows.to_string()} value={value.to_owned()} {oninput} data-testid={id} />
        </div>
    }
}

/// One of several values, each with its words; the value is told.
pub(super) fn choice(
    id: &str,
    label: &str,
    chosen: &str,
    all: &[(String, String)],
    set: impl Fn(String) + 'static,
) -> Html {
    let onchange = move |event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            set(select.value());
        }
    };
    let id = id.to_owned();
    // What is named and not there any more can still be seen.
    let is_known = all.iter().any(|(value, _)| value == chosen);
    html! {
        <div class="field">
            <label for={id.clone()}>{ label.to_owned() }</label>
            <select id={id.clone()} {onchange} data-testid={id}>
                if !is_known { <option key={chosen.to_owned()} value={chosen.to_owned()} selected={true}>{ format!("{chosen} (missing)") }</option> }
                for (value, words) in all {
                    <option key={value.clone()} value={value.clone()} selected={value == chosen}>{ words.clone() }</option>
                }
            </select>
        </div>
    }
}

/// A box that is checked or not.
pub(super) fn flag(id: &str, label: &str, checked: bool, set: impl Fn(bool) + 'static) -> Html {
    let onchange = move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            set(input.checked());
        }
    };
    html! {
        <label class="check" key={id}><input type="checkbox" {checked} {onchange} data-testid={id.to_owned()} /><span>{ label.to_owned() }</span></label>
    }
}
