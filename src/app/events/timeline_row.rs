//! A row of the timeline of the buses: an event, a delivery, an execution, a visit of one of its states, or an iteration.

use asl_aws::time::Timestamp;
use asl_sim::{ActorId, Asker};
use asl_view::events::executions::ExecutionRow;
use asl_view::events::rows::{Bar, EventRow, RowSubject};
use asl_view::events::tree::{Content, Line, Subject, Tree};
use asl_view::timeline::{Row, RowStatus, SegmentKind};
use asl_world::ExecutionId;
use yew::prelude::*;

use super::commands::look_into;
use crate::app::run::pending_tasks::PendingTask;
use crate::app::run::status_style::{StatusStyle, of_row};
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::timeline::cells::{self, Cells};
use crate::app::timeline::{TimeScale, head_cells, state_cells};
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};

/// What all rows of a picture have in common.
pub(super) struct Rows<'r> {
    pub(super) tree: &'r Tree,
    pub(super) scale: TimeScale<'r>,
    /// The Tasks that wait for the person's answer, now; empty where an earlier moment is shown.
    pub(super) tasks: &'r [PendingTask],
    pub(super) commands: &'r Shared<Commands>,
    /// Selects a line; opens the execution whose state it is, and folds or unfolds an iteration.
    pub(super) pick: &'r Callback<Line>,
    /// Folds what is below a line, or unfolds it.
    pub(super) fold: &'r Callback<Line>,
}

impl Rows<'_> {
    /// The row at `place` of the list.
    pub(super) fn show(&self, place: usize, line: &Line, is_selected: bool) -> Html {
        let Some(content) = self.tree.content(line) else { return Html::default() };
        let (kind, name, status, cells) = match content {
            Content::Log(row) => {
                let kind = if row.depth == 0 { "event" } else { "delivery" };
                (kind, row.name.to_string(), log_status(row.status), self.log_cells(line, row))
            }
            Content::Execution(row) => {
                let status = cells::status_name(row.status);
                ("execution", row.name.to_string(), status, self.execution_cells(line, row))
            }
            Content::State(row) => {
                let (status, asks) = (cells::status_name(row.status), self.asks(line.subject.execution(), row));
                let cells = state_cells(row, line.depth, row.within.is_some(), asks, self.scale);
                ("state", row.name.to_string(), status, cells)
            }
            Content::Iteration(number, is_map, head) => {
                let cells = head_cells(&head, line.depth, (number, is_map), self.chevron(line), "", self.scale);
                ("iteration", number.to_string(), cells::status_name(head.status), cells)
            }
        };
        let onclick = {
            let (line, pick) = (*line, self.pick.clone());
            move |_: MouseEvent| pick.emit(line)
        };
        html! {
            <div key={key(line.subject)} class={classes!("row", class_of(line.subject), is_selected.then_some("selected"))} role="treeitem" id={format!("event-row-{place}")}
                data-testid="event-timeline-row" data-kind={kind} data-status={status} data-name={name}
                aria-level={line.level.to_string()} aria-expanded={line.expanded.map(|expanded| expanded.to_string())}
                aria-selected={is_selected.to_string()} aria-posinset={line.position.to_string()} aria-setsize={line.siblings.to_string()} {onclick}>
                { cells }
            </div>
        }
    }

    fn log_cells(&self, line: &Line, row: &EventRow) -> Html {
        let cells = Cells {
            style: StatusStyle { word: row.word, ..of_row(row.status) },
            word: row.word,
            depth: line.depth,
            nested: false,
            name: &row.name,
            detail: &row.detail,
            beside: Html::default(),
            attempts: row.attempts,
            length: self.length(row.entered, row.left),
            error: row.error.as_deref(),
            bars: row.bars.iter().enumerate().map(|(number, segment)| bar(number, segment, row, self.scale)).collect(),
        };
        cells.show()
    }

    fn execution_cells(&self, line: &Line, row: &ExecutionRow) -> Html {
        let style = of_row(row.status);
        let class = if matches!(row.status, RowStatus::Failed | RowStatus::TimedOut) { "failed" } else { "work" };
        let length = self.length(row.entered, row.left);
        let title = format!("{} · {length}", style.word);
        let open = {
            let (commands, id) = (self.commands.clone(), row.id);
            let onclick = move |event: MouseEvent| {
                event.stop_propagation();
                look_into(&commands, id, None);
            };
            html! { <button class="button small quiet open-execution" tabindex="-1" {onclick} title="Show the execution">{ icon(Icon::Target) }</button> }
        };
        let cells = Cells {
            style,
            word: style.short(),
            depth: line.depth,
            // The disclosure button stands before the icon.
            nested: true,
            name: &row.name,
            detail: "execution",
            beside: open,
            attempts: 0,
            length,
            error: row.error.as_deref(),
            bars: cells::segment(0, class, title, self.scale.place(row.entered, row.left), None),
        };
        let place = format!("inset-inline-start:{}px", line.depth.min(8) * 14 + 6);
        html! { <>if line.expanded.is_some() { <span class="fold-place" style={place}>{ self.chevron(line) }</span> }{ cells.show() }</> }
    }

    /// The button that folds what is below a line, or unfolds it.
    fn chevron(&self, line: &Line) -> Html {
        let is_open = line.expanded == Some(true);
        let onclick = {
            let (line, fold) = (*line, self.fold.clone());
            move |event: MouseEvent| {
                event.stop_propagation();
                fold.emit(line);
            }
        };
        // Whoever uses the keyboard presses the arrow keys; the row says whether it is unfolded.
        html! {
            <button class={classes!("chevron", "fold", is_open.then_some("open"))} tabindex="-1" {onclick} data-testid="fold"
                title={if is_open { "Collapse" } else { "Expand" }}>{ icon(Icon::Chevron) }</button>
        }
    }

    fn length(&self, entered: Timestamp, left: Option<Timestamp>) -> String {
        format::duration(left.unwrap_or(self.scale.now).millis_since(entered))
    }

    /// Whether a visit of a state waits for the person's answer.
    fn asks(&self, execution: Option<ExecutionId>, row: &Row) -> bool {
        let is_own = |task: &PendingTask| {
            execution.is_some_and(|id| task.asker == Asker::Execution(id.0))
                && task.run == ActorId::ROOT
                && task.visit == row.visit
        };
        self.tasks.iter().any(is_own)
    }
}

fn class_of(subject: Subject) -> Option<&'static str> {
    match subject {
        Subject::Log(RowSubject::Event(_)) => Some("of-event"),
        Subject::Execution(_) => Some("of-execution"),
        Subject::Iteration(..) => Some("head"),
        Subject::Log(RowSubject::Delivery(_)) | Subject::State(..) => None,
    }
}

fn key(subject: Subject) -> String {
    match subject {
        Subject::Log(RowSubject::Event(id)) => format!("event-{}", id.0),
        Subject::Log(RowSubject::Delivery(id)) => format!("delivery-{}", id.0),
        Subject::Execution(id) => format!("execution-{}", id.0),
        Subject::State(id, visit) => format!("state-{}-{}", id.0, visit.0),
        Subject::Iteration(id, (visit, index)) => format!("iteration-{}-{}-{index}", id.0, visit.0),
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

/// The status of an event or a delivery for tests and style sheets.
fn log_status(status: RowStatus) -> &'static str {
    match status {
        RowStatus::Caught | RowStatus::TimedOut | RowStatus::Aborted => "unmatched",
        status => cells::status_name(status),
    }
}
