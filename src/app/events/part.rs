//! The details of a part of the picture: a rule, a destination, a queue and so on.

use std::rc::Rc;

use asl_events::{EventSystem, Rule, TargetKind};
use asl_http::Connections;
use asl_value::Value;
use asl_view::events::counts::status_of;
use asl_view::events::rows::RowSubject;
use asl_view::events::system_graph::Part;
use asl_world::log::Message;
use asl_world::{EventLog, RuleOutcome};
use yew::prelude::*;

use super::commands::{fire, open_machine};
use super::messages::message_view;
use super::offers;
use super::what_if::WhatIfOf;
use super::world::{read_log, run_of};
use crate::app::host::clock;
use crate::app::problems::analysis::Analysis;
use crate::app::run::masking::{Masking, use_masking};
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::dialog::Dialog;
use crate::app::state::document::DocumentAction;
use crate::app::state::events::{EventsAction, EventsState, Selected, Starts};
use crate::app::state::pad::{PadStart, PadTab};
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::ViewAction;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::json_view::json_view;

/// The most events and messages that are listed.
const MOST_LISTED: usize = 50;
/// How many of the next times of a schedule are told.
const NEXT_TIMES: usize = 3;

/// Which part it is.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The part.
    pub(super) part: Part,
}

/// The details.
#[component]
pub(super) fn PartDetails(Props { part }: &Props) -> Html {
    let (commands, analysis) = (use_commands(), use_shared::<Analysis>());
    let (events, masking) = (use_shared::<EventsState>(), use_masking());
    let connections = use_shared::<Connections>();
    let Some(system) = analysis.system.clone() else { return Html::default() };
    let world = &events.world;
    let name = match part {
        Part::Rule(at) => system.rules.get(*at).map(|rule| rule.resource.name.clone()).unwrap_or_default(),
        Part::Other(arn) => arn.clone(),
        Part::Bus(name)
        | Part::Destination(name)
        | Part::Machine(name)
        | Part::Function(name)
        | Part::Queue(name)
        | Part::LogGroup(name) => name.clone(),
    };
    let (word, inside) = match part {
        Part::Rule(at) => ("Rule", system.rules.get(*at).map(|rule| rule_view(&system, *at, rule, &commands))),
        Part::Destination(name) => ("API destination", Some(destination_view(&system, name, &connections, &commands))),
        Part::Machine(name) => ("State machine", Some(machine_view(name, &commands))),
        Part::Function(name) => (
            "Function",
            Some(html! {
                <>
                    <p>{"If no mock answers for it, you are asked."}</p>
                    <WhatIfOf name={name.clone()} resource="arn:aws:states:::lambda:invoke" />
                </>
            }),
        ),
        Part::Queue(_) => ("Queue", None),
        Part::LogGroup(_) => ("Log group", None),
        Part::Bus(_) => ("Event bus", None),
        Part::Other(_) => (
            "Target",
            Some(
                html! { <p>{"It is not simulated; a delivery shows what it would receive. A mock with its name can answer in its place."}</p> },
            ),
        ),
    };
    // A run of another text has other parts.
    let is_of = world.exists() && *world.system == *system;
    let happened = if is_of { read_log(world, |log| happened(log, &system, part, &masking, &commands)) } else { None };
    html! {
        <section class="inspector" data-testid="inspector" aria-label="Selected part">
            <div class="bar inspector-head"><h2>{ name.to_string() }</h2><span class="tag">{ word }</span></div>
            <div class="panel part-panel">
                { inside }
                { happened }
            </div>
        </section>
    }
}

