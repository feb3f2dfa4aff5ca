//! A run as the page shows it: a cheap picture of its log at one moment.

use std::cell::RefCell;
use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_document::TemplateChoice;
use asl_http::Connections;
use asl_lang::WorkflowType;
use asl_sim::host::Clock;
use asl_sim::kept::Extent;
use asl_sim::mock::check;
use asl_sim::{ActorId, Asker, Event, Exceeded, Execution, MapRun, Moment, Outcome, Simulator, VisitId};
use asl_stack::template::source::{self, Read};
use asl_view::failure_chain;
use asl_view::graph::{self, Children, Graph, Progress};
use asl_view::map_runs;
use asl_view::replay::Replays;
use asl_view::rows::Rows;
use asl_view::timeline::{self, Row};

use super::breadcrumbs::RunPart;
use super::control::WhatIf;
use super::pending_tasks::PendingTask;
use crate::app::state::document::Document;
use crate::app::state::shared::Shared;

/// The run that is shown: the page's own, or a child execution that a component above has opened.
#[yew::hook]
pub(crate) fn use_run_view() -> Shared<RunView> {
    yew::use_context::<Shared<RunView>>().unwrap_or_default()
}

/// Where a run comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum RunOrigin {
    /// It ran in this page.
    #[default]
    Here,
    /// Its history was taken elsewhere: it can be looked at, and played again.
    Imported,
    /// It runs, or ran, in AWS or an emulator: it can be looked at, and played again.
    Remote,
    /// It was recorded in a link: it can be looked at, and played again.
    Linked,
    /// It is the run of that number, played again.
    Replay(u32),
    /// It ran in this page during an earlier visit: so much of it was kept.
    Kept(Extent),
}

impl RunOrigin {
    /// What is not known of a run of that origin, in a sentence.
    pub(crate) fn left_out(self) -> Option<&'static str> {
        match self {
            Self::Here | Self::Replay(_) | Self::Kept(Extent::Whole) => None,
            Self::Linked => {
                Some("A link holds the events of a run and their data, no HTTP exchanges, and no function logs.")
            }
            Self::Imported | Self::Remote => Some(
                "A history of AWS has events and their data, no HTTP exchanges, and no function logs. Child executions are here if their histories were imported with it.",
            ),
            Self::Kept(Extent::Histories) => Some(
                "The run was too large to keep its HTTP exchanges, the logs of its functions, and the stages of its data.",
            ),
            Self::Kept(Extent::Root) => Some(
                "The run was too large to keep more than the events of its root execution: no child executions, HTTP exchanges, or logs of functions.",
            ),
        }
    }
}

/// A run at one moment.
#[derive(Clone, Default)]
pub(crate) struct RunView {
    /// Which run of this page; 0 is none.
    pub(crate) id: u32,
    /// Which execution of it: the run itself, or a child execution of a Distributed Map.
    pub(crate) run: ActorId,
    /// Which root execution it is, where several go on.
    pub(crate) execution: u32,
    /// The events so far.
    pub(crate) log: Log,
    /// The rows of its timeline.
    pub(crate) rows: Rows,
    /// How it ended; `None` while it goes on.
    pub(crate) outcome: Option<Rc<Outcome>>,
    /// The time of its first event.
    pub(crate) started: Timestamp,
    /// When its newest event happened.
    pub(crate) latest: Timestamp,
    /// The definition that runs.
    pub(crate) definition: Rc<str>,
    /// What of its template runs, if it stands in one.
    pub(crate) choice: Rc<TemplateChoice>,
    /// The function that is invoked alone, if it is the run of one.
    pub(crate) function: Option<Rc<str>>,
    /// The connections that it began with: what they hold is masked, whatever becomes of them.
    pub(crate) connections: Shared<Connections>,
    /// The limits of AWS that it exceeded, where they are only reported.
    pub(crate) exceeded: Rc<[Exceeded]>,
    /// The text of the mocks that it began with, and those that it was given since.
    pub(crate) mocks: Rc<RefCell<Rc<str>>>,
    /// Whose input and mocks it has, if not the document's: `the exploration`, `the scenario “Late answer”`.
    pub(crate) given: Option<Rc<str>>,
    /// How its time passes.
    pub(crate) clock: Clock,
    /// The calls of it whose answers are made up.
    pub(crate) what_ifs: Rc<[WhatIf]>,
    /// Where it comes from.
    pub(crate) origin: RunOrigin,
    /// The moment that is shown, if it is not the newest one.
    pub(crate) moment: Option<Moment>,
    /// When the newest event of the whole run happened, also where an earlier moment is shown.
    pub(crate) whole_until: Timestamp,
    /// What was written when the run was chosen among the earlier ones.
    pub(crate) chosen_over: Option<Shared<Document>>,
    /// What its logs were read into, as far as they were looked at.
    pub(crate) replays: Rc<RefCell<Replays>>,
    /// What the child executions of the run did, as far as a picture was made of it.
    pub(crate) children: Rc<RefCell<Children>>,
}

