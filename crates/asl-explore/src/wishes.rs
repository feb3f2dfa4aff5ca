//! Which data would lead a run elsewhere: what rules of a Choice compare, what a Map goes through, what a state reads.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_lang::choice::Comparison;
use asl_lang::{Condition, FieldValue, QueryLanguage, State, StateKind, StateMachine, Test, computed_fields};
use asl_path::Expression;
use asl_path::reads::{Part, Read, Root, Wanted};
use asl_text::{Node, NodeKind};
use asl_value::{Map, Number, Value};

/// A value that is wanted at a place, wherever that place is filled from; `None`: nothing is to be there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wish {
    pub(crate) parts: Vec<Part>,
    pub(crate) value: Option<Value>,
}

/// The most sets of wishes for one state.
const MOST: usize = 24;

/// What to wish for so that `state` goes another way: each set is tried as a whole.
pub(crate) fn of_state(machine: &StateMachine, state: &State) -> Vec<Vec<Wish>> {
    let mut sets = match &state.kind {
        StateKind::Choice(choice) => {
            let rules: Vec<Vec<Vec<Wish>>> = choice.rules.iter().map(|rule| of_condition(&rule.condition)).collect();
            of_rules(&rules)
        }
        StateKind::Map(map) => {
            let empty = |parts| vec![vec![Wish { parts, value: Some(Value::from(Vec::new())) }]];
            match machine.language_of(state) {
                QueryLanguage::JsonPath => {
                    let path =
                        map.items_path.as_ref().and_then(|path| path.value.clone()).unwrap_or_else(|| "$".into());
                    place(&path).map(empty).unwrap_or_default()
                }
                QueryLanguage::Jsonata => {
                    let read =
                        map.items.as_ref().and_then(Node::as_str).and_then(|text| jsonata(text).into_iter().next());
                    read.map(|read| empty(whole(&read))).unwrap_or_default()
                }
            }
        }
        _ => Vec::new(),
    };
    sets.dedup();
    sets.truncate(MOST);
    sets
}

/// What `state` reads, so that it finds something.
pub(crate) fn of_data(machine: &StateMachine, state: &State) -> Vec<Wish> {
    let mut wishes: Vec<Wish> = Vec::new();
    let mut add = |reads: Vec<Read>| {
        for read in reads {
            let wish = Wish { parts: whole(&read), value: Some(sample(&read.wanted)) };
            let is_context = read.root == Root::Context;
            if !is_context && !wish.parts.is_empty() && !wishes.iter().any(|known| known.parts == wish.parts) {
                wishes.push(wish);
            }
        }
    };
    let language = machine.language_of(state);
    for field in computed_fields(state, language) {
        match (field.value, language) {
            (FieldValue::Path { path, .. }, _) => {
                let wanted = if field.name == "ItemsPath" { Wanted::List } else { Wanted::Anything };
                add(Expression::parse(path).map(|path| path.reads(&wanted)).unwrap_or_default());
            }
            (FieldValue::Text(text), QueryLanguage::Jsonata) => add(jsonata(&text.value)),
            (FieldValue::Template(node) | FieldValue::Value(node), _) => add(template(node, language)),
            (FieldValue::Text(_), QueryLanguage::JsonPath) => {}
        }
    }
    wishes
}

fn template(node: &Node, language: QueryLanguage) -> Vec<Read> {
    match &node.kind {
        NodeKind::Object(members) => members
            .iter()
            .flat_map(|member| match (member.value.as_str(), language) {
                (Some(text), QueryLanguage::JsonPath) if member.key.value.ends_with(".$") => {
                    Expression::parse(text).map(|path| path.reads(&Wanted::Anything)).unwrap_or_default()
                }
                _ => template(&member.value, language),
            })
            .collect(),
        NodeKind::Array(items) => items.iter().flat_map(|item| template(item, language)).collect(),
        NodeKind::String(text) if language == QueryLanguage::Jsonata => jsonata(text),
        _ => Vec::new(),
    }
}

fn jsonata(text: &str) -> Vec<Read> {
    let expression = asl_jsonata::is_expression(text).then(|| asl_jsonata::Expression::compile(text).ok()).flatten();
    expression.map(|expression| expression.reads(&Wanted::Anything)).unwrap_or_default()
}

/// For each rule: all that it asks for, and its opposite; the opposite of all; then each comparison by itself.
fn of_rules(rules: &[Vec<Vec<Wish>>]) -> Vec<Vec<Wish>> {
    let nth =
        |rule: &[Vec<Wish>], nth: usize| -> Vec<Wish> { rule.iter().filter_map(|one| one.get(nth)).cloned().collect() };
    let mut sets: Vec<Vec<Wish>> = rules.iter().map(|rule| nth(rule, 0)).collect();
    sets.push(rules.iter().flat_map(|rule| nth(rule, 1)).collect());
    sets.extend(rules.iter().map(|rule| nth(rule, 1)));
    sets.extend(rules.iter().flatten().flatten().map(|wish| vec![wish.clone()]));
    sets.retain(|set| !set.is_empty());
    let mut once: Vec<Vec<Wish>> = Vec::new();
    for set in sets {
        if !once.contains(&set) {
            once.push(set);
        }
    }
    once
}

