//! The graph beside Map Runs and child executions: which Map is shown, and what a state of it opens.

use std::rc::Rc;

use asl_sim::Simulator;
use asl_view::graph::{NodeId, Progress};
use asl_view::map_runs;

use super::drawing::Drawing;
use crate::app::run::breadcrumbs::RunPart;
use crate::app::run::state::{InspectorTab, RunAction};
use crate::app::run::view::RunView;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;

/// The name of the Map whose Map Run or child execution is shown; `None` for the run itself.
pub(super) fn scope(run: &RunView, part: Option<RunPart>) -> Option<Rc<str>> {
    let part = part?;
    let name = |simulator: &Simulator| {
        let index = match part {
            RunPart::MapRun(index) => index,
            RunPart::Child(child) => simulator.child(child)?.map_run()?,
        };
        simulator.map_runs().get(index).map(|map_run| map_run.name().clone())
    };
    run.log.with(name).flatten()
}

/// Whose way through the workflow is shown, for the name of the picture.
pub(super) fn in_words(part: Option<RunPart>) -> &'static str {
    match part {
        None => "",
        Some(RunPart::MapRun(_)) => ", with the child executions of this Map Run",
        Some(RunPart::Child(_)) => ", with this child execution",
    }
}

/// Opens what a node of the picture stands for: the visit of the execution that is shown; for what its children did, the
/// tab of their Map Run. In a Map Run a click opens the child that the status is of; a key that only passes by does not.
pub(super) fn node_opener(
    commands: &Shared<Commands>,
    run: &Shared<RunView>,
    drawing: &Shared<Drawing>,
    progress: &Shared<Progress>,
    part: Option<RunPart>,
    clicked: bool,
) -> impl Fn(NodeId) + use<> {
    let (commands, run, drawing, progress) = (commands.clone(), run.clone(), drawing.clone(), progress.clone());
    move |id| {
        let Some(node) = progress.node(id) else {
            return open_without_progress(&commands, &run, drawing.graph.node(id).map(|node| &node.name), part);
        };
        match (part, node.child) {
            (Some(RunPart::MapRun(index)), Some(child)) if clicked => {
                let found = run.log.with(|simulator| map_runs::child_around(simulator, index, (child, node.visit)));
                if let Some((child, visit)) = found.flatten() {
                    commands.dispatch(RunAction::Enter(RunPart::Child(child)));
                    commands.dispatch(RunAction::SelectVisit(visit));
                }
            }
            // The states around a Map belong to an execution that is not shown.
            (Some(RunPart::MapRun(_)), _) => {}
            (_, None) => commands.dispatch(RunAction::SelectVisit(node.visit)),
            (_, Some(child)) => {
                let found = run.log.with(|simulator| map_runs::visit_around(simulator, run.run, (child, node.visit)));
                if let Some(visit) = found.flatten() {
                    commands.dispatch(RunAction::SelectVisit(visit));
                    if clicked {
                        commands.dispatch(RunAction::SelectTab(InspectorTab::MapRun));
                    }
                }
            }
        }
    }
}

/// Opens a state of which the picture shows nothing: the last visit of a run of an earlier version, or that it did not run.
fn open_without_progress(commands: &Commands, run: &RunView, name: Option<&Rc<str>>, part: Option<RunPart>) {
    let Some(name) = name.filter(|_| run.exists() && !matches!(part, Some(RunPart::MapRun(_)))) else { return };
    commands.dispatch(match run.rows.iter().rev().find(|row| row.name == *name) {
        Some(row) => RunAction::SelectVisit(row.visit),
        None => RunAction::SelectUnvisited(name.clone()),
    });
}
