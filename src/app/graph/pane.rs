//! The graph of the definition, and the run in it.

use std::rc::Rc;

use asl_sim::VisitId;
use asl_text::diagnostic::Severity;
use asl_view::graph::{NodeId, NodeKind, Progress};
use yew::prelude::*;

use super::drawing::{Coverage, CurrentState, Drawing};
use super::figure::Figure;
use super::map_scope::{in_words, node_opener, scope};
use super::picture::Flag;
use super::state::GraphAction;
use crate::app::chunks::starters;
use crate::app::chunks::{CONTROL, Deferred, DeferredView};
use crate::app::problems::analysis::Analysis;
use crate::app::project::missing::missing_definition;
use crate::app::run::breadcrumbs::{Breadcrumbs, RunPart};
use crate::app::run::control::{Controls, MenuPlace, WhatIf};
use crate::app::run::earlier::{use_chosen_run, use_earlier_run};
use crate::app::run::state::{InspectorTab, RunAction, Selection};
use crate::app::run::view::RunView;
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::events::EventsState;
use crate::app::state::parts::use_part;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::text::EditorId;
use crate::app::state::view::Theme;
use crate::app::ui::format::{self, capitalized};
use crate::app::ui::prose::prose;

/// What of a run is shown.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The execution that is looked at, or that the Map Run belongs to that is looked at.
    pub(crate) run: Shared<RunView>,
    /// The theme of the page, for an export.
    pub(crate) theme: Theme,
    /// What stands beside the heading.
    #[prop_or_default]
    pub(crate) beside_title: Html,
}

/// The graph of the definition, and the run in it.
#[component]
pub(crate) fn GraphPane(Props { run, theme, beside_title }: &Props) -> Html {
    let (commands, written, breadcrumbs) = (use_commands(), use_shared::<Drawing>(), use_shared::<Breadcrumbs>());
    let part = breadcrumbs.current();
    let current = use_part::<CurrentState>();
    let selection = use_part::<Selection>();
    // A run belongs to the text that it ran: the picture of another one shows nothing of it. One that was chosen brings its own.
    let is_chosen = use_chosen_run();
    let is_earlier = use_earlier_run() && !is_chosen;
    let own = use_memo((is_chosen.then(|| (run.id, run.choice.clone())), run.definition.clone()), |(chosen, _)| {
        chosen.is_some().then(|| Shared::new(Drawing::of_run(run)))
    });
    let drawing = (*own).clone().unwrap_or_else(|| written.clone());
    let progress =
        use_memo((drawing.graph.clone(), run.clone(), part, is_earlier), |(graph, run, part, is_earlier)| {
            Shared::new(if *is_earlier { Progress::default() } else { run.progress(graph, *part) })
        });
    let coverage = use_shared::<Coverage>();
    let covers = coverage.is_in(&drawing);
    let progress = if covers { coverage.progress.clone() } else { (*progress).clone() };
    let selected = selection.visit.and_then(|visit| run.row(visit)).map(|row| row.name.clone());
    let selected = selected.and_then(|name| drawing.node_of(&CurrentState(Some(name))));
    let scope = drawing.node_of(&CurrentState(scope(run, part)));
    let current = if is_chosen {
        // The caret is in another text: what the inspector shows is the one state that is marked.
        let newest = || run.rows.last().map(|row| row.name.clone());
        let unvisited = selection.unvisited.clone().or_else(newest).filter(|_| selection.visit.is_none());
        selected.or_else(|| drawing.node_of(&CurrentState(unvisited)))
    } else {
        drawing.node_of(&current)
    };

    let point = {
        let (commands, drawing) = (commands.clone(), drawing.clone());
        move |id: NodeId| {
            if !is_chosen {
                let name = drawing.graph.node(id).map(|node| node.name.clone());
                commands.dispatch(GraphAction::Point(CurrentState(name)));
            }
        }
    };
    // Another file is opened by whoever asks for it, not by a look at a state.
    let show_place = {
        let (commands, drawing) = (commands.clone(), drawing.clone());
        move |id: NodeId| {
            if let Some(range) = drawing.place(id)
                && drawing.at == commands.state().document.project().own()
            {
                commands.dispatch(PageRequest::show(EditorId::Definition, range));
            }
        }
    };
    let ran = run.exists() && !matches!(part, Some(RunPart::MapRun(_)));
    let pick = Callback::from({
        let (commands, drawing, point, show_place) =
            (commands.clone(), drawing.clone(), point.clone(), show_place.clone());
        let open = node_opener(&commands, run, &drawing, &progress, part, true);
        move |id: NodeId| {
            let Some(node) = drawing.graph.node(id) else { return };
            if node.kind.is_end_point() {
                // Where a run begins and ends stands for the whole of it.
                if ran {
                    let tab = if node.kind == NodeKind::Start { InspectorTab::Input } else { InspectorTab::Output };
                    commands.dispatch(RunAction::SelectVisit(VisitId(0)));
                    commands.dispatch(RunAction::SelectTab(tab));
                }
                return;
            }
            show_place(id);
            point(id);
            open(id);
        }
    });
    let go = Callback::from({
        let (commands, drawing) = (commands.clone(), drawing.clone());
        move |id: NodeId| {
            if let Some(range) = drawing.place(id) {
                commands.dispatch(PageRequest::go_to(EditorId::File(drawing.at), range.from, range.from));
            }
        }
    });
    let walk = Callback::from({
        let point = point.clone();
        let open = node_opener(&commands, run, &drawing, &progress, part, false);
        move |id: NodeId| {
            point(id);
            open(id);
        }
    });
    let find = Callback::from(move |id: NodeId| {
        point(id);
        show_place(id);
    });
    let analysis = use_shared::<Analysis>();
    let is_checked = analysis.checked;
    let blank = use_shared::<Document>().is_blank();
    let states = drawing.graph.state_count();
    let label = format!(
        "Workflow of {}{}. Use the arrow keys to follow the transitions",
        format::count(states, "state"),
        in_words(part)
    );
    let missing = analysis.template.as_ref().and_then(|template| missing_definition(template, &commands));
    // A text that is no workflow says what it is.
    let is_other = !analysis.is_runnable && !analysis.prevent_run();
    let said = analysis.problems.iter().find(|problem| is_other && problem.severity == Severity::Info);
    let empty = html! {
        // Before the first check nothing is known of the text.
        if blank {
            { starters(&commands) }
        } else if let Some(missing) = missing {
            { missing }
        } else if is_checked {
            <p class="graph-empty">
                { match said { Some(problem) => html! { <>{ prose(&problem.message) }{"."} if let Some(hint) = &problem.hint { <span class="hint">{" "}{ prose(&capitalized(hint)) }{"."}</span> }</> }, None => html! { "Nothing to draw yet: the definition has no states." } } }
            </p>
        }
    };
    let flags = use_flags(&drawing, run, is_earlier, covers.then_some(coverage));
    let asked = use_state(|| None::<(Rc<str>, MenuPlace)>);
    let menu = Callback::from({
        let (asked, drawing) = (asked.setter(), drawing.clone());
        move |(id, x, y): (NodeId, i32, i32)| {
            let state = drawing.graph.node(id).filter(|node| node.kind.is_state()).map(|node| node.name.clone());
            // What is asked of a state is asked of the next run.
            let state = state.filter(|name| written.node_of(&CurrentState(Some(name.clone()))).is_some());
            asked.set(state.map(|state| (state, MenuPlace { x, y })));
        }
    });
    let menu_shown = (*asked).clone().map(|(state, place)| {
        let close = Callback::from({
            let asked = asked.setter();
            move |()| asked.set(None)
        });
        let view = DeferredView::new(&CONTROL, (state, place, close), |controls, (state, place, close)| {
            (controls.menu)(state, *place, close)
        });
        html! { <Deferred {view} /> }
    });
    html! {
        <>
        { menu_shown.unwrap_or_default() }
        <Figure {flags} {menu} graph={drawing.graph.clone()} problems={drawing.problems.clone()} {progress} revision={drawing.revision}
            stale={drawing.stale} {current} {selected} {scope} running={run.is_running() && !is_earlier}
            ran={run.exists()} theme={*theme} beside_title={beside_title.clone()} {label} {empty} {pick} {walk} {find} {go} />
        </>
    }
}

