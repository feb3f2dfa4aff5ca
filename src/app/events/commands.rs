//! What a person does with events from anywhere: sends them, again or anew, fires a schedule, opens an execution.

use std::rc::Rc;

use asl_events::{EventEntry, EventSystem};
use asl_sim::VisitId;
use asl_view::events::assumed_bus::to_send;
use asl_view::events::entries::EventText;
use asl_view::events::executions::events_by;
use asl_world::ExecutionId;

use super::shown::until;
use super::start::show;
use super::world::{read_world, run_of};
use crate::app::run::state::RunAction;
use crate::app::state::commands::Commands;
use crate::app::state::document::DocumentAction;
use crate::app::state::events::EventsAction;
use crate::app::state::shared::Shared;

/// The events of a text for the buses of a system, each with whether it is one that a service sends.
pub(super) fn events_of(system: &EventSystem, text: &EventText) -> Vec<(EventEntry, bool)> {
    to_send(system, text)
}

/// Sends these events in the run that is there; a person asks for that only where there is one.
pub(super) fn send(commands: &Commands, events: Vec<(EventEntry, bool)>) {
    if let Some(run) = run_of(&commands.state().events.world) {
        run.send(events);
    }
}

/// Fires a rule with a schedule in the run that is there.
pub(super) fn fire(commands: &Commands, rule: usize) {
    if let Some(run) = run_of(&commands.state().events.world) {
        run.fire(rule);
    }
}

/// Opens an execution of the run as it stood at the moment that is shown of the buses, with a visit of one of its states selected.
pub(super) fn look_into(commands: &Shared<Commands>, execution: ExecutionId, visit: Option<VisitId>) {
    let world = commands.state().events.world.clone();
    let until = world.moment.and_then(|_| until(&world));
    open_execution(commands, execution);
    let moment = until.and_then(|until| {
        read_world(&world, |world| {
            let simulator = world.execution(execution)?.simulator().try_borrow().ok()?;
            Some(events_by(&simulator, until)).filter(|events| *events < simulator.order().len())
        })?
    });
    if moment.is_some() {
        commands.dispatch(RunAction::GoTo(moment));
    }
    if let Some(visit) = visit {
        commands.dispatch(RunAction::SelectVisit(visit));
    }
}

/// Puts an execution of the run on stage, and its machine into the graph.
pub(super) fn open_execution(commands: &Shared<Commands>, execution: ExecutionId) {
    let state = commands.state();
    let Some(run) = run_of(&state.events.world) else { return };
    let machine = run.execution_view(execution, 0).map(|view| view.choice.machine.clone());
    if let Some(machine) = machine
        && !machine.is_empty()
    {
        choose_machine(commands, &machine);
    }
    show(commands, &run, execution);
}

/// Shows the graph of a machine of the template; whether there is one of that name.
pub(super) fn open_machine(commands: &Shared<Commands>, name: &Rc<str>) -> bool {
    let state = commands.state();
    let Some(system) = &state.analysis.system else { return false };
    let known = system.machines.iter().find(|machine| machine.name == *name);
    let id = known.and_then(|machine| machine.logical_id.clone()).unwrap_or_else(|| name.clone());
    let has_it = state.analysis.template.as_ref().is_some_and(|template| template.machines.contains(&id));
    if has_it {
        choose_machine(commands, &id);
        commands.dispatch(EventsAction::ShowMachine(true));
    }
    has_it
}

fn choose_machine(commands: &Commands, id: &Rc<str>) {
    let state = commands.state();
    let Some(template) = &state.analysis.template else { return };
    if template.machines.get(template.chosen) == Some(id) || !template.machines.contains(id) {
        return;
    }
    let mut settings = state.document.settings.clone();
    settings.template.machine = id.clone();
    commands.dispatch(DocumentAction::SetSettings(settings));
}
