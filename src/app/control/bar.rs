//! The bar below the status of a run: pause, steps, the pace of time, and the slider over its log. In a chunk.

use asl_aws::time::Timestamp;
use asl_sim::debug::Go;
use asl_sim::host::Pace;
use asl_sim::{ActorId, Event, EventKind, Outcome, Simulator};
use asl_view::events::moments::Moments;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::app::chunks::STORED;
use crate::app::run::control::Controls;
use crate::app::run::kept::KeptRuns;
use crate::app::run::state::RunAction;
use crate::app::run::status_style::of_run;
use crate::app::run::view::{RunOrigin, RunView, use_run_view};
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::dialog::Dialog;
use crate::app::state::document::Document;
use crate::app::state::events::{EventsAction, EventsState};
use crate::app::state::request::PageRequest;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::ViewAction;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};

/// The bar.
#[component]
pub(crate) fn Bar() -> Html {
    let (commands, run) = (use_commands(), use_run_view());
    let whole = commands.state().run;
    // An execution of the buses goes on with all that goes on there, and is run again with it.
    let world = use_shared::<EventsState>().world.clone();
    let is_own = !world.exists();
    let goes_on = whole.is_running() || world.is_running;
    let controls = use_shared::<Controls>();
    html! {
        <div class="control-bar" role="toolbar" aria-label="Run control" data-testid="control-bar">
            if let Some(given) = run.given.as_deref() { <span class="tag" data-testid="run-given">{ format!("From {given}") }</span> }
            if whole.origin != RunOrigin::Remote || !goes_on { { steps(goes_on, true, &controls, &commands) } <Speed /> <OnErrors /> }
            if is_own { { redrive(&whole, &commands) } }
            if is_own { <Runs now={whole.clone()} /> }
            { slider(&run, &whole, &commands) }
        </div>
    }
}

/// The moment of a run of the buses.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct BusMoments {
    /// Where it stands among all.
    pub(crate) moments: Moments,
    /// When the run began.
    pub(crate) started: Timestamp,
    /// Whether another moment than the newest one is shown.
    pub(crate) is_past: bool,
    /// Whether the run goes on.
    pub(crate) is_running: bool,
    /// What stands before the slider.
    pub(crate) beside: Html,
}

/// The same bar for a run of the buses. There is nothing to step out of, and nothing to redrive.
#[component]
pub(crate) fn BusBar(BusMoments { moments, started, is_past, is_running, beside }: &BusMoments) -> Html {
    let (commands, controls) = (use_commands(), use_shared::<Controls>());
    let newest = moments.newest.as_ref().map(|newest| {
        format!("{}, {}, after {}", newest.name, newest.part, format::duration(newest.at.millis_since(*started)))
    });
    let go = {
        let commands = commands.clone();
        move |moment: Option<usize>| commands.dispatch(EventsAction::GoTo(moment))
    };
    let &Moments { at, total, previous, next, .. } = moments;
    let place = Place { at, total, is_past: *is_past, is_running: *is_running, newest };
    html! {
        <div class="control-bar" role="toolbar" aria-label="Run control" data-testid="control-bar">
            { steps(*is_running, false, &controls, &commands) } <Speed /> <OnErrors />
            { beside.clone() }
            { moments_of(place, go, move |forward| if forward { next } else { previous }) }
        </div>
    }
}

