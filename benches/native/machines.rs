//! The machines of the workloads, as text, and their inputs.

use std::fmt::Write as _;

use asl_value::{Map, Value};

/// Counts to `turns`: a Pass that adds, a Choice that decides.
pub(crate) fn count(turns: u32) -> String {
    format!(
        r#"{{"StartAt": "Add", "States": {{
            "Add": {{"Type": "Pass", "Parameters": {{"n.$": "States.MathAdd($.n, 1)"}}, "Next": "More"}},
            "More": {{"Type": "Choice", "Choices": [{{"Variable": "$.n", "NumericLessThan": {turns}, "Next": "Add"}}],
                      "Default": "Done"}},
            "Done": {{"Type": "Succeed"}}}}}}"#
    )
}

/// States of the same body, one after the other.
pub(crate) fn chain(states: usize, body: impl Fn(usize) -> String) -> String {
    let mut text = r#"{"StartAt": "S0", "States": {"#.to_owned();
    for n in 0..states {
        let _ = write!(text, r#""S{n}": {{{}, "Next": "S{}"}}, "#, body(n), n + 1);
    }
    text + &format!(r#""S{states}": {{"Type": "Succeed"}}}}}}"#)
}

/// `states` Pass states, each of which puts its result into the document at the same place.
pub(crate) fn carry(states: usize) -> String {
    chain(states, |n| format!(r#""Type": "Pass", "Result": {{"step": {n}}}, "ResultPath": "$.last""#))
}

/// A document of about so many bytes: rows in an array, beside two other members.
pub(crate) fn deep(bytes: usize) -> Value {
    let rows = (0..bytes / 62).map(|n| {
        let text = format!(r#"{{"id": {n}, "name": "row number {n:>8}", "tags": ["a", "b"]}}"#);
        Value::from_json(&text).unwrap_or_default()
    });
    let members = [("kind", Value::from("rows")), ("rows", rows.collect()), ("last", Value::Null)];
    members.into_iter().map(|(key, value)| (key.into(), value)).collect::<Map>().into()
}

/// A document of about so many bytes: members of one object.
pub(crate) fn wide(bytes: usize) -> Value {
    let members = (0..bytes / 41).map(|n| (format!("member{n:>8}").into(), Value::from(format!("row number {n:>8}"))));
    members.collect::<Map>().into()
}

/// A Map with three states for each item.
pub(crate) fn map(at_once: u32) -> String {
    format!(
        r#"{{"StartAt": "Each", "States": {{"Each": {{"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": {at_once},
            "ItemProcessor": {{"ProcessorConfig": {{"Mode": "INLINE"}}, "StartAt": "A", "States": {{
                "A": {{"Type": "Pass", "Parameters": {{"id.$": "$.id", "price.$": "$.price"}}, "Next": "B"}},
                "B": {{"Type": "Pass", "Result": "seen", "ResultPath": "$.mark", "Next": "C"}},
                "C": {{"Type": "Pass", "OutputPath": "$.id", "End": true}}}}}}, "End": true}}}}}}"#
    )
}

/// Items with a number, a price and a kind.
pub(crate) fn items(count: u32) -> Value {
    let item = |n: u32| format!(r#"{{"id": {n}, "price": {}.5, "kind": "{}", "name": "item {n}"}}"#, n % 100, n % 7);
    let items: Vec<String> = (0..count).map(item).collect();
    Value::from_json(&format!(r#"{{"items": [{}]}}"#, items.join(","))).unwrap_or_default()
}

/// Choice states, one after the other, with so many rules each, of which the last one matches.
pub(crate) fn choices(states: usize, rules: usize) -> String {
    let mut text = r#"{"StartAt": "S0", "States": {"#.to_owned();
    for n in 0..states {
        let rules: Vec<String> = (0..rules)
            .map(|rule| match rule % 2 {
                _ if rule + 1 == rules => format!(r#"{{"Variable": "$.n", "NumericEquals": 7, "Next": "S{}"}}"#, n + 1),
                0 => format!(r#"{{"Variable": "$.tier", "StringEquals": "tier {rule}", "Next": "No"}}"#),
                _ => format!(
                    r#"{{"And": [{{"Variable": "$.n", "NumericGreaterThan": {rule}}},
                                 {{"Variable": "$.tier", "StringMatches": "gold*"}}], "Next": "No"}}"#
                ),
            })
            .collect();
        let _ = write!(text, r#""S{n}": {{"Type": "Choice", "Choices": [{}]}}, "#, rules.join(","));
    }
    text + &format!(r#""No": {{"Type": "Fail"}}, "S{states}": {{"Type": "Succeed"}}}}}}"#)
}

/// Pass states, one after the other, each of which filters the items and drops what it found.
pub(crate) fn filters(states: usize) -> String {
    chain(states, |_| {
        r#""Type": "Pass", "Parameters": {"found.$": "$.items[?(@.price > 50 && @.kind == '3')]"}, "ResultPath": null"#
            .to_owned()
    })
}
