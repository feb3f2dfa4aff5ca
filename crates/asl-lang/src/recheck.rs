//! Checking a definition again after a small change: states that the change did not touch are neither read nor checked again.
//!
//! What is found in one state alone depends on its text, on the query language of the machine and on the type of the workflow, and
//! moves with the text. What more than one state shows is looked for anew each time.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::Checked;
use super::machine::{QueryLanguage, WorkflowType};
use super::state::State;
use asl_text::change::Movable;
use asl_text::diagnostic::Diagnostic;
use asl_text::json::{Reread, Rereader};
use asl_text::{Parsed, Span};

/// What was found in states, by the place of the state's object; nothing for most.
pub(crate) type FoundInStates = IndexMap<u32, Vec<Diagnostic>, FxBuildHasher>;

/// What is known of the definition that was checked last.
#[derive(Debug, Default)]
pub struct Recheck {
    /// The type that it was checked as.
    workflow: WorkflowType,
    /// The query language of the machine.
    pub(crate) language: QueryLanguage,
    /// The states of the machine's own scope, in their order, with what reading them showed; states of inner scopes are in those.
    pub(crate) read: Vec<(State, Vec<Diagnostic>)>,
    /// What checking each state by itself showed.
    pub(crate) found: FoundInStates,
    /// The value that was read anew; `None` if all of it was.
    new: Option<Span>,
}

impl Recheck {
    /// Brings what is known to the text that was `reread`. `None` stands for another text: then nothing is known.
    fn follow(&mut self, reread: Option<Reread>, workflow: WorkflowType) {
        let Some(Reread { change, value }) = reread.filter(|_| self.workflow == workflow) else {
            *self = Self { workflow, ..Self::default() };
            return;
        };
        self.new = Some(value);
        let is_old = |span: Span| span.end <= value.start || change.moved(span).start >= value.end;
        for (state, found) in self.read.iter_mut().filter(|(state, _)| is_old(state.span)) {
            state.move_by(change);
            found.iter_mut().for_each(|found| found.move_by(change));
        }
        let end = value.end as usize + change.taken() - change.put();
        let is_beside = |(start, _): &(u32, Vec<Diagnostic>)| *start < value.start || *start as usize >= end;
        let moved = std::mem::take(&mut self.found).into_iter().filter(is_beside).map(|(start, mut found)| {
            found.iter_mut().for_each(|found| found.move_by(change));
            (change.moved(Span { start, end: start }).start, found)
        });
        self.found = moved.collect();
    }

    /// Whether the object of a state is as it was: it stands beside what was read anew.
    pub(crate) fn is_known(&self, state: Span) -> bool {
        self.new.is_some_and(|new| state.end <= new.start || new.end <= state.start)
    }

    /// Forgets what was read if the machine has another language or another number of states: those take them from others.
    pub(crate) fn expect(&mut self, language: QueryLanguage, states: usize) {
        if self.language != language || self.read.len() != states {
            *self = Self { workflow: self.workflow, language, ..Self::default() };
        }
    }
}

/// As [`check_parsed`](super::check_parsed), which gives the same, of the next text of an editor. What is known is that of the
/// last text that was JSON without a problem: the one that the text was `reread` from.
pub fn check_again(
    text: &str,
    parsed: Parsed,
    workflow: WorkflowType,
    reread: Option<Reread>,
    known: &mut Recheck,
) -> Checked {
    if !Rereader::can_keep(&parsed) {
        return super::check_parsed(text, parsed, workflow);
    }
    known.follow(reread, workflow);
    super::check_with(text, parsed, workflow, Some(known))
}
