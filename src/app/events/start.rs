//! Starting a run with event buses.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use asl_events::EventSystem;
use asl_jsonata::Slice;
use asl_lang::WorkflowType;
use asl_sim::host::Clock;
use asl_sim::{Machines, OtherMachine, Simulator, Start};
use asl_view::events::entries::{self, EventText};
use asl_world::debug::WorldDebugger;
use asl_world::{ExecutionId, World, WorldStart};

use super::commands::events_of;
use super::kept::keep;
use super::offers;
use super::world::WorldRun;
use crate::app::host::clock;
use crate::app::problems::state::ProblemsAction;
use crate::app::run::page_host::Nudge;
use crate::app::run::runner::{Prepared, Setting};
use crate::app::run::state::RunAction;
use crate::app::run::{WorldSpec, other_machine};
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::document::DocumentAction;
use crate::app::state::events::{EventsAction, WorldView};
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::view::{Pane, SetupTab, ViewAction};

/// Starts it: puts the events of the document on their buses, or gives the machine its input.
pub(crate) fn start(commands: &Shared<Commands>, state: &State, spec: &WorldSpec) {
    let Some(dispatcher) = commands.dispatcher() else { return };
    let document = &state.document;
    if let Some(name) = placeholder(&spec.system) {
        commands.dispatch(ProblemsAction::NotStarted(format!("The parameter `{name}` needs a value.").into()));
        return commands.dispatch(PageRequest::AskValue(name));
    }
    let fires = commands.fires.take();
    let events = if spec.runs_events && fires.is_none() {
        match sendable(commands, &document.events, &spec.system) {
            Some(events) => events_of(&spec.system, &events),
            None => return,
        }
    } else {
        Vec::new()
    };
    let others: Vec<OtherMachine> = spec.others.iter().filter_map(other_machine).collect();
    let own = spec.machine.as_ref().map(|machine| OtherMachine {
        names: own_names(state, &spec.system),
        machine: machine.clone(),
        express: spec.workflow == WorkflowType::Express,
    });
    // What somebody asked what-if of is answered by that, as by a mock.
    let asked = state.controls.what_ifs.iter().map(|what_if| what_if.state.clone());
    let mocked: Vec<Rc<str>> = spec.mocks.names().chain(asked).collect();
    let setting = Setting {
        mocks: spec.mocks.clone(),
        connections: spec.connections.clone(),
        relay: spec.relay.clone(),
        workflow: spec.workflow,
        machines: Machines::new(others.clone()).without(mocked.iter().cloned()),
        functions: spec.functions.clone(),
        access: spec.access.clone(),
        document,
    };
    let what_ifs = state.controls.what_ifs.clone();
    let Prepared { id, host, pending, start, pace, connections, control, first } =
        commands.runner.prepare(dispatcher, setting, what_ifs);
    let nudge = Rc::new(Nudge::default());
    let now = clock::now();
    let world = World::new(
        WorldStart {
            system: spec.system.clone(),
            machines: Rc::new(Machines::new(own.into_iter().chain(others).collect())),
            functions: spec.functions.clone(),
            start: start.clone(),
            seed: clock::random(),
            slice: Some(Slice::FRAME),
            mocked_states: mocked.iter().cloned().collect(),
            mocked_targets: mocked.into_iter().collect(),
        },
        now,
    );
    let picture = WorldView {
        id,
        world: None,
        system: spec.system.clone(),
        definition: document.definition.clone(),
        choice: Rc::new(document.settings.template.clone()),
        started: now,
        latest: now,
        is_running: true,
        is_stopped: false,
        clock: Clock::default(),
        moment: None,
    };
    let run = Rc::new(WorldRun {
        picture,
        world: Rc::new(RefCell::new(world)),
        host: Rc::new(host.with_nudge(nudge.clone())),
        nudge,
        waiting: pending,
        pace,
        connections,
        dispatcher: dispatcher.clone(),
        control,
        debugger: RefCell::new(WorldDebugger::new((*document.breakpoints).clone(), first)),
        enters_apart: Cell::new(false),
        stage: RefCell::default(),
        commands: commands.clone(),
        past: RefCell::default(),
        look: RefCell::default(),
        kept: RefCell::new(keep(&state.events.world)),
        driving: RefCell::default(),
        stopped: Cell::new(false),
        shown: Cell::new(None),
        replays: RefCell::default(),
        frame: RefCell::default(),
        published_at: Cell::default(),
    });
    commands.runner.hand_over(run.clone());
    commands.dispatch(EventsAction::Started(run.view()));
    match spec.machine.as_ref().filter(|_| !spec.runs_events) {
        Some(machine) => {
            let mut simulator = Simulator::new(machine.clone(), Start { input: spec.input.clone(), ..start }, now);
            simulator.defer(Slice::FRAME);
            let execution = run.world.borrow_mut().add_execution(Rc::new(RefCell::new(simulator)), now);
            show(commands, &run, execution);
            run.go_on();
        }
        None => match fires.or_else(|| schedule_alone(&spec.system).filter(|_| events.is_empty())) {
            Some(rule) => run.fire(rule),
            None => run.send(events),
        },
    }
}

