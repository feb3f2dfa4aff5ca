//! The events that a run puts on the buses: a form for each, or the JSON text of all.

use std::rc::Rc;

use asl_events::EventSystem;
use asl_text::Span;
use asl_text::diagnostic::Severity;
use asl_text::line_index::LineIndex;
use asl_value::Value;
use asl_view::events::assumed_bus::bus_of;
use asl_view::events::entries::{self, EventText, Member, WrittenEvent};
use yew::prelude::*;

use super::commands::{events_of, send};
use super::offers::offers;
use super::prediction::{Prediction, predictions};
use crate::app::editor::codemirror::Marker;
use crate::app::editor::text_field::TextField;
use crate::app::notices::locked::locked_note;
use crate::app::problems::analysis::Analysis;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::{Document, DocumentAction};
use crate::app::state::events::EventsState;
use crate::app::state::pad::PadStart;
use crate::app::state::parts::use_part;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::text::EditorId;
use crate::app::state::view::Locked;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};

/// The tab of the events: a form, or the text.
#[component]
pub(crate) fn EventEditor() -> Html {
    let (commands, document, analysis) = (use_commands(), use_shared::<Document>(), use_shared::<Analysis>());
    let Locked(locked) = use_part::<Locked>();
    let as_text = use_state(|| false);
    let events = use_shared::<EventsState>();
    let Some(system) = analysis.system.clone() else { return Html::default() };
    let text = document.events.clone();
    let read = use_memo(text.clone(), |text| EventText::read(text));
    // What cannot be read has no form.
    let is_broken = read.diagnostics.iter().any(|found| found.severity == Severity::Error);
    let shows_text = *as_text || is_broken;
    let way = |on: bool, name: &'static str, wanted: bool| {
        let as_text = as_text.setter();
        let disabled = is_broken && !wanted;
        html! {
            <button type="button" aria-pressed={on.to_string()} {disabled} onclick={move |_| as_text.set(wanted)}>{ name }</button>
        }
    };
    html! {
        <div class="event-editor" data-testid="event-editor">
            <div class="event-bar">
                <span class="segmented" role="group" aria-label="How the events are written">
                    { way(!shows_text, "Form", false) }
                    { way(shows_text, "JSON", true) }
                </span>
                { send_more(&system, &read, &commands, events.world.exists()) }
                if !locked { { offers(&system, &document.events, &commands) } }
            </div>
            if locked { { locked_note(&commands) } }
            { read.refused.map(|error| refused(&error.message())) }
            { assumed(&system, &read) }
            if shows_text {
                { as_json(&text, &read, (document.revision, locked), &commands) }
            } else if read.events.is_empty() {
                <p class="setup-hint">{"No events yet. Add one. A run sends all of them to their buses, in order."}</p>
            } else {
                <ol class="event-forms">
                    for (at, event) in read.events.iter().enumerate() {
                        <li key={format!("{}-{at}", document.revision)}>
                            <EventForm {at} event={event.clone()} system={Rc::clone(&system)} {locked} />
                        </li>
                    }
                </ol>
            }
        </div>
    }
}

/// Puts the events into the run that is there: one more call of PutEvents, while the others go on.
fn send_more(system: &Rc<EventSystem>, read: &Rc<EventText>, commands: &Shared<Commands>, has_run: bool) -> Html {
    let (system, read, commands) = (system.clone(), read.clone(), commands.clone());
    let disabled = !read.is_sendable();
    html! {
        if has_run {
            <button class="button small" {disabled} onclick={move |_| send(&commands, events_of(&system, &read))} data-testid="send-all"
                title="Send them again in the current run">{ icon(Icon::Run) }{"Send again"}</button>
        }
    }
}