fn rule_view(system: &Rc<EventSystem>, at: usize, rule: &Rule, commands: &Shared<Commands>) -> Html {
    let add = {
        let (system, commands) = (system.clone(), commands.clone());
        move |_| {
            if let Some(event) = offers::of_rule(&system, at) {
                let text = asl_view::events::entries::with_event(&commands.state().document.events, &event);
                commands.dispatch(DocumentAction::SetEvents(text.into()));
                commands.dispatch(ViewAction::Setup(crate::app::state::view::SetupTab::Events));
            }
        }
    };
    let try_it = rule.pattern.as_ref().map(|pattern| {
        let event = offers::whole(system, at);
        let start = PadStart {
            tab: PadTab::Pattern,
            rule: Some(rule.resource.name.clone()),
            pattern: Some(pattern.text.clone()),
            event: event.map(|event| event.to_json_pretty().into()),
            ..PadStart::default()
        };
        let commands = commands.clone();
        html! { <button class="button small" onclick={move |_| commands.try_pattern(start.clone())}>{ icon(Icon::Target) }{"Try it on an event"}</button> }
    });
    html! {
        <>
            <p class="facts">{ format!("On the bus {}, {}.", rule.bus, if rule.is_enabled { "enabled" } else { "disabled: matches no events" }) }</p>
            <div class="offers">
                { try_it }
                if rule.pattern.is_some() { <button class="button small" onclick={add}>{ icon(Icon::Plus) }{"Make an event for it"}</button> }
            </div>
            if let Some(pattern) = &rule.pattern {
                <h3>{"Pattern"}</h3>
                { match (&pattern.compiled, Value::from_json(&pattern.text)) {
                    (Err(error), _) => html! { <p class="pad-refused">{ icon(Icon::Warning) }<span>{ error.message() }</span></p> },
                    (Ok(_), Ok(value)) => json_view(&value, "pattern"),
                    (Ok(_), Err(_)) => html! { <pre class="pad-body">{ pattern.text.to_string() }</pre> },
                } }
            }
            { schedule(at, rule, commands) }
            <h3>{"Targets"}</h3>
            if rule.targets.is_empty() { <p class="empty">{"It has no targets, so matches have no effect."}</p> }
            <ul class="target-list">
                for target in &rule.targets {
                    <li key={target.id.to_string()}>
                        <button class="button small quiet" onclick={
                            let (commands, part) = (commands.clone(), Part::of_target(system, target));
                            move |_| commands.dispatch(EventsAction::Select(Some(Selected::Part(part.clone()))))
                        }>{ target.id.to_string() }</button>
                        <span class="fine">{ target_line(&target.kind) }</span>
                        if let Err(error) = &target.input { <p class="pad-refused">{ icon(Icon::Warning) }<span>{ error.message(&target.id) }</span></p> }
                    </li>
                }
            </ul>
        </>
    }
}

fn target_line(kind: &TargetKind) -> String {
    match kind {
        TargetKind::ApiDestination(name) => format!("API destination {name}"),
        TargetKind::StateMachine(name) => format!("starts {name}"),
        TargetKind::Function(name) => format!("invokes {name}"),
        TargetKind::Queue(name) => format!("queue {name}"),
        TargetKind::LogGroup(name) => format!("log group {name}"),
        TargetKind::Bus(name) => format!("event bus {name}"),
        TargetKind::Other(service) => format!("{service}, not simulated"),
    }
}

/// When a scheduled rule fires next, and a button that fires it.
fn schedule(at: usize, rule: &Rule, commands: &Shared<Commands>) -> Html {
    let Some(schedule) = &rule.schedule else { return Html::default() };
    let next = match &schedule.compiled {
        Err(_) => {
            html! { <p class="pad-refused">{ icon(Icon::Warning) }<span>{ asl_events::ScheduleError::MESSAGE }</span></p> }
        }
        Ok(compiled) => {
            let times: Vec<String> =
                compiled.next_times(clock::now(), NEXT_TIMES).iter().map(ToString::to_string).collect();
            let told = if times.is_empty() {
                "It never fires again.".to_owned()
            } else {
                format!("Next: {}", times.join(", "))
            };
            html! { <p class="facts" data-testid="next-times">{ told }</p> }
        }
    };
    let commands = commands.clone();
    let onclick = move |_| {
        if run_of(&commands.state().events.world).is_some() {
            fire(&commands, at);
        } else {
            commands.fires.set(Some(at));
            commands.choose_start(Starts::Events);
            commands.run();
        }
    };
    html! {
        <>
            <h3>{"Schedule"}</h3>
            <p><code>{ schedule.text.to_string() }</code></p>
            { next }
            if rule.is_enabled && schedule.compiled.is_ok() {
                <button class="button small" {onclick} data-testid="fire">{ icon(Icon::Run) }{"Fire it now"}</button>
            }
        </>
    }
}

