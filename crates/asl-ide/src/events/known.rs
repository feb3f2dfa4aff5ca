//! Rules beside the events that are known: those that the person has written, and the samples of AWS's services.
//!
//! A rule may be right although no known event matches it, so what is found is a hint. An event counts for a rule when it
//! comes from the source, and has the detail-type, that the rule asks for; where it fails then, it fails for its detail. Only
//! what no such event has is told: another value is what patterns are for.

use asl_value::SortedSet;
use std::rc::Rc;

use asl_events::system::{FieldPlace, ParameterValue, RulePattern, Target};
use asl_events::{BusEvent, Condition, EventSystem, Explanation, Outcome, Pattern, Rule, Way, samples};
use asl_stack::messages::{EventProblem, KnownAs, PathUse};
use asl_text::Span;
use asl_text::diagnostic::{Diagnostic, Severity};
use asl_text::nearest::nearest;
use asl_value::Value;

use crate::assist::paths_into;

/// What the source of an event of AWS's services begins with.
const AWS: &str = "aws.";

/// What the rules look for and the known events do not have; `sent` are those that the person has written, on their buses.
pub fn check(system: &EventSystem, sent: &[BusEvent]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in system.rules.iter().filter(|rule| rule.is_enabled) {
        let Some(pattern) = &rule.pattern else { continue };
        let Ok(compiled) = &pattern.compiled else { continue };
        let written: Vec<&BusEvent> = sent.iter().filter(|event| event.bus == rule.bus).collect();
        let look = |events: &[&BusEvent], known| Look { rule, pattern, compiled, known }.look(events);
        let told = look(&written, KnownAs::Written).or_else(|| {
            let (name, event) = sample_for(compiled, &rule.bus)?;
            look(&[&event], KnownAs::Sample(name))
        });
        found.extend(told.unwrap_or_else(|| other_cases(pattern, compiled, &written)));
    }
    found
}

/// The sample of a service's events that the pattern asks for by its source and its detail-type.
fn sample_for(pattern: &Pattern, bus: &Rc<str>) -> Option<(&'static str, BusEvent)> {
    let fields = pattern.fields();
    let asks_for = |field: &str, text: &str| {
        let conditions = fields.iter().find(|(name, _)| *name == field).map(|(_, conditions)| *conditions);
        conditions
            .unwrap_or_default()
            .iter()
            .any(|condition| matches!(condition, Condition::Text(wanted) if wanted == text))
    };
    samples::ALL.iter().find_map(|sample| {
        let event = BusEvent::of(Value::from_json(sample.text).ok()?, bus.clone());
        let is_it = event.text("source").starts_with(AWS)
            && asks_for("source", event.text("source"))
            && asks_for("detail-type", event.text("detail-type"));
        is_it.then_some((sample.name, event))
    })
}

/// One rule beside events of one kind.
struct Look<'a> {
    rule: &'a Rule,
    pattern: &'a RulePattern,
    compiled: &'a Pattern,
    known: KnownAs,
}

impl Look<'_> {
    /// What the events lack; `None` if none of them counts for the rule.
    fn look(&self, events: &[&BusEvent]) -> Option<Vec<Diagnostic>> {
        let told: Vec<(&BusEvent, Explanation)> =
            events.iter().map(|event| (*event, self.compiled.explain(&event.prepared))).collect();
        let taken: Vec<&BusEvent> = told.iter().filter(|(_, why)| why.is_match).map(|(event, _)| *event).collect();
        if !taken.is_empty() {
            return Some(self.rule.targets.iter().flat_map(|target| self.paths(target, &taken)).collect());
        }
        let mut found: Vec<Diagnostic> = Vec::new();
        let mut counts = false;
        for at in 0..told.first().map_or(0, |(_, why)| why.ways.len()) {
            let ways = told.iter().filter_map(|(event, why)| Some((*event, why.ways.get(at)?)));
            let meant: Vec<(&BusEvent, &Way)> = ways.filter(|(_, way)| is_meant(way)).collect();
            counts |= !meant.is_empty();
            let Some((_, first)) = meant.first() else { continue };
            for number in 0..first.fields.len() {
                let told = self.field(&meant, number);
                found.extend(
                    told.filter(|new| found.iter().all(|known| !(known.is_same(new) && known.span == new.span))),
                );
            }
        }
        counts.then_some(found)
    }

    /// What is wrong with a field of a way, if that is wrong in all of the events that are meant.
    fn field(&self, meant: &[(&BusEvent, &Way)], number: usize) -> Option<Diagnostic> {
        let all: Vec<_> = meant.iter().filter_map(|(_, way)| way.fields.get(number)).collect();
        let first = all.first()?;
        let place = self.pattern.fields.iter().find(|field| field.name == first.name)?;
        let field = first.name.to_string();
        if all.iter().all(|one| matches!(one.outcome, Outcome::Missing | Outcome::NotALeaf)) {
            let mut known = SortedSet::new();
            for (event, _) in meant {
                names_into(event, &mut known);
            }
            let near = near(&field, &known);
            return Some(hint(place.key, EventProblem::UnseenField { field, near, known: self.known.clone() }));
        }
        let asked = asked_type(&first.conditions)?;
        let mut example = None;
        for one in &all {
            let Outcome::Unmet { values, .. } = &one.outcome else { return None };
            if values.is_empty() || values.iter().any(|value| value.starts_with('"') == asked.is_text()) {
                return None;
            }
            example = example.or(values.first());
        }
        let found = example?.clone();
        let problem = EventProblem::UnseenType { field, asked: asked.words(), found, known: self.known.clone() };
        Some(hint(place.key, problem))
    }

    /// The paths of a target that find nothing in any event that the rule takes.
    fn paths(&self, target: &Target, taken: &[&BusEvent]) -> Vec<Diagnostic> {
        let of_call =
            target.http.path.iter().chain(target.http.headers.iter().chain(&target.http.query).map(|(_, one)| one));
        let of_body = if matches!(target.input_paths.as_slice(), [only] if only.place == target.input_place) {
            PathUse::Body
        } else {
            PathUse::Placeholder
        };
        let all = of_call.map(|one| (one, PathUse::Call)).chain(target.input_paths.iter().map(|one| (one, of_body)));
        all.filter_map(|(value, use_of)| self.path(value, use_of, taken)).collect()
    }

    fn path(&self, value: &ParameterValue, use_of: PathUse, taken: &[&BusEvent]) -> Option<Diagnostic> {
        let (path, place) = (value.path.as_ref()?, value.place?);
        if taken.iter().any(|event| path.find(&event.value).is_some()) {
            return None;
        }
        let mut others = SortedSet::new();
        for event in taken {
            paths_into(&event.value, &mut others);
        }
        let near = near(&value.text, &others);
        let problem =
            EventProblem::UnseenPath { path: value.text.to_string(), near, use_of, known: self.known.clone() };
        Some(hint(place, problem))
    }
}

