//! `HttpParameters` of a target: what goes into path, headers and query of a call, constant or read from the event.

use std::borrow::Cow;
use std::rc::Rc;

use asl_text::Span;
use asl_value::Value;

use crate::path::EventPath;

/// `HttpParameters`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HttpParameters {
    /// `PathParameterValues`: a value for each `*` of the endpoint, from left to right.
    pub path: Vec<ParameterValue>,
    /// `HeaderParameters`, in the order of the text.
    pub headers: Vec<(Rc<str>, ParameterValue)>,
    /// `QueryStringParameters`, in the order of the text.
    pub query: Vec<(Rc<str>, ParameterValue)>,
}

impl HttpParameters {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.path.is_empty() && self.headers.is_empty() && self.query.is_empty()
    }
}

/// A value as it is written: a text, or a path into the original event, whatever a transformer makes of that.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterValue {
    /// The text.
    pub text: Rc<str>,
    /// The path, where the whole text is one.
    pub path: Option<EventPath>,
    /// Where it stands.
    pub place: Option<Span>,
}

impl ParameterValue {
    /// Reads a value.
    pub fn new(text: &str, place: Option<Span>) -> Self {
        let path = Some(text).filter(|text| text.starts_with('$')).and_then(EventPath::parse);
        Self { text: text.into(), path, place }
    }

    /// The value for an event: the text, or what the path finds. Strings lose their quotes, other values are JSON; `None`
    /// where the path finds nothing.
    pub fn of<'a>(&'a self, event: &Value) -> Option<Cow<'a, str>> {
        let Some(path) = &self.path else { return Some(Cow::Borrowed(&self.text)) };
        path.find(event).map(|value| match &value {
            Value::String(text) => Cow::Owned(text.to_string()),
            other => Cow::Owned(other.to_json()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_a_text_or_what_a_path_finds_in_the_event() {
        let event = Value::from_json(r#"{"detail":{"id":"a b","n":7,"o":{"x":null}}}"#).unwrap();
        for (text, expected) in [
            ("fixed", Some("fixed")),
            ("$.detail.id", Some("a b")),
            ("$.detail.n", Some("7")),
            ("$.detail.o", Some(r#"{"x":null}"#)),
            ("$.detail.missing", None),
            ("id-$.detail.id", Some("id-$.detail.id")),
            ("$.detail['id']", Some("$.detail['id']")),
        ] {
            assert_eq!(ParameterValue::new(text, None).of(&event).as_deref(), expected, "{text}");
        }
    }
}
