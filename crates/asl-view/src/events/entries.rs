//! The text of the events that a run puts on its buses: entries of `PutEvents`, or whole events as a service sends them;
//! one, a list of them, or the input of `put-events`.

use std::rc::Rc;

use asl_aws::arn::{DEFAULT_ACCOUNT, DEFAULT_REGION};
use asl_aws::time::Timestamp;
use asl_events::entry::{EntryError, EventEntry, PutError, check_call};
use asl_text::diagnostic::Diagnostic;
use asl_text::{Node, NodeKind, Span};
use asl_value::{Map, Value};

/// What the text holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventText {
    /// The events in the order of the text.
    pub events: Vec<WrittenEvent>,
    /// What is wrong with the text itself.
    pub diagnostics: Vec<Diagnostic>,
    /// Why AWS refuses all of them together.
    pub refused: Option<PutError>,
}

/// An event as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenEvent {
    /// The entry.
    pub entry: EventEntry,
    /// Whether it is written as a service of AWS sends it (`source`, `detail-type`) and not as an entry of `PutEvents`: only
    /// then a source may begin with `aws.`.
    pub is_whole: bool,
    /// Where it stands.
    pub span: Span,
    /// Why AWS refuses it; the others are taken.
    pub refused: Option<EntryError>,
}

impl EventText {
    /// Reads the text. Nothing at all is no event.
    pub fn read(text: &str) -> Self {
        if text.trim().is_empty() {
            return Self::default();
        }
        let parsed = asl_text::parse_data(text);
        let items: Vec<&Node> = parsed.root.iter().flat_map(items).collect();
        let events: Vec<WrittenEvent> = items.into_iter().map(WrittenEvent::of).collect();
        let entries: Vec<EventEntry> =
            events.iter().filter(|event| !event.is_whole).map(|event| event.entry.clone()).collect();
        let refused = if entries.is_empty() { None } else { check_call(&entries).err() };
        Self { events, diagnostics: parsed.diagnostics, refused }
    }

    /// Whether the text can be sent: it is one, and has an event.
    pub fn is_sendable(&self) -> bool {
        self.diagnostics.iter().all(|found| found.severity != asl_text::diagnostic::Severity::Error)
            && !self.events.is_empty()
            && self.refused.is_none()
    }
}

/// The events of a list, of `{"Entries": […]}`, or the one that there is.
fn items(root: &Node) -> Vec<&Node> {
    match &root.kind {
        NodeKind::Array(items) => items.iter().collect(),
        NodeKind::Object(members) => match members.iter().find(|member| *member.key.value == *"Entries") {
            Some(entries) => items(&entries.value),
            None => vec![root],
        },
        _ => vec![root],
    }
}

impl WrittenEvent {
    fn of(node: &Node) -> Self {
        let value = node.to_value();
        let has = |names: &[&str]| names.iter().any(|name| value.get(name).is_some());
        let is_whole = has(&["source", "detail-type", "detail"]) && !has(&["Source", "DetailType", "Detail"]);
        let entry = if is_whole { whole(&value) } else { EventEntry::from_value(&value) };
        let entry = EventEntry { place: Some(node.span), ..entry };
        let refused = entry.check(is_whole).err();
        Self { entry, is_whole, span: node.span, refused }
    }

    /// The event that it becomes, but for what AWS fills in by chance.
    pub fn envelope(&self) -> Value {
        let detail = Value::from_json(self.entry.detail.as_deref().unwrap_or_default());
        self.entry.envelope(
            "00000000-0000-0000-0000-000000000000",
            DEFAULT_ACCOUNT,
            DEFAULT_REGION,
            Timestamp(0),
            detail.unwrap_or_else(|_| Value::empty_object()),
        )
    }
}

/// An event as a service sends it, as an entry.
fn whole(value: &Value) -> EventEntry {
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(Rc::from);
    let resources = value.get("resources").and_then(Value::as_array).unwrap_or_default();
    EventEntry {
        source: text("source"),
        detail_type: text("detail-type"),
        detail: value.get("detail").map(|detail| detail.to_json().into()),
        resources: resources.iter().filter_map(Value::as_str).map(Rc::from).collect(),
        time: value.get("time").and_then(Value::as_str).and_then(Timestamp::parse),
        bus: text("EventBusName"),
        place: None,
    }
}

