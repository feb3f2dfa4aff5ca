//! Machine → boxes and arrows.

use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::conditions;
use super::resources;
use super::symbols::Symbol;
use asl_lang::{Scope, State, StateKind, StateMachine, StateType};
use asl_text::{Span, Spanned};

/// A node's number in [`Graph::nodes`].
pub type NodeId = usize;
/// An edge's number in [`Graph::edges`].
pub type EdgeId = usize;
/// A region's number in [`Graph::regions`].
pub type RegionId = usize;

/// A machine as boxes and arrows. Two texts that differ in what is not drawn give equal graphs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// Boxes: in each region in the order of the text.
    pub nodes: Vec<Node>,
    /// Arrows, which never leave their region.
    pub edges: Vec<Edge>,
    /// The machine itself first, then branches and processors, each behind the region that holds it.
    pub regions: Vec<Region>,
}

/// A box of the picture: a state, a start, an end, a state that is not there, or a resource around machines.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it stands for.
    pub kind: NodeKind,
    /// The state's name; `Start` and `End` for those.
    pub name: Rc<str>,
    /// What it does in a few words: `GET api.example.com/orders`, `Lambda function`, `Wait 5 s`.
    pub detail: Rc<str>,
    /// Which icon stands in the box.
    pub symbol: Symbol,
    /// The region that it stands in.
    pub region: RegionId,
    /// The branches of a Parallel, the processor of a Map.
    pub inner: Vec<RegionId>,
    /// Whether it retries after errors.
    pub retries: bool,
    /// Whether no way leads to it from the region's start.
    pub unreachable: bool,
}

/// What a box stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// Where a run begins.
    Start,
    /// Where it ends.
    End,
    /// A state of that type.
    State(StateType),
    /// A state whose type is missing or unknown.
    Unknown,
    /// A target that no state has.
    Missing,
    /// Something beside the machines: `event bus`, `rule`, `queue`.
    Resource(&'static str),
}

/// An arrow of the picture: a way from one state to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Where it leaves.
    pub from: NodeId,
    /// Where it leads.
    pub to: NodeId,
    /// By which field it leads there: `Next`, a rule, `Default`, a catcher.
    pub kind: EdgeKind,
    /// What stands beside it: conditions, error names. Rules that lead to the same state share an arrow.
    pub labels: Vec<Rc<str>>,
}

/// Why one state leads to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// `StartAt`, `Next`, `End`
    Next,
    /// One of the `Choices`.
    Rule,
    /// `Default`
    Default,
    /// `Next` of a catcher.
    Catch,
}

/// The machine itself, a branch, or a processor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Region {
    /// The Parallel or Map that holds it.
    pub owner: Option<NodeId>,
    /// Its boxes in the order of the text; the start, if it has one, first and the end last.
    pub nodes: Vec<NodeId>,
    /// The arrows between these boxes.
    pub edges: Vec<EdgeId>,
    /// Where a run enters it.
    pub start: Option<NodeId>,
}

/// Where a state stands in the text; empty for what is not written there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateSpans {
    /// The key with the state's name.
    pub name: Span,
    /// All of it, from its name to its closing bracket.
    pub whole: Span,
}

impl Graph {
    /// The graph of a machine, and where each of its nodes stands in the text.
    pub fn of(machine: &StateMachine) -> (Self, Vec<StateSpans>) {
        let mut builder = Builder::default();
        let mut queue = vec![(&machine.scope, None)];
        let mut next = 0;
        while let Some((scope, owner)) = queue.get(next).copied() {
            builder.region(scope, owner, &mut queue);
            next += 1;
        }
        (builder.graph, builder.places)
    }

    /// The node, if there is one of that number.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// The edge, if there is one of that number.
    pub fn edge(&self, id: EdgeId) -> Option<&Edge> {
        self.edges.get(id)
    }

    /// The edges that leave `id`, in the order of its rules, `Default`, `Next` and catchers.
    pub fn outgoing(&self, id: NodeId) -> impl Iterator<Item = &Edge> {
        let region = self.node(id).and_then(|node| self.regions.get(node.region));
        let edges = region.map(|region| region.edges.as_slice()).unwrap_or_default();
        edges.iter().filter_map(|edge| self.edge(*edge)).filter(move |edge| edge.from == id)
    }

