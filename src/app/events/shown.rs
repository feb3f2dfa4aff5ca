//! What is shown of a run of the buses: how it stands, timeline, log and the details of what is selected.

use asl_aws::time::Timestamp;
use asl_sim::debug::Held;
use asl_sim::{ActorId, AnsweredBy, Outcome};
use asl_view::events::attempts::{DeliveryAttempt, attempts};
use asl_view::events::moments::Moments;
use asl_view::events::verdict::{Tally, Verdict};
use asl_world::{EventLog, ExecutionId, ExecutionOrigin, WorldExecution};
use yew::prelude::*;

use super::commands::look_into;
use super::export;
use super::inspector::EventInspector;
use super::kept::KeptWorlds;
use super::log_table::LogTable;
use super::timeline::EventTimeline;
use super::world::{read_log, read_whole_log, read_world};
use crate::app::chunks::{CONTROL, Deferred, DeferredView, OBSERVED};
use crate::app::control::bar::BusMoments;
use crate::app::layout::buttons::{Hide, Maximize, StageTools};
use crate::app::layout::effects::use_layouts;
use crate::app::layout::splitter::Splitter;
use crate::app::layout::state::{Panel, Size};
use crate::app::pending_tasks::panel::PendingTasksPanel;
use crate::app::run::control::{Controls, why_in_words};
use crate::app::run::masking::use_masking;
use crate::app::run::page_host::MOST_CALLS_WITHOUT_WAITS;
use crate::app::run::records::Record;
use crate::app::run::status_style::{PAUSED, of_run};
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::Document;
use crate::app::state::events::{EventsState, WorldView};
use crate::app::state::parts::use_part;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::ui::elapsed::Elapsed;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};

/// Those views that the layout shows.
#[component]
pub(crate) fn Shown() -> Html {
    let (layouts, record) = (use_layouts(), use_part::<Record>());
    let layout = layouts.current();
    let has_inspector = layout.shows(Panel::Inspector) || layouts.inspects;
    html! {
        <>
            <PendingTasksPanel />
            <div class="shown">
                <EventStatus />
                if layout.shows(Panel::Timeline) { <EventTimeline /> }
                if layout.shows(Panel::States) { { no_states() } }
                if layout.shows(Panel::Events) { { records(record) } }
                if has_inspector {
                    <div class="inspector-place" data-panel={Panel::Inspector.id()}>
                        <Splitter size={Size::Inspector} />
                        <Splitter size={Size::Drawer} />
                        <EventInspector />
                        <span class="corner-tools"><Maximize panel={Panel::Inspector} /><Hide panel={Panel::Inspector} /></span>
                    </div>
                }
            </div>
        </>
    }
}

/// What is recorded of the run: what happened on the buses, or the log groups.
fn records(record: Record) -> Html {
    match record {
        Record::Log => {
            html! { <Deferred view={DeferredView::new(&OBSERVED, (), |observed, ()| (observed.log_of_rules)())} /> }
        }
        Record::Events | Record::Trace => html! { <LogTable /> },
    }
}

/// What stands in the place of the states that a machine has.
fn no_states() -> Html {
    html! {
        <section class="states" aria-label="States" data-panel={Panel::States.id()}>
            <div class="bar"><h2>{"States"}</h2><Maximize panel={Panel::States} /></div>
            <p class="empty">{"Events have no states. See the timeline, or open an execution."}</p>
        </section>
    }
}

/// The banner: whether something goes on, how long it took, what became of the events, and the executions.
#[component]
fn EventStatus() -> Html {
    let (commands, events, document) = (use_commands(), use_shared::<EventsState>(), use_shared::<Document>());
    let (world, masking) = (events.world.clone(), use_masking());
    let is_earlier = world.definition != document.definition;
    let tally = read_log(&world, |log| Tally::of(&world.system, log)).unwrap_or_default();
    let controls = use_shared::<Controls>();
    let is_past = world.moment.is_some();
    let held = controls.held.as_ref().filter(|_| world.is_running && !is_past);
    let (symbol, word, class, status) = if held.is_some() {
        (PAUSED.icon, PAUSED.word.to_owned(), PAUSED.class, "RUNNING")
    } else if (world.is_running && !is_past) || (is_past && tally.is_open()) {
        (Icon::Running, "Delivering".to_owned(), "running", "RUNNING")
    } else if world.is_stopped && !is_past {
        (Icon::Aborted, "Stopped".to_owned(), "aborted", "STOPPED")
    } else {
        let (symbol, class, status) = match tally.verdict {
            Verdict::Failed => (Icon::Cross, "failed", "FAILED"),
            Verdict::Delivered => (Icon::Check, "succeeded", "SUCCEEDED"),
            Verdict::Unmatched => (Icon::Info, "aborted", "UNMATCHED"),
            Verdict::Nothing => (Icon::Info, "aborted", "NOTHING"),
        };
        (symbol, tally.words(), class, status)
    };
    let calls = calls(&world);
    let spared = spared(&world);
    let save = {
        let (world, masking) = (world.clone(), masking);
        move |_| export::archive(&world, &masking, None)
    };
    html! {
        <section class={classes!("status", class, is_earlier.then_some("earlier"))} data-panel={Panel::Stage.id()} data-testid="events-status" data-status={status} aria-label="Status">
            <div class="status-line">
                <span role="status"><span class={classes!("status-word", class)}>{ icon(symbol) }<span>{ word }</span></span></span>
                <Elapsed started={world.started} ended={until(&world)} clock={world.clock} />
                <span class="facts">{ tally.facts() }</span>
                if let Some(held) = held { { held_at(held) } }
                if spared > 0 {
                    <span class="facts" data-testid="spared" title={format!("While waits are skipped, an API is called at most {MOST_CALLS_WITHOUT_WAITS} times for each event.")}>
                        { format!("{} not sent", format::count(spared, "attempt")) }
                    </span>
                }
                if is_earlier {
                    <span class="from-earlier">
                        <span class="tag stale">{"From an earlier version"}</span>
                        if !world.is_running {
                            <button class="button small" onclick={let commands = commands.clone(); move |_| commands.run()}>{"Run again"}</button>
                        }
                    </span>
                }
                if calls > 0 {
                    <button class="button small quiet" onclick={save} data-testid="download-har" title="All HTTP exchanges of this run (HAR 1.2)">
                        { icon(Icon::Download) }{"HAR"}
                    </button>
                }
                <StageTools />
            </div>
            <EventControl />
            { executions(&world, &commands) }
        </section>
    }
}

