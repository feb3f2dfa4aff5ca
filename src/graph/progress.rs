//! How far a run has come in the picture: a fold over its rows and events.

use std::fmt::Write as _;
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::model::{Edge, EdgeId, EdgeKind, Graph, NodeId, NodeKind};
use crate::asl::StateType;
use crate::run::{Event, EventKind, VisitId};
use crate::timeline::{Row, RowStatus};

/// How far a run has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// What each node did; `None` for one that was not met.
    pub nodes: Vec<Option<NodeRun>>,
    /// How often each edge was taken.
    pub edges: Vec<u32>,
}

/// What a state did in a run.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeRun {
    /// What it is doing, or how it ended: of its visits the one that says most.
    pub status: RowStatus,
    /// How often it was entered.
    pub visits: u32,
    /// How many of its visits failed.
    pub failed: u32,
    /// The attempts of that visit.
    pub attempts: u32,
    /// The visit whose status it is.
    pub visit: VisitId,
    /// The iterations of a Map's last visit.
    pub iterations: Option<Iterations>,
    /// The error that the visit met last.
    pub error: Option<Rc<str>>,
}

/// How far a Map has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Iterations {
    /// How many there are.
    pub total: u32,
    /// How many have ended, however they did.
    pub ended: u32,
    /// How many of those failed.
    pub failed: u32,
}

impl Progress {
    /// Reads a run's rows and events into the nodes and edges of `graph`, which may be of a newer text: what it no longer
    /// has is left out.
    pub fn of(graph: &Graph, rows: &[Row], events: &[Event]) -> Self {
        let mut progress = Self { nodes: vec![None; graph.nodes.len()], edges: vec![0; graph.edges.len()] };
        if rows.is_empty() {
            return progress;
        }
        let mut names: IndexMap<&str, NodeId, FxBuildHasher> = IndexMap::default();
        for (id, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.kind.is_state()) {
            names.entry(&node.name).or_insert(id);
        }
        let in_map = in_map(graph);
        let nodes: Vec<Option<NodeId>> = rows.iter().map(|row| names.get(&*row.name).copied()).collect();
        for (row, node) in rows.iter().zip(&nodes) {
            let Some(node) = *node else { continue };
            let many = in_map.get(node).copied().unwrap_or_default();
            if let Some(slot) = progress.nodes.get_mut(node) {
                take(slot, row, many);
            }
        }
        let mut outgoing: Vec<Vec<EdgeId>> = vec![Vec::new(); graph.nodes.len()];
        for (id, edge) in graph.edges.iter().enumerate() {
            if let Some(list) = outgoing.get_mut(edge.from) {
                list.push(id);
            }
        }
        let row_at = |visit: VisitId| {
            // Visits are numbered from 1 in the order of the rows.
            let index = usize::try_from(visit.0).ok()?.checked_sub(1)?;
            Some((rows.get(index)?, (*nodes.get(index)?)?))
        };
        let mut step = |from: NodeId, leads: &dyn Fn(&Edge) -> bool| {
            let edges = outgoing.get(from).into_iter().flatten();
            let found = edges.copied().find(|id| graph.edge(*id).is_some_and(leads));
            if let Some(count) = found.and_then(|id| progress.edges.get_mut(id)) {
                *count += 1;
            }
        };
        let name_of = |id: NodeId| graph.node(id).map(|node| &*node.name);
        let is_end = |id: NodeId| graph.node(id).is_some_and(|node| node.kind == NodeKind::End);
        if let Some(start) = graph.nodes.iter().position(|node| node.kind == NodeKind::Start) {
            step(start, &|_| true);
        }
        for event in events {
            let Some((row, from)) = row_at(event.visit) else { continue };
            match &event.kind {
                EventKind::StateExited { .. } => {
                    let caught = row.status == RowStatus::Caught;
                    match event.trace.as_ref().and_then(|trace| trace.next.as_deref()) {
                        Some(next) => step(from, &|edge| {
                            (edge.kind == EdgeKind::Catch) == caught && name_of(edge.to) == Some(next)
                        }),
                        None => step(from, &|edge| is_end(edge.to)),
                    }
                }
                EventKind::MapStateStarted { length } => {
                    let iterations = Iterations { total: *length, ..Iterations::default() };
                    set_iterations(&mut progress.nodes, from, |slot| *slot = iterations);
                }
                EventKind::MapIterationSucceeded(_) => {
                    set_iterations(&mut progress.nodes, from, |slot| slot.ended += 1);
                }
                EventKind::MapIterationFailed(_) | EventKind::MapIterationAborted(_) => {
                    set_iterations(&mut progress.nodes, from, |slot| {
                        slot.ended += 1;
                        slot.failed += 1;
                    });
                }
                _ => {}
            }
        }
        // A Fail is never left; it ends the run all the same.
        for (row, node) in rows.iter().zip(&nodes) {
            if let Some(node) = *node
                && row.state_type == StateType::Fail
                && row.status == RowStatus::Failed
            {
                step(node, &|edge| is_end(edge.to));
            }
        }
        progress
    }