/// For each comparison the values to try, the one that passes first.
fn of_condition(condition: &Condition) -> Vec<Vec<Wish>> {
    if let Condition::Expression(node) = condition {
        let text = node.as_str().map_or("", |text| text);
        let expression =
            asl_jsonata::is_expression(text).then(|| asl_jsonata::Expression::compile(text).ok()).flatten();
        let reads = expression.map(|expression| expression.reads(&Wanted::Boolean)).unwrap_or_default();
        return reads.iter().filter(|read| read.root != Root::Context).map(of_read).collect();
    }
    let of = |comparison: Comparison<'_>| {
        let parts = place(&comparison.variable.value)?;
        let operand = (!comparison.operator.value.path).then(|| comparison.operand.to_value());
        let values = values(comparison.operator.value.test, operand.as_ref());
        Some(values.into_iter().map(|value| Wish { parts: parts.clone(), value }).collect())
    };
    condition.comparisons().into_iter().filter_map(of).collect()
}

fn of_read(read: &Read) -> Vec<Wish> {
    let values = match &read.wanted {
        Wanted::Value(value) => vec![Some(value.clone()), Some(other_than(value)), None],
        Wanted::Boolean => vec![Some(true.into()), Some(false.into())],
        Wanted::Number => vec![Some(1.into()), Some(0.into()), Some(1_000_000.into())],
        Wanted::List => vec![Some(vec![Value::from(1)].into()), Some(Vec::new().into())],
        wanted => vec![Some(sample(wanted)), None],
    };
    values.into_iter().map(|value| Wish { parts: whole(read), value }).collect()
}

/// Values for a test, the one that passes first, then those that fail; `None` where nothing is to be there.
fn values(test: Test, operand: Option<&Value>) -> Vec<Option<Value>> {
    let number = |step: i64| {
        let given = operand.and_then(Value::as_number).unwrap_or(Number::Int(0));
        let moved = given.as_i64().map(|whole| Value::from(whole.saturating_add(step)));
        #[expect(clippy::cast_precision_loss, reason = "a step is small")]
        Some(moved.unwrap_or_else(|| Value::from(given.as_f64() + step as f64)))
    };
    let string =
        |suffix: &str| Some(Value::from(format!("{}{suffix}", operand.and_then(Value::as_str).unwrap_or_default())));
    let time = |millis: i64| Some(Value::from(Timestamp(millis).to_string()));
    let of_type = |fits: Value| {
        let (is, is_not) = (Some(fits), Some(Value::from(Vec::new())));
        if operand.and_then(Value::as_bool) == Some(false) { vec![is_not, is] } else { vec![is, is_not] }
    };
    match test {
        Test::BooleanEquals => {
            let wanted = operand.and_then(Value::as_bool).unwrap_or(true);
            vec![Some(wanted.into()), Some((!wanted).into())]
        }
        Test::NumericGreaterThan => vec![number(1), number(0)],
        Test::NumericGreaterThanEquals => vec![number(0), number(-1)],
        Test::NumericLessThan => vec![number(-1), number(0)],
        Test::NumericEquals | Test::NumericLessThanEquals => vec![number(0), number(1)],
        Test::StringEquals => vec![string(""), Some("another".into())],
        Test::StringGreaterThan => vec![string("z"), Some("".into())],
        Test::StringGreaterThanEquals => vec![string(""), Some("".into())],
        Test::StringLessThan => vec![Some("".into()), string("z")],
        Test::StringLessThanEquals => vec![string(""), string("z")],
        Test::StringMatches => {
            let pattern = operand.and_then(Value::as_str).unwrap_or("*");
            vec![Some(pattern.replace('*', "x").into()), Some("no match".into())]
        }
        Test::TimestampEquals | Test::TimestampGreaterThanEquals | Test::TimestampLessThanEquals => {
            vec![operand.cloned().or_else(|| time(0)), time(0), time(4_102_444_800_000)]
        }
        Test::TimestampGreaterThan => vec![time(4_102_444_800_000), time(0)],
        Test::TimestampLessThan => vec![time(0), time(4_102_444_800_000)],
        Test::IsBoolean => of_type(true.into()),
        Test::IsNumeric => of_type(1.into()),
        Test::IsString => of_type("text".into()),
        Test::IsTimestamp => of_type(Timestamp(0).to_string().into()),
        Test::IsNull => of_type(Value::Null),
        Test::IsPresent if operand.and_then(Value::as_bool) == Some(false) => vec![None, Some(1.into())],
        Test::IsPresent => vec![Some(1.into()), None],
    }
}

