//! The area in which the picture is seen, moved and walked through.

use std::cell::{Cell, RefCell};

use asl_view::graph::layout::Point;
use asl_view::graph::svg::NODE_ID;
use asl_view::graph::walk::Step;
use asl_view::graph::{Direction, NodeId};
use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, ResizeObserver, WheelEvent};
use yew::prelude::*;

use super::viewport::Viewport;
use crate::app::state::shared::Shared;

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// What is in view.
    pub(super) viewport: Shared<Viewport>,
    /// Which way the arrows lead.
    pub(super) direction: Direction,
    /// The state that the keys are at, or the closed box that it is inside of.
    pub(super) current: Option<NodeId>,
    /// What the picture is called.
    pub(super) label: AttrValue,
    /// A state was picked.
    pub(super) pick: Callback<NodeId>,
    /// A state's place in the text was asked for.
    pub(super) go: Callback<NodeId>,
    /// A box was opened or closed.
    pub(super) toggle: Callback<NodeId>,
    /// What can be done with a state was asked for, at this place of the window.
    pub(super) menu: Option<Callback<(NodeId, i32, i32)>>,
    /// An arrow key was pressed.
    pub(super) step: Callback<Step>,
}

/// A key's zoom, and that of one notch of a wheel.
const ZOOM: f64 = 1.25;
/// So far a pointer may move in a click.
const CLICK: f64 = 5.0;

/// The pointers that are down.
#[derive(Default)]
struct Pointers {
    down: RefCell<Vec<(i32, Point)>>,
    traveled: Cell<f64>,
}

/// The canvas: a tree for assistive technology, one stop of the Tab key.
#[component]
pub(super) fn Canvas(props: &Props) -> Html {
    let Props { viewport, direction, current, label, pick, go, toggle, step, menu } = props;
    let pointers = use_memo((), |()| Pointers::default());
    use_watching(viewport);
    let onkeydown = {
        let (viewport, step, go, toggle) = (viewport.clone(), step.clone(), go.clone(), toggle.clone());
        let (direction, current) = (*direction, *current);
        move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            match (event.key().as_str(), current) {
                ("+" | "=", _) => viewport.zoom(ZOOM, None),
                ("-", _) => viewport.zoom(1.0 / ZOOM, None),
                ("0", _) => viewport.fit(),
                ("Enter", Some(current)) => go.emit(current),
                (" ", Some(current)) => toggle.emit(current),
                (key, _) => match Step::of_key(key, direction) {
                    Some(wanted) => step.emit(wanted),
                    None => return,
                },
            }
            event.prevent_default();
        }
    };
    let onpointerdown = {
        let (pointers, viewport) = (pointers.clone(), viewport.clone());
        move |event: PointerEvent| {
            if event.button() == 0 || event.pointer_type() == "touch" {
                pointers.traveled.set(0.0);
                let place = viewport.place(event.client_x(), event.client_y());
                pointers.down.borrow_mut().push((event.pointer_id(), place));
            }
        }
    };
    let onpointermove = {
        let (pointers, viewport) = (pointers.clone(), viewport.clone());
        move |event: PointerEvent| pointers.moved(&event, &viewport)
    };
    let release = Callback::from({
        let pointers = pointers.clone();
        move |event: PointerEvent| {
            pointers.down.borrow_mut().retain(|(id, _)| *id != event.pointer_id());
            if let Some(area) = event.current_target().and_then(|area| area.dyn_into::<Element>().ok()) {
                let _ = area.class_list().remove_1("dragged");
            }
        }
    });
    let onclick = {
        let (pointers, pick, toggle) = (pointers.clone(), pick.clone(), toggle.clone());
        move |event: MouseEvent| {
            if pointers.traveled.get() > CLICK {
                return;
            }
            if let Some(id) = target(&event, "data-toggle") {
                toggle.emit(id);
            } else if let Some(id) = target(&event, "data-node") {
                pick.emit(id);
            }
        }
    };
    let ondblclick = {
        let go = go.clone();
        move |event: MouseEvent| {
            if let Some(id) = target(&event, "data-node") {
                go.emit(id);
            }
        }
    };
    let oncontextmenu = {
        let (menu, current) = (menu.clone(), *current);
        move |event: MouseEvent| {
            // A key opens the menu of the state that the keys are at, in the middle of the picture at worst.
            let id = target(&event, "data-node").or(current);
            if let (Some(menu), Some(id)) = (&menu, id) {
                event.prevent_default();
                menu.emit((id, event.client_x(), event.client_y()));
            }
        }
    };
    html! {
        <div class="graph-canvas" role="tree" tabindex="0" aria-label={label.clone()} ref={viewport.area.clone()}
            data-testid="graph" aria-activedescendant={current.map(|id| format!("{NODE_ID}{id}"))}
            {onkeydown} {onpointerdown} {onpointermove} onpointerup={release.clone()} onpointercancel={release}
            {onclick} {ondblclick} {oncontextmenu}>
            <svg class="picture-of-workflow" translate="no" role="none" width="100%" height="100%" focusable="false">
                <g ref={viewport.group.clone()} role="none" />
            </svg>
        </div>
    }
}

