//! A Map Run: how it stands, what it wrote, and its child executions.

use std::rc::Rc;

use asl_sim::{Files, Simulator};
use asl_view::map_runs::{self, Summary};
use yew::prelude::*;

use super::children::{ChildListState, Children};
use super::counts::{numbers, shares};
use super::results::Results;
use super::status_style::of_map_run;
use crate::app::run::view::use_run_view;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::elapsed::Elapsed;
use crate::app::ui::format;

/// The Map Run, and the state of its list.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Its number among those of the run.
    pub(crate) index: usize,
    /// What is looked for in the list.
    pub(crate) list_state: Rc<ChildListState>,
    /// Changes what is looked for, or which row is picked.
    pub(crate) set_list_state: Callback<ChildListState>,
}

/// Status, counts, results and child executions of the Map Run.
#[component]
pub(crate) fn Page(Props { index, list_state, set_list_state }: &Props) -> Html {
    let run = use_run_view();
    let summary = run.log.with(|simulator| map_runs::summary(simulator, *index, run.moment.as_ref())).flatten();
    // Files appear at the end, all at once.
    let files = use_memo((run.id, *index, summary.as_ref().map(|summary| summary.status)), |_| {
        let has_ended = summary.as_ref().is_some_and(|summary| summary.ended.is_some());
        let written =
            |simulator: &Simulator| Some(simulator.map_runs().get(*index).filter(|_| has_ended)?.written().clone());
        Rc::new(run.log.with(written).flatten().unwrap_or_default())
    });
    let Some(summary) = summary else {
        return html! { <p class="empty">{if run.moment.is_some() { "The Map Run had not started." } else { "There is no such Map Run." }}</p> };
    };
    let style = of_map_run(summary.status);
    html! {
        <>
            <section class={classes!("status", style.class)} data-testid="map-run" data-status={summary.status.word()} aria-label="Map Run">
                <div class="status-line">
                    { style.show() }
                    <Elapsed started={summary.started} ended={summary.ended} />
                    <span class="facts">{ facts(&summary) }</span>
                </div>
                { shares(&summary) }
                { numbers(&summary) }
                <div class="arn-line">
                    <code title={summary.arn.to_string()}>{ summary.arn.to_string() }</code>
                    <CopyButton label="Copy ARN" text={
                        let arn = summary.arn.clone();
                        Callback::from(move |()| arn.to_string())
                    } />
                </div>
            </section>
            if let Some(why) = run.origin.left_out().filter(|_| summary.executions.total == 0) {
                <p class="fine" data-testid="left-out">{ why }</p>
            }
            { results((*files).clone(), &summary) }
            <Children index={*index} list_state={list_state.clone()} set_list_state={set_list_state.clone()} />
        </>
    }
}

fn results(files: Rc<Files>, summary: &Summary) -> Html {
    if files.is_empty() {
        return Html::default();
    }
    let name = summary.arn.rsplit(':').next().unwrap_or_default();
    html! { <Results {files} name={Rc::<str>::from(format!("results-{name}"))} /> }
}

/// What it may do: how many children at once, and how many failures.
fn facts(summary: &Summary) -> String {
    let at_once = match summary.max_concurrency {
        0 => "no concurrency limit".to_owned(),
        limit => format!("{limit} at once"),
    };
    let tolerated = match (summary.tolerated_count, summary.tolerated_percentage) {
        (0, percentage) if percentage <= 0.0 => "tolerates no failures".to_owned(),
        (0, percentage) => format!("tolerates {percentage}% of failures"),
        (count, percentage) if percentage <= 0.0 => {
            format!("tolerates {}", format::count(usize::try_from(count).unwrap_or(usize::MAX), "failure"))
        }
        (count, percentage) => format!("tolerates {count} failures or {percentage}%"),
    };
    format!("{at_once} · {tolerated}")
}
