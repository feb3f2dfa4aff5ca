//! The JSON value of a running workflow: cheap to clone, equal by value.
//!
//! Strings, arrays and objects are counted references, so the event log keeps every state's input and
//! output without copying them; a change copies one level ([`Rc::make_mut`]).
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod array;
mod held;
mod preview;
mod map;
mod measure;
mod members;
mod number;
mod print;
mod serde_impl;
pub mod sorted;
mod sorting;

use std::fmt;
use std::rc::Rc;

pub use array::Array;
pub use map::Map;
pub use measure::{MAX_NESTING, Measure};
pub use number::Number;
pub use sorted::{SortedMap, SortedSet};
pub use sorting::Sort;

/// A JSON value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Rc<str>),
    /// An array.
    Array(Rc<Array>),
    /// An object, its members in the order they were put in; that order does not count in `==`.
    Object(Rc<Map>),
}

impl Value {
    /// An object without members.
    pub fn empty_object() -> Self {
        Self::Object(Rc::default())
    }

    /// Reads JSON text.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The JSON text of the value on one line, without spaces.
    pub fn to_json(&self) -> String {
        self.to_string()
    }

    /// The JSON text of the value on one line, with a space behind each comma and colon, as people write it.
    pub fn to_json_line(&self) -> String {
        self.laid_out(print::Layout::Line)
    }

    /// The JSON text of the value in lines, indented by two spaces.
    pub fn to_json_pretty(&self) -> String {
        self.laid_out(print::Layout::Lines)
    }

    fn laid_out(&self, layout: print::Layout) -> String {
        let mut out = String::new();
        // INVARIANT: a string accepts every text.
        let _ = print::write(self, layout, 0, &mut out);
        out
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The flag, if this is a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The number, if this is one.
    pub fn as_number(&self) -> Option<Number> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The items, if this is an array.
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members, if this is an object.
    pub fn as_object(&self) -> Option<&Map> {
        match self {
            Self::Object(map) => Some(map),
            _ => None,
        }
    }

    /// The member `key` of this object.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_object().and_then(|map| map.get(key))
    }

    /// The type's JSON name: `null`, `boolean`, `number`, `string`, `array` or `object`.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }
}

impl fmt::Display for Value {
    /// JSON on one line, without spaces.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print::write_json(self, f)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text.into())
    }
}

impl From<Rc<str>> for Value {
    fn from(text: Rc<str>) -> Self {
        Self::String(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(Number::Int(number))
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(Number::Float(number))
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Self::Object(Rc::new(map))
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::Array(Rc::new(Array::from(items)))
    }
}

impl FromIterator<Value> for Value {
    fn from_iter<I: IntoIterator<Item = Value>>(items: I) -> Self {
        Self::from(items.into_iter().collect::<Vec<_>>())
    }
}

impl From<&serde_json::Value> for Value {
    fn from(value: &serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(flag) => Self::Bool(*flag),
            serde_json::Value::Number(number) => Self::Number(Number::from(number)),
            serde_json::Value::String(text) => Self::from(text.as_str()),
            serde_json::Value::Array(items) => items.iter().map(Self::from).collect(),
            serde_json::Value::Object(members) => Self::from(
                members.iter().map(|(key, value)| (Rc::from(key.as_str()), Self::from(value))).collect::<Map>(),
            ),
        }
    }
}

impl From<&Value> for serde_json::Value {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(*flag),
            Value::Number(number) => number.to_serde(),
            Value::String(text) => Self::String(text.to_string()),
            Value::Array(items) => items.iter().map(Self::from).collect(),
            Value::Object(map) => {
                Self::Object(map.iter().map(|(key, value)| (key.to_string(), Self::from(value))).collect())
            }
        }
    }
}
