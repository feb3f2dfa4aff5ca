//! Whether a value passes a filter.

use super::algorithms::Pattern;
use std::borrow::Cow;
use std::cmp::Ordering;

use super::ast::{Filter, FilterPath, Operand, Operator};
use super::error::Reason;
use super::evaluate::Search;
use asl_value::{Number, Value};

/// An operand's value for one item.
enum Term<'f> {
    /// A path that found nothing.
    Undefined,
    Value(Cow<'f, Value>),
    Pattern(&'f dyn Pattern),
}

impl Search<'_> {
    /// Whether `item` passes `filter`. The only error is that too much was visited.
    pub(super) fn accepts(&self, filter: &Filter, item: &Value) -> Result<bool, Reason> {
        self.visit()?;
        match filter {
            Filter::And(parts) => {
                for part in parts {
                    if !self.accepts(part, item)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Filter::Or(parts) => {
                for part in parts {
                    if self.accepts(part, item)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Filter::Not(part) => Ok(!self.accepts(part, item)?),
            Filter::Exists(path, wanted) => Ok(self.find(path, item)?.is_some() == *wanted),
            Filter::Compare(left, operator, right) => {
                let (left, right) = (self.term(left, item)?, self.term(right, item)?);
                self.charge_comparison(&left, *operator, &right)?;
                Ok(compare(&left, *operator, &right))
            }
        }
    }

    /// Counts what a comparison costs: large values may be compared once for every item of another.
    fn charge_comparison(&self, left: &Term<'_>, operator: Operator, right: &Term<'_>) -> Result<(), Reason> {
        let left = self.charge_term(left)?;
        let right = self.charge_term(right)?;
        if matches!(operator, Operator::All | Operator::SubsetOf | Operator::AnyOf | Operator::NoneOf) {
            self.charge(left.saturating_mul(right))?;
        }
        Ok(())
    }

    /// Counts the parts of a value, each 8 bytes of text for one; gives how many items an array has.
    fn charge_term(&self, term: &Term<'_>) -> Result<usize, Reason> {
        let Term::Value(value) = term else { return Ok(0) };
        let mut waiting: Vec<&Value> = match &**value {
            Value::String(text) => return self.charge(text.len() / 8).map(|()| 0),
            Value::Null | Value::Bool(_) | Value::Number(_) => return Ok(0),
            nested @ (Value::Array(_) | Value::Object(_)) => vec![nested],
        };
        while let Some(value) = waiting.pop() {
            match value {
                Value::String(text) => self.charge(text.len() / 8)?,
                Value::Array(items) => {
                    self.charge(items.len())?;
                    waiting.extend(items.iter());
                }
                Value::Object(map) => {
                    self.charge(map.len())?;
                    waiting.extend(map.values());
                }
                Value::Null | Value::Bool(_) | Value::Number(_) => {}
            }
        }
        Ok(value.as_array().map_or(0, <[Value]>::len))
    }

    pub(super) fn find<'i>(&'i self, path: &FilterPath, item: &'i Value) -> Result<Option<Cow<'i, Value>>, Reason> {
        let start = if path.relative { item } else { self.root };
        let plain = &path.path.0;
        if plain.plain {
            // The common case, for which nothing is copied.
            self.charge(plain.steps.len() + 1)?;
            return Ok(path.path.follow(start).ok().map(Cow::Borrowed));
        }
        match self.evaluate(&path.path, start) {
            Ok(value) => Ok(Some(Cow::Owned(value))),
            Err(Reason::TooMuch) => Err(Reason::TooMuch),
            Err(_) => Ok(None),
        }
    }

    fn term<'f>(&'f self, operand: &'f Operand, item: &'f Value) -> Result<Term<'f>, Reason> {
        Ok(match operand {
            Operand::Path(path) => self.find(path, item)?.map_or(Term::Undefined, Term::Value),
            Operand::Literal(value) => Term::Value(Cow::Borrowed(value)),
            Operand::Pattern(pattern) => Term::Pattern(&**pattern),
        })
    }
}

fn compare(left: &Term<'_>, operator: Operator, right: &Term<'_>) -> bool {
    match (left, right) {
        (Term::Value(left), Term::Value(right)) => compare_values(left, operator, right),
        (Term::Value(text), Term::Pattern(pattern)) | (Term::Pattern(pattern), Term::Value(text)) => {
            operator == Operator::Matches && matches(*pattern, text)
        }
        _ => matches!(operator, Operator::NotEqual | Operator::NotSameAs | Operator::NotIn | Operator::NoneOf),
    }
}

fn compare_values(left: &Value, operator: Operator, right: &Value) -> bool {
    let items = |value: &Value| value.as_array().map(<[Value]>::to_vec);
    let holds = |list: &[Value], wanted: &Value| list.iter().any(|item| equal(item, wanted));
    match operator {
        Operator::Equal => equal(left, right),
        Operator::NotEqual => !equal(left, right),
        Operator::SameAs => left.type_name() == right.type_name() && equal(left, right),
        Operator::NotSameAs => left.type_name() != right.type_name() || !equal(left, right),
        Operator::Less => order(left, right).is_some_and(Ordering::is_lt),
        Operator::LessOrEqual => order(left, right).is_some_and(Ordering::is_le),
        Operator::Greater => order(left, right).is_some_and(Ordering::is_gt),
        Operator::GreaterOrEqual => order(left, right).is_some_and(Ordering::is_ge),
        Operator::Matches => false,
        Operator::In => right.as_array().is_some_and(|list| holds(list, left)),
        Operator::NotIn => !right.as_array().is_some_and(|list| holds(list, left)),
        Operator::Contains => match left {
            Value::String(text) => right.as_str().is_some_and(|part| text.contains(part)),
            Value::Array(list) => holds(list, right),
            _ => false,
        },
        Operator::Size => {
            let size = match left {
                Value::String(text) => text.encode_utf16().count(),
                Value::Array(list) => list.len(),
                Value::Object(map) => map.len(),
                _ => return false,
            };
            right.as_number().and_then(Number::as_i64).is_some_and(|wanted| i64::try_from(size) == Ok(wanted))
        }
        Operator::Empty => {
            let is_empty = match left {
                Value::String(text) => text.is_empty(),
                Value::Array(list) => list.is_empty(),
                Value::Object(map) => map.is_empty(),
                _ => return false,
            };
            right.as_bool() == Some(is_empty)
        }
        Operator::All | Operator::SubsetOf | Operator::AnyOf | Operator::NoneOf => {
            let (Some(left), Some(right)) = (items(left), items(right)) else { return false };
            match operator {
                Operator::All => right.iter().all(|wanted| holds(&left, wanted)),
                Operator::SubsetOf => left.iter().all(|item| holds(&right, item)),
                Operator::AnyOf => left.iter().any(|item| holds(&right, item)),
                _ => !left.iter().any(|item| holds(&right, item)),
            }
        }
    }
}

/// `==`: a number and a string are compared as what stands on the left.
fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(number), Value::String(text)) => Number::parse(text).is_some_and(|parsed| parsed == *number),
        (Value::String(text), Value::Number(number)) => **text == *number.to_string(),
        _ => left == right,
    }
}

/// `<` and its kin: only numbers with numbers and strings with strings.
fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.partial_cmp(right),
        (Value::String(left), Value::String(right)) => Some(left.encode_utf16().cmp(right.encode_utf16())),
        _ => None,
    }
}

/// `=~`: the whole text must match; one item of an array is enough.
fn matches(pattern: &dyn Pattern, value: &Value) -> bool {
    match value {
        Value::String(text) => pattern.is_match(text),
        Value::Number(_) | Value::Bool(_) => pattern.is_match(&value.to_string()),
        Value::Array(items) => items.iter().any(|item| !matches!(item, Value::Array(_)) && matches(pattern, item)),
        Value::Null | Value::Object(_) => pattern.is_match(""),
    }
}
