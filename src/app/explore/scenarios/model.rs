//! What the scenarios of a document come to: each is played at once, a few milliseconds at a time.

use std::rc::Rc;

use asl_explore::Recipe;
use asl_http::Connections;
use asl_lang::StateMachine;
use asl_scenario::{Place, Scenario, places, read};
use asl_text::diagnostic::Severity;
use asl_text::line_index::LineIndex;
use asl_value::{SortedSet, Value};
use asl_world::WorldStart;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use super::events;

use crate::app::chunks::complete;
use crate::app::explore::model;
use crate::app::host::yield_now::Yielder;
use crate::app::state::commands::Commands;
use crate::app::state::document::DocumentAction;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::view::{SetupTab, ViewAction};
use crate::app::ui::format;

/// A scenario with what it came to.
#[derive(Clone)]
pub(super) struct Judged {
    pub(super) name: Rc<str>,
    /// What does not hold.
    pub(super) unmet: Rc<[String]>,
    /// Whether it expects nothing, so that nothing can fail.
    pub(super) expects_nothing: bool,
    /// The run.
    pub(super) opens: Opens,
}

/// What opens the run of a scenario.
#[derive(Clone)]
pub(super) enum Opens {
    /// The machine with this input and these mocks.
    Machine(Recipe),
    /// These events on their buses, with these mocks.
    Events(Value, Value),
}

/// What all came to.
#[derive(Clone, Default)]
pub(super) struct Results {
    /// What is wrong with the text, with the place.
    pub(super) problems: Vec<String>,
    /// Why nothing was run.
    pub(super) refused: Option<String>,
    pub(super) judged: Vec<Judged>,
    pub(super) reached: SortedSet<Place>,
    pub(super) places: Vec<Place>,
    pub(super) machine: Option<Rc<StateMachine>>,
}

impl Results {
    /// How many pass.
    pub(super) fn passed(&self) -> usize {
        self.judged.iter().filter(|one| one.unmet.is_empty()).count()
    }

    /// What is not reached, in the order of the text.
    pub(super) fn missed(&self) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(|place| !self.reached.contains(place))
    }
}

/// Reads and runs the scenarios of the document as it is now.
pub(super) async fn run_all(commands: &Shared<Commands>) -> Results {
    let text = commands.state().document.scenarios.clone();
    let page = commands.clone();
    let Ok(setup) = complete(move || model::setup(&page)).await else {
        let why = "A part of the page could not be loaded. Check your network connection and try again.";
        return Results { refused: Some(why.to_owned()), ..Results::default() };
    };
    let buses = events::start(commands);
    let machine = setup.as_ref().ok().map(|setup| setup.machine.clone());
    let file = {
        let (text, machine, system) = (text.clone(), machine.clone(), buses.as_ref().map(|buses| buses.system.clone()));
        complete(move || read(&text, machine.as_deref(), system.as_deref())).await.unwrap_or_default()
    };
    if let Err(why) = &setup
        && (buses.is_none() || file.scenarios.iter().any(|scenario| scenario.events.is_none()))
    {
        return Results { refused: Some(why.clone()), ..Results::default() };
    }
    let index = LineIndex::new(&text);
    let problem = |found: &asl_text::diagnostic::Diagnostic| {
        let place = index.position(found.span.start);
        let hint = found.hint().map(|hint| format!(" — {hint}")).unwrap_or_default();
        format!("{}: {}{hint}", format::at(place.line + 1, place.column + 1), found.message())
    };
    let mut results = Results {
        problems: file.diagnostics.iter().map(problem).collect(),
        places: machine.as_deref().map(places).unwrap_or_default(),
        machine,
        ..Results::default()
    };
    if file.diagnostics.iter().any(|found| found.severity == Severity::Error) {
        return results;
    }
    let yielder = Yielder::new();
    for scenario in &file.scenarios {
        if scenario.events.is_some() {
            results.judged.push(with_events(buses.as_ref(), scenario, &mut results.reached));
            yielder.yield_now().await;
            continue;
        }
        let Ok(setup) = &setup else { continue };
        let verdict = asl_scenario::judge(&setup.setting, scenario, &setup.input, setup.connections.as_ref());
        results.reached.extend(verdict.facts.reached.iter().cloned());
        results.judged.push(Judged {
            name: scenario.name.clone(),
            unmet: verdict.unmet.iter().map(ToString::to_string).collect(),
            expects_nothing: scenario.expects_nothing(),
            opens: Opens::Machine(Recipe {
                input: scenario.input.clone().unwrap_or_else(|| setup.input.clone()),
                mocks: verdict.played.mocks(),
            }),
        });
        yielder.yield_now().await;
    }
    results
}

