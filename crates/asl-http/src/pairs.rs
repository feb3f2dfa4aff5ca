//! `Headers` and `QueryParameters` as names and values.
//!
//! The Developer Guide allows "a string, JSON array, or JSON object" for both, and shows only objects of strings.
//! No recording says what becomes of the rest, so this file, and no other, holds our choice:
//! - a number or a boolean stands for its JSON text, an array of them for the name repeated;
//! - a string is read as it would be written: `a=1&b=2`, or `Name: value` lines;
//! - an array holds such strings and such objects;
//! - `null`, an object as a value, and what HTTP cannot carry have "an invalid format".

use std::rc::Rc;

use percent_encoding::percent_decode_str;

use asl_value::Value;

/// How names and values are written in a text, and what they may be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// `name=value&name=value`
    Query,
    /// `name: value`, one on a line.
    Headers,
}

/// The names and values of `value` in order; `None` if it has no usable form.
pub(super) fn pairs(value: &Value, written: Written) -> Option<Vec<(Rc<str>, Rc<str>)>> {
    let mut found = Vec::new();
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter() {
                match member {
                    Value::Array(items) => {
                        for item in items.iter() {
                            found.push((Rc::clone(name), scalar(item)?));
                        }
                    }
                    other => found.push((Rc::clone(name), scalar(other)?)),
                }
            }
        }
        Value::String(text) => read_text(text, written, &mut found)?,
        Value::Array(items) => {
            for item in items.iter().filter(|item| !matches!(item, Value::Array(_))) {
                found.extend(pairs(item, written)?);
            }
            if items.iter().any(|item| matches!(item, Value::Array(_))) {
                return None;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => return None,
    }
    let usable = |(name, value): &(Rc<str>, Rc<str>)| match written {
        Written::Query => true,
        Written::Headers => is_token(name) && is_field_value(value),
    };
    found.iter().all(usable).then_some(found)
}

/// Whether `name` can be a header's name (RFC 9110, "token").
pub(super) fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Whether `value` can be a header's value: no line break or other control character but the tab.
fn is_field_value(value: &str) -> bool {
    value.chars().all(|character| character == '\t' || !character.is_control())
}

fn scalar(value: &Value) -> Option<Rc<str>> {
    match value {
        Value::String(text) => Some(Rc::clone(text)),
        Value::Bool(_) | Value::Number(_) => Some(value.to_json().into()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn read_text(text: &str, written: Written, found: &mut Vec<(Rc<str>, Rc<str>)>) -> Option<()> {
    match written {
        Written::Query => {
            let plain = |part: &str| Rc::from(percent_decode_str(part).decode_utf8_lossy());
            for pair in text.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty()) {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                found.push((plain(name), plain(value)));
            }
        }
        Written::Headers => {
            for line in text.lines().filter(|line| !line.trim().is_empty()) {
                let (name, value) = line.split_once(':')?;
                found.push((name.trim().into(), value.trim().into()));
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_the_guide_names_gives_pairs_in_order() {
        for (written, json, expected) in [
            (Written::Query, r#"{"a":"b c","n":1.5,"t":true}"#, Some("a=b c,n=1.5,t=true")),
            (Written::Query, r#"{"a":["x","y"],"b":[]}"#, Some("a=x,a=y")),
            (Written::Query, r#""?a=1&b=c%20d&e""#, Some("a=1,b=c d,e=")),
            (Written::Query, r#"["a=1",{"b":2}]"#, Some("a=1,b=2")),
            (Written::Query, r#"{"a":null}"#, None),
            (Written::Query, r#"{"a":{"b":1}}"#, None),
            (Written::Query, "[[]]", None),
            (Written::Query, "7", None),
            (Written::Headers, r#"{"X-A":"b","x-a":["c","d"]}"#, Some("X-A=b,x-a=c,x-a=d")),
            (Written::Headers, r#""X-A: b\nX-C: d: e""#, Some("X-A=b,X-C=d: e")),
            (Written::Headers, r#""no colon""#, None),
            (Written::Headers, r#"{"bad key":"b"}"#, None),
            (Written::Headers, r#"{"":"b"}"#, None),
            (Written::Headers, r#"{"x":"line\nbreak"}"#, None),
        ] {
            let read = pairs(&Value::from_json(json).unwrap(), written);
            let shown = read.map(|read| read.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join(","));
            assert_eq!(shown.as_deref(), expected, "{json}");
        }
    }
}
