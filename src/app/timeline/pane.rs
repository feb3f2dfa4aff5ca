//! The timeline of a run: a row for each visit of a state, over one axis of time. Iterations of a long Map are folded.

use std::rc::Rc;

use asl_sim::VisitId;
use asl_value::SortedSet;
use asl_view::outline::{self, Iteration, Line, Outline};
use asl_view::timeline::Row;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::head::timeline_head;
use super::look::{Hidden, Look, ticks};
use super::row::{LinePlace, TimeScale, timeline_row};
use crate::app::chunks::{CONTROL, Deferred, DeferredView};
use crate::app::layout::buttons::Maximize;
use crate::app::layout::splitter::Splitter;
use crate::app::layout::state::{Panel, Size};
use crate::app::run::pending_tasks::PendingTask;
use crate::app::run::state::{RunAction, Selection};
use crate::app::run::status_style::of_run;
use crate::app::run::view::use_run_view;
use crate::app::state::commands::use_commands;
use crate::app::state::parts::use_part;
use crate::app::state::shared::use_shared;
use crate::app::ui::format;
use crate::app::ui::use_now::{TICK_MILLIS, use_now};
use crate::app::ui::virtual_list::{arrow, use_visible_rows};

/// The height of a row in pixels, as the style sheet has it.
const ROW: usize = 30;
/// A run that goes on shows at least this much time, in milliseconds.
const SHORTEST: i64 = 1_000;
/// From this many rows on the bars grow in larger steps: all that are in sight are drawn with each.
const MANY: usize = 25;
/// So many milliseconds one of these steps is.
const SLOW_TICK_MILLIS: i64 = 200;
/// From this many rows on there is a search.
const SEARCHED: usize = 12;

