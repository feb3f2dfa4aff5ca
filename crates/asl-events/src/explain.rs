//! Why an event matches a pattern or does not, field by field.

use std::rc::Rc;

use crate::condition::Condition;
use crate::event::Event;
use crate::matching::Elements;
use crate::pattern::{Key, Pattern};

/// How many values an explanation names.
const MOST_VALUES: usize = 8;

/// Why an event matches or does not.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// Whether it matches: at least one of the ways does.
    pub is_match: bool,
    /// Each way to match, as `$or` makes them; one without it.
    pub ways: Vec<Way>,
}

/// One way to match.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// Whether all of its fields are met, together.
    pub is_match: bool,
    /// Its fields in the order in which they are looked at.
    pub fields: Vec<FieldExplanation>,
}

/// What became of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldExplanation {
    /// The whole name, with dots.
    pub name: Rc<str>,
    /// What is asked of it; one has to be met.
    pub conditions: Rc<[Condition]>,
    /// What the event has.
    pub outcome: Outcome,
}

/// How a field meets its conditions or does not.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A value meets a condition: the value as JSON text, and the position of the condition.
    Met {
        /// The value as JSON text.
        value: String,
        /// Which condition it meets.
        condition: usize,
    },
    /// The field is absent, which `exists: false` asks for.
    MetByAbsence,
    /// The event has no such field.
    Missing,
    /// The event has an object there, or objects in an array, and no value.
    NotALeaf,
    /// None of the values meets a condition: the first of them as JSON texts, and how many there are.
    Unmet {
        /// The first values as JSON texts.
        values: Vec<String>,
        /// How many values there are.
        count: usize,
    },
    /// A value meets a condition, but in another element of an array than the fields before.
    OtherElement {
        /// The value as JSON text.
        value: String,
    },
}

impl Outcome {
    /// Whether the field is met.
    pub fn is_met(&self) -> bool {
        matches!(self, Self::Met { .. } | Self::MetByAbsence)
    }
}

impl Pattern {
    /// Why the event matches or does not.
    pub fn explain(&self, event: &Event) -> Explanation {
        let ways: Vec<Way> = self.ways.iter().map(|way| explain_way(way, event)).collect();
        Explanation { is_match: ways.iter().any(|way| way.is_match), ways }
    }
}

fn explain_way(way: &[Key], event: &Event) -> Way {
    let mut elements = Elements::default();
    let mut is_match = true;
    let fields = way
        .iter()
        .enumerate()
        .map(|(at, key)| {
            // Behind a field that is not met each field stands for itself.
            if !is_match {
                elements = Elements::default();
            }
            let is_met = elements.step(way, at, event);
            is_match &= is_met;
            FieldExplanation {
                name: Rc::clone(&key.name),
                conditions: Rc::clone(&key.conditions),
                outcome: outcome(key, event, is_met),
            }
        })
        .collect();
    Way { is_match, fields }
}

fn outcome(key: &Key, event: &Event, is_met: bool) -> Outcome {
    let fields = event.named(&key.name);
    let meeting = fields.iter().find_map(|field| {
        let condition = key.conditions.iter().position(|condition| {
            *condition != Condition::Exists(false) && condition.meets(&field.value, key.numbers)
        })?;
        Some((field.value.json(), condition))
    });
    match (is_met, meeting) {
        (true, Some((value, condition))) => Outcome::Met { value, condition },
        (true, None) => Outcome::MetByAbsence,
        (false, Some((value, _))) => Outcome::OtherElement { value },
        (false, None) if !fields.is_empty() => Outcome::Unmet {
            values: fields.iter().take(MOST_VALUES).map(|field| field.value.json()).collect(),
            count: fields.len(),
        },
        (false, None) if event.has_below(&key.name) => Outcome::NotALeaf,
        (false, None) => Outcome::Missing,
    }
}
