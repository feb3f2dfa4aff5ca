//! One region in layers (Sugiyama, Tagawa and Toda): ranks, an order with few crossings, places, routes.
//!
//! Here the flow always goes down; [`Direction::Right`](super::Direction) turns the result. A link that spans several
//! layers passes through carriers, vertices without a size. Many links that lead to the same item share their carriers,
//! so that a handler of a thousand catchers costs one line and not a thousand.

use super::at::{At, Rows};
use super::geometry::{Point, Rect, Route};
use super::lanes;
use super::order;
use super::positions;
use super::ranks;
use asl_value::Sort;

/// A box to be placed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Item {
    /// Its size across the flow.
    pub(super) breadth: f64,
    /// Its size along the flow.
    pub(super) depth: f64,
}

/// A link between two items.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    /// The item where it leaves.
    pub(super) from: usize,
    /// The item where it leads.
    pub(super) to: usize,
    /// The size of its label.
    pub(super) label: Option<Item>,
    /// Whether it is a catcher's.
    pub(super) catches: bool,
}

/// A region that was laid out.
#[derive(Clone, Debug, Default)]
pub(super) struct Laid {
    /// Its size across the flow.
    pub(super) breadth: f64,
    /// Its size along the flow.
    pub(super) depth: f64,
    /// The box of each item.
    pub(super) boxes: Vec<Rect>,
    /// The way of each link.
    pub(super) routes: Vec<Route>,
}

/// Between two boxes of one layer.
const BESIDE: f64 = 28.0;
/// Between two lines, or a line and a box, of one layer.
const BESIDE_LINE: f64 = 16.0;
/// Between two layers; half of it before and behind labels.
const BETWEEN: f64 = 44.0;
/// How much steeper a gap becomes at most, where lines swing far.
const SWING: f64 = 40.0;
/// So many links to one item have lines of their own; more of them, and catchers, share one.
const FEW: usize = 6;
/// In a picture of so many items what leads further than so many ranks goes around at the side, in lanes that others take
/// over where it ends: straight lines that overlap in turn would stand ever further out. Up to so many ways.
const LARGE: usize = 60;
const FAR: usize = 5;
const MOST_LANES: usize = 500;
/// More carriers than these are not worth their time: the longest links then go around at the side.
const MOST_CARRIERS: usize = 20_000;

/// Everything that stands in layers: the items first, then labels and carriers.
#[derive(Default)]
pub(super) struct Vertices {
    pub(super) layer: Vec<usize>,
    pub(super) breadth: Vec<f64>,
    pub(super) depth: Vec<f64>,
    margin: Vec<f64>,
    carries: Vec<bool>,
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
    /// Pairs that only a catcher's way joins.
    weak: Vec<(usize, usize)>,
}

impl Vertices {
    fn push(&mut self, layer: usize, size: Item, margin: f64, carries: bool) -> usize {
        self.layer.push(layer);
        self.breadth.push(size.breadth);
        self.depth.push(size.depth);
        self.margin.push(margin);
        self.carries.push(carries);
        self.above.push(Vec::new());
        self.below.push(Vec::new());
        self.layer.len() - 1
    }

    fn join(&mut self, upper: usize, lower: usize, catches: bool) {
        if !self.below.row(upper).contains(&lower) {
            self.below.add(upper, lower);
            self.above.add(lower, upper);
            if catches {
                self.weak.push((upper, lower));
            }
        }
    }

