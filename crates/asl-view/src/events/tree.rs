//! A run of the buses as one tree: an event, its deliveries, the execution that a delivery started, and the states of that in
//! their branches and iterations. What is folded away is not read.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_lang::StateType;
use asl_sim::VisitId;
use asl_world::{DeliveryId, ExecutionId, World};

use super::executions::{ExecutionReplays, ExecutionRow, Folds};
use super::rows::{EventRow, RowSubject};
use crate::outline::{self, Iteration, Wanted};
use crate::timeline::Row;

/// What a line of the tree stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// An event or a delivery.
    Log(RowSubject),
    /// An execution.
    Execution(ExecutionId),
    /// A visit of a state of an execution.
    State(ExecutionId, VisitId),
    /// A branch or an iteration of an execution.
    Iteration(ExecutionId, Iteration),
}

impl Subject {
    /// The execution that it is, or that it belongs to.
    pub fn execution(self) -> Option<ExecutionId> {
        match self {
            Self::Log(_) => None,
            Self::Execution(id) | Self::State(id, _) | Self::Iteration(id, _) => Some(id),
        }
    }
}

/// A line of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it stands for.
    pub subject: Subject,
    /// How deep it stands in the tree, from 1.
    pub level: u32,
    /// How far it is moved in, from 0: a branch or an iteration moves its rows no further than itself.
    pub depth: u32,
    /// Its place among those with the same parent, from 1.
    pub position: usize,
    /// How many there are with the same parent.
    pub siblings: usize,
    /// Whether what is below it can be seen; `None` if it cannot be folded.
    pub expanded: Option<bool>,
    /// The place of an event or a delivery among the rows of the log.
    place: usize,
}

