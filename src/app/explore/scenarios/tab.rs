//! The tab: which scenarios pass, what they reach, and their text below.

use asl_scenario::{Expectation, Scenario};
use futures_util::future::abortable;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::coverage::{coverage, in_graph};
use super::events;
use super::model::{Judged, Opens, Results, add, run_all};
use crate::app::explore::{commands, model as exploration};
use crate::app::graph::drawing::Drawing;
use crate::app::graph::state::GraphAction;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::Document;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

/// The scenarios run again this long after the last change, in milliseconds.
const PAUSE_MILLIS: u32 = 300;

/// What the scenarios come to; they run again on each change of the document.
#[component]
pub(crate) fn ScenariosTab() -> Html {
    let commands = use_commands();
    let document = use_shared::<Document>();
    let results = use_state(|| None::<Results>);
    let busy = use_state(|| false);
    let drawing = use_shared::<Drawing>();
    let shown = use_state(|| commands.state().coverage.is_shown);
    // How often the scenarios were run: the graph follows.
    let runs = use_state(|| 0_u32);
    use_effect_with(document.clone(), {
        let (commands, results, runs) = (commands.clone(), results.setter(), runs.clone());
        move |_| {
            let (work, abort) = abortable(async move {
                TimeoutFuture::new(PAUSE_MILLIS).await;
                results.set(Some(run_all(&commands).await));
                runs.set(runs.wrapping_add(1));
            });
            spawn_local(async move {
                // What is ended has nothing to say.
                let _ = work.await;
            });
            move || abort.abort()
        }
    });
    use_effect_with((drawing.graph.clone(), *runs, *shown), {
        let (commands, results) = (commands.clone(), results.clone());
        move |(graph, _, shown)| {
            let coverage = results.as_ref().filter(|_| *shown).map(|results| in_graph(results, graph, true));
            if *shown || commands.state().coverage.is_shown {
                commands.dispatch(GraphAction::Cover(coverage.unwrap_or_default()));
            }
        }
    });
    let is_empty = document.scenarios.trim().is_empty();
    html! {
        <div class="scenarios" data-testid="scenarios">
            <div class="scenario-tools">
                <p role="status" class="scenario-verdict" data-testid="scenario-verdict">{ verdict(results.as_ref(), is_empty) }</p>
                <button type="button" class="button small" data-testid="add-scenario" onclick={
                    let commands = commands.clone();
                    move |_: MouseEvent| add(&commands, &first(&commands))
                }>{ icon(Icon::Plus) }<span>{"Add a scenario"}</span></button>
                <button type="button" class="button small quiet" onclick={
                    let commands = commands.clone();
                    move |_: MouseEvent| commands.explore()
                }><span>{"Explore failures…"}</span></button>
            </div>
            if is_empty {
                <p class="setup-hint">{"A scenario is an input, mocks, and what must hold. All scenarios run at once, without calls and without waiting, again on each change."}</p>
            }
            if let Some(results) = &*results {
                for (index, problem) in results.problems.iter().enumerate() {
                    <p key={index} class="field-problem" data-testid="scenario-problem">{ prose(problem) }</p>
                }
                if !results.judged.is_empty() {
                    <ul class="scenario-list">
                        for one in &results.judged { <li key={one.name.to_string()}>{ row(one, &commands) }</li> }
                    </ul>
                    if results.machine.is_some() { { coverage(results, &commands, &busy, &shown) } }
                }
            }
        </div>
    }
}

/// A scenario with the input and the mocks of the document.
fn first(commands: &Commands) -> Scenario {
    let checked = exploration::inputs(commands);
    Scenario {
        name: "It works".into(),
        input: Some(checked.0),
        mocks: checked.1,
        expect: Expectation { status: Some("SUCCEEDED".into()), ..Expectation::default() },
        ..Scenario::default()
    }
}

fn verdict(results: Option<&Results>, is_empty: bool) -> String {
    match results {
        _ if is_empty => "No scenarios yet".to_owned(),
        None => "Running…".to_owned(),
        Some(Results { refused: Some(why), .. }) => why.replace('`', ""),
        Some(results) if results.judged.is_empty() && results.problems.is_empty() => "No scenarios yet".to_owned(),
        Some(results) if results.judged.is_empty() => "The scenarios have an error, so none has run".to_owned(),
        Some(results) => {
            let (passed, all) = (results.passed(), results.judged.len());
            let failed = if passed == all { String::new() } else { format!(", {} fail", all - passed) };
            let empty = results.judged.iter().filter(|one| one.expects_nothing).count();
            let says_nothing = match empty {
                0 => String::new(),
                1 if all == 1 => ", but it expects nothing".to_owned(),
                1 => ", of which 1 expects nothing".to_owned(),
                more => format!(", of which {more} expect nothing"),
            };
            format!("{passed} of {all} pass{failed}{says_nothing}")
        }
    }
}

fn row(one: &Judged, commands: &Shared<Commands>) -> Html {
    let passes = one.unmet.is_empty();
    let (opens, name) = (one.opens.clone(), one.name.replace('`', ""));
    html! {
        <div class={classes!("scenario-row", if passes { "good" } else { "bad" })} data-testid="scenario" data-passes={passes.to_string()}>
            { icon(if passes { Icon::Check } else { Icon::Cross }) }
            <div class="scenario-said">
                <p><span class="visually-hidden">{ if passes { "Passes: " } else { "Fails: " } }</span>{ prose(&one.name) }</p>
                if one.expects_nothing && passes { <p class="fine">{"Expects nothing, so it passes whatever happens"}</p> }
                if !passes {
                    <ul>for (index, unmet) in one.unmet.iter().enumerate() { <li key={index}>{ prose(unmet) }</li> }</ul>
                }
            </div>
            <button type="button" class="button small quiet" data-testid="scenario-run" aria-description={name.clone()} onclick={
                let (page, from) = (commands.clone(), name.clone());
                move |_: MouseEvent| match &opens {
                    Opens::Machine(recipe) => commands::run(&page, recipe, &format!("the scenario “{from}”")),
                    Opens::Events(events, mocks) => events::run(&page, events, mocks),
                }
            }>{ icon(Icon::Run) }<span>{"Run this"}</span></button>
        </div>
    }
}
