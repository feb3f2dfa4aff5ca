//! An error of an expression from inside: the part that failed, the values there, the way out.

use asl_view::explain::Fault;
use yew::prelude::*;

use super::check_view::{filtered, operands, sentences};
use super::show_in_definition::{Shown, show_in_definition};
use crate::app::run::masking::Masking;

/// What is behind an error.
pub(super) fn show_fault(shown: &Shown, fault: &Fault, masking: &Masking) -> Html {
    let (before, part, after) = match fault.part {
        Some((start, end)) => (
            fault.expression.get(..start).unwrap_or_default(),
            fault.expression.get(start..end).unwrap_or_default(),
            fault.expression.get(end..).unwrap_or_default(),
        ),
        None => (&*fault.expression, "", ""),
    };
    html! {
        <section class="fault" aria-label="Where it failed">
            <div class="note-head">
                <h3>{"In "}<code>{ &fault.field }</code></h3>
                if let Some(code) = &fault.code { <span class="tag">{ code }</span> }
                { show_in_definition(shown, fault.span) }
            </div>
            <pre class="expression" tabindex="0" aria-label="Expression">
                { before }if !part.is_empty() { <mark>{ part }</mark> }{ after }
            </pre>
            { operands(&fault.values, masking) }
            if let Some(signature) = &fault.signature { <p class="signature"><code>{ signature }</code></p> }
            { sentences(&fault.hints, masking) }
            { for fault.filters.iter().map(|filter| filtered(filter, masking)) }
        </section>
    }
}
