//! Which rules an event would meet, before it is sent.

use std::rc::Rc;

use asl_events::{Event, EventSystem};
use asl_view::events::assumed_bus::bus_of;
use asl_view::events::entries::WrittenEvent;

use crate::app::state::pad::{PadStart, PadTab};

/// What a rule would make of an event.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Prediction {
    /// The rule's name.
    pub(super) rule: Rc<str>,
    /// The text of its pattern.
    pattern: Rc<str>,
    /// Whether it takes the event.
    pub(super) matches: bool,
}

/// What the rules of its bus would make of the event.
pub(super) fn predictions(system: &EventSystem, event: &WrittenEvent) -> Vec<Prediction> {
    let Some(bus) = system.bus(bus_of(system, &event.entry)).map(|bus| bus.resource.name.clone()) else {
        return Vec::new();
    };
    let prepared = Event::of(&event.envelope());
    let of_rule = |(_, rule): (usize, &asl_events::Rule)| {
        let pattern = rule.pattern.as_ref()?;
        let matches = event.refused.is_none() && rule.is_enabled && pattern.matches(&prepared);
        Some(Prediction { rule: rule.resource.name.clone(), pattern: pattern.text.clone(), matches })
    };
    system.rules_of(&bus).filter_map(of_rule).collect()
}

impl Prediction {
    /// The scratch pad with this rule and that event.
    pub(super) fn pad(&self, event: &WrittenEvent) -> PadStart {
        PadStart {
            tab: PadTab::Pattern,
            rule: Some(self.rule.clone()),
            pattern: Some(self.pattern.clone()),
            event: Some(event.envelope().to_json_pretty().into()),
            ..PadStart::default()
        }
    }
}
