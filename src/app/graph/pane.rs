//! The graph: title, buttons, picture or list.

use std::collections::BTreeSet;
use std::rc::Rc;

use asl_sim::VisitId;
use asl_view::graph::layout::Point;
use asl_view::graph::walk::{self, Step};
use asl_view::graph::{Direction, Graph, Layout, NodeId, NodeKind, NodeRun, Progress};
use yew::prelude::*;

use super::canvas::Canvas;
use super::drawing::{CurrentState, Drawing};
use super::export::Source;
use super::map_scope::{in_words, node_opener, scope};
use super::minimap::Minimap;
use super::outline::outline;
use super::picture::{Marks, PictureContent};
use super::state::GraphAction;
use super::toolbar::{Tools, toolbar};
use super::viewport::Viewport;
use crate::app::examples::Starters;
use crate::app::host::storage;
use crate::app::layout::splitter::Splitter;
use crate::app::layout::state::{Panel, Size};
use crate::app::problems::analysis::Analysis;
use crate::app::project::missing::missing_definition;
use crate::app::run::breadcrumbs::{Breadcrumbs, RunPart};
use crate::app::run::earlier::use_earlier_run;
use crate::app::run::state::{InspectorTab, RunAction, Selection};
use crate::app::run::view::RunView;
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::parts::use_part;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::text::EditorId;
use crate::app::state::view::Theme;
use crate::app::ui::format;

/// What of a run is shown.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The execution that is looked at, or that the Map Run belongs to that is looked at.
    pub(crate) run: Shared<RunView>,
    /// The theme of the page, for an export.
    pub(crate) theme: Theme,
}

