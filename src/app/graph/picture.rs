//! The picture in the page. Its parts are made of one text, which the browser reads much faster than a tree of components
//! could build it; what changes while a run goes on is changed in place.

use std::rc::Rc;

use asl_text::diagnostic::Severity;
use asl_view::graph::badge::{badge, status_class};
use asl_view::graph::layout::Rect;
use asl_view::graph::svg::SvgPicture;
use asl_view::graph::{Graph, Layout, NodeId, NodeRun, Progress};
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::app::host::trusted::draw;
use crate::app::state::shared::Shared;

/// The picture, and the parts of it that are in the page.
#[derive(Default)]
pub(super) struct Picture {
    content: PictureContent,
    marks: Marks,
    /// The part of it that is in the page; a small picture is there as a whole.
    drawn: Option<Rect>,
    nodes: Vec<Option<Part>>,
    edges: Vec<Option<Element>>,
    taken: Vec<bool>,
    /// Where the arrows stand that a run has taken, if the arrows are drawn together.
    over: Option<Element>,
}

/// What a picture is made from; another one replaces the whole picture.
#[derive(Clone, Default)]
pub(super) struct PictureContent {
    /// The nodes and edges.
    pub(super) graph: Shared<Graph>,
    /// Where the nodes and edges are, in pixels of the unscaled picture.
    pub(super) layout: Shared<Layout>,
    /// The worst problem of each node.
    pub(super) problems: Rc<[Option<Severity>]>,
}

/// What is shown in it.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Marks {
    /// How far a run has come.
    pub(super) progress: Shared<Progress>,
    /// The state that the caret or the keys are at.
    pub(super) current: Option<NodeId>,
    /// The state whose visit is selected.
    pub(super) selected: Option<NodeId>,
    /// The states that a search found.
    pub(super) found: Vec<NodeId>,
    /// What stands at the corner of states, whether they ran or not.
    pub(super) flags: Shared<Vec<(NodeId, Flag)>>,
    /// The Map that is set apart: what stands outside of it is not what is shown.
    pub(super) scope: Option<NodeId>,
}

/// What stands at the corner of a state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flag {
    /// Whether runs are held there.
    pub(crate) breakpoint: bool,
    /// Whether the run is held there now.
    pub(crate) held: bool,
    /// What its calls come to, in a few letters without a meaning in XML, if somebody asked.
    pub(crate) what_if: Option<Rc<str>>,
    /// Whether a mock answers its calls.
    pub(crate) mocked: bool,
    /// Whether the scenarios reach it, and how many of its rules, retriers and catchers, where that is shown.
    pub(crate) reached: Option<(bool, Rc<str>)>,
}

impl Flag {
    /// In words, behind those of the state.
    fn describe(&self) -> String {
        let what_if = self.what_if.as_ref().map(|what_if| format!(" What if: {what_if}."));
        let of = |is: bool, words: &'static str| if is { words } else { "" };
        let reached = self.reached.as_ref().map(|(is_reached, parts)| {
            let words = if *is_reached { " Reached by the scenarios." } else { " Not reached by the scenarios." };
            let parts = parts
                .split_once('/')
                .map(|(some, all)| format!(" {some} of {all} rules, retriers, and catchers are reached."));
            format!("{words}{}", parts.unwrap_or_default())
        });
        format!(
            "{}{}{}{}{}",
            of(self.breakpoint, " Breakpoint."),
            of(self.held, " Paused here."),
            of(self.mocked, " Mocked."),
            what_if.unwrap_or_default(),
            reached.unwrap_or_default()
        )
    }

    /// As SVG at the left upper corner of the box.
    fn draw(&self) -> String {
        let dot = if self.breakpoint { "<circle class=\"breakpoint\" cx=\"0\" cy=\"0\" r=\"6.5\"/>" } else { "" };
        // What is asked of a call comes before its mock; what the scenarios reach has the same place.
        let (class, sign) = match &self.what_if {
            Some(what_if) => ("what-if", Some(format!("{what_if}?"))),
            None => ("mocked", (self.mocked && self.reached.is_none()).then(|| "mock".to_owned())),
        };
        let what_if = sign.map(|sign| {
            format!(
                "<g class=\"{class}\" transform=\"translate(10 -8)\"><rect width=\"58\" height=\"16\" rx=\"8\"/><text x=\"29\" y=\"11.7\">{sign}</text></g>"
            )
        });
        let reached = self.reached.as_ref().filter(|(_, parts)| !parts.is_empty()).map(|(_, parts)| {
            format!(
                "<g class=\"reached\" transform=\"translate(-6 -8)\"><rect width=\"30\" height=\"16\" rx=\"8\"/><text x=\"15\" y=\"11.7\">{parts}</text></g>"
            )
        });
        format!("{dot}{}{}", what_if.unwrap_or_default(), reached.unwrap_or_default())
    }
}

