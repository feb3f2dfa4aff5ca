//! The timeline of the buses as a tree: events, their deliveries with attempts and waits, the executions that those started, and
//! the states of these.

use std::rc::Rc;

use asl_view::events::executions::{ExecutionReplays, Folds};
use asl_view::events::rows::{RowSubject, rows};
use asl_view::events::tree::{Line, Subject, Tree, parent, place_of};
use asl_world::World;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::commands::look_into;
use super::shown::until;
use super::timeline_row::Rows;
use super::world::{WorldRun, read_log, read_world, run_of};
use crate::app::layout::buttons::Maximize;
use crate::app::layout::splitter::Splitter;
use crate::app::layout::state::{Panel, Size};
use crate::app::run::pending_tasks::PendingTask;
use crate::app::state::commands::use_commands;
use crate::app::state::events::{EventsAction, EventsState, Selected};
use crate::app::state::shared::use_shared;
use crate::app::timeline::{TimeScale, legend, ticks};
use crate::app::ui::format;
use crate::app::ui::use_now::{TICK_MILLIS, use_now};
use crate::app::ui::virtual_list::{arrow, use_visible_rows};

/// The height of a row in pixels, as the style sheet has it.
const ROW: usize = 30;
/// A run that goes on shows at least this much time, in milliseconds.
const SHORTEST: i64 = 1_000;
/// From this many rows on there is a search.
const SEARCHED: usize = 30;

/// How the timeline of a run is looked at; the run has it, for whoever comes back to its events from one of its executions.
#[derive(Default)]
pub(super) struct Look {
    /// What the logs of the executions were read into.
    replays: ExecutionReplays,
    /// What was folded and unfolded.
    folds: Folds,
    /// What is selected: beside an execution or a state, the delivery that it came from is selected for all of the page.
    cursor: Option<Subject>,
}

