//! How far a run has come in the picture: a fold over its rows and events.

use std::fmt::Write as _;
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::children::{Children, Sum, Sums};
use super::model::{Edge, EdgeId, EdgeKind, Graph, NodeId, NodeKind};
use super::tally::{Tally, short};
use crate::rows::{Rows, place_of};
use crate::timeline::{Row, RowStatus};
use asl_lang::StateType;
use asl_sim::{ActorId, Event, EventKind, VisitId};

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
    /// How its visits stand.
    pub tally: Tally,
    /// The attempts of that visit.
    pub attempts: u32,
    /// The visit whose status it is.
    pub visit: VisitId,
    /// The child execution that the visit belongs to, where many are shown at once.
    pub child: Option<ActorId>,
    /// The iterations or child executions of a Map's last visit.
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
    /// How many of those were ended from outside: by Stop, or by the failure of another one.
    pub stopped: u32,
    /// Whether they are the child executions of a Distributed Map.
    pub children: bool,
}

impl Iterations {
    /// One more has ended in that way: `Succeeded`, `Aborted`, or any other for a failure.
    pub(super) fn end(&mut self, status: RowStatus) {
        self.ended += 1;
        match status {
            RowStatus::Succeeded => {}
            RowStatus::Aborted => self.stopped += 1,
            _ => self.failed += 1,
        }
    }

    /// Those that did not succeed go on.
    pub(super) fn again(&mut self, failed: u32, stopped: u32) {
        self.ended = self.ended.saturating_sub(failed + stopped);
        self.failed = self.failed.saturating_sub(failed);
        self.stopped = self.stopped.saturating_sub(stopped);
    }
}

/// What a picture shows of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunPart {
    /// An execution: the run itself, which is 0, or a child execution; and what its children do.
    Execution(ActorId),
    /// The children of a Map Run, by its number among those of the run; and the execution that its Map belongs to.
    MapRun(usize),
}

impl Progress {
    /// The rows and events of the execution that is shown, or that the Map belongs to, and what `children` says of those
    /// that are shown with it.
    pub fn of_part(graph: &Graph, part: RunPart, rows: &Rows, events: &[Event], children: &Children) -> Self {
        let whole = part == RunPart::Execution(ActorId::default());
        let mut progress = Self::of(graph, rows, events);
        let names = names(graph);
        match part {
            RunPart::MapRun(index) => {
                if let Some(sums) = children.of_map_run(index) {
                    progress.add(graph, &names, sums);
                }
                for (name, iterations) in children.around(index) {
                    if let Some(node) = names.get(&**name) {
                        set_iterations(&mut progress.nodes, *node, |slot| *slot = iterations);
                    }
                }
            }
            RunPart::Execution(run) => {
                if whole {
                    progress.add(graph, &names, children.whole());
                }
                for (index, name, iterations) in children.started_by(run) {
                    if let Some(node) = names.get(&**name) {
                        set_iterations(&mut progress.nodes, *node, |slot| *slot = iterations);
                    }
                    if let Some(sums) = children.of_map_run(index).filter(|_| !whole) {
                        progress.add(graph, &names, sums);
                    }
                }
            }
        }
        progress
    }

