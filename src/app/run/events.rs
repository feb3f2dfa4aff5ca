//! The event table: AWS's events with their numbers.

use asl_aws::time::Timestamp;
use asl_sim::{AnsweredBy, Event, EventId, EventKind, VisitId};
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
    let text = use_state(String::new);
    let all = run.log.len();
    // The places in the log of those that the filter lets through; `None` is all of them.
    let found = use_memo((run.clone(), (*text).clone()), |(run, text)| {
        let wanted = text.trim().to_lowercase();
        (!wanted.is_empty()).then(|| {
            let fits = |event: &Event| line(event, run).fits(&wanted);
            let places =
                |events: &[Event]| (0..events.len()).filter(|at| events.get(*at).is_some_and(fits)).collect::<Vec<_>>();
            run.log.read(places)
        })
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
            Some(found) => found.binary_search(&place).ok(),
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
                <span class="tally" role="status">{ if found.is_some() { format!("{count} of {all}") } else { all.to_string() } }</span>
                <input type="search" class="event-filter" value={(*text).clone()} {oninput} placeholder="Filter: type, state, or #id"
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
                    <span role="columnheader" class="id" title="id">{"#"}</span>
                    <span role="columnheader" class="type">{"Type"}</span>
                    <span role="columnheader" class="state">{"State"}</span>
                    <span role="columnheader" class="prev" title="previousEventId">{"Prev"}</span>
                    <span role="columnheader" class="time">{"Time"}</span>
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
    matches!(
        kind,
        EventKind::ExecutionFailed(_)
            | EventKind::ExecutionTimedOut(_)
            | EventKind::TaskFailed(..)
            | EventKind::TaskTimedOut(..)
            | EventKind::LambdaFunctionFailed(_)
            | EventKind::LambdaFunctionTimedOut(_)
            | EventKind::ActivityFailed(_)
            | EventKind::ActivityTimedOut(_)
            | EventKind::ParallelStateFailed
            | EventKind::MapStateFailed
            | EventKind::MapIterationFailed(_)
            | EventKind::EvaluationFailed { .. }
    )
}
