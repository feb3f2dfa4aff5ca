//! A system of buses, rules and what they send to as boxes and arrows, drawn as states are.

use std::rc::Rc;

use asl_events::system::{DEFAULT_BUS, EventSystem, Rule, Target, TargetKind};
use asl_lang::{StateKind, StateMachine};
use asl_text::{Node, NodeKind, Span};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::graph::{self, Edge, EdgeKind, Graph, NodeId, Region, Symbol};

/// What a box of the picture stands for. Positions are those of the system's lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The bus of that name.
    Bus(Rc<str>),
    /// A rule.
    Rule(usize),
    /// The API destination of that name.
    Destination(Rc<str>),
    /// The state machine of that name.
    Machine(Rc<str>),
    /// The function of that name.
    Function(Rc<str>),
    /// The queue of that name.
    Queue(Rc<str>),
    /// The log group of that name.
    LogGroup(Rc<str>),
    /// Something that is only shown what it would be sent: its ARN.
    Other(Rc<str>),
}

/// What an arrow of the picture stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Events of a bus go to this rule.
    Match(usize),
    /// These targets are told: the rule's position, and that of the target in it.
    Deliver(Vec<(usize, usize)>),
    /// What these targets did not take becomes a dead letter.
    DeadLetter(Vec<(usize, usize)>),
    /// A machine puts events on a bus.
    Put,
}

/// The picture of a system: the graph, and what its boxes and arrows stand for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SystemGraph {
    /// Boxes and arrows.
    pub graph: Graph,
    /// What each box stands for.
    pub parts: Vec<Part>,
    /// Where each box stands in the text; none for what is only referred to.
    pub places: Vec<Option<Span>>,
    /// What each arrow stands for.
    pub ways: Vec<Way>,
}

/// A machine that puts events: its name, and those of the buses.
pub type Putting = (Rc<str>, Vec<Rc<str>>);

/// The buses on which a machine puts events, as far as its text says: the default one where an entry names none.
pub fn buses_of(machine: &StateMachine) -> Vec<Rc<str>> {
    let mut all: Vec<Rc<str>> = Vec::new();
    for state in machine.states() {
        let StateKind::Task(task) = &state.kind else { continue };
        if !task.resource.as_ref().is_some_and(|resource| resource.value.contains(":events:putEvents")) {
            continue;
        }
        let entries = state.parameters.as_ref().or(state.arguments.as_ref()).and_then(|fields| fields.get("Entries"));
        let entries = match entries.map(|entries| &entries.kind) {
            Some(NodeKind::Array(items)) => items.as_slice(),
            _ => &[],
        };
        let named = entries.iter().map(|entry| entry.get("EventBusName").and_then(Node::as_str).cloned());
        for bus in named {
            let bus = bus.unwrap_or_else(|| DEFAULT_BUS.into());
            if !all.contains(&bus) {
                all.push(bus);
            }
        }
        if entries.is_empty() && all.is_empty() {
            all.push(DEFAULT_BUS.into());
        }
    }
    all
}

impl Part {
    /// What a target is.
    pub fn of_target(system: &EventSystem, target: &Target) -> Self {
        match &target.kind {
            TargetKind::ApiDestination(name) => Self::Destination(
                system.destination(name).map_or_else(|| name.clone(), |(_, found)| found.resource.name.clone()),
            ),
            TargetKind::StateMachine(name) => Self::Machine(name.clone()),
            TargetKind::Function(name) => Self::Function(name.clone()),
            TargetKind::Queue(name) => {
                Self::Queue(system.queue(name).map_or_else(|| name.clone(), |queue| queue.resource.name.clone()))
            }
            TargetKind::LogGroup(name) => Self::LogGroup(name.clone()),
            TargetKind::Bus(name) => {
                Self::Bus(system.bus(name).map_or_else(|| name.clone(), |bus| bus.resource.name.clone()))
            }
            TargetKind::Other(_) => Self::Other(target.arn.clone()),
        }
    }
}