/// Pause or continue, and the steps of a run that goes on or does not.
fn steps(is_running: bool, steps_out: bool, controls: &Controls, commands: &Shared<Commands>) -> Html {
    let is_held = controls.held.is_some();
    let button = |symbol: Icon, name: &'static str, key: &'static str, disabled: bool, act: fn(&Shared<Commands>)| {
        let commands = commands.clone();
        html! {
            <button class="button small quiet square" {disabled} aria-label={name} title={format!("{name} (Shift+Alt+{key})")}
                aria-keyshortcuts={format!("Shift+Alt+{key}")} onclick={move |_| act(&commands)}>{ icon(symbol) }</button>
        }
    };
    let (symbol, name) = if is_held { (Icon::Run, "Continue") } else { (Icon::Pause, "Pause") };
    let goes_on = is_running && !is_held;
    html! {
        <span class="control-steps" role="group" aria-label="Steps">
            { button(symbol, name, "C", !is_running, Shared::pause_or_continue) }
            { button(Icon::StepInto, if is_running { "Step into" } else { "Run step by step" }, "I", goes_on, |commands| commands.step(Go::Into)) }
            { button(Icon::StepOver, "Step over", "O", !is_held, |commands| commands.step(Go::Over)) }
            if steps_out { { button(Icon::StepOut, "Step out", "U", !is_held, |commands| commands.step(Go::Out)) } }
        </span>
    }
}

/// Goes on with a run that did not succeed.
fn redrive(run: &RunView, commands: &Shared<Commands>) -> Html {
    if run.origin != RunOrigin::Here
        || run.is_running()
        || matches!(run.outcome.as_deref(), None | Some(Outcome::Succeeded(_)))
    {
        return Html::default();
    }
    let refused = run.log.with(Simulator::may_redrive).and_then(Result::err);
    let title = refused.map_or_else(
        || "Continue what was not finished, in the same execution, as RedriveExecution does".to_owned(),
        |why| why.to_string(),
    );
    let commands = commands.clone();
    html! {
        <button class="button small" disabled={refused.is_some()} {title} data-testid="redrive" onclick={move |_| commands.redrive()}>
            { icon(Icon::Retry) }{"Redrive"}
        </button>
    }
}

/// How the time of runs passes.
#[component]
fn Speed() -> Html {
    let (commands, document, controls) = (use_commands(), use_shared::<Document>(), use_shared::<Controls>());
    let of_settings = if document.settings.skip_waits { Pace::Skip } else { Pace::Real };
    let now = controls.pace.unwrap_or(of_settings);
    let button = |pace: Pace, word: &'static str, title: &'static str| {
        let commands = commands.clone();
        html! { <button aria-pressed={(now == pace).to_string()} {title} onclick={move |_| commands.set_pace(pace)}>{ word }</button> }
    };
    html! {
        <span class="segmented" role="group" aria-label="Pace of time">
            { button(Pace::Real, "×1", "Time passes as it does") }
            { button(Pace::Times(10), "×10", "Time passes ten times as fast") }
            { button(Pace::Skip, "At once", "Waits and back-off take no time") }
        </span>
    }
}

/// Whether errors hold a run.
#[component]
fn OnErrors() -> Html {
    let (commands, document) = (use_commands(), use_shared::<Document>());
    let breakpoints = document.breakpoints.clone();
    let on = breakpoints.errors;
    let toggle = move |_: MouseEvent| {
        let mut breakpoints = (*breakpoints).clone();
        breakpoints.errors = !on;
        commands.set_breakpoints(breakpoints);
    };
    html! {
        <button class="button small quiet on-errors" aria-pressed={on.to_string()} onclick={toggle} data-testid="pause-on-errors"
            title="Pause when an attempt or an expression has failed: what Retry or Catch make of it is decided then, and nothing of it has begun">{ icon(Icon::Warning) }<span class="word">{"Pause on errors"}</span></button>
    }
}

/// The slider over the log, and the steps before and after the moment that is shown.
fn slider(run: &RunView, whole: &RunView, commands: &Shared<Commands>) -> Html {
    let total = whole.total_events();
    let at = run.moment.as_ref().map_or(total, asl_sim::Moment::events_before);
    let go = {
        let commands = commands.clone();
        move |moment: Option<usize>| commands.dispatch(RunAction::GoTo(moment))
    };
    let newest = whole.log.with(|simulator| event_at(simulator, at).map(|event| in_words(event, whole))).flatten();
    let place = Place { at, total, is_past: run.moment.is_some(), is_running: whole.is_running(), newest };
    let whole = whole.clone();
    moments_of(place, go, move |forward| {
        whole.log.with(|simulator| beside(simulator, at, total, forward)).unwrap_or(at)
    })
}

