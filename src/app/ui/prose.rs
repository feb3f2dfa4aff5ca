//! Sentences with code in them: what stands between backticks is code.

use yew::prelude::*;

/// `text` with its code as such.
pub(crate) fn prose(text: &str) -> Html {
    let part = |(index, part): (usize, &str)| {
        if index % 2 == 1 {
            html! { <code key={index}>{ part.to_owned() }</code> }
        } else {
            html! { <span key={index}>{ part.to_owned() }</span> }
        }
    };
    html! { <>{ for text.split('`').enumerate().map(part) }</> }
}
