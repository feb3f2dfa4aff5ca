//! Points, boxes and routes.

/// Half the width of an arrow's head.
const HEAD: f64 = 4.0;

/// A point; one unit is a pixel at full size.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// The point at `x`, `y`.
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// The point as seen when right and down change places.
    #[must_use]
    pub fn turned(self) -> Self {
        Self { x: self.y, y: self.x }
    }

    pub(super) fn moved(self, by: Self) -> Self {
        Self { x: self.x + by.x, y: self.y + by.y }
    }
}

/// A rectangle, in the units of the picture; one of them is a CSS pixel at full size.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// From the left edge to the right one.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Rect {
    /// The point in its middle.
    pub fn middle(self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// Its right edge.
    pub fn right(self) -> f64 {
        self.x + self.width
    }

    /// Its lower edge.
    pub fn bottom(self) -> f64 {
        self.y + self.height
    }

    /// Whether the two have an area in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Larger by so much at each side.
    #[must_use]
    pub fn inflated(self, x: f64, y: f64) -> Self {
        Self { x: self.x - x, y: self.y - y, width: self.width + 2.0 * x, height: self.height + 2.0 * y }
    }

    /// Whether `other` lies inside.
    pub fn holds(self, other: Self) -> bool {
        self.x <= other.x && self.y <= other.y && self.right() >= other.right() && self.bottom() >= other.bottom()
    }

    /// The box as seen when right and down change places.
    #[must_use]
    pub fn turned(self) -> Self {
        Self { x: self.y, y: self.x, width: self.height, height: self.width }
    }

    /// The same box elsewhere.
    #[must_use]
    pub fn moved(self, by: Point) -> Self {
        Self { x: self.x + by.x, y: self.y + by.y, ..self }
    }
}

/// A part of a route, from where the part before it ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Piece {
    /// Straight on to a point.
    Line(Point),
    /// A curve with two handles.
    Curve(Point, Point, Point),
    /// A round corner around a point.
    Corner(Point, Point),
}

impl Piece {
    /// Where it ends.
    pub fn end(self) -> Point {
        match self {
            Self::Line(end) | Self::Curve(_, _, end) | Self::Corner(_, end) => end,
        }
    }

    fn map(self, change: impl Fn(Point) -> Point) -> Self {
        match self {
            Self::Line(end) => Self::Line(change(end)),
            Self::Curve(one, other, end) => Self::Curve(change(one), change(other), change(end)),
            Self::Corner(around, end) => Self::Corner(change(around), change(end)),
        }
    }
}

/// The way of an arrow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// Where it begins.
    pub start: Point,
    /// The lines and curves that follow each other from there.
    pub pieces: Vec<Piece>,
    /// The box of its label.
    pub label: Option<Rect>,
    /// Whether it leads back.
    pub back: bool,
}

impl Route {
    /// The box around it and its label. The handles of its curves count, so it may be too large, never too small.
    pub fn bounds(&self) -> Rect {
        let label = self
            .label
            .into_iter()
            .flat_map(|rect| [Point::new(rect.x, rect.y), Point::new(rect.right(), rect.bottom())]);
        let ways = self.pieces.iter().flat_map(|piece| match *piece {
            Piece::Line(end) => [end; 3],
            Piece::Curve(one, other, end) => [one, other, end],
            Piece::Corner(around, end) => [around, end, end],
        });
        let (mut low, mut high) = (self.start, self.start);
        for point in ways.chain(label) {
            low = Point::new(low.x.min(point.x), low.y.min(point.y));
            high = Point::new(high.x.max(point.x), high.y.max(point.y));
        }
        // A line has a width, and its head one more.
        Rect { x: low.x, y: low.y, width: high.x - low.x, height: high.y - low.y }.inflated(HEAD, HEAD)
    }

    /// Where it ends.
    pub fn end(&self) -> Point {
        self.pieces.last().map_or(self.start, |piece| piece.end())
    }

    /// The point before its end that says from where the arrow comes.
    pub fn before_end(&self) -> Point {
        let start = self.pieces.len().checked_sub(2).and_then(|index| self.pieces.get(index)).map(|piece| piece.end());
        match self.pieces.last() {
            Some(Piece::Curve(_, handle, _)) => *handle,
            Some(Piece::Corner(around, _)) => *around,
            _ => start.unwrap_or(self.start),
        }
    }

