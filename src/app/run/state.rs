//! What is selected in the last run, and what changes the run that the page shows.

use std::rc::Rc;

use asl_sim::debug::Held;
use asl_sim::host::Pace;
use asl_sim::{EventId, Outcome, VisitId};

use super::breadcrumbs::RunPart;
use super::control::{Controls, WhatIf};
use super::pending_tasks::PendingTask;
use super::view::RunView;
use crate::app::state::events::EventsAction;
use crate::app::state::shared::Shared;
use crate::app::state::view::Pane;
use crate::app::state::{Action, State};

/// What is selected in the last run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    /// The selected visit; `None` follows the newest one.
    pub(crate) visit: Option<VisitId>,
    /// The state that was picked and did not run; whatever else is selected then stays out of sight.
    pub(crate) unvisited: Option<Rc<str>>,
    /// The selected event, if one was picked.
    pub(crate) event: Option<EventId>,
    /// The inspector's tab; `None` shows what fits best.
    pub(crate) tab: Option<InspectorTab>,
}

impl Selection {
    /// Nothing selected; the tab of the inspector stays.
    pub(crate) fn cleared(&self) -> Self {
        Self { tab: self.tab, ..Self::default() }
    }
}

/// The tabs of the inspector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InspectorTab {
    Rules,
    Input,
    Output,
    Stages,
    Context,
    Error,
    Http,
    Function,
    MapRun,
    Definition,
    Event,
}

/// What changes the run that the page shows, and what is selected in it.
pub(crate) enum RunAction {
    /// A run started: it takes the place of the last one.
    Started(RunView),
    /// The run of that number, which is kept, takes the place of the last one; nothing happens while that goes on.
    Show(u32),
    /// Runs of an earlier visit are there, the oldest first.
    Restored(Vec<RunView>),
    /// No run is kept any more but the one that is shown.
    Forget,
    /// A run went on or ended; ignored if it is not the last one.
    Progressed(RunView),
    /// A Map Run or a child execution was opened.
    Enter(RunPart),
    /// Another one of the same kind was asked for.
    EnterSibling(RunPart),
    /// The part at this depth was gone back to; 0 is the run itself.
    Leave(usize),
    /// The run of that number is held, or no longer; ignored if it is not the last one.
    Held(u32, Option<Held>),
    /// How the time of runs passes was chosen.
    Pace(Option<Pace>),
    /// Other things are asked of the next run.
    WhatIf(Rc<[WhatIf]>),
    /// These Tasks of that run wait for an answer; ignored if it is not the last one.
    Pending(u32, Vec<PendingTask>),
    /// The moment after so many events of the whole run was asked for; `None` is the newest one.
    GoTo(Option<usize>),
    /// A row was picked.
    SelectVisit(VisitId),
    /// A state was picked that did not run, or not yet.
    SelectUnvisited(Rc<str>),
    /// An event was picked.
    SelectEvent(EventId, VisitId),
    /// A tab of the inspector was picked.
    SelectTab(InspectorTab),
    /// The step where a run failed was asked for.
    ShowFailure(VisitId),
}

impl RunAction {
    /// Applies the action to the run, what is selected in it, and the pane that shows it.
    pub(crate) fn apply(self, state: &mut State) {
        match self {
            Self::Started(run) => {
                // A run that was redriven holds what was before.
                if !run.log.is_of_same(&state.run.log) {
                    state.kept = Shared::new(state.kept.with(&state.run));
                }
                state.run = Shared::new(run);
                // An execution of the event buses comes on stage; whatever holds them holds it.
                let held = state.controls.held.clone().filter(|_| state.events.world.is_running);
                // What was asked of the next run is asked of this one.
                state.controls = Shared::new(Controls { held, pace: state.controls.pace, ..Controls::default() });
                state.clear_stage();
            }
            Self::Show(id) => {
                let Some(run) = state.kept.find(id).filter(|_| !state.run.is_running()) else { return };
                state.kept = Shared::new(state.kept.with(&state.run).without(id));
                let chosen_over = Some(state.document.clone());
                state.run = Shared::new(RunView { chosen_over, ..(*run).clone() });
                state.clear_stage();
            }
            Self::Restored(runs) => state.kept = Shared::new(state.kept.with_restored(runs)),
            Self::Forget => state.kept = Shared::default(),
            Self::Progressed(run) => {
                if run.id == state.run.id && !state.run.has_ended() {
                    if matches!(run.outcome.as_deref(), Some(Outcome::Failed(_) | Outcome::TimedOut(_))) {
                        state.layouts.show_inspector();
                    }
                    if run.outcome.is_some() && state.controls.held.is_some() && !state.events.world.is_running {
                        state.controls = Shared::new(Controls { held: None, ..(*state.controls).clone() });
                    }
                    state.run = Shared::new(run);
                }
            }
            Self::Held(run, held) => {
                let is_of_buses = state.events.world.exists() && run == state.events.world.id;
                if (is_of_buses || run == state.run.id) && state.controls.held != held {
                    // What a run is held for is its newest moment.
                    state.moment = None;
                    if is_of_buses {
                        EventsAction::GoTo(None).apply(state);
                    }
                    state.controls = Shared::new(Controls { held, ..(*state.controls).clone() });
                }
            }
            Self::Pace(pace) => state.controls = Shared::new(Controls { pace, ..(*state.controls).clone() }),
            Self::WhatIf(what_ifs) => state.controls = Shared::new(Controls { what_ifs, ..(*state.controls).clone() }),
            Self::Enter(part) => {
                state.breadcrumbs = Shared::new(state.breadcrumbs.entered(part, state.selection.clone()));
                state.selection = Selection::default();
            }
            Self::EnterSibling(part) => {
                state.breadcrumbs = Shared::new(state.breadcrumbs.with_sibling(part));
                state.selection = state.selection.cleared();
            }
            Self::Leave(depth) => {
                let Some((breadcrumbs, selection)) = state.breadcrumbs.back_to(depth) else { return };
                state.breadcrumbs = Shared::new(breadcrumbs);
                state.selection = selection;
            }
            Self::Pending(run, tasks) => {
                let is_last = run == state.run.id || run == state.events.world.id;
                if is_last && *state.pending_tasks != tasks {
                    state.pending_tasks = Shared::new(tasks);
                }
            }
            Self::GoTo(moment) => state.moment = moment,
            Self::SelectVisit(visit) => {
                state.selection = Selection { visit: Some(visit), ..state.selection.cleared() };
                state.layouts.show_inspector();
            }
            Self::SelectUnvisited(name) => {
                state.selection = Selection { unvisited: Some(name), ..state.selection.cleared() };
                state.layouts.show_inspector();
            }
            Self::SelectEvent(event, visit) => {
                state.selection = Selection { visit: Some(visit), event: Some(event), ..state.selection.cleared() };
                state.layouts.show_inspector();
            }
            Self::SelectTab(tab) => state.selection.tab = Some(tab),
            Self::ShowFailure(visit) => {
                state.selection =
                    Selection { visit: Some(visit), tab: Some(InspectorTab::Error), ..Selection::default() };
                state.layouts.show_inspector();
                // On a narrow screen the step is not beside the graph.
                state.set_view(|view| view.pane = Pane::Run);
            }
        }
    }
}

impl From<RunAction> for Action {
    fn from(action: RunAction) -> Self {
        Self::Run(action)
    }
}
