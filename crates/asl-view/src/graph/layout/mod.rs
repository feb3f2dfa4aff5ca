//! Where everything is drawn: each region is laid out for itself, and stands as one box in the region that holds it.

mod at;
mod columns;
mod geometry;
mod lanes;
mod layered;
pub mod measure;
mod order;
mod positions;
mod ranks;

use asl_value::SortedSet;

use at::At;
pub use geometry::{Piece, Point, Rect, Route};
use layered::{Item, Laid, Link};

use super::model::{Edge, EdgeKind, Graph, Node, NodeId, NodeKind, RegionId};

/// Which way the flow goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From top to bottom.
    #[default]
    Down,
    /// From left to right.
    Right,
}

/// Where everything is drawn. What stands inside of a collapsed box has no place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The width of the whole picture.
    pub width: f64,
    /// The height of the whole picture.
    pub height: f64,
    /// The box of each node.
    pub boxes: Vec<Option<Rect>>,
    /// The way of each edge.
    pub routes: Vec<Option<Route>>,
    /// The area of each branch or processor; the first is the whole.
    pub regions: Vec<Option<Rect>>,
    /// Which way the flow goes.
    pub direction: Direction,
    /// The Parallels and Maps that are drawn open.
    pub open: Vec<bool>,
    /// In how many columns a tall picture stands side by side; in one that is drawn to the right, how many rows.
    pub columns: usize,
}

/// The size of a name's letters.
pub const NAME: f64 = 13.0;
/// The size of the second line's letters.
pub const DETAIL: f64 = 11.0;
/// The size of a label's letters.
pub const LABEL: f64 = 11.0;
/// The height of a box with a name of one line.
const HEIGHT: f64 = 50.0;
/// What each further line adds.
pub const LINE: f64 = 16.0;
/// The widest a name may be before it breaks.
pub const NAME_ROOM: f64 = 184.0;
/// The widest a name may be in the title of an open box before it is cut, if what is inside is not wider.
const TITLE_ROOM: f64 = 300.0;
/// The most lines that a name takes.
const NAME_LINES: usize = 3;
/// The widest a second line may be before it is cut.
pub const DETAIL_ROOM: f64 = 232.0;
const LEAST_WIDTH: f64 = 116.0;
/// Left of the words: the icon and its margins.
pub const ICON: f64 = 44.0;
/// Right of the words.
const AFTER: f64 = 16.0;
/// The height of the title of a box with others inside.
pub const TITLE: f64 = 58.0;
/// Around what stands inside of a box.
const PADDING: f64 = 20.0;
/// The longest label.
const LABEL_ROOM: f64 = 184.0;
/// The height of a label.
const LABEL_HEIGHT: f64 = 18.0;
/// Around the whole picture.
const MARGIN: f64 = 24.0;

