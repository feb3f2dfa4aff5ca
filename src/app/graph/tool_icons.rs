//! The icons of the graph's buttons.

use yew::prelude::*;

/// What a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ToolIcon {
    Larger,
    Smaller,
    Fit,
    Turn,
    List,
    Save,
}

/// The icon; the button's name says the same.
pub(crate) fn tool_icon(sign: ToolIcon) -> Html {
    let path = match sign {
        ToolIcon::Larger => "M8 3.5v9M3.5 8h9",
        ToolIcon::Smaller => "M3.5 8h9",
        ToolIcon::Fit => "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10M6 6h4v4H6z",
        ToolIcon::Turn => "M2.5 2.5h4v4h-4zM9.5 9.5h4v4h-4zM9 4.5h2.5V7M7 11.5H4.5V9",
        ToolIcon::List => "M6 4h7.5M6 8h7.5M6 12h7.5M2.8 4v.1M2.8 8v.1M2.8 12v.1",
        ToolIcon::Save => "M8 2.5v7.5M5 7.2L8 10.2l3-3M3 13.5h10",
    };
    html! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><path d={path} /></svg>
    }
}
