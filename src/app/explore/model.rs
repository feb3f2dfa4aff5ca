//! What the view shows: how far the exploration is, and what it found; and what drives it, a few milliseconds at a time.

use std::cell::RefCell;
use std::rc::Rc;

use asl_explore::{Budget, Exploration, Progress, Report, Setup};
use asl_lang::WorkflowType;
use asl_scenario::{Place, Scenario};
use asl_sim::Identity;
use asl_text::diagnostic::Diagnostic;
use asl_value::Value;
use futures_util::future::{AbortHandle, abortable};
use wasm_bindgen_futures::spawn_local;

use crate::app::chunks::complete;
use crate::app::host::clock;
use crate::app::host::yield_now::Yielder;
use crate::app::problems::analysis;
use crate::app::problems::reading::read_input;
use crate::app::run::compiled;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;

/// How long it works before the page has its turn, in milliseconds.
const SLICE_MILLIS: f64 = 8.0;
/// The time between two pictures of its progress, in milliseconds.
const PICTURE_MILLIS: f64 = 100.0;
/// How much is tried: by number, so that two explorations of one text agree on every machine.
const BUDGET: Budget = Budget { runs: 5_000, states: 300_000 };
/// An exploration that takes longer is stopped, in milliseconds: a machine too slow for the budget, or huge data.
pub(super) const EMERGENCY_MILLIS: f64 = 60_000.0;

/// How an exploration is doing.
#[derive(Default)]
pub(super) enum Stage {
    /// The document is being read.
    #[default]
    Reading,
    /// It is under way.
    Exploring(Progress),
    /// It is over, after so many milliseconds.
    Done(Rc<Report>, f64, Ended),
    /// There is nothing to explore, for this reason.
    Refused(String),
}

/// Why an exploration is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// All was tried, or the budget is used up.
    ByItself,
    /// The person wanted to see what was found so far.
    ByPerson,
    /// It took too long.
    Emergency,
}

/// An exploration of the document, and what draws the view anew.
#[derive(Clone)]
pub(super) struct Handle {
    pub(super) stage: Rc<RefCell<Stage>>,
    pub(super) redraw: Rc<dyn Fn()>,
    pub(super) commands: Shared<Commands>,
    /// Whether the person wants to see what was found so far.
    pub(super) is_enough: Rc<std::cell::Cell<bool>>,
}

impl Handle {
    /// Explores the document as it is now; the handle ends that.
    pub(super) fn explore(&self) -> AbortHandle {
        self.is_enough.set(false);
        self.set(Stage::Reading);
        let handle = self.clone();
        let (work, abort) = abortable(async move { handle.work().await });
        spawn_local(async move {
            // Whoever ends it does not ask what came of it.
            let _ = work.await;
        });
        abort
    }

    fn set(&self, stage: Stage) {
        self.stage.replace(stage);
        (self.redraw)();
    }

    async fn work(&self) {
        let commands = self.commands.clone();
        let setup = match complete(move || setup(&commands)).await {
            Ok(Ok(setup)) => setup,
            Ok(Err(why)) => return self.set(Stage::Refused(why)),
            Err(_) => {
                let why = "A part of the page could not be loaded. Check your network connection and try again.";
                return self.set(Stage::Refused(why.to_owned()));
            }
        };
        let (yielder, mut exploration) = (Yielder::new(), Exploration::new(setup));
        let began = clock::uptime();
        let mut drawn = f64::NEG_INFINITY;
        let ended = loop {
            let slice = clock::uptime();
            let progress = loop {
                let progress = exploration.advance(1);
                if progress.is_done || clock::uptime() - slice >= SLICE_MILLIS {
                    break progress;
                }
            };
            let now = clock::uptime();
            if progress.is_done {
                break Ended::ByItself;
            }
            if self.is_enough.get() {
                break Ended::ByPerson;
            }
            if now - began >= EMERGENCY_MILLIS {
                break Ended::Emergency;
            }
            if now - drawn >= PICTURE_MILLIS {
                drawn = now;
                self.set(Stage::Exploring(progress));
            }
            yielder.yield_now().await;
        };
        let report = Rc::new(exploration.report());
        self.set(Stage::Done(report, clock::uptime() - began, ended));
    }
}

/// What is explored: the document with its input and its mocks. Its connections are not asked: what the Practice API repeats
/// of a credential would get into mocks, and with them into links.
pub(super) fn setup(commands: &Commands) -> Result<Setup, String> {
    let state = commands.state();
    let checked = analysis::check(&state.document, &state.connections);
    if checked.analysis.prevent_run() {
        return Err("The definition has errors. Fix them first: the list of problems shows them.".to_owned());
    }
    if let Some(missing) = checked.analysis.missing.first() {
        return Err(format!("The placeholder `{}` has no value. Enter one above the definition.", missing.name));
    }
    let Some(machine) = &checked.machine else {
        return Err("There is no state machine to explore.".to_owned());
    };
    let said = |found: Vec<Diagnostic>| found.first().map(Diagnostic::message).unwrap_or_default();
    let mut setup = Setup::of(machine, checked.input).map_err(said)?;
    let identity = Identity { express: checked.workflow == WorkflowType::Express, ..Identity::default() };
    setup.setting.identity = identity;
    setup.setting.machines = Rc::new(compiled(&checked.others).without(checked.mocks.names()));
    setup.setting.files = Rc::new(state.document.s3_files());
    setup.mocks = checked.mocks;
    setup.budget = BUDGET;
    setup.connections = Some(Rc::new(asl_examples::connections().into_iter().collect()));
    Ok(setup)
}

/// The input and the mocks of the document, as far as they can be read.
pub(super) fn inputs(commands: &Commands) -> (Value, Value) {
    let document = commands.state().document;
    let mocks = asl_text::parse_data(&document.mocks).root.map(|root| root.to_value());
    (read_input(&document.input).0, mocks.unwrap_or_default())
}

/// A scenario that reaches `place`, if one is found in time.
pub(super) async fn reaching(commands: &Shared<Commands>, place: &Place) -> Option<Scenario> {
    let page = commands.clone();
    let setup = complete(move || setup(&page)).await.ok()?.ok()?;
    let setting = setup.setting.clone();
    let (yielder, mut exploration) = (Yielder::new(), Exploration::new(setup));
    let began = clock::uptime();
    let recipe = loop {
        let slice = clock::uptime();
        let is_done = loop {
            let progress = exploration.advance(1);
            if progress.is_done || exploration.way_to(place).is_some() || clock::uptime() - slice >= SLICE_MILLIS {
                break progress.is_done;
            }
        };
        if let Some(recipe) = exploration.way_to(place) {
            break recipe.clone();
        }
        if is_done || clock::uptime() - began >= EMERGENCY_MILLIS {
            return None;
        }
        yielder.yield_now().await;
    };
    let mut scenario = Scenario {
        name: format!("Reaches {place}").into(),
        input: Some(recipe.input),
        mocks: recipe.mocks,
        ..Scenario::default()
    };
    // What the run comes to is what must hold: the person makes it what is meant.
    let verdict = asl_scenario::judge(&setting, &scenario, &Value::Null, None);
    scenario.expect.status = verdict.played.simulator.outcome().map(|outcome| outcome.status().into());
    scenario.expect.reaches = vec![place.state().clone()];
    Some(scenario)
}
