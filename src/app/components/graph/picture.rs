//! The picture in the page. Its parts are made of one text, which the browser reads much faster than a tree of components
//! could build it; what changes while a run goes on is changed in place.

use asl_playground::graph::badge::{badge, status_class};
use asl_playground::graph::{Graph, Layout, NodeId, NodeRun, Progress};
use wasm_bindgen::JsCast;
use web_sys::Element;

/// The parts of the picture that change, and what they show.
#[derive(Default)]
pub(super) struct Picture {
    nodes: Vec<Option<Part>>,
    edges: Vec<Option<Element>>,
    taken: Vec<bool>,
    current: Option<NodeId>,
    selected: Option<NodeId>,
    matches: Vec<NodeId>,
    scope: Option<NodeId>,
}

/// A node in the page.
struct Part {
    element: Element,
    /// Its box, which is an item of the tree.
    item: Element,
    /// What it is called without a run.
    label: String,
    shown: Option<NodeRun>,
}

/// The classes of statuses, one of which a node has at most.
const STATUSES: [&str; 6] = ["running", "retried", "succeeded", "caught", "failed", "aborted"];

impl Picture {
    /// Draws `content` into `host`.
    pub(super) fn draw(&mut self, host: &Element, content: &str, graph: &Graph) {
        host.set_inner_html(content);
        *self = Self {
            nodes: (0..graph.nodes.len()).map(|_| None).collect(),
            edges: vec![None; graph.edges.len()],
            taken: vec![false; graph.edges.len()],
            ..Self::default()
        };
        each(host, "[data-node]", "data-node", |id, element| {
            let Ok(Some(item)) = element.query_selector(":scope > .box") else { return };
            let label = item.get_attribute("aria-label").unwrap_or_default();
            if let Some(slot) = self.nodes.get_mut(id) {
                *slot = Some(Part { element, item, label, shown: None });
            }
        });
        each(host, "[data-edge]", "data-edge", |id, element| {
            if let Some(slot) = self.edges.get_mut(id) {
                *slot = Some(element);
            }
        });
    }

    /// Shows how far a run has come. Only what changed is touched.
    pub(super) fn show(&mut self, progress: &Progress, layout: &Layout) {
        for (id, part) in self.nodes.iter_mut().enumerate() {
            let Some(part) = part else { continue };
            let run = progress.node(id);
            if part.shown.as_ref() != run {
                part.show(run, id, layout);
            }
        }
        for (id, edge) in self.edges.iter().enumerate() {
            let (Some(edge), Some(taken)) = (edge, self.taken.get_mut(id)) else { continue };
            let now = progress.is_taken(id);
            if *taken != now {
                *taken = now;
                set_class(edge, "taken", now);
            }
        }
    }

    /// Marks the state that the caret or the keys are at.
    pub(super) fn set_current(&mut self, id: Option<NodeId>) {
        if self.current != id {
            self.mark(self.current, "current", false);
            self.mark(id, "current", true);
            self.say_selected(self.current, false);
            self.say_selected(id, true);
            self.current = id;
        }
    }

    /// Marks the state whose visit is selected.
    pub(super) fn set_selected(&mut self, id: Option<NodeId>) {
        if self.selected != id {
            self.mark(self.selected, "picked", false);
            self.mark(id, "picked", true);
            self.selected = id;
        }
    }

    /// Marks the states that a search found.
    pub(super) fn set_matches(&mut self, found: &[NodeId]) {
        if self.matches != found {
            for id in std::mem::take(&mut self.matches) {
                self.mark(Some(id), "found", false);
            }
            for id in found {
                self.mark(Some(*id), "found", true);
            }
            self.matches = found.to_vec();
        }
    }

    /// Sets a Map apart: what stands outside of it is not what is shown.
    pub(super) fn set_scope(&mut self, scope: Option<NodeId>, graph: &Graph) {
        if self.scope == scope {
            return;
        }
        self.mark(self.scope, "scope", false);
        self.mark(scope, "scope", true);
        self.scope = scope;
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
        let label = match run {
            Some(run) => format!("{} {}.", self.label, run.describe()),
            None => self.label.clone(),
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
            slot.set_inner_html(&run.map(|run| badge(run, rect.width, height)).unwrap_or_default());
        }
        self.shown = run.cloned();
    }
}

/// The status for tests and style sheets.
fn class_word(run: &NodeRun) -> &'static str {
    use asl_playground::timeline::RowStatus;
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
