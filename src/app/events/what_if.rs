//! What if the calls of a target come to something else, in the run that goes on or in the next one?

use std::rc::Rc;

use asl_sim::what_if::offers;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::app::run::control::{Controls, WhatIf};
use crate::app::state::commands::use_commands;
use crate::app::state::events::EventsState;
use crate::app::state::shared::use_shared;

/// The target.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The name by which its calls are known.
    pub(super) name: Rc<str>,
    /// The resource of a Task that calls the same.
    pub(super) resource: &'static str,
}

/// The choice, as in the menu of a state.
#[component]
pub(super) fn WhatIfOf(Props { name, resource }: &Props) -> Html {
    let (commands, controls) = (use_commands(), use_shared::<Controls>());
    let is_running = use_shared::<EventsState>().world.is_running;
    let asked = if is_running { commands.runner.what_ifs() } else { controls.what_ifs.clone() };
    let asked = asked.iter().find(|one| one.state == *name).map(|one| one.offer.id.clone());
    let all = use_memo(*resource, |resource| offers(resource));
    let onchange = {
        let (commands, all, name) = (commands.clone(), all.clone(), name.clone());
        move |event: Event| {
            let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
            let offer = all.iter().find(|offer| *offer.id == *select.value()).cloned();
            commands.ask_what_if(&name, offer.map(|offer| WhatIf { state: name.clone(), offer, once: false }));
        }
    };
    html! {
        <p class="facts">
            <label>
                { if is_running { "What if the call comes to this? " } else { "What if, in the next run? " } }
                <select data-testid="target-what-if" {onchange}>
                    <option value="" selected={asked.is_none()}>{"No what-if"}</option>
                    for offer in all.iter() {
                        <option value={offer.id.to_string()} selected={asked.as_deref() == Some(&*offer.id)}>{ offer.title.to_string() }</option>
                    }
                </select>
            </label>
        </p>
    }
}
