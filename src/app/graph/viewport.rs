//! The picture's place in the page: what of it is in view, moved without drawing anything anew.

use std::cell::{Cell, RefCell};

use asl_view::graph::NodeKind;
use asl_view::graph::layout::{Point, Rect};
use web_sys::Element;
use yew::NodeRef;

use super::camera::{Camera, Size};
use super::picture::{Picture, PictureContent};

/// What the parts of the graph pane share.
#[derive(Default)]
pub(super) struct Viewport {
    /// The area in which the picture is seen.
    pub(super) area: NodeRef,
    /// The group of the SVG that the camera moves.
    pub(super) group: NodeRef,
    /// The minimap's frame.
    pub(super) frame: NodeRef,
    /// Where the scale is written.
    pub(super) scale: NodeRef,
    /// The parts of the picture.
    pub(super) picture: RefCell<Picture>,
    camera: Cell<Camera>,
    /// The size of the area, as the browser told it last: to ask means to wait until it has placed everything.
    view: Cell<Option<Size>>,
    size: Cell<Size>,
    start: Cell<Point>,
    /// What of the picture matters: the Map whose Map Run or child execution is shown.
    scope: Cell<Option<Rect>>,
    /// Whether the person chose what is in view; it is left alone then.
    touched: Cell<bool>,
    /// Whether that choice was to see all of it: then that stays so.
    fitted: Cell<bool>,
    /// The size of the area when it was looked at last.
    seen: Cell<Size>,
}

impl Viewport {
    /// Takes another picture. What the person chose stays in view: `anchor` is where it was, for a state that still exists.
    pub(super) fn set_picture(&self, content: PictureContent, anchor: Option<(Rect, Rect)>) {
        let PictureContent { graph, layout, .. } = &content;
        self.size.set((layout.width, layout.height));
        let start = graph.nodes.iter().position(|node| node.kind == NodeKind::Start).and_then(|id| layout.rect(id));
        self.start.set(start.map(Rect::middle).unwrap_or_default());
        self.picture.borrow_mut().set(content);
        if !self.touched.get() {
            self.first();
        } else if let Some((before, now)) = anchor {
            let camera = self.camera.get();
            let (before, now) = (before.middle(), now.middle());
            self.set(camera.moved((before.x - now.x) * camera.scale, (before.y - now.y) * camera.scale));
        } else {
            self.apply();
        }
    }

    /// The next picture is looked at for the first time.
    pub(super) fn forget(&self) {
        self.touched.set(false);
    }

    /// The first view, until the person chooses another.
    pub(super) fn first(&self) {
        self.touched.set(false);
        let view = self.view();
        if view.0 > 0.0 {
            self.set(match self.scope.get() {
                Some(scope) => Camera::first_of(scope, view),
                None => Camera::first(self.size.get(), view, self.start.get()),
            });
        } else {
            self.apply();
        }
    }

    /// Only a part of the picture matters from now on, or all of it. It is brought into view.
    pub(super) fn set_scope(&self, scope: Option<Rect>) {
        if self.scope.replace(scope) == scope {
            return;
        }
        match scope {
            Some(scope) if self.touched.get() => self.show(scope),
            None if self.touched.get() => {}
            _ => self.first(),
        }
    }

    /// The area got another size: what was in its middle stays there, and what was in view whole stays whole.
    pub(super) fn resized(&self) {
        self.view.set(None);
        let view = self.view();
        if view.0 <= 0.0 {
            return;
        }
        let before = self.seen.replace(view);
        if !self.touched.get() {
            self.first();
        } else if self.fitted.get() {
            self.fit();
        } else if before.0 > 0.0 {
            let (camera, size) = (self.camera.get(), self.size.get());
            let moved = camera.moved((view.0 - before.0) / 2.0, (view.1 - before.1) / 2.0);
            let cut = !camera.hides(size, before) && moved.hides(size, view);
            self.set(if cut { Camera::fit(size, view) } else { moved });
        } else {
            self.apply();
        }
    }

    /// Zooms so that the whole picture is in view, and keeps it so.
    pub(super) fn fit(&self) {
        self.touched.set(true);
        self.fitted.set(true);
        self.set(Camera::fit(self.size.get(), self.view()));
    }

    /// Larger or smaller around a place of the area; around its middle if there is none.
    pub(super) fn zoom(&self, factor: f64, at: Option<Point>) {
        self.touch();
        let view = self.view();
        let at = at.unwrap_or(Point::new(view.0 / 2.0, view.1 / 2.0));
        self.set(self.camera.get().zoomed(factor, at));
    }

    /// Moves the picture with the pointer.
    pub(super) fn pan(&self, x: f64, y: f64) {
        self.touch();
        self.set(self.camera.get().moved(x, y));
    }

    /// Puts a point of the picture into the middle.
    pub(super) fn center(&self, on: Point) {
        self.touch();
        self.set(self.camera.get().centered(on, self.view()));
    }

    /// Brings a box into view, with as little movement as it takes.
    pub(super) fn show(&self, rect: Rect) {
        let view = self.view();
        if view.0 > 0.0 {
            self.set(self.camera.get().showing(rect, view));
        }
    }

    /// Brings a box into view, unless the person chose what is in view.
    pub(super) fn follow(&self, rect: Rect) {
        if !self.touched.get() {
            self.show(rect);
        }
    }

    /// A place on the screen as one of the area.
    pub(super) fn place(&self, x: i32, y: i32) -> Point {
        let area = self.area.cast::<Element>().map(|area| area.get_bounding_client_rect());
        let (left, top) = area.map_or((0.0, 0.0), |area| (area.left(), area.top()));
        Point::new(f64::from(x) - left, f64::from(y) - top)
    }

    fn touch(&self) {
        self.touched.set(true);
        self.fitted.set(false);
    }

    fn view(&self) -> Size {
        if let Some(known) = self.view.get() {
            return known;
        }
        let area = self.area.cast::<Element>();
        let size = area.map(|area| (f64::from(area.client_width()), f64::from(area.client_height())));
        self.view.set(size);
        size.unwrap_or_default()
    }

    fn set(&self, camera: Camera) {
        self.camera.set(camera);
        self.apply();
    }

    fn apply(&self) {
        let (camera, view) = (self.camera.get(), self.view());
        if let Some(group) = self.group.cast::<Element>() {
            // Attributes of these names can be set.
            let _ = group.set_attribute("transform", &camera.transform());
            self.picture.borrow_mut().cover(&group, camera.seen(view));
        }
        if let Some(scale) = self.scale.cast::<Element>() {
            scale.set_text_content(Some(&format!("{:.0} %", camera.scale * 100.0)));
        }
        if let Some(area) = self.area.cast::<Element>() {
            let maps = camera.needs_map(self.size.get(), view);
            let _ = area.set_attribute("data-map", if maps { "true" } else { "false" });
        }
        if let Some(frame) = self.frame.cast::<Element>() {
            let seen = camera.seen(view);
            for (name, value) in [("x", seen.x), ("y", seen.y), ("width", seen.width), ("height", seen.height)] {
                let _ = frame.set_attribute(name, &format!("{value:.1}"));
            }
        }
    }
}
