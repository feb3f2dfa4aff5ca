//! Whether the lesson of the document is open, and at which step.

use std::rc::Rc;

use asl_sim::debug::Breakpoints;

use crate::app::state::document::Document;
use crate::app::state::shared::Shared;
use crate::app::state::{Action, State};

/// What is shown of the document's lesson.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct LessonView {
    /// Whether it stands beside the workflow.
    pub(crate) is_open: bool,
    /// Whether it waits until the card of a link is answered.
    pub(crate) waits: bool,
    /// Whether it is presented: in large type, without the rest of the page.
    pub(crate) presents: bool,
    /// The step that is open, from 0; `None` until what was kept of it is known.
    pub(crate) at: Option<usize>,
    /// The steps that are done.
    pub(crate) done: Rc<[usize]>,
}

impl LessonView {
    /// That of a document that was just opened: what has a lesson shows it.
    pub(crate) fn of(document: &Document) -> Self {
        Self { is_open: !document.lesson.is_empty(), waits: document.needs_consent(), ..Self::default() }
    }

    /// Whether it is shown.
    pub(crate) fn is_shown(&self) -> bool {
        self.is_open && !self.waits
    }
}

/// What changes it.
pub(crate) enum LessonAction {
    /// It stands beside the workflow from now on, or no longer.
    Open(bool),
    /// It is presented from now on, or no longer.
    Present(bool),
    /// That step is open, and these are done.
    At(usize, Rc<[usize]>),
}

impl LessonAction {
    /// Applies the action.
    pub(crate) fn apply(self, state: &mut State) {
        let mut next = (*state.lesson).clone();
        match self {
            Self::Open(is_open) => next = LessonView { is_open, waits: false, presents: false, ..next },
            Self::Present(presents) => next.presents = presents && next.is_shown(),
            Self::At(at, done) => next = LessonView { at: Some(at), done, ..next },
        }
        if next != *state.lesson {
            state.lesson = Shared::new(next);
        }
    }
}

impl From<LessonAction> for Action {
    fn from(action: LessonAction) -> Self {
        Self::Lesson(action)
    }
}

/// Breakpoints on these states alone; whether runs are held at errors stays as it was.
pub(super) fn breakpoints_on(states: &[Rc<str>], before: &Breakpoints) -> Breakpoints {
    Breakpoints { states: states.iter().cloned().collect(), errors: before.errors }
}
