//! The whole picture in small, with a frame around what is in view.

use std::fmt::Write as _;

use asl_view::graph::Layout;
use asl_view::graph::layout::Point;
use web_sys::Element;
use yew::prelude::*;

use crate::app::state::shared::Shared;

/// The largest width and height.
const LARGEST: (f64, f64) = (150.0, 130.0);

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The layout of the graph, drawn small.
    pub(super) layout: Shared<Layout>,
    /// The frame, which the canvas moves.
    pub(super) frame: NodeRef,
    /// A place of the picture was picked.
    pub(super) pick: Callback<Point>,
}

/// The map. Assistive technology and the keyboard do without it: all that it does, others do too.
#[component]
pub(super) fn Minimap(Props { layout, frame, pick }: &Props) -> Html {
    let pressed = use_mut_ref(|| false);
    let scale = (LARGEST.0 / layout.width.max(1.0)).min(LARGEST.1 / layout.height.max(1.0));
    let boxes = use_memo(layout.clone(), |layout| {
        let mut path = String::new();
        for (id, rect) in layout.boxes.iter().enumerate() {
            let Some(rect) = rect.filter(|_| !layout.is_open(id)) else { continue };
            // Writing to a string does not fail.
            let _ =
                write!(path, "M{:.0} {:.0}h{:.0}v{:.0}h-{:.0}z", rect.x, rect.y, rect.width, rect.height, rect.width);
        }
        AttrValue::from(path)
    });
    let go = {
        let pick = pick.clone();
        move |event: &PointerEvent| {
            let Some(map) = event.current_target().and_then(|it| wasm_bindgen::JsCast::dyn_into::<Element>(it).ok())
            else {
                return;
            };
            let area = map.get_bounding_client_rect();
            let place = |at: i32, edge: f64| (f64::from(at) - edge) / scale;
            pick.emit(Point::new(place(event.client_x(), area.left()), place(event.client_y(), area.top())));
        }
    };
    let onpointerdown = {
        let (pressed, go) = (pressed.clone(), go.clone());
        move |event: PointerEvent| {
            event.stop_propagation();
            pressed.replace(true);
            go(&event);
        }
    };
    let onpointermove = {
        let pressed = pressed.clone();
        move |event: PointerEvent| {
            if *pressed.borrow() {
                event.stop_propagation();
                go(&event);
            }
        }
    };
    let release = Callback::from(move |_: PointerEvent| _ = pressed.replace(false));
    html! {
        <svg class="minimap" aria-hidden="true" width={format!("{:.0}", layout.width * scale)}
            height={format!("{:.0}", layout.height * scale)} viewBox={format!("0 0 {:.0} {:.0}", layout.width, layout.height)}
            {onpointerdown} {onpointermove} onpointerup={release.clone()} onpointerleave={release}>
            <path class="boxes" d={(*boxes).clone()} />
            <rect ref={frame} class="frame" style={format!("stroke-width:{:.1}", 1.5 / scale)} />
        </svg>
    }
}
