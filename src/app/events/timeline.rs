//! The timeline of the buses: a row for each event and each of its deliveries, with attempts and waits.

use asl_view::events::rows::{Bar, EventRow, RowSubject, rows};
use asl_view::timeline::{RowStatus, SegmentKind};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::commands::open_execution;
use super::shown::until;
use super::world::read_log;
use crate::app::layout::buttons::Maximize;
use crate::app::layout::splitter::Splitter;
use crate::app::layout::state::{Panel, Size};
use crate::app::run::status_style::{StatusStyle, of_row};
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::events::{EventsAction, EventsState, Selected};
use crate::app::state::shared::{Shared, use_shared};
use crate::app::timeline::cells::{self, Cells};
use crate::app::timeline::{TimeScale, legend, ticks};
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::use_now::{TICK_MILLIS, use_now};
use crate::app::ui::virtual_list::{arrow, use_visible_rows};

/// The height of a row in pixels, as the style sheet has it.
const ROW: usize = 30;
/// A run that goes on shows at least this much time, in milliseconds.
const SHORTEST: i64 = 1_000;
/// From this many rows on there is a search.
const SEARCHED: usize = 30;

/// The timeline. It is one stop of the Tab key; arrow keys select, Enter opens the execution that a delivery started.
#[component]
pub(crate) fn EventTimeline() -> Html {
    let (commands, events) = (use_commands(), use_shared::<EventsState>());
    let world = events.world.clone();
    let all = use_memo(world.clone(), |world| read_log(world, |log| rows(&world.system, log)).unwrap_or_default());
    let text = use_state(String::new);
    let found = use_memo((all.clone(), (*text).clone()), |(all, text)| {
        let wanted = text.trim().to_lowercase();
        let fits = |row: &EventRow| {
            [&*row.name, &*row.detail, row.word, row.error.as_deref().unwrap_or_default()]
                .iter()
                .any(|part| part.to_lowercase().contains(&wanted))
        };
        all.iter().enumerate().filter(|(_, row)| wanted.is_empty() || fits(row)).map(|(at, _)| at).collect::<Vec<_>>()
    });
    let now = world.clock.at(use_now(world.is_ticking(), TICK_MILLIS)).max(world.latest);
    // An earlier moment stands at its place in the time of the whole run.
    let end = if world.is_running && world.moment.is_none() { now } else { world.latest };
    let span = end.millis_since(world.started);
    let span = if world.is_running { (span + span / 12).max(SHORTEST) } else { span.max(1) };
    let shown_until = until(&world).unwrap_or(end);
    let scale = TimeScale { start: world.started, now: shown_until, from: 0, span, idle: None };
    let row_at = |place: usize| found.get(place).and_then(|at| all.get(*at));
    let picked = match &events.selected {
        Some(Selected::Row(subject)) => Some(*subject),
        _ => None,
    };
    let selected = picked
        .and_then(|subject| (0..found.len()).find(|place| row_at(*place).is_some_and(|row| row.subject == subject)));
    let window = use_visible_rows(found.len(), ROW, selected, world.is_running && picked.is_none());
    let onkeydown = {
        let (commands, all, found) = (commands.clone(), all.clone(), found.clone());
        move |event: KeyboardEvent| {
            let row = |place: usize| found.get(place).and_then(|at| all.get(*at));
            if event.key() == "Enter" {
                if let Some(execution) = selected.and_then(row).and_then(|row| row.execution) {
                    event.prevent_default();
                    open_execution(&commands, execution);
                }
                return;
            }
            if let Some(row) = arrow(&event.key(), selected, found.len()).and_then(row) {
                event.prevent_default();
                commands.dispatch(EventsAction::Select(Some(Selected::Row(row.subject))));
            }
        }
    };
    let oninput = {
        let text = text.setter();
        move |event: InputEvent| {
            event.target_dyn_into::<HtmlInputElement>().iter().for_each(|input| text.set(input.value()));
        }
    };
    html! {
        <section class="timeline" aria-label="Timeline" data-panel={Panel::Timeline.id()}>
            <Splitter size={Size::Timeline} />
            <div class="bar">
                <h2>{"Timeline"}</h2>
                if all.len() >= SEARCHED {
                    <span class="tally" role="status">{ (!text.trim().is_empty()).then(|| format::count(found.len(), "row")) }</span>
                    <input type="search" class="step-search" value={(*text).clone()} {oninput} placeholder="Event, rule, target, status, or error"
                        aria-label="Search events and deliveries" />
                }
                { legend() }
                <Maximize panel={Panel::Timeline} />
            </div>
            <div class="axis event-axis" aria-hidden="true">
                <span class="row-name"></span>
                <span class="row-time">{ format::duration(shown_until.millis_since(world.started)) }</span>
                <div class="track">
                    for (place, label) in ticks(scale) {
                        <span class="tick" style={format!("left:{place:.2}%")}>{ label }</span>
                    }
                </div>
            </div>
            <div class="rows" role="listbox" tabindex="0" aria-label="Events and deliveries" ref={window.element.clone()}
                aria-activedescendant={selected.map(|place| format!("event-row-{place}"))} {onkeydown} onscroll={window.onscroll.clone()}>
                <div style={format!("height:{}px", window.above)} role="presentation"></div>
                for place in window.rows.clone() {
                    { row_at(place).map(|row| line(place, found.len(), row, scale, selected == Some(place), &commands)).unwrap_or_default() }
                }
                if found.is_empty() { <p class="empty">{ if all.is_empty() { "No events yet." } else { "No matches." } }</p> }
                <div style={format!("height:{}px", window.below)} role="presentation"></div>
            </div>
        </section>
    }
}