/// Puts an execution of the run on stage.
pub(super) fn show(commands: &Commands, run: &Rc<WorldRun>, execution: ExecutionId) {
    let number = commands.runner.next_id();
    if let Some(view) = run.execution_view(execution, number) {
        run.shown.set(Some((execution, number)));
        commands.dispatch(RunAction::Started(view));
        commands.dispatch(EventsAction::ShowExecution(true));
    }
}

/// The events of the text, if it can be sent; an event made from the first rule's pattern where there is none.
fn sendable(commands: &Shared<Commands>, text: &str, system: &EventSystem) -> Option<EventText> {
    let mut read = EventText::read(text);
    if text.trim().is_empty()
        && let Some(made) = (0..system.rules.len()).find_map(|rule| offers::of_rule(system, rule))
    {
        let text = entries::with_event("", &made);
        read = EventText::read(&text);
        commands.dispatch(DocumentAction::SetEvents(text.into()));
    }
    if read.is_sendable() || (text.trim().is_empty() && schedule_alone(system).is_some()) {
        return Some(read);
    }
    let why = match (&read.refused, read.diagnostics.first()) {
        (Some(refused), _) => refused.message(),
        (None, Some(_)) => "The events can't be read.".to_owned(),
        (None, None) => "There are no events to send. Add one.".to_owned(),
    };
    commands.dispatch(ViewAction::Setup(SetupTab::Events));
    commands.dispatch(ViewAction::Pane(Pane::Setup));
    commands.dispatch(ProblemsAction::NotStarted(why.into()));
    None
}

/// The parameter without a value that the endpoint of a destination is made of.
fn placeholder(system: &EventSystem) -> Option<Rc<str>> {
    let name = |endpoint: &str| {
        let (_, rest) = endpoint.split_once("${")?;
        rest.split_once('}').map(|(name, _)| Rc::from(name))
    };
    system.destinations.iter().find_map(|destination| name(&destination.endpoint))
}

/// The first rule with a schedule of a system in which no rule listens to events: a run fires it.
fn schedule_alone(system: &EventSystem) -> Option<usize> {
    let fires = |rule: &asl_events::Rule| rule.is_enabled && rule.schedule.is_some();
    let listens = system.rules.iter().any(|rule| rule.pattern.is_some());
    system.rules.iter().position(fires).filter(|_| !listens)
}

/// The names under which rules know the machine of the document.
pub(crate) fn own_names(state: &State, system: &EventSystem) -> Vec<Rc<str>> {
    let template = state.analysis.template.as_ref();
    let id = template.and_then(|template| template.machines.get(template.chosen)).cloned();
    let on_aws = system.machines.iter().find(|machine| machine.logical_id == id && id.is_some());
    on_aws.map(|machine| machine.name.clone()).into_iter().chain(id).collect()
}
