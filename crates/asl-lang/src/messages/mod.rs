//! What the rules of the language find, as data, and the words for it: a file for each family of rules.
//!
//! | file | rules |
//! |---|---|
//! | `fields` | ASL02xx: fields that are missing, unknown, of the wrong type or exclude each other |
//! | `flow` | ASL03xx: transitions, reachability, the names of states and variables |
//! | `data` | ASL04xx: paths, payload templates, expressions, secrets |
//! | `choices` | ASL04xx: the rules of Choice states |
//! | `errors` | ASL04xx: retriers and catchers |
//! | `tasks` | ASL04xx: resources, workflow types, quotas |
//! | `http` | ASL05xx: the parameters of HTTP Tasks |
//!
//! A message is one lower-case sentence without a full stop, and so is a hint, which says what to do. What stands in a
//! text is in backticks. Nothing reads these sentences: a quick fix matches on the variant.

mod choices;
mod data;
mod errors;
mod fields;
mod flow;
mod http;
mod tasks;

pub use choices::{ChoiceProblem, OperandType};
pub use data::{DataProblem, PathExample, Present};
pub use errors::{ErrorProblem, Handler};
pub use fields::{FieldProblem, Owner, Range, ValueType, Vocabulary};
pub use flow::{FlowProblem, TargetAdvice};
pub use http::HttpProblem;
pub use tasks::TaskProblem;

/// The hint that names what was probably meant.
fn did_you_mean(near: &str) -> String {
    format!("did you mean `{near}`?")
}

/// Names for a sentence: `A`, `B` and `C`.
fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
        None => String::new(),
    }
}