impl SystemGraph {
    /// The picture of a system, and of the machines that put events on its buses.
    pub fn of(system: &EventSystem, putting: &[Putting]) -> Self {
        let mut builder = Builder { picture: Self::default(), known: IndexMap::default(), system };
        builder.picture.graph.regions.push(Region::default());
        for (machine, buses) in putting {
            let from = builder.machine(machine);
            for bus in buses {
                let to = builder.bus(bus);
                builder.arrow(from, to, EdgeKind::Next, Way::Put);
            }
        }
        for bus in &system.buses {
            // The default bus that nobody uses is not worth a box.
            if !bus.resource.is_made_up || system.rules_of(&bus.resource.name).next().is_some() {
                builder.bus(&bus.resource.name);
            }
        }
        for (at, rule) in system.rules.iter().enumerate() {
            builder.rule(at, rule);
        }
        builder.picture
    }

    /// The box of a part.
    pub fn node_of(&self, part: &Part) -> Option<NodeId> {
        self.parts.iter().position(|known| known == part)
    }

    /// The innermost part that stands around a place of the text.
    pub fn at(&self, offset: u32) -> Option<NodeId> {
        let around = self.places.iter().enumerate().filter_map(|(id, place)| Some((id, (*place)?)));
        let around = around.filter(|(_, place)| place.touches(offset));
        around.min_by_key(|(_, place)| place.end - place.start).map(|(id, _)| id)
    }
}

struct Builder<'a> {
    picture: SystemGraph,
    known: IndexMap<Part, NodeId, FxBuildHasher>,
    system: &'a EventSystem,
}