/// The moment that is shown.
struct Place {
    at: usize,
    total: usize,
    is_past: bool,
    is_running: bool,
    /// What happened last before it.
    newest: Option<String>,
}

/// The slider; `show` goes to a moment, and `beside` says which is the step after the one that is shown, or the one before.
fn moments_of(
    Place { at, total, is_past, is_running, newest }: Place,
    show: impl Fn(Option<usize>) + Clone + 'static,
    beside: impl Fn(bool) -> usize + Clone + 'static,
) -> Html {
    let go = {
        let show = show.clone();
        // A run that has ended is shown as a whole at its last event; one that goes on is followed from there.
        move |to: usize| show((to < total).then_some(to.max(1)))
    };
    let oninput = {
        let go = go.clone();
        move |event: InputEvent| {
            let to = event.target_dyn_into::<HtmlInputElement>().and_then(|input| input.value().parse().ok());
            to.into_iter().for_each(&go);
        }
    };
    let to = |forward: bool| {
        let (go, beside) = (go.clone(), beside.clone());
        move |_: MouseEvent| go(beside(forward))
    };
    let words = format!("Event {at} of {total}{}", newest.map(|event| format!(": {event}")).unwrap_or_default());
    html! {
        <span class={classes!("moments", is_past.then_some("past"))} role="group" aria-label="Moment of the run">
            <button class="button small quiet square previous" aria-label="Previous step" title="Previous step" disabled={at <= 1} onclick={to(false)}>{ icon(Icon::Chevron) }</button>
            <input type="range" min="1" max={total.max(1).to_string()} value={at.to_string()} {oninput} data-testid="moment"
                aria-label="Moment of the run, by its events" aria-valuetext={words.clone()} title={words.clone()} />
            <button class="button small quiet square" aria-label="Next step" title="Next step" disabled={!is_past} onclick={to(true)}>{ icon(Icon::Chevron) }</button>
            <span class="moment-words" data-testid="moment-words" title={words.clone()}>{ words }</span>
            if is_past {
                <button class="button small" data-testid="to-newest" onclick={move |_| show(None)}>
                    { if is_running { "Follow the run" } else { "Back to the end" } }
                </button>
            }
        </span>
    }
}

/// The event that is the newest one after so many of all executions.
fn event_at(simulator: &Simulator, events: usize) -> Option<&Event> {
    let moment = simulator.moment(events);
    moment.events(moment.newest(), simulator.execution(moment.newest())).last()
}

/// The moment of the step before or after the one at `at`: where a state was entered.
fn beside(simulator: &Simulator, at: usize, total: usize, forward: bool) -> usize {
    let is_step = |(_, (actor, place)): &(usize, (ActorId, usize))| {
        let event = simulator.execution(*actor).events().get(*place);
        event.is_some_and(|event| matches!(event.kind, EventKind::StateEntered { .. }))
    };
    // After each of them, so many events were logged.
    let mut moments = (1..).zip(simulator.order().places()).filter(is_step).map(|(moment, _)| moment);
    if forward {
        moments.find(|moment| *moment > at).filter(|moment| *moment < total).unwrap_or(total)
    } else {
        moments.take_while(|moment| *moment < at).last().unwrap_or(1)
    }
}

/// The event as people read it: its type, its state, when it happened.
fn in_words(event: &Event, run: &RunView) -> String {
    let state = match &event.kind {
        EventKind::StateEntered { name, .. } | EventKind::StateExited { name, .. } => format!(", {name}"),
        _ => run.row(event.visit).map(|row| format!(", {}", row.name)).unwrap_or_default(),
    };
    format!("{}{state}, after {}", event.kind.name(), format::duration(event.at.millis_since(run.started)))
}