impl RunView {
    /// The picture of `execution` now.
    pub(crate) fn new(
        id: u32,
        definition: Rc<str>,
        shared: &Rc<RefCell<Simulator>>,
        simulator: &Simulator,
        replays: &Rc<RefCell<Replays>>,
    ) -> Self {
        let events = simulator.events();
        let at = |event: Option<&Event>| event.map(|event| event.at).unwrap_or_default();
        Self {
            id,
            run: ActorId::default(),
            execution: 0,
            log: Log { simulator: Some(shared.clone()), run: ActorId::default(), len: events.len() },
            rows: read_on(replays, ActorId::ROOT, events),
            outcome: simulator.outcome().map(|outcome| Rc::new(outcome.clone())),
            started: at(events.first()),
            latest: at(events.last()),
            definition,
            choice: Rc::default(),
            function: None,
            connections: Shared::default(),
            mocks: Rc::default(),
            given: None,
            exceeded: simulator.exceeded().into(),
            clock: Clock::default(),
            what_ifs: Rc::default(),
            origin: RunOrigin::Here,
            moment: None,
            whole_until: at(events.last()),
            chosen_over: None,
            replays: replays.clone(),
            children: Rc::default(),
        }
    }

    /// The same run at the moment after its first `events` events, those of child executions included.
    pub(crate) fn back_at(&self, events: usize) -> Self {
        let at = |simulator: &Simulator| {
            let moment = simulator.moment(events);
            let newest = simulator.execution(moment.newest());
            let latest = moment.events(moment.newest(), newest).last().map(|event| event.at).unwrap_or_default();
            let root = simulator.root();
            let outcome = moment.outcome(ActorId::ROOT, root).map(|outcome| Rc::new(outcome.clone()));
            (read_on(&self.replays, ActorId::ROOT, moment.events(ActorId::ROOT, root)), outcome, latest, moment)
        };
        let Some((rows, outcome, latest, moment)) = self.log.with(at) else { return self.clone() };
        Self {
            log: Log { len: moment.len_of(ActorId::ROOT), ..self.log.clone() },
            rows,
            outcome,
            latest,
            moment: Some(moment),
            ..self.clone()
        }
    }

    /// How many events the whole run has, those of child executions included.
    pub(crate) fn total_events(&self) -> usize {
        self.log.with(|simulator| simulator.order().len()).unwrap_or_default()
    }

    /// The definition that runs, read from its text.
    pub(crate) fn read(&self) -> Read {
        source::check(&self.definition, &self.choice, WorkflowType::Standard)
    }

    /// The text in which the definition that runs stands, and the position of its file in the project.
    pub(crate) fn definition_file(&self, read: &Read) -> (Rc<str>, usize) {
        match read.definition_file() {
            Some(file) => (file.text.clone(), file.at),
            None => (self.definition.clone(), self.choice.project.own()),
        }
    }