    /// Neighbors above and below that a vertex should stand in line with: a catcher's way only where there is no other,
    /// so that the ordinary course of a machine is one straight line.
    fn in_line(&self) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
        let mut weak = self.weak.clone();
        weak.order();
        let is_weak = |upper: usize, lower: usize| weak.binary_search(&(upper, lower)).is_ok();
        let strong_below: Vec<bool> =
            self.below.iter().enumerate().map(|(upper, all)| all.iter().any(|lower| !is_weak(upper, *lower))).collect();
        let strong_above: Vec<bool> =
            self.above.iter().enumerate().map(|(lower, all)| all.iter().any(|upper| !is_weak(*upper, lower))).collect();
        // Whoever joins a shared line bends towards it, and not the line.
        let goes_on: Vec<bool> = self
            .above
            .iter()
            .enumerate()
            .map(|(lower, all)| self.carries.at(lower) && all.iter().any(|upper| self.carries.at(*upper)))
            .collect();
        let joins = |upper: usize, lower: usize| goes_on.at(lower) && !self.carries.at(upper);
        // What only leads to shared lines stands beside the course that goes on, however many such there are.
        let mut upwards: Vec<usize> = (0..self.layer.len()).collect();
        upwards.order_by_key(|vertex| usize::MAX - self.layer.at(*vertex));
        let mut leaves = vec![false; self.layer.len()];
        for vertex in upwards {
            let all = self.below.row(vertex);
            leaves.put(vertex, !all.is_empty() && all.iter().all(|lower| joins(vertex, *lower) || leaves.at(*lower)));
        }
        let counts = |upper: usize, lower: usize| {
            let is_beside = leaves.at(lower) && !leaves.at(upper);
            !joins(upper, lower)
                && !is_beside
                && (!is_weak(upper, lower) || !(strong_below.at(upper) || strong_above.at(lower)))
        };
        let (mut above, mut below) = (self.above.clone(), self.below.clone());
        for (lower, all) in above.iter_mut().enumerate() {
            all.retain(|upper| counts(*upper, lower));
        }
        for (upper, all) in below.iter_mut().enumerate() {
            all.retain(|lower| counts(upper, *lower));
        }
        (above, below)
    }
}

/// Lays out a region. The first item is where its flow begins.
pub(super) fn lay_out(items: &[Item], links: &[Link]) -> Laid {
    let ranks = ranks::ranks(items.len(), links);
    let mut aside = ranks.back.clone();
    send_aside(links, &ranks.rank, &mut aside);
    // A layer for each rank, and one behind it where labels stand.
    let count = ranks.rank.iter().max().map_or(0, |rank| rank + 1);
    let mut labeled = vec![false; count];
    for (link, aside) in links.iter().zip(&aside) {
        if link.label.is_some() && !aside {
            labeled.put(ranks.rank.at(link.from), true);
        }
    }
    let mut layer_of = Vec::with_capacity(count);
    let mut layers = 0;
    for labels in &labeled {
        layer_of.push(layers);
        layers += 1 + usize::from(*labels);
    }

    let mut vertices = Vertices::default();
    for (number, item) in items.iter().enumerate() {
        vertices.push(layer_of.at(ranks.rank.at(number)), *item, BESIDE, false);
    }
    let chains = chains(&mut vertices, links, &aside, &labeled, &ranks.rank);
    let ordered = order::order(first_order(&vertices, layers, items.len()), &vertices.above, &vertices.below);
    let (above, below) = vertices.in_line();
    let across = positions::place(&positions::Input {
        layers: &ordered,
        above: &above,
        below: &below,
        breadth: &vertices.breadth,
        margin: &vertices.margin,
        carries: &vertices.carries,
    });
    let along = along(&vertices, &ordered, &across);
    let boxes: Vec<Rect> = (0..items.len())
        .map(|vertex| {
            let (breadth, depth) = (vertices.breadth.at(vertex), vertices.depth.at(vertex));
            let (start, _) = along.at(vertices.layer.at(vertex));
            Rect { x: across.at(vertex) - breadth / 2.0, y: start, width: breadth, height: depth }
        })
        .collect();
    let mut routes: Vec<Route> = links
        .iter()
        .zip(&chains)
        .map(|(link, chain)| route(link, chain, links, &boxes, &vertices, &across, &along))
        .collect();
    lanes::route(links, &aside, &boxes, &vertices, &across, &along, &mut routes);
    shift(boxes, routes)
}

