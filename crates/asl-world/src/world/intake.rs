//! Events come in: each gets an id, or is refused, and the rules of its bus are asked.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_events::EntryError;
use asl_events::entry::{BusEvent, EventEntry, PutError, check_call};
use asl_events::system::{DEFAULT_BUS, ResourceKind, Rule};
use asl_value::Value;

use super::{MOST_EVENTS, World};
use crate::log::{EventId, EventRecord, Origin, RuleOutcome};

/// What became of an entry: its number in the log, and the event's id or why it was refused.
pub(super) type Taken = (EventId, Result<Rc<str>, EntryError>);

impl World {
    /// `PutEvents` of the person. The error is why the whole call is refused; an entry that is refused is in the log.
    pub fn put_events(&mut self, entries: Vec<EventEntry>, now: Timestamp) -> Result<Vec<EventId>, PutError> {
        self.set_clock(now);
        let taken = self.take_in(entries, &Origin::Person)?;
        Ok(taken.into_iter().map(|(id, _)| id).collect())
    }

    /// Takes an event in as if a service of AWS had sent it: only then may its source begin with `aws.`.
    pub fn put_event_of_service(&mut self, entry: EventEntry, now: Timestamp) -> EventId {
        self.set_clock(now);
        self.ingest(entry, Origin::Person, true).0
    }

    /// Fires a rule with a schedule, whatever the time is; `None` for one without. A disabled rule does not fire.
    pub fn fire(&mut self, rule: usize, now: Timestamp) -> Option<EventId> {
        self.set_clock(now);
        let system = self.system.clone();
        let fired = system.rules.get(rule).filter(|rule| rule.schedule.is_some() && rule.is_enabled)?;
        let entry = EventEntry {
            source: Some("aws.events".into()),
            detail_type: Some("Scheduled Event".into()),
            detail: Some("{}".into()),
            resources: vec![fired.resource.arn.clone()],
            bus: Some(fired.bus.clone()),
            ..EventEntry::default()
        };
        let (event, outcome) = self.record(entry, Origin::Schedule(rule), true);
        if outcome.is_ok() {
            let matched = self.match_rule(event, rule, fired);
            self.note_outcomes(event, vec![(rule, matched)]);
        }
        Some(event)
    }

    /// Takes the entries of a call in.
    pub(super) fn take_in(&mut self, entries: Vec<EventEntry>, origin: &Origin) -> Result<Vec<Taken>, PutError> {
        check_call(&entries)?;
        Ok(entries.into_iter().map(|entry| self.ingest(entry, origin.clone(), false)).collect())
    }

    /// Takes one entry in, and asks the rules of its bus.
    pub(super) fn ingest(&mut self, entry: EventEntry, origin: Origin, is_aws: bool) -> Taken {
        let taken = self.record(entry, origin, is_aws);
        if taken.1.is_ok() {
            self.ask_rules(taken.0);
        }
        taken
    }

    /// Takes an event of another bus in, as it is.
    pub(super) fn forward(&mut self, event: &BusEvent, bus: Rc<str>, origin: Origin) -> EventId {
        let arrived = BusEvent { bus: bus.clone(), ..event.clone() };
        let entry = entry_of(event);
        let id = self.push_event(entry, bus, origin, Ok(Rc::new(arrived)));
        self.ask_rules(id);
        id
    }

    fn record(&mut self, entry: EventEntry, origin: Origin, is_aws: bool) -> Taken {
        let bus = self.bus_of(entry.bus.as_deref());
        let checked = match entry.check(is_aws) {
            Ok(_) if self.log.events.len() >= MOST_EVENTS => Err(EntryError::TooMany(MOST_EVENTS)),
            checked => checked,
        };
        let outcome = checked.map(|detail| {
            let id = self.new_uuid();
            let envelope = entry.envelope(&id, &self.system.account, &self.system.region, self.now, detail);
            Rc::new(BusEvent::of(envelope, bus.clone()))
        });
        let answer = outcome.as_ref().map(|event| event.id.clone()).map_err(|error| *error);
        (self.push_event(entry, bus, origin, outcome), answer)
    }

    fn push_event(
        &mut self,
        entry: EventEntry,
        bus: Rc<str>,
        origin: Origin,
        outcome: Result<Rc<BusEvent>, EntryError>,
    ) -> EventId {
        let id = EventId(u32::try_from(self.log.events.len()).unwrap_or(u32::MAX));
        let order = self.log.next_order();
        self.log.events.push(EventRecord { id, order, at: self.now, origin, entry, bus, outcome, rules: Vec::new() });
        id
    }

    /// The name of the bus that an entry names.
    fn bus_of(&self, reference: Option<&str>) -> Rc<str> {
        let Some(reference) = reference.filter(|reference| !reference.is_empty()) else { return DEFAULT_BUS.into() };
        match self.system.bus(reference) {
            Some(bus) => bus.resource.name.clone(),
            None => ResourceKind::Bus.name_in(reference).unwrap_or(reference).into(),
        }
    }

    fn ask_rules(&mut self, event: EventId) {
        let system = self.system.clone();
        let Some(record) = self.log.event(event) else { return };
        let bus = record.bus.clone();
        let matching =
            record.outcome.as_ref().map_or_else(|_| Vec::new(), |sent| self.rules.matching(&bus, &sent.prepared));
        // AWS takes an event for a bus that is not there, and drops it.
        let outcomes = system
            .rules_of(&bus)
            .map(|(index, rule)| (index, self.ask_rule(event, index, rule, matching.binary_search(&index).is_ok())))
            .collect();
        self.note_outcomes(event, outcomes);
    }

    fn note_outcomes(&mut self, event: EventId, outcomes: Vec<(usize, RuleOutcome)>) {
        if let Some(record) = self.log.events.get_mut(event.0 as usize) {
            record.rules = outcomes;
        }
    }

    fn ask_rule(&mut self, event: EventId, index: usize, rule: &Rule, matches: bool) -> RuleOutcome {
        let has_pattern = rule.pattern.as_ref().is_some_and(|pattern| pattern.compiled.is_ok());
        match (has_pattern, rule.is_enabled, matches) {
            (false, ..) => RuleOutcome::NoPattern,
            (true, false, would_match) => RuleOutcome::Disabled { would_match },
            (true, true, false) => RuleOutcome::NotMatched,
            (true, true, true) => self.match_rule(event, index, rule),
        }
    }

    fn match_rule(&mut self, event: EventId, index: usize, rule: &Rule) -> RuleOutcome {
        RuleOutcome::Matched((0..rule.targets.len()).map(|target| self.begin(event, index, target)).collect())
    }
}

/// The entry that would make such an event.
fn entry_of(event: &BusEvent) -> EventEntry {
    let text = |name: &str| Some(Rc::from(event.text(name)));
    let resources = event.value.get("resources").and_then(Value::as_array).unwrap_or_default();
    EventEntry {
        source: text("source"),
        detail_type: text("detail-type"),
        detail: event.detail().map(|detail| detail.to_json().into()),
        resources: resources.iter().filter_map(Value::as_str).map(Rc::from).collect(),
        time: Timestamp::parse(event.text("time")),
        ..EventEntry::default()
    }
}