impl Builder<'_> {
    fn rule(&mut self, at: usize, rule: &Rule) {
        let word = if rule.schedule.is_some() && rule.pattern.is_none() { "scheduled rule" } else { "rule" };
        let symbol = if word == "rule" { Symbol::Rule } else { Symbol::Wait };
        let detail = if rule.is_enabled { summary(rule) } else { "disabled".to_owned() };
        let id = self.node(Part::Rule(at), word, &rule.resource.name, &detail, symbol, rule.resource.place);
        if rule.pattern.is_some() || rule.schedule.is_none() {
            let bus = self.bus(&rule.bus);
            self.arrow(bus, id, EdgeKind::Next, Way::Match(at));
        }
        for (position, target) in rule.targets.iter().enumerate() {
            let to = self.target(target);
            self.arrow(id, to, EdgeKind::Next, Way::Deliver(vec![(at, position)]));
            if let Some(queue) = &target.dead_letters {
                let queue = self.queue(queue);
                self.arrow(to, queue, EdgeKind::Catch, Way::DeadLetter(vec![(at, position)]));
            }
        }
    }

    fn target(&mut self, target: &Target) -> NodeId {
        match &target.kind {
            TargetKind::ApiDestination(name) => {
                let found = self.system.destination(name).map(|(_, found)| found);
                let detail = found.map_or_else(
                    || "no such API destination".to_owned(),
                    |found| format!("{} {}", found.method.as_str(), bare(&found.endpoint)),
                );
                let place = found.and_then(|found| found.resource.place);
                let part = Part::Destination(found.map_or_else(|| name.clone(), |found| found.resource.name.clone()));
                self.node(part, "API destination", name, &detail, Symbol::Http, place)
            }
            TargetKind::StateMachine(name) => self.machine(name),
            TargetKind::Function(name) => {
                let place =
                    self.system.functions.iter().find(|known| known.name == *name).and_then(|known| known.place);
                self.node(Part::Function(name.clone()), "function", name, "Lambda function", Symbol::Function, place)
            }
            TargetKind::Queue(name) => self.queue(name),
            TargetKind::LogGroup(name) => {
                let place = self.system.log_group(name).and_then(|known| known.place);
                self.node(Part::LogGroup(name.clone()), "log group", name, "Log group", Symbol::LogGroup, place)
            }
            TargetKind::Bus(name) => self.bus(name),
            TargetKind::Other(service) => {
                let name = target.arn.rsplit([':', '/']).next().unwrap_or_default();
                let detail = if service.is_empty() { "not simulated" } else { service };
                self.node(Part::Other(target.arn.clone()), "target", name, detail, Symbol::Service, target.place)
            }
        }
    }

    fn bus(&mut self, reference: &str) -> NodeId {
        let found = self.system.bus(reference);
        let (name, place) =
            found.map_or_else(|| (Rc::from(reference), None), |bus| (bus.resource.name.clone(), bus.resource.place));
        let detail = match found {
            None => "no such event bus",
            Some(bus) if bus.resource.is_made_up && *name != *DEFAULT_BUS => "assumed",
            Some(_) => "Event bus",
        };
        self.node(Part::Bus(name.clone()), "event bus", &name, detail, Symbol::Bus, place)
    }

    fn machine(&mut self, name: &Rc<str>) -> NodeId {
        let place = self.system.machines.iter().find(|known| known.name == *name).and_then(|known| known.place);
        self.node(Part::Machine(name.clone()), "state machine", name, "State machine", Symbol::Machine, place)
    }

    fn queue(&mut self, reference: &str) -> NodeId {
        let found = self.system.queue(reference);
        let name = found.map_or_else(
            || Rc::from(reference.rsplit(':').next().unwrap_or(reference)),
            |queue| queue.resource.name.clone(),
        );
        let detail = match found {
            Some(queue) if queue.is_fifo => "FIFO queue",
            Some(queue) if queue.resource.is_made_up => "Queue (assumed)",
            _ => "Queue",
        };
        let place = found.and_then(|queue| queue.resource.place);
        self.node(Part::Queue(name.clone()), "queue", &name, detail, Symbol::Queue, place)
    }

    fn node(
        &mut self,
        part: Part,
        word: &'static str,
        name: &str,
        detail: &str,
        symbol: Symbol,
        place: Option<Span>,
    ) -> NodeId {
        if let Some(known) = self.known.get(&part) {
            return *known;
        }
        let picture = &mut self.picture;
        let id = picture.graph.nodes.len();
        picture.graph.nodes.push(graph::Node {
            kind: graph::NodeKind::Resource(word),
            name: name.into(),
            detail: detail.into(),
            symbol,
            region: 0,
            inner: Vec::new(),
            retries: false,
            unreachable: false,
        });
        picture.parts.push(part.clone());
        picture.places.push(place);
        if let Some(region) = picture.graph.regions.first_mut() {
            region.nodes.push(id);
        }
        self.known.insert(part, id);
        id
    }

    /// Adds an arrow, or what it stands for to one of the same kind between the same boxes.
    fn arrow(&mut self, from: NodeId, to: NodeId, kind: EdgeKind, way: Way) {
        let picture = &mut self.picture;
        let same = |edge: &Edge| edge.from == from && edge.to == to && edge.kind == kind;
        let known = picture.graph.edges.iter().position(same).and_then(|at| picture.ways.get_mut(at));
        match (known, way) {
            (Some(Way::Deliver(all)), Way::Deliver(more)) | (Some(Way::DeadLetter(all)), Way::DeadLetter(more)) => {
                all.extend(more);
            }
            (Some(Way::Put), Way::Put) => {}
            (_, way) => {
                if let Some(region) = picture.graph.regions.first_mut() {
                    region.edges.push(picture.graph.edges.len());
                }
                picture.graph.edges.push(Edge { from, to, kind, labels: Vec::new() });
                picture.ways.push(way);
            }
        }
    }
}

/// What a rule asks for in a few words: `source: shop`, `rate(5 minutes)`.
fn summary(rule: &Rule) -> String {
    if let Some(pattern) = &rule.pattern {
        let Ok(compiled) = &pattern.compiled else { return "pattern rejected by AWS".to_owned() };
        let fields = compiled.fields();
        let known: Vec<String> = fields
            .iter()
            .filter(|(name, _)| *name == "source" || *name == "detail-type")
            .map(|(_, conditions)| conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
            .map(|words| words.replace('"', ""))
            .collect();
        if !known.is_empty() {
            return known.join(" · ");
        }
        return fields.first().map_or_else(String::new, |(name, _)| (*name).to_owned());
    }
    rule.schedule.as_ref().map_or_else(String::new, |schedule| schedule.text.to_string())
}

/// An endpoint without its scheme, as the boxes of HTTP Tasks have it.
fn bare(endpoint: &str) -> &str {
    endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest)
}