/// Said where events name no bus, and go to another one than AWS's default.
fn assumed(system: &EventSystem, read: &EventText) -> Html {
    let bus = read.events.iter().map(|event| &event.entry).filter(|entry| entry.bus.is_none());
    let bus = bus.map(|entry| bus_of(system, entry)).find(|bus| *bus != asl_events::system::DEFAULT_BUS);
    html! {
        if let Some(bus) = bus {
            <p class="setup-hint" data-testid="assumed-bus">{"Events without "}<code>{"EventBusName"}</code>{" go to "}<code>{ bus.to_owned() }</code>{", the only bus with rules. On AWS they go to "}<code>{"default"}</code>{"."}</p>
        }
    }
}

/// What AWS says to all events together, or to one.
fn refused(message: &str) -> Html {
    html! {
        <p class="pad-refused" role="alert" data-testid="event-refused">{ icon(Icon::Warning) }<span>{ message.to_owned() }</span></p>
    }
}

fn as_json(text: &Rc<str>, read: &EventText, (revision, read_only): (u32, bool), commands: &Shared<Commands>) -> Html {
    let index = LineIndex::new(text);
    let marker = |span: Span, severity: &'static str, message: String, source: &str| Marker {
        from: index.to_utf16(span.start),
        to: index.to_utf16(span.end),
        severity,
        message,
        source: source.to_owned(),
    };
    let of_text = read.diagnostics.iter().map(|found| {
        marker(found.span, found.severity.word(), format::capitalized(&found.message()), found.code.as_str())
    });
    let of_events = read.events.iter().filter_map(|event| {
        let error = event.refused?;
        Some(marker(event.span, "error", error.message(), error.code()))
    });
    let markers: Vec<Marker> = of_text.chain(of_events).collect();
    let problems: Vec<String> = markers
        .iter()
        .map(|marker| {
            let place = index.position(index.from_utf16(marker.from));
            format!("{}: {} {}", format::at(place.line + 1, place.column + 1), marker.source, marker.message)
        })
        .collect();
    let on_change = {
        let commands = commands.clone();
        Callback::from(move |text: Rc<str>| {
            commands.typed(EditorId::Events, &text);
        })
    };
    html! {
        <>
            <TextField label="Events" class="events-text" test_id="events-editor" text={text.clone()} {revision} {read_only} {markers} {on_change} />
            { for problems.iter().map(|problem| refused(problem)) }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct FormProps {
    /// The position of the event in the text.
    at: usize,
    event: WrittenEvent,
    system: Rc<EventSystem>,
    /// Whether it can only be read.
    locked: bool,
}

/// The form of one event, and which rules it would meet.
#[component]
fn EventForm(FormProps { at, event, system, locked }: &FormProps) -> Html {
    let commands = use_commands();
    let (at, locked) = (*at, *locked);
    let entry = &event.entry;
    let write = |member: Member| {
        let commands = commands.clone();
        move |value: &str| {
            let text = entries::with_member(&commands.state().document.events, at, member, value);
            commands.typed(EditorId::Events, &text);
        }
    };
    let typed = |member: Member| {
        let write = write(member);
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<web_sys::HtmlInputElement>() {
                write(&input.value());
            }
        })
    };
    let detail = use_memo((), |()| pretty(entry.detail.as_deref().unwrap_or("{}")));
    let write_detail = {
        let write = write(Member::Detail);
        Callback::from(move |text: Rc<str>| write(&text))
    };
    let choose_bus = {
        let write = write(Member::Bus);
        move |event: Event| {
            if let Some(select) = event.target_dyn_into::<web_sys::HtmlSelectElement>() {
                write(&select.value());
            }
        }
    };
    let replace = |change: fn(&str, usize) -> String| {
        let commands = commands.clone();
        move |_: MouseEvent| {
            let text = change(&commands.state().document.events, at);
            commands.dispatch(DocumentAction::SetEvents(text.into()));
        }
    };
    let predicted = predictions(system, event);
    let bus = entry.bus.as_deref().unwrap_or_default();
    let is_known = bus.is_empty() || system.bus(bus).is_some();
    let default = asl_events::system::DEFAULT_BUS;
    let taken = bus_of(system, entry);
    let is_assumed = bus.is_empty() && taken != default;
    let id = |field: &str| format!("event-{at}-{field}");
    html! {
        <fieldset class="event-form" data-testid="event-form">
            <legend>{ format!("Event {}", at + 1) }</legend>
            <div class="event-fields">
                <div class="field">
                    <label for={id("bus")}>{"Bus"}</label>
                    <select id={id("bus")} onchange={choose_bus} disabled={locked}>
                        if is_assumed {
                            <option value="" selected={true}>{ taken.to_owned() }</option>
                            <option value={default}>{ default }</option>
                        } else {
                            <option value="" selected={bus.is_empty()}>{ default }</option>
                        }
                        for known in system.buses.iter().map(|bus| &bus.resource.name).filter(|name| ***name != *default && !(is_assumed && ***name == *taken)) {
                            <option key={known.to_string()} value={known.to_string()} selected={system.bus(bus).is_some_and(|bus| bus.resource.name == *known)}>{ known.to_string() }</option>
                        }
                        if !is_known { <option value={bus.to_owned()} selected={true}>{ format!("{bus} (no such bus)") }</option> }
                    </select>
                </div>
                <div class="field">
                    <label for={id("source")}>{ if event.is_whole { "source" } else { "Source" } }</label>
                    <input id={id("source")} spellcheck="false" value={entry.source.as_deref().unwrap_or_default().to_owned()} oninput={typed(Member::Source)} readonly={locked} />
                </div>
                <div class="field">
                    <label for={id("type")}>{ if event.is_whole { "detail-type" } else { "DetailType" } }</label>
                    <input id={id("type")} spellcheck="false" value={entry.detail_type.as_deref().unwrap_or_default().to_owned()} oninput={typed(Member::DetailType)} readonly={locked} />
                </div>
            </div>
            <div class="field">
                <span class="field-name" aria-hidden="true">{ if event.is_whole { "detail" } else { "Detail" } }</span>
                <TextField label={format!("Detail of event {}", at + 1)} class="event-detail" test_id="event-detail" text={(*detail).clone()} read_only={locked} on_change={write_detail} />
            </div>
            if let Some(error) = event.refused { { refused(&format!("{} {}", error.code(), error.message())) } }
            <div class="event-foot">
                { meets(&predicted, event, &commands) }
                if !locked {
                    <button type="button" class="button small quiet" onclick={replace(entries::doubled)}>{ icon(Icon::Copy) }{"Duplicate"}</button>
                    <button type="button" class="button small quiet" onclick={replace(|text, at| entries::with_changed(text, at, None))}
                        aria-label={format!("Remove event {}", at + 1)}>{ icon(Icon::Cross) }{"Remove"}</button>
                }
            </div>
        </fieldset>
    }
}

