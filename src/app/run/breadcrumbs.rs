//! Where the person is in a run: the way from the run itself through Map Runs into child executions, and back.

use asl_sim::ActorId;

use super::state::Selection;

/// A part of a run that has a view of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RunPart {
    /// A Map Run, by its number among those of the run.
    MapRun(usize),
    /// A child execution, by its number in the run.
    Child(ActorId),
}

/// What is open, the innermost last; empty for the run itself. Each remembers what was selected where it was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Breadcrumbs(Vec<(RunPart, Selection)>);

impl Breadcrumbs {
    /// What is shown; `None` for the run itself.
    pub(crate) fn current(&self) -> Option<RunPart> {
        self.0.last().map(|(part, _)| *part)
    }

    /// The parts, from the outermost.
    pub(crate) fn parts(&self) -> impl ExactSizeIterator<Item = RunPart> {
        self.0.iter().map(|(part, _)| *part)
    }

    /// How deep it leads; 0 is the run itself.
    pub(crate) fn depth(&self) -> usize {
        self.0.len()
    }

    /// The same, one step further in, from where `selection` is.
    pub(crate) fn entered(&self, part: RunPart, selection: Selection) -> Self {
        let steps = self.0.iter().cloned().chain([(part, selection)]);
        Self(steps.collect())
    }

    /// The same, with another part of the same kind in place of the last.
    pub(crate) fn with_sibling(&self, part: RunPart) -> Self {
        let mut next = self.clone();
        if let Some((last, _)) = next.0.last_mut() {
            *last = part;
        }
        next
    }

    /// The way back to `depth`, and what was selected there; `None` if it does not lead so deep.
    pub(crate) fn back_to(&self, depth: usize) -> Option<(Self, Selection)> {
        let (_, selection) = self.0.get(depth)?;
        Some((Self(self.0.iter().take(depth).cloned().collect()), selection.clone()))
    }
}
