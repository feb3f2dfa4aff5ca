//! Segments → a service map: who calls whom, how often, how long it takes, and how it ends.

use std::rc::Rc;

use super::{Kind, Mark, Segment, Trace};
use asl_aws::time::Timestamp;

/// A service map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceMap {
    /// The nodes; the client is the first.
    pub nodes: Vec<Node>,
    /// The edges between them.
    pub edges: Vec<Edge>,
}

/// A node: the client, a machine, or something that is called.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its name.
    pub name: Rc<str>,
    /// What it is, as X-Ray says: `AWS::Lambda::Function`, `remote`.
    pub kind: Rc<str>,
    /// How its calls ended.
    pub tally: Tally,
    /// Its column: how many calls lie before it.
    pub column: usize,
    /// Its row in that column.
    pub row: usize,
}

/// An edge of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The position of the node that calls.
    pub from: usize,
    /// The position of the node that is called.
    pub to: usize,
    /// How many calls there were.
    pub calls: usize,
}

/// How calls ended, and how long they took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub calls: usize,
    /// Those that the caller did wrong, but for throttled ones.
    pub errors: usize,
    /// Those that failed.
    pub faults: usize,
    /// Those of which there were too many.
    pub throttles: usize,
    /// How long all of them took, in milliseconds.
    pub millis: i64,
}

impl Tally {
    fn add(&mut self, mark: Mark, millis: i64) {
        self.calls += 1;
        self.millis += millis;
        match mark {
            Mark { throttle: true, .. } => self.throttles += 1,
            Mark { fault: true, .. } => self.faults += 1,
            Mark { error: true, .. } => self.errors += 1,
            Mark { .. } => {}
        }
    }

    /// How many ended well.
    pub fn ok(&self) -> usize {
        self.calls - self.errors - self.faults - self.throttles
    }

    /// How long a call took on average, in milliseconds.
    pub fn average(&self) -> i64 {
        self.millis / i64::try_from(self.calls.max(1)).unwrap_or(1)
    }

    /// How many of a hundred calls ended as `count` of them did.
    pub fn percent(&self, count: usize) -> usize {
        (count * 100 + self.calls / 2) / self.calls.max(1)
    }
}

/// The service map of a trace; what goes on lasts until `now`.
pub fn service_map(trace: &Trace, now: Timestamp) -> ServiceMap {
    let mut map = ServiceMap::default();
    map.nodes.push(Node { name: "Client".into(), kind: "client".into(), tally: Tally::default(), column: 0, row: 0 });
    let machine = map.called(0, &trace.root.name, "AWS::StepFunctions::StateMachine");
    map.count(0, machine, &trace.root, now);
    map.inside(machine, &trace.root, now);
    for at in 0..map.nodes.len() {
        let column = map.nodes.get(at).map_or(0, |node| node.column);
        let row = map.nodes.iter().take(at).filter(|other| other.column == column).count();
        map.nodes.iter_mut().skip(at).take(1).for_each(|node| node.row = row);
    }
    map
}

impl ServiceMap {
    /// The node of that name and kind, which is behind `from` if it is new.
    fn called(&mut self, from: usize, name: &Rc<str>, kind: &str) -> usize {
        if let Some(known) = self.nodes.iter().position(|node| node.name == *name && &*node.kind == kind) {
            return known;
        }
        let column = self.nodes.get(from).map_or(0, |node| node.column + 1);
        let (name, kind, tally) = (name.clone(), kind.into(), Tally::default());
        self.nodes.push(Node { name, kind, tally, column, row: 0 });
        self.nodes.len() - 1
    }

    fn count(&mut self, from: usize, to: usize, segment: &Segment, now: Timestamp) {
        match self.edges.iter_mut().find(|edge| (edge.from, edge.to) == (from, to)) {
            Some(edge) => edge.calls += 1,
            None => self.edges.push(Edge { from, to, calls: 1 }),
        }
        if let Some(node) = self.nodes.get_mut(to) {
            node.tally.add(segment.mark, segment.took(now));
        }
    }

    /// The calls in a segment of `from`.
    fn inside(&mut self, from: usize, segment: &Segment, now: Timestamp) {
        for part in &segment.parts {
            let kind = match &part.kind {
                Kind::State(_) => {
                    self.inside(from, part, now);
                    continue;
                }
                Kind::Machine(_) => "AWS::StepFunctions::StateMachine".to_owned(),
                Kind::Rule => "AWS::Events::Rule".to_owned(),
                Kind::Service(service, _) if &**service == "states" && holds_execution(part) => {
                    self.inside(from, part, now);
                    continue;
                }
                Kind::Http => "remote".to_owned(),
                Kind::Function { .. } => "AWS::Lambda::Function".to_owned(),
                Kind::Service(service, _) if &**service == "lambda" => "AWS::Lambda::Function".to_owned(),
                Kind::Service(service, _) => service.to_string(),
            };
            let to = self.called(from, &part.name, &kind);
            // A function whose code ran is counted where it is called.
            if !matches!(part.kind, Kind::Function { .. }) {
                self.count(from, to, part, now);
            }
            self.inside(to, part, now);
        }
    }
}

/// Whether it is the call of a rule that started an execution, which is there itself.
fn holds_execution(segment: &Segment) -> bool {
    segment.parts.iter().any(|part| matches!(part.kind, Kind::Machine(_)))
}
