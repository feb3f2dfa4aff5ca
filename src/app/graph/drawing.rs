//! The definition as a picture: what the last check of it gave to draw.

use std::rc::Rc;

use asl_text::diagnostic::{Code, Severity};
use asl_text::line_index::LineIndex;
use asl_view::graph::{Graph, NodeId, Progress, StateSpans};

use crate::app::problems::analysis::{CheckedDocument, Problem};
use crate::app::run::view::RunView;
use crate::app::state::document::Document;
use crate::app::state::shared::Shared;
use crate::app::state::text::TextRange;

/// The state that the caret or the picture points at, by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CurrentState(pub(crate) Option<Rc<str>>);

/// What the scenarios reach of a picture.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Coverage {
    /// The picture: of another one it says nothing.
    pub(crate) graph: Shared<Graph>,
    /// What has color in it.
    pub(crate) progress: Shared<Progress>,
    /// Of each state whether it is reached, and how many of its rules, retriers and catchers are, such as `2/3`; empty if it
    /// has none.
    pub(crate) parts: Rc<[(NodeId, bool, Rc<str>)]>,
    /// Whether the graph is to show it.
    pub(crate) is_shown: bool,
}

impl Coverage {
    /// Whether it is shown in the graph of that drawing.
    pub(crate) fn is_in(&self, drawing: &Drawing) -> bool {
        self.is_shown && self.graph == drawing.graph
    }
}

/// The definition as a picture.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Drawing {
    /// Boxes and arrows. The same one as long as nothing changes that is drawn.
    pub(crate) graph: Shared<Graph>,
    /// The position of the file in which they stand.
    pub(crate) at: usize,
    /// Where each node stands in that file, in UTF-16 units.
    pub(crate) places: Rc<[TextRange]>,
    /// The worst problem of each node.
    pub(crate) problems: Rc<[Option<Severity>]>,
    /// Whether the text can no longer be read, and this is what it said before.
    pub(crate) stale: bool,
    /// The document that was drawn, by the number that grows with each one opened.
    pub(crate) revision: u32,
    /// Which machine or function of the template it is.
    pub(crate) machine: Option<Rc<str>>,
}

impl Drawing {
    /// What was checked as a picture. While the text cannot be read, the picture before stays.
    pub(crate) fn of(document: &Document, checked: &CheckedDocument, before: &Self) -> Self {
        let at = checked.analysis.definition_at;
        let editor = document.editor_of(at);
        let in_definition = |problem: &&Problem| problem.editor == editor;
        let problems = || checked.analysis.problems.iter().filter(in_definition);
        // What has rules need not have a machine, and what can be read and has neither is something else.
        let is_without = checked.machine.is_none() && checked.analysis.system.is_none();
        let is_broken = (is_without && checked.analysis.prevent_run())
            || problems().any(|problem| problem.code == Code::Syntax && problem.severity == Severity::Error);
        let template = checked.analysis.template.as_ref();
        let machine = template.and_then(|template| template.shown()).cloned();
        // The picture of another machine is none of this one.
        let same_document = before.revision == document.revision && before.machine == machine;
        let text = document.file_text(at);
        let is_empty = text.trim().is_empty();
        if is_broken && !is_empty && same_document && before.graph.state_count() > 0 {
            return Self { stale: true, ..before.clone() };
        }
        let (graph, places) = checked.machine.as_ref().map(Graph::of).unwrap_or_default();
        let places = ranges(&text, &places);
        let problems = marks(&graph, &places, problems());
        let graph = if graph == *before.graph { before.graph.clone() } else { Shared::new(graph) };
        Self { graph, at, places, problems, stale: false, revision: document.revision, machine }
    }

    /// The definition that a run ran as a picture, whatever is written now: it has no places in a text.
    pub(crate) fn of_run(run: &RunView) -> Self {
        let graph = run.read().machine.as_ref().map(|machine| Graph::of(machine).0).unwrap_or_default();
        let problems = vec![None; graph.nodes.len()].into();
        // Documents are numbered from the other end.
        Self { graph: Shared::new(graph), problems, revision: u32::MAX - run.id, ..Self::default() }
    }

    /// The innermost state around a place of the text.
    pub(crate) fn at(&self, offset: u32) -> CurrentState {
        let around = innermost(&self.graph, &self.places, offset);
        CurrentState(around.and_then(|id| self.graph.node(id)).map(|node| node.name.clone()))
    }

    /// The node of the current state.
    pub(crate) fn node_of(&self, current: &CurrentState) -> Option<NodeId> {
        let name = current.0.as_ref()?;
        self.graph.nodes.iter().position(|node| node.name == *name && !node.kind.is_end_point())
    }

    /// Where a node stands in the text.
    pub(crate) fn place(&self, id: NodeId) -> Option<TextRange> {
        self.places.get(id).copied().filter(|range| range.to > range.from)
    }
}

fn ranges(text: &str, places: &[StateSpans]) -> Rc<[TextRange]> {
    let index = LineIndex::new(text);
    let range =
        |place: &StateSpans| TextRange { from: index.to_utf16(place.whole.start), to: index.to_utf16(place.whole.end) };
    places.iter().map(range).collect()
}

/// The innermost state there; a target that does not exist belongs to the state that names it.
fn innermost(graph: &Graph, places: &[TextRange], offset: u32) -> Option<NodeId> {
    let states = graph.nodes.iter().zip(places).enumerate().filter(|(_, (node, _))| node.kind.is_state());
    let around =
        states.map(|(id, (_, range))| (id, range)).filter(|(_, range)| range.from <= offset && offset <= range.to);
    around.min_by_key(|(_, range)| range.to - range.from).map(|(id, _)| id)
}

fn marks<'a>(
    graph: &Graph,
    places: &[TextRange],
    problems: impl Iterator<Item = &'a Problem>,
) -> Rc<[Option<Severity>]> {
    let mut marks = vec![None; places.len()];
    for problem in problems {
        let slot = innermost(graph, places, problem.from).and_then(|id| marks.get_mut(id));
        if let Some(slot) = slot {
            // The worst comes first in their order.
            *slot = Some(slot.map_or(problem.severity, |known: Severity| known.min(problem.severity)));
        }
    }
    marks.into()
}
