//! What changes how a timeline is looked at: filters, the time that is left out, zoom and pan. In a chunk.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_value::SortedSet;
use asl_view::idle::Idle;
use asl_view::outline::{self, WantedStatus};
use asl_view::rows::Rows;
use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlSelectElement, KeyboardEvent, WheelEvent};
use yew::prelude::*;

use super::look::{Look, Ticks, mark, step};
use super::row::TimeScale;
use crate::app::graph::tool_icons::{ToolIcon, tool_icon};
use crate::app::run::view::use_run_view;
use crate::app::ui::format;

/// A press zooms by this factor.
const ZOOM: f64 = 1.6;
/// A press moves by this part of what is shown.
const MOVE: f64 = 0.25;
/// So much time is shown at least, in milliseconds.
const SHORTEST: i64 = 5;
/// The way to zoom with one unit of a wheel.
const WHEEL: f64 = 0.0016;

/// What is looked at, and how.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    /// How.
    pub(crate) look: Look,
    /// All of the time that is shown, in milliseconds.
    pub(crate) whole: i64,
    /// Whether there are branches or iterations to put in order.
    pub(crate) has_parts: bool,
    /// The list of the steps, in whose section keys and the wheel count.
    pub(crate) rows: NodeRef,
    /// Another look.
    pub(crate) set: Callback<Look>,
}

/// The tools in the bar of a timeline. In its section, + and - zoom, Shift with an arrow moves, and 0 shows everything; so does a wheel
/// with Ctrl, and one with Shift.
#[component]
pub(crate) fn Tools(props: &Props) -> Html {
    let Props { look, has_parts, rows, set, .. } = props.clone();
    let run = use_run_view();
    let names = use_memo((run.id, run.run, run.rows.len()), |_| outline::state_names(&run.rows));
    let newest = use_mut_ref(|| props.clone());
    newest.replace(props.clone());
    use_effect_with((), move |()| {
        let list = rows.cast::<Element>();
        let section = list.as_ref().and_then(|list| list.closest(".timeline").ok().flatten());
        let listeners = section.map(|section| {
            let with_key = newest.clone();
            let keys = EventListener::new_with_options(&section, "keydown", active(), move |event| {
                event.dyn_ref::<KeyboardEvent>().into_iter().for_each(|event| keyed(event, &with_key.borrow()));
            });
            let wheel = EventListener::new_with_options(&section, "wheel", active(), move |event| {
                event.dyn_ref::<WheelEvent>().into_iter().for_each(|event| wheeled(event, &newest.borrow()));
            });
            (keys, wheel)
        });
        move || drop(listeners)
    });
    let change = |change: fn(&mut Look)| {
        let (look, set) = (look.clone(), set.clone());
        move |_: MouseEvent| {
            let mut look = look.clone();
            change(&mut look);
            set.emit(look);
        }
    };
    let filter = {
        let (look, set) = (look.clone(), set.clone());
        move |event: Event| {
            let picked = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value()).unwrap_or_default();
            let mut look = look.clone();
            look.wanted.status = WantedStatus::ALL.into_iter().find(|status| status.word() == picked);
            set.emit(look);
        }
    };
    let zoom = |factor: f64| {
        let props = props.clone();
        move |_: MouseEvent| props.set.emit(zoomed(&props, factor, 0.5))
    };
    html! {
        <span class="timeline-tools" role="group" aria-label="Timeline view">
            <select aria-label="Show steps" data-testid="step-status" onchange={filter}>
                <option value="" selected={look.wanted.status.is_none()}>{"Any status"}</option>
                for status in WantedStatus::ALL {
                    <option value={status.word()} selected={look.wanted.status == Some(status)}>{ status.word() }</option>
                }
            </select>
            { states(props, &names) }
            if has_parts {
                <button class="button small quiet" aria-pressed={look.failures_first.to_string()} data-testid="failures-first"
                    title="Branches and iterations that failed come first" onclick={change(|look| look.failures_first = !look.failures_first)}>{"Failures first"}</button>
            }
            <button class="button small quiet" aria-pressed={look.hides_idle.to_string()} data-testid="hide-idle"
                title="Hide the time in which nothing was worked on: waits and back-off" onclick={change(|look| {
                    look.hides_idle = !look.hides_idle;
                    look.part = None;
                })}>{"Hide idle time"}</button>
            <button class="button small quiet square" aria-label="Zoom out of the timeline" title="Zoom out (-, or Ctrl and the wheel)" data-testid="time-out"
                disabled={look.part.is_none()} onclick={zoom(1.0 / ZOOM)}>{ tool_icon(ToolIcon::Smaller) }</button>
            <button class="button small quiet square" aria-label="Zoom into the timeline" title="Zoom in (+, or Ctrl and the wheel; Shift and an arrow or the wheel moves)"
                data-testid="time-in" onclick={zoom(ZOOM)}>{ tool_icon(ToolIcon::Larger) }</button>
            if look.part.is_some() {
                <button class="button small quiet" title="Show all of the time (0)" data-testid="time-all" onclick={change(|look| look.part = None)}>{"All"}</button>
            }
        </span>
    }
}

