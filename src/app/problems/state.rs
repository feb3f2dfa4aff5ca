//! How the list of problems stands, and what changes what was found.

use std::rc::Rc;

use super::analysis::Analysis;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::view::Pane;
use crate::app::state::{Action, State};

/// How the list of problems stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ProblemList {
    /// Why the last run that was asked for did not start.
    pub(crate) refused: Option<Refusal>,
    /// The problem that was gone to last, by its index in the list.
    pub(crate) current: Option<usize>,
}

/// Why a run did not start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There are errors.
    Errors,
    /// Something is missing, in a sentence.
    Missing(Rc<str>),
}

/// What changes what was found.
pub(crate) enum ProblemsAction {
    /// A check is done.
    Checked(Analysis),
    /// A run did not start: these problems prevent it. The list of problems takes the focus.
    Refused(Analysis),
    /// A run did not start, for what this sentence says.
    NotStarted(Rc<str>),
    /// A problem of the list was gone to, by its index.
    GoneTo(usize),
}

impl ProblemsAction {
    /// Applies the action to the part of the state that it is about.
    pub(crate) fn apply(self, state: &mut State) {
        match self {
            Self::Checked(analysis) => {
                if *state.analysis != analysis {
                    state.analysis = Shared::new(analysis);
                }
            }
            Self::Refused(analysis) => {
                state.analysis = Shared::new(analysis);
                state.set_view(|view| {
                    view.problems.refused = Some(Refusal::Errors);
                    if matches!(view.pane, Pane::Run | Pane::Graph) {
                        view.pane = Pane::Definition;
                    }
                });
                PageRequest::FocusProblems.apply(state);
            }
            Self::NotStarted(why) => state.set_view(|view| view.problems.refused = Some(Refusal::Missing(why))),
            Self::GoneTo(index) => state.set_view(|view| view.problems.current = Some(index)),
        }
    }
}

impl From<ProblemsAction> for Action {
    fn from(action: ProblemsAction) -> Self {
        Self::Problems(action)
    }
}
