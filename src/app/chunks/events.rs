//! The chunk of EventBridge: what matches, what is sent, and what becomes of it.

use std::rc::Rc;

use asl_events::EventSystem;
use asl_ide::events::known;
use asl_text::diagnostic::Diagnostic;
use asl_view::events::assumed_bus::on_buses;
use asl_view::events::entries::EventText;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::Table;
use super::exports::Answer;
use crate::app::events::{CompareWorlds, EventEditor, EventInspector, ScratchPad, Shown, SystemPane, start};
use crate::app::page::put_events;
use crate::app::run::WorldSpec;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::pad::PadStart;
use crate::app::state::shared::Shared;
use crate::app::state::view::Theme;

/// What the chunk holds.
pub(crate) struct Events {
    /// Patterns and transformers tried on an event.
    pub(crate) scratch_pad: fn(&Rc<PadStart>) -> Html,
    /// The events that a run puts on the buses.
    pub(crate) editor: fn() -> Html,
    /// The picture of buses, rules and targets, with something beside its heading.
    pub(crate) graph: fn(Theme, &Html) -> Html,
    /// What is shown of a run of the buses.
    pub(crate) shown: fn() -> Html,
    /// The details of what is selected.
    pub(crate) inspector: fn() -> Html,
    /// Two of its runs side by side, by their numbers.
    pub(crate) compare: fn(u32, u32) -> Html,
    /// What the rules look for that the events of this text and the samples do not have.
    pub(crate) known: fn(&EventSystem, &str) -> Vec<Diagnostic>,
    /// Starts a run with event buses.
    pub(crate) start: fn(&Shared<Commands>, &State, &WorldSpec),
    /// `aslPlayground.putEvents(options)`
    pub(crate) put: fn(JsValue) -> Answer,
}

impl Table for Events {}

pub(super) const TABLE: Events = Events {
    scratch_pad: |start| html! { <ScratchPad start={start.clone()} /> },
    editor: || html! { <EventEditor /> },
    graph: |theme, beside_title| html! { <SystemPane {theme} beside_title={beside_title.clone()} /> },
    shown: || html! { <Shown /> },
    inspector: || html! { <EventInspector /> },
    compare: |first, second| html! { <CompareWorlds {first} {second} /> },
    known: |system, events| known::check(system, &on_buses(system, &EventText::read(events))),
    start,
    put: |options| Box::pin(put_events::put_events(options)),
};
