//! The paths of `InputPath` and `InputPathsMap`: names and positions, without the rest of JSONPath.

use std::fmt;

use asl_value::{Array, Value};

/// How many steps a path has at most.
const MOST_STEPS: usize = 256;

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Member(String),
    Element(usize),
    All,
}

/// A path into an event.
#[derive(Clone, Debug, PartialEq)]
pub struct EventPath {
    steps: Vec<Step>,
}

impl fmt::Display for EventPath {
    /// As it is written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        self.steps.iter().try_for_each(|step| match step {
            Step::Member(name) => write!(f, ".{name}"),
            Step::Element(index) => write!(f, "[{index}]"),
            Step::All => f.write_str("[*]"),
        })
    }
}

impl EventPath {
    /// Reads `$`, `.name`, `[n]` and `[*]`; anything else gives none, as AWS refuses it.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('$')?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            if let Some(behind) = rest.strip_prefix('.') {
                let end = behind.find(['.', '[']).unwrap_or(behind.len());
                let (name, behind) = behind.split_at_checked(end)?;
                if name.is_empty() || name.contains(['*', ']', '\'', '"', '(', ')', '?', ',', '\\']) {
                    return None;
                }
                if name.contains(char::is_whitespace) {
                    return None;
                }
                steps.push(Step::Member(name.to_owned()));
                rest = behind;
            } else {
                let (inside, behind) = rest.strip_prefix('[')?.split_once(']')?;
                steps.push(match inside {
                    "*" => Step::All,
                    digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => Step::Element(digits.parse().ok()?),
                    _ => return None,
                });
                rest = behind;
            }
            if steps.len() > MOST_STEPS {
                return None;
            }
        }
        Some(Self { steps })
    }

    /// What the path finds; with `[*]` all that it finds, as an array.
    pub fn find(&self, event: &Value) -> Option<Value> {
        let mut found = vec![event];
        let mut is_many = false;
        for step in &self.steps {
            found = match step {
                Step::Member(name) => found.into_iter().filter_map(|value| value.get(name)).collect(),
                Step::Element(at) => {
                    found.into_iter().filter_map(|value| value.as_array().and_then(|items| items.get(*at))).collect()
                }
                Step::All => {
                    is_many = true;
                    found.into_iter().flat_map(parts).collect()
                }
            };
            if found.is_empty() && !is_many {
                return None;
            }
        }
        if is_many {
            let items: Vec<Value> = found.into_iter().cloned().collect();
            return Some(Value::Array(Array::from(items).into()));
        }
        found.first().map(|value| (*value).clone())
    }
}

/// The items of an array, or the values of an object.
fn parts(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(map) => map.values().collect(),
        _ => Vec::new(),
    }
}