/// The timeline. It is one stop of the Tab key; arrow keys select, fold and unfold, Enter opens an execution.
#[component]
pub(crate) fn EventTimeline() -> Html {
    let (commands, events) = (use_commands(), use_shared::<EventsState>());
    let tasks = use_shared::<Vec<PendingTask>>();
    let world = events.world.clone();
    let log =
        use_memo(world.clone(), |world| Rc::new(read_log(world, |log| rows(&world.system, log)).unwrap_or_default()));
    let text = use_state(String::new);
    let searches = !text.trim().is_empty();
    let run = run_of(&world);
    let folded = run.as_ref().and_then(|run| Some(run.look.try_borrow().ok()?.folds.clone())).unwrap_or_default();
    let draw = use_force_update();
    // What the log is read into changes with the picture of the run alone.
    let tree = use_memo((world.clone(), folded.clone(), searches), {
        let (log, run) = ((*log).clone(), run.clone());
        move |(world, folded, searches)| {
            // Nobody else uses it while the page draws; should that be, the picture is empty for one frame.
            let Some(mut look) = run.as_ref().and_then(|run| run.look.try_borrow_mut().ok()) else {
                return Tree::default();
            };
            let until = world.moment.and_then(|_| until(world));
            let read = |all: &World| Tree::read(&mut look.replays, log, all, until, folded, *searches);
            read_world(world, read).unwrap_or_default()
        }
    });
    let lines = use_memo((world.clone(), folded.clone(), (*text).clone()), {
        let tree = tree.clone();
        move |(_, folded, text)| if text.trim().is_empty() { tree.lines(folded) } else { tree.search(text) }
    });
    let now = world.clock.at(use_now(world.is_ticking(), TICK_MILLIS)).max(world.latest);
    // An earlier moment stands at its place in the time of the whole run.
    let end = if world.is_running && world.moment.is_none() { now } else { world.latest };
    let span = end.millis_since(world.started);
    let span = if world.is_running { (span + span / 12).max(SHORTEST) } else { span.max(1) };
    let shown_until = until(&world).unwrap_or(end);
    let scale = TimeScale { start: world.started, now: shown_until, from: 0, span, idle: None };
    let row = match &events.selected {
        Some(Selected::Row(subject)) => Some(*subject),
        _ => None,
    };
    // Of no account once something else is selected elsewhere.
    let cursor = run.as_ref().and_then(|run| run.look.try_borrow().ok()?.cursor);
    let own = cursor
        .filter(|subject| tree.delivery_of(*subject).map(RowSubject::Delivery) == row && subject.execution().is_some());
    let picked = own.or(row.map(Subject::Log));
    let selected = picked.and_then(|subject| place_of(&tree, &lines, subject));
    let window = use_visible_rows(lines.len(), ROW, selected, world.is_running && picked.is_none());
    let select = Callback::from({
        let (commands, tree, run) = (commands.clone(), tree.clone(), run.clone());
        move |line: Line| {
            note(run.as_deref(), |look| look.cursor = Some(line.subject));
            let row = match line.subject {
                Subject::Log(row) => Some(row),
                subject => tree.delivery_of(subject).map(RowSubject::Delivery),
            };
            commands.dispatch(EventsAction::Select(row.map(Selected::Row)));
        }
    });
    let fold = Callback::from({
        let (folded, run) = (folded, run.clone());
        move |line: Line| {
            let mut next = folded.clone();
            match line.subject {
                Subject::Execution(id) => next.set_execution(id, line.expanded != Some(true)),
                Subject::Iteration(id, iteration) => next.turn_iteration(id, iteration),
                Subject::Log(_) | Subject::State(..) => return,
            }
            note(run.as_deref(), |look| look.folds = next);
            draw.force_update();
        }
    });
    let pick = Callback::from({
        let (commands, select, fold) = (commands.clone(), select.clone(), fold.clone());
        move |line: Line| {
            select.emit(line);
            match line.subject {
                Subject::State(execution, visit) => look_into(&commands, execution, Some(visit)),
                Subject::Iteration(..) => fold.emit(line),
                Subject::Log(_) | Subject::Execution(_) => {}
            }
        }
    });
    let onkeydown = {
        let (commands, tree, lines, fold, pick) =
            (commands.clone(), tree.clone(), lines.clone(), fold.clone(), pick.clone());
        move |event: KeyboardEvent| {
            let line = selected.and_then(|at| lines.get(at));
            let go = |at: usize| lines.get(at).into_iter().for_each(|line| select.emit(*line));
            match (event.key().as_str(), line) {
                ("Enter", Some(line)) => match line.subject {
                    Subject::Log(_) => match tree.started_by(line) {
                        Some(execution) => look_into(&commands, execution, None),
                        None => return,
                    },
                    Subject::Execution(execution) => look_into(&commands, execution, None),
                    Subject::State(..) | Subject::Iteration(..) => pick.emit(*line),
                },
                ("ArrowRight", Some(line @ Line { expanded: Some(false), .. }))
                | ("ArrowLeft", Some(line @ Line { expanded: Some(true), .. })) => fold.emit(*line),
                ("ArrowRight", Some(line)) => {
                    let below = selected
                        .map(|at| at + 1)
                        .filter(|at| lines.get(*at).is_some_and(|next| next.level > line.level));
                    let Some(below) = below else { return };
                    go(below);
                }
                ("ArrowLeft", Some(_)) => {
                    let Some(above) = selected.and_then(|at| parent(&lines, at)) else { return };
                    go(above);
                }
                (key, _) => {
                    let Some(at) = arrow(key, selected, lines.len()) else { return };
                    go(at);
                }
            }
            event.prevent_default();
        }
    };
    let oninput = {
        let text = text.setter();
        move |event: InputEvent| {
            event.target_dyn_into::<HtmlInputElement>().iter().for_each(|input| text.set(input.value()));
        }
    };
    let no_tasks: &[PendingTask] = &[];
    let all = Rows {
        tree: &tree,
        scale,
        tasks: if world.moment.is_none() { &tasks } else { no_tasks },
        commands: &commands,
        pick: &pick,
        fold: &fold,
    };
    html! {
        <section class="timeline" aria-label="Timeline" data-panel={Panel::Timeline.id()}>
            <Splitter size={Size::Timeline} />
            <div class="bar">
                <h2>{"Timeline"}</h2>
                if searches || tree.rows() >= SEARCHED {
                    <span class="tally" role="status">{ searches.then(|| format::count(lines.len(), "row")) }</span>
                    <input type="search" class="step-search" value={(*text).clone()} {oninput} placeholder="Event, rule, target, state, status, or error"
                        aria-label="Search events, deliveries, and states" />
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
            <div class="rows" role="tree" tabindex="0" aria-label="Events and deliveries" ref={window.element.clone()}
                aria-activedescendant={selected.map(|place| format!("event-row-{place}"))} {onkeydown} onscroll={window.onscroll.clone()}>
                <div style={format!("height:{}px", window.above)} role="presentation"></div>
                for place in window.rows.clone() {
                    if let Some(line) = lines.get(place) { { all.show(place, line, selected == Some(place)) } }
                }
                if lines.is_empty() { <p class="empty">{ if searches { "No matches." } else { "No events yet." } }</p> }
                <div style={format!("height:{}px", window.below)} role="presentation"></div>
            </div>
        </section>
    }
}

/// Changes how the timeline of a run is looked at. Nobody else uses that while the page handles an event.
fn note(run: Option<&WorldRun>, change: impl FnOnce(&mut Look)) {
    if let Some(mut look) = run.and_then(|run| run.look.try_borrow_mut().ok()) {
        change(&mut look);
    }
}
