//! The scenarios of a document: read with their places, played, and judged.

use std::rc::Rc;

use asl_lang::StateMachine;
use asl_scenario::{Scenario, ScenarioFile, judge, judge_events};
use asl_sim::Files;
use asl_text::diagnostic::Diagnostic;
use asl_text::{Node, Span};
use asl_value::Value;

use crate::document::practice_connections;
use crate::{Document, Hindrance};

/// The scenarios of a text, each with its place.
#[derive(Clone, Debug, Default)]
pub struct Scenarios {
    /// Those that can be run, in the order of the text.
    pub all: Vec<Scenario>,
    /// What is wrong with the text.
    pub diagnostics: Vec<Diagnostic>,
    /// The places of the names in the text, by name.
    places: Vec<(Rc<str>, Span)>,
}

impl Scenarios {
    /// Reads a text of scenarios; names of states are looked up in the document.
    pub fn read(text: &str, document: &Document) -> Self {
        let machine: Option<&StateMachine> = document.read.machine.as_ref();
        let ScenarioFile { scenarios, diagnostics } =
            asl_scenario::read(text, machine, document.read.events.as_deref());
        Self { all: scenarios, diagnostics, places: places(text) }
    }

    /// Where the name of a scenario stands.
    pub fn place(&self, name: &str) -> Option<Span> {
        self.places.iter().find(|(known, _)| **known == *name).map(|(_, span)| *span)
    }
}

fn places(text: &str) -> Vec<(Rc<str>, Span)> {
    let Some(root) = asl_text::parse_data(text).root else { return Vec::new() };
    let list = root.get("scenarios").unwrap_or(&root);
    let named = |scenario: &Node| {
        let name = scenario.get("name")?;
        Some((name.as_str()?.clone(), name.span))
    };
    list.items().iter().filter_map(named).collect()
}

/// What a scenario came to.
#[derive(Clone, Debug)]
pub struct Tested {
    /// Its name.
    pub name: Rc<str>,
    /// What does not hold, a sentence each; empty if it passes.
    pub unmet: Vec<String>,
    /// How long its run took by its own clock, in seconds.
    pub seconds: f64,
}

/// Plays and judges scenarios; each calls nothing but the Practice API. `input` is what those without one are given.
///
/// # Errors
///
/// What hinders a run.
pub fn test<'s>(
    document: &Document,
    scenarios: impl IntoIterator<Item = &'s Scenario>,
    input: &Value,
    files: &Rc<Files>,
    mut done: impl FnMut(&'s Scenario, Tested),
) -> Result<(), Hindrance> {
    let connections = practice_connections();
    let (mut setting, mut world) = (None, None);
    for scenario in scenarios {
        let (unmet, seconds) = if scenario.events.is_some() {
            let world = match &world {
                Some(world) => world,
                None => world.insert(document.world(files.clone())?),
            };
            let Some(verdict) = judge_events(world, scenario, Some(&connections)) else { continue };
            (verdict.unmet, seconds(verdict.world.now().millis_since(asl_scenario::BEGINS_AT)))
        } else {
            let setting = match &setting {
                Some(setting) => setting,
                None => setting.insert(document.setting(files.clone())?),
            };
            let verdict = judge(setting, scenario, input, Some(&connections));
            (verdict.unmet, verdict.played.seconds())
        };
        let unmet = unmet.iter().map(ToString::to_string).collect();
        done(scenario, Tested { name: scenario.name.clone(), unmet, seconds });
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a year has 35 bits of milliseconds")]
fn seconds(millis: i64) -> f64 {
    millis as f64 / 1000.0
}