/// The timeline. It is one stop of the Tab key; arrow keys select.
#[component]
pub(crate) fn Timeline() -> Html {
    let (commands, run) = (use_commands(), use_run_view());
    let tasks = use_shared::<Vec<PendingTask>>();
    let needs_answer =
        |row: &Row| tasks.iter().any(|asked| run.asks(asked) && asked.run == run.run && asked.visit == row.visit);
    let selection = use_part::<Selection>();
    let tick = if run.rows.len() < MANY { TICK_MILLIS } else { SLOW_TICK_MILLIS };
    let now = run.now(use_now(run.is_ticking(), tick));
    let (unfolded, look) = (use_state(SortedSet::<Iteration>::new), use_state(Look::default));
    // What changes it is here once somebody can have changed it.
    let tools = CONTROL.get();
    let hidden_time: Rc<Hidden> = use_memo((run.clone(), look.hides_idle), |(run, hides_idle)| {
        let tools = tools.filter(|_| *hides_idle)?;
        Some(Rc::new((tools.idle)(&run.rows, run.started, run.latest.max(run.whole_until))))
    });
    let idle = (*hidden_time).as_deref();
    let whole = if run.is_running() {
        let span = now.max(run.latest).millis_since(run.started);
        // A little room at the end: the bars grow into it.
        (span + span / 12).max(SHORTEST)
    } else {
        run.whole_until.millis_since(run.started).max(1)
    };
    let whole = idle.map_or(whole, |idle| idle.shown(whole)).max(1);
    let (from, span) = look.part.unwrap_or((0, whole));
    let now = if run.is_running() { now } else { run.latest };
    let scale = TimeScale { start: run.started, now, from, span: span.max(1), idle };
    let outline = use_mut_ref(Outline::default);
    outline.borrow_mut().read(&run.rows);
    let outline = outline.borrow();
    let key = (run.clone(), (*unfolded).clone(), look.wanted.clone(), look.failures_first);
    let lines = use_memo(key, |(run, unfolded, wanted, failures_first)| {
        if wanted.is_all() {
            outline.lines(&run.rows, unfolded, *failures_first)
        } else {
            outline::search(&run.rows, wanted)
        }
    });
    let visit_of = |line: &Line| match line {
        Line::Row(place) => run.rows.get(*place).map(|row| row.visit),
        Line::Head(head) => Some(head.first),
    };
    let hidden = selection.visit.and_then(|visit| outline.hidden_in(&run.rows, visit, &unfolded));
    let is_selected = |line: &Line| match line {
        Line::Row(_) => visit_of(line).is_some_and(|visit| selection.visit == Some(visit)),
        Line::Head(head) => hidden == Some(head.iteration),
    };
    let selected = selection.visit.and_then(|_| lines.iter().position(is_selected));
    let window = use_visible_rows(lines.len(), ROW, selected, run.is_running() && selection.visit.is_none());
    let fold = Callback::from({
        let unfolded = unfolded.clone();
        move |iteration: Iteration| {
            let mut next = (*unfolded).clone();
            if !next.remove(&iteration) {
                next.insert(iteration);
            }
            unfolded.set(next);
        }
    });
    let onkeydown = {
        let (run, commands, lines, fold) = (run.clone(), commands.clone(), lines.clone(), fold.clone());
        // The iteration to unfold is the one that is selected; the one to fold is that of the selected row.
        let around = selected.and_then(|at| head_above(lines.get(..at)?));
        move |event: KeyboardEvent| {
            let turned = match event.key().as_str() {
                "ArrowRight" | "Enter" => hidden,
                "ArrowLeft" if hidden.is_none() => around,
                _ => None,
            };
            if let Some(iteration) = turned {
                event.prevent_default();
                return fold.emit(iteration);
            }
            // What is unfolded is passed by: its rows stand below.
            let mut wanted = arrow(&event.key(), selected, lines.len());
            while let Some(Line::Head(head)) = wanted.and_then(|at| lines.get(at))
                && head.unfolded
            {
                let next = arrow(&event.key(), wanted, lines.len());
                wanted = if next == wanted { None } else { next };
            }
            let visit = wanted.and_then(|at| lines.get(at)).and_then(|line| match line {
                Line::Row(place) => run.rows.get(*place).map(|row| row.visit),
                Line::Head(head) => Some(head.first),
            });
            if let Some(visit) = visit {
                event.prevent_default();
                commands.dispatch(RunAction::SelectVisit(visit));
            }
        }
    };
    let count = lines.len();
    let is_whole = selection.visit == Some(VisitId(0));
    let style = of_run(run.outcome.as_deref());
    let run_time = if run.is_running() { now.max(run.latest) } else { run.latest }.millis_since(run.started);
    let show_whole = {
        let commands = commands.clone();
        move |_: MouseEvent| commands.dispatch(RunAction::SelectVisit(VisitId(0)))
    };
    let nested = |line: &Line| match line {
        Line::Row(at) => look.wanted.is_all() && run.rows.get(*at).is_some_and(|row| row.within.is_some()),
        Line::Head(_) => false,
    };
    let place = |index, line| LinePlace { index, total: count, nested: nested(line), scale };
    let (marks, cuts) = match tools.filter(|_| idle.is_some()) {
        Some(tools) => (tools.idle_ticks)(scale),
        None => (ticks(scale), Vec::new()),
    };
    let set = {
        let look = look.setter();
        Callback::from(move |new| look.set(new))
    };
    let has_parts = lines.iter().any(|line| matches!(line, Line::Head(_)));
    let active = selected.map(|index| format!("row-{index}"));
    html! {
        <section class="timeline" aria-label="Timeline" data-panel={Panel::Timeline.id()}>
            <Splitter size={Size::Timeline} />
            <div class="bar">
                <h2>{"Timeline"}</h2>
                if run.rows.len() >= SEARCHED {
                    { search(&look, (!look.wanted.is_all()).then_some(count), set.clone()) }
                }
                { legend() }
                if tools.is_some() || !run.is_running() {
                    <Deferred view={tools_of((*look).clone(), whole, has_parts, &window.element, &set)} />
                }
                <Maximize panel={Panel::Timeline} />
            </div>
            <div class={classes!("axis", is_whole.then_some("selected"))} data-testid="execution-row" onclick={show_whole}>
                <button class="row-name" aria-pressed={is_whole.to_string()} title="Input and output of the execution"
                    aria-label="Whole execution">
                    { style.show_icon() }<span class="name">{"Execution"}</span>
                </button>
                <span class={classes!("row-word", "status-word", style.class)}>{ style.short() }</span>
                <span class="row-time">{ format::duration(run_time) }</span>
                <div class="track" aria-hidden="true">
                    for (place, label) in marks {
                        <span class="tick" style={format!("left:{place:.2}%")}>{ label }</span>
                    }
                    for (place, length) in cuts {
                        <span class="cut" style={format!("left:{place:.2}%")} title={format!("{} without work hidden", format::duration(length))}></span>
                    }
                </div>
            </div>
            <div class="rows" role="listbox" tabindex="0" aria-label="Steps" ref={window.element.clone()}
                aria-activedescendant={active} {onkeydown} onscroll={window.onscroll.clone()}>
                <div style={format!("height:{}px", window.above)} role="presentation"></div>
                for index in window.rows.clone() {
                    { match lines.get(index) {
                        Some(line @ Line::Row(at)) => run.rows.get(*at).map(|row| {
                            timeline_row(place(index, line), row, selected == Some(index), needs_answer(row), &commands)
                        }).unwrap_or_default(),
                        Some(line @ Line::Head(folded)) => outline.head(&run.rows, folded.iteration).map(|head| {
                            timeline_head(place(index, line), *folded, &head, selected == Some(index), &fold, &commands)
                        }).unwrap_or_default(),
                        None => Html::default(),
                    } }
                }
                if count == 0 && !look.wanted.is_all() { <p class="empty">{"No matching steps."}</p> }
                <div style={format!("height:{}px", window.below)} role="presentation"></div>
            </div>
        </section>
    }
}

