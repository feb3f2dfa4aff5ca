//! The findings, by kind.

use asl_explore::{Finding, Kind, Report};
use asl_scenario::Scenario;
use yew::prelude::*;

use super::commands;
use super::scenarios::add_once;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

/// The findings of each kind below its title.
pub(super) fn findings(report: &Report, scenarios: &str, commands: &Shared<Commands>) -> Html {
    let shown = Kind::ALL.into_iter().filter(|kind| report.of(*kind).next().is_some());
    html! {
        <div class="explore-kinds">
            for kind in shown {
                <section key={kind.title()} class={classes!("explore-kind", severity(kind))} aria-label={kind.title()} data-testid={format!("explore-{kind:?}")}>
                    <h3>{ icon(picture(kind)) }<span>{ kind.title() }</span><span class="tally">{ report.of(kind).count() }</span></h3>
                    <ul>
                        for (index, finding) in report.of(kind).enumerate() {
                            <li key={index}>{ entry(finding, scenarios, commands) }</li>
                        }
                    </ul>
                </section>
            }
        </div>
    }
}

fn severity(kind: Kind) -> &'static str {
    match kind {
        Kind::Unhandled | Kind::Endless | Kind::Overdue | Kind::Data => "bad",
        Kind::Twice | Kind::IdleRetrier | Kind::IdleCatcher | Kind::Unreached => "warn",
        Kind::Longest | Kind::Dearest => "info",
    }
}

fn picture(kind: Kind) -> Icon {
    match severity(kind) {
        "bad" => Icon::Cross,
        "warn" => Icon::Warning,
        _ => Icon::Info,
    }
}

fn entry(finding: &Finding, scenarios: &str, commands: &Shared<Commands>) -> Html {
    let catchable = finding
        .state
        .clone()
        .filter(|state| finding.kind == Kind::Unhandled && commands::catch(commands, state).is_some());
    let run = finding.recipe.clone().map(|recipe| {
        let commands = commands.clone();
        Callback::from(move |_: MouseEvent| commands::run(&commands, &recipe, "the exploration"))
    });
    let about = finding.title.replace('`', "");
    html! {
        <>
            <p class="explore-title">{ prose(&finding.title) }</p>
            if !finding.detail.is_empty() { <p class="explore-detail">{ &finding.detail }</p> }
            if !finding.advice.is_empty() { <p class="explore-advice">{ finding.advice }</p> }
            <div class="explore-actions">
                if let Some(run) = run {
                    <button type="button" class="button small" onclick={run} data-testid="explore-run" aria-description={about.clone()}>
                        { icon(Icon::Run) }<span>{"Run this"}</span>
                    </button>
                }
                if let Some(scenario) = finding.scenario() { { as_scenario(scenario, scenarios, about.clone(), commands) } }
                if let Some(state) = catchable {
                    <button type="button" class="button small" data-testid="explore-catch" aria-description={about} onclick={
                        let commands = commands.clone();
                        move |_: MouseEvent| commands::apply_catch(&commands, &state)
                    }>{ icon(Icon::Caught) }<span>{"Add a Catch"}</span></button>
                }
            </div>
        </>
    }
}

/// Adds a finding to the scenarios, once.
fn as_scenario(scenario: Scenario, scenarios: &str, about: String, commands: &Shared<Commands>) -> Html {
    let is_added = asl_scenario::has(scenarios, &scenario);
    let commands = commands.clone();
    let add = move |_: MouseEvent| {
        if !is_added {
            add_once(&commands, &scenario);
        }
    };
    // It keeps the focus: a button that is disabled would lose it.
    html! {
        <button type="button" class="button small" data-testid="explore-scenario" aria-description={about} aria-disabled={is_added.to_string()} onclick={add}>
            { icon(if is_added { Icon::Check } else { Icon::Plus }) }<span>{ if is_added { "Added" } else { "Add as scenario" } }</span>
        </button>
    }
}