    /// The edges that lead to `id`.
    pub fn incoming(&self, id: NodeId) -> impl Iterator<Item = &Edge> {
        let region = self.node(id).and_then(|node| self.regions.get(node.region));
        let edges = region.map(|region| region.edges.as_slice()).unwrap_or_default();
        edges.iter().filter_map(|edge| self.edge(*edge)).filter(move |edge| edge.to == id)
    }

    /// The nodes of a region in the order in which a run meets them; those that it cannot reach stand last.
    pub fn reading_order(&self, region: RegionId) -> Vec<NodeId> {
        let Some(region) = self.regions.get(region) else { return Vec::new() };
        let mut targets: IndexMap<NodeId, Vec<NodeId>, FxBuildHasher> = IndexMap::default();
        for edge in region.edges.iter().filter_map(|edge| self.edge(*edge)) {
            targets.entry(edge.from).or_default().push(edge.to);
        }
        let mut seen: IndexMap<NodeId, (), FxBuildHasher> = IndexMap::default();
        let is_start = |id: &&NodeId| self.node(**id).is_some_and(|node| node.kind == NodeKind::Start);
        let start = region.nodes.first().filter(is_start).or(region.start.as_ref());
        for first in start.into_iter().chain(&region.nodes) {
            let mut stack = vec![*first];
            while let Some(node) = stack.pop() {
                let is_end = self.node(node).is_some_and(|node| node.kind == NodeKind::End);
                if is_end || seen.insert(node, ()).is_some() {
                    continue;
                }
                stack.extend(targets.get(&node).into_iter().flatten().rev());
            }
        }
        // The end is read last, wherever the way leads to it first.
        let is_end = |id: &&NodeId| self.node(**id).is_some_and(|node| node.kind == NodeKind::End);
        let end = region.nodes.iter().find(is_end).copied();
        seen.into_keys().chain(end).collect()
    }

    /// Every node, region by region, what stands inside of a node right behind it, with how deep it stands.
    pub fn outline(&self) -> Vec<(NodeId, usize)> {
        let mut outline = Vec::new();
        let mut stack: Vec<(NodeId, usize)> = self.reading_order(0).into_iter().rev().map(|node| (node, 0)).collect();
        while let Some((id, depth)) = stack.pop() {
            outline.push((id, depth));
            let inner = self.node(id).map(|node| node.inner.as_slice()).unwrap_or_default();
            for region in inner.iter().rev() {
                stack.extend(self.reading_order(*region).into_iter().rev().map(|node| (node, depth + 1)));
            }
        }
        outline
    }

    /// How many states stand inside of `id`, at any depth.
    pub fn count_inside(&self, id: NodeId) -> usize {
        let mut regions = self.node(id).map(|node| node.inner.clone()).unwrap_or_default();
        let mut count = 0;
        while let Some(region) = regions.pop().and_then(|region| self.regions.get(region)) {
            let nodes = region.nodes.iter().filter_map(|node| self.node(*node));
            for node in nodes.filter(|node| node.kind.is_state()) {
                count += 1;
                regions.extend(&node.inner);
            }
        }
        count
    }

    /// For each region, whether it stands inside of `id`, at any depth.
    pub fn regions_inside(&self, id: NodeId) -> Vec<bool> {
        let mut inside: Vec<bool> = Vec::with_capacity(self.regions.len());
        // Inner regions stand behind the ones that hold them.
        for region in &self.regions {
            let around = region.owner.and_then(|owner| self.node(owner)).map(|owner| owner.region);
            let outer = around.and_then(|around| inside.get(around)).copied().unwrap_or_default();
            inside.push(outer || region.owner == Some(id));
        }
        inside
    }

    /// The Parallel or Map that holds `id`.
    pub fn owner(&self, id: NodeId) -> Option<NodeId> {
        self.regions.get(self.node(id)?.region)?.owner
    }

    /// How many states there are.
    pub fn state_count(&self) -> usize {
        self.nodes.iter().filter(|node| node.kind.is_state()).count()
    }