    /// Whether it ran what stands in this document, whichever of its files is open. Nothing else compares a run's definition
    /// with the one that is written now.
    pub(crate) fn is_of(&self, document: &Document) -> bool {
        let (ran, there) = (&self.choice.project, document.project());
        if ran.own() == there.own() {
            return self.definition == document.definition && ran == there;
        }
        ran.files(&self.definition) == document.all_files()
    }

    /// Whether it was chosen among the earlier runs, and the definition has not been changed since.
    pub(crate) fn is_chosen_over(&self, document: &Document) -> bool {
        self.chosen_over.as_ref().is_some_and(|over| {
            over.settings.template == document.settings.template && over.all_files() == document.all_files()
        })
    }

    /// The states that its mocks answer, those of its own and not those that are written now.
    pub(crate) fn mocked(&self) -> Vec<Rc<str>> {
        check::check_text(&self.mocks.borrow(), &[]).mocks.names().collect()
    }

    /// The picture of one of its child executions; `None` if there is none of that number.
    pub(crate) fn child(&self, run: ActorId) -> Option<Self> {
        self.log.with(|simulator| simulator.child(run).map(|child| self.picture(run, child)))?
    }

    fn picture(&self, run: ActorId, child: &Execution) -> Self {
        let whole = child.events();
        let events = self.moment.as_ref().map_or(whole, |moment| moment.events(run, child));
        let outcome = map_runs::outcome(child, run, self.moment.as_ref());
        let latest = events.last().map(|event| event.at).unwrap_or_default();
        Self {
            id: self.id,
            run,
            execution: self.execution,
            log: Log { simulator: self.log.simulator.clone(), run, len: events.len() },
            rows: read_on(&self.replays, run, events),
            outcome: outcome.map(|outcome| Rc::new(outcome.clone())),
            started: child.started_at(),
            latest: outcome.and_then(|_| child.ended_at()).unwrap_or(latest),
            definition: self.definition.clone(),
            choice: match child.started_by() {
                // Where the template calls the machine as AWS does, what is shown of its states is found there.
                Some(_) => Rc::new(TemplateChoice { machine: child.machine_name().clone(), ..(*self.choice).clone() }),
                None => self.choice.clone(),
            },
            function: None,
            connections: self.connections.clone(),
            mocks: self.mocks.clone(),
            given: self.given.clone(),
            exceeded: self.exceeded.clone(),
            clock: self.clock,
            what_ifs: self.what_ifs.clone(),
            origin: self.origin,
            moment: self.moment.clone(),
            whole_until: child.ended_at().or_else(|| whole.last().map(|event| event.at)).unwrap_or_default(),
            chosen_over: self.chosen_over.clone(),
            replays: self.replays.clone(),
            children: self.children.clone(),
        }
    }

    /// The execution that is looked at with `part`: the child execution, or the one that a Map Run belongs to. This one
    /// if there is no such part.
    pub(crate) fn of_part(&self, part: RunPart) -> Self {
        let run = match part {
            RunPart::Child(run) => Some(run),
            RunPart::MapRun(index) => {
                self.log.with(|simulator| simulator.map_runs().get(index).map(MapRun::execution)).flatten()
            }
        };
        run.and_then(|run| self.child(run)).unwrap_or_else(|| self.clone())
    }

