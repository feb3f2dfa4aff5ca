//! The inspector's tab of a Distributed Map: its Map Runs in short, each to be opened.

use asl_view::map_runs::{self, Summary};
use yew::prelude::*;

use super::counts::{numbers, shares};
use super::status_style::of_map_run;
use crate::app::run::breadcrumbs::RunPart;
use crate::app::run::state::RunAction;
use crate::app::run::view::RunView;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::ui::format;

/// A card for each Map Run of these numbers: there are several after a Retry.
pub(crate) fn cards(run: &RunView, map_runs: &[usize], commands: &Shared<Commands>) -> Html {
    let summaries: Vec<Summary> = run
        .log
        .with(|simulator| {
            map_runs.iter().filter_map(|index| map_runs::summary(simulator, *index, run.moment.as_ref())).collect()
        })
        .unwrap_or_default();
    let several = summaries.len() > 1;
    html! {
        <div class="map-run-cards">
            for (number, summary) in summaries.into_iter().enumerate() {
                { card(number, &summary, several.then_some(number + 1), commands) }
            }
        </div>
    }
}

fn card(key: usize, summary: &Summary, attempt: Option<usize>, commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    let index = summary.index;
    let children = format::count(summary.executions.total, "child execution");
    html! {
        <section {key} class="map-run-card" aria-label="Map Run">
            <div class="message-head">
                <h3>{ attempt.map_or_else(|| "Map Run".to_owned(), |number| format!("Map Run of attempt {number}")) }</h3>
                { of_map_run(summary.status).show() }
            </div>
            { shares(summary) }
            { numbers(summary) }
            <button class="button primary" data-testid="open-map-run"
                onclick={move |_| commands.dispatch(RunAction::Enter(RunPart::MapRun(index)))}>
                { format!("Open the Map Run: {children}") }
            </button>
        </section>
    }
}