/// What stands in a line.
#[derive(Debug)]
pub enum Content<'t> {
    /// An event or a delivery.
    Log(&'t EventRow),
    /// An execution.
    Execution(&'t ExecutionRow),
    /// A visit of a state.
    State(&'t Row),
    /// A branch or an iteration: its number, whether it is an iteration of a Map, and how its rows stand.
    Iteration(u32, bool, outline::Head),
}

/// What can be seen of a run.
#[derive(Debug, Default)]
pub struct Tree {
    /// The events and deliveries.
    log: Rc<Vec<EventRow>>,
    /// The executions by their numbers.
    executions: Vec<Option<ExecutionRow>>,
}

impl Tree {
    /// The tree of a world as it stood at `until`, now if that is `None`; `log` are the rows of its log at that time. With
    /// `reads_all`, the states of folded executions are read too, for a search.
    pub fn read(
        replays: &mut ExecutionReplays,
        log: Rc<Vec<EventRow>>,
        world: &World,
        until: Option<Timestamp>,
        folds: &Folds,
        reads_all: bool,
    ) -> Self {
        Self { log, executions: replays.read(world, until, folds, reads_all) }
    }

    /// The execution with that number, if it had begun.
    pub fn execution(&self, id: ExecutionId) -> Option<&ExecutionRow> {
        self.executions.get(id.0 as usize)?.as_ref()
    }

    /// How many rows there are, folded away or not, as far as they are known: whether a search is worth its place.
    pub fn rows(&self) -> usize {
        let of = |row: &ExecutionRow| 1 + row.states.as_ref().map_or(row.counted, |states| states.rows.len());
        self.log.len() + self.executions.iter().flatten().map(of).sum::<usize>()
    }

    /// The execution that the delivery in a line started.
    pub fn started_by(&self, line: &Line) -> Option<ExecutionId> {
        match line.subject {
            Subject::Log(_) => self.log.get(line.place)?.execution,
            _ => None,
        }
    }

    /// The delivery that it is, or that started what it belongs to.
    pub fn delivery_of(&self, subject: Subject) -> Option<DeliveryId> {
        match subject {
            Subject::Log(RowSubject::Delivery(id)) => Some(id),
            Subject::Log(RowSubject::Event(_)) => None,
            _ => self.execution(subject.execution()?)?.delivery,
        }
    }

    /// What stands in a line of this tree.
    pub fn content(&self, line: &Line) -> Option<Content<'_>> {
        match line.subject {
            Subject::Log(_) => self.log.get(line.place).map(Content::Log),
            Subject::Execution(id) => self.execution(id).map(Content::Execution),
            Subject::State(id, visit) => self.execution(id)?.states.as_ref()?.rows.of(visit).map(Content::State),
            Subject::Iteration(id, (visit, index)) => {
                let states = self.execution(id)?.states.as_ref()?;
                let head = states.outline.try_borrow().ok()?.head(&states.rows, (visit, index))?;
                let is_map = states.rows.of(visit).is_some_and(|row| row.state_type == StateType::Map);
                Some(Content::Iteration(index, is_map, head))
            }
        }
    }

    /// The lines that are not folded away: executions of the person first, then the events, each with what came of it.
    pub fn lines(&self, folds: &Folds) -> Vec<Line> {
        let mut lines = Vec::new();
        for execution in self.executions.iter().flatten().filter(|one| one.delivery.is_none()) {
            push_execution(&mut lines, execution, 0, folds);
        }
        for (place, row) in self.log.iter().enumerate() {
            lines.push(Line { place, ..Line::new(Subject::Log(row.subject), row.depth) });
            if let Some(execution) = row.execution.and_then(|id| self.execution(id)) {
                push_execution(&mut lines, execution, row.depth + 1, folds);
            }
        }
        number(&mut lines);
        lines
    }

    /// The lines that have `text` in their name, status or error, in capitals or not, folded away or not; side by side.
    pub fn search(&self, text: &str) -> Vec<Line> {
        let wanted = Wanted { text: text.to_owned(), ..Wanted::default() };
        let text = text.trim().to_lowercase();
        let has = |part: &str| part.to_lowercase().contains(&text);
        let mut lines = Vec::new();
        let search_in = |lines: &mut Vec<Line>, execution: &ExecutionRow| {
            let parts = [Some(&*execution.name), Some(execution.status.word()), execution.error.as_deref()];
            if parts.into_iter().flatten().any(has) {
                lines.push(Line::new(Subject::Execution(execution.id), 0));
            }
            let Some(states) = &execution.states else { return };
            for found in outline::search(&states.rows, &wanted) {
                if let outline::Line::Row(place) = found
                    && let Some(row) = states.rows.get(place)
                {
                    lines.push(Line::new(Subject::State(execution.id, row.visit), 0));
                }
            }
        };
        for execution in self.executions.iter().flatten().filter(|one| one.delivery.is_none()) {
            search_in(&mut lines, execution);
        }
        for (place, row) in self.log.iter().enumerate() {
            if [&*row.name, &*row.detail, row.word, row.error.as_deref().unwrap_or_default()].into_iter().any(has) {
                lines.push(Line { place, ..Line::new(Subject::Log(row.subject), 0) });
            }
            if let Some(execution) = row.execution.and_then(|id| self.execution(id)) {
                search_in(&mut lines, execution);
            }
        }
        number(&mut lines);
        lines
    }
}

impl Line {
    fn new(subject: Subject, depth: u32) -> Self {
        Self { subject, level: depth + 1, depth, position: 0, siblings: 0, expanded: None, place: 0 }
    }
}

fn push_execution(lines: &mut Vec<Line>, execution: &ExecutionRow, own: u32, folds: &Folds) {
    let id = execution.id;
    lines.push(Line { expanded: execution.unfolded, ..Line::new(Subject::Execution(id), own) });
    let Some(states) = execution.states.as_ref().filter(|_| execution.unfolded == Some(true)) else { return };
    // Nobody changes it while a picture is made.
    let Ok(outline) = states.outline.try_borrow() else { return };
    for line in outline.lines(&states.rows, &folds.turned(id), false) {
        let (subject, expanded, row) = match line {
            outline::Line::Row(place) => {
                let Some(row) = states.rows.get(place) else { continue };
                (Subject::State(id, row.visit), None, row)
            }
            outline::Line::Head(head) => {
                let Some(first) = states.rows.of(head.first) else { continue };
                (Subject::Iteration(id, head.iteration), Some(head.unfolded), first)
            }
        };
        let line = Line::new(subject, own + 1 + row.depth);
        // A branch or an iteration stands between a state and those inside of it.
        let between = if expanded.is_some() { row.depth.saturating_sub(1) } else { row.depth };
        lines.push(Line { level: line.level + between, expanded, ..line });
    }
}

/// Notes the places among those with the same parent.
fn number(lines: &mut [Line]) {
    let mut counts: Vec<usize> = Vec::new();
    let mut families = Vec::with_capacity(lines.len());
    let mut open: Vec<(u32, usize)> = Vec::new();
    for line in lines.iter_mut() {
        while open.last().is_some_and(|(level, _)| *level > line.level) {
            open.pop();
        }
        let family = match open.last() {
            Some((level, family)) if *level == line.level => *family,
            _ => {
                counts.push(0);
                open.push((line.level, counts.len() - 1));
                counts.len() - 1
            }
        };
        if let Some(count) = counts.get_mut(family) {
            *count += 1;
            line.position = *count;
        }
        families.push(family);
    }
    for (line, family) in lines.iter_mut().zip(families) {
        line.siblings = counts.get(family).copied().unwrap_or_default();
    }
}

/// The line above that `at` stands below; `None` for one at the top.
pub fn parent(lines: &[Line], at: usize) -> Option<usize> {
    let level = lines.get(at)?.level;
    lines.get(..at)?.iter().rposition(|line| line.level < level)
}

/// The place of what is selected, or of what hides it: its execution, or the delivery that started that.
pub fn place_of(tree: &Tree, lines: &[Line], subject: Subject) -> Option<usize> {
    let find = |wanted: Subject| lines.iter().position(|line| line.subject == wanted);
    let execution = || subject.execution().map(Subject::Execution);
    let delivery = || tree.delivery_of(subject).map(|id| Subject::Log(RowSubject::Delivery(id)));
    find(subject).or_else(|| find(execution()?)).or_else(|| find(delivery()?))
}

#[cfg(test)]
pub(super) mod tests;
