//! What tests share, here and in the crates above (feature `testing`): an environment, nodes made of values, case files, what
//! expressions read.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::cell::Cell;

use super::Environment;
use super::reads::{Part, Read, Root, Wanted};
use asl_text::Node;
use asl_value::Value;

/// An environment with a fixed context object and variables, and random bits that repeat in every test.
pub struct Fixed {
    /// What `$$` leads to.
    pub context: Value,
    /// The workflow variables, an object.
    pub variables: Value,
    seed: Cell<u64>,
}

impl Fixed {
    /// An environment with this context object and these variables.
    pub fn new(context: Value, variables: Value) -> Self {
        Self { context, variables, seed: Cell::new(7) }
    }
}

impl Environment for Fixed {
    fn context(&self) -> Value {
        self.context.clone()
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.variables.get(name).cloned()
    }

    fn random(&self) -> u64 {
        let mut generator = fastrand::Rng::with_seed(self.seed.get());
        let bits = generator.u64(..);
        self.seed.set(bits);
        bits
    }
}

/// JSON text as a value.
pub fn json(text: &str) -> Value {
    Value::from_json(text).unwrap()
}

/// A value as the tree of a text that has no places.
pub fn node(value: &Value) -> Node {
    Node::from_value(value)
}

/// The cases of a shared file, one a line; none if the file is not at hand.
pub fn cases(file: &str) -> Vec<Value> {
    let path = format!("{}/../../../shared/conformance/{file}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap_or_default().lines().map(json).collect()
}

/// The value at a chain of members; null if there is none.
pub fn at(value: &Value, keys: &[&str]) -> Value {
    keys.iter().try_fold(value, |value, key| value.get(key)).cloned().unwrap_or_default()
}

/// Whether `actual` is what was recorded: `{{*}}` stands for what AWS makes up.
pub fn like(expected: &Value, actual: &Value) -> bool {
    match (expected, actual) {
        (Value::String(pattern), _) if &**pattern == "{{*}}" => true,
        (Value::String(pattern), Value::String(text)) => {
            let mut pieces = pattern.split("{{*}}");
            let Some(mut rest) = text.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
            for piece in pieces {
                let Some(found) = rest.rfind(piece) else { return false };
                rest = &rest[found + piece.len()..];
            }
            rest.is_empty()
        }
        (Value::Array(expected), Value::Array(actual)) => {
            expected.len() == actual.len() && expected.iter().zip(actual.iter()).all(|(left, right)| like(left, right))
        }
        (Value::Object(expected), Value::Object(actual)) => {
            expected.len() == actual.len()
                && expected.iter().all(|(key, value)| actual.get(key).is_some_and(|actual| like(value, actual)))
        }
        // A text that holds JSON may stand parsed.
        (Value::Object(_), Value::String(text)) => Value::from_json(text).is_ok_and(|parsed| like(expected, &parsed)),
        _ => expected == actual,
    }
}

/// What is read and what is wanted there, in short: `$.items[].price: Number`. `input` and `context` are how the language
/// names where it begins.
pub fn shown_read(read: &Read, input: &str, context: &str) -> String {
    let mut way = match &read.root {
        Root::Input => input.to_owned(),
        Root::Context => context.to_owned(),
        Root::Variable(name) => format!("${name}"),
    };
    for part in &read.parts {
        match part {
            Part::Name(name) => way.extend([".", name]),
            Part::Item => way += "[]",
        }
    }
    match &read.wanted {
        Wanted::Anything => way,
        Wanted::Value(value) => format!("{way} = {value}"),
        wanted => format!("{way}: {wanted:?}"),
    }
}