/// Told how many scenarios pass and how many there are, or why none was run.
pub(crate) type Told = Callback<Result<(usize, usize), String>>;

/// Runs the scenarios of the document, and tells what came of them.
pub(crate) fn count_passing(commands: &Shared<Commands>, told: Told) {
    let commands = commands.clone();
    spawn_local(async move {
        let results = run_all(&commands).await;
        let refused = results.refused.clone().or_else(|| results.problems.first().cloned());
        told.emit(match refused.filter(|_| results.judged.is_empty()) {
            Some(why) => Err(why),
            None => Ok((results.passed(), results.judged.len())),
        });
    });
}

/// A scenario with events: what it came to, and what it reached.
fn with_events(buses: Option<&WorldStart>, scenario: &Scenario, reached: &mut SortedSet<Place>) -> Judged {
    let (name, events) = (scenario.name.clone(), scenario.events.clone().unwrap_or_default());
    let expects_nothing = scenario.expects_nothing();
    let connections: Rc<Connections> = Rc::new(asl_examples::connections().into_iter().collect());
    let verdict = buses.and_then(|buses| asl_scenario::judge_events(buses, scenario, Some(&connections)));
    let Some(verdict) = verdict else {
        let why = "the document has no event rules, and this scenario puts events".to_owned();
        return Judged { name, unmet: [why].into(), expects_nothing, opens: Opens::Events(events, Value::Null) };
    };
    reached.extend(verdict.facts.reached.iter().cloned());
    let unmet = verdict.unmet.iter().map(ToString::to_string).collect();
    Judged { name, unmet, expects_nothing, opens: Opens::Events(events, verdict.mocks) }
}

/// Adds a scenario to the document's, and shows them.
pub(in crate::app::explore) fn add(commands: &Commands, scenario: &Scenario) {
    let said = format!("Added the scenario “{}”.", scenario.name.replace('`', ""));
    let scenario = scenario.clone();
    change(commands, said, move |text| asl_scenario::add(text, &scenario));
}

/// The same for a finding, of which there is no second copy.
pub(in crate::app::explore) fn add_once(commands: &Commands, scenario: &Scenario) {
    let said = format!("Added the scenario “{}”.", scenario.name.replace('`', ""));
    let scenario = scenario.clone();
    change(commands, said, move |text| {
        if asl_scenario::has(text, &scenario) { Some(text.to_owned()) } else { asl_scenario::add(text, &scenario) }
    });
}

/// Changes the newest text of the scenarios: that which is drawn may be older.
fn change(commands: &Commands, said: String, change: impl Fn(&str) -> Option<String> + 'static) {
    if change(&commands.state().document.scenarios).is_none() {
        let why = "The scenarios have an error. Fix it first: the Scenarios tab shows it.";
        return commands.dispatch(PageRequest::announce(why));
    }
    commands.dispatch(DocumentAction::ChangeScenarios(Rc::new(change)));
    commands.dispatch(ViewAction::Setup(SetupTab::Scenarios));
    commands.dispatch(PageRequest::announce(said));
}

/// Adds a scenario that reaches `place`, if the exploration finds one; `done` is told once it is over.
pub(super) fn reach(commands: &Shared<Commands>, place: Place, done: impl FnOnce() + 'static) {
    let commands = commands.clone();
    spawn_local(async move {
        match model::reaching(&commands, &place).await {
            Some(scenario) => add(&commands, &scenario),
            None => commands.dispatch(PageRequest::announce(format!(
                "Nothing that was tried reaches {}.",
                place.to_string().replace('`', "")
            ))),
        }
        done();
    });
}
