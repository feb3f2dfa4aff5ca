//! The rules of each bus, asked together for every event of a run.

use std::rc::Rc;

use super::EventSystem;
use crate::event::Event;
use crate::index::PatternIndex;

/// The patterns of a system's rules, by their buses.
#[derive(Clone, Debug, Default)]
pub struct RuleIndex {
    buses: Vec<Bus>,
}

#[derive(Clone, Debug)]
struct Bus {
    name: Rc<str>,
    /// The positions of its rules in the system, in the order of the index.
    rules: Vec<usize>,
    patterns: PatternIndex,
}

impl RuleIndex {
    /// Files the rules of a system that have a pattern which AWS takes, whether they are enabled or not.
    pub fn of(system: &EventSystem) -> Self {
        let mut buses: Vec<Bus> = Vec::new();
        for name in system.rules.iter().map(|rule| &rule.bus) {
            if buses.iter().any(|known| known.name == *name) {
                continue;
            }
            let (rules, patterns) = system
                .rules_of(name)
                .filter_map(|(at, rule)| Some((at, rule.pattern.as_ref()?.compiled.as_ref().ok()?.clone())))
                .unzip();
            buses.push(Bus { name: name.clone(), rules, patterns: PatternIndex::new(patterns) });
        }
        Self { buses }
    }

    /// The positions of the rules of that bus whose patterns match the event, in order.
    pub fn matching(&self, bus: &str, event: &Event) -> Vec<usize> {
        let Some(bus) = self.buses.iter().find(|known| *known.name == *bus) else { return Vec::new() };
        bus.patterns.matching(event).into_iter().filter_map(|at| bus.rules.get(at).copied()).collect()
    }
}
