//! Arrows that lead back go around at the side, in lanes that meet no box.

use super::at::At;
use super::geometry::{Point, Rect, Route};
use super::layered::{Item, Link, Vertices};
use asl_value::Sort;

/// Between a lane and what stands beside it.
const CLEAR: f64 = 16.0;
/// How round the corners are.
const RADIUS: f64 = 10.0;
/// How far above and below a layer a lane turns where the side of the box is taken.
const TURN: f64 = 12.0;

/// What a lane must not meet: a range of layers, and a range across.
struct Taken {
    layers: (usize, usize),
    across: (f64, f64),
}

/// A lane is shared by the links of one kind that lead back to the same item.
struct Group {
    to: usize,
    catches: bool,
    links: Vec<usize>,
}

/// Routes the links that go aside.
pub(super) fn route(
    links: &[Link],
    aside: &[bool],
    boxes: &[Rect],
    vertices: &Vertices,
    across: &[f64],
    along: &[(f64, f64)],
    routes: &mut [Route],
) {
    let mut groups: Vec<Group> = Vec::new();
    for (number, link) in links.iter().enumerate().filter(|(number, _)| aside.at(*number)) {
        match groups.iter_mut().find(|group| group.to == link.to && group.catches == link.catches) {
            Some(group) => group.links.push(number),
            None => groups.push(Group { to: link.to, catches: link.catches, links: vec![number] }),
        }
    }
    if groups.is_empty() {
        return;
    }
    let layer = |vertex: usize| vertices.layer.at(vertex);
    // Short lanes lie further inside.
    let reach = |group: &Group| {
        let ends = group.links.iter().filter_map(|link| links.get(*link)).map(|link| layer(link.from));
        let all = ends.chain([layer(group.to)]);
        all.fold((usize::MAX, 0), |(low, high), layer| (low.min(layer), high.max(layer)))
    };
    groups.order_by_key(|group| {
        let (low, high) = reach(group);
        (high - low, group.to, group.catches)
    });
    let mut taken: Vec<Taken> = (0..vertices.layer.len())
        .map(|vertex| {
            let (middle, half) = (across.at(vertex), vertices.breadth.at(vertex) / 2.0);
            Taken { layers: (layer(vertex), layer(vertex)), across: (middle - half, middle + half) }
        })
        .collect();
    for group in &groups {
        let layers = reach(group);
        let members = || group.links.iter().filter_map(|link| links.get(*link));
        let label = members().filter_map(|link| link.label).map(|label| label.breadth).fold(0.0, f64::max);
        let half = label / 2.0;
        let ends = || members().map(|link| boxes.at(link.from)).chain([boxes.at(group.to)]);
        let right = ends().map(Rect::right).fold(f64::NEG_INFINITY, f64::max);
        let left = ends().map(|rect| rect.x).fold(f64::INFINITY, f64::min);
        let blocked: Vec<(f64, f64)> = taken
            .iter()
            .filter(|other| other.layers.0 <= layers.1 && layers.0 <= other.layers.1)
            .map(|other| other.across)
            .collect();
        let to_right = free(&blocked, right + CLEAR + half, half);
        let mirrored: Vec<(f64, f64)> = blocked.iter().map(|(low, high)| (-high, -low)).collect();
        let to_left = -free(&mirrored, -(left - CLEAR - half), half);
        let x = if to_right - right <= left - to_left + 1.0 { to_right } else { to_left };
        let lane = Lane { x, boxes, vertices, along, taken: &taken };
        let mut heights: Vec<(f64, f64)> = Vec::new();
        for number in &group.links {
            let (Some(link), Some(route)) = (links.get(*number), routes.get_mut(*number)) else { continue };
            *route = lane.route(link);
            if let Some(size) = link.label {
                route.label = Some(lane.label(link, size, &mut heights));
            }
        }
        taken.push(Taken { layers, across: (x - half - CLEAR / 2.0, x + half + CLEAR / 2.0) });
    }
}

/// The first place from `start` on that has `half` and some room free on both sides.
fn free(blocked: &[(f64, f64)], start: f64, half: f64) -> f64 {
    let mut ranges = blocked.to_vec();
    ranges.order_by(|a, b| a.0.total_cmp(&b.0));
    let mut place = start;
    for (low, high) in ranges {
        if low < place + half + CLEAR && high > place - half - CLEAR {
            place = high + half + CLEAR;
        }
    }
    place
}

struct Lane<'a> {
    x: f64,
    boxes: &'a [Rect],
    vertices: &'a Vertices,
    along: &'a [(f64, f64)],
    taken: &'a [Taken],
}

impl Lane<'_> {
    fn route(&self, link: &Link) -> Route {
        let (from, to) = (self.boxes.at(link.from), self.boxes.at(link.to));
        let mut points = Vec::with_capacity(6);
        if self.is_clear(link.from) {
            let y = if link.from == link.to { from.y + from.height * 0.7 } else { from.middle().y.min(from.y + 40.0) };
            points.push(Point::new(self.side(from), y));
            points.push(Point::new(self.x, y));
        } else {
            let (start, depth) = self.along.at(self.vertices.layer.at(link.from));
            let (x, y) = (self.near(from), start + depth + TURN);
            points.extend([Point::new(x, from.bottom()), Point::new(x, y), Point::new(self.x, y)]);
        }
        if self.is_clear(link.to) {
            let y = if link.from == link.to { to.y + to.height * 0.3 } else { to.middle().y.min(to.y + 40.0) };
            points.push(Point::new(self.x, y));
            points.push(Point::new(self.side(to), y));
        } else {
            let (start, _) = self.along.at(self.vertices.layer.at(link.to));
            let (x, y) = (self.near(to), start - TURN);
            points.extend([Point::new(self.x, y), Point::new(x, y), Point::new(x, to.y)]);
        }
        Route { back: true, ..Route::angular(&points, RADIUS) }
    }

    /// Whether nothing stands between the item and the lane.
    fn is_clear(&self, item: usize) -> bool {
        let (own, layer) = (self.boxes.at(item), self.vertices.layer.at(item));
        let (low, high) = if self.x > own.middle().x { (own.right() + 1.0, self.x) } else { (self.x, own.x - 1.0) };
        // The first ones taken are the vertices; lanes may be crossed.
        !self
            .taken
            .iter()
            .take(self.vertices.layer.len())
            .any(|other| other.layers.0 == layer && other.across.0 < high && other.across.1 > low)
    }

    fn side(&self, rect: Rect) -> f64 {
        if self.x > rect.middle().x { rect.right() } else { rect.x }
    }

    /// A place at the item's upper or lower edge, towards the lane.
    fn near(&self, rect: Rect) -> f64 {
        let side = if self.x > rect.middle().x { 1.0 } else { -1.0 };
        rect.middle().x + side * (rect.width * 0.3)
    }

    /// The label stands on the lane, near where the link leaves.
    fn label(&self, link: &Link, size: Item, heights: &mut Vec<(f64, f64)>) -> Rect {
        let (from, to) = (self.boxes.at(link.from), self.boxes.at(link.to));
        let mut y = if link.from == link.to {
            from.middle().y - size.depth / 2.0
        } else {
            let wanted = from.y - 8.0 - size.depth;
            wanted.max(to.middle().y.min(to.y + 40.0) + 8.0).min(from.middle().y)
        };
        while let Some((_, high)) = heights.iter().find(|(low, high)| y < *high && *low < y + size.depth) {
            y = high + 2.0;
        }
        heights.push((y, y + size.depth));
        Rect { x: self.x - size.breadth / 2.0, y, width: size.breadth, height: size.depth }
    }
}