    /// How far `part` of the run has come in a picture, of whose execution this is the view; the run itself if `None`.
    pub(crate) fn progress(&self, graph: &Graph, part: Option<RunPart>) -> Progress {
        let part = match part {
            Some(RunPart::MapRun(index)) => graph::RunPart::MapRun(index),
            Some(RunPart::Child(_)) | None => graph::RunPart::Execution(self.run),
        };
        let progress =
            |children: &Children| self.log.read(|events| Progress::of_part(graph, part, &self.rows, events, children));
        // Nobody else reads or changes them; should that be, the picture is without them for one frame.
        if let Some(moment) = &self.moment {
            let mut replays = self.replays.try_borrow_mut().ok();
            let children = replays.as_mut().map(|replays| &mut replays.children);
            let both = children.zip(self.log.simulator.as_ref().and_then(|simulator| simulator.try_borrow().ok()));
            return both.map_or_else(
                || progress(&Children::default()),
                |(children, simulator)| progress(children.at(&simulator, moment)),
            );
        }
        let mut children = self.children.try_borrow_mut().ok();
        if let Some(children) = &mut children {
            self.log.with(|simulator| children.read(simulator, None));
        }
        progress(children.as_deref().unwrap_or(&Children::default()))
    }

    /// Whether a Task that waits for the person is one of this root execution.
    pub(crate) fn asks(&self, task: &PendingTask) -> bool {
        task.asker == Asker::Execution(self.execution)
    }

    /// Whether there is a run at all.
    pub(crate) fn exists(&self) -> bool {
        self.id != 0
    }

    /// Whether it goes on.
    pub(crate) fn is_running(&self) -> bool {
        self.exists() && self.outcome.is_none() && self.moment.is_none()
    }

    /// Whether its time passes: it goes on and is not held.
    pub(crate) fn is_ticking(&self) -> bool {
        self.is_running() && !self.clock.stands()
    }

    /// The time of the run when the page has that time; never before its newest event.
    pub(crate) fn now(&self, page: Timestamp) -> Timestamp {
        self.clock.at(page).max(self.latest)
    }

    /// Whether it has ended.
    pub(crate) fn has_ended(&self) -> bool {
        self.outcome.is_some()
    }

    /// The visit whose failure ended the run.
    pub(crate) fn failed_visit(&self) -> Option<VisitId> {
        self.log.read(|events| failure_chain::failing(&self.rows, events))
    }

    /// The row of `visit`.
    pub(crate) fn row(&self, visit: VisitId) -> Option<&Row> {
        self.rows.of(visit)
    }
}

/// The rows after those events of an execution.
fn read_on(replays: &RefCell<Replays>, execution: ActorId, events: &[Event]) -> Rows {
    // Nobody else reads them; should that be, they are read from the start.
    replays.try_borrow_mut().map_or_else(|_| timeline::rows(events), |mut replays| replays.of(execution).rows(events))
}

/// The beginning of a run's log. Nothing is copied: the log only grows.
#[derive(Clone, Default)]
pub(crate) struct Log {
    simulator: Option<Rc<RefCell<Simulator>>>,
    run: ActorId,
    len: usize,
}

impl Log {
    /// The simulator whose log it is.
    pub(crate) fn simulator(&self) -> Option<&Rc<RefCell<Simulator>>> {
        self.simulator.as_ref()
    }

    /// Whether both are logs of one simulator.
    pub(crate) fn is_of_same(&self, other: &Self) -> bool {
        self.simulator.as_ref().zip(other.simulator.as_ref()).is_some_and(|(one, other)| Rc::ptr_eq(one, other))
    }

    /// How many events it holds.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Calls `read` with the events of this moment.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&[Event]) -> T) -> T {
        // A run works in slices and never while the page draws; should it, the picture is empty for one frame.
        let simulator = self.simulator.as_ref().and_then(|simulator| simulator.try_borrow().ok());
        let events = simulator.as_ref().map_or(&[][..], |simulator| match self.run {
            ActorId::ROOT => simulator.events(),
            run => simulator.child(run).map(Execution::events).unwrap_or_default(),
        });
        read(events.get(..self.len).unwrap_or_default())
    }

    /// Reads the whole run: its Map Runs and child executions as they are now.
    pub(crate) fn with<T>(&self, read: impl FnOnce(&Simulator) -> T) -> Option<T> {
        Some(read(&*self.simulator.as_ref()?.try_borrow().ok()?))
    }
}