/// What stands at the corners of states: breakpoints, where the run is held, and what is asked of calls.
#[hook]
fn use_flags(
    drawing: &Shared<Drawing>,
    run: &Shared<RunView>,
    is_earlier: bool,
    coverage: Option<Shared<Coverage>>,
) -> Shared<Vec<(NodeId, Flag)>> {
    let (document, controls) = (use_shared::<Document>(), use_shared::<Controls>());
    let written = use_shared::<Analysis>().mocked.clone();
    // A run has the mocks that it ran with; those of event buses are for all of their executions.
    let is_of_buses = use_shared::<EventsState>().world.exists();
    let of_run = (run.exists() && !is_earlier && !is_of_buses).then(|| run.mocks.borrow().clone());
    let mocked = use_memo((of_run, written), |(of_run, written)| match of_run {
        Some(_) => run.mocked().into(),
        None => written.clone(),
    });
    let marks = (document.breakpoints.clone(), (*mocked).clone());
    let key = (drawing.graph.clone(), marks, controls, run.what_ifs.clone(), is_earlier, coverage);
    let flags = use_memo(key, |(graph, (breakpoints, mocked), controls, of_run, is_earlier, coverage)| {
        let of_run = of_run.iter().filter(|_| !is_earlier);
        let reached = |id: NodeId| {
            let parts = coverage.as_ref()?.parts.iter().find(|(node, ..)| *node == id)?;
            Some((parts.1, parts.2.clone()))
        };
        let flag = |id: NodeId, name: &Rc<str>| Flag {
            reached: reached(id),
            breakpoint: breakpoints.states.contains(name),
            mocked: mocked.contains(name),
            held: controls.held.as_ref().is_some_and(|held| held.state == *name),
            what_if: controls.what_ifs.iter().chain(of_run.clone()).find(|one| one.state == *name).map(WhatIf::sign),
        };
        let states = graph.nodes.iter().enumerate().filter(|(_, node)| node.kind.is_state());
        let all = states.map(|(id, node)| (id, flag(id, &node.name)));
        Shared::new(all.filter(|(_, flag)| *flag != Flag::default()).collect::<Vec<_>>())
    });
    (*flags).clone()
}
