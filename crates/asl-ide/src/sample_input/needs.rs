//! What is wanted at each place of an input, and a value that has it all.

use std::rc::Rc;

use super::words;
use asl_path::reads::{Part, Wanted};
use asl_value::{Map, Value};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

/// Members in each other that are made; data that is read round and round has no end.
const DEEPEST: usize = 12;

/// What is wanted at one place, and in what is there.
#[derive(Clone, Debug, Default)]
pub(super) struct Need {
    /// The kinds that are wanted, the first one first.
    wanted: Vec<Wanted>,
    /// Whether something fails without it.
    is_read: bool,
    /// Whether a rule asks first whether it is there.
    is_optional: bool,
    members: IndexMap<Rc<str>, Need, FxBuildHasher>,
    item: Option<Box<Need>>,
}

impl Need {
    /// Whether nothing is read.
    pub(super) fn is_empty(&self) -> bool {
        !self.is_read
            && self.members.values().all(Self::is_empty)
            && self.item.as_ref().is_none_or(|item| item.is_empty())
    }

    /// Adds what is wanted at the place that `parts` lead to. Of a path that leads deeper than values are made, its beginning.
    pub(super) fn add(&mut self, parts: &[Part], wanted: Wanted) {
        match parts.get(..DEEPEST) {
            Some(beginning) if parts.len() > DEEPEST => self.insert(beginning, Wanted::Object),
            _ => self.insert(parts, wanted),
        }
    }

    fn insert(&mut self, parts: &[Part], wanted: Wanted) {
        match parts.split_first() {
            None => {
                match wanted {
                    Wanted::Maybe => self.is_optional = true,
                    _ => self.is_read = true,
                }
                if !matches!(wanted, Wanted::Anything | Wanted::Maybe) {
                    self.wanted.push(wanted);
                }
            }
            Some((Part::Name(name), rest)) => self.members.entry(name.clone()).or_default().insert(rest, wanted),
            Some((Part::Item, rest)) => self.item.get_or_insert_default().insert(rest, wanted),
        }
    }

    /// A value that has all that is wanted; `name` is that of the member that it is put into.
    pub(super) fn value(&self, name: &str, depth: usize) -> Value {
        let inner = |need: &Self, name: &str| need.value(name, depth + 1);
        if depth < DEEPEST {
            if let Some(item) = self.item.as_ref().filter(|item| !item.is_empty()) {
                // JSONata reads a member of a list from each of its items.
                let mut item = (**item).clone();
                self.members.iter().for_each(|(name, need)| item.members.entry(name.clone()).or_default().join(need));
                let item = if item.is_bare() { self.literal_item() } else { None }.unwrap_or_else(|| {
                    let name = words::singular(name);
                    inner(&item, &name)
                });
                return [item].into_iter().collect();
            }
            let members = self.members.iter().filter(|(_, need)| !need.is_empty());
            let members: Map = members.map(|(name, need)| (name.clone(), inner(need, name))).collect();
            if !members.is_empty() {
                return members.into();
            }
        }
        let made = self.wanted.iter().find_map(|wanted| made(wanted, name));
        made.unwrap_or_else(|| if depth == 0 { Value::empty_object() } else { words::value(name) })
    }

    fn join(&mut self, other: &Self) {
        self.wanted.extend(other.wanted.iter().cloned());
        self.is_read |= other.is_read;
        self.is_optional |= other.is_optional;
        other.members.iter().for_each(|(name, need)| self.members.entry(name.clone()).or_default().join(need));
        if let Some(item) = &other.item {
            self.item.get_or_insert_default().join(item);
        }
    }

    /// Whether nothing is known of it.
    fn is_bare(&self) -> bool {
        self.wanted.is_empty() && self.members.is_empty() && self.item.is_none()
    }

    /// The item of a list that a comparison wants.
    fn literal_item(&self) -> Option<Value> {
        self.wanted.iter().find_map(|wanted| match wanted {
            Wanted::Value(Value::Array(items)) => items.first().cloned(),
            _ => None,
        })
    }

    /// Puts the paths into `missing` that `given` does not have.
    pub(super) fn missing(&self, given: &Value, path: &str, missing: &mut Vec<String>) {
        for (name, need) in self.members.iter().filter(|(_, need)| !need.is_empty() && !need.is_optional) {
            let path = format!("{path}{}", step(name));
            match given {
                Value::Object(members) => match members.get(name) {
                    Some(value) => need.missing(value, &path, missing),
                    None => missing.push(path),
                },
                // JSONata reads a member of a list from each of its items.
                Value::Array(items) => {
                    if let Some(first) = items.first().filter(|first| first.as_object().is_some()) {
                        self.missing(first, &path, missing);
                        return;
                    }
                }
                // Nothing can be added to what is no object.
                _ => {}
            }
        }
        if let (Some(item), Value::Array(items)) = (&self.item, given)
            && let Some(first) = items.first()
        {
            item.missing(first, &format!("{path}[*]"), missing);
        }
    }
}

/// A step of a path as it is written.
fn step(name: &str) -> String {
    let is_plain = name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
        && !name.starts_with(|first: char| first.is_ascii_digit());
    if is_plain && !name.is_empty() { format!(".{name}") } else { format!("['{}']", name.replace('\'', "\\'")) }
}

/// A value of that kind for a member of that name.
fn made(wanted: &Wanted, name: &str) -> Option<Value> {
    Some(match wanted {
        Wanted::Anything | Wanted::Maybe => return None,
        Wanted::Boolean => Value::from(true),
        Wanted::Number => words::number(name),
        Wanted::Text => words::text(name),
        Wanted::Timestamp => Value::from(words::TIMESTAMP),
        Wanted::JsonText => Value::from("{}"),
        Wanted::List => [words::value(&words::singular(name))].into_iter().collect(),
        Wanted::Object => Value::empty_object(),
        Wanted::Value(value) => value.clone(),
    })
}
