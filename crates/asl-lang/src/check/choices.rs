//! Operands of Choice rules, and what happens when no rule matches.

use super::{Checker, is_placeholder};
use crate::choice::{Condition, Operator, Test};
use crate::machine::QueryLanguage;
use crate::state::{State, StateKind};
use asl_aws::time::Timestamp;
use asl_jsonata::is_expression;
use asl_text::diagnostic::Code;
use asl_text::{Node, NodeKind};

pub(super) fn check(checker: &mut Checker<'_>, state: &State, language: QueryLanguage) {
    let StateKind::Choice(choice) = &state.kind else { return };
    for rule in &choice.rules {
        check_condition(checker, &rule.condition);
    }
    if choice.default.is_none() && !choice.rules.is_empty() && language == QueryLanguage::JsonPath {
        let message = format!("the Choice state `{}` has no `Default`", state.name.value);
        let hint = "when no rule matches, the run fails; `Default` names the state to go to then";
        checker.info(Code::MissingField, state.name.span, message, hint);
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
        Condition::Compare { operator, operand, .. } => check_operand(checker, operator.value, operand),
        Condition::Expression(node) => {
            let fits = match &node.kind {
                NodeKind::Bool(_) | NodeKind::Missing => true,
                NodeKind::String(text) => is_expression(text) || is_placeholder(text),
                _ => false,
            };
            if !fits {
                let message = format!("`Condition` must be true, false or an expression, not {}", node.describe());
                let hint = "write an expression, such as \"{% $states.input.ok %}\"";
                checker.error(Code::InvalidRule, node.span, message, hint);
            }
        }
        Condition::Missing => {}
    }
}

fn check_operand(checker: &mut Checker<'_>, operator: Operator, operand: &Node) {
    if operator.path || matches!(operand.kind, NodeKind::Missing) {
        return;
    }
    let expected = expected(operator.test);
    let fits = match (&operand.kind, expected) {
        (NodeKind::String(text), _) if is_placeholder(text) => true,
        (NodeKind::String(text), Expected::Timestamp) => Timestamp::parse(text).is_some(),
        (NodeKind::String(_), Expected::Text)
        | (NodeKind::Number(_), Expected::Number)
        | (NodeKind::Bool(_), Expected::Flag) => true,
        _ => false,
    };
    if !fits {
        let (noun, hint) = match expected {
            Expected::Text => ("a string", "write it in double quotes"),
            Expected::Number => ("a number", "write it without quotes"),
            Expected::Flag => ("true or false", "write `true` or `false` without quotes"),
            Expected::Timestamp => ("a time as RFC 3339 writes it", "write it as \"2030-12-31T23:59:59Z\""),
        };
        let hint = if operand.as_str().is_some_and(|text| text.starts_with('$')) && operator.test.has_path_form() {
            format!("to compare with the value of a path, write `{operator}Path`")
        } else {
            hint.to_owned()
        };
        let message = format!("`{operator}` compares with {noun}, not {}", shown(operand));
        checker.error(Code::InvalidRule, operand.span, message, hint);
    }
}

fn shown(operand: &Node) -> String {
    match operand.as_str() {
        Some(text) => format!("`{text}`"),
        None => operand.describe().to_owned(),
    }
}

#[derive(Clone, Copy)]
enum Expected {
    Text,
    Number,
    Flag,
    Timestamp,
}

fn expected(test: Test) -> Expected {
    use Test::{
        BooleanEquals, IsBoolean, IsNull, IsNumeric, IsPresent, IsString, IsTimestamp, NumericEquals,
        NumericGreaterThan, NumericGreaterThanEquals, NumericLessThan, NumericLessThanEquals, StringEquals,
        StringGreaterThan, StringGreaterThanEquals, StringLessThan, StringLessThanEquals, StringMatches,
        TimestampEquals, TimestampGreaterThan, TimestampGreaterThanEquals, TimestampLessThan, TimestampLessThanEquals,
    };
    match test {
        BooleanEquals | IsBoolean | IsNull | IsNumeric | IsPresent | IsString | IsTimestamp => Expected::Flag,
        NumericEquals | NumericGreaterThan | NumericGreaterThanEquals | NumericLessThan | NumericLessThanEquals => {
            Expected::Number
        }
        StringEquals
        | StringGreaterThan
        | StringGreaterThanEquals
        | StringLessThan
        | StringLessThanEquals
        | StringMatches => Expected::Text,
        TimestampEquals
        | TimestampGreaterThan
        | TimestampGreaterThanEquals
        | TimestampLessThan
        | TimestampLessThanEquals => Expected::Timestamp,
    }
}
