//! What the page shows of events: the last run of the buses, what is selected in it, and which half of the document is on
//! stage.

use std::any::Any;
use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_document::{Settings, TemplateChoice};
use asl_events::EventSystem;
use asl_sim::host::Clock;
use asl_view::events::rows::RowSubject;
use asl_view::events::system_graph::Part;

use super::shared::Shared;
use super::{Action, State};
use crate::app::run::control::Controls;

/// The events' part of the page's state.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct EventsState {
    /// The last run of the buses as it stands now.
    pub(crate) world: Shared<WorldView>,
    /// What is selected in it, or in the picture of the system.
    pub(crate) selected: Option<Selected>,
    /// Whether the graph shows the machine and not the system around it.
    pub(crate) shows_machine: bool,
    /// Whether an execution of the run is on stage and not its events.
    pub(crate) shows_execution: bool,
}

/// What the Run button starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Starts {
    /// The events are put on their buses.
    Events,
    /// The machine gets its input.
    Machine,
}

impl Starts {
    /// What the Run button starts, in a document with rules and, perhaps, a machine.
    pub(crate) fn of(settings: &Settings, has_machine: bool) -> Self {
        if has_machine && !settings.starts_events { Self::Machine } else { Self::Events }
    }
}

/// What is selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Selected {
    /// A box of the picture.
    Part(Part),
    /// An event or a delivery of the log.
    Row(RowSubject),
}

/// A run of the buses at one moment: a cheap picture, as long as nobody looks into it.
#[derive(Clone, Default)]
pub(crate) struct WorldView {
    /// Which run of this page; 0 is none.
    pub(crate) id: u32,
    /// The simulation, which the chunk of the events knows the type of: the main module does without it.
    pub(crate) world: Option<Rc<dyn Any>>,
    /// What runs.
    pub(crate) system: Rc<EventSystem>,
    /// The text that runs.
    pub(crate) definition: Rc<str>,
    /// What of its template runs.
    pub(crate) choice: Rc<TemplateChoice>,
    /// When it began.
    pub(crate) started: Timestamp,
    /// The time of its clock.
    pub(crate) latest: Timestamp,
    /// Whether something goes on in it.
    pub(crate) is_running: bool,
    /// Whether it was stopped before all was over.
    pub(crate) is_stopped: bool,
    /// How its time passes.
    pub(crate) clock: Clock,
    /// The moment that is shown: after so many things that happened on the buses. `None` is the newest one.
    pub(crate) moment: Option<usize>,
}

impl WorldView {
    /// Whether there is a run at all.
    pub(crate) fn exists(&self) -> bool {
        self.id != 0
    }

    /// Whether its time passes in what is shown: it goes on, is not held, and no earlier moment is shown.
    pub(crate) fn is_ticking(&self) -> bool {
        self.is_running && self.moment.is_none() && !self.clock.stands()
    }
}

/// What changes the events' part of the state.
pub(crate) enum EventsAction {
    /// A run of the buses began: it takes the place of the last one.
    Started(WorldView),
    /// It went on or became quiet; ignored if it is not the last one.
    Progressed(WorldView),
    /// The run of that number was stopped, and this was its last moment.
    Stopped(u32, Timestamp),
    /// The moment after so many things that happened was asked for; `None` is the newest one.
    GoTo(Option<usize>),
    /// Something was selected, or nothing.
    Select(Option<Selected>),
    /// The graph shows the machine, or the system around it.
    ShowMachine(bool),
    /// An execution is on stage, or the events.
    ShowExecution(bool),
    /// The last run of the buses gives way to one without any.
    Forget,
}

impl EventsAction {
    /// Applies the action.
    pub(crate) fn apply(self, state: &mut State) {
        let mut next = (*state.events).clone();
        match self {
            Self::Started(world) => {
                next = EventsState { world: Shared::new(world), ..EventsState::default() };
                state.run = Shared::default();
                // What was asked of the next run is asked of this one.
                state.controls = Shared::new(Controls { pace: state.controls.pace, ..Controls::default() });
                state.clear_stage();
            }
            Self::Progressed(world) => {
                if world.id == next.world.id {
                    if !world.is_running && state.controls.held.is_some() {
                        state.controls = Shared::new(Controls { held: None, ..(*state.controls).clone() });
                    }
                    next.world = Shared::new(WorldView { moment: next.world.moment, ..world });
                }
            }
            Self::Stopped(id, latest) => {
                if id == next.world.id {
                    state.controls = Shared::new(Controls { held: None, ..(*state.controls).clone() });
                    next.world =
                        Shared::new(WorldView { latest, is_running: false, is_stopped: true, ..(*next.world).clone() });
                }
            }
            Self::Select(selected) => {
                if selected.is_some() {
                    state.layouts.show_inspector();
                }
                next.selected = selected;
            }
            Self::GoTo(moment) => {
                if moment != next.world.moment {
                    next.world = Shared::new(WorldView { moment, ..(*next.world).clone() });
                }
            }
            Self::Forget => next = EventsState::default(),
            Self::ShowMachine(shows) => next.shows_machine = shows,
            Self::ShowExecution(shows) => {
                next.shows_execution = shows;
                next.shows_machine = shows;
            }
        }
        state.events = Shared::new(next);
    }
}

impl From<EventsAction> for Action {
    fn from(action: EventsAction) -> Self {
        Self::Events(action)
    }
}
