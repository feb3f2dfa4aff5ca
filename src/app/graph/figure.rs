//! A graph in the page: title, buttons, picture or list. It knows nothing of what the boxes stand for.

use asl_value::SortedSet;
use std::rc::Rc;

use asl_text::diagnostic::Severity;
use asl_view::graph::layout::Point;
use asl_view::graph::walk::{self, Step};
use asl_view::graph::{Direction, Graph, Layout, Node, NodeId, NodeKind, NodeRun, Progress};
use yew::prelude::*;

use super::canvas::Canvas;
use super::export::Source;
use super::minimap::Minimap;
use super::outline::outline;
use super::picture::{Flag, Marks, PictureContent};
use super::toolbar::{Tools, toolbar};
use super::viewport::Viewport;
use crate::app::host::storage;
use crate::app::layout::splitter::Splitter;
use crate::app::layout::state::{Panel, Size};
use crate::app::state::shared::Shared;
use crate::app::state::view::Theme;
use crate::app::ui::dark::is_dark;

/// What is drawn, and who hears of what is done with it.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Boxes and arrows.
    pub(crate) graph: Shared<Graph>,
    /// The worst problem of each box.
    #[prop_or_else(|| Rc::from([]))]
    pub(crate) problems: Rc<[Option<Severity>]>,
    /// How far a run has come in it.
    pub(crate) progress: Shared<Progress>,
    /// The document that it belongs to, by the number that grows with each one opened.
    pub(crate) revision: u32,
    /// Whether the text can no longer be read, and this is what it said before.
    #[prop_or_default]
    pub(crate) stale: bool,
    /// The box that the caret or the keys are at.
    pub(crate) current: Option<NodeId>,
    /// The box whose details are shown.
    #[prop_or_default]
    pub(crate) selected: Option<NodeId>,
    /// The box that is set apart.
    #[prop_or_default]
    pub(crate) scope: Option<NodeId>,
    /// Whether what goes on is kept in view.
    pub(crate) running: bool,
    /// Whether an export shows the run.
    pub(crate) ran: bool,
    /// The theme of the page, for an export.
    pub(crate) theme: Theme,
    /// What stands beside the heading.
    #[prop_or_default]
    pub(crate) beside_title: Html,
    /// What the picture is called.
    pub(crate) label: AttrValue,
    /// What the search in it is called.
    #[prop_or_else(|| "Find a state".into())]
    pub(crate) finds: AttrValue,
    /// What is said in place of an empty picture.
    pub(crate) empty: Html,
    /// What stands at the corner of boxes beside how far a run has come.
    #[prop_or_default]
    pub(crate) flags: Shared<Vec<(NodeId, Flag)>>,
    /// What can be done with a box was asked for.
    #[prop_or_default]
    pub(crate) menu: Option<Callback<(NodeId, i32, i32)>>,
    /// A box was picked.
    pub(crate) pick: Callback<NodeId>,
    /// The keys moved to a box.
    pub(crate) walk: Callback<NodeId>,
    /// A search moved on to a box.
    pub(crate) find: Callback<NodeId>,
    /// A box's place in the text was asked for.
    pub(crate) go: Callback<NodeId>,
}

