//! The Amazon States Language as data: what a definition says, every part at its place.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod extract_state;
pub mod aws;
pub mod check;
pub mod choice;
pub mod computed_fields;
pub mod machine;
pub mod messages;
mod moving;
mod open_texts;
pub mod parse;
mod practice;
mod recheck;
pub mod references;
pub mod resource;
pub mod retry;
pub mod shape;
pub mod state;
mod task_fields;
mod transitions;

#[cfg(test)]
mod tests;

pub use choice::{Choice, Condition, Operator, Rule, Test};
pub use computed_fields::{ComputedField, FieldValue, computed_fields};
pub use extract_state::{extract_state, inner_scopes};
pub use machine::{QueryLanguage, Scope, StateMachine, WorkflowType};
pub use open_texts::open_texts;
pub use parse::parse;
pub use practice::{PracticeCopy, to_practice};
pub use recheck::{Recheck, check_again};
pub use resource::{Integration, Pattern, Resource};
pub use retry::{Catcher, Jitter, Retrier};
pub use state::{Amount, Fail, MapState, PathField, State, StateKind, StateType, Task, Wait};

use asl_text::diagnostic::{Code, Diagnostic, Severity};
use asl_value::Sort;

/// A definition that was read and checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The machine, as far as it could be read; `None` when the text holds no object.
    pub machine: Option<StateMachine>,
    /// Everything found, in the order of its places.
    pub diagnostics: Vec<Diagnostic>,
    /// The notation of the text.
    pub format: asl_text::Format,
    /// The tree that the machine was read from.
    pub root: Option<asl_text::Node>,
}

/// What exceeds a limit of the service becomes a warning, as for a run that only reports them.
pub fn report_limits(diagnostics: &mut [Diagnostic]) {
    let limits = diagnostics.iter_mut().filter(|found| found.code == Code::Limit);
    limits.filter(|found| found.severity == Severity::Error).for_each(|found| found.severity = Severity::Warning);
}

/// Reads and checks the text of a definition of a Standard workflow, JSON or YAML.
pub fn check_text(text: &str) -> Checked {
    check_text_as(text, WorkflowType::Standard)
}

/// Reads and checks the text of a definition, JSON or YAML.
pub fn check_text_as(text: &str, workflow: WorkflowType) -> Checked {
    check_parsed(text, asl_text::parse(text), workflow)
}

/// As [`check_text_as`], of a text that was read already.
pub fn check_parsed(text: &str, parsed: asl_text::Parsed, workflow: WorkflowType) -> Checked {
    check_with(text, parsed, workflow, None)
}

fn check_with(
    text: &str,
    parsed: asl_text::Parsed,
    workflow: WorkflowType,
    mut known: Option<&mut Recheck>,
) -> Checked {
    let mut diagnostics = parsed.diagnostics;
    let machine = parsed.root.as_ref().and_then(|root| {
        let (machine, found) = parse::parse_again(root, known.as_deref_mut());
        diagnostics.extend(found);
        machine
    });
    if let Some(machine) = &machine {
        diagnostics.extend(check::check_again(machine, workflow, Some((text, parsed.format)), known));
    }
    diagnostics.order_by_key(|diagnostic| (diagnostic.span, diagnostic.code.as_str()));
    diagnostics.dedup();
    Checked { machine, diagnostics, format: parsed.format, root: parsed.root }
}
