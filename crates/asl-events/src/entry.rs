//! Entries of `PutEvents`, why one is refused, and the events that they become (API reference, `PutEvents`; EventBridge User
//! Guide, "Sending events with PutEvents").

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_text::Span;
use asl_value::{Map, Value};

use crate::event::Event;

/// The most entries of a call.
pub const MOST_ENTRIES: usize = 10;
/// The bytes that the entries of a call may not reach together.
pub const MOST_BYTES: usize = 262_144;
/// What an entry with a time has for that, beside the bytes of its texts.
const TIME_BYTES: usize = 14;

/// An entry of `PutEvents`: an event before it has an id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventEntry {
    /// `Source`
    pub source: Option<Rc<str>>,
    /// `DetailType`
    pub detail_type: Option<Rc<str>>,
    /// `Detail`: JSON text.
    pub detail: Option<Rc<str>>,
    /// `Resources`
    pub resources: Vec<Rc<str>>,
    /// `Time`; none: when it comes in.
    pub time: Option<Timestamp>,
    /// `EventBusName`: a name or an ARN; none: the default bus.
    pub bus: Option<Rc<str>>,
    /// Where it stands in the text that it was read from.
    pub place: Option<Span>,
}

/// Why an entry is refused. The other entries of its call are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryError {
    /// A member is missing or empty: its name.
    Missing(&'static str),
    /// `Detail` is no JSON object.
    Detail,
    /// Only AWS itself may send events of a source that begins with `aws.`.
    Source,
    /// More events than a simulation takes: how many it takes. AWS has no such limit.
    TooMany(usize),
}

impl EntryError {
    /// `ErrorCode`
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing(_) => "InvalidArgument",
            Self::Detail => "MalformedDetail",
            Self::Source => "NotAuthorizedForSourceException",
            Self::TooMany(_) => "ThrottlingException",
        }
    }

    /// `ErrorMessage`
    pub fn message(self) -> String {
        match self {
            Self::Missing(member) => {
                format!("Parameter {member} is not valid. Reason: {member} is a required argument.")
            }
            Self::Detail => "Detail is malformed.".to_owned(),
            Self::Source => "Not authorized for the source.".to_owned(),
            Self::TooMany(most) => format!("The playground accepts at most {most} events per run."),
        }
    }
}

/// Why a whole call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutError {
    /// It has no entries.
    Empty,
    /// It has too many entries: how many.
    TooMany(usize),
    /// Its entries are too long together.
    TooLong,
}

impl PutError {
    /// The error code of the API.
    pub const CODE: &'static str = "ValidationException";

    /// The message of the API.
    pub fn message(self) -> String {
        let length = |rule: &str| {
            format!(
                "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have \
                 length {rule}"
            )
        };
        match self {
            Self::Empty => length("greater than or equal to 1"),
            Self::TooMany(_) => length(&format!("less than or equal to {MOST_ENTRIES}")),
            Self::TooLong => "Total size of the entries in the request is over the limit.".to_owned(),
        }
    }
}

/// Whether a call with these entries is taken.
pub fn check_call(entries: &[EventEntry]) -> Result<(), PutError> {
    if entries.is_empty() {
        return Err(PutError::Empty);
    }
    if entries.len() > MOST_ENTRIES {
        return Err(PutError::TooMany(entries.len()));
    }
    let bytes: usize = entries.iter().map(EventEntry::bytes).sum();
    if bytes >= MOST_BYTES { Err(PutError::TooLong) } else { Ok(()) }
}

/// An event on a bus.
#[derive(Clone, Debug)]
pub struct BusEvent {
    /// `id`
    pub id: Rc<str>,
    /// The name of the bus.
    pub bus: Rc<str>,
    /// The whole envelope, as a target without an input gets it.
    pub value: Value,
    /// The same, prepared for patterns.
    pub prepared: Event,
}

impl PartialEq for BusEvent {
    fn eq(&self, other: &Self) -> bool {
        self.bus == other.bus && self.value == other.value
    }
}

impl BusEvent {
    /// The event of an envelope; its id is the one in there.
    pub fn of(value: Value, bus: Rc<str>) -> Self {
        let id = value.get("id").and_then(Value::as_str).unwrap_or_default().into();
        let prepared = Event::of(&value);
        Self { id, bus, value, prepared }
    }

    /// A member of the envelope that is a text; empty where there is none.
    pub fn text(&self, member: &str) -> &str {
        self.value.get(member).and_then(Value::as_str).unwrap_or_default()
    }

    /// `detail`
    pub fn detail(&self) -> Option<&Value> {
        self.value.get("detail")
    }
}

