//! The timeline of a run: a row for each visit of a state, over one axis of time.

use asl_playground::timeline::Row;
use yew::prelude::*;

use super::live::use_now;
use super::timeline_row::{Scale, TimelineRow};
use super::virtual_list::{arrow, use_window};
use crate::app::commands::use_commands;
use crate::app::desk::Question;
use crate::app::format;
use crate::app::run_view::RunView;
use crate::app::shared::use_shared;
use crate::app::state::{Action, Selection};

/// The height of a row in pixels, as the style sheet has it.
const ROW: usize = 30;
/// A run that goes on shows at least this much time, in milliseconds.
const SHORTEST: i64 = 1_000;

/// The timeline. It is one stop of the Tab key; arrow keys select.
#[component]
pub(crate) fn Timeline() -> Html {
    let (commands, run) = (use_commands(), use_shared::<RunView>());
    let questions = use_shared::<Vec<Question>>();
    let asks = |row: &Row| questions.iter().any(|asked| asked.run == run.run && asked.visit == row.visit);
    let selection = use_context::<Selection>().unwrap_or_default();
    let now = use_now(run.is_running());
    let scale = if run.is_running() {
        let span = now.max(run.latest).millis_since(run.started);
        // A little room at the end: the bars grow into it.
        Scale { start: run.started, now, span: (span + span / 12).max(SHORTEST) }
    } else {
        Scale { start: run.started, now: run.latest, span: run.latest.millis_since(run.started).max(1) }
    };
    let selected = selection.visit.and_then(|visit| run.rows.iter().position(|row| row.visit == visit));
    let window = use_window(run.rows.len(), ROW, selected, run.is_running() && selection.visit.is_none());
    let onkeydown = {
        let (run, commands) = (run.clone(), commands.clone());
        move |event: KeyboardEvent| {
            let wanted = arrow(&event.key(), selected, run.rows.len());
            if let Some(row) = wanted.and_then(|index| run.rows.get(index)) {
                event.prevent_default();
                commands.dispatch(Action::SelectVisit(row.visit));
            }
        }
    };
    let active = selected.map(|index| format!("row-{index}"));
    html! {
        <section class="timeline" aria-label="Timeline">
            <div class="bar">
                <h2>{"Timeline"}</h2>
                <Legend />
            </div>
            <div class="axis" aria-hidden="true">
                <div class="track">
                    for (place, label) in ticks(scale.span) {
                        <span class="tick" style={format!("left:{place:.2}%")}>{ label }</span>
                    }
                </div>
            </div>
            <div class="rows" role="listbox" tabindex="0" aria-label="Steps" ref={window.element.clone()}
                aria-activedescendant={active} {onkeydown} onscroll={window.onscroll.clone()}>
                <div style={format!("height:{}px", window.above)} role="presentation"></div>
                for index in window.rows.clone() {
                    if let Some(row) = run.rows.get(index) {
                        <TimelineRow key={row.visit.0} {index} total={run.rows.len()} row={row.clone()} {scale}
                            selected={selected == Some(index)} asks={asks(row)} />
                    }
                }
                <div style={format!("height:{}px", window.below)} role="presentation"></div>
            </div>
        </section>
    }
}

#[component]
fn Legend() -> Html {
    html! {
        <ul class="legend" aria-label="Legend">
            <li><i class="segment succeeded"></i>{"succeeded"}</li>
            <li><i class="segment failed"></i>{"failed"}</li>
            <li><i class="segment back-off"></i>{"back-off"}</li>
            <li><i class="segment wait"></i>{"wait"}</li>
        </ul>
    }
}

/// The marks of the axis: places in percent, and what stands at them.
fn ticks(span: i64) -> Vec<(f64, String)> {
    let step = (0..12)
        .flat_map(|power| [1, 2, 5].map(|digit| digit * 10_i64.pow(power)))
        .find(|step| span / step <= 5)
        .unwrap_or(span.max(1));
    #[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
    let place = |at: i64| at as f64 / span as f64 * 100.0;
    let all = (0..=span / step).map(|index| index * step).map(|at| (place(at), format::axis(at, step)));
    // A label needs some room before the right edge.
    all.filter(|(place, _)| *place < 95.0).collect()
}
