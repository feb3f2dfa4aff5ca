//! The event table: AWS's events with their numbers.

use asl_aws::time::Timestamp;
use asl_sim::{AnsweredBy, Event, EventId, EventKind, VisitId};
use asl_value::Sort;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::masking::use_masking;
use super::records::{Record, record_tabs};
use super::state::{RunAction, Selection};
use super::status_style::answered;
use super::view::RunView;
use crate::app::chunks::EXPORTS;
use crate::app::layout::buttons::Maximize;
use crate::app::layout::splitter::Splitter;
use crate::app::layout::state::{Panel, Size};
use crate::app::run::view::use_run_view;
use crate::app::state::commands::use_commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::parts::use_part;
use crate::app::state::view::ViewAction;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::virtual_list::{arrow, use_visible_rows};

/// The height of a row in pixels, as the style sheet has it.
const ROW: usize = 26;

/// What a row of the table shows.
struct Line {
    id: EventId,
    previous: EventId,
    visit: VisitId,
    name: String,
    state: String,
    at: Timestamp,
    failed: bool,
    answered_by: Option<AnsweredBy>,
}

/// The table. It is one stop of the Tab key; arrow keys select.
#[component]
pub(crate) fn Events() -> Html {
    let (commands, run) = (use_commands(), use_run_view());
    let selection = use_part::<Selection>();
    let masking = use_masking();
    let (text, order) = (use_state(String::new), use_state(|| None::<Order>));
    let all = run.log.len();
    // The places in the log of those that the filter lets through, in their order; `None` is all of them as they happened.
    let found = use_memo((run.clone(), (*text).clone(), *order), |(run, text, order)| {
        let wanted = text.trim().to_lowercase();
        (!wanted.is_empty() || order.is_some()).then(|| run.log.read(|events| places(events, run, &wanted, *order)))
    });
    let count = (*found).as_ref().map_or(all, Vec::len);
    let place_of = {
        let found = found.clone();
        move |row: usize| (*found).as_ref().map_or(Some(row), |found| found.get(row).copied())
    };
    let row_of = |event: EventId| {
        let place = (event.0 as usize).saturating_sub(1);
        match &*found {
            None => Some(place).filter(|place| *place < all),
            Some(found) => found.iter().position(|known| *known == place),
        }
    };
    let selected = selection.event.and_then(row_of);
    // A step that was picked elsewhere brings its first event into sight.
    let first = || selection.visit.and_then(|visit| run.row(visit)).and_then(|row| row_of(row.first_event));
    let window = use_visible_rows(count, ROW, selected.or_else(first), run.is_running() && selection.visit.is_none());
    let lines = run.log.read(|events| {
        let drawn = window.rows.clone().filter_map(|row| Some((row, events.get(place_of(row)?)?)));
        drawn.map(|(row, event)| (row, line(event, &run))).collect::<Vec<_>>()
    });
    let onkeydown = {
        let (run, commands) = (run.clone(), commands.clone());
        move |event: KeyboardEvent| {
            let Some(place) = arrow(&event.key(), selected, count).and_then(&place_of) else { return };
            event.prevent_default();
            if let Some((id, visit)) = run.log.read(|events| events.get(place).map(|event| (event.id, event.visit))) {
                commands.dispatch(RunAction::SelectEvent(id, visit));
            }
        }
    };
    let oninput = {
        let text = text.setter();
        move |event: InputEvent| {
            event.target_dyn_into::<HtmlInputElement>().iter().for_each(|input| text.set(input.value()));
        }
    };
    let save = {
        let (commands, run) = (commands.clone(), run.clone());
        move |_| {
            let (run, masking) = (run.clone(), masking.clone());
            commands.with(&EXPORTS, move |exports| (exports.history)(&run, &masking));
        }
    };
    let files = {
        let commands = commands.clone();
        move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::RunFiles)))
    };
    // Numbers are never cut off.
    let digits = format!("--digits:{}", all.to_string().len().max(2));
    html! {
        <section class="events" aria-label="Events" data-panel={Panel::Events.id()}>
            <Splitter size={Size::Events} />
            <div class="bar">
                { record_tabs(Record::Events, true, &commands) }
                <span class="tally" role="status">{ if count < all { format!("{count} of {all}") } else { all.to_string() } }</span>
                <input type="search" class="event-filter" value={(*text).clone()} {oninput} placeholder="Filter: type, state, error, or #id"
                    aria-label="Filter events" data-testid="event-filter" />
                <button class="button small quiet square" onclick={save} aria-label="Download the history" data-testid="download-history"
                    title="Download the events as GetExecutionHistory gives them (JSON)">{ icon(Icon::Download) }</button>
                <button class="button small quiet" onclick={files} data-testid="run-files">{"Export…"}</button>
                <Maximize panel={Panel::Events} />
            </div>
            <div class="grid" role="grid" style={digits} tabindex="0" aria-label="Events" aria-rowcount={(count + 1).to_string()}
                aria-activedescendant={selected.and(selection.event).map(|id| format!("event-{}", id.0))} {onkeydown}
                ref={window.element.clone()} onscroll={window.onscroll.clone()}>
                <div class="line head" role="row" aria-rowindex="1">
                    { for Column::ALL.map(|column| head(column, &order)) }
                </div>
                <div style={format!("height:{}px", window.above)} role="presentation"></div>
                for (row, line) in lines {
                    <div key={line.id.0} role="row" id={format!("event-{}", line.id.0)} data-testid="event-row"
                        aria-rowindex={(row + 2).to_string()} aria-selected={(selection.event == Some(line.id)).to_string()}
                        class={classes!("line", line.failed.then_some("failed"),
                            (selection.event == Some(line.id)).then_some("selected"),
                            (selection.visit == Some(line.visit)).then_some("related"))}
                        onclick={
                            let commands = commands.clone();
                            move |_| commands.dispatch(RunAction::SelectEvent(line.id, line.visit))
                        }>
                        <span role="gridcell" class="id">{ line.id.0 }</span>
                        <span role="gridcell" class="type" title={line.name.clone()}>{ line.name }</span>
                        <span role="gridcell" class="state" title={line.state.clone()}>{ line.state }{ line.answered_by.map(answered).unwrap_or_default() }</span>
                        <span role="gridcell" class="prev">{ line.previous.0 }</span>
                        <span role="gridcell" class="time" title={line.at.to_string()}>{ format::since(run.started, line.at) }</span>
                    </div>
                }
                if count == 0 && found.is_some() { <p class="empty">{"No matching events."}</p> }
                <div style={format!("height:{}px", window.below)} role="presentation"></div>
            </div>
        </section>
    }
}