/// The wheel, which must be listened to in a way that keeps the page from scrolling; and the size of the area.
#[hook]
fn use_watching(viewport: &Shared<Viewport>) {
    use_effect_with(viewport.clone(), |viewport| {
        let area = viewport.area.cast::<HtmlElement>();
        let wheel = area.as_ref().map(|area| {
            let viewport = viewport.clone();
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(area, "wheel", options, move |event| {
                if let Some(event) = event.dyn_ref::<WheelEvent>() {
                    event.prevent_default();
                    turned(event, &viewport);
                }
            })
        });
        let resized = Closure::<dyn FnMut()>::new({
            let viewport = viewport.clone();
            move || viewport.resized()
        });
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(area)) = (&observer, &area) {
            observer.observe(area);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop((wheel, resized));
        }
    });
}

/// A wheel zooms, two fingers on a pad move: pads send small or slanted steps.
fn turned(event: &WheelEvent, viewport: &Viewport) {
    let lines = event.delta_mode() == WheelEvent::DOM_DELTA_LINE;
    let unit = if lines { 16.0 } else { 1.0 };
    let (x, y) = (event.delta_x() * unit, event.delta_y() * unit);
    let at = viewport.place(event.client_x(), event.client_y());
    let is_wheel = lines || (x == 0.0 && y.abs() >= 50.0);
    if event.ctrl_key() || event.meta_key() {
        viewport.zoom((-y * 0.01).clamp(-0.5, 0.5).exp(), Some(at));
    } else if is_wheel && !event.shift_key() {
        viewport.zoom(if y < 0.0 { ZOOM } else { 1.0 / ZOOM }, Some(at));
    } else if event.shift_key() {
        viewport.pan(-x - y, 0.0);
    } else {
        viewport.pan(-x, -y);
    }
}

impl Pointers {
    fn moved(&self, event: &PointerEvent, viewport: &Viewport) {
        let now = viewport.place(event.client_x(), event.client_y());
        let mut down = self.down.borrow_mut();
        let Some(index) = down.iter().position(|(id, _)| *id == event.pointer_id()) else { return };
        let other = down.iter().find(|(id, _)| *id != event.pointer_id()).map(|(_, place)| *place);
        let Some((_, place)) = down.get_mut(index) else { return };
        let (before, x, y) = (*place, now.x - place.x, now.y - place.y);
        self.traveled.set(self.traveled.get() + x.hypot(y));
        *place = now;
        if self.traveled.get() <= CLICK {
            return;
        }
        if let Some(area) = viewport.area.cast::<Element>() {
            // Without capture the drag ends at the area's edge, no worse.
            let _ = area.set_pointer_capture(event.pointer_id());
            let _ = area.class_list().add_1("dragged");
        }
        match other {
            None => viewport.pan(x, y),
            Some(other) => {
                let apart = |place: Point| (place.x - other.x).hypot(place.y - other.y).max(1.0);
                let middle = Point::new(f64::midpoint(now.x, other.x), f64::midpoint(now.y, other.y));
                viewport.zoom(apart(now) / apart(before), Some(middle));
                viewport.pan(x / 2.0, y / 2.0);
            }
        }
    }
}

/// The number that the nearest part around the event's target has in this attribute.
fn target(event: &MouseEvent, attribute: &str) -> Option<NodeId> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    element.closest(&format!("[{attribute}]")).ok()??.get_attribute(attribute)?.parse().ok()
}
