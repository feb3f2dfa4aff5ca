//! What one state reads, and of which kind it wants it.

use std::rc::Rc;

use super::needs::Need;
use super::origin::{Origin, View};
use super::words;
use asl_jsonata::is_expression;
use asl_lang::choice::Comparison;
use asl_lang::computed_fields::Sees;
use asl_lang::{
    Amount, Condition, FieldValue, Operator, QueryLanguage, State, StateKind, StateMachine, Test, computed_fields,
};
use asl_path::Expression;
use asl_path::reads::{Read, Root, Wanted};
use asl_text::{Node, NodeKind};
use asl_value::Value;

/// What the fields of a state see.
pub(super) struct Views<'f> {
    /// The state's input.
    pub(super) view: View<'f>,
    /// That behind `InputPath`.
    pub(super) selected: View<'f>,
    /// What `OutputPath` is applied to.
    pub(super) combined: View<'f>,
    /// What a Map's `ItemSelector` sees.
    pub(super) each: View<'f>,
}

/// Adds what the time limit of the whole machine reads.
pub(super) fn of_timeout(machine: &StateMachine, view: &View<'_>, need: &mut Need) {
    match &machine.timeout {
        Some(Amount::Path(path)) => of_path(&path.value, &Wanted::Number, view, true, need),
        Some(Amount::Expression(text)) => of_expression(&text.value, &Wanted::Number, view, need),
        Some(Amount::Literal(_)) | None => {}
    }
}

/// Adds what `state` reads.
pub(super) fn of_state(state: &State, language: QueryLanguage, views: &Views<'_>, need: &mut Need) {
    let Views { view, selected, combined, each } = views;
    if let (StateKind::Map(map), QueryLanguage::JsonPath) = (&state.kind, language)
        && map.item_reader.is_none()
        && map.items_path.is_none()
    {
        add(selected.input.clone(), Wanted::List, need);
    }
    if let StateKind::Choice(choice) = &state.kind {
        for rule in &choice.rules {
            of_condition(&rule.condition, selected, need);
        }
    }
    let is_choice = matches!(state.kind, StateKind::Choice(_));
    for field in computed_fields(state, language) {
        // What is compared was looked at with the comparison.
        if matches!(field.value, FieldValue::Path { .. }) && (is_choice && is_of_rule(field.name)) {
            continue;
        }
        let seen = match field.name {
            "ResultPath" => continue,
            "InputPath" => view,
            "OutputPath" => combined,
            "ItemSelector" => each,
            _ if language == QueryLanguage::Jsonata => view,
            _ => selected,
        };
        // `$` is then the result, or the error that was caught.
        let sees_input = field.sees == Sees::Input || language == QueryLanguage::Jsonata;
        match field.value {
            FieldValue::Path { path, .. } => of_path(path, &by_field(field.name), seen, sees_input, need),
            FieldValue::Template(node) => {
                let wanted = if field.name == "Items" { Wanted::List } else { Wanted::Anything };
                of_template(node, language, &wanted, seen, sees_input, need);
            }
            FieldValue::Value(node) if language == QueryLanguage::Jsonata => {
                let wanted = if field.name == "Condition" { Wanted::Boolean } else { Wanted::Anything };
                of_template(node, language, &wanted, seen, sees_input, need);
            }
            FieldValue::Text(text) if language == QueryLanguage::Jsonata => {
                of_expression(&text.value, &by_field(field.name), seen, need);
            }
            FieldValue::Value(_) | FieldValue::Text(_) => {}
        }
    }
}

fn is_of_rule(field: &str) -> bool {
    field == "Variable" || Operator::from_name(field).is_some()
}

fn of_condition(condition: &Condition, view: &View<'_>, need: &mut Need) {
    for Comparison { variable, operator, operand } in condition.comparisons() {
        let kind = kind_of(operator.value.test);
        if let (true, Some(path)) = (operator.value.path, operand.as_str()) {
            of_path(path, &kind, view, true, need);
        }
        let wanted = if operator.value.path { kind } else { compared(operator.value.test, operand, kind) };
        of_path(&variable.value, &wanted, view, true, need);
    }
}

/// The kind of what a test is for.
fn kind_of(test: Test) -> Wanted {
    match test {
        Test::IsPresent => Wanted::Maybe,
        Test::IsNull => Wanted::Anything,
        Test::BooleanEquals | Test::IsBoolean => Wanted::Boolean,
        Test::NumericEquals
        | Test::NumericGreaterThan
        | Test::NumericGreaterThanEquals
        | Test::NumericLessThan
        | Test::NumericLessThanEquals
        | Test::IsNumeric => Wanted::Number,
        Test::StringEquals
        | Test::StringGreaterThan
        | Test::StringGreaterThanEquals
        | Test::StringLessThan
        | Test::StringLessThanEquals
        | Test::StringMatches
        | Test::IsString => Wanted::Text,
        Test::TimestampEquals
        | Test::TimestampGreaterThan
        | Test::TimestampGreaterThanEquals
        | Test::TimestampLessThan
        | Test::TimestampLessThanEquals
        | Test::IsTimestamp => Wanted::Timestamp,
    }
}

