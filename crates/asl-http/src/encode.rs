//! Percent encoding, and `URL_ENCODED` bodies.
//!
//! Nested objects, arrays, booleans and numbers are as AWS was recorded to encode them. Where no recording exists
//! (`null`, nothing in an array, objects in arrays) this follows the `qs` library for JavaScript, from which the
//! array formats take their names.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

use super::call::ArrayFormat;
use asl_value::Value;

/// What is encoded in a name or value of a query or form: all but letters, digits and `-._~`. A space is `%20`.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What is encoded in the path of an endpoint: all that cannot stand in one, and the percent sign once more.
pub(super) const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What is encoded in the path of an API destination: all that cannot stand in one.
pub(super) const ENCODED_PATH: &AsciiSet = &PATH.remove(b'%');

/// What is encoded in a query that an author wrote into the endpoint: only what cannot stand in one.
pub(super) const QUERY: &AsciiSet = &PATH.remove(b'%').remove(b'?').add(b'\'');

/// `text` with the characters of `set`, and all beyond ASCII, percent-encoded.
pub(super) fn encode(text: &str, set: &'static AsciiSet) -> String {
    utf8_percent_encode(text, set).to_string()
}

/// `text` as a name or value of a query or form.
pub(super) fn component(text: &str) -> String {
    encode(text, COMPONENT)
}

/// The body as a form. A string is sent as it is.
pub(super) fn form(body: &Value, format: ArrayFormat) -> String {
    if let Value::String(text) = body {
        return text.to_string();
    }
    let mut pairs = Vec::new();
    match body {
        Value::Object(members) => {
            for (key, member) in members.iter() {
                collect(key.to_string(), member, format, &mut pairs);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(index.to_string(), item, format, &mut pairs);
            }
        }
        other => return component(&text_of(other)),
    }
    let pairs: Vec<String> =
        pairs.iter().map(|(key, value)| format!("{}={}", component(key), component(value))).collect();
    pairs.join("&")
}

fn collect(key: String, value: &Value, format: ArrayFormat, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter() {
                collect(format!("{key}[{name}]"), member, format, pairs);
            }
        }
        Value::Array(items) if items.is_empty() => {}
        Value::Array(items) if format == ArrayFormat::Commas => {
            let items: Vec<String> = items.iter().map(text_of).collect();
            pairs.push((key, items.join(",")));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let key = match format {
                    ArrayFormat::Indices => format!("{key}[{index}]"),
                    ArrayFormat::Brackets => format!("{key}[]"),
                    ArrayFormat::Repeat | ArrayFormat::Commas => key.clone(),
                };
                collect(key, item, format, pairs);
            }
        }
        scalar => pairs.push((key, text_of(scalar))),
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.to_string(),
        other => other.to_json(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_encoded_as_aws_does_and_as_qs_where_aws_is_unknown() {
        use ArrayFormat::{Brackets, Commas, Indices, Repeat};
        for (json, format, expected) in [
            (r#"{"a b":"c+d & é"}"#, Indices, "a%20b=c%2Bd%20%26%20%C3%A9"),
            (r#"{"i":["r g","b+g"]}"#, Indices, "i%5B0%5D=r%20g&i%5B1%5D=b%2Bg"),
            (r#"{"i":["r g","b+g"]}"#, Repeat, "i=r%20g&i=b%2Bg"),
            (r#"{"i":["r g","b+g"]}"#, Commas, "i=r%20g%2Cb%2Bg"),
            (r#"{"i":["r g","b+g"]}"#, Brackets, "i%5B%5D=r%20g&i%5B%5D=b%2Bg"),
            (r#"{"n":{"e":true,"c":2,"f":0.5}}"#, Repeat, "n%5Be%5D=true&n%5Bc%5D=2&n%5Bf%5D=0.5"),
            (r#"{"a":null,"b":[],"c":{},"d":""}"#, Indices, "a=&d="),
            (r#"{"a":[{"b":1},{"b":2}]}"#, Indices, "a%5B0%5D%5Bb%5D=1&a%5B1%5D%5Bb%5D=2"),
            (r#"{"a":[{"b":1}]}"#, Brackets, "a%5B%5D%5Bb%5D=1"),
            (r#"{"a":[[1,2],3]}"#, Indices, "a%5B0%5D%5B0%5D=1&a%5B0%5D%5B1%5D=2&a%5B1%5D=3"),
            (r#"["x","y"]"#, Indices, "0=x&1=y"),
            (r#""a=b&c=d""#, Indices, "a=b&c=d"),
            ("12", Indices, "12"),
            ("{}", Indices, ""),
            (r#"{"k":"-._~*"}"#, Indices, "k=-._~%2A"),
        ] {
            assert_eq!(form(&Value::from_json(json).unwrap(), format), expected, "{json} {format:?}");
        }
    }
}
