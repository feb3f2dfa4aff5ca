//! Where the person is in a run, and the way back.

use asl_sim::{Execution, Simulator};
use asl_view::map_runs::ChildStatus;
use yew::prelude::*;

use super::status_style::{of_child, of_map_run};
use crate::app::run::breadcrumbs::{Breadcrumbs, RunPart};
use crate::app::run::state::RunAction;
use crate::app::run::status_style::of_run;
use crate::app::run::view::RunView;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::ui::icons::{Icon, icon};

/// The id of what names the part that is shown; it takes the focus when a part is opened.
pub(crate) const TITLE: &str = "part-title";

/// The run, the Map Runs and the child executions that were opened, and `end` at the end of the bar.
pub(crate) fn crumbs(run: &RunView, breadcrumbs: &Breadcrumbs, commands: &Shared<Commands>, end: &Html) -> Html {
    let parts: Vec<RunPart> = breadcrumbs.parts().collect();
    let names: Vec<String> =
        run.log.with(|simulator| parts.iter().map(|part| name(simulator, *part)).collect()).unwrap_or_default();
    let last = names.len();
    let back = |depth: usize| {
        let commands = commands.clone();
        move |_| commands.dispatch(RunAction::Leave(depth))
    };
    html! {
        <nav class="bar crumbs" aria-label="Location in the run">
            <button class="button small square quiet" onclick={back(last.saturating_sub(1))} title="Back (Backspace)"
                aria-label="Back" data-testid="back">{ icon(Icon::Back) }</button>
            <ol>
                <li>
                    { of_run(run.outcome.as_deref()).show_icon() }
                    <button class="crumb" onclick={back(0)}>{"Execution"}</button>
                </li>
                for (index, name) in names.into_iter().enumerate() {
                    <li key={index}>
                        <span class="chevron" aria-hidden="true">{ icon(Icon::Chevron) }</span>
                        if index + 1 == last {
                            <h2 id={TITLE} tabindex="-1" aria-current="page" title={name.clone()}>{ name }</h2>
                        } else {
                            <button class="crumb" onclick={back(index + 1)}>{ name }</button>
                        }
                    </li>
                }
            </ol>
            { end.clone() }
        </nav>
    }
}

/// A part in words, and how it stands: `Child #3, Failed`.
pub(crate) fn describe(simulator: &Simulator, part: RunPart) -> String {
    let style = match part {
        RunPart::MapRun(index) => simulator.map_runs().get(index).map(|map_run| of_map_run(map_run.status())),
        RunPart::Child(run) => simulator.child(run).map(|child| of_child(ChildStatus::of(child.outcome()))),
    };
    format!("{}, {}", name(simulator, part), style.map(|style| style.word).unwrap_or_default())
}

fn name(simulator: &Simulator, part: RunPart) -> String {
    match part {
        RunPart::MapRun(index) => {
            let map_run = simulator.map_runs().get(index);
            map_run.map(|map_run| format!("Map Run of {}", map_run.name())).unwrap_or_default()
        }
        RunPart::Child(run) => {
            let of = |child: &Execution| match child.started_by() {
                Some(_) => format!("Execution of {}", child.machine_name()),
                None => format!("Child #{}", child.index()),
            };
            simulator.child(run).map(of).unwrap_or_default()
        }
    }
}