/// By which column the table is sorted, and whether the largest comes first.
type Order = (Column, bool);

/// A column of the table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Id,
    Type,
    State,
    Previous,
    Time,
}

impl Column {
    const ALL: [Self; 5] = [Self::Id, Self::Type, Self::State, Self::Previous, Self::Time];

    /// Its class, what stands above it, and what that is in full.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Id => ("id", "#", "id"),
            Self::Type => ("type", "Type", "type"),
            Self::State => ("state", "State", "state"),
            Self::Previous => ("prev", "Prev", "previousEventId"),
            Self::Time => ("time", "Time", "time"),
        }
    }
}

/// The head of a column: it sorts, then the other way around, then no longer.
fn head(column: Column, order: &UseStateHandle<Option<Order>>) -> Html {
    let (class, word, title) = column.words();
    let turned = order.filter(|(by, _)| *by == column).map(|(_, descending)| descending);
    let sort = match turned {
        None => "none",
        Some(false) => "ascending",
        Some(true) => "descending",
    };
    let next = match turned {
        None => Some((column, false)),
        Some(false) => Some((column, true)),
        Some(true) => None,
    };
    let order = order.setter();
    html! {
        <span role="columnheader" {class} aria-sort={sort}>
            <button title={format!("Sort by {title}")} onclick={move |_| order.set(next)}>{ word }{ match turned { None => "", Some(false) => " ↑", Some(true) => " ↓" } }</button>
        </span>
    }
}

/// The places of the events that `wanted` asks for, in order.
fn places(events: &[Event], run: &RunView, wanted: &str, order: Option<Order>) -> Vec<usize> {
    let fits = |event: &Event| wanted.is_empty() || line(event, run).fits(wanted) || has_error(event, wanted);
    let mut places: Vec<usize> = (0..events.len()).filter(|at| events.get(*at).is_some_and(fits)).collect();
    let Some((column, descending)) = order else { return places };
    let by = |text: fn(Line) -> String| {
        let all: Vec<String> = events.iter().map(|event| text(line(event, run))).collect();
        all
    };
    match column {
        // The order of the log.
        Column::Id | Column::Time => {}
        Column::Type | Column::State => {
            let texts = by(if column == Column::Type { |line| line.name } else { |line| line.state });
            places.order_by(|one, other| texts.get(*one).cmp(&texts.get(*other)));
        }
        Column::Previous => {
            let previous = |at: usize| events.get(at).map(|event| event.previous);
            places.order_by(|one, other| previous(*one).cmp(&previous(*other)));
        }
    }
    if descending {
        places.reverse();
    }
    places
}

/// Whether the name of the event's error has that in it.
fn has_error(event: &Event, wanted: &str) -> bool {
    let error = match &event.kind {
        EventKind::ExecutionFailed(error) => Some(error),
        kind => kind.failure(),
    };
    error.is_some_and(|error| error.name().to_lowercase().contains(wanted))
}

impl Line {
    /// Whether the event is one that `wanted`, in small letters, asks for: a part of its type or state, or its number.
    fn fits(&self, wanted: &str) -> bool {
        match wanted.strip_prefix('#') {
            Some(number) => self.id.0.to_string() == number,
            None => self.name.to_lowercase().contains(wanted) || self.state.to_lowercase().contains(wanted),
        }
    }
}

fn line(event: &Event, run: &RunView) -> Line {
    // Visits are numbered in the order of entry, as the rows are.
    let index = (event.visit.0 as usize).checked_sub(1);
    let row = index.and_then(|index| run.rows.get(index)).filter(|row| row.visit == event.visit);
    let row = row.or_else(|| index.and_then(|_| run.row(event.visit)));
    Line {
        id: event.id,
        previous: event.previous,
        visit: event.visit,
        name: event.kind.name().into_owned(),
        state: row.map(|row| row.name.to_string()).unwrap_or_default(),
        at: event.at,
        failed: is_failure(&event.kind),
        answered_by: event.trace.as_deref().and_then(|trace| trace.answered_by),
    }
}

fn is_failure(kind: &EventKind) -> bool {
    let fails = matches!(
        kind,
        EventKind::ExecutionFailed(_)
            | EventKind::ExecutionTimedOut(_)
            | EventKind::ParallelStateFailed
            | EventKind::MapStateFailed
            | EventKind::MapIterationFailed(_)
    );
    fails || kind.failure().is_some()
}