/// Links whose carriers would be too many go around at the side: the longest first.
fn send_aside(links: &[Link], rank: &[usize], aside: &mut [bool]) {
    let span = |link: &Link| rank.at(link.to).saturating_sub(rank.at(link.from));
    let mut groups: Vec<(usize, usize, bool)> = Vec::new();
    for (link, aside) in links.iter().zip(aside.iter()) {
        if !aside && span(link) > 1 {
            groups.push((link.to, span(link), link.catches));
        }
    }
    // Links to one item share their carriers: the longest of them counts.
    groups.order_by_key(|(to, span, catches)| (*to, *catches, usize::MAX - span));
    groups.dedup_by_key(|(to, _, catches)| (*to, *catches));
    groups.order_by_key(|(_, span, _)| *span);
    let far = groups.iter().filter(|(_, span, _)| *span > FAR).count();
    let goes_around = rank.len() >= LARGE && far <= MOST_LANES;
    let mut carriers = 0;
    for (to, span, catches) in groups {
        carriers += span * 2;
        if carriers > MOST_CARRIERS || (goes_around && span > FAR) {
            for (link, aside) in links.iter().zip(aside.iter_mut()) {
                *aside |= link.to == to && link.catches == catches && rank.at(link.to) > rank.at(link.from) + 1;
            }
        }
    }
}

/// For each link the vertices that it passes, both ends left out.
fn chains(
    vertices: &mut Vertices,
    links: &[Link],
    aside: &[bool],
    labeled: &[bool],
    rank: &[usize],
) -> Vec<Vec<usize>> {
    let mut shared: Vec<Vec<(usize, bool, usize)>> = Vec::new();
    let mut chains = Vec::with_capacity(links.len());
    let mut arriving = vec![0_usize; rank.len()];
    for link in links {
        arriving.put(link.to, arriving.at(link.to) + 1);
    }
    for (link, aside) in links.iter().zip(aside) {
        let joins = link.catches || arriving.at(link.to) > FEW;
        let mut chain = Vec::new();
        if *aside {
            chains.push(chain);
            continue;
        }
        let (from, to) = (vertices.layer.at(link.from), vertices.layer.at(link.to));
        let mut last = link.from;
        for layer in from + 1..to {
            let is_first = layer == from + 1;
            let vertex = if is_first && labeled.at(rank.at(link.from)) {
                let size = link.label.unwrap_or_default();
                let margin = if link.label.is_some() { BESIDE_LINE / 2.0 } else { BESIDE_LINE };
                vertices.push(layer, size, margin, false)
            } else {
                if shared.len() <= layer {
                    shared.resize(layer + 1, Vec::new());
                }
                let is_known = |(to, catches, _): &&(usize, bool, usize)| (*to, *catches) == (link.to, link.catches);
                match shared.row(layer).iter().find(is_known) {
                    Some((_, _, vertex)) if joins => *vertex,
                    _ => {
                        let vertex = vertices.push(layer, Item::default(), BESIDE_LINE, true);
                        shared.add(layer, (link.to, link.catches, vertex));
                        vertex
                    }
                }
            };
            vertices.join(last, vertex, link.catches);
            chain.push(vertex);
            last = vertex;
        }
        vertices.join(last, link.to, link.catches);
        chains.push(chain);
    }
    chains
}

/// The layers in the order of a walk from the first item, which keeps the order of the text from left to right; where
/// catchers lead stands right of where else it goes on.
fn first_order(vertices: &Vertices, layers: usize, items: usize) -> Vec<Vec<usize>> {
    let mut order = vec![Vec::new(); layers];
    let mut seen = vec![false; vertices.layer.len()];
    let mut weak = vertices.weak.clone();
    weak.order();
    for root in 0..items {
        let mut stack = vec![root];
        while let Some(vertex) = stack.pop() {
            if seen.at(vertex) {
                continue;
            }
            seen.put(vertex, true);
            order.add(vertices.layer.at(vertex), vertex);
            let below = vertices.below.row(vertex).iter().rev();
            let is_weak = |lower: &&usize| weak.binary_search(&(vertex, **lower)).is_ok();
            stack.extend(below.clone().filter(is_weak));
            stack.extend(below.filter(|lower| !is_weak(lower)));
        }
    }
    order
}

