//! The inspector's tab of a Distributed Map: its Map Runs in short, each to be opened.

use asl_playground::map_runs::{self, Summary};
use yew::prelude::*;

use super::counts::{Numbers, Shares};
use super::look::of_map_run;
use crate::app::run::breadcrumbs::Part;
use crate::app::run::state::RunAction;
use crate::app::run::view::RunView;
use crate::app::state::commands::use_commands;
use crate::app::state::shared::use_shared;
use crate::app::ui::format;

/// Which Map Runs.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Their numbers among those of the run.
    pub(crate) map_runs: Vec<usize>,
}

/// A card for each: there are several after a Retry.
#[component]
pub(crate) fn Cards(Props { map_runs }: &Props) -> Html {
    let run = use_shared::<RunView>();
    let summaries: Vec<Summary> = run
        .log
        .with(|execution| map_runs.iter().filter_map(|index| map_runs::summary(execution, *index)).collect())
        .unwrap_or_default();
    let several = summaries.len() > 1;
    html! {
        <div class="map-run-cards">
            for (number, summary) in summaries.into_iter().enumerate() {
                <Card key={number} {summary} attempt={several.then_some(number + 1)} />
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct CardProps {
    summary: Summary,
    attempt: Option<usize>,
}

#[component]
fn Card(CardProps { summary, attempt }: &CardProps) -> Html {
    let commands = use_commands();
    let index = summary.index;
    let children = format::count(summary.executions.total, "child execution");
    html! {
        <section class="map-run-card" aria-label="Map Run">
            <div class="message-head">
                <h3>{ attempt.map_or_else(|| "Map Run".to_owned(), |number| format!("Map Run of attempt {number}")) }</h3>
                { of_map_run(summary.status).show() }
            </div>
            <Shares summary={summary.clone()} />
            <Numbers summary={summary.clone()} />
            <button class="button primary" data-testid="open-map-run"
                onclick={move |_| commands.dispatch(RunAction::Enter(Part::MapRun(index)))}>
                { format!("Open the Map Run: {children}") }
            </button>
        </section>
    }
}