/// An entry as it is written by the page: its detail as an object, as people read it.
pub fn written(entry: &EventEntry) -> Value {
    let mut map = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            map.insert(name, value);
        }
    };
    let text = |text: &Option<Rc<str>>| text.clone().map(Value::String);
    put("EventBusName", text(&entry.bus));
    put("Source", text(&entry.source));
    put("DetailType", text(&entry.detail_type));
    let detail = entry.detail.as_ref().map(|detail| {
        let read = Value::from_json(detail).ok().filter(|read| read.as_object().is_some());
        read.unwrap_or_else(|| Value::String(detail.clone()))
    });
    put("Detail", detail);
    let resources = || entry.resources.iter().cloned().map(Value::String).collect::<Value>();
    put("Resources", (!entry.resources.is_empty()).then(resources));
    put("Time", entry.time.map(|time| Value::String(time.to_string().into())));
    map.into()
}

/// A whole event for the bus of that name: as an entry, or as it is where only a service sends it.
pub fn from_event(event: &Value, bus: Option<&Rc<str>>) -> Value {
    let entry = EventEntry { bus: bus.cloned(), time: None, ..whole(event) };
    if entry.check(false).is_ok() {
        return written(&entry);
    }
    let mut members = event.as_object().cloned().unwrap_or_default();
    if let Some(bus) = bus {
        members.insert("EventBusName", Value::String(bus.clone()));
    }
    members.into()
}

/// A member of an event that a form has a field for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// The bus that it is put on.
    Bus,
    /// `Source`
    Source,
    /// `DetailType`
    DetailType,
    /// `Detail`
    Detail,
}

impl Member {
    /// Its name in an entry, or in a whole event.
    fn name(self, is_whole: bool) -> &'static str {
        match (self, is_whole) {
            (Self::Bus, _) => "EventBusName",
            (Self::Source, false) => "Source",
            (Self::Source, true) => "source",
            (Self::DetailType, false) => "DetailType",
            (Self::DetailType, true) => "detail-type",
            (Self::Detail, false) => "Detail",
            (Self::Detail, true) => "detail",
        }
    }
}

/// The text with another value of a member of the event at this position. What is no JSON object stays a text in `Detail`;
/// an empty bus is the default one, which needs no name.
pub fn with_member(text: &str, at: usize, member: Member, value: &str) -> String {
    let read = EventText::read(text);
    let Some(event) = read.events.get(at) else { return text.to_owned() };
    let parsed = asl_text::parse_data(text);
    let node = parsed.root.iter().flat_map(items).nth(at);
    let mut members = node.map(Node::to_value).and_then(|value| value.as_object().cloned()).unwrap_or_default();
    let name = member.name(event.is_whole);
    let object = || Value::from_json(value).ok().filter(|read| read.as_object().is_some());
    match (member, value) {
        (Member::Bus, "") => {
            members.remove(name);
        }
        (Member::Detail, _) => {
            members.insert(name, object().unwrap_or_else(|| Value::String(value.into())));
        }
        _ => {
            members.insert(name, Value::String(value.into()));
        }
    }
    with_changed(text, at, Some(&members.into()))
}

/// The text with one more event at its end.
pub fn with_event(text: &str, event: &Value) -> String {
    let parsed = asl_text::parse_data(text);
    let mut all: Vec<Value> =
        parsed.root.iter().flat_map(items).map(Node::to_value).filter(|known| known.as_object().is_some()).collect();
    all.push(event.clone());
    pretty(all)
}

/// The text with another event at this position; without that one if there is none.
pub fn with_changed(text: &str, at: usize, event: Option<&Value>) -> String {
    let parsed = asl_text::parse_data(text);
    let mut all: Vec<Value> = parsed.root.iter().flat_map(items).map(Node::to_value).collect();
    match event {
        Some(event) => {
            if let Some(slot) = all.get_mut(at) {
                *slot = event.clone();
            }
        }
        None if at < all.len() => {
            all.remove(at);
        }
        None => {}
    }
    pretty(all)
}

/// The text with the event at this position once more at its end.
pub fn doubled(text: &str, at: usize) -> String {
    let parsed = asl_text::parse_data(text);
    match parsed.root.iter().flat_map(items).nth(at) {
        Some(event) => with_event(text, &event.to_value()),
        None => text.to_owned(),
    }
}

