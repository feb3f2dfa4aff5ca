//! Scenarios whose events are put on the buses of the document: what they begin with, and their run on stage.

use std::rc::Rc;

use asl_http::Connections;
use asl_lang::WorkflowType;
use asl_sim::mock::Mocks;
use asl_sim::{Machines, OtherMachine, Runnable, Start};
use asl_value::Value;
use asl_world::WorldStart;

use crate::app::chunks::EVENTS;
use crate::app::events::own_names;
use crate::app::problems::analysis;
use crate::app::run::{WorldSpec, compiled, other_machine};
use crate::app::state::commands::Commands;
use crate::app::state::document::Document;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;

/// What the events of a scenario are put into; `None` for a document without rules.
pub(super) fn start(commands: &Commands) -> Option<WorldStart> {
    let state = commands.state();
    let checked = analysis::check(&state.document, &state.connections);
    let system = checked.analysis.system.clone()?;
    let machine = checked.machine.as_ref().and_then(|machine| Runnable::compile(machine).ok());
    let own = machine.map(|machine| OtherMachine {
        names: own_names(&state, &system),
        machine,
        express: checked.workflow == WorkflowType::Express,
    });
    let others = checked.others.iter().filter_map(other_machine);
    let start = Start {
        machines: Rc::new(compiled(&checked.others)),
        files: Rc::new(state.document.s3_files()),
        ..Start::default()
    };
    Some(WorldStart {
        machines: Rc::new(Machines::new(own.into_iter().chain(others).collect())),
        system,
        functions: checked.functions.clone(),
        start,
        seed: 1,
        ..WorldStart::default()
    })
}

/// Opens the run of a scenario: its events with mocks, waits skipped, without credentials and without code, so that it calls
/// nothing.
pub(super) fn run(commands: &Shared<Commands>, events: &Value, mocks: &Value) {
    let mut state = commands.state();
    let mut document: Document = (*state.document).clone();
    document.events = events.to_json_pretty().into();
    document.mocks = mocks.to_json().into();
    document.settings.skip_waits = true;
    let checked = analysis::check(&document, &Connections::default());
    let Some(system) = checked.analysis.system.clone() else { return };
    state.document = Shared::new(document);
    let spec = WorldSpec {
        system,
        machine: checked.machine.as_ref().and_then(|machine| Runnable::compile(machine).ok()),
        workflow: checked.workflow,
        others: checked.others,
        functions: Rc::default(),
        input: checked.input,
        mocks: Mocks::from_value(mocks).unwrap_or_default(),
        connections: Connections::default(),
        relay: None,
        access: None,
        runs_events: true,
    };
    commands.dispatch(ViewAction::Dialog(None));
    let page = commands.clone();
    commands.with(&EVENTS, move |events| (events.start)(&page, &state, &spec));
    commands.dispatch(PageRequest::announce("The run of the scenario is open."));
}
