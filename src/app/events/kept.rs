//! The earlier runs of the buses: to show again, and to compare. They are kept in memory as long as the page is open.

use std::rc::Rc;

use asl_view::events::verdict::Tally;
use asl_world::{ExecutionId, World, WorldExecution};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::world::WorldRun;
use super::world::run_of;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::dialog::Dialog;
use crate::app::state::events::{EventsAction, EventsState, WorldView};
use crate::app::state::request::PageRequest;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::ViewAction;
use crate::app::ui::icons::{Icon, icon};

/// The most runs that are kept.
const MOST_RUNS: usize = 10;
/// The most entries that the logs of all of them have together, of buses and of executions.
const MOST_EVENTS: usize = 60_000;

/// The runs before the one that is shown, with that one, the oldest first: what the run that takes its place keeps. The oldest give
/// way where there is no room.
pub(super) fn keep(shown: &WorldView) -> Vec<Rc<WorldRun>> {
    let Some(run) = run_of(shown) else { return Vec::new() };
    let mut all = run.kept.take();
    if run.world.try_borrow().is_ok_and(|world| size(&world) > 0) {
        all.push(run);
    }
    all.sort_unstable_by_key(|run| run.picture.id);
    let sizes = |runs: &[Rc<WorldRun>]| {
        runs.iter().filter_map(|run| run.world.try_borrow().ok().map(|world| size(&world))).sum::<usize>()
    };
    while all.len() > MOST_RUNS || (all.len() > 1 && sizes(&all) > MOST_EVENTS) {
        all.remove(0);
    }
    all
}

/// How many entries the logs of a run have.
fn size(world: &World) -> usize {
    let of = |(_, execution): (ExecutionId, &WorldExecution)| {
        execution.simulator().try_borrow().map_or(0, |simulator| simulator.order().len())
    };
    world.log().moments() + world.executions().map(of).sum::<usize>()
}

/// The run of that number: the one that is shown, or one that is kept beside it.
pub(super) fn find(shown: &WorldView, id: u32) -> Option<Rc<WorldRun>> {
    let run = run_of(shown)?;
    if run.picture.id == id {
        return Some(run);
    }
    let kept = run.kept.try_borrow().ok()?;
    kept.iter().find(|run| run.picture.id == id).cloned()
}

/// Shows a run that is kept, in place of the one that is shown; nothing happens while that goes on.
fn show_again(commands: &Commands, id: u32) {
    let events = commands.state().events;
    let Some(run) = find(&events.world, id).filter(|_| !events.world.is_running) else { return };
    let mut kept = keep(&events.world);
    kept.retain(|other| other.picture.id != id);
    run.kept.replace(kept);
    // Events that are sent again go on with it.
    commands.runner.hand_over(run.clone());
    commands.dispatch(EventsAction::Started(run.view()));
}

/// The runs that are kept: one to show, one to compare with. They are there once the run that is shown is over.
#[component]
pub(super) fn KeptWorlds() -> Html {
    let (commands, events) = (use_commands(), use_shared::<EventsState>());
    let shown = events.world.clone();
    let Some(run) = run_of(&shown).filter(|_| !shown.is_running) else { return Html::default() };
    let mut all = run.kept.try_borrow().map(|kept| kept.clone()).unwrap_or_default();
    if all.is_empty() {
        return Html::default();
    }
    all.push(run.clone());
    all.sort_unstable_by_key(|run| std::cmp::Reverse(run.picture.id));
    let chosen =
        |event: &web_sys::Event| -> Option<u32> { event.target_dyn_into::<HtmlSelectElement>()?.value().parse().ok() };
    let show = {
        let commands = commands.clone();
        move |event: web_sys::Event| chosen(&event).into_iter().for_each(|id| show_again(&commands, id))
    };
    let compare = {
        let (commands, own) = (commands.clone(), shown.id);
        move |event: web_sys::Event| {
            if let Some(other) = chosen(&event) {
                let dialog = Dialog::CompareRuns(own.min(other), own.max(other));
                commands.dispatch(ViewAction::Dialog(Some(dialog)));
            }
            // The next choice of the same run is one again.
            event.target_dyn_into::<HtmlSelectElement>().iter().for_each(|select| select.set_value(""));
        }
    };
    let forget = {
        let (commands, run) = (commands.clone(), run.clone());
        move |_: MouseEvent| forget(&commands, &run)
    };
    let option = |run: &Rc<WorldRun>, selected: bool| {
        let id = run.picture.id;
        html! { <option key={id} value={id.to_string()} {selected}>{ format!("Run {id}: {}", how_it_ended(run)) }</option> }
    };
    html! {
        <span class="kept-runs">
            <select aria-label="Run that is shown" data-testid="kept-worlds" onchange={show}>
                { for all.iter().map(|run| option(run, run.picture.id == shown.id)) }
            </select>
            <select aria-label="Compare with" data-testid="compare-world-with" onchange={compare}>
                <option value="" selected={true}>{"Compare with…"}</option>
                { for all.iter().filter(|run| run.picture.id != shown.id).map(|run| option(run, false)) }
            </select>
            <button class="button small quiet square" onclick={forget} data-testid="forget-worlds" aria-label="Forget the earlier runs"
                title="Forget the earlier runs">{ icon(Icon::Delete) }</button>
        </span>
    }
}

fn forget(commands: &Shared<Commands>, run: &Rc<WorldRun>) {
    run.kept.take();
    commands.dispatch(EventsAction::Progressed(run.view()));
    commands.dispatch(PageRequest::announce("The earlier runs are forgotten."));
}

/// How a run ended, as its banner says it.
fn how_it_ended(run: &WorldRun) -> String {
    if run.stopped.get() {
        return "Stopped".to_owned();
    }
    run.world.try_borrow().map_or_else(|_| String::new(), |world| Tally::of(&run.picture.system, world.log()).words())
}