/// Up to so many nodes are always in the page. Of a larger picture only what is near is: the browser takes long to place
/// a thousand boxes with their words, at every key press that changes one of them.
const FEW: usize = 200;
/// The same for arrows. Where more than these are near, they are drawn together.
const MOST_ARROWS: usize = 600;
/// A part of the picture that holds everything.
const EVERYTHING: Rect = Rect { x: -1e9, y: -1e9, width: 2e9, height: 2e9 };

/// A node in the page.
struct Part {
    element: Element,
    /// Its box, which is an item of the tree.
    item: Element,
    /// What it is called without a run.
    label: String,
    shown: Option<NodeRun>,
    flag: Flag,
}

/// The classes of statuses, one of which a node has at most.
const STATUSES: [&str; 6] = ["running", "retried", "succeeded", "caught", "failed", "aborted"];

impl Picture {
    /// Takes another picture, of which nothing is in the page yet.
    pub(super) fn set(&mut self, content: PictureContent) {
        self.content = content;
        self.drawn = None;
    }

    /// Has `seen` of it in the page, drawn into `host`.
    pub(super) fn cover(&mut self, host: &Element, seen: Rect) {
        let PictureContent { graph, layout, problems } = &self.content;
        let is_small = graph.nodes.len() <= FEW && graph.edges.len() <= MOST_ARROWS;
        if self.drawn.is_some_and(|drawn| drawn.holds(seen)) || (seen.width <= 0.0 && !is_small) {
            return;
        }
        let (within, drawn) = if is_small {
            (None, EVERYTHING)
        } else {
            // As much again on every side, so that moving it draws seldom.
            let near = seen.inflated(seen.width / 2.0, seen.height / 2.0);
            (Some(near), near)
        };
        let picture = SvgPicture { graph, layout, problems, progress: None, within, most_arrows: Some(MOST_ARROWS) };
        let over = if picture.is_crowded() { "<g class=\"edges over\" aria-hidden=\"true\"></g>" } else { "" };
        draw(host, &(picture.content() + over));
        self.over = host.query_selector(":scope > .over").ok().flatten();
        self.drawn = Some(drawn);
        self.nodes = (0..graph.nodes.len()).map(|_| None).collect();
        self.edges = vec![None; graph.edges.len()];
        self.taken = vec![false; graph.edges.len()];
        each(host, "[data-node]", "data-node", |id, element| {
            let Ok(Some(item)) = element.query_selector(":scope > .box") else { return };
            let label = item.get_attribute("aria-label").unwrap_or_default();
            if let Some(slot) = self.nodes.get_mut(id) {
                *slot = Some(Part { element, item, label, shown: None, flag: Flag::default() });
            }
        });
        each(host, "[data-edge]", "data-edge", |id, element| {
            if let Some(slot) = self.edges.get_mut(id) {
                *slot = Some(element);
            }
        });
        let marks = std::mem::take(&mut self.marks);
        self.show(marks);
    }

    /// Shows a run, the current state and the others. Only what changed is touched.
    pub(super) fn show(&mut self, marks: Marks) {
        let Marks { progress, current, selected, found, scope, flags } = &marks;
        for (id, part) in self.nodes.iter_mut().enumerate() {
            let Some(part) = part else { continue };
            let run = progress.node(id);
            let flag =
                flags.iter().find(|(flagged, _)| *flagged == id).map(|(_, flag)| flag.clone()).unwrap_or_default();
            if part.shown.as_ref() != run || part.flag != flag {
                part.flag = flag;
                part.show(run, id, &self.content.layout);
            }
        }
        let mut changed = false;
        for (edge, (id, taken)) in self.edges.iter().zip(self.taken.iter_mut().enumerate()) {
            let now = progress.is_taken(id);
            if *taken != now {
                *taken = now;
                changed = true;
                if let Some(edge) = edge {
                    set_class(edge, "taken", now);
                }
            }
        }
        if let Some(over) = self.over.as_ref().filter(|_| changed) {
            let PictureContent { graph, layout, problems } = &self.content;
            let (progress, within) = (Some(&**progress), self.drawn);
            let picture = SvgPicture { graph, layout, problems, progress, within, most_arrows: None };
            draw(over, &picture.taken());
        }
        let before = &self.marks;
        if before.current != *current {
            self.mark(before.current, "current", false);
            self.mark(*current, "current", true);
            self.say_selected(before.current, false);
            self.say_selected(*current, true);
        }
        if before.selected != *selected {
            self.mark(before.selected, "picked", false);
            self.mark(*selected, "picked", true);
        }
        if before.found != *found {
            before.found.iter().for_each(|id| self.mark(Some(*id), "found", false));
            for id in found {
                self.mark(Some(*id), "found", true);
            }
        }
        if before.scope != *scope {
            self.mark(before.scope, "scope", false);
            self.mark(*scope, "scope", true);
            self.set_apart(*scope);
        }
        self.marks = marks;
    }