    /// A node in a sentence: name, type, what it does, where it leads.
    pub fn describe(&self, id: NodeId) -> String {
        let Some(node) = self.node(id) else { return String::new() };
        let mut text = node.name.to_string();
        match node.kind {
            NodeKind::Start | NodeKind::End => {}
            NodeKind::State(state_type) => {
                text.push_str(", ");
                text.push_str(state_type.name());
            }
            NodeKind::Unknown => text.push_str(", unknown type"),
            NodeKind::Missing => text.push_str(", a state that does not exist"),
            NodeKind::Resource(what) => {
                text.push_str(", ");
                text.push_str(what);
            }
        }
        // The second line of many boxes is the type itself.
        let is_type = matches!(node.kind, NodeKind::State(kind) if *node.detail == *kind.name());
        if !node.detail.is_empty() && node.kind != NodeKind::Missing && !is_type {
            text.push_str(", ");
            text.push_str(&node.detail);
        }
        if node.retries {
            text.push_str(", with retries");
        }
        if node.unreachable {
            text.push_str(", never reached");
        }
        text.push('.');
        for edge in self.outgoing(id) {
            let Some(target) = self.node(edge.to) else { continue };
            let labels = edge.labels.join(" or ");
            let way = match edge.kind {
                EdgeKind::Next if matches!(node.kind, NodeKind::Resource(_)) => format!(" To {}.", target.name),
                EdgeKind::Catch if matches!(node.kind, NodeKind::Resource(_)) => {
                    format!(" Dead letters to {}.", target.name)
                }
                EdgeKind::Next => format!(" Next: {}.", target.name),
                EdgeKind::Default if edge.labels.len() <= 1 => format!(" Otherwise: {}.", target.name),
                EdgeKind::Rule | EdgeKind::Default => format!(" If {labels}: {}.", target.name),
                EdgeKind::Catch => format!(" On {labels}: {}.", target.name),
            };
            text.push_str(&way);
        }
        text
    }
}

impl NodeKind {
    /// Whether it is written in the text.
    pub fn is_state(self) -> bool {
        matches!(self, Self::State(_) | Self::Unknown)
    }

    /// Whether it is the start or the end.
    pub fn is_end_point(self) -> bool {
        matches!(self, Self::Start | Self::End)
    }
}

#[derive(Default)]
struct Builder {
    graph: Graph,
    places: Vec<StateSpans>,
}

impl Builder {
    fn region<'a>(&mut self, scope: &'a Scope, owner: Option<NodeId>, queue: &mut Vec<(&'a Scope, Option<NodeId>)>) {
        let id = self.graph.regions.len();
        self.graph.regions.push(Region { owner, ..Region::default() });
        let is_top = owner.is_none();
        let start = is_top.then(|| self.add(NodeKind::Start, "Start", Symbol::Start, id));
        let mut names: IndexMap<&str, NodeId, FxBuildHasher> = IndexMap::default();
        let mut states = Vec::new();
        for state in &scope.states {
            let node = self.state(state, id);
            names.entry(&state.name.value).or_insert(node);
            states.push((node, state));
            for inner in state.scopes() {
                if let Some(node) = self.graph.nodes.get_mut(node) {
                    // Regions are numbered in the order of the queue.
                    node.inner.push(queue.len());
                }
                queue.push((inner, Some(node)));
            }
        }
        let mut missing: Vec<(Rc<str>, NodeId)> = Vec::new();
        let mut ends = Vec::new();
        if let Some(target) = &scope.start_at {
            let node = self.target(target, &names, &mut missing, id);
            if let Some(region) = self.graph.regions.get_mut(id) {
                region.start = Some(node);
            }
            if let Some(start) = start {
                self.edge(start, node, EdgeKind::Next, None);
            }
        }
        for (node, state) in states {
            if let StateKind::Choice(choice) = &state.kind {
                for rule in &choice.rules {
                    let Some(target) = &rule.next else { continue };
                    let target = self.target(target, &names, &mut missing, id);
                    let label = rule.comment.clone().unwrap_or_else(|| conditions::text(&rule.condition).into());
                    self.edge(node, target, EdgeKind::Rule, Some(label));
                }
                if let Some(target) = &choice.default {
                    let target = self.target(target, &names, &mut missing, id);
                    self.edge(node, target, EdgeKind::Default, Some("Default".into()));
                }
            } else if let Some(target) = &state.next {
                let target = self.target(target, &names, &mut missing, id);
                self.edge(node, target, EdgeKind::Next, None);
            }
            if state.is_terminal() {
                ends.push(node);
            }
            for catcher in &state.catch {
                let Some(target) = &catcher.next else { continue };
                let target = self.target(target, &names, &mut missing, id);
                let errors: Vec<&str> = catcher.error_equals.iter().map(|error| &*error.value).collect();
                self.edge(node, target, EdgeKind::Catch, Some(errors.join(", ").into()));
            }
        }
        if is_top && !ends.is_empty() {
            let end = self.add(NodeKind::End, "End", Symbol::End, id);
            for node in ends {
                self.edge(node, end, EdgeKind::Next, None);
            }
        }
        self.mark_unreachable(id, start);
    }

