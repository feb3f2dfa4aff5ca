//! States in the order of the flow, fields in AWS's usual order. Only whole fields move, with the comments above them.

use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::{Changed, Refused, read, says_the_same};
use asl_document::TemplateChoice;
use asl_lang::{Scope, State, StateMachine, WorkflowType, inner_scopes};
use asl_stack::template::source;
use asl_text::edit::{Edit, apply};
use asl_text::rewrite::Rewriter;
use asl_text::{Member, Node, Span};

/// Where a field stands among the others, of a machine or a state: what is not named here stays between.
const FIRST: &[&str] =
    &["Comment", "QueryLanguage", "Version", "TimeoutSeconds", "ProcessorConfig", "StartAt", "States"];
const OF_A_STATE: &[&str] = &["Type", "QueryLanguage", "Comment", "Resource"];
const AT_THE_END: &[&str] = &["Assign", "Output", "Retry", "Catch", "Next", "End"];

/// Sorts the definition in `text`.
///
/// # Errors
///
/// If the text is broken, or the definition stands where its fields cannot be moved.
pub fn sort(text: &str, choice: &TemplateChoice) -> Result<Changed, Refused> {
    let (whole, _) = read(text)?;
    let checked = source::check(text, choice, WorkflowType::Standard);
    let (Some(root), Some(machine)) = (&checked.root, &checked.machine) else {
        return Err(Refused::new("There is no definition to sort."));
    };
    let scopes = machine.scopes().into_iter().map(|scope| (scope.span, scope)).collect();
    let sorter = Sorter { rewriter: Rewriter::new(text), scopes };
    let result = apply(text, &sorter.scope(root, machine));
    if !says_the_same(&whole, &result) {
        let message = "Nothing was changed: the fields of this definition can't be moved safely. In a template, \
                       extract the definition first.";
        return Err(Refused::at(root.opening(), message));
    }
    let summary = if result == text {
        "The definition is already \
                                       sorted."
    } else {
        "Sorted the states in execution order."
    };
    Ok(Changed { text: result, summary: summary.to_owned(), notes: Vec::new() })
}

struct Sorter<'a> {
    rewriter: Rewriter<'a>,
    scopes: IndexMap<Span, &'a Scope, FxBuildHasher>,
}

impl Sorter<'_> {
    /// The edits of a machine, a branch or a processor.
    fn scope(&self, node: &Node, machine: &StateMachine) -> Vec<Edit> {
        let mut inner = Vec::new();
        if let Some(states) = node.get("States") {
            let order = self.scopes.get(&node.span).map(|scope| flow(scope)).unwrap_or_default();
            let mut edits: Vec<Edit> =
                states.members().iter().flat_map(|state| self.state(&state.value, machine)).collect();
            let place = |member: &Member| order.get(&member.key.value).copied().unwrap_or(usize::MAX);
            edits = self.rewriter.reorder(states, place, edits);
            inner.append(&mut edits);
        }
        let place = |member: &Member| position(FIRST, &member.key.value).unwrap_or(usize::MAX);
        self.rewriter.reorder(node, place, inner)
    }

    fn state(&self, node: &Node, machine: &StateMachine) -> Vec<Edit> {
        let inner = inner_scopes(node).flat_map(|scope| self.scope(scope, machine)).collect();
        let place = |member: &Member| {
            let name = &*member.key.value;
            let last = position(AT_THE_END, name).map(|at| at + OF_A_STATE.len() + 1);
            position(OF_A_STATE, name).or(last).unwrap_or(OF_A_STATE.len())
        };
        self.rewriter.reorder(node, place, inner)
    }
}

fn position(names: &[&str], name: &str) -> Option<usize> {
    names.iter().position(|known| *known == name)
}

/// The states of a scope by name with their places in the flow: each behind those that lead to it, loops aside; those
/// that nothing leads to at the end, as they stood.
fn flow(scope: &Scope) -> IndexMap<Rc<str>, usize, FxBuildHasher> {
    let mut seen: IndexMap<&str, (), FxBuildHasher> = IndexMap::default();
    let mut done: Vec<&State> = Vec::new();
    let mut open: Vec<(&State, bool)> =
        scope.start_at.iter().filter_map(|start| scope.state(&start.value)).map(|state| (state, false)).collect();
    while let Some((state, left)) = open.pop() {
        if left {
            done.push(state);
        } else if seen.insert(&state.name.value, ()).is_none() {
            open.push((state, true));
            // What was pushed last is left first, and so stands last in the order turned round.
            let next = state.targets().into_iter().filter_map(|target| scope.state(&target.value));
            open.extend(next.map(|state| (state, false)));
        }
    }
    let reached = done.into_iter().rev();
    let rest = scope.states.iter().filter(|state| !seen.contains_key(&*state.name.value));
    let mut order = IndexMap::default();
    for (place, state) in reached.chain(rest).enumerate() {
        order.entry(state.name.value.clone()).or_insert(place);
    }
    order
}
