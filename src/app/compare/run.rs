//! Reads the templates and runs the three ways, one after the other, in the page's own world: with its Practice API, its sandbox,
//! its connections, and its relay. Waits are skipped.

use std::cell::RefCell;
use std::rc::Rc;

use asl_compare::{Evidence, Plan, Setup, Way};
use asl_sim::Start;
use asl_sim::host::{Pace, drive};
use asl_text::diagnostic::Diagnostic;
use asl_world::World;
use futures_util::future::abortable;
use wasm_bindgen_futures::spawn_local;

use super::model::{Model, Stage};
use crate::app::chunks::complete;
use crate::app::host::clock;
use crate::app::run::functions::Functions;
use crate::app::run::masking;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;

/// A view: its state, what draws it anew, and the page's commands.
#[derive(Clone)]
pub(super) struct Handle {
    pub(super) model: Rc<RefCell<Model>>,
    pub(super) redraw: Rc<dyn Fn()>,
    pub(super) commands: Shared<Commands>,
}

impl Handle {
    /// Compares something else.
    pub(super) fn change(&self, setup: Setup) {
        if self.model.borrow_mut().change(setup) {
            self.read();
        }
        (self.redraw)();
    }

    /// Reads the templates of the three ways, as soon as all is here that this takes.
    pub(super) fn read(&self) {
        let handle = self.clone();
        let (setup, revision) = {
            let model = self.model.borrow();
            (model.setup.clone(), model.revision)
        };
        spawn_local(async move {
            let connections = handle.commands.state().connections;
            let read = complete(|| Way::ALL.map(|way| Plan::of(way, &setup, &connections))).await;
            let mut model = handle.model.borrow_mut();
            if model.revision != revision {
                return;
            }
            let plans =
                read.map_err(|_| "A part of the page could not be loaded. Check your network connection.".to_owned());
            let plans =
                plans.and_then(|plans| plans.into_iter().collect::<Result<Vec<_>, _>>().map_err(|found| said(&found)));
            (model.plans, model.problem) = match plans {
                Ok(plans) => (plans, None),
                Err(problem) => (Vec::new(), Some(problem)),
            };
            drop(model);
            (handle.redraw)();
        });
    }

    /// Runs the three ways; asks first where the endpoint came by link.
    pub(super) fn run(&self) {
        let mut model = self.model.borrow_mut();
        if model.plans.is_empty() || matches!(model.stage, Stage::Running(..)) {
            return;
        }
        if model.needs_consent && model.setup.is_own() {
            model.stage = Stage::Asking;
            drop(model);
            return (self.redraw)();
        }
        model.evidence = Default::default();
        let handle = self.clone();
        let (all, abort) = abortable(async move { handle.run_all().await });
        model.stage = Stage::Running(Way::Function, abort);
        drop(model);
        (self.redraw)();
        spawn_local(async move {
            // An error says that it was stopped.
            let _ = all.await;
        });
    }

    /// The person agrees to call the endpoint of a link.
    pub(super) fn consent(&self) {
        let mut model = self.model.borrow_mut();
        model.needs_consent = false;
        model.stage = Stage::Idle;
        drop(model);
        self.run();
    }

    /// Ends what runs, or the question.
    pub(super) fn stop(&self) {
        self.model.borrow_mut().stop();
        (self.redraw)();
    }

    async fn run_all(&self) {
        let (plans, setup) = {
            let model = self.model.borrow();
            (model.plans.clone(), model.setup.clone())
        };
        for (index, plan) in plans.iter().enumerate() {
            if let Stage::Running(way, _) = &mut self.model.borrow_mut().stage {
                *way = plan.facts.way;
            }
            (self.redraw)();
            let evidence = self.run_one(plan, &setup).await;
            if let Some(place) = self.model.borrow_mut().evidence.get_mut(index) {
                *place = Some(evidence);
            }
        }
        self.model.borrow_mut().stage = Stage::Idle;
        (self.redraw)();
    }

    async fn run_one(&self, plan: &Plan, setup: &Setup) -> Evidence {
        let state = self.commands.state();
        let (known, cold_start_ms) = (state.connections.clone(), state.document.settings.cold_start_ms);
        let functions = Functions::new(plan.functions.clone(), None).with_cold_start(cold_start_ms);
        let all = if setup.is_own() { (*known).clone() } else { asl_examples::connections().into_iter().collect() };
        let host = self
            .commands
            .trial_host(setup.connections(&all))
            .with_functions(Some(functions))
            .at_full_speed()
            .at_pace(Pace::Skip);
        let world = RefCell::new(plan.world(Start { seed: clock::random(), ..Start::default() }, clock::now()));
        drive(&world, &host, Pace::Skip, |world: &World| host.note_time(world.now())).await;
        let redactor = masking::redactor(&known, &known, &self.commands.tokens().borrow());
        Evidence::of(&world.borrow()).masked(&redactor)
    }
}

fn said(found: &[Diagnostic]) -> String {
    found.first().map_or_else(|| "There is no workflow in the template".to_owned(), Diagnostic::message)
}
