//! Which part of the picture is in view, and how large.

use asl_view::graph::layout::{Point, Rect};

/// The smallest and the largest scale.
const SCALES: (f64, f64) = (0.05, 3.0);
/// What the first view shows is at least this large: whoever wants to see all of it presses Fit.
const LEGIBLE: f64 = 0.55;
/// The room around what is brought into view.
const ROOM: f64 = 28.0;

/// Places of the picture → places of the view: `view = picture × scale + offset`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Camera {
    /// How large the picture is shown.
    pub(crate) scale: f64,
    /// Where its left edge lies.
    pub(crate) x: f64,
    /// Where its upper edge lies.
    pub(crate) y: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self { scale: 1.0, x: 0.0, y: 0.0 }
    }
}

/// What stands on the border of a box reaches so far out of it.
const BORDER: f64 = 14.0;
/// The share of the picture that can be in view beside a map of it: whoever sees more of it needs none.
const MAPPED: f64 = 0.55;

/// A width and a height.
pub(crate) type Size = (f64, f64);

impl Camera {
    /// All of the picture, as large as it fits, and never larger than it is.
    pub(crate) fn fit(picture: Size, view: Size) -> Self {
        let scale = (view.0 / picture.0.max(1.0)).min(view.1 / picture.1.max(1.0)).clamp(SCALES.0, 1.0);
        Self { scale, x: (view.0 - picture.0 * scale) / 2.0, y: (view.1 - picture.1 * scale) / 2.0 }
    }

    /// The first view: all of it if that can be read, or else its beginning, around `start`.
    pub(crate) fn first(picture: Size, view: Size, start: Point) -> Self {
        let fit = Self::fit(picture, view);
        if fit.scale >= LEGIBLE {
            return fit;
        }
        let edge = |size: f64, room: f64, start: f64| {
            let size = size * LEGIBLE;
            if size <= room { (room - size) / 2.0 } else { (room / 2.0 - start * LEGIBLE).clamp(room - size, 0.0) }
        };
        Self { scale: LEGIBLE, x: edge(picture.0, view.0, start.x), y: edge(picture.1, view.1, start.y) }
    }

    /// The first view of a part: all of it if that can be read, or else its beginning.
    pub(crate) fn first_of(part: Rect, view: Size) -> Self {
        // Badges stand on its border.
        let part = Rect {
            x: part.x - BORDER,
            y: part.y - BORDER,
            width: part.width + 2.0 * BORDER,
            height: part.height + 2.0 * BORDER,
        };
        let scale = (view.0 / part.width.max(1.0)).min(view.1 / part.height.max(1.0)).clamp(LEGIBLE, 1.0);
        let middle = Self { scale, ..Self::default() }.centered(part.middle(), view);
        middle.showing(part, view)
    }

    /// Larger or smaller by `factor`, so that what is at `at` of the view stays there.
    #[must_use]
    pub(crate) fn zoomed(self, factor: f64, at: Point) -> Self {
        let scale = (self.scale * factor).clamp(SCALES.0, SCALES.1);
        let ratio = scale / self.scale;
        Self { scale, x: at.x - (at.x - self.x) * ratio, y: at.y - (at.y - self.y) * ratio }
    }

    /// Moved by so much of the view.
    #[must_use]
    pub(crate) fn moved(self, x: f64, y: f64) -> Self {
        Self { x: self.x + x, y: self.y + y, ..self }
    }

    /// Moved as little as it takes to bring `rect` into view.
    #[must_use]
    pub(crate) fn showing(self, rect: Rect, view: Size) -> Self {
        let nudge = |low: f64, size: f64, room: f64| {
            let margin = ROOM.min((room - size) / 2.0).max(0.0);
            if low < margin {
                margin - low
            } else if low + size > room - margin {
                (room - margin - size - low).max(margin - low)
            } else {
                0.0
            }
        };
        let (left, top) = (rect.x * self.scale + self.x, rect.y * self.scale + self.y);
        self.moved(nudge(left, rect.width * self.scale, view.0), nudge(top, rect.height * self.scale, view.1))
    }

