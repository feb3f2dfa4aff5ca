//! Why a step did what it did, for a person who asks: which rule of a Choice matched and why the others did not,
//! where in an expression an error arose, what a filter let pass.
//!
//! Nothing of this is recorded while a workflow runs. A [`Subject`] puts together what the expressions of a past visit
//! could see, from the log and the definition, and evaluates again what is asked about. So an expression that draws
//! random numbers may be explained with others.

mod choice;
mod conditions;
mod fault;
mod fields;
mod intrinsics;
mod observations;

pub use choice::{RuleOutcome, RuleReport};
pub use fault::Fault;
pub use observations::Observation;

use std::rc::Rc;

use crate::state_visit::{self, StateVisit};
use asl_lang::{self, QueryLanguage, State, StateKind};
use asl_sim::{ActorId, EvaluationContext, Simulator, StageKind, VisitId};
use asl_text::{self, Format, Node, NodeKind, Span, place};
use asl_value::Value;

/// One visit of one state, with all that an explanation needs.
pub struct Subject {
    text: Rc<str>,
    format: Format,
    /// The state's object as it is written.
    node: Node,
    state: State,
    language: QueryLanguage,
    visit: StateVisit,
    context: EvaluationContext,
}

impl Subject {
    /// What is to be explained of a visit in the run itself or in a child execution; `definition` is the text that
    /// the execution runs.
    ///
    /// `None` for the execution itself, and where the definition does not have the state.
    pub fn new(definition: &Rc<str>, simulator: &Simulator, run: ActorId, id: VisitId) -> Option<Self> {
        let parsed = asl_text::parse(definition);
        Self::of(definition, (parsed.root.as_ref()?, parsed.format), simulator, run, id)
    }

    /// As [`Subject::new`], of a definition that was read from `definition` already: its tree, with places in that text,
    /// and the notation of the text.
    pub fn of(
        definition: &Rc<str>,
        (root, format): (&Node, Format),
        simulator: &Simulator,
        run: ActorId,
        id: VisitId,
    ) -> Option<Self> {
        let events = if run == ActorId::ROOT { simulator.events() } else { simulator.child(run)?.events() };
        let visit = state_visit::gather(events, id);
        let context = simulator.evaluation_context(run, id)?;
        let (machine, _) = asl_lang::parse(root);
        let machine = machine?;
        let state = machine.find(&visit.name)?.clone();
        let node = find_node(root, state.span)?.clone();
        let language = machine.language_of(&state);
        Some(Self { text: definition.clone(), format, node, state, language, visit, context })
    }

    /// The state visit that is explained.
    pub fn visit(&self) -> &StateVisit {
        &self.visit
    }

    /// The data after a step of its processing, if the state's fields made it.
    fn stage(&self, kind: StageKind) -> Option<&Value> {
        self.visit.stages.iter().find(|stage| stage.kind == kind).map(|stage| &stage.value)
    }

    /// What is behind InputPath.
    fn selected(&self) -> Value {
        self.stage(StageKind::AfterInputPath).unwrap_or(&self.context.input).clone()
    }

    /// What the state worked on.
    fn effective(&self) -> Value {
        match self.language {
            QueryLanguage::JsonPath => {
                self.stage(StageKind::AfterParameters).cloned().unwrap_or_else(|| self.selected())
            }
            QueryLanguage::Jsonata => self.context.input.clone(),
        }
    }

    /// What the state's work gave.
    fn result(&self) -> Option<Value> {
        use crate::state_visit::AttemptResult;
        self.stage(StageKind::Result).cloned().or_else(|| match self.visit.attempts.last().map(|last| &last.result) {
            Some(AttemptResult::Succeeded(value)) => Some(value.clone()),
            _ => None,
        })
    }

    /// What the JSONata field `location` sees besides the input.
    fn seen(&self, location: &str) -> Seen {
        let works = matches!(self.state.kind, StateKind::Task(_) | StateKind::Parallel { .. } | StateKind::Map(_));
        let after = location.starts_with("Output") || location.starts_with("Assign");
        let caught = location.starts_with("Catch[");
        // The error that a catcher handles is the last but its own.
        let error = self.visit.errors.iter().rev().map(|(_, error)| error);
        let own = usize::from(self.visit.failed_fields.iter().any(|(_, field)| **field == *location));
        Seen {
            result: if works && after { self.result() } else { None },
            error_output: if caught { error.skip(own).map(EvaluationContext::error_output).next() } else { None },
        }
    }

    /// The place in the definition of the bytes `part` of the string at `span`; of all of it without a part.
    fn place(&self, span: Span, part: Option<(usize, usize)>) -> Span {
        match part {
            Some((start, end)) if start < end => place::source_span(&self.text, self.format, span, start, end),
            _ => span,
        }
    }
}

/// What an expression sees of a state's work.
struct Seen {
    result: Option<Value>,
    error_output: Option<Value>,
}

impl Seen {
    /// All that an expression sees in a context.
    fn scope<'s>(&'s self, context: &'s EvaluationContext) -> asl_jsonata::Scope<'s> {
        let mut scope = asl_jsonata::Scope::new(&context.input, context, context.at);
        if let Some(result) = &self.result {
            scope = scope.with_result(result);
        }
        if let Some(error_output) = &self.error_output {
            scope = scope.with_error_output(error_output);
        }
        scope
    }
}

/// The part of a tree that stands at `span`.
fn find_node(node: &Node, span: Span) -> Option<&Node> {
    if node.span == span {
        return Some(node);
    }
    let around = |inner: &Node| inner.span.start <= span.start && span.end <= inner.span.end;
    match &node.kind {
        NodeKind::Object(members) => members
            .iter()
            .map(|member| &member.value)
            .filter(|value| around(value))
            .find_map(|value| find_node(value, span)),
        NodeKind::Array(items) => items.iter().filter(|item| around(item)).find_map(|item| find_node(item, span)),
        _ => None,
    }
}