/// The graph of the definition, and the run in it.
#[component]
pub(crate) fn GraphPane(Props { run, theme }: &Props) -> Html {
    let (commands, drawing, breadcrumbs) = (use_commands(), use_shared::<Drawing>(), use_shared::<Breadcrumbs>());
    let part = breadcrumbs.current();
    let current = use_part::<CurrentState>();
    let selection = use_part::<Selection>();
    let viewport = use_state(Shared::<Viewport>::default);
    let viewport = (*viewport).clone();
    let direction = use_state(storage::graph_direction);
    let closed = use_state(BTreeSet::<Rc<str>>::new);
    let listed = use_state(|| false);
    let search = use_state(String::new);

    let layout = use_memo((drawing.graph.clone(), *direction, (*closed).clone()), |(graph, direction, closed)| {
        let is_closed = |(id, node): (NodeId, &asl_view::graph::Node)| closed.contains(&node.name).then_some(id);
        let closed = graph.nodes.iter().enumerate().filter_map(is_closed).collect();
        Shared::new(Layout::of(graph, *direction, &closed))
    });
    let layout = (*layout).clone();
    // A run belongs to the text that it ran: the picture of another one shows nothing of it.
    let is_earlier = use_earlier_run();
    let progress =
        use_memo((drawing.graph.clone(), run.clone(), part, is_earlier), |(graph, run, part, is_earlier)| {
            Shared::new(if *is_earlier { Progress::default() } else { run.progress(graph, *part) })
        });
    let progress = (*progress).clone();

    let node = drawing.node_of(&current);
    let visible = |id: NodeId| layout.visible(&drawing.graph, id);
    let shown = node.and_then(visible);
    let selected = selection.visit.and_then(|visit| run.row(visit)).map(|row| row.name.clone());
    let selected = selected.and_then(|name| drawing.node_of(&CurrentState(Some(name)))).and_then(visible);
    let found = found(&drawing.graph, &search);
    let matches: Vec<NodeId> = found.iter().flatten().filter_map(|id| visible(*id)).collect();
    use_drawing(&viewport, &drawing, &layout, shown);
    let scope = drawing.node_of(&CurrentState(scope(run, part)));
    let marks = Marks { progress: progress.clone(), current: shown, selected, found: matches, scope };
    use_marks(&viewport, &layout, marks, run.is_running() && !is_earlier);
    let scope = scope.and_then(visible).and_then(|node| layout.rect(node));
    use_effect_with((viewport.clone(), scope), |(viewport, scope)| viewport.set_scope(*scope));

    let point = {
        let (commands, drawing) = (commands.clone(), drawing.clone());
        move |id: NodeId| {
            let name = drawing.graph.node(id).map(|node| node.name.clone());
            commands.dispatch(GraphAction::Point(CurrentState(name)));
        }
    };
    let bring_into_view = {
        let (viewport, layout, drawing) = (viewport.clone(), layout.clone(), drawing.clone());
        move |id: NodeId| {
            if let Some(rect) = layout.visible(&drawing.graph, id).and_then(|id| layout.rect(id)) {
                viewport.show(rect);
            }
        }
    };
    let ran = run.exists() && !matches!(part, Some(RunPart::MapRun(_)));
    let pick = Callback::from({
        let (commands, drawing, point) = (commands.clone(), drawing.clone(), point.clone());
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
            // Another file is opened by whoever asks for it, not by a look at a state.
            if let Some(range) = drawing.place(id)
                && drawing.at == commands.state().document.project().own()
            {
                commands.dispatch(PageRequest::show(EditorId::Definition, range));
            }
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
    let toggle = Callback::from({
        let (closed, drawing) = (closed.clone(), drawing.clone());
        move |id: NodeId| {
            let Some(node) = drawing.graph.node(id).filter(|node| !node.inner.is_empty()) else { return };
            let mut names = (*closed).clone();
            if !names.remove(&node.name) {
                names.insert(node.name.clone());
            }
            closed.set(names);
        }
    });
    let step = Callback::from({
        let (drawing, layout, point, bring_into_view) =
            (drawing.clone(), layout.clone(), point.clone(), bring_into_view.clone());
        let open = node_opener(&commands, run, &drawing, &progress, part, false);
        move |step: Step| {
            let Some(id) = walk::step(&drawing.graph, &layout, shown, step) else { return };
            point(id);
            bring_into_view(id);
            open(id);
        }
    });
    let find = Callback::from({
        let (search, drawing, bring_into_view) = (search.setter(), drawing.clone(), bring_into_view.clone());
        move |text: String| {
            if let Some(first) = self::found(&drawing.graph, &text).and_then(|all| all.first().copied()) {
                bring_into_view(first);
            }
            search.set(text);
        }
    });
    let next = Callback::from({
        let (found, point, bring_into_view) =
            (found.clone().unwrap_or_default(), point.clone(), bring_into_view.clone());
        let (commands, drawing) = (commands.clone(), drawing.clone());
        move |()| {
            let here = node.and_then(|node| found.iter().position(|id| *id == node));
            let wanted = here.map_or(0, |here| (here + 1) % found.len().max(1));
            if let Some(id) = found.get(wanted) {
                point(*id);
                bring_into_view(*id);
                if let Some(range) = drawing.place(*id)
                    && drawing.at == commands.state().document.project().own()
                {
                    commands.dispatch(PageRequest::show(EditorId::Definition, range));
                }
            }
        }
    });
    let turn = {
        let (direction, viewport) = (direction.setter(), viewport.clone());
        Callback::from(move |wanted: Direction| {
            storage::save_graph_direction(wanted);
            // Another picture is fitted into view like the first one.
            viewport.first();
            direction.set(wanted);
        })
    };
    let source = {
        let (graph, layout, run) = (drawing.graph.clone(), layout.clone(), run.exists().then(|| progress.clone()));
        let theme = *theme;
        Callback::from(move |()| Source {
            graph: graph.clone(),
            layout: layout.clone(),
            progress: run.clone(),
            dark: is_dark(theme),
        })
    };
    let center = {
        let viewport = viewport.clone();
        Callback::from(move |at: Point| viewport.center(at))
    };
    let analysis = use_shared::<Analysis>();
    let is_checked = analysis.checked;
    let blank = use_shared::<Document>().is_blank();
    let states = drawing.graph.state_count();
    let label = format!(
        "Workflow of {}{}. Use the arrow keys to follow the transitions",
        format::count(states, "state"),
        in_words(part)
    );
    html! {
        <section class="graph" aria-label="Graph" data-panel={Panel::Graph.id()}>
            <Splitter size={Size::Beside} />
            <div class="bar">
                <h2>{"Graph"}</h2>
                if drawing.stale {
                    <span class="tag stale" data-testid="graph-stale" title="The text has syntax errors">{"last valid version"}</span>
                }
                { toolbar(Tools {
                    viewport: &viewport,
                    direction: *direction,
                    turn,
                    listed: *listed,
                    list: {
                        let listed = listed.setter();
                        Callback::from(move |wanted| listed.set(wanted))
                    },
                    search: &search,
                    find,
                    next,
                    found: found.as_ref().map(Vec::len),
                    source,
                }) }
            </div>
            if states == 0 {
                // Before the first check nothing is known of the text.
                if blank {
                    <Starters />
                } else if let Some(missing) = analysis.template.as_ref().and_then(|template| missing_definition(template, &commands)) {
                    { missing }
                } else if is_checked {
                    <p class="graph-empty">{"Nothing to draw yet: the definition has no states."}</p>
                }
            } else if *listed {
                { outline(&drawing.graph, &progress, node, &pick) }
            }
            <div class={classes!("graph-area", (*listed || states == 0).then_some("away"), drawing.stale.then_some("stale"))}>
                <Canvas viewport={viewport.clone()} direction={*direction} current={shown} {label} {pick} {go} {toggle} {step} />
                <Minimap layout={layout.clone()} frame={viewport.frame.clone()} pick={center} />
            </div>
        </section>
    }
}

/// Draws the picture whenever it changes, and keeps in view what was.
#[hook]
fn use_drawing(viewport: &Shared<Viewport>, drawing: &Shared<Drawing>, layout: &Shared<Layout>, shown: Option<NodeId>) {
    let before = use_mut_ref(|| None::<(u32, Shared<Drawing>, Shared<Layout>)>);
    use_effect_with((layout.clone(), drawing.problems.clone()), {
        let (viewport, drawing) = (viewport.clone(), drawing.clone());
        move |(layout, problems)| {
            let last = before.replace(Some((drawing.revision, drawing.clone(), layout.clone())));
            let is_new = last.as_ref().is_none_or(|(revision, ..)| *revision != drawing.revision);
            let anchor = last.and_then(|(_, old, places)| {
                let name = &drawing.graph.node(shown?)?.name;
                let old = old.graph.nodes.iter().position(|node| node.name == *name)?;
                Some((places.rect(old)?, layout.rect(shown?)?))
            });
            if is_new {
                viewport.forget();
            }
            let (graph, layout) = (drawing.graph.clone(), layout.clone());
            viewport.set_picture(PictureContent { graph, layout, problems: problems.clone() }, anchor);
        }
    });
}

/// Shows in the picture how far a run has come, and what is current, selected and found.
#[hook]
fn use_marks(viewport: &Shared<Viewport>, layout: &Shared<Layout>, marks: Marks, running: bool) {
    use_effect_with((layout.clone(), marks), {
        let viewport = viewport.clone();
        move |(layout, marks)| {
            viewport.picture.borrow_mut().show(marks.clone());
            let open = marks.progress.nodes.iter().enumerate().filter_map(|(id, run)| Some((id, run.as_ref()?)));
            let is_own = |run: &NodeRun| run.status.is_open() && run.child.is_none();
            let newest = open.filter(|(id, run)| is_own(run) && layout.rect(*id).is_some());
            let newest = newest.max_by_key(|(_, run)| run.visit).and_then(|(id, _)| layout.rect(id));
            if let Some(rect) = newest.filter(|_| running) {
                viewport.follow(rect);
            }
        }
    });
}

/// The states whose name holds `text`, in reading order; `None` if nothing is searched for.
fn found(graph: &Graph, text: &str) -> Option<Vec<NodeId>> {
    let wanted = text.trim().to_lowercase();
    if wanted.is_empty() {
        return None;
    }
    let is_match = |id: &NodeId| {
        graph.node(*id).is_some_and(|node| !node.kind.is_end_point() && node.name.to_lowercase().contains(&wanted))
    };
    Some(graph.outline().into_iter().map(|(id, _)| id).filter(is_match).collect())
}

fn is_dark(theme: Theme) -> bool {
    match theme {
        Theme::Dark => true,
        Theme::Light => false,
        Theme::System => {
            let query =
                web_sys::window().and_then(|window| window.match_media("(prefers-color-scheme: dark)").ok().flatten());
            query.is_some_and(|query| query.matches())
        }
    }
}