fn line(
    place: usize,
    total: usize,
    row: &EventRow,
    scale: TimeScale<'_>,
    is_selected: bool,
    commands: &Shared<Commands>,
) -> Html {
    let style = StatusStyle { word: row.word, ..of_row(row.status) };
    let select = {
        let (commands, subject) = (commands.clone(), row.subject);
        move |_: MouseEvent| commands.dispatch(EventsAction::Select(Some(Selected::Row(subject))))
    };
    let (kind, key) = match row.subject {
        RowSubject::Event(id) => ("event", format!("event-{}", id.0)),
        RowSubject::Delivery(id) => ("delivery", format!("delivery-{}", id.0)),
    };
    let open = row.execution.map(|execution| {
        let commands = commands.clone();
        let onclick = move |event: MouseEvent| {
            event.stop_propagation();
            open_execution(&commands, execution);
        };
        html! { <button class="button small quiet open-execution" tabindex="-1" {onclick} title="Show the execution">{ icon(Icon::Target) }</button> }
    });
    let cells = Cells {
        style,
        word: row.word,
        depth: row.depth,
        nested: false,
        name: &row.name,
        detail: &row.detail,
        beside: open.unwrap_or_default(),
        attempts: row.attempts,
        length: format::duration(row.left.unwrap_or(scale.now).millis_since(row.entered)),
        error: row.error.as_deref(),
        bars: row.bars.iter().enumerate().map(|(number, segment)| bar(number, segment, row, scale)).collect(),
    };
    html! {
        <div {key} class={classes!("row", is_selected.then_some("selected"), (row.depth == 0).then_some("of-event"))} role="option" id={format!("event-row-{place}")}
            data-testid="event-timeline-row" data-kind={kind} data-status={status_name(row.status)} data-name={row.name.to_string()}
            aria-selected={is_selected.to_string()} aria-posinset={(place + 1).to_string()} aria-setsize={total.to_string()} onclick={select}>
            { cells.show() }
        </div>
    }
}

fn bar(key: usize, bar: &Bar, row: &EventRow, scale: TimeScale<'_>) -> Html {
    let length = format::duration(bar.end.unwrap_or(scale.now).millis_since(bar.start));
    let (class, what) = match bar.kind {
        SegmentKind::Attempt { number, succeeded: Some(true) } => ("succeeded", format!("attempt {number} succeeded")),
        SegmentKind::Attempt { number, succeeded: Some(false) } => ("failed", format!("attempt {number} failed")),
        SegmentKind::Attempt { number, succeeded: None } => ("running", format!("attempt {number} running")),
        SegmentKind::BackOff => ("back-off", "back-off before the next attempt".to_owned()),
        SegmentKind::Wait => ("wait", "wait for the rate limit".to_owned()),
        SegmentKind::Work if row.status == RowStatus::Failed => ("failed", row.word.to_owned()),
        SegmentKind::Work => ("work", row.word.to_owned()),
    };
    let error = bar.error.as_deref().map(|error| format!(": {error}")).unwrap_or_default();
    let title = format!("{what}{error} · {length}");
    cells::segment(key, class, title, scale.place(bar.start, bar.end), None)
}

/// The status for tests and style sheets.
fn status_name(status: RowStatus) -> &'static str {
    match status {
        RowStatus::Caught | RowStatus::TimedOut | RowStatus::Aborted => "unmatched",
        status => cells::status_name(status),
    }
}
