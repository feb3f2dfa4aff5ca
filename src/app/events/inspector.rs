//! The details of what is selected: an event, a delivery, or a part of the picture.

use asl_view::events::rows::RowSubject;
use yew::prelude::*;

use super::delivery::DeliveryDetails;
use super::event::EventDetails;
use super::part::PartDetails;
use super::world::read_log;
use crate::app::state::events::{EventsState, Selected};
use crate::app::state::shared::use_shared;
use asl_world::{DeliveryId, EventId};

/// The inspector. Nothing picked: it follows the newest delivery, else the newest event.
#[component]
pub(crate) fn EventInspector() -> Html {
    let events = use_shared::<EventsState>();
    // Whoever goes back may be at a moment before what is selected came.
    let is_there = |selected: &Selected| match selected {
        Selected::Part(_) => true,
        Selected::Row(RowSubject::Event(id)) => read_log(&events.world, |log| log.event(*id).is_some()) == Some(true),
        Selected::Row(RowSubject::Delivery(id)) => {
            read_log(&events.world, |log| log.delivery(*id).is_some()) == Some(true)
        }
    };
    let selected = events.selected.clone().filter(is_there).or_else(|| {
        read_log(&events.world, |log| {
            let delivery = log.deliveries.last().map(|delivery| RowSubject::Delivery(delivery.id));
            delivery.or_else(|| log.events.last().map(|event| RowSubject::Event(event.id)))
        })
        .flatten()
        .map(Selected::Row)
    });
    match selected {
        None => {
            html! { <section class="inspector" data-testid="inspector" aria-label="Selected"><p class="empty">{"Nothing is selected."}</p></section> }
        }
        // What was unfolded in one is no business of another.
        Some(Selected::Row(RowSubject::Event(EventId(number)))) => {
            html! { <EventDetails key={format!("e{number}")} {number} /> }
        }
        Some(Selected::Row(RowSubject::Delivery(DeliveryId(number)))) => {
            html! { <DeliveryDetails key={format!("d{number}")} {number} /> }
        }
        Some(Selected::Part(part)) => html! { <PartDetails key={format!("{part:?}")} part={part.clone()} /> },
    }
}