/// The tools of a timeline, once their chunk is here: as for the control of a run, that is fetched when the run has ended.
fn tools_of(look: Look, whole: i64, has_parts: bool, rows: &NodeRef, set: &Callback<Look>) -> DeferredView {
    DeferredView::with_frame(
        &CONTROL,
        (look, whole, has_parts, rows.clone(), set.clone()),
        |tools, (look, whole, has_parts, rows, set)| (tools.timeline_tools)(look, *whole, *has_parts, rows, set),
        |_| Html::default(),
    )
}

/// The iteration whose unfolded rows the lines end with.
fn head_above(lines: &[Line]) -> Option<Iteration> {
    lines.iter().rev().find_map(|line| match line {
        Line::Head(head) => Some(head.unfolded.then_some(head.iteration)),
        Line::Row(_) => None,
    })?
}

/// The field that searches for steps, and how many it found; `set` takes the look with what is typed.
fn search(look: &Look, found: Option<usize>, set: Callback<Look>) -> Html {
    let text = look.wanted.text.clone();
    let look = look.clone();
    let oninput = move |event: InputEvent| {
        let mut look = look.clone();
        event.target_dyn_into::<HtmlInputElement>().into_iter().for_each(|input| look.wanted.text = input.value());
        set.emit(look);
    };
    html! {
        <>
            <span class="tally" role="status">{ found.map(|found| format::count(found, "step")) }</span>
            <input type="search" class="step-search" value={text} {oninput} placeholder="Name, status, error, or #iteration"
                aria-label="Search steps" data-testid="step-search" />
        </>
    }
}

/// What the colors of the bars mean; behind a button where there is no room for it.
pub(crate) fn legend() -> Html {
    let colors = || {
        html! {
            <ul class="legend" aria-label="Legend">
                <li><i class="segment succeeded"></i>{"succeeded"}</li>
                <li><i class="segment failed"></i>{"failed"}</li>
                <li><i class="segment back-off"></i>{"back-off"}</li>
                <li><i class="segment wait"></i>{"wait"}</li>
            </ul>
        }
    };
    html! {
        <>
            { colors() }
            <details class="menu legend-menu">
                <summary class="button small quiet" title="What the colors of the bars mean">{"Legend"}</summary>
                { colors() }
            </details>
        </>
    }
}