impl Layout {
    /// Lays out a graph, with these Parallels and Maps drawn closed.
    pub fn of(graph: &Graph, direction: Direction, closed: &SortedSet<NodeId>) -> Self {
        let open = |id: NodeId, node: &Node| !node.inner.is_empty() && !closed.contains(&id);
        let open: Vec<bool> = graph.nodes.iter().enumerate().map(|(id, node)| open(id, node)).collect();
        let shown = shown(graph, &open);
        let mut areas: Vec<Area> = vec![Area::default(); graph.regions.len()];
        // Inner regions stand behind the ones that hold them.
        for id in (0..graph.regions.len()).rev().filter(|id| shown.at(*id)) {
            let area = Area::of(graph, id, direction, &open, &areas);
            if let Some(slot) = areas.get_mut(id) {
                *slot = area;
            }
        }
        let mut layout = Self {
            boxes: vec![None; graph.nodes.len()],
            routes: vec![None; graph.edges.len()],
            regions: vec![None; graph.regions.len()],
            direction,
            open,
            ..Self::default()
        };
        if let Some(whole) = areas.first() {
            layout.columns = whole.columns;
            layout.width = whole.width + 2.0 * MARGIN;
            layout.height = whole.height + 2.0 * MARGIN;
        }
        let mut origins = vec![Point::default(); graph.regions.len()];
        origins.put(0, Point::new(MARGIN, MARGIN));
        for (id, region) in graph.regions.iter().enumerate().filter(|(id, _)| shown.at(*id)) {
            let (Some(area), origin) = (areas.get(id), origins.at(id)) else { continue };
            if let Some(slot) = layout.regions.get_mut(id) {
                *slot = Some(Rect { x: origin.x, y: origin.y, width: area.width, height: area.height });
            }
            for (node, rect) in region.nodes.iter().zip(&area.boxes) {
                let rect = rect.moved(origin);
                layout.boxes.put(*node, Some(rect));
                if !layout.open.at(*node) {
                    continue;
                }
                let inner = graph.node(*node).map(|node| node.inner.as_slice()).unwrap_or_default();
                // A long title makes a box wider than what is inside, which then stands in its middle.
                let (wide, _) = inner_size(inner.iter().filter_map(|region| areas.get(*region)), direction);
                let mut at = Point::new(rect.x + (rect.width - wide) / 2.0, rect.y + TITLE);
                for branch in inner {
                    let Some(area) = areas.get(*branch) else { continue };
                    origins.put(*branch, at);
                    match direction {
                        Direction::Down => at.x += area.width + PADDING,
                        Direction::Right => at.y += area.height + PADDING,
                    }
                }
            }
            for (edge, route) in region.edges.iter().zip(&area.routes) {
                if let Some(slot) = layout.routes.get_mut(*edge) {
                    *slot = Some(route.moved(origin));
                }
            }
        }
        layout
    }

    /// The box of a node.
    pub fn rect(&self, id: NodeId) -> Option<Rect> {
        self.boxes.get(id).copied().flatten()
    }

    /// Whether a Parallel or Map is drawn open.
    pub fn is_open(&self, id: NodeId) -> bool {
        self.open.at(id)
    }

    /// The node itself if it is drawn, or the closed box that it is inside of.
    pub fn visible(&self, graph: &Graph, mut id: NodeId) -> Option<NodeId> {
        while self.rect(id).is_none() {
            id = graph.owner(id)?;
        }
        Some(id)
    }
}

/// The regions that are drawn.
fn shown(graph: &Graph, open: &[bool]) -> Vec<bool> {
    let mut shown = vec![false; graph.regions.len()];
    for (id, region) in graph.regions.iter().enumerate() {
        let is_shown = region.owner.is_none_or(|owner| {
            let outer = graph.node(owner).map(|node| node.region);
            open.at(owner) && outer.is_some_and(|outer| shown.at(outer))
        });
        shown.put(id, is_shown);
    }
    shown
}

/// A region that was laid out for itself.
#[derive(Clone, Debug, Default)]
struct Area {
    width: f64,
    height: f64,
    boxes: Vec<Rect>,
    routes: Vec<Route>,
    columns: usize,
}

impl Area {
    fn of(graph: &Graph, id: RegionId, direction: Direction, open: &[bool], areas: &[Self]) -> Self {
        let Some(region) = graph.regions.get(id) else { return Self::default() };
        let turned = |(width, height): (f64, f64)| match direction {
            Direction::Down => Item { breadth: width, depth: height },
            Direction::Right => Item { breadth: height, depth: width },
        };
        // The flow begins with the first item: where a run enters.
        let mut nodes = region.nodes.clone();
        let enters = if region.owner.is_none() { nodes.first().copied() } else { region.start };
        if let Some(place) = enters.and_then(|start| nodes.iter().position(|node| *node == start)) {
            nodes.get_mut(..=place).into_iter().for_each(|front| front.rotate_right(1));
        }
        let mut place_of = vec![0; graph.nodes.len()];
        for (place, node) in nodes.iter().enumerate() {
            place_of.put(*node, place);
        }
        let size = |id: &NodeId| {
            let Some(node) = graph.node(*id) else { return Item::default() };
            turned(if open.at(*id) { open_size(node, direction, areas) } else { size(node) })
        };
        let items: Vec<Item> = nodes.iter().map(size).collect();
        let link = |id: &usize| {
            let edge = graph.edge(*id)?;
            let label = label(graph, edge).map(|text| turned((measure::width(&text, LABEL) + 12.0, LABEL_HEIGHT)));
            let catches = edge.kind == EdgeKind::Catch;
            Some(Link { from: place_of.at(edge.from), to: place_of.at(edge.to), label, catches })
        };
        let links: Vec<Link> = region.edges.iter().filter_map(link).collect();
        let laid = layered::lay_out(&items, &links);
        let (laid, columns) = if region.owner.is_none() { columns::fold(laid, &links) } else { (laid, 1) };
        let Laid { breadth, depth, boxes, routes } = laid;
        let boxes = region.nodes.iter().map(|node| boxes.at(place_of.at(*node)));
        match direction {
            Direction::Down => Self { width: breadth, height: depth, boxes: boxes.collect(), routes, columns },
            Direction::Right => Self {
                width: depth,
                height: breadth,
                boxes: boxes.map(Rect::turned).collect(),
                routes: routes.iter().map(Route::turned).collect(),
                columns,
            },
        }
    }
}