/// The graph.
#[component]
pub(crate) fn Figure(props: &Props) -> Html {
    let Props { graph, problems, progress, revision, stale, current: node, running, ran, theme, .. } = props;
    let Props { beside_title, label, empty, pick, walk, find: found_next, go, .. } = props;
    let viewport = use_state(Shared::<Viewport>::default);
    let viewport = (*viewport).clone();
    let direction = use_state(storage::graph_direction);
    let closed = use_state(SortedSet::<Rc<str>>::new);
    let listed = use_state(|| false);
    let search = use_state(String::new);

    let layout = use_memo((graph.clone(), *direction, (*closed).clone()), |(graph, direction, closed)| {
        let is_closed = |(id, node): (NodeId, &Node)| closed.contains(&node.name).then_some(id);
        let closed = graph.nodes.iter().enumerate().filter_map(is_closed).collect();
        Shared::new(Layout::of(graph, *direction, &closed))
    });
    let layout = (*layout).clone();
    let node = *node;
    let visible = |id: NodeId| layout.visible(graph, id);
    let shown = node.and_then(visible);
    let selected = props.selected.and_then(visible);
    let found = found(graph, &search);
    let matches: Vec<NodeId> = found.iter().flatten().filter_map(|id| visible(*id)).collect();
    let drawn = Drawn { graph: graph.clone(), layout: layout.clone(), problems: problems.clone(), revision: *revision };
    use_drawing(&viewport, drawn, shown);
    let marks = Marks {
        progress: progress.clone(),
        current: shown,
        selected,
        found: matches,
        scope: props.scope,
        flags: props.flags.clone(),
    };
    use_marks(&viewport, &layout, marks, *running);
    let scope = props.scope.and_then(visible).and_then(|node| layout.rect(node));
    use_effect_with((viewport.clone(), scope), |(viewport, scope)| viewport.set_scope(*scope));

    let bring_into_view = {
        let (viewport, layout, graph) = (viewport.clone(), layout.clone(), graph.clone());
        move |id: NodeId| {
            if let Some(rect) = layout.visible(&graph, id).and_then(|id| layout.rect(id)) {
                viewport.show(rect);
            }
        }
    };
    let toggle = Callback::from({
        let (closed, graph) = (closed.clone(), graph.clone());
        move |id: NodeId| {
            let Some(node) = graph.node(id).filter(|node| !node.inner.is_empty()) else { return };
            let mut names = (*closed).clone();
            if !names.remove(&node.name) {
                names.insert(node.name.clone());
            }
            closed.set(names);
        }
    });
    let step = Callback::from({
        let (graph, layout, bring_into_view, walk) =
            (graph.clone(), layout.clone(), bring_into_view.clone(), walk.clone());
        move |step: Step| {
            let Some(id) = walk::step(&graph, &layout, shown, step) else { return };
            bring_into_view(id);
            walk.emit(id);
        }
    });
    let find = Callback::from({
        let (search, graph, bring_into_view) = (search.setter(), graph.clone(), bring_into_view.clone());
        move |text: String| {
            if let Some(first) = self::found(&graph, &text).and_then(|all| all.first().copied()) {
                bring_into_view(first);
            }
            search.set(text);
        }
    });
    let next = Callback::from({
        let (found, bring_into_view) = (found.clone().unwrap_or_default(), bring_into_view.clone());
        let found_next = found_next.clone();
        move |()| {
            let here = node.and_then(|node| found.iter().position(|id| *id == node));
            let wanted = here.map_or(0, |here| (here + 1) % found.len().max(1));
            if let Some(id) = found.get(wanted) {
                bring_into_view(*id);
                found_next.emit(*id);
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
        let (graph, layout, run) = (graph.clone(), layout.clone(), ran.then(|| progress.clone()));
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
    let is_there = |node: &Node| node.kind.is_state() || matches!(node.kind, NodeKind::Resource(_));
    let is_empty = !graph.nodes.iter().any(is_there);
    html! {
        <section class="graph" aria-label="Graph" data-panel={Panel::Graph.id()}>
            <Splitter size={Size::Beside} />
            <div class="bar">
                <h2>{"Graph"}</h2>
                { beside_title.clone() }
                if *stale {
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
                    finds: props.finds.clone(),
                    search: &search,
                    find,
                    next,
                    found: found.as_ref().map(Vec::len),
                    source,
                }) }
            </div>
            if is_empty {
                { empty.clone() }
            } else if *listed {
                { outline(graph, progress, node, pick) }
            }
            <div class={classes!("graph-area", (*listed || is_empty).then_some("away"), stale.then_some("stale"))}>
                <Canvas viewport={viewport.clone()} direction={*direction} current={shown} label={label.clone()}
                    pick={pick.clone()} go={go.clone()} {toggle} {step} menu={props.menu.clone()} />
                <Minimap layout={layout.clone()} frame={viewport.frame.clone()} pick={center} />
            </div>
        </section>
    }
}

/// What is in the picture.
#[derive(Clone, PartialEq)]
struct Drawn {
    graph: Shared<Graph>,
    layout: Shared<Layout>,
    problems: Rc<[Option<Severity>]>,
    revision: u32,
}

/// Draws the picture whenever it changes, and keeps in view what was.
#[hook]
fn use_drawing(viewport: &Shared<Viewport>, drawn: Drawn, shown: Option<NodeId>) {
    let before = use_mut_ref(|| None::<Drawn>);
    use_effect_with((drawn.layout.clone(), drawn.problems.clone()), {
        let viewport = viewport.clone();
        move |_| {
            let last = before.replace(Some(drawn.clone()));
            let Drawn { graph, layout, problems, revision } = drawn;
            let is_new = last.as_ref().is_none_or(|last| last.revision != revision);
            let anchor = last.and_then(|last| {
                let name = &graph.node(shown?)?.name;
                let old = last.graph.nodes.iter().position(|node| node.name == *name)?;
                Some((last.layout.rect(old)?, layout.rect(shown?)?))
            });
            if is_new {
                viewport.forget();
            }
            viewport.set_picture(PictureContent { graph, layout, problems }, anchor);
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

/// The boxes whose name holds `text`, in reading order; `None` if nothing is searched for.
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