/// Where each layer begins along the flow, and how deep it is.
fn along(vertices: &Vertices, layers: &[Vec<usize>], across: &[f64]) -> Vec<(f64, f64)> {
    let mut along = Vec::with_capacity(layers.len());
    let mut at = 0.0;
    for (index, layer) in layers.iter().enumerate() {
        let depth = layer.iter().map(|vertex| vertices.depth.at(*vertex)).fold(0.0, f64::max);
        along.push((at, depth));
        let swings = layer.iter().flat_map(|vertex| {
            vertices.below.row(*vertex).iter().map(|other| (across.at(*other) - across.at(*vertex)).abs())
        });
        let farthest = swings.fold(0.0, f64::max);
        let is_label = |layer: &Vec<usize>| {
            layer.iter().any(|vertex| *vertex >= vertices.layer.len() || vertices.is_label(*vertex))
        };
        let labels_near = is_label(layer) || layers.get(index + 1).is_some_and(is_label);
        let gap = if labels_near { BETWEEN * 0.55 } else { BETWEEN };
        at += depth + gap + (farthest * 0.08).min(SWING);
    }
    along
}

impl Vertices {
    /// Whether it is the label of a link.
    fn is_label(&self, vertex: usize) -> bool {
        self.depth.at(vertex) > 0.0 && self.margin.at(vertex) < BESIDE
    }
}

/// How far beside the middle a catcher leaves, where another arrow leaves there too.
fn port(link: &Link, links: &[Link], boxes: &[Rect], towards: f64) -> f64 {
    let box_at = boxes.at(link.from);
    let middle = box_at.middle().x;
    if !link.catches || !links.iter().any(|other| other.from == link.from && !other.catches) {
        return middle;
    }
    let side = if towards < middle { -1.0 } else { 1.0 };
    middle + side * (box_at.width * 0.3).min(56.0)
}

fn route(
    link: &Link,
    chain: &[usize],
    links: &[Link],
    boxes: &[Rect],
    vertices: &Vertices,
    across: &[f64],
    along: &[(f64, f64)],
) -> Route {
    let (from, to) = (boxes.at(link.from), boxes.at(link.to));
    let first = chain.first().map_or(to.middle().x, |vertex| across.at(*vertex));
    let leave = port(link, links, boxes, first);
    let mut route = Route { start: Point::new(leave, from.bottom()), ..Route::default() };
    let (start, depth) = along.at(vertices.layer.at(link.from));
    route.line(Point::new(leave, start + depth));
    for vertex in chain {
        let (start, depth) = along.at(vertices.layer.at(*vertex));
        let x = across.at(*vertex);
        route.swing(Point::new(x, start));
        route.line(Point::new(x, start + depth));
        if vertices.is_label(*vertex) {
            let (breadth, own) = (vertices.breadth.at(*vertex), vertices.depth.at(*vertex));
            route.label =
                Some(Rect { x: x - breadth / 2.0, y: start + (depth - own) / 2.0, width: breadth, height: own });
        }
    }
    route.swing(Point::new(to.middle().x, to.y));
    route
}

/// Moves everything so that it begins at zero.
fn shift(boxes: Vec<Rect>, routes: Vec<Route>) -> Laid {
    let (mut low, mut high) =
        (Point::new(f64::INFINITY, f64::INFINITY), Point::new(f64::NEG_INFINITY, f64::NEG_INFINITY));
    let mut take = |x: f64, y: f64| {
        low = Point::new(low.x.min(x), low.y.min(y));
        high = Point::new(high.x.max(x), high.y.max(y));
    };
    for rect in boxes.iter().chain(routes.iter().filter_map(|route| route.label.as_ref())) {
        take(rect.x, rect.y);
        take(rect.right(), rect.bottom());
    }
    for route in routes.iter().filter(|route| !route.pieces.is_empty()) {
        for point in route.pieces.iter().map(|piece| piece.end()).chain([route.start]) {
            take(point.x, point.y);
        }
    }
    if low.x > high.x {
        return Laid::default();
    }
    let by = Point::new(-low.x, -low.y);
    Laid {
        breadth: high.x - low.x,
        depth: high.y - low.y,
        boxes: boxes.into_iter().map(|rect| rect.moved(by)).collect(),
        routes: routes.into_iter().map(|route| route.moved(by)).collect(),
    }
}