fn pretty(all: Vec<Value>) -> String {
    if all.is_empty() {
        return String::new();
    }
    let list: Value = all.into_iter().collect();
    let mut text = list.to_json_pretty();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use asl_events::EntryError;
    use asl_value::Value;

    use super::{EventText, Member, from_event, with_changed, with_event, with_member};

    const ENTRY: &str = r#"{"Source":"shop","DetailType":"Order","Detail":{"id":1}}"#;
    const WHOLE: &str = r#"{"source":"aws.s3","detail-type":"Object Created","detail":{"size":5},"id":"x"}"#;

    #[test]
    fn a_list_an_object_and_the_input_of_the_command_are_read() {
        for text in [ENTRY.to_owned(), format!("[{ENTRY}]"), format!(r#"{{"Entries":[{ENTRY}]}}"#)] {
            let read = EventText::read(&text);
            assert!(read.is_sendable(), "{read:?}");
            assert_eq!(read.events[0].entry.detail.as_deref(), Some(r#"{"id":1}"#));
            assert_eq!(read.events[0].span.slice(&text), ENTRY);
        }
        assert!(!EventText::read("  ").is_sendable());
    }

    #[test]
    fn only_a_whole_event_may_come_from_aws() {
        let read = EventText::read(&format!(r#"[{WHOLE},{{"Source":"aws.s3","DetailType":"t","Detail":"{{}}"}}]"#));
        let refused: Vec<_> = read.events.iter().map(|event| event.refused.map(EntryError::code)).collect();
        assert_eq!(refused, [None, Some("NotAuthorizedForSourceException")]);
    }

    #[test]
    fn what_is_wrong_with_an_entry_is_known_beside_the_others() {
        let read = EventText::read(&format!(r#"[{ENTRY},{{"Source":"shop","DetailType":"t","Detail":"[]"}},7]"#));
        let refused: Vec<_> = read.events.iter().map(|event| event.refused.map(EntryError::code)).collect();
        assert_eq!(refused, [None, Some("MalformedDetail"), Some("InvalidArgument")]);
        assert!(read.is_sendable(), "AWS takes the others");
        assert!(EventText::read(&format!("[{}]", [ENTRY; 11].join(","))).refused.is_some());
    }

    #[test]
    fn a_form_changes_one_member_and_leaves_the_others() {
        let text = with_member(ENTRY, 0, Member::Bus, "orders");
        let text = with_member(&text, 0, Member::Detail, "{\"id\":");
        let event = &EventText::read(&text).events[0];
        assert_eq!((event.entry.bus.as_deref(), event.entry.detail.as_deref()), (Some("orders"), Some("{\"id\":")));
        assert_eq!(event.refused.map(EntryError::code), Some("MalformedDetail"));
        let text = with_member(&with_member(&text, 0, Member::Detail, "{\"id\":3}"), 0, Member::Bus, "");
        let event = &EventText::read(&text).events[0];
        assert_eq!((event.entry.bus.as_deref(), event.entry.detail.as_deref()), (None, Some("{\"id\":3}")));
        let whole = with_member(WHOLE, 0, Member::Source, "aws.ec2");
        assert_eq!(EventText::read(&whole).events[0].entry.source.as_deref(), Some("aws.ec2"));
    }

    #[test]
    fn events_are_added_changed_and_taken_away() {
        let bus = "orders".into();
        let event = Value::from_json(r#"{"source":"shop","detail-type":"Order","detail":{"id":2},"id":"x"}"#).unwrap();
        let entry = from_event(&event, Some(&bus));
        assert_eq!(
            entry.to_json(),
            r#"{"EventBusName":"orders","Source":"shop","DetailType":"Order","Detail":{"id":2}}"#
        );
        let text = with_event(ENTRY, &entry);
        assert_eq!(EventText::read(&text).events.len(), 2);
        let text = with_changed(&text, 0, Some(&from_event(&Value::from_json(WHOLE).unwrap(), None)));
        assert!(EventText::read(&text).events[0].is_whole);
        let text = with_changed(&text, 1, None);
        assert_eq!(EventText::read(&text).events.len(), 1);
        assert_eq!(with_changed(&text, 0, None), "");
    }
}