/// The label of an edge as it is drawn; `None` if there is none. One that has to be shortened shows where it differs from those
/// beside it.
pub fn label(graph: &Graph, edge: &Edge) -> Option<String> {
    let text = edge.labels.join(" or ");
    if text.is_empty() {
        return None;
    }
    let short = measure::cut_in_the_middle(&text, LABEL, LABEL_ROOM);
    if short == text {
        return Some(short);
    }
    let beside = graph.outgoing(edge.from).map(|other| other.labels.join(" or "));
    let alike = beside.filter(|other| *other != text && measure::cut_in_the_middle(other, LABEL, LABEL_ROOM) == short);
    // From this letter on it differs from each of them.
    let common = |other: &String| text.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    Some(match alike.map(|other| common(&other)).min() {
        Some(differs) => measure::cut_around(&text, differs, LABEL, LABEL_ROOM),
        None => short,
    })
}

/// The name of a closed box in its lines.
pub fn name_lines(node: &Node) -> Vec<String> {
    measure::lines(&node.name, NAME * measure::BOLD, NAME_ROOM, NAME_LINES)
}

/// The width and height of a closed box.
fn size(node: &Node) -> (f64, f64) {
    if matches!(node.kind, NodeKind::Start | NodeKind::End) {
        return (68.0, 30.0);
    }
    let names = name_lines(node);
    let widest = names.iter().map(|line| measure::bold_width(line, NAME)).fold(0.0, f64::max);
    let detail = measure::width(&node.detail, DETAIL).min(DETAIL_ROOM);
    let signs = if node.inner.is_empty() { 0.0 } else { 24.0 } + if node.retries { 12.0 } else { 0.0 };
    let width = (ICON + widest.max(detail) + AFTER + signs).max(LEAST_WIDTH);
    #[expect(clippy::cast_precision_loss, reason = "few lines")]
    let more = names.len().saturating_sub(1) as f64 * LINE;
    (width.ceil(), HEIGHT + more)
}

/// The width and height of an open box.
fn open_size(node: &Node, direction: Direction, areas: &[Area]) -> (f64, f64) {
    let (width, height) = inner_size(node.inner.iter().filter_map(|region| areas.get(*region)), direction);
    let title = ICON + measure::bold_width(&node.name, NAME).min(TITLE_ROOM) + AFTER + 32.0;
    ((width + 2.0 * PADDING).max(title).ceil(), TITLE + height + PADDING)
}

/// The width and height of what stands in an open box: branches side by side, across the flow.
fn inner_size<'a>(branches: impl Iterator<Item = &'a Area>, direction: Direction) -> (f64, f64) {
    let (mut width, mut height) = (0.0_f64, 0.0_f64);
    for (number, area) in branches.enumerate() {
        let gap = if number == 0 { 0.0 } else { PADDING };
        (width, height) = match direction {
            Direction::Down => (width + gap + area.width, height.max(area.height)),
            Direction::Right => (width.max(area.width), height + gap + area.height),
        };
    }
    (width, height)
}
