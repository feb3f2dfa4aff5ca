//! The execution of another machine that a Task has started: how it stands, and the way into it.

use asl_sim::VisitId;
use asl_view::map_runs::{self, ChildStatus};
use yew::prelude::*;

use crate::app::map_run::of_child;
use crate::app::run::breadcrumbs::RunPart;
use crate::app::run::state::RunAction;
use crate::app::run::view::RunView;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;

/// The line below the head of the inspector; nothing for a step that has started none.
pub(super) fn started_execution(run: &RunView, visit: VisitId, commands: &Shared<Commands>) -> Html {
    let started = run.log.with(|simulator| {
        let (id, execution) = simulator.started_by_visit(run.run, visit)?;
        if run.moment.as_ref().is_some_and(|moment| moment.len_of(id) == 0) {
            return None;
        }
        Some((
            id,
            execution.machine_name().clone(),
            execution.name().clone(),
            ChildStatus::of(map_runs::outcome(execution, id, run.moment.as_ref())),
        ))
    });
    let Some((id, machine, name, status)) = started.flatten() else { return Html::default() };
    let commands = commands.clone();
    html! {
        <div class="arn-line started" data-testid="started-execution" data-status={status.word()}>
            { of_child(status).show() }
            <span class="facts">{"Execution "}<code>{ name.to_string() }</code>{" of "}<code>{ machine.to_string() }</code></span>
            <button class="button small" onclick={move |_| commands.dispatch(RunAction::Enter(RunPart::Child(id)))}
                data-testid="open-started">{"Open"}</button>
        </div>
    }
}
