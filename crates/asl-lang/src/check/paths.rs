//! Paths of JSONPath states: that they can be read, and that `ResultPath` names a place.

use std::rc::Rc;

use super::{Checker, is_placeholder};
use crate::choice::{Comparison, Condition};
use crate::computed_fields::{Accepts, ComputedField, FieldValue};
use crate::machine::QueryLanguage;
use crate::messages::{ChoiceProblem, DataProblem, PathExample};
use crate::state::{State, StateKind};
use asl_path::{Expression, ReferencePath};
use asl_text::Spanned;
use asl_text::diagnostic::AwsWords;

pub(super) fn check(checker: &mut Checker<'_>, state: &State, fields: &[ComputedField<'_>]) {
    for field in fields.iter().filter(|field| field.language == QueryLanguage::JsonPath) {
        if let FieldValue::Path { path, span, accepts } = field.value {
            let path = Spanned::new(path.clone(), span);
            check_text(checker, field.name, &path, accepts);
            if accepts == Accepts::Expression {
                check_gives_text(checker, field.name, &path);
            }
        }
    }
    if let StateKind::Choice(choice) = &state.kind {
        for rule in &choice.rules {
            check_operands(checker, &rule.condition);
        }
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

/// An operator that ends in `Path` takes a path.
fn check_operands(checker: &mut Checker<'_>, condition: &Condition) {
    for Comparison { operator, operand, .. } in condition.comparisons() {
        if operator.value.path && operand.as_str().is_none() {
            checker.error(operand.span, ChoiceProblem::PathOperand { found: operand.describe() });
        }
    }
}

fn check_text(checker: &mut Checker<'_>, name: &str, path: &Spanned<Rc<str>>, accepts: Accepts) {
    let text = &*path.value;
    let result = match accepts {
        Accepts::Path => Expression::parse_path(text).map(|_| ()),
        Accepts::Place | Accepts::Items | Accepts::Operand if is_variable(text) => {
            Expression::parse_path(text).map(|_| ())
        }
        Accepts::Items | Accepts::Operand => {
            // Without its `$`, a path of the context object is one of the input.
            let context = text.strip_prefix('$').filter(|rest| rest.starts_with('$'));
            Expression::parse_path(text).and_then(|_| ReferencePath::parse(context.unwrap_or(text)).map(|_| ()))
        }
        Accepts::Expression => Expression::parse(text).map(|_| ()),
        Accepts::Place => Expression::parse_path(text).and_then(|_| ReferencePath::parse(text).map(|_| ())),
        Accepts::Reference => ReferencePath::parse(text).map(|_| ()),
    };
    if let Err(error) = result
        && !is_placeholder(text)
    {
        let span = checker.inside(path.span, text, error.offset);
        let example = match accepts {
            _ if !text.starts_with('$') => PathExample::Dollar,
            Accepts::Path | Accepts::Operand | Accepts::Items => PathExample::Path,
            Accepts::Expression => PathExample::Expression,
            Accepts::Reference | Accepts::Place => PathExample::Reference,
        };
        checker.error(span, DataProblem::Path { field: name.to_owned(), error, example });
        checker.in_aws(AwsWords::schema(in_aws(text, accepts), 0));
    }
}

/// Whether a path leads into a variable.
fn is_variable(text: &str) -> bool {
    text.strip_prefix('$').is_some_and(|rest| rest.starts_with(|first: char| first.is_alphabetic() || first == '_'))
}

/// What AWS says of a path that it cannot read.
fn in_aws(text: &str, accepts: Accepts) -> &'static str {
    match (accepts, text.starts_with('$')) {
        (Accepts::Operand, false) => "Value is not a Reference Path: Reference path didn't start with '$'",
        (Accepts::Operand | Accepts::Items | Accepts::Reference | Accepts::Place, true) => {
            "Value is not a Reference Path"
        }
        _ => "Value must be a valid JSONPath.",
    }
}