/// Chooses states: each choice adds one, or takes it away again.
fn states(props: &Props, names: &[Rc<str>]) -> Html {
    let chosen = &props.look.wanted.states;
    if names.len() < 2 && chosen.is_empty() {
        return Html::default();
    }
    let said = match (chosen.len(), chosen.iter().next()) {
        (1, Some(name)) => name.to_string(),
        (0, _) => "All states".to_owned(),
        (count, _) => format::count(count, "state"),
    };
    let onchange = {
        let (props, names) = (props.clone(), names.to_vec());
        move |event: Event| {
            let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
            let picked = select.value();
            // What it shows is what was chosen, and the next choice of the same state is one again.
            select.set_value("");
            let mut look = props.look.clone();
            match picked.parse().ok().and_then(|place: usize| names.get(place)) {
                None => look.wanted.states = SortedSet::new(),
                Some(name) if look.wanted.states.contains(name) => _ = look.wanted.states.remove(name),
                Some(name) => _ = look.wanted.states.insert(name.clone()),
            }
            props.set.emit(look);
        }
    };
    html! {
        <select aria-label="Show states" data-testid="step-states" {onchange}
            title="Show the steps of some states. Each choice adds a state, or takes it away again">
            <option value="" selected={true}>{ said }</option>
            if !chosen.is_empty() { <option value="all">{"All states"}</option> }
            for (place, name) in names.iter().enumerate() {
                <option translate="no" value={place.to_string()}>{ format!("{}{name}", if chosen.contains(name) { "✓ " } else { "" }) }</option>
            }
        </select>
    }
}

fn active() -> EventListenerOptions {
    EventListenerOptions::enable_prevent_default()
}

fn keyed(event: &KeyboardEvent, props: &Props) {
    let on_field = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|target| target.matches("input, select, textarea").unwrap_or_default());
    if on_field || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let look = match (event.key().as_str(), event.shift_key()) {
        ("+" | "=", _) => zoomed(props, ZOOM, 0.5),
        ("-" | "_", _) => zoomed(props, 1.0 / ZOOM, 0.5),
        ("ArrowLeft", true) => moved(props, -MOVE),
        ("ArrowRight", true) => moved(props, MOVE),
        ("0", false) => Look { part: None, ..props.look.clone() },
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    props.set.emit(look);
}

fn wheeled(event: &WheelEvent, props: &Props) {
    let [x, y] = [event.delta_x(), event.delta_y()];
    if event.ctrl_key() || event.meta_key() {
        event.prevent_default();
        props.set.emit(zoomed(props, (-y * WHEEL * 2.0).exp(), pointed(event)));
    } else if event.shift_key() || x.abs() > y.abs() {
        event.prevent_default();
        let by = if x == 0.0 { y } else { x };
        props.set.emit(moved(props, by * WHEEL));
    }
}

/// Where in the track the pointer is, from 0 to 1.
fn pointed(event: &WheelEvent) -> f64 {
    let section = event.current_target().and_then(|section| section.dyn_into::<Element>().ok());
    let track = section.and_then(|section| section.query_selector(".axis .track").ok().flatten());
    track.map_or(0.5, |track| {
        let rect = track.get_bounding_client_rect();
        ((f64::from(event.client_x()) - rect.left()) / rect.width().max(1.0)).clamp(0.0, 1.0)
    })
}

/// What is shown after it was made larger by `factor`, around that place of it.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "times of a picture")]
fn zoomed(props: &Props, factor: f64, around: f64) -> Look {
    let (from, span) = props.look.part.unwrap_or((0, props.whole));
    let new = ((span as f64 / factor) as i64).max(SHORTEST.min(props.whole));
    let from = from + ((span - new) as f64 * around) as i64;
    let is_all = new >= props.whole;
    Look { part: (!is_all).then(|| within(from, new, props.whole)), ..props.look.clone() }
}

/// What is shown after it was moved by a part of itself.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "times of a picture")]
fn moved(props: &Props, by: f64) -> Look {
    let part = props.look.part.map(|(from, span)| within(from + (span as f64 * by) as i64, span, props.whole));
    Look { part, ..props.look.clone() }
}

fn within(from: i64, span: i64, whole: i64) -> (i64, i64) {
    (from.clamp(0, (whole - span).max(0)), span)
}

/// The time of a run in which nothing was worked on.
pub(crate) fn idle(rows: &Rows, start: Timestamp, until: Timestamp) -> Idle {
    Idle::of(rows, start, until)
}

/// The marks of an axis some time of which is left out, and the places where it is cut, with how much is left out there.
pub(crate) fn idle_ticks(scale: TimeScale<'_>) -> Ticks {
    let Some(idle) = scale.idle else { return (Vec::new(), Vec::new()) };
    let (step, until) = (step(scale.span), scale.from + scale.span);
    let (mut marks, mut cuts, mut from) = (Vec::new(), Vec::new(), 0);
    let ends =
        idle.cuts().iter().map(|cut| (cut.from, cut.until)).chain([(idle.real(until).saturating_add(1), i64::MAX)]);
    for (end, next) in ends {
        let first = from / step * step + if from % step == 0 { 0 } else { step };
        let first = first.max(idle.real(scale.from) / step * step);
        let times = std::iter::successors(Some(first), |at| at.checked_add(step)).take_while(|at| *at < end);
        let places = times.map(|time| (idle.shown(time), time)).filter(|(at, _)| (scale.from..=until).contains(at));
        marks.extend(places.filter_map(|(at, time)| mark(scale, at, time, step)));
        let at = idle.shown(end);
        if next != i64::MAX && (scale.from..=until).contains(&at) {
            cuts.extend(mark(scale, at, 0, step).map(|(place, _)| (place, next - end)));
        }
        from = next;
    }
    (marks, cuts)
}
