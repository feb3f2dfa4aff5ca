//! The Amazon States Language as data: what a definition says, every part at its place.
//!
//! ```text
//! text ──asl_text──▶ Node ──parse──▶ StateMachine ──check──▶ Diagnostics ──aws──▶ what AWS answers
//!                                        │
//!                                        ▼
//!        states · scopes · targets · resource · computed_fields · shape · variable_references
//! ```
//!
//! [`parse()`] makes a [`StateMachine`] of a tree and never fails; [`check`] adds what only the whole shows.
//! Templates and operands stay [`Node`](asl_text::Node)s; the interpreter prepares them for running.
//!
//! # Where a rule is found
//!
//! - Which fields a state has, and in which language: [`parse::table`]; how each is read: the other files of [`mod@parse`].
//! - What only the whole shows: [`check`], a file for each family of rules; the sentences are in [`messages`].
//! - Every state, nested ones included, in the order of the text: [`StateMachine::states`]; one by its name:
//!   [`StateMachine::find`]; where a state leads to: [`State::targets`].
//! - Which fields are computed, in which language and with what in view: [`computed_fields()`].
//! - What a Task's `Resource` names, and in which pattern it is called: [`resource`].
//! - What the data at a state can look like: [`shape`]. Which variables it reads: [`references`].
//! - What AWS itself would answer: [`aws`].
//!
//! # Invariants
//!
//! Reading and checking never fail and never panic, whatever the text. Every part keeps its place in the text. An error is
//! what AWS refuses; what AWS takes is a warning or advice at most.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod extract_state;
pub mod aws;
pub mod check;
pub mod choice;
pub mod computed_fields;
pub mod machine;
pub mod messages;
pub mod parse;
mod practice;
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
pub use extract_state::extract_state;
pub use machine::{QueryLanguage, Scope, StateMachine, WorkflowType};
pub use parse::parse;
pub use practice::{PracticeCopy, to_practice};
pub use resource::{Integration, Pattern, Resource};
pub use retry::{Catcher, Jitter, Retrier};
pub use state::{Amount, Fail, MapState, PathField, State, StateKind, StateType, Task, Wait};

use asl_text::diagnostic::{Code, Diagnostic, Severity};

/// A definition that was read and checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The machine, as far as it could be read; `None` when the text holds no object.
    pub machine: Option<StateMachine>,
    /// Everything found, in the order of its places.
    pub diagnostics: Vec<Diagnostic>,
    /// The notation of the text.
    pub format: asl_text::Format,
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
    let mut diagnostics = parsed.diagnostics;
    let machine = parsed.root.as_ref().and_then(|root| {
        let (machine, found) = parse(root);
        diagnostics.extend(found);
        machine
    });
    if let Some(machine) = &machine {
        diagnostics.extend(check::check_in(machine, workflow, Some((text, parsed.format))));
    }
    diagnostics.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code.as_str()));
    diagnostics.dedup();
    Checked { machine, diagnostics, format: parsed.format }
}