    /// What the node did.
    pub fn node(&self, id: NodeId) -> Option<&NodeRun> {
        self.nodes.get(id)?.as_ref()
    }

    /// Whether the edge was taken.
    pub fn is_taken(&self, id: EdgeId) -> bool {
        self.edges.get(id).is_some_and(|count| *count > 0)
    }
}

impl NodeRun {
    /// What it did, in words.
    pub fn describe(&self) -> String {
        let mut text = self.status.word().to_owned();
        if let Some(error) = &self.error {
            text.push_str(", ");
            text.push_str(error);
        }
        // Writing to a string does not fail.
        let mut put = |words: std::fmt::Arguments<'_>| _ = text.write_fmt(words);
        if self.attempts > 1 {
            put(format_args!(", {} attempts", self.attempts));
        }
        if let Some(Iterations { total, ended, failed }) = self.iterations {
            put(format_args!(", {ended} of {total} iterations"));
            if failed > 0 {
                put(format_args!(", {failed} failed"));
            }
        }
        if self.visits > 1 {
            put(format_args!(", {} visits", self.visits));
        }
        text
    }

    /// The same as a few signs beside the box; empty if there is nothing to count.
    pub fn count(&self) -> String {
        if let Some(Iterations { total, ended, .. }) = self.iterations {
            return format!("{ended}/{total}");
        }
        match (self.visits, self.attempts) {
            (visits, _) if visits > 1 => format!("×{visits}"),
            (_, attempts) if attempts > 1 => format!("{attempts} tries"),
            _ => String::new(),
        }
    }
}

/// Whether each node stands inside of a Map, where many visits go on at once.
fn in_map(graph: &Graph) -> Vec<bool> {
    let mut regions = vec![false; graph.regions.len()];
    for (id, region) in graph.regions.iter().enumerate() {
        let Some(owner) = region.owner.and_then(|owner| graph.node(owner)) else { continue };
        let outer = regions.get(owner.region).copied().unwrap_or_default();
        if let Some(slot) = regions.get_mut(id) {
            *slot = outer || owner.kind == NodeKind::State(StateType::Map);
        }
    }
    graph.nodes.iter().map(|node| regions.get(node.region).copied().unwrap_or_default()).collect()
}

/// Takes in one more visit. What goes on says more than what has ended; among iterations, a failure more than a success.
fn take(slot: &mut Option<NodeRun>, row: &Row, many: bool) {
    let is_failure = matches!(row.status, RowStatus::Failed | RowStatus::TimedOut);
    let of_row = |visits, failed| NodeRun {
        status: row.status,
        visits,
        failed,
        attempts: row.attempts,
        visit: row.visit,
        iterations: None,
        error: row.error.clone(),
    };
    let Some(run) = slot else {
        *slot = Some(of_row(1, u32::from(is_failure)));
        return;
    };
    let was_failure = matches!(run.status, RowStatus::Failed | RowStatus::TimedOut);
    let stays = (run.status.is_open() && !row.status.is_open()) || (many && was_failure && !row.status.is_open());
    let (visits, failed) = (run.visits + 1, run.failed + u32::from(is_failure));
    if stays {
        (run.visits, run.failed) = (visits, failed);
    } else {
        *run = of_row(visits, failed);
    }
}

fn set_iterations(nodes: &mut [Option<NodeRun>], node: NodeId, change: impl FnOnce(&mut Iterations)) {
    if let Some(Some(run)) = nodes.get_mut(node) {
        change(run.iterations.get_or_insert_default());
    }
}
