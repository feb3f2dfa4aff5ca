//! Rules: which events, or which times, and whom they tell.

use std::rc::Rc;

use asl_text::Span;

use super::resource::Resource;
use super::target::Target;
use crate::event::Event;
use crate::explain::Explanation;
use crate::pattern::{Pattern, PatternError};
use crate::schedule::{Schedule, ScheduleError};

/// The most targets of a rule (quota "Targets per rule").
pub const MOST_TARGETS: usize = 5;

/// A rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name and place.
    pub resource: Resource,
    /// The name of its bus.
    pub bus: Rc<str>,
    /// `State`: whether it takes any event.
    pub is_enabled: bool,
    /// `EventPattern`
    pub pattern: Option<RulePattern>,
    /// `ScheduleExpression`
    pub schedule: Option<RuleSchedule>,
    /// Its targets, in the order of the text.
    pub targets: Vec<Target>,
}

/// The pattern of a rule: its text, and what that is.
#[derive(Clone, Debug, PartialEq)]
pub struct RulePattern {
    /// JSON, as it goes to AWS.
    pub text: Rc<str>,
    /// The pattern, or why AWS refuses it: a rule with such a pattern takes no event.
    pub compiled: Result<Rc<Pattern>, PatternError>,
    /// Where it stands.
    pub place: Option<Span>,
    /// Where its fields stand, in the order of the text.
    pub fields: Vec<FieldPlace>,
}

/// Where a field of a pattern stands, and its conditions.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldPlace {
    /// The whole name, with dots.
    pub name: Rc<str>,
    /// Where the last part of the name stands.
    pub key: Span,
    /// Where each condition stands.
    pub conditions: Vec<Span>,
}

/// The schedule of a rule: its text, and what that is.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleSchedule {
    /// The text.
    pub text: Rc<str>,
    /// The schedule, or why AWS refuses it: a rule with such a schedule never fires.
    pub compiled: Result<Schedule, ScheduleError>,
    /// Where it stands.
    pub place: Option<Span>,
}

impl RulePattern {
    /// Reads the text of a pattern.
    pub fn new(text: &str, place: Option<Span>) -> Self {
        Self { text: text.into(), compiled: Pattern::parse(text).map(Rc::new), place, fields: Vec::new() }
    }

    /// Whether the pattern is one and takes the event.
    pub fn matches(&self, event: &Event) -> bool {
        self.compiled.as_ref().is_ok_and(|pattern| pattern.matches(event))
    }

    /// Why the pattern takes the event or does not; `None` for one that AWS refuses.
    pub fn explain(&self, event: &Event) -> Option<Explanation> {
        self.compiled.as_ref().ok().map(|pattern| pattern.explain(event))
    }
}

impl RuleSchedule {
    /// Reads the text of a schedule.
    pub fn new(text: &str, place: Option<Span>) -> Self {
        Self { text: text.into(), compiled: Schedule::parse(text), place }
    }

    /// Reads the text of a schedule of EventBridge Scheduler, which may also be a single time.
    pub fn of_scheduler(text: &str, place: Option<Span>) -> Self {
        Self { text: text.into(), compiled: Schedule::parse_of_scheduler(text), place }
    }
}