#[derive(PartialEq, Properties)]
struct RunsProps {
    /// The run on stage: the list is there once it has ended.
    now: Shared<RunView>,
}

/// The runs that are kept: one to show, one to compare with.
#[component]
fn Runs(RunsProps { now }: &RunsProps) -> Html {
    let (commands, kept) = (use_commands(), use_shared::<KeptRuns>());
    if kept.iter().next().is_none() || now.is_running() {
        return Html::default();
    }
    let chosen =
        |event: &web_sys::Event| -> Option<u32> { event.target_dyn_into::<HtmlSelectElement>()?.value().parse().ok() };
    let show = {
        let commands = commands.clone();
        move |event: web_sys::Event| chosen(&event).into_iter().for_each(|id| commands.dispatch(RunAction::Show(id)))
    };
    let compare_with = {
        let (commands, now) = (commands.clone(), now.clone());
        move |other: &RunView| {
            let is_older = (other.started, other.id) < (now.started, now.id);
            let (first, second) = if is_older { (other.id, now.id) } else { (now.id, other.id) };
            commands.dispatch(ViewAction::Dialog(Some(Dialog::CompareRuns(first, second))));
        }
    };
    // The same workflow here and there.
    let is_there = |run: &RunView| run.origin == RunOrigin::Remote;
    let elsewhere = kept.iter().rev().find(|run| is_there(run) != is_there(now) && run.definition == now.definition);
    let compare_both = elsewhere.cloned().map(|other| {
        let compare_with = compare_with.clone();
        move |_: MouseEvent| compare_with(&other)
    });
    let compare = {
        let kept = kept.clone();
        move |event: web_sys::Event| {
            if let Some(other) = chosen(&event).and_then(|id| kept.find(id)) {
                compare_with(&other);
            }
            // The next choice of the same run is one again.
            event.target_dyn_into::<HtmlSelectElement>().iter().for_each(|select| select.set_value(""));
        }
    };
    let option = |run: &RunView, selected: bool| {
        let word = of_run(run.outcome.as_deref()).word;
        let words = match run.origin {
            RunOrigin::Kept(_) => format!(
                "Earlier visit, {}: {word}",
                run.started.to_string().get(5..16).unwrap_or_default().replace('T', " ")
            ),
            RunOrigin::Remote => format!("Run {} there: {word}", run.id),
            _ => format!("Run {}: {word}", run.id),
        };
        html! { <option key={run.id} value={run.id.to_string()} {selected}>{ words }</option> }
    };
    let mut all: Vec<Shared<RunView>> = kept.iter().cloned().chain([now.clone()]).collect();
    all.sort_unstable_by_key(|run| std::cmp::Reverse((run.started, run.id)));
    let forget = {
        let commands = commands.clone();
        move |_: MouseEvent| {
            let page = commands.clone();
            commands.with(&STORED, move |stored| {
                (stored.forget)();
                page.dispatch(RunAction::Forget);
                page.dispatch(PageRequest::announce("The earlier runs are forgotten."));
            });
        }
    };
    html! {
        <span class="kept-runs">
            if let Some(onclick) = compare_both {
                <button class="button small" {onclick} data-testid="compare-both" title="The first event that differs, and what explains it">
                    { if is_there(now) { "Compare with the run here" } else { "Compare with the run there" } }
                </button>
            }
            <select aria-label="Run that is shown" data-testid="kept-runs" onchange={show}>
                { for all.iter().map(|run| option(run, run.id == now.id)) }
            </select>
            <select aria-label="Compare with" data-testid="compare-with" onchange={compare}>
                <option value="" selected={true}>{"Compare with…"}</option>
                { for all.iter().filter(|run| run.id != now.id).map(|run| option(run, false)) }
            </select>
            <button class="button small quiet square" onclick={forget} data-testid="forget-runs" aria-label="Forget the earlier runs"
                title="Forget the earlier runs, here and in the browser's storage">{ icon(Icon::Delete) }</button>
        </span>
    }
}