/// When what is shown ends; `None` while it goes on.
pub(super) fn until(world: &WorldView) -> Option<Timestamp> {
    match world.moment {
        Some(_) => read_log(world, EventLog::latest).flatten().or(Some(world.latest)),
        None => (!world.is_running).then_some(world.latest),
    }
}

/// Where the run is held, and why.
fn held_at(held: &Held) -> Html {
    html! {
        <span class="doing" data-testid="held" data-state={held.state.to_string()}>
            if held.state.is_empty() { {"before anything has happened"} } else { {"at "}<code>{ held.state.to_string() }</code> }
            { format!(" · {}", why_in_words(&held.why)) }
        </span>
    }
}

/// What holds the run and goes back in it.
#[component]
fn EventControl() -> Html {
    let world = use_shared::<EventsState>().world.clone();
    let moments = use_memo(world.clone(), |world| {
        read_whole_log(world, |log| Moments::of(&world.system, log, world.moment)).unwrap_or_default()
    });
    let shown = BusMoments {
        moments: (*moments).clone(),
        started: world.started,
        is_past: world.moment.is_some(),
        is_running: world.is_running,
        beside: html! { <KeptWorlds /> },
    };
    let view = DeferredView::with_frame(
        &CONTROL,
        shown,
        |controls, shown| (controls.bus_bar)(shown),
        |said| html! { <div class="control-bar">{ said }</div> },
    );
    html! { <Deferred {view} /> }
}

/// How many calls of APIs there were.
fn calls(world: &WorldView) -> usize {
    read_log(world, |log| log.deliveries.iter().map(|delivery| delivery.exchanges().count()).sum()).unwrap_or_default()
}

/// How many attempts were not sent, since waits are skipped and the API had failed often enough.
fn spared(world: &WorldView) -> usize {
    let is_spared = |attempt: &DeliveryAttempt| attempt.answered_by() == Some(AnsweredBy::LastAnswer);
    let of = |log: &EventLog| {
        log.deliveries.iter().map(|delivery| attempts(delivery).iter().filter(|one| is_spared(one)).count()).sum()
    };
    read_log(world, of).unwrap_or_default()
}

/// The most executions that have a button.
const MOST_BUTTONS: usize = 12;

/// The executions of the run, each with how it stands; a click opens one.
fn executions(world_view: &WorldView, commands: &Shared<Commands>) -> Html {
    let begun = read_log(world_view, EventLog::started).unwrap_or_default();
    let had_begun = |execution: &WorldExecution| match execution.origin() {
        ExecutionOrigin::Person => true,
        ExecutionOrigin::Delivery(delivery) => begun.contains(&delivery),
    };
    let all: Vec<(ExecutionId, String, Option<Outcome>)> = read_world(world_view, |world| {
        let until = world_view.moment.and_then(|_| until(world_view));
        let told = |(id, execution): (ExecutionId, &WorldExecution)| {
            if world_view.moment.is_some() && !had_begun(execution) {
                return None;
            }
            let simulator = execution.simulator().try_borrow().ok()?;
            let name = simulator.execution(ActorId::ROOT).machine_name().to_string();
            let ended = simulator.events().last().map(|event| event.at);
            let had_ended = until.is_none_or(|until| ended.is_some_and(|ended| ended <= until));
            Some((id, name, simulator.outcome().filter(|_| had_ended).cloned()))
        };
        world.executions().filter_map(told).collect()
    })
    .unwrap_or_default();
    if all.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="event-executions" aria-label="Executions">
            for (id, name, outcome) in all.iter().take(MOST_BUTTONS) {
                <li key={id.0}>
                    <button class="button small quiet" data-testid="open-execution" data-status={outcome.as_ref().map_or("RUNNING", Outcome::status)} title="Show this execution"
                        onclick={
                            let (commands, id) = (commands.clone(), *id);
                            move |_| look_into(&commands, id, None)
                        }>{ of_run(outcome.as_ref()).show_icon() }{ name.clone() }</button>
                </li>
            }
            if all.len() > MOST_BUTTONS { <li class="facts">{ format!("and {} more in the timeline", all.len() - MOST_BUTTONS) }</li> }
        </ul>
    }
}
