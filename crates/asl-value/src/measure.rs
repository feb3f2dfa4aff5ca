//! How large and how deep a value is, remembered by its arrays and objects: a state that adds a little to a large
//! value is measured in the time of what it adds.

use super::Value;
use super::members::Entry;
use super::print::{number_len, string_len};

/// The deepest nesting of a value in a run. What nests deeper would exhaust the stack where it is printed,
/// compared or dropped; AWS's JSON reader stops there too.
pub const MAX_NESTING: u32 = 1000;

/// The size of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Bytes of its JSON text; what AWS's payload limits count. Stays at the largest number when it is beyond it.
    pub json_len: u32,
    /// Levels of arrays and objects; 0 for anything else.
    pub depth: u32,
}

impl Value {
    /// The size of the value. Takes the time of what was not measured before.
    pub fn measure(&self) -> Measure {
        let leaf = |len: usize| Measure { json_len: u32::try_from(len).unwrap_or(u32::MAX), depth: 0 };
        match self {
            Self::Null => leaf(4),
            Self::Bool(flag) => leaf(if *flag { 4 } else { 5 }),
            Self::Number(number) => leaf(number_len(*number)),
            Self::String(text) => leaf(string_len(text)),
            Self::Array(items) => items.measure.get().unwrap_or_else(|| {
                let measure = brackets(items.len()).and(sum(items.iter().map(|item| (0, item))));
                let measure = Measure { depth: measure.depth.saturating_add(1), ..measure };
                items.measure.set(Some(measure));
                measure
            }),
            Self::Object(map) => map.measure.get().unwrap_or_else(|| {
                // A member's key is followed by a colon.
                let members = |entries: &[Entry]| sum(entries.iter().map(|(key, value)| (string_len(key) + 1, value)));
                let measure = map.measures(members).fold(brackets(map.len()), Measure::and);
                let measure = Measure { depth: measure.depth.saturating_add(1), ..measure };
                map.measure.set(Some(measure));
                measure
            }),
        }
    }
}

impl Measure {
    /// That of two parts together.
    fn and(self, other: Self) -> Self {
        Self { json_len: self.json_len.saturating_add(other.json_len), depth: self.depth.max(other.depth) }
    }
}

/// What stands around and between `count` parts.
fn brackets(count: usize) -> Measure {
    Measure { json_len: u32::try_from(2 + count.saturating_sub(1)).unwrap_or(u32::MAX), depth: 0 }
}

/// The measure of parts together, each with the length of what stands before it.
fn sum<'v>(parts: impl Iterator<Item = (usize, &'v Value)>) -> Measure {
    parts.fold(Measure { json_len: 0, depth: 0 }, |sum, (before, part)| {
        let before = Measure { json_len: u32::try_from(before).unwrap_or(u32::MAX), depth: 0 };
        sum.and(before).and(part.measure())
    })
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use crate::Value;

    #[test]
    fn the_measured_length_is_that_of_the_text() {
        for (text, depth) in [
            ("null", 0),
            ("-12.5", 0),
            (r#""a\"\n\u0001ü😀""#, 0),
            ("[]", 1),
            ("{}", 1),
            (r#"{"a":[1,2,{"b":true}],"c\n":false}"#, 3),
        ] {
            let value = Value::from_json(text).unwrap();
            let measure = value.measure();
            assert_eq!((measure.json_len as usize, measure.depth), (value.to_json().len(), depth), "{text}");
        }
    }

    #[test]
    fn a_change_is_measured_anew() {
        let mut value = Value::from_json(r#"{"a":[1]}"#).unwrap();
        let before = value.clone();
        assert_eq!(value.measure().json_len, 9);
        let Value::Object(map) = &mut value else { panic!("an object") };
        let map = Rc::make_mut(map);
        let Some(Value::Array(items)) = map.get_mut("a") else { panic!("an array") };
        Rc::make_mut(items).push(Value::from(22));
        assert_eq!(value.measure().json_len, 12);
        assert_eq!(before.measure().json_len, 9);
    }
}
