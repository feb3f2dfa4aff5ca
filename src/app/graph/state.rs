//! What changes the drawn definition and the current state in it.

use super::drawing::{Coverage, CurrentState, Drawing};
use crate::app::state::shared::Shared;
use crate::app::state::{Action, State};

/// What changes the drawn definition and the current state in it.
pub(crate) enum GraphAction {
    /// The definition was drawn.
    Drawn(Drawing),
    /// The caret or the graph points at another state, or at none.
    Point(CurrentState),
    /// What the scenarios reach was found out, or is to be shown, or no longer.
    Cover(Coverage),
}

impl GraphAction {
    /// Applies the action to the drawing or the current state.
    pub(crate) fn apply(self, state: &mut State) {
        match self {
            Self::Drawn(drawing) => {
                if *state.drawing != drawing {
                    state.drawing = Shared::new(drawing);
                }
            }
            Self::Point(current) => state.current = current,
            Self::Cover(coverage) => state.coverage = Shared::new(coverage),
        }
    }
}

impl From<GraphAction> for Action {
    fn from(action: GraphAction) -> Self {
        Self::Graph(action)
    }
}
