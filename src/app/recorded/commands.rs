//! A history becomes the run on stage; a recorded run is played again; a run becomes a file.

use std::cell::RefCell;
use std::rc::Rc;

use asl_http::redact::Redactor;
use asl_lang::StateMachine;
use asl_sim::{EventKind, Identity, Outcome, Runnable, Simulator, Start, history};
use asl_value::SortedSet;
use asl_view::graph::Graph;
use asl_view::report::{Subject, html};
use asl_view::sequence;

use crate::app::problems::analysis;
use crate::app::run::state::RunAction;
use crate::app::run::view::{RunOrigin, RunView};
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::events::EventsAction;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;
use crate::app::ui::format;

/// Puts the run of a history on stage. The error says why it cannot be read.
pub(crate) fn import(commands: &Commands, text: &str) -> Result<(), String> {
    if commands.state().is_running() {
        return Err("Stop the run first.".to_owned());
    }
    let (machine, runnable) = machine(commands)?;
    let recorded =
        history::read(text, Some(&runnable)).map_err(|why| format!("{}.", format::capitalized(&why.to_string())))?;
    let count = recorded.events.len();
    let strange: SortedSet<Rc<str>> = recorded
        .events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::StateEntered { name, .. } if machine.find(name).is_none() => Some(name.clone()),
            _ => None,
        })
        .collect();
    let identity = Identity { express: recorded.express, ..identity_of(recorded.execution_arn.as_deref()) };
    let start = Start { identity, ..Start::default() };
    show(commands, Simulator::recorded(runnable, start, recorded.events), RunOrigin::Imported);
    let known = match strange.first() {
        None => String::new(),
        Some(name) => format!(" The definition has no state “{name}”: the history is of another one."),
    };
    commands.dispatch(ViewAction::Dialog(None));
    commands.dispatch(PageRequest::announce(format!("Imported a run of {}.{known}", format::count(count, "event"))));
    Ok(())
}

/// The names that an ARN of an execution has.
pub(super) fn identity_of(arn: Option<&str>) -> Identity {
    let mut identity = Identity::default();
    let parts: Vec<&str> = arn.unwrap_or_default().split(':').collect();
    if let [_, partition, _, region, account, _, machine, name, ..] = parts.as_slice() {
        identity.partition = (*partition).into();
        identity.region = (*region).into();
        identity.account = (*account).into();
        identity.state_machine_name = (*machine).into();
        identity.execution_name = (*name).into();
    }
    identity
}

/// The machine of the document.
fn machine(commands: &Commands) -> Result<(StateMachine, Rc<Runnable>), String> {
    let state = commands.state();
    let checked = analysis::check(&state.document, &state.connections);
    let machine =
        checked.machine.ok_or("Open the definition of the execution first: a history does not contain it.")?;
    let runnable = Runnable::compile(&machine).map_err(|found| {
        let why = found.first().map(asl_text::diagnostic::Diagnostic::message).unwrap_or_default();
        format!("The definition can't run: {why}.")
    })?;
    Ok((machine, runnable))
}

/// Puts a run that is over on stage; gives its number.
fn show(commands: &Commands, simulator: Simulator, origin: RunOrigin) -> u32 {
    let state = commands.state();
    if state.events.world.exists() {
        commands.dispatch(EventsAction::Forget);
    }
    let id = commands.runner.next_id();
    let document = &state.document;
    let shared = Rc::new(RefCell::new(simulator));
    let view = RunView {
        choice: Rc::new(document.settings.template.clone()),
        connections: Shared::new((*state.connections).clone()),
        mocks: Rc::new(RefCell::new(document.mocks.clone())),
        origin,
        ..RunView::new(id, document.definition.clone(), &shared, &shared.borrow(), &Rc::default())
    };
    commands.dispatch(RunAction::Started(view));
    id
}

/// Plays the run on stage again with the definition as it is now, with its recorded results in place of calls, and shows
/// the first difference.
pub(crate) fn replay(commands: &Commands) {
    let run = commands.state().run;
    let said = match machine(commands) {
        Err(why) => why,
        Ok((_, machine)) => {
            let Some(played) = run.log.with(|recorded| asl_scenario::replay(&machine, recorded)) else { return };
            let mut simulator = played.simulator;
            if !played.is_ended {
                let now = simulator.now();
                simulator.stop(asl_aws::state_error::StateError::of(None, None), now);
            }
            let status = simulator.outcome().map_or("RUNNING", Outcome::status);
            let said = format!("Replayed run {}: {status}.", run.id);
            let id = show(commands, simulator, RunOrigin::Replay(run.id));
            commands.dispatch(ViewAction::Dialog(Some(Dialog::CompareRuns(run.id, id))));
            said
        }
    };
    commands.dispatch(PageRequest::announce(said));
}

/// The name of the machine of a run.
fn machine_name(simulator: &Simulator) -> String {
    simulator.root().machine_name().to_string()
}

/// The run as a Mermaid sequence diagram.
pub(super) fn sequence_of(run: &RunView, redactor: Option<&Redactor>) -> String {
    let mask = |text: &str| redactor.map_or_else(|| text.to_owned(), |redactor| redactor.known(text).into_owned());
    run.log.with(|simulator| sequence::diagram(simulator, &machine_name(simulator), &mask)).unwrap_or_default()
}

/// The run as an HTML report.
pub(super) fn report_of(run: &RunView, redactor: Option<&Redactor>) -> String {
    let Some(machine) = run.read().machine else { return String::new() };
    let (graph, _) = Graph::of(&machine);
    let notes = match run.origin {
        RunOrigin::Here => {
            vec!["A run of the ASL Playground, which interprets the state machine in the browser.".to_owned()]
        }
        RunOrigin::Imported => {
            vec!["The history was imported; the graph is that of the definition it was opened with.".to_owned()]
        }
        RunOrigin::Kept => {
            vec!["A run of the ASL Playground that was kept as its events, with secrets masked.".to_owned()]
        }
        RunOrigin::Replay(id) => vec![format!("A replay of run {id} in the ASL Playground with its recorded results.")],
    };
    let report = |simulator: &Simulator| {
        html(&Subject { simulator, machine: &machine_name(simulator), graph: &graph, notes: notes.clone(), redactor })
    };
    run.log.with(report).unwrap_or_default()
}
