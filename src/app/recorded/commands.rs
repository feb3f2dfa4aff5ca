//! A history becomes the run on stage; a recorded run is played again; a run becomes a file.

use std::cell::RefCell;
use std::fmt::Write;
use std::rc::Rc;

use asl_http::redact::Redactor;
use asl_lang::StateMachine;
use asl_sim::history::{self, Family};
use asl_sim::{ActorId, EventKind, Outcome, Runnable, Simulator};
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
use crate::app::state::notice::Notice;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;
use crate::app::ui::format;

/// Puts the run of a history, or of those of several executions, on stage. The error says why it cannot be read.
pub(crate) fn import(commands: &Commands, texts: &[Rc<str>]) -> Result<(), String> {
    if commands.state().is_running() {
        return Err("Stop the run first.".to_owned());
    }
    let said = put(commands, texts, RunOrigin::Imported)?;
    commands.dispatch(ViewAction::Dialog(None));
    commands.dispatch(PageRequest::announce(format!("Imported a run of {said}")));
    Ok(())
}

/// Puts the run that came with the document's link on stage. The error says why it cannot be read.
pub(crate) fn open_shared(commands: &Commands, text: &Rc<str>) -> Result<(), String> {
    let said = put(commands, std::slice::from_ref(text), RunOrigin::Linked)?;
    commands.dispatch(PageRequest::announce(format!("The link contains a recorded run of {said}")));
    Ok(())
}

/// Puts the run of these histories on stage; gives its length in words, and what is strange about it.
fn put(commands: &Commands, texts: &[Rc<str>], origin: RunOrigin) -> Result<String, String> {
    let (machine, runnable, others) = machine(commands)?;
    let machines: Vec<Rc<Runnable>> = std::iter::once(runnable).chain(others).collect();
    let mut recorded = Vec::new();
    for text in texts {
        let read = history::read_all(text, &machines);
        recorded.extend(read.map_err(|why| format!("{}.", format::capitalized(&why.to_string())))?);
    }
    let Family { simulator, strangers } = history::family(recorded, &machines).ok_or("There is no history in it.")?;
    let strange: SortedSet<Rc<str>> = simulator
        .events()
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::StateEntered { name, .. } if machine.find(name).is_none() => Some(name.clone()),
            _ => None,
        })
        .collect();
    let mut said = format::count(simulator.order().len(), "event");
    let children = (1..).map_while(|actor| simulator.child(ActorId(actor))).count();
    if children > 0 {
        let _ = write!(said, " with {}", format::count(children, "child execution"));
    }
    said.push('.');
    if strangers > 0 {
        let left = format::count(strangers, "other execution");
        let _ = write!(said, " {left} left out: no step of this run started them.");
    }
    if let Some(name) = strange.first() {
        let _ = write!(said, " The definition has no state “{name}”: the history is of another one.");
    }
    show(commands, simulator, origin);
    if strangers > 0 {
        commands.dispatch(ViewAction::Notice(Some(Notice::NotDone(format!("A run of {said}")))));
    }
    Ok(said)
}

/// The machine of the document, as it is written and as it runs, and those that its Tasks can start.
type Machines = (StateMachine, Rc<Runnable>, Vec<Rc<Runnable>>);

fn machine(commands: &Commands) -> Result<Machines, String> {
    let state = commands.state();
    let checked = analysis::check(&state.document, &state.connections);
    let machine =
        checked.machine.ok_or("Open the definition of the execution first: a history does not contain it.")?;
    let runnable = Runnable::compile(&machine).map_err(|found| {
        let why = found.first().map(asl_text::diagnostic::Diagnostic::message).unwrap_or_default();
        format!("The definition can't run: {why}.")
    })?;
    let others = checked.others.iter().filter_map(|other| Runnable::compile(&other.machine).ok()).collect();
    Ok((machine, runnable, others))
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
        Ok((_, machine, _)) => {
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
        RunOrigin::Remote => {
            vec!["An execution of AWS Step Functions or of an emulator, from its history.".to_owned()]
        }
        RunOrigin::Linked => {
            vec!["A recorded run that came with a link, with secrets masked.".to_owned()]
        }
        RunOrigin::Kept(_) => {
            vec!["A run of the ASL Playground that was kept, with secrets masked.".to_owned()]
        }
        RunOrigin::Replay(id) => vec![format!("A replay of run {id} in the ASL Playground with its recorded results.")],
    };
    let notes: Vec<String> = notes.into_iter().chain(run.origin.left_out().map(str::to_owned)).collect();
    let report = |simulator: &Simulator| {
        html(&Subject { simulator, machine: &machine_name(simulator), graph: &graph, notes: notes.clone(), redactor })
    };
    run.log.with(report).unwrap_or_default()
}