    fn set_apart(&self, scope: Option<NodeId>) {
        let graph = &self.content.graph;
        let inside = scope.map(|scope| graph.regions_inside(scope));
        let is_outside = |region: usize| inside.as_ref().is_some_and(|inside| inside.get(region) != Some(&true));
        for (id, part) in self.nodes.iter().enumerate() {
            let (Some(part), Some(node)) = (part, graph.node(id)) else { continue };
            set_class(&part.element, "outside", Some(id) != scope && is_outside(node.region));
        }
        for (id, edge) in self.edges.iter().enumerate() {
            let from = graph.edge(id).and_then(|edge| graph.node(edge.from));
            let (Some(edge), Some(from)) = (edge, from) else { continue };
            set_class(edge, "outside", is_outside(from.region));
        }
    }

    fn mark(&self, id: Option<NodeId>, class: &str, on: bool) {
        if let Some(Some(part)) = id.and_then(|id| self.nodes.get(id)) {
            set_class(&part.element, class, on);
        }
    }

    fn say_selected(&self, id: Option<NodeId>, on: bool) {
        if let Some(Some(part)) = id.and_then(|id| self.nodes.get(id)) {
            // Setting an attribute of that name does not fail.
            let _ = part.item.set_attribute("aria-selected", if on { "true" } else { "false" });
        }
    }
}

impl Part {
    fn show(&mut self, run: Option<&NodeRun>, id: NodeId, layout: &Layout) {
        let class = run.map(|run| status_class(run.status));
        for status in STATUSES {
            set_class(&self.element, status, class == Some(status));
        }
        set_class(&self.element, "held", self.flag.held);
        let label = match run.filter(|_| self.flag.reached.is_none()) {
            Some(run) => format!("{} {}.{}", self.label, run.describe(), self.flag.describe()),
            None => format!("{}{}", self.label, self.flag.describe()),
        };
        let _ = self.item.set_attribute("aria-label", &label);
        let _ = match run {
            Some(run) => self.element.set_attribute("data-status", class_word(run)),
            None => self.element.remove_attribute("data-status"),
        };
        // The first group of that class is the node's own: what stands inside of it comes later.
        if let Ok(Some(slot)) = self.element.query_selector(":scope > .run") {
            let rect = layout.rect(id).unwrap_or_default();
            let height = if layout.is_open(id) { 0.0 } else { rect.height };
            let of_run = run.filter(|_| self.flag.reached.is_none());
            let badge = of_run.map(|run| badge(run, rect.width, height)).unwrap_or_default();
            draw(&slot, &(badge + &self.flag.draw()));
        }
        self.shown = run.cloned();
    }
}

/// The status for tests and style sheets.
fn class_word(run: &NodeRun) -> &'static str {
    use asl_view::timeline::RowStatus;
    match run.status {
        RowStatus::Waiting => "waiting",
        RowStatus::TimedOut => "timed-out",
        RowStatus::SucceededWithRetries => "succeeded-with-retries",
        status => status_class(status),
    }
}

fn set_class(element: &Element, class: &str, on: bool) {
    let list = element.class_list();
    // These names are valid.
    let _ = if on { list.add_1(class) } else { list.remove_1(class) };
}

fn each(host: &Element, selector: &str, attribute: &str, mut take: impl FnMut(usize, Element)) {
    let Ok(found) = host.query_selector_all(selector) else { return };
    for index in 0..found.length() {
        let Some(element) = found.item(index).and_then(|node| node.dyn_into::<Element>().ok()) else { continue };
        if let Some(id) = element.get_attribute(attribute).and_then(|text| text.parse().ok()) {
            take(id, element);
        }
    }
}
