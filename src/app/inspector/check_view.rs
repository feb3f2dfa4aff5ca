//! Conditions, filters and values as a person reads them: the tree of what was compared and how it came out.

use asl_path::evaluation_trace::{ConditionResult, ConditionTrace, Filtered, Form, Operand, shown};
use asl_value::Value;
use yew::prelude::*;

use crate::app::run::masking::Masking;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};

/// A condition with all its parts.
pub(crate) fn check_tree(check: &ConditionTrace, masking: &Masking) -> Html {
    html! { <ul class="checks">{ branch(check, masking) }</ul> }
}

fn branch(check: &ConditionTrace, masking: &Masking) -> Html {
    let (class, symbol) = match check.result {
        ConditionResult::True => ("true", Some(Icon::Check)),
        ConditionResult::False => ("false", Some(Icon::Cross)),
        ConditionResult::Failed | ConditionResult::Other => ("failed", Some(Icon::Warning)),
        ConditionResult::Unreached => ("unreached", None),
    };
    html! {
        <li class={classes!("verdict", class)}>
            <div class="check-line">
                <span class="check-mark" aria-hidden="true">{ symbol.map_or_else(|| html! { "·" }, icon) }</span>
                <span class="check-text">
                    if let Some(word) = joined_by(check.form) { <strong>{ word }</strong> } else { <code>{ &check.text }</code> }
                </span>
                <span class="check-word">{ check.result.word() }</span>
            </div>
            { operands(&check.operands, masking) }
            { sentences(&check.notes, masking) }
            if !check.parts.is_empty() {
                <ul class="checks">{ for check.parts.iter().map(|part| branch(part, masking)) }</ul>
            }
        </li>
    }
}

/// What is asked of the parts.
fn joined_by(form: Form) -> Option<&'static str> {
    Some(match form {
        Form::Test => return None,
        Form::All => "All of these",
        Form::Any => "One of these",
        Form::Not => "Not this",
        Form::Choose => "If this, then",
    })
}

/// Paths and expressions with the values that they had.
pub(crate) fn operands(all: &[Operand], masking: &Masking) -> Html {
    if all.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="operands">
            for operand in all {
                <li><code>{ &operand.text }</code>{" is "}{ value(operand.value.as_ref(), masking) }</li>
            }
        </ul>
    }
}

fn value(value: Option<&Value>, masking: &Masking) -> Html {
    match value {
        None => html! { <em>{"missing"}</em> },
        Some(Value::Null) => html! { <code class="value">{"null"}</code> },
        Some(value) => html! {
            <><code class="value">{ shown(&masking.value(value)) }</code>{" "}<span class="type">{ value.type_name() }</span></>
        },
    }
}

/// What to notice, one line each; words in backticks are code.
pub(crate) fn sentences(all: &[String], masking: &Masking) -> Html {
    if all.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="sentences">
            for sentence in all {
                <li>{ icon(Icon::Info) }<span>{ with_code(&masking.text(sentence)) }</span></li>
            }
        </ul>
    }
}

/// A sentence in which what stands in backticks is code. It begins with a capital letter and ends with a full stop.
fn with_code(sentence: &str) -> Html {
    let ends = sentence.ends_with(['.', '?', '!', '…']);
    let parts = sentence.split('`').enumerate().map(|(index, part)| {
        if index % 2 == 1 {
            return html! { <code>{ part.to_owned() }</code> };
        }
        html! { { if index == 0 { format::capitalized(part) } else { part.to_owned() } } }
    });
    html! { <>{ for parts }{ if ends { "" } else { "." } }</> }
}

/// What a filter let pass, and why one item was rejected.
pub(crate) fn filtered(filter: &Filtered, masking: &Masking) -> Html {
    html! {
        <div class="filtered">
            { sentences(&[filter.sentence()], masking) }
            if let Some(item) = &filter.rejected {
                <p class="rejected">{"The first item: "}<code class="value">{ shown(&masking.value(item)) }</code></p>
            }
            if let Some(check) = &filter.check { { check_tree(check, masking) } }
        </div>
    }
}
