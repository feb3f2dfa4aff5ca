//! Going from state to state with the arrow keys: along the arrows, and between what stands side by side.

use super::layout::{Direction, Layout, Rect};
use super::model::{Graph, NodeId, NodeKind};

/// A step of an arrow key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Along an arrow.
    Forward,
    /// Against one.
    Back,
    /// To what stands beside it, behind; into an open box.
    After,
    /// To what stands beside it, before; out of a box.
    Before,
    /// To the first state.
    First,
    /// To the last one.
    Last,
}

impl Step {
    /// The step that a key asks for in a picture of that direction.
    pub fn of_key(key: &str, direction: Direction) -> Option<Self> {
        Some(match (key, direction) {
            ("ArrowDown", Direction::Down) | ("ArrowRight", Direction::Right) => Self::Forward,
            ("ArrowUp", Direction::Down) | ("ArrowLeft", Direction::Right) => Self::Back,
            ("ArrowRight", Direction::Down) | ("ArrowDown", Direction::Right) => Self::After,
            ("ArrowLeft", Direction::Down) | ("ArrowUp", Direction::Right) => Self::Before,
            ("Home", _) => Self::First,
            ("End", _) => Self::Last,
            _ => return None,
        })
    }
}

/// Where the step leads from `from`; `None` if it leads nowhere.
pub fn step(graph: &Graph, layout: &Layout, from: Option<NodeId>, step: Step) -> Option<NodeId> {
    let stands =
        |id: &NodeId| layout.rect(*id).is_some() && graph.node(*id).is_some_and(|node| !node.kind.is_end_point());
    let mut outline = graph.outline().into_iter().map(|(id, _)| id).filter(stands);
    let Some(from) = from else {
        return if step == Step::Last { outline.next_back() } else { outline.next() };
    };
    match step {
        Step::First => outline.next(),
        Step::Last => outline.next_back(),
        Step::Forward => forward(graph, layout, from),
        Step::Back => {
            let before = graph.incoming(from).map(|edge| edge.from).filter(stands);
            let start = |id: &NodeId| layout.rect(*id).map_or(f64::MAX, |rect| along(layout, rect).0);
            let here = start(&from);
            // The nearest that stands further back; an arrow that leads back comes from further on.
            let nearest = before.filter(|id| start(id) < here).max_by(|a, b| start(a).total_cmp(&start(b)));
            nearest.or_else(|| graph.owner(from)).or_else(|| graph.incoming(from).map(|edge| edge.from).find(stands))
        }
        Step::After => {
            let entered =
                graph.node(from).filter(|_| layout.is_open(from)).and_then(|node| node.inner.first().copied());
            let first = entered.and_then(|region| graph.reading_order(region).first().copied());
            first.or_else(|| after(graph, layout, from))
        }
        Step::Before => beside(graph, layout, from, false).or_else(|| graph.owner(from)),
    }
}

fn forward(graph: &Graph, layout: &Layout, from: NodeId) -> Option<NodeId> {
    let is_end = |id: NodeId| graph.node(id).is_some_and(|node| node.kind == NodeKind::End);
    let targets: Vec<NodeId> = graph.outgoing(from).map(|edge| edge.to).filter(|id| !is_end(*id)).collect();
    let start = |id: NodeId| layout.rect(id).map_or(0.0, |rect| along(layout, rect).0);
    let on = targets.iter().copied().find(|id| start(*id) > start(from));
    on.or_else(|| targets.first().copied()).or_else(|| forward(graph, layout, graph.owner(from)?))
}

/// What stands behind, in the next branch, or behind the box that holds it.
fn after(graph: &Graph, layout: &Layout, from: NodeId) -> Option<NodeId> {
    if let Some(found) = beside(graph, layout, from, true) {
        return Some(found);
    }
    let owner = graph.owner(from)?;
    let region = graph.node(from)?.region;
    let mut branches = graph.node(owner)?.inner.iter().copied().skip_while(|branch| *branch != region).skip(1);
    let next = branches.find_map(|branch| graph.reading_order(branch).first().copied());
    next.or_else(|| after(graph, layout, owner))
}

/// The nearest node of the same region that stands at the same height.
fn beside(graph: &Graph, layout: &Layout, from: NodeId, after: bool) -> Option<NodeId> {
    let own = layout.rect(from)?;
    let region = graph.regions.get(graph.node(from)?.region)?;
    let (low, high) = along(layout, own);
    let candidates = region.nodes.iter().filter_map(|id| {
        let rect = layout.rect(*id).filter(|_| *id != from)?;
        let (start, end) = along(layout, rect);
        let distance = across(layout, rect) - across(layout, own);
        let is_point = graph.node(*id).is_some_and(|node| node.kind.is_end_point());
        (start < high && low < end && (distance > 0.0) == after && !is_point).then_some((distance.abs(), *id))
    });
    candidates.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id)
}

fn along(layout: &Layout, rect: Rect) -> (f64, f64) {
    match layout.direction {
        Direction::Down => (rect.y, rect.bottom()),
        Direction::Right => (rect.x, rect.right()),
    }
}

fn across(layout: &Layout, rect: Rect) -> f64 {
    match layout.direction {
        Direction::Down => rect.middle().x,
        Direction::Right => rect.middle().y,
    }
}

#[cfg(test)]
mod tests {
    use asl_value::SortedSet;

    use super::{Step, step};
    use crate::graph::{Direction, Graph, Layout};
    use asl_lang::check_text;

    #[test]
    fn arrow_keys_reach_every_state_along_the_arrows_and_beside_them() {
        let definition = r#"{"StartAt": "Ask", "States": {
            "Ask": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "Both"}], "Default": "Skip"},
            "Both": {"Type": "Parallel", "Next": "Done", "Branches": [
                {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A2"}, "A2": {"Type": "Pass", "End": true}}},
                {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}]},
            "Skip": {"Type": "Pass", "Next": "Ask"},
            "Done": {"Type": "Succeed"}}}"#;
        let (graph, _) = Graph::of(&check_text(definition).machine.unwrap());
        let layout = Layout::of(&graph, Direction::Down, &SortedSet::new());
        let id = |name: &str| graph.nodes.iter().position(|node| &*node.name == name);
        let go = |from: &str, way| step(&graph, &layout, id(from), way).map(|to| graph.nodes[to].name.to_string());
        for (from, way, to) in [
            ("Ask", Step::Forward, "Both"),
            ("Both", Step::Forward, "Done"),
            ("Both", Step::Back, "Ask"),
            ("Both", Step::After, "A"),
            ("A", Step::Forward, "A2"),
            ("A2", Step::Forward, "Done"),
            ("A", Step::After, "B"),
            ("B", Step::After, "Skip"),
            ("Skip", Step::Before, "Both"),
            ("Skip", Step::Forward, "Ask"),
            ("A", Step::Back, "Both"),
            ("B", Step::Before, "Both"),
            ("Done", Step::First, "Ask"),
        ] {
            assert_eq!(go(from, way).as_deref(), Some(to), "{way:?} from {from}");
        }
        assert_eq!(step(&graph, &layout, None, Step::Back), id("Ask"), "the first key enters the picture");
    }
}
