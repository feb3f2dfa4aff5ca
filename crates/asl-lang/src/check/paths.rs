//! Paths of JSONPath states: that they can be read, and that `ResultPath` names a place.

use std::rc::Rc;

use super::{Checker, is_placeholder};
use crate::choice::Condition;
use crate::machine::QueryLanguage;
use crate::messages::{ChoiceProblem, DataProblem, PathExample};
use crate::state::{Amount, PathField, State, StateKind, Wait};
use asl_path::{Expression, ReferencePath};
use asl_text::Spanned;

/// What a field accepts.
#[derive(Clone, Copy)]
enum Accepts {
    /// A path of the input, the context object or a variable.
    Path,
    /// That, or an intrinsic function.
    Expression,
    /// A place in the input.
    Reference,
}

pub(super) fn check(checker: &mut Checker<'_>, state: &State, language: QueryLanguage) {
    if language == QueryLanguage::Jsonata {
        return;
    }
    check_field(checker, "InputPath", state.input_path.as_ref(), Accepts::Path);
    check_field(checker, "OutputPath", state.output_path.as_ref(), Accepts::Path);
    check_field(checker, "ResultPath", state.result_path.as_ref(), Accepts::Reference);
    for catcher in &state.catch {
        check_field(checker, "ResultPath", catcher.result_path.as_ref(), Accepts::Reference);
    }
    match &state.kind {
        StateKind::Task(task) => {
            check_amount(checker, "TimeoutSecondsPath", task.timeout.as_ref());
            check_amount(checker, "HeartbeatSecondsPath", task.heartbeat.as_ref());
        }
        StateKind::Wait(Wait::Seconds(amount)) => check_amount(checker, "SecondsPath", Some(amount)),
        StateKind::Wait(Wait::TimestampPath(path)) => check_text(checker, "TimestampPath", path, Accepts::Path),
        StateKind::Fail(fail) => {
            for (name, path) in [("ErrorPath", &fail.error_path), ("CausePath", &fail.cause_path)] {
                if let Some(path) = path {
                    check_text(checker, name, path, Accepts::Expression);
                    check_gives_text(checker, name, path);
                }
            }
        }
        StateKind::Choice(choice) => {
            for rule in &choice.rules {
                check_condition(checker, &rule.condition);
            }
        }
        StateKind::Map(map) => {
            check_field(checker, "ItemsPath", map.items_path.as_ref(), Accepts::Path);
            check_amount(checker, "MaxConcurrencyPath", map.max_concurrency.as_ref());
            check_amount(checker, "ToleratedFailureCountPath", map.tolerated_failure_count.as_ref());
            check_amount(checker, "ToleratedFailurePercentagePath", map.tolerated_failure_percentage.as_ref());
        }
        _ => {}
    }
}

/// An intrinsic function here must be one that gives text (Developer Guide, "Fail workflow state").
fn check_gives_text(checker: &mut Checker<'_>, field: &'static str, path: &Spanned<Rc<str>>) {
    const GIVE_TEXT: &[&str] =
        &["ArrayGetItem", "Base64Decode", "Base64Encode", "Format", "Hash", "JsonToString", "UUID"];
    let called = path.value.strip_prefix("States.").and_then(|call| call.split('(').next());
    if let Some(name) = called.filter(|name| !GIVE_TEXT.contains(name)) {
        let problem = DataProblem::NotText { function: name.to_owned(), field, suitable: GIVE_TEXT };
        checker.error(path.span, problem);
    }
}

fn check_condition(checker: &mut Checker<'_>, condition: &Condition) {
    match condition {
        Condition::And(rules) | Condition::Or(rules) => {
            for rule in rules {
                check_condition(checker, rule);
            }
        }
        Condition::Not(rule) => check_condition(checker, rule),
        Condition::Compare { variable, operator, operand } => {
            check_text(checker, "Variable", variable, Accepts::Path);
            if operator.value.path {
                if let Some(text) = operand.as_str() {
                    let path = Spanned::new(text.clone(), operand.span);
                    check_text(checker, &operator.value.to_string(), &path, Accepts::Path);
                } else {
                    checker.error(operand.span, ChoiceProblem::PathOperand { found: operand.describe() });
                }
            }
        }
        Condition::Expression(_) | Condition::Missing => {}
    }
}

fn check_amount(checker: &mut Checker<'_>, name: &str, amount: Option<&Amount>) {
    if let Some(Amount::Path(path)) = amount {
        check_text(checker, name, path, Accepts::Path);
    }
}

fn check_field(checker: &mut Checker<'_>, name: &str, field: Option<&PathField>, accepts: Accepts) {
    if let Some(Spanned { value: Some(path), span }) = field {
        check_text(checker, name, &Spanned::new(path.clone(), *span), accepts);
    }
}

fn check_text(checker: &mut Checker<'_>, name: &str, path: &Spanned<Rc<str>>, accepts: Accepts) {
    let text = &*path.value;
    let result = match accepts {
        Accepts::Path => Expression::parse_path(text).map(|_| ()),
        Accepts::Expression => Expression::parse(text).map(|_| ()),
        Accepts::Reference => ReferencePath::parse(text).map(|_| ()),
    };
    if let Err(error) = result
        && !is_placeholder(text)
    {
        let span = checker.inside(path.span, text, error.offset);
        let example = match accepts {
            _ if !text.starts_with('$') => PathExample::Dollar,
            Accepts::Path => PathExample::Path,
            Accepts::Expression => PathExample::Expression,
            Accepts::Reference => PathExample::Reference,
        };
        checker.error(span, DataProblem::Path { field: name.to_owned(), error, example });
    }
}