/// Which rules would take the event; each opens the scratch pad with that rule and this event.
fn meets(predicted: &[Prediction], event: &WrittenEvent, commands: &Shared<Commands>) -> Html {
    let button = |prediction: &Prediction| {
        let (commands, start) = (commands.clone(), prediction.pad(event));
        let (symbol, word) =
            if prediction.matches { (Icon::Check, "matches") } else { (Icon::Cross, "does not match") };
        let class = if prediction.matches { "matches" } else { "differs" };
        html! {
            <li key={prediction.rule.to_string()}>
                <button type="button" class={classes!("button", "small", "quiet", "rule-chip", class)} title="Why? Opens the scratch pad"
                    onclick={move |_| commands.try_pattern(PadStart::clone(&start))}>
                    { icon(symbol) }<span>{ prediction.rule.to_string() }</span><span class="visually-hidden">{ format!(" {word}") }</span>
                </button>
            </li>
        }
    };
    html! {
        <ul class="rule-chips" aria-label="Rules of its bus">
            { for predicted.iter().map(button) }
            if predicted.is_empty() { <li class="fine">{"No rule listens on this bus."}</li> }
        </ul>
    }
}

/// JSON as people read it; what is none as it is.
fn pretty(text: &str) -> Rc<str> {
    Value::from_json(text).map_or_else(|_| text.into(), |value| value.to_json_pretty().into())
}
