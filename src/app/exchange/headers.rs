//! Headers and bodies, of requests and answers alike.

use asl_value::Value;
use yew::prelude::*;

use crate::app::ui::json_view::json_view;

/// A header and what is said of it.
#[derive(Default)]
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

/// The headers in order.
pub(super) fn headers(rows: Vec<HeaderRow>) -> Html {
    if rows.is_empty() {
        return Html::default();
    }
    html! {
        <dl class="headers">
            for (index, HeaderRow { name, value, from, mark }) in rows.into_iter().enumerate() {
                <div key={index} class={(!mark.is_empty()).then_some("marked")}>
                    <dt>{ name }</dt>
                    <dd>
                        <span class="value">{ value }</span>
                        if !from.is_empty() { <span class="from">{ from }</span> }
                        if !mark.is_empty() { <span class="mark">{ mark }</span> }
                    </dd>
                </div>
            }
        </dl>
    }
}

/// A body: JSON as a tree, other text as it is.
pub(super) fn body_view(text: &str) -> Html {
    match Value::from_json(text) {
        Ok(value) if matches!(value, Value::Object(_) | Value::Array(_)) => json_view(&value, "body"),
        _ => json_view(&Value::from(text), "body"),
    }
}