impl EventEntry {
    /// Reads an entry in the API's form. In that of Step Functions `Detail` may be any JSON value (Developer Guide, "Add
    /// EventBridge events"); what is no text counts as missing elsewhere.
    pub fn from_value(value: &Value) -> Self {
        let text = |name: &str| match value.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            _ => None,
        };
        let detail = match value.get("Detail") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => Some(other.to_json().into()),
        };
        let resources = value.get("Resources").and_then(Value::as_array).unwrap_or_default();
        let time = match value.get("Time") {
            Some(Value::String(text)) => Timestamp::parse(text),
            Some(Value::Number(seconds)) => Some(Timestamp(0).plus_seconds(seconds.as_f64())),
            _ => None,
        };
        Self {
            source: text("Source"),
            detail_type: text("DetailType"),
            detail,
            resources: resources.iter().filter_map(Value::as_str).map(Rc::from).collect(),
            time,
            bus: text("EventBusName"),
            place: None,
        }
    }

    /// The entry in the API's form.
    pub fn to_value(&self) -> Value {
        let mut entry = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                entry.insert(name, value);
            }
        };
        let text = |text: &Option<Rc<str>>| text.clone().map(Value::from);
        put("Time", self.time.map(|time| time.to_string().into()));
        put("Source", text(&self.source));
        let resources = || Value::from(self.resources.iter().cloned().map(Value::from).collect::<Vec<_>>());
        put("Resources", (!self.resources.is_empty()).then(resources));
        put("DetailType", text(&self.detail_type));
        put("Detail", text(&self.detail));
        put("EventBusName", text(&self.bus));
        entry.into()
    }

    /// The bytes that count for the limit of a call.
    pub fn bytes(&self) -> usize {
        let texts = [&self.source, &self.detail_type, &self.detail];
        let texts: usize = texts.into_iter().flatten().map(|text| text.len()).sum();
        let resources: usize = self.resources.iter().map(|text| text.len()).sum();
        texts + resources + self.time.map_or(0, |_| TIME_BYTES)
    }

    /// Why the entry is refused, or its detail. `is_aws` says that AWS itself sends it.
    pub fn check(&self, is_aws: bool) -> Result<Value, EntryError> {
        let is_there = |text: &Option<Rc<str>>| text.as_ref().is_some_and(|text| !text.is_empty());
        for (name, text) in [("Source", &self.source), ("DetailType", &self.detail_type), ("Detail", &self.detail)] {
            if !is_there(text) {
                return Err(EntryError::Missing(name));
            }
        }
        if !is_aws && self.source.as_ref().is_some_and(|source| source.starts_with("aws.")) {
            return Err(EntryError::Source);
        }
        let detail = Value::from_json(self.detail.as_deref().unwrap_or_default());
        detail.ok().filter(|detail| detail.as_object().is_some()).ok_or(EntryError::Detail)
    }

    /// The envelope that the entry becomes, its members in AWS's order; a time has whole seconds.
    pub fn envelope(&self, id: &str, account: &str, region: &str, now: Timestamp, detail: Value) -> Value {
        let mut envelope = Map::new();
        let text = |text: &Option<Rc<str>>| Value::from(text.as_deref().unwrap_or_default());
        let time = Timestamp(self.time.unwrap_or(now).0.div_euclid(1000) * 1000).to_string();
        envelope.insert("version", "0".into());
        envelope.insert("id", id.into());
        envelope.insert("detail-type", text(&self.detail_type));
        envelope.insert("source", text(&self.source));
        envelope.insert("account", account.into());
        envelope.insert("time", time.replace(".000Z", "Z").into());
        envelope.insert("region", region.into());
        envelope.insert("resources", self.resources.iter().cloned().map(Value::from).collect::<Vec<_>>().into());
        envelope.insert("detail", detail);
        envelope.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> EventEntry {
        EventEntry::from_value(&Value::from_json(text).unwrap())
    }

    #[test]
    fn an_entry_becomes_an_envelope_with_the_members_in_awss_order() {
        let entry = entry(r#"{"Source":"a","DetailType":"t","Detail":"{\"x\":1}","Resources":["r"]}"#);
        let detail = entry.check(false).unwrap();
        let now = Timestamp::parse("2026-01-02T03:04:05.678Z").unwrap();
        assert_eq!(
            entry.envelope("i", "1", "eu-west-1", now, detail).to_json(),
            r#"{"version":"0","id":"i","detail-type":"t","source":"a","account":"1","time":"2026-01-02T03:04:05Z","region":"eu-west-1","resources":["r"],"detail":{"x":1}}"#
        );
        let text = r#"{"Source":"a","Resources":["r"],"DetailType":"t","Detail":"{\"x\":1}"}"#;
        assert_eq!(entry.to_value().to_json(), text);
    }

    #[test]
    fn an_entry_is_refused_for_the_first_thing_that_is_wrong() {
        for (text, code, message) in [
            (
                r#"{"DetailType":"t"}"#,
                "InvalidArgument",
                "Parameter Source is not valid. Reason: Source is a required argument.",
            ),
            (
                r#"{"Source":"a","DetailType":"","Detail":"{}"}"#,
                "InvalidArgument",
                "Parameter DetailType is not valid. Reason: DetailType is a required argument.",
            ),
            (
                r#"{"Source":"a","DetailType":"t"}"#,
                "InvalidArgument",
                "Parameter Detail is not valid. Reason: Detail is a required argument.",
            ),
            (r#"{"Source":"a","DetailType":"t","Detail":"[]"}"#, "MalformedDetail", "Detail is malformed."),
            (r#"{"Source":"a","DetailType":"t","Detail":"{"}"#, "MalformedDetail", "Detail is malformed."),
            (
                r#"{"Source":"aws.s3","DetailType":"t","Detail":"{}"}"#,
                "NotAuthorizedForSourceException",
                "Not authorized for the source.",
            ),
        ] {
            let error = entry(text).check(false).unwrap_err();
            assert_eq!((error.code(), &*error.message()), (code, message), "{text}");
        }
        assert!(entry(r#"{"Source":"aws.s3","DetailType":"t","Detail":"{}"}"#).check(true).is_ok());
    }

    #[test]
    fn a_call_has_one_to_ten_entries_below_the_limit() {
        let one = |length: usize| EventEntry { detail: Some("x".repeat(length).into()), ..EventEntry::default() };
        assert_eq!(check_call(&[]), Err(PutError::Empty));
        assert_eq!(check_call(&vec![one(1); 11]), Err(PutError::TooMany(11)));
        assert_eq!(check_call(&[one(MOST_BYTES - 1)]), Ok(()));
        assert_eq!(check_call(&[one(MOST_BYTES)]), Err(PutError::TooLong));
        let timed = EventEntry { time: Some(Timestamp(0)), ..one(MOST_BYTES - 14) };
        assert_eq!(check_call(&[timed]), Err(PutError::TooLong));
    }
}