fn hint(place: Span, problem: EventProblem) -> Diagnostic {
    Diagnostic::new(Severity::Info, place, problem)
}

fn is_of_detail(name: &str) -> bool {
    name == "detail" || name.starts_with("detail.")
}

/// Whether an event comes from where this way of a pattern wants it.
fn is_meant(way: &Way) -> bool {
    let mut outside = way.fields.iter().filter(|field| !is_of_detail(&field.name)).peekable();
    let says_where = way.fields.iter().any(|field| matches!(&*field.name, "source" | "detail-type"));
    says_where && outside.peek().is_some() && outside.all(|field| field.outcome.is_met())
}

/// The type that all conditions of a field ask for.
#[derive(Clone, Copy, PartialEq)]
enum Asked {
    Text,
    Number,
}

impl Asked {
    fn is_text(self) -> bool {
        self == Self::Text
    }

    fn words(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Number => "a number",
        }
    }
}

fn asked_type(conditions: &[Condition]) -> Option<Asked> {
    let of = |condition: &Condition| match condition {
        Condition::Text(_)
        | Condition::Prefix(_)
        | Condition::PrefixIgnoreCase(_)
        | Condition::Suffix(_)
        | Condition::SuffixIgnoreCase(_)
        | Condition::EqualsIgnoreCase(_)
        | Condition::Wildcard(_) => Some(Asked::Text),
        Condition::Number(..) | Condition::Numeric(_) => Some(Asked::Number),
        _ => None,
    };
    let (first, others) = conditions.split_first()?;
    let first = of(first)?;
    others.iter().all(|other| of(other) == Some(first)).then_some(first)
}

/// The name with dots that was probably meant: a similar one of the same object, or the only one that ends so.
fn near(wanted: &str, known: &SortedSet<String>) -> Option<String> {
    let (inside, name) = wanted.rsplit_once('.')?;
    let split = || known.iter().filter_map(|one| one.rsplit_once('.'));
    let beside = split().filter(|(other, _)| *other == inside).map(|(_, other)| other);
    if let Some(near) = nearest(name, beside) {
        return Some(format!("{inside}.{near}"));
    }
    let mut namesakes = split().filter(|(inside, last)| *last == name && inside.contains("detail"));
    let (inside, _) = namesakes.next()?;
    namesakes.next().is_none().then(|| format!("{inside}.{name}"))
}

/// The names of an event's fields, and of the objects that they are in.
fn names_into(event: &BusEvent, into: &mut SortedSet<String>) {
    for name in event.prepared.names() {
        let ends = name.match_indices('.').map(|(at, _)| at).chain([name.len()]);
        into.extend(ends.filter_map(|end| name.get(..end)).map(str::to_owned));
    }
}

/// Values of `source` and `detail-type` that the events on the bus have in other cases of their letters.
fn other_cases(pattern: &RulePattern, compiled: &Pattern, events: &[&BusEvent]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for name in ["source", "detail-type"] {
        let Some((_, conditions)) = compiled.fields().into_iter().find(|(field, _)| *field == name) else { continue };
        let Some(FieldPlace { conditions: places, .. }) = pattern.fields.iter().find(|field| &*field.name == name)
        else {
            continue;
        };
        for (condition, place) in conditions.iter().zip(places) {
            let Condition::Text(written) = condition else { continue };
            let texts = || events.iter().map(|event| event.text(name));
            let near = texts().find(|text| text.eq_ignore_ascii_case(written) && text != written);
            if let Some(near) = near.filter(|_| texts().all(|text| text != written)) {
                let (field, written, near) = (name.to_owned(), written.clone(), near.to_owned());
                found.push(hint(*place, EventProblem::UnseenCase { field, written, near }));
            }
        }
    }
    found
}
