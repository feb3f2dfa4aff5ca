//! An event as the matcher sees it: every value under its whole name, with the elements of arrays that it stands in.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_value::Value;

use crate::number;
use crate::tokens::{Syntax, Token, Tokens};

/// A value of an event that has no parts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar {
    Text(String),
    /// The digits, and the double to compare.
    Number(String, Option<f64>),
    /// `true`, `false` or `null`
    Word(&'static str),
}

impl Scalar {
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value as JSON text.
    pub(crate) fn json(&self) -> String {
        match self {
            Self::Text(text) => Value::String(text.as_str().into()).to_json(),
            Self::Number(text, _) => text.clone(),
            Self::Word(word) => (*word).to_owned(),
        }
    }
}

/// Which element a value stands in, for each array around it: the array's number and the position, outermost first.
pub(crate) type Membership = Vec<(u32, u32)>;

/// A value with its name.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// The names around it and its own, with dots between them.
    pub(crate) name: Rc<str>,
    pub(crate) value: Scalar,
    pub(crate) membership: Membership,
}

/// An event, prepared for matching.
#[derive(Clone, Debug, Default)]
pub struct Event {
    /// Sorted by name.
    fields: Vec<Field>,
    /// Which of the members it has that every event has: a flag for each of [`REQUIRED`].
    members: [bool; REQUIRED.len()],
}

/// Why a text is no event that a pattern can be tested with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// It is no JSON object.
    #[error("Parameter Event is not valid.")]
    NotAnObject,
    /// A member is missing that every event has.
    #[error("Parameter Event is not valid.")]
    Missing(&'static str),
    /// `time` is no point in time.
    #[error("Parameter Event is not valid. Reason: Invalid time.")]
    Time,
}

impl EventError {
    /// The error code of the API.
    pub fn code(&self) -> &'static str {
        "ValidationException"
    }
}

/// The members without which AWS does not test a pattern with an event.
const REQUIRED: [&str; 6] = ["id", "detail-type", "source", "account", "time", "region"];

impl Event {
    /// Reads the text of an event, whichever members it has.
    pub fn parse(text: &str) -> Result<Self, EventError> {
        let mut tokens = Tokens::new(text);
        let read = |_: Syntax| EventError::NotAnObject;
        if tokens.next().map_err(read)? != Token::StartObject {
            return Err(EventError::NotAnObject);
        }
        let mut flat = Flat { tokens, name: String::new(), fields: Vec::new(), arrays: 0, members: <_>::default() };
        flat.object(true, &mut Vec::new()).map_err(read)?;
        if flat.tokens.next().map_err(read)? != Token::End {
            return Err(EventError::NotAnObject);
        }
        let members = flat.members;
        let mut fields = flat.fields;
        fields.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(Self { fields, members })
    }

    /// Reads an event that a pattern is tested with (`TestEventPattern`): it has what every event has.
    pub fn parse_for_test(text: &str) -> Result<Self, EventError> {
        let event = Self::parse(text)?;
        if let Some((missing, _)) = REQUIRED.iter().zip(event.members).find(|(_, is_there)| !is_there) {
            return Err(EventError::Missing(missing));
        }
        let is_time = |field: &Field| field.value.text().is_some_and(|text| Timestamp::parse(text).is_some());
        if event.named("time").iter().any(is_time) { Ok(event) } else { Err(EventError::Time) }
    }

    /// The event that this value is; nothing matches what is no object.
    pub fn of(value: &Value) -> Self {
        Self::parse(&value.to_json()).unwrap_or_default()
    }

    /// The whole names of its values, with dots, in order; one for each value.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| &*field.name)
    }

    /// All of its values, sorted by name.
    pub(crate) fn all(&self) -> &[Field] {
        &self.fields
    }

    /// The values at these positions.
    pub(crate) fn at(&self, range: &std::ops::Range<usize>) -> &[Field] {
        self.fields.get(range.clone()).unwrap_or_default()
    }

    /// The values under this name.
    pub(crate) fn named(&self, name: &str) -> &[Field] {
        let start = self.fields.partition_point(|field| *field.name < *name);
        let behind = self.fields.get(start..).unwrap_or_default();
        let count = behind.partition_point(|field| *field.name == *name);
        behind.get(..count).unwrap_or_default()
    }

    /// Whether something stands below this name.
    pub(crate) fn has_below(&self, name: &str) -> bool {
        let prefix = format!("{name}.");
        let start = self.fields.partition_point(|field| *field.name < *prefix);
        self.fields.get(start).is_some_and(|field| field.name.starts_with(&*prefix))
    }
}

/// A whole name of this length or more is not kept: a pattern has at most 4,096 characters.
const LONGEST_NAME: usize = 4_096;

/// Takes an event apart.
struct Flat<'a> {
    tokens: Tokens<'a>,
    /// The whole name of what is read.
    name: String,
    fields: Vec<Field>,
    arrays: u32,
    members: [bool; REQUIRED.len()],
}

impl Flat<'_> {
    /// Reads the members of an object that was begun.
    fn object(&mut self, is_root: bool, membership: &mut Membership) -> Result<(), Syntax> {
        let path = self.name.len();
        loop {
            let Token::Name(name) = self.tokens.next()? else { return Ok(()) };
            if is_root {
                let known = REQUIRED.iter().zip(&mut self.members).find(|(known, _)| **known == name);
                if let Some((_, is_there)) = known {
                    *is_there = true;
                }
            } else {
                self.name.push('.');
            }
            self.name.push_str(&name);
            let token = self.tokens.next()?;
            self.value(token, membership)?;
            self.name.truncate(path);
        }
    }

    fn value(&mut self, token: Token, membership: &mut Membership) -> Result<(), Syntax> {
        let value = match token {
            Token::StartObject => return self.object(false, membership),
            Token::StartArray => return self.array(membership),
            Token::String(text) => Scalar::Text(text),
            Token::Number(text) => {
                let double = number::of_event(&text);
                Scalar::Number(text, double)
            }
            Token::True => Scalar::Word("true"),
            Token::False => Scalar::Word("false"),
            _ => Scalar::Word("null"),
        };
        if self.name.len() >= LONGEST_NAME {
            return Ok(());
        }
        let last = self.fields.last().map(|field| &field.name).filter(|last| ***last == *self.name);
        let name = last.cloned().unwrap_or_else(|| self.name.as_str().into());
        self.fields.push(Field { name, value, membership: membership.clone() });
        Ok(())
    }

    fn array(&mut self, membership: &mut Membership) -> Result<(), Syntax> {
        let array = self.arrays;
        self.arrays += 1;
        for position in 0.. {
            let token = self.tokens.next()?;
            if token == Token::EndArray {
                break;
            }
            // A value that has no parts belongs to the whole array, its parts to one element.
            let has_parts = matches!(token, Token::StartObject | Token::StartArray);
            if has_parts {
                membership.push((array, position));
            }
            let read = self.value(token, membership);
            if has_parts {
                membership.pop();
            }
            read?;
        }
        Ok(())
    }
}
