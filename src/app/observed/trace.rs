//! The trace of an execution: the service map, the segments over time, and the documents as files.

use asl_aws::time::Timestamp;
use asl_value::Value;
use asl_view::tracing::{Kind, Segment, documents, service_map, trace, trace_in};
use asl_world::ExecutionId;
use yew::prelude::*;

use super::log_level::write_button;
use super::map::map;
use crate::app::events::read_world;
use crate::app::host::download;
use crate::app::layout::buttons::Maximize;
use crate::app::layout::splitter::Splitter;
use crate::app::layout::state::{Panel, Size};
use crate::app::run::masking::use_masking;
use crate::app::run::records::{Record, record_tabs};
use crate::app::run::state::{RunAction, Selection};
use crate::app::run::view::use_run_view;
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::events::EventsState;
use crate::app::state::parts::use_part;
use crate::app::state::shared::use_shared;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use asl_ide::observed::Observation;

/// The most segments that are drawn: a run may have thousands of states.
const MOST_ROWS: usize = 400;

/// The map and the segments.
#[component]
pub(crate) fn TraceView() -> Html {
    let (run, document, commands, masking) = (use_run_view(), use_shared::<Document>(), use_commands(), use_masking());
    let selection = use_part::<Selection>();
    let observed = use_memo((run.definition.clone(), run.choice.clone()), {
        let run = run.clone();
        move |_| run.read().observed
    });
    let events = use_shared::<EventsState>();
    let traced = use_memo((run.clone(), events.world.clone()), |(run, world)| {
        let own = run.log.with(|simulator| trace(simulator, run.run))?;
        let whole = read_world(world, |world| trace_in(world, ExecutionId(run.execution), run.run)).flatten();
        // The buses can be those of another run.
        Some(whole.filter(|whole| whole.id == own.id).unwrap_or(own))
    });
    let Some(traced) = &*traced else { return Html::default() };
    let latest = run.latest.max(events.world.latest);
    let mut rows: Vec<(&Segment, usize)> = Vec::new();
    traced.root.each(0, &mut |segment, depth| rows.push((segment, depth)));
    let all = rows.len();
    rows.truncate(MOST_ROWS);
    let start = traced.root.start;
    let whole = traced.root.last(latest).millis_since(start).max(1);
    let save = {
        let (traced, masking) = (traced.clone(), masking.clone());
        move |_| {
            let all: Value = documents(&traced).iter().map(|one| masking.value(&Value::from(one))).collect();
            download::save(&format!("trace-{}.json", traced.id), &all.to_json_pretty());
        }
    };
    let row = |(at, (segment, depth)): (usize, (&Segment, usize))| {
        let visit = segment.event;
        let onclick = {
            let commands = commands.clone();
            move |_: MouseEvent| {
                if let Some((_, visit)) = visit {
                    commands.dispatch(RunAction::SelectVisit(visit));
                }
            }
        };
        let is_selected = visit.is_some_and(|(_, visit)| selection.visit == Some(visit));
        let took = segment.took(latest);
        let name = masking.text(&segment.name).into_owned();
        html! {
            <li key={at} class={classes!("span", is_selected.then_some("selected"))} data-testid="span" data-mark={segment.mark.word()}>
                <button style={format!("--depth:{depth}")} {onclick} disabled={visit.is_none()} title={told(segment)}>
                    <span class="span-name">{ name }</span>
                    <span class="span-kind">{ kind(segment) }</span>
                </button>
                <span class="span-track" aria-hidden="true">
                    <span class={classes!("span-bar", class(segment))} style={place(segment, start, whole, latest)}></span>
                </span>
                <span class="span-time">{ format::duration(took) }</span>
            </li>
        }
    };
    html! {
        <section class="events traces" aria-label="Trace" data-panel={Panel::Events.id()}>
            <Splitter size={Size::Events} />
            <div class="bar">
                { record_tabs(Record::Trace, true, &commands) }
                <span class="tally" role="status">{ format::count(all, "segment") }</span>
                <button class="button small quiet square span-save" onclick={save} aria-label="Download the segment documents" data-testid="download-trace"
                    title="Download the segment documents of X-Ray (JSON)">{ icon(Icon::Download) }</button>
                <Maximize panel={Panel::Events} />
            </div>
            <div class="grid trace-body" tabindex="0" aria-label="Trace">
                <div class="log-head">
                    <code data-testid="trace-id">{ traced.id.to_string() }</code>
                    if observed.traces == Some(true) {
                        <span class="fine">{"Tracing is on in the template"}</span>
                    } else {
                        <span class="fine">{"Tracing is off: on AWS, X-Ray would have no such trace"}</span>
                        { write_button(&document, &commands, Observation::Tracing, "Turn on in the template") }
                    }
                </div>
                { map(&service_map(traced, latest), &masking) }
                <ol class="spans" aria-label="Segments">{ for rows.into_iter().enumerate().map(row) }</ol>
                if all > MOST_ROWS { <p class="empty">{ format!("{} more are in the file.", all - MOST_ROWS) }</p> }
            </div>
        </section>
    }
}

/// The class of a segment's bar.
fn class(segment: &Segment) -> &'static str {
    match (segment.mark.word(), segment.end) {
        ("", Some(_)) => "went-well",
        ("", None) => "goes-on",
        ("fault", _) => "had-fault",
        _ => "had-error",
    }
}

/// What a segment is, in a word or two.
fn kind(segment: &Segment) -> String {
    let status = segment.http.as_ref().and_then(|http| http.status).map(|status| format!(" {status}"));
    match (&segment.kind, &segment.http) {
        (Kind::Machine(_), _) => "State machine".to_owned(),
        (Kind::State(kind), _) => kind.to_string(),
        (Kind::Function { is_traced: true, .. }, _) => "Function".to_owned(),
        (Kind::Function { .. }, _) => "Function, not traced".to_owned(),
        (Kind::Rule, _) => "Rule".to_owned(),
        (_, Some(http)) => format!("{}{}", http.method, status.unwrap_or_default()),
        (Kind::Service(service, operation), None) if operation.is_empty() => service.to_string(),
        (Kind::Service(service, operation), None) => format!("{service}:{operation}"),
        (Kind::Http, None) => "HTTP".to_owned(),
    }
}

/// What it failed with.
fn told(segment: &Segment) -> Option<String> {
    let error = segment.cause.as_ref()?;
    Some(format!("{} {}", error.name(), error.cause.as_deref().unwrap_or_default()).trim().to_owned())
}

/// Where the bar of a segment stands, in percent of the whole.
#[expect(clippy::cast_precision_loss, reason = "percent need no more digits")]
fn place(segment: &Segment, start: Timestamp, whole: i64, latest: Timestamp) -> String {
    let percent = |millis: i64| (millis as f64 * 100.0 / whole as f64).clamp(0.0, 100.0);
    let left = percent(segment.start.millis_since(start)).min(99.5);
    let width = percent(segment.took(latest)).clamp(0.5, 100.0 - left);
    format!("left:{left:.2}%;width:{width:.2}%")
}
