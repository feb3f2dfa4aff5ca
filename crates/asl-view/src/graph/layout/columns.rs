//! A tall picture in columns side by side, as a newspaper breaks a long text: a screen is broader than high.

use asl_value::Sort;
use asl_value::SortedMap;

use super::at::At;
use super::geometry::{Point, Rect, Route};
use super::layered::{Laid, Link};

/// Fewer boxes than this stay one column.
const MANY: usize = 60;
/// What is less deep than this stays one column, and what is not so many times as deep as broad.
const DEEP: f64 = 4_000.0;
const TALL: f64 = 4.0;
/// How broad the picture shall be, in times of its depth.
const SHAPE: f64 = 1.5;
/// Between two columns, and between two lines there.
const GUTTER: f64 = 44.0;
const BESIDE: f64 = 12.0;
/// More lines than this share their places.
const MOST_LANES: usize = 12;
/// How far above and below a layer a line turns.
const TURN: f64 = 12.0;
/// How round the corners are.
const RADIUS: f64 = 10.0;
/// How many lines a cut is worth that goes through none with a label on it.
const LABELED: i64 = 1_000;

/// A place between two layers, and how many lines pass it.
struct Gap {
    at: f64,
    passing: i64,
}

/// Links that share their lines: those of one kind to the same item.
type Group = (usize, bool);

/// The picture in columns, if it is tall; and how many there are.
pub(super) fn fold(laid: Laid, links: &[Link]) -> (Laid, usize) {
    if laid.boxes.len() < MANY || laid.depth < DEEP || laid.depth < TALL * laid.breadth {
        return (laid, 1);
    }
    let cuts = cuts(&laid, &gaps(&laid, links));
    if cuts.is_empty() {
        return (laid, 1);
    }
    let columns = Columns::of(&laid, links, &cuts);
    let boxes = laid.boxes.iter().zip(&columns.of_item).map(|(rect, column)| rect.moved(columns.by.at(*column)));
    let boxes: Vec<Rect> = boxes.collect();
    let routes =
        links.iter().zip(&laid.routes).map(|(link, route)| columns.route(link, route, &laid, &boxes)).collect();
    (Laid { breadth: columns.breadth, depth: columns.depth, boxes, routes }, cuts.len() + 1)
}

/// Where the picture may be cut: where no box stands, and no label that belongs to a box above.
fn gaps(laid: &Laid, links: &[Link]) -> Vec<Gap> {
    let mut spans: Vec<(f64, f64)> = laid.boxes.iter().map(|rect| (rect.y, rect.bottom())).collect();
    for (link, route) in links.iter().zip(&laid.routes) {
        if let (Some(label), Some(span)) = (route.label, spans.get_mut(link.from)) {
            *span = (span.0.min(label.y), span.1.max(label.bottom()));
        }
    }
    spans.order_by(|a, b| a.0.total_cmp(&b.0));
    let mut gaps: Vec<Gap> = Vec::new();
    let mut reached = f64::NEG_INFINITY;
    for (start, end) in spans {
        if start - reached > 2.0 * TURN - 1.0 && reached.is_finite() {
            gaps.push(Gap { at: f64::midpoint(reached, start), passing: 0 });
        }
        reached = reached.max(end);
    }
    let mut changes = vec![0_i64; gaps.len() + 1];
    for route in &laid.routes {
        let (one, other) = (route.start.y, route.end().y);
        let weight = if route.back && route.label.is_some() { LABELED } else { 1 };
        let place = |y: f64| gaps.partition_point(|gap| gap.at < y);
        let (from, to) = (place(one.min(other)), place(one.max(other)));
        changes.put(from, changes.at(from) + weight);
        changes.put(to, changes.at(to) - weight);
    }
    let mut passing = 0;
    for (gap, change) in gaps.iter_mut().zip(changes) {
        passing += change;
        gap.passing = passing;
    }
    gaps
}

/// The places to cut at: near to where columns of one height end, and where few lines pass.
fn cuts(laid: &Laid, gaps: &[Gap]) -> Vec<f64> {
    let wanted = (SHAPE * laid.depth / (laid.breadth + GUTTER)).sqrt().round().max(2.0);
    let height = laid.depth / wanted;
    let mut cuts: Vec<f64> = Vec::new();
    let mut at = height;
    while at < laid.depth - height / 2.0 {
        let least = cuts.last().map_or(0.0, |last| last + height * 0.4);
        let near = gaps.iter().filter(|gap| (gap.at - at).abs() < height * 0.3 && gap.at > least);
        let away = |gap: &Gap| (gap.at - at).abs();
        cuts.extend(near.min_by(|a, b| a.passing.cmp(&b.passing).then(away(a).total_cmp(&away(b)))).map(|gap| gap.at));
        at += height;
    }
    cuts
}

/// Which lines pass a gutter, or the way above all columns.
#[derive(Default)]
struct Lanes(Vec<Group>);

impl Lanes {
    fn add(&mut self, group: Group) {
        if !self.0.contains(&group) && self.0.len() < MOST_LANES {
            self.0.push(group);
        }
    }

    /// How far inside the line of a group lies; what has no place of its own shares the last one.
    fn offset(&self, group: Group) -> f64 {
        let place = self.0.iter().position(|known| *known == group).unwrap_or(self.0.len().saturating_sub(1));
        #[expect(clippy::cast_precision_loss, reason = "few lanes")]
        let place = place as f64;
        place * BESIDE
    }

    fn room(&self) -> f64 {
        self.offset((usize::MAX, false))
    }
}