    /// The same line from its end to its start.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let mut starts: Vec<Point> = self.pieces.iter().map(|piece| piece.end()).collect();
        starts.insert(0, self.start);
        let turned = |(piece, start): (&Piece, &Point)| match *piece {
            Piece::Line(_) => Piece::Line(*start),
            Piece::Curve(one, other, _) => Piece::Curve(other, one, *start),
            Piece::Corner(around, _) => Piece::Corner(around, *start),
        };
        let pieces = self.pieces.iter().zip(&starts).rev().map(turned).collect();
        Self { start: self.end(), pieces, ..self.clone() }
    }

    pub(super) fn turned(&self) -> Self {
        Self {
            start: self.start.turned(),
            pieces: self.pieces.iter().map(|piece| piece.map(Point::turned)).collect(),
            label: self.label.map(Rect::turned),
            back: self.back,
        }
    }

    pub(super) fn moved(&self, by: Point) -> Self {
        Self {
            start: self.start.moved(by),
            pieces: self.pieces.iter().map(|piece| piece.map(|point| point.moved(by))).collect(),
            label: self.label.map(|label| label.moved(by)),
            back: self.back,
        }
    }

    /// Goes straight on to `end`; nothing if it is there already.
    pub(super) fn line(&mut self, end: Point) {
        let here = self.end();
        if (here.x - end.x).abs() + (here.y - end.y).abs() < 0.01 {
            return;
        }
        // Two straight parts in one direction are one.
        if let Some(Piece::Line(last)) = self.pieces.last().copied() {
            let before = self.before_end();
            let is_straight = |a: f64, b: f64, c: f64| (a - b).abs() < 0.01 && (b - c).abs() < 0.01;
            if is_straight(before.x, last.x, end.x) || is_straight(before.y, last.y, end.y) {
                self.pieces.pop();
            }
        }
        self.pieces.push(Piece::Line(end));
    }

    /// Swings over to `end`, leaving and arriving along the flow (here: down).
    pub(super) fn swing(&mut self, end: Point) {
        let here = self.end();
        if (here.x - end.x).abs() < 0.5 {
            return self.line(end);
        }
        let half = f64::midpoint(here.y, end.y);
        self.pieces.push(Piece::Curve(Point::new(here.x, half), Point::new(end.x, half), end));
    }

    /// A way with right angles through `points`, with round corners.
    pub(super) fn angular(points: &[Point], radius: f64) -> Self {
        let mut route = Self { start: points.first().copied().unwrap_or_default(), ..Self::default() };
        for (index, around) in points.iter().enumerate().skip(1) {
            let (Some(before), Some(next)) = (points.get(index - 1), points.get(index + 1)) else {
                route.line(*around);
                continue;
            };
            let room = |to: &Point| (to.x - around.x).abs().max((to.y - around.y).abs()) / 2.0;
            let size = radius.min(room(before)).min(room(next));
            let towards = |to: &Point| {
                let step =
                    |from: f64, to: f64| if (to - from).abs() < 0.01 { 0.0 } else { (to - from).signum() * size };
                Point::new(around.x + step(around.x, to.x), around.y + step(around.y, to.y))
            };
            route.line(towards(before));
            route.pieces.push(Piece::Corner(*around, towards(next)));
        }
        route
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, Point, Route};

    #[test]
    fn a_line_that_is_reversed_goes_through_the_same_points_and_twice_is_the_line_itself() {
        let mut route = Route::angular(&[Point::new(0.0, 0.0), Point::new(0.0, 80.0), Point::new(60.0, 80.0)], 10.0);
        route.swing(Point::new(90.0, 200.0));
        let reversed = route.reversed();
        assert_eq!((reversed.start, reversed.end()), (route.end(), route.start));
        assert!(matches!(reversed.pieces.first(), Some(Piece::Curve(first, ..)) if first.x > 89.0), "{reversed:?}");
        assert_eq!(reversed.reversed(), route);
    }
}