    fn state(&mut self, state: &State, region: RegionId) -> NodeId {
        let kind = state.kind.state_type().map_or(NodeKind::Unknown, NodeKind::State);
        let id = self.add(kind, &state.name.value, Symbol::of(state), region);
        let place = StateSpans { name: state.name.span, whole: state.name.span.merge(state.span) };
        if let (Some(node), Some(at)) = (self.graph.nodes.get_mut(id), self.places.get_mut(id)) {
            node.detail = resources::detail(state).into();
            node.retries = !state.retry.is_empty();
            *at = place;
        }
        id
    }

    fn add(&mut self, kind: NodeKind, name: &str, symbol: Symbol, region: RegionId) -> NodeId {
        let id = self.graph.nodes.len();
        self.graph.nodes.push(Node {
            kind,
            name: name.into(),
            detail: "".into(),
            symbol,
            region,
            inner: Vec::new(),
            retries: false,
            unreachable: false,
        });
        self.places.push(StateSpans::default());
        if let Some(region) = self.graph.regions.get_mut(region) {
            region.nodes.push(id);
        }
        id
    }

    /// The state of that name, or a box for the state that is missing.
    fn target(
        &mut self,
        target: &Spanned<Rc<str>>,
        names: &IndexMap<&str, NodeId, FxBuildHasher>,
        missing: &mut Vec<(Rc<str>, NodeId)>,
        region: RegionId,
    ) -> NodeId {
        if let Some(known) = names.get(&*target.value) {
            return *known;
        }
        if let Some((_, known)) = missing.iter().find(|(name, _)| *name == target.value) {
            return *known;
        }
        let id = self.add(NodeKind::Missing, &target.value, Symbol::Missing, region);
        if let (Some(node), Some(place)) = (self.graph.nodes.get_mut(id), self.places.get_mut(id)) {
            node.detail = "no such state".into();
            *place = StateSpans { name: target.span, whole: target.span };
        }
        missing.push((target.value.clone(), id));
        id
    }

    /// Adds an arrow, or the label to one that leads there already.
    fn edge(&mut self, from: NodeId, to: NodeId, kind: EdgeKind, label: Option<Rc<str>>) {
        let Some(region) = self.graph.nodes.get(from).map(|node| node.region) else { return };
        let Some(region) = self.graph.regions.get_mut(region) else { return };
        let is_catch = kind == EdgeKind::Catch;
        // The edges of a node stand together at the end.
        for known in region.edges.iter().rev() {
            let Some(edge) = self.graph.edges.get_mut(*known) else { break };
            if edge.from != from {
                break;
            }
            if edge.to == to && (edge.kind == EdgeKind::Catch) == is_catch {
                edge.labels.extend(label);
                return;
            }
        }
        region.edges.push(self.graph.edges.len());
        self.graph.edges.push(Edge { from, to, kind, labels: label.into_iter().collect() });
    }

    fn mark_unreachable(&mut self, region: RegionId, start: Option<NodeId>) {
        let Some(region) = self.graph.regions.get(region) else { return };
        let Some(first) = start.or(region.start) else { return };
        let mut targets: IndexMap<NodeId, Vec<NodeId>, FxBuildHasher> = IndexMap::default();
        for edge in region.edges.iter().filter_map(|edge| self.graph.edges.get(*edge)) {
            targets.entry(edge.from).or_default().push(edge.to);
        }
        let mut reached: IndexMap<NodeId, (), FxBuildHasher> = IndexMap::default();
        let mut stack = vec![first];
        while let Some(node) = stack.pop() {
            if reached.insert(node, ()).is_none() {
                stack.extend(targets.get(&node).into_iter().flatten());
            }
        }
        for id in &region.nodes {
            if let Some(node) = self.graph.nodes.get_mut(*id) {
                node.unreachable = node.kind.is_state() && !reached.contains_key(id);
            }
        }
    }
}