/// Where everything goes.
struct Columns {
    of_item: Vec<usize>,
    /// How far each column moves.
    by: Vec<Point>,
    /// Left of the first column, and right of each: where it begins, and the lines in it.
    gutters: Vec<(f64, Lanes)>,
    above: Lanes,
    /// Where the boxes and the labels of each layer end, by where they begin.
    ends: SortedMap<i64, f64>,
    breadth: f64,
    depth: f64,
}

#[expect(clippy::cast_possible_truncation, reason = "a place in a picture")]
fn key(y: f64) -> i64 {
    y.round() as i64
}

/// The gutters in which a line leaves one column and comes to another.
fn gutters(from: usize, to: usize) -> (usize, usize) {
    if from < to { (from + 1, to) } else { (from, to + 1) }
}

impl Columns {
    fn of(laid: &Laid, links: &[Link], cuts: &[f64]) -> Self {
        let count = cuts.len() + 1;
        let of_item: Vec<usize> =
            laid.boxes.iter().map(|rect| cuts.partition_point(|cut| *cut < rect.middle().y)).collect();
        let mut lows = vec![Point::new(f64::INFINITY, f64::INFINITY); count];
        let mut highs = vec![Point::new(f64::NEG_INFINITY, f64::NEG_INFINITY); count];
        let mut take = |column: usize, rect: Rect| {
            let (low, high) = (lows.at(column), highs.at(column));
            lows.put(column, Point::new(low.x.min(rect.x), low.y.min(rect.y)));
            highs.put(column, Point::new(high.x.max(rect.right()), high.y.max(rect.bottom())));
        };
        let mut ends: SortedMap<i64, f64> = SortedMap::new();
        let mut ends_at = |start: f64, end: f64| {
            let known = ends.get_or_insert_with(key(start), || end);
            *known = known.max(end);
        };
        for (rect, column) in laid.boxes.iter().zip(&of_item) {
            take(*column, *rect);
            ends_at(rect.y, rect.bottom());
        }
        let mut lanes: Vec<Lanes> = (0..=count).map(|_| Lanes::default()).collect();
        let mut above = Lanes::default();
        for (link, route) in links.iter().zip(&laid.routes) {
            let (from, to) = (of_item.at(link.from), of_item.at(link.to));
            if let Some(label) = route.label {
                take(from, label);
                ends_at(label.middle().y, label.bottom());
            }
            if from == to {
                take(from, route.bounds());
                continue;
            }
            let (leave, arrive) = gutters(from, to);
            for gutter in [leave, arrive] {
                lanes.get_mut(gutter).into_iter().for_each(|lanes| lanes.add((link.to, link.catches)));
            }
            if leave != arrive {
                above.add((link.to, link.catches));
            }
        }
        let top = 2.0 * TURN + above.room();
        let (mut x, mut by, mut gutters) = (0.0, Vec::new(), Vec::new());
        for (index, lanes) in lanes.into_iter().enumerate() {
            let is_outer = index == 0 || index == count;
            let room = if is_outer && lanes.0.is_empty() { 0.0 } else { GUTTER + lanes.room() };
            gutters.push((x + GUTTER / 2.0, lanes));
            x += room;
            if index < count {
                let (low, high) = (lows.at(index), highs.at(index));
                by.push(Point::new(x - low.x, top - low.y));
                x += high.x - low.x;
            }
        }
        let highest = lows.iter().zip(&highs).map(|(low, high)| high.y - low.y).fold(0.0, f64::max);
        Self { of_item, by, gutters, above, ends, breadth: x, depth: top + highest + 2.0 * TURN }
    }

    fn lane(&self, gutter: usize, group: Group) -> f64 {
        self.gutters.get(gutter).map_or(0.0, |(start, lanes)| start + lanes.offset(group))
    }

    fn route(&self, link: &Link, route: &Route, laid: &Laid, boxes: &[Rect]) -> Route {
        let (from, to) = (self.of_item.at(link.from), self.of_item.at(link.to));
        let by = self.by.at(from);
        if from == to {
            return route.moved(by);
        }
        let end_of = |start: f64, otherwise: f64| self.ends.get(&key(start)).copied().unwrap_or(otherwise) + by.y;
        let own = laid.boxes.at(link.from);
        let start = if route.back { Point::new(own.middle().x, own.bottom()) } else { route.start }.moved(by);
        let mut way = Route { start, back: route.back, ..Route::default() };
        let mut y = end_of(own.y, own.bottom());
        if let Some(label) = route.label {
            let moved = label.moved(by);
            if !route.back {
                way.swing(Point::new(moved.middle().x, moved.y));
                way.line(Point::new(moved.middle().x, moved.bottom()));
                y = end_of(label.middle().y, label.bottom());
            }
            way.label = Some(moved);
        }
        let (group, target, here) = ((link.to, link.catches), boxes.at(link.to), way.end());
        let (leave, arrive) = gutters(from, to);
        let (down, before) = (y + TURN, target.y - TURN);
        let mut points = vec![here, Point::new(here.x, down), Point::new(self.lane(leave, group), down)];
        if leave != arrive {
            let over = TURN / 2.0 + self.above.offset(group);
            points.extend([Point::new(self.lane(leave, group), over), Point::new(self.lane(arrive, group), over)]);
        }
        let middle = target.middle().x;
        points.extend([
            Point::new(self.lane(arrive, group), before),
            Point::new(middle, before),
            Point::new(middle, target.y),
        ]);
        way.pieces.extend(Route::angular(&points, RADIUS).pieces);
        way
    }
}