fn destination_view(system: &EventSystem, name: &str, connections: &Connections, commands: &Shared<Commands>) -> Html {
    let Some((_, destination)) = system.destination(name) else {
        return html! { <p class="empty">{ format!("There is no API destination {name}, so deliveries become dead letters with NO_RESOURCE.") }</p> };
    };
    let is_there = connections.find(&destination.connection).is_some();
    let open = {
        let commands = commands.clone();
        move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Connections(None))))
    };
    let connection = system.connection(&destination.connection).map_or(&destination.connection, |found| &found.name);
    html! {
        <>
            <p class="request-line"><b>{ destination.method.as_str() }</b>{" "}<code>{ destination.endpoint.to_string() }</code></p>
            <p class="facts">{ format!("At most {} calls per second. Other events wait in order. It is {}.", destination.rate, destination.state.as_str()) }</p>
            <p class="facts">
                { format!("Connection {connection}: ") }{ if is_there { "set up in this tab." } else { "not set up in this tab." } }
                {" "}<button class="button small quiet" onclick={open}>{"Connections"}</button>
            </p>
            <WhatIfOf name={destination.resource.name.clone()} resource="arn:aws:states:::http:invoke" />
        </>
    }
}

fn machine_view(name: &Rc<str>, commands: &Shared<Commands>) -> Html {
    let (commands, name) = (commands.clone(), name.clone());
    let onclick = move |_| {
        open_machine(&commands, &name);
    };
    html! { <button class="button small" {onclick} data-testid="open-machine">{ icon(Icon::Target) }{"Show its graph"}</button> }
}

/// What happened to the part in the run: messages of a queue, events of a bus, deliveries.
fn happened(log: &EventLog, system: &EventSystem, part: &Part, masking: &Masking, commands: &Shared<Commands>) -> Html {
    let messages = |all: Option<&Vec<Message>>| {
        let all = all.map(Vec::as_slice).unwrap_or_default();
        html! {
            <>
                <h3>{ format!("What arrived ({})", all.len()) }</h3>
                if all.is_empty() { <p class="empty">{"Nothing yet."}</p> }
                for (at, message) in all.iter().enumerate().take(MOST_LISTED) {
                    <details key={at} class="arrived" open={all.len() == 1}>
                        <summary>{ format!("{} · {}", at + 1, message.at) }</summary>
                        { message_view(message, masking) }
                    </details>
                }
                if all.len() > MOST_LISTED { <p class="fine">{ format!("and {} more in the download", all.len() - MOST_LISTED) }</p> }
            </>
        }
    };
    match part {
        Part::Queue(name) => messages(log.queues.get(name)),
        Part::LogGroup(name) => messages(log.log_groups.get(name)),
        Part::Bus(name) => {
            let events = log.events.iter().filter(|event| event.bus == *name);
            let rows = events.map(|event| {
                let name = event.entry.detail_type.as_deref().unwrap_or("event");
                (RowSubject::Event(event.id), format!("{} · {name}", event.id.0 + 1))
            });
            subjects("Events", &rows.collect::<Vec<_>>(), commands)
        }
        Part::Rule(at) => {
            let took = |event: &&asl_world::EventRecord| {
                event.rules.iter().any(|(rule, outcome)| rule == at && matches!(outcome, RuleOutcome::Matched(_)))
            };
            let rows = log.events.iter().filter(took).map(|event| {
                let name = event.entry.detail_type.as_deref().unwrap_or("event");
                (RowSubject::Event(event.id), format!("{} · {name}", event.id.0 + 1))
            });
            subjects("Events it matched", &rows.collect::<Vec<_>>(), commands)
        }
        Part::Destination(_) | Part::Machine(_) | Part::Function(_) | Part::Other(_) => {
            let own = |delivery: &&asl_world::Delivery| {
                system
                    .target(delivery.rule, delivery.target)
                    .is_some_and(|target| Part::of_target(system, target) == *part)
            };
            let rows = log.deliveries.iter().filter(own).map(|delivery| {
                let word = status_of(delivery).word();
                (RowSubject::Delivery(delivery.id), format!("{} · {word}", delivery.id.0 + 1))
            });
            subjects("Deliveries", &rows.collect::<Vec<_>>(), commands)
        }
    }
}

fn subjects(title: &str, rows: &[(RowSubject, String)], commands: &Shared<Commands>) -> Html {
    html! {
        <>
            <h3>{ format!("{title} ({})", rows.len()) }</h3>
            <ul class="offers">
                for (subject, words) in rows.iter().take(MOST_LISTED) {
                    <li key={format!("{subject:?}")}>
                        <button class="button small quiet" onclick={
                            let (commands, subject) = (commands.clone(), *subject);
                            move |_| commands.dispatch(EventsAction::Select(Some(Selected::Row(subject))))
                        }>{ words.clone() }</button>
                    </li>
                }
            </ul>
            if rows.len() > MOST_LISTED { <p class="fine">{ format::count(rows.len() - MOST_LISTED, "more") }</p> }
        </>
    }
}
