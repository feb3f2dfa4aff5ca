//! What a row of the timeline says in full: beside the pointer, or beside the row that is selected with the keyboard. In a chunk.

use asl_http::{Phases, Purpose};
use asl_sim::VisitId;
use asl_view::timeline::{Row, Segment, SegmentKind};
use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use crate::app::run::status_style::{answered, of_row};
use crate::app::run::view::use_run_view;
use crate::app::ui::format;

/// The segments that are listed at most.
const MOST: usize = 8;

/// The list whose rows are described.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The list of the steps.
    pub(crate) rows: NodeRef,
}

/// Which row is described, and where it is, in pixels of the window.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    visit: VisitId,
    left: f64,
    /// From the top of the window down, or from its bottom up.
    at: Result<f64, f64>,
}

/// The description. Escape hides it.
#[component]
pub(crate) fn Details(Props { rows }: &Props) -> Html {
    let run = use_run_view();
    let place = use_state_eq(|| None::<Place>);
    use_effect_with((), {
        let (rows, place) = (rows.clone(), place.setter());
        move |()| {
            let list = rows.cast::<Element>();
            let listeners = list.map(|list| {
                let listen = |name: &'static str, find: fn(&web_sys::Event, &Element) -> Option<Option<Place>>| {
                    let (list, place) = (list.clone(), place.clone());
                    EventListener::new(&list.clone(), name, move |event| {
                        if let Some(found) = find(event, &list) {
                            place.set(found);
                        }
                    })
                };
                [
                    listen("pointermove", |event, list| Some(pointed(event, list))),
                    listen("pointerleave", |_, _| Some(None)),
                    listen("scroll", |_, _| Some(None)),
                    listen("blur", |_, _| Some(None)),
                    listen("keyup", |event, list| {
                        let key = event.dyn_ref::<KeyboardEvent>()?.key();
                        Some(if key == "Escape" { None } else { selected(list) })
                    }),
                ]
            });
            move || drop(listeners)
        }
    });
    let Some((place, row)) = (*place).and_then(|place| Some((place, run.row(place.visit)?))) else {
        return Html::default();
    };
    let vertical = match place.at {
        Ok(top) => format!("top:{top:.0}px"),
        Err(bottom) => format!("bottom:{bottom:.0}px"),
    };
    let now = run.latest;
    let style = of_row(row.status);
    html! {
        <div class="timeline-details" role="tooltip" data-testid="timeline-details" style={format!("left:{:.0}px;{vertical}", place.left)}>
            <p><b>{ row.name.to_string() }</b>{" "}<span class="type">{ row.state_type.name() }</span>{" "}{ style.show() }{" "}{ row.answered_by.map(answered).unwrap_or_default() }</p>
            <p class="fine">{ format!("From {} to {} · {}", format::since(run.started, row.entered),
                row.left.map_or_else(|| "now".to_owned(), |left| format::since(run.started, left)),
                format::duration(row.left.unwrap_or(now).millis_since(row.entered))) }</p>
            if let Some(error) = &row.error { <p class="error-name">{ error.to_string() }</p> }
            if row.segments.len() > 1 || row.attempts > 0 {
                <ul>
                    { for row.segments.iter().take(MOST).map(|segment| html! { <li>{ in_words(segment, row, now) }</li> }) }
                    if row.segments.len() > MOST { <li>{ format!("{} more", row.segments.len() - MOST) }</li> }
                </ul>
            }
        </div>
    }
}

/// What a segment is, and how long it took; the phases of a call where they are known.
fn in_words(segment: &Segment, row: &Row, now: asl_aws::time::Timestamp) -> String {
    let length = format::duration(segment.end.unwrap_or(now).millis_since(segment.start));
    let what = match segment.kind {
        SegmentKind::Attempt { number, .. } if row.attempts > 1 => format!("Attempt {number}"),
        SegmentKind::Attempt { .. } => "Call".to_owned(),
        SegmentKind::BackOff => "Back-off".to_owned(),
        SegmentKind::Wait => "Wait".to_owned(),
        SegmentKind::Work => "Work".to_owned(),
    };
    let error = segment.error.as_deref().map(|error| format!(" · {error}")).unwrap_or_default();
    let calls = segment.exchange.iter().flat_map(|exchange| exchange.earlier.iter().chain([exchange]));
    let mut is_known = false;
    let phases: Vec<String> = calls
        .map(|call| {
            let name = if call.purpose == Purpose::Token { "token" } else { "request" };
            let whole = format!("{name} {}", format::duration(call.answered_at.millis_since(call.sent_at)));
            let parts = call.response.as_ref().ok().and_then(|response| response.phases);
            let parts: Vec<String> = parts
                .iter()
                .flat_map(Phases::named)
                .map(|(name, millis)| format!("{name} {}", format::duration(millis.into())))
                .collect();
            is_known |= !parts.is_empty();
            if parts.is_empty() { whole } else { format!("{whole}: {}", parts.join(", ")) }
        })
        .collect();
    let phases = if phases.len() > 1 || is_known { format!(" ({})", phases.join("; ")) } else { String::new() };
    format!("{what}: {length}{phases}{error}")
}

fn pointed(event: &web_sys::Event, list: &Element) -> Option<Place> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    place_of(&target.closest("[data-visit]").ok().flatten()?, list)
}

fn selected(list: &Element) -> Option<Place> {
    place_of(&list.query_selector("[data-visit].selected").ok().flatten()?, list)
}

fn place_of(row: &Element, list: &Element) -> Option<Place> {
    let visit = VisitId(row.get_attribute("data-visit")?.parse().ok()?);
    let height = web_sys::window()?.inner_height().ok()?.as_f64()?;
    let (rect, list) = (row.get_bounding_client_rect(), list.get_bounding_client_rect());
    let at = if rect.bottom() > height / 2.0 { Err(height - rect.top() + 4.0) } else { Ok(rect.bottom() + 4.0) };
    Some(Place { visit, left: (list.left() + 24.0).max(4.0), at })
}
