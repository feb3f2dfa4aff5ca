//! The bus of an event that names none. AWS puts it on the default bus, where it is lost if no rule listens there; written as
//! a rule sees it, an event has no place for the name at all. Where one other bus alone has rules, that is the one meant.

use std::rc::Rc;

use asl_events::system::DEFAULT_BUS;
use asl_events::{BusEvent, EventEntry, EventSystem};

use super::entries::{EventText, WrittenEvent};

/// The one bus with rules, if there is exactly one and it is not the default bus.
pub fn assumed_bus(system: &EventSystem) -> Option<&Rc<str>> {
    let mut listened = system.rules.iter().filter(|rule| rule.pattern.is_some()).map(|rule| &rule.bus);
    let first = listened.next()?;
    (**first != *DEFAULT_BUS && listened.all(|bus| bus == first)).then_some(first)
}

/// The bus that the entry goes to: its own, the assumed one, or the default bus. What a service of AWS sends comes in there.
pub fn bus_of<'a>(system: &'a EventSystem, entry: &'a EventEntry) -> &'a str {
    match &entry.bus {
        Some(bus) => bus,
        None if is_of_service(entry) => DEFAULT_BUS,
        None => assumed_bus(system).map_or(DEFAULT_BUS, |bus| bus),
    }
}

/// The events of the text as they are sent, each with whether it is written as a whole event.
pub fn to_send(system: &EventSystem, text: &EventText) -> Vec<(EventEntry, bool)> {
    let sent = |entry: &EventEntry| {
        let bus = bus_of(system, entry);
        let bus = entry.bus.clone().or_else(|| (bus != DEFAULT_BUS).then(|| bus.into()));
        EventEntry { bus, ..entry.clone() }
    };
    text.events.iter().map(|event| (sent(&event.entry), event.is_whole)).collect()
}

/// The events of the text that AWS takes, as they come to their buses.
pub fn on_buses(system: &EventSystem, text: &EventText) -> Vec<BusEvent> {
    let taken = text.events.iter().filter(|event| event.refused.is_none());
    let arrived = |event: &WrittenEvent| {
        let bus = bus_of(system, &event.entry);
        let name = system.bus(bus).map_or_else(|| bus.into(), |bus| bus.resource.name.clone());
        BusEvent::of(event.envelope(), name)
    };
    taken.map(arrived).collect()
}

fn is_of_service(entry: &EventEntry) -> bool {
    entry.source.as_ref().is_some_and(|source| source.starts_with("aws."))
}

#[cfg(test)]
mod tests {
    use asl_events::EventSystem;
    use asl_events::system::{Resource, ResourceKind, Rule, RulePattern};

    use super::{assumed_bus, to_send};
    use crate::events::entries::EventText;

    /// A system with a rule on each of these buses.
    fn system(buses: &[&str]) -> EventSystem {
        let (region, account) = (asl_aws::arn::DEFAULT_REGION, asl_aws::arn::DEFAULT_ACCOUNT);
        let mut system = EventSystem::new(region, account);
        system.rules = buses
            .iter()
            .map(|bus| Rule {
                resource: Resource::new(ResourceKind::Rule, region, account, "rule"),
                bus: (*bus).into(),
                is_enabled: true,
                pattern: Some(RulePattern::new(r#"{"source":["shop"]}"#, None)),
                schedule: None,
                targets: Vec::new(),
            })
            .collect();
        system
    }

    #[test]
    fn an_event_without_a_bus_goes_to_the_only_bus_with_rules() {
        let text = EventText::read(
            r#"[{"source":"shop","detail-type":"t","detail":{}}, {"Source":"shop","DetailType":"t","Detail":{}},
                {"EventBusName":"default","Source":"shop","DetailType":"t","Detail":{}},
                {"source":"aws.s3","detail-type":"t","detail":{}}]"#,
        );
        let buses = |rules: &[&str]| -> Vec<Option<String>> {
            to_send(&system(rules), &text).into_iter().map(|(entry, _)| entry.bus.map(|bus| bus.to_string())).collect()
        };
        let (orders, default) = (Some("orders".to_owned()), Some("default".to_owned()));
        assert_eq!(buses(&["orders", "orders"]), [orders.clone(), orders, default.clone(), None]);
        for several in [&["orders", "tickets"][..], &["orders", "default"], &["default"], &[]] {
            assert_eq!(buses(several), [None, None, default.clone(), None], "{several:?}");
            assert_eq!(assumed_bus(&system(several)), None);
        }
    }
}
