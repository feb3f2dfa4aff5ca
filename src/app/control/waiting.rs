//! What stands in the place of the run control while a first run goes on: its chunk is fetched when somebody wants it.

use yew::prelude::*;

use crate::app::chunks::{CONTROL, Deferred, DeferredView};
use crate::app::run::control::Controls;
use crate::app::run::view::use_run_view;
use crate::app::state::commands::use_commands;
use crate::app::state::shared::use_shared;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::use_waited::use_waited;

/// How long a run is watched before its control is fetched, unless it ends or is held.
const WATCHED_MILLIS: u32 = 5_000;

/// The run control, as soon as it is wanted.
#[component]
pub(crate) fn RunControl() -> Html {
    let (commands, run, controls) = (use_commands(), use_run_view(), use_shared::<Controls>());
    let waited = use_waited(WATCHED_MILLIS);
    if run.function.is_some() {
        // Code of a function is one step.
        return Html::default();
    }
    if CONTROL.get().is_some() || waited || controls.held.is_some() || !run.is_running() {
        return html! { <Deferred view={DeferredView::new(&CONTROL, (), |controls, ()| (controls.bar)())} /> };
    }
    html! {
        <div class="control-bar">
            <button class="button small quiet square" aria-label="Pause" title="Pause (Shift+Alt+C)"
                onclick={move |_| commands.pause_or_continue()}>{ icon(Icon::Pause) }</button>
        </div>
    }
}
