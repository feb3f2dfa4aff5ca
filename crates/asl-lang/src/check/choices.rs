//! Operands of Choice rules, and what happens when no rule matches.

use super::{Checker, is_placeholder, owner};
use crate::choice::{Condition, Operator, Test};
use crate::machine::QueryLanguage;
use crate::messages::{ChoiceProblem, FieldProblem, OperandType};
use crate::state::{State, StateKind};
use asl_aws::time::Timestamp;
use asl_jsonata::is_expression;
use asl_text::diagnostic::AwsWords;
use asl_text::{Node, NodeKind};

pub(super) fn check(checker: &mut Checker<'_>, state: &State, language: QueryLanguage) {
    let StateKind::Choice(choice) = &state.kind else { return };
    for rule in &choice.rules {
        check_condition(checker, &rule.condition);
    }
    if choice.default.is_none() && !choice.rules.is_empty() && language == QueryLanguage::JsonPath {
        checker.info(state.name.span, FieldProblem::NoDefault(owner(state)));
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
                NodeKind::Bool(_) | NodeKind::Missing | NodeKind::Placeholder(_) => true,
                NodeKind::String(text) => is_expression(text) || is_placeholder(text),
                _ => false,
            };
            if !fits {
                checker.error(node.span, ChoiceProblem::Condition { found: node.describe() });
            }
        }
        Condition::Missing => {}
    }
}

fn check_operand(checker: &mut Checker<'_>, operator: Operator, operand: &Node) {
    if operator.path || operand.is_unknown() {
        return;
    }
    let expected = expected(operator.test);
    let fits = match (&operand.kind, expected) {
        (NodeKind::String(text), _) if is_placeholder(text) => true,
        (NodeKind::String(text), OperandType::Timestamp) => Timestamp::parse(text).is_some(),
        (NodeKind::String(_), OperandType::Text)
        | (NodeKind::Number(_), OperandType::Number)
        | (NodeKind::Bool(_), OperandType::Flag) => true,
        _ => false,
    };
    if !fits {
        let is_path = operand.as_str().is_some_and(|text| text.starts_with('$')) && operator.test.path_name().is_some();
        let (operator, found) = (operator.to_string(), shown(operand));
        let is_time = expected == OperandType::Timestamp && operand.as_str().is_some();
        checker.error(operand.span, ChoiceProblem::Operand { operator, expected, found, is_path });
        if is_time {
            checker.in_aws(AwsWords::schema("String does not match RFC3339 timestamp", 0));
        }
    }
}

fn shown(operand: &Node) -> String {
    match operand.as_str() {
        Some(text) => format!("`{text}`"),
        None => operand.describe().to_owned(),
    }
}

fn expected(test: Test) -> OperandType {
    use Test::{
        BooleanEquals, IsBoolean, IsNull, IsNumeric, IsPresent, IsString, IsTimestamp, NumericEquals,
        NumericGreaterThan, NumericGreaterThanEquals, NumericLessThan, NumericLessThanEquals, StringEquals,
        StringGreaterThan, StringGreaterThanEquals, StringLessThan, StringLessThanEquals, StringMatches,
        TimestampEquals, TimestampGreaterThan, TimestampGreaterThanEquals, TimestampLessThan, TimestampLessThanEquals,
    };
    match test {
        BooleanEquals | IsBoolean | IsNull | IsNumeric | IsPresent | IsString | IsTimestamp => OperandType::Flag,
        NumericEquals | NumericGreaterThan | NumericGreaterThanEquals | NumericLessThan | NumericLessThanEquals => {
            OperandType::Number
        }
        StringEquals
        | StringGreaterThan
        | StringGreaterThanEquals
        | StringLessThan
        | StringLessThanEquals
        | StringMatches => OperandType::Text,
        TimestampEquals
        | TimestampGreaterThan
        | TimestampGreaterThanEquals
        | TimestampLessThan
        | TimestampLessThanEquals => OperandType::Timestamp,
    }
}
