//! Headers and bodies, of requests and answers alike.

use asl_value::Value;
use yew::prelude::*;

use crate::app::ui::json_view::json_view;

/// A header and what is said of it.
#[derive(Default, PartialEq)]
pub(super) struct HeaderRow {
    /// The name of the header.
    pub(super) name: String,
    /// The value, masked where it is secret.
    pub(super) value: String,
    /// Who put it there; empty for the Task.
    pub(super) from: &'static str,
    /// What became of it; empty for nothing.
    pub(super) mark: &'static str,
}

/// The headers in order; many of them as far as they are asked for.
pub(super) fn headers(rows: Vec<HeaderRow>) -> Html {
    if rows.is_empty() {
        Html::default()
    } else {
        html! { <Headers rows={std::rc::Rc::new(rows)} /> }
    }
}

/// The headers that are shown at first, and then with every request.
const SHOWN: usize = 100;

#[derive(PartialEq, Properties)]
struct Props {
    rows: std::rc::Rc<Vec<HeaderRow>>,
}

#[component]
fn Headers(Props { rows }: &Props) -> Html {
    let shown = use_state(|| SHOWN);
    let more = {
        let shown = shown.clone();
        move |_| shown.set(*shown + SHOWN)
    };
    html! {
        <>
            <dl class="headers">
                for (index, HeaderRow { name, value, from, mark }) in rows.iter().take(*shown).enumerate() {
                    <div key={index} class={(!mark.is_empty()).then_some("marked")}>
                        <dt>{ name.clone() }</dt>
                        <dd>
                            <span class="value">{ value.clone() }</span>
                            if !from.is_empty() { <span class="from">{ *from }</span> }
                            if !mark.is_empty() { <span class="mark">{ *mark }</span> }
                        </dd>
                    </div>
                }
            </dl>
            if rows.len() > *shown {
                <button class="button small" onclick={more}>{ format!("Show more headers: {} left", rows.len() - *shown) }</button>
            }
        </>
    }
}

/// A body: JSON as a tree, other text as it is.
pub(super) fn body_view(text: &str) -> Html {
    match Value::from_json(text) {
        Ok(value) if matches!(value, Value::Object(_) | Value::Array(_)) => json_view(&value, "body"),
        _ => json_view(&Value::from(text), "body"),
    }
}