fn sample(wanted: &Wanted) -> Value {
    match wanted {
        Wanted::Value(value) => value.clone(),
        Wanted::Boolean => true.into(),
        Wanted::Number => 1.into(),
        Wanted::Timestamp => Timestamp(1_767_225_600_000).to_string().into(),
        Wanted::JsonText => "{}".into(),
        Wanted::List => vec![Value::from(1)].into(),
        Wanted::Object => Value::empty_object(),
        Wanted::Anything | Wanted::Maybe | Wanted::Text => "text".into(),
    }
}

fn other_than(value: &Value) -> Value {
    match value {
        Value::Bool(given) => (!given).into(),
        Value::Number(given) => given.as_i64().map_or(Value::from(0), |whole| Value::from(whole.saturating_add(1))),
        _ => "another".into(),
    }
}

/// The way to what a path gives, if it is a path of the data.
fn place(path: &str) -> Option<Vec<Part>> {
    let expression = Expression::parse(path).ok()?;
    let read = expression.reads(&Wanted::Anything).into_iter().next().filter(|read| read.root != Root::Context);
    Some(read.map(|read| whole(&read)).unwrap_or_default())
}

/// The way with the variable's name at its front: what was assigned may have had that name.
fn whole(read: &Read) -> Vec<Part> {
    let name: Option<Rc<str>> = match &read.root {
        Root::Variable(name) => Some(name.clone()),
        Root::Input | Root::Context => None,
    };
    name.into_iter().map(Part::Name).chain(read.parts.iter().cloned()).collect()
}

/// `base` with `wished` at the place; objects are made on the way. `None` if a value of another kind is in the way.
pub(crate) fn put(base: &Value, parts: &[Part], wished: Option<&Value>) -> Option<Value> {
    let Some((part, rest)) = parts.split_first() else { return wished.cloned() };
    match (part, base) {
        (Part::Name(name), Value::Object(_) | Value::Null) => {
            let mut members: Map = base.as_object().cloned().unwrap_or_default();
            if rest.is_empty() && wished.is_none() {
                members.remove(name)?;
                return Some(members.into());
            }
            let inner = members.get(name).cloned().unwrap_or_default();
            members.insert(name.clone(), put(&inner, rest, wished)?);
            Some(members.into())
        }
        (Part::Item, Value::Array(items)) if !items.is_empty() => {
            items.iter().map(|item| put(item, rest, wished)).collect::<Option<Vec<_>>>().map(Value::from)
        }
        (Part::Item, Value::Array(_) | Value::Null) => Some(vec![put(&Value::Null, rest, wished)?].into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{of_state, put};
    use asl_path::reads::Part;
    use asl_value::Value;

    #[test]
    fn a_value_is_put_where_it_is_wanted() {
        let names = |names: &[&str]| names.iter().map(|name| Part::Name((*name).into())).collect::<Vec<_>>();
        let base = Value::from_json(r#"{"a": {"b": 1}, "c": "text"}"#).unwrap();
        for (parts, value, expected) in [
            (&["a", "b"][..], Some(2.into()), Some(r#"{"a":{"b":2},"c":"text"}"#)),
            (&["a", "d", "e"], Some(2.into()), Some(r#"{"a":{"b":1,"d":{"e":2}},"c":"text"}"#)),
            (&["a", "b"], None, Some(r#"{"a":{},"c":"text"}"#)),
            (&["x"], None, None),
            (&["c", "d"], Some(2.into()), None),
            (&[], Some(7.into()), Some("7")),
        ] {
            let made = put(&base, &names(parts), value.as_ref());
            assert_eq!(made.map(|made| made.to_json()).as_deref(), expected, "{parts:?}");
        }
    }

    #[test]
    fn the_rules_of_a_choice_say_what_leads_to_each() {
        let machine = asl_lang::check_text(
            r#"{"StartAt": "C", "States": {"C": {"Type": "Choice", "Default": "E", "Choices": [
                {"And": [{"Variable": "$.n", "NumericGreaterThan": 5}, {"Variable": "$.s", "StringEquals": "on"}], "Next": "E"}]},
                "E": {"Type": "Succeed"}}}"#,
        )
        .machine
        .unwrap();
        let sets = of_state(&machine, machine.find("C").unwrap());
        let values =
            |set: &[super::Wish]| set.iter().map(|wish| wish.value.clone().unwrap().to_json()).collect::<Vec<_>>();
        assert_eq!(values(&sets[0]), ["6", "\"on\""], "what the rule asks for");
        assert_eq!(values(&sets[1]), ["5", "\"another\""], "the opposite");
    }
}
