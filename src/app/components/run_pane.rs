//! The right column: status, timeline, events and inspector; before the first run, what to do.

use yew::prelude::*;

use super::events::Events;
use super::icons::{Icon, icon};
use super::inspector::Inspector;
use super::status::Status;
use super::timeline::Timeline;
use crate::app::commands::use_commands;
use crate::app::keys::command_key;
use crate::app::run_view::RunView;
use crate::app::shared::use_shared;

/// The run.
#[component]
pub(crate) fn RunPane() -> Html {
    let run = use_shared::<RunView>();
    if !run.exists() {
        return html! { <NothingYet /> };
    }
    html! {
        <>
            <Status />
            <Timeline />
            <div class="details">
                <Events />
                <Inspector />
            </div>
        </>
    }
}

#[component]
fn NothingYet() -> Html {
    let commands = use_commands();
    html! {
        <div class="nothing-yet">
            <div class="picture" aria-hidden="true">
                <i class="bar failed"></i><i class="bar back-off"></i><i class="bar failed"></i>
                <i class="bar back-off long"></i><i class="bar succeeded"></i>
            </div>
            <h2>{"Nothing has run yet"}</h2>
            <p>{"Run the workflow to watch each state, attempt and HTTP call as it happens, and to look into all of them afterwards."}</p>
            <button class="button primary" onclick={move |_| commands.run()}>
                { icon(Icon::Run) }<span>{"Run the workflow"}</span><kbd>{ format!("{} ↵", command_key()) }</kbd>
            </button>
            <p class="fine">{"It runs in this page. Calls go straight from your browser to the API."}</p>
        </div>
    }
}