/// A value that passes the test, where the operand says one.
fn compared(test: Test, operand: &Node, kind: Wanted) -> Wanted {
    let given = operand.to_value();
    match (test, &given) {
        (Test::NumericGreaterThan, Value::Number(number)) => Wanted::beyond(*number, true),
        (Test::NumericLessThan, Value::Number(number)) => Wanted::beyond(*number, false),
        (Test::NumericEquals | Test::NumericGreaterThanEquals | Test::NumericLessThanEquals, Value::Number(_))
        | (Test::BooleanEquals, Value::Bool(_))
        | (
            Test::StringEquals
            | Test::StringGreaterThanEquals
            | Test::StringLessThanEquals
            | Test::TimestampEquals
            | Test::TimestampGreaterThanEquals
            | Test::TimestampLessThanEquals,
            Value::String(_),
        ) => Wanted::Value(given),
        (Test::TimestampGreaterThan | Test::TimestampLessThan, Value::String(time)) => {
            let other = words::another_year(time, test == Test::TimestampGreaterThan);
            other.map_or(kind, |time| Wanted::Value(Value::from(time)))
        }
        (Test::StringMatches, Value::String(pattern)) => Wanted::Value(Value::from(pattern.replace('*', ""))),
        _ => kind,
    }
}

/// What the path in a field of that name leads to.
fn by_field(name: &str) -> Wanted {
    match name {
        "ItemsPath" => Wanted::List,
        "TimestampPath" | "Timestamp" => Wanted::Timestamp,
        "ErrorPath" | "CausePath" | "Error" | "Cause" => Wanted::Text,
        "InputPath" | "OutputPath" => Wanted::Anything,
        _ => Wanted::Number,
    }
}

/// What the member of that name is for, in the parameters of a Task.
fn by_member(name: &str) -> Wanted {
    match name {
        "ApiEndpoint" => Wanted::Value(words::text("url")),
        "Method" => Wanted::Value(words::text("method")),
        "ConnectionArn" => Wanted::Value(words::text("connectionArn")),
        "RequestBody" | "QueryParameters" | "Headers" | "Detail" | "MessageAttributes" => Wanted::Object,
        _ => Wanted::Anything,
    }
}

fn of_template(
    node: &Node,
    language: QueryLanguage,
    wanted: &Wanted,
    view: &View<'_>,
    sees_input: bool,
    need: &mut Need,
) {
    match &node.kind {
        NodeKind::Object(members) => {
            for member in members {
                let key = &member.key.value;
                match (language, key.strip_suffix(".$"), member.value.as_str()) {
                    (QueryLanguage::JsonPath, Some(name), Some(text)) => {
                        of_path(text, &by_member(name), view, sees_input, need);
                    }
                    _ => of_template(&member.value, language, &by_member(key), view, sees_input, need),
                }
            }
        }
        NodeKind::Array(items) => {
            for item in items {
                of_template(item, language, &Wanted::Anything, view, sees_input, need);
            }
        }
        NodeKind::String(text) if language == QueryLanguage::Jsonata => of_expression(text, wanted, view, need),
        _ => {}
    }
}

fn of_path(text: &Rc<str>, wanted: &Wanted, view: &View<'_>, sees_input: bool, need: &mut Need) {
    let reads = Expression::parse(text).map(|expression| expression.reads(wanted)).unwrap_or_default();
    for read in reads.into_iter().filter(|read| sees_input || read.root != Root::Input) {
        of_read(read, view, need);
    }
}

fn of_expression(text: &str, wanted: &Wanted, view: &View<'_>, need: &mut Need) {
    if is_expression(text) {
        let expression = asl_jsonata::Expression::compile(text);
        let reads = expression.map(|expression| expression.reads(wanted)).unwrap_or_default();
        for read in reads {
            of_read(read, view, need);
        }
    }
}

fn of_read(read: Read, view: &View<'_>, need: &mut Need) {
    add(view.origin(&read), read.wanted, need);
}

fn add(origin: Origin, wanted: Wanted, need: &mut Need) {
    if let Origin::Input(parts) = origin {
        // The whole input as it is needs nothing to be in it.
        if !parts.is_empty() || matches!(wanted, Wanted::List | Wanted::Value(_) | Wanted::Number) {
            need.add(&parts, wanted);
        }
    }
}