    /// Reads a run's rows and events into the nodes and edges of `graph`, which may be of a newer text: what it no longer
    /// has is left out.
    pub fn of(graph: &Graph, rows: &Rows, events: &[Event]) -> Self {
        let mut progress = Self { nodes: vec![None; graph.nodes.len()], edges: vec![0; graph.edges.len()] };
        if rows.is_empty() {
            return progress;
        }
        let names = names(graph);
        let in_map = in_map(graph);
        let nodes = nodes_of(&names, rows);
        let mut shown: Vec<Option<(Tally, &Row)>> = vec![None; graph.nodes.len()];
        for (row, node) in rows.iter().zip(&nodes) {
            let Some(node) = *node else { continue };
            let many = in_map.get(node).copied().unwrap_or_default();
            if let Some(slot) = shown.get_mut(node) {
                take(slot, row, many);
            }
        }
        let node_run = |(tally, row): (Tally, &Row)| NodeRun {
            status: row.status,
            tally,
            attempts: row.attempts,
            visit: row.visit,
            child: None,
            iterations: None,
            error: row.error.clone(),
        };
        progress.nodes = shown.into_iter().map(|shown| shown.map(node_run)).collect();
        let mut outgoing: Vec<Vec<EdgeId>> = vec![Vec::new(); graph.nodes.len()];
        for (id, edge) in graph.edges.iter().enumerate() {
            if let Some(list) = outgoing.get_mut(edge.from) {
                list.push(id);
            }
        }
        let node_at = |visit: VisitId| *nodes.get(place_of(visit)?)?;
        let mut step = |from: NodeId, leads: &dyn Fn(&Edge) -> bool| {
            let edges = outgoing.get(from).into_iter().flatten();
            let found = edges.copied().find(|id| graph.edge(*id).is_some_and(leads));
            if let Some(count) = found.and_then(|id| progress.edges.get_mut(id)) {
                *count += 1;
            }
        };
        let name_of = |id: NodeId| graph.node(id).map(|node| &*node.name);
        let is_end = |id: NodeId| graph.node(id).is_some_and(|node| node.kind == NodeKind::End);
        // A child execution begins inside of a box, where no arrow leads to its first state.
        let first = nodes.first().copied().flatten().and_then(|node| graph.node(node));
        if let Some(start) = graph.nodes.iter().position(|node| node.kind == NodeKind::Start)
            && first.is_none_or(|first| first.region == 0)
        {
            step(start, &|_| true);
        }
        // Maps that were begun and not left: those whose iterations a redriven execution goes on with.
        let mut begun: Vec<VisitId> = Vec::new();
        for event in events {
            let mut iterations = |change: &dyn Fn(&mut Iterations)| {
                if let Some(node) = node_at(event.visit) {
                    set_iterations(&mut progress.nodes, node, change);
                }
            };
            // What an event follows from says which way was taken, also where the log does not name the next state.
            match &event.kind {
                EventKind::StateEntered { name, .. } => {
                    let Some(left) = left_before(events, event) else { continue };
                    let Some((row, from)) = rows.of(left.visit).zip(node_at(left.visit)) else { continue };
                    let caught = row.status == RowStatus::Caught;
                    step(from, &|edge| (edge.kind == EdgeKind::Catch) == caught && name_of(edge.to) == Some(name));
                }
                EventKind::ExecutionSucceeded { .. } => {
                    if let Some(from) = left_before(events, event).and_then(|left| node_at(left.visit)) {
                        step(from, &|edge| is_end(edge.to));
                    }
                }
                EventKind::MapStateStarted { length } => {
                    if !begun.contains(&event.visit) {
                        begun.push(event.visit);
                    }
                    iterations(&|slot| *slot = Iterations { total: *length, ..Iterations::default() });
                }
                EventKind::MapIterationSucceeded(_) => iterations(&|slot| slot.end(RowStatus::Succeeded)),
                EventKind::MapIterationFailed(_) => iterations(&|slot| slot.end(RowStatus::Failed)),
                EventKind::MapIterationAborted(_) => iterations(&|slot| slot.end(RowStatus::Aborted)),
                EventKind::StateExited { state_type: StateType::Map, .. } => {
                    begun.retain(|visit| *visit != event.visit);
                }
                EventKind::ExecutionRedriven { .. } => {
                    for node in begun.iter().filter_map(|visit| node_at(*visit)) {
                        set_iterations(&mut progress.nodes, node, |slot| slot.again(slot.failed, slot.stopped));
                    }
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

    /// What several runs have reached together: a state or an edge was met, or it was not.
    pub fn of_reached(graph: &Graph, is_reached: impl Fn(&str) -> bool, is_taken: impl Fn(&str, &str) -> bool) -> Self {
        let met = || {
            let mut tally = Tally::default();
            tally.add(RowStatus::Succeeded);
            NodeRun {
                status: RowStatus::Succeeded,
                tally,
                attempts: 1,
                visit: VisitId::default(),
                child: None,
                iterations: None,
                error: None,
            }
        };
        let name = |id: NodeId| graph.node(id).map_or("", |node| &*node.name);
        Self {
            nodes: graph.nodes.iter().map(|node| is_reached(&node.name).then(met)).collect(),
            edges: graph.edges.iter().map(|edge| u32::from(is_taken(name(edge.from), name(edge.to)))).collect(),
        }
    }

    /// Adds what many executions did.
    fn add(&mut self, graph: &Graph, names: &Names<'_>, sums: &Sums) {
        for (name, sum) in sums {
            let Some(node) = names.get(&**name).copied() else { continue };
            if let Some(slot) = self.nodes.get_mut(node) {
                take_sum(slot, sum);
            }
            for exit in &sum.exits {
                let leads = |(_, edge): &(EdgeId, &Edge)| {
                    let to = graph.node(edge.to).map(|node| &*node.name);
                    edge.from == node && (edge.kind == EdgeKind::Catch) == exit.caught && to == Some(&*exit.next)
                };
                let region = graph.node(node).and_then(|node| graph.regions.get(node.region));
                let edges = region.into_iter().flat_map(|region| &region.edges);
                let found = edges.filter_map(|id| Some((*id, graph.edge(*id)?))).find(leads);
                if let Some(count) = found.and_then(|(id, _)| self.edges.get_mut(id)) {
                    *count += exit.number;
                }
            }
        }
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
        if let Some(Iterations { total, ended, failed, stopped, children }) = self.iterations {
            put(format_args!(", {ended} of {total} {}", if children { "child executions" } else { "iterations" }));
            if failed > 0 {
                put(format_args!(", {failed} failed"));
            }
            if stopped > 0 {
                put(format_args!(", {stopped} stopped"));
            }
        }
        match self.tally.total() {
            0 | 1 => {}
            _ if self.tally.is_mixed() => put(format_args!(", {}", self.tally.describe())),
            visits => put(format_args!(", {visits} visits")),
        }
        text
    }

    /// The same as a few signs beside the box, each with the status that it is drawn as; empty if there is nothing to
    /// count.
    pub fn signs(&self) -> Vec<(Option<RowStatus>, String)> {
        if let Some(Iterations { total, ended, failed, stopped, .. }) = self.iterations {
            let others = [(RowStatus::Failed, failed), (RowStatus::Aborted, stopped)];
            let others = others.into_iter().filter(|(_, number)| *number > 0);
            let others = others.map(|(status, number)| (Some(status), short(number)));
            return [(None, format!("{ended}/{total}"))].into_iter().chain(others).collect();
        }
        match (self.tally.total(), self.attempts) {
            (2.., _) if self.tally.is_mixed() => {
                self.tally.parts().map(|(status, number)| (Some(status), short(number))).collect()
            }
            (visits @ 2.., _) => vec![(None, format!("×{visits}"))],
            (_, attempts @ 2..) => vec![(None, format!("{attempts} tries"))],
            _ => Vec::new(),
        }
    }
}

/// Where the state of each name stands.
type Names<'a> = IndexMap<&'a str, NodeId, FxBuildHasher>;

fn names(graph: &Graph) -> Names<'_> {
    let mut names = Names::default();
    for (id, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.kind.is_state()) {
        names.entry(&node.name).or_insert(id);
    }
    names
}

/// Takes in what many executions did in a state.
fn take_sum(slot: &mut Option<NodeRun>, sum: &Sum) {
    let Some((child, visit)) = sum.representative() else { return };
    let mut tally = slot.as_ref().map(|run| run.tally).unwrap_or_default();
    tally.join(&sum.tally);
    let Some(status) = tally.status() else { return };
    let fails = matches!(status, RowStatus::Failed | RowStatus::Caught);
    let error = sum.error.clone().filter(|_| fails);
    *slot = Some(NodeRun { status, tally, attempts: 1, visit, child: Some(child), iterations: sum.iterations, error });
}

/// The event by which a state was left, if that is what `event` follows from.
pub(super) fn left_before<'a>(events: &'a [Event], event: &Event) -> Option<&'a Event> {
    let place = usize::try_from(event.previous.0).ok()?.checked_sub(1)?;
    events.get(place).filter(|before| matches!(before.kind, EventKind::StateExited { .. }))
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

/// The node of each row. Rows of one state have one name in memory, so that few names are looked up.
fn nodes_of(names: &Names<'_>, rows: &Rows) -> Vec<Option<NodeId>> {
    let mut known: FxHashMap<*const u8, Option<NodeId>> = FxHashMap::default();
    let mut find = |row: &Row| *known.entry(row.name.as_ptr()).or_insert_with(|| names.get(&*row.name).copied());
    rows.iter().map(&mut find).collect()
}

/// Takes in one more visit. What goes on says more than what has ended; among iterations, a failure more than a success.
fn take<'r>(slot: &mut Option<(Tally, &'r Row)>, row: &'r Row, many: bool) {
    let (tally, shown) = slot.get_or_insert((Tally::default(), row));
    tally.add(row.status);
    let was_failure = matches!(shown.status, RowStatus::Failed | RowStatus::TimedOut);
    let stays = !row.status.is_open() && (shown.status.is_open() || (many && was_failure));
    if !stays {
        *shown = row;
    }
}

fn set_iterations(nodes: &mut [Option<NodeRun>], node: NodeId, change: impl FnOnce(&mut Iterations)) {
    if let Some(Some(run)) = nodes.get_mut(node) {
        change(run.iterations.get_or_insert_default());
    }
}