    /// Moved so that a point of the picture stands in the middle.
    #[must_use]
    pub(crate) fn centered(self, on: Point, view: Size) -> Self {
        Self { x: view.0 / 2.0 - on.x * self.scale, y: view.1 / 2.0 - on.y * self.scale, ..self }
    }

    /// The part of the picture that is in view.
    pub(crate) fn seen(self, view: Size) -> Rect {
        Rect {
            x: -self.x / self.scale,
            y: -self.y / self.scale,
            width: view.0 / self.scale,
            height: view.1 / self.scale,
        }
    }

    /// Whether so much of a picture of that size is out of view that a map of it helps: less than this is seen of it.
    pub(crate) fn needs_map(self, picture: Size, view: Size) -> bool {
        let seen = self.seen(view);
        let across = (seen.x + seen.width).min(picture.0) - seen.x.max(0.0);
        let down = (seen.y + seen.height).min(picture.1) - seen.y.max(0.0);
        across.max(0.0) * down.max(0.0) < MAPPED * picture.0 * picture.1
    }

    /// Whether some of a picture of that size is out of view.
    pub(crate) fn hides(self, picture: Size, view: Size) -> bool {
        let whole = Rect { x: 0.0, y: 0.0, width: picture.0, height: picture.1 };
        let seen = self.seen((view.0 + 4.0, view.1 + 4.0));
        !Rect { x: seen.x - 2.0, y: seen.y - 2.0, ..seen }.holds(whole)
    }

    /// The transformation that an element of SVG takes.
    pub(crate) fn transform(self) -> String {
        format!("translate({:.2} {:.2}) scale({:.4})", self.x, self.y, self.scale)
    }
}

#[cfg(test)]
mod tests {
    use asl_view::graph::layout::{Point, Rect};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::Camera;

    #[wasm_bindgen_test]
    fn zooming_keeps_what_is_under_the_pointer() {
        let at = Point::new(120.0, 80.0);
        let camera = Camera { scale: 0.8, x: 10.0, y: -40.0 };
        let place = |camera: Camera| ((at.x - camera.x) / camera.scale, (at.y - camera.y) / camera.scale);
        let zoomed = camera.zoomed(1.7, at);
        assert!((place(camera).0 - place(zoomed).0).abs() < 1e-9 && (place(camera).1 - place(zoomed).1).abs() < 1e-9);
    }

    #[wasm_bindgen_test]
    fn the_first_view_of_a_part_shows_all_of_it_or_its_beginning() {
        let view = (400.0, 300.0);
        for (part, whole) in [
            (Rect { x: 900.0, y: 500.0, width: 300.0, height: 200.0 }, true),
            (Rect { x: 900.0, y: 500.0, width: 500.0, height: 300.0 }, true),
            (Rect { x: 900.0, y: 500.0, width: 300.0, height: 2000.0 }, false),
        ] {
            let seen = Camera::first_of(part, view).seen(view);
            assert_eq!(seen.holds(part), whole, "{part:?} in {seen:?}");
            assert!(seen.x <= part.x && seen.y <= part.y && part.x < seen.x + seen.width, "{part:?} in {seen:?}");
        }
    }

    #[wasm_bindgen_test]
    fn what_fits_is_not_hidden_and_what_is_shown_is_in_view() {
        let (picture, view) = ((400.0, 1200.0), (500.0, 600.0));
        assert!(!Camera::fit(picture, view).hides(picture, view));
        let camera = Camera::first(picture, view, Point::new(200.0, 20.0));
        assert!(camera.hides(picture, view), "large enough to be read, it does not fit");
        let rect = Rect { x: 20.0, y: 1100.0, width: 100.0, height: 50.0 };
        assert!(camera.showing(rect, view).seen(view).holds(rect));
        let seen = Rect { x: 200.0, y: 100.0, width: 100.0, height: 50.0 };
        assert_eq!(camera.showing(seen, view), camera, "what is in view moves nothing");
    }
}
