//! States in the order of the flow, fields in AWS's usual order. Only whole fields move, with the comments above them.

use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::{Changed, Refused, read, says_the_same, slice};
use asl_lang::{Scope, State, StateMachine, WorkflowType};
use asl_share::TemplateChoice;
use asl_stack::template::source;
use asl_text::edit::{Edit, apply};
use asl_text::{Format, Member, Node, Span};

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
    let (whole, format) = read(text)?;
    let checked = source::check(text, choice, WorkflowType::Standard);
    let (Some(root), Some(machine)) = (&checked.root, &checked.machine) else {
        return Err(Refused::new("There is no definition to sort."));
    };
    let scopes = machine.scopes().into_iter().map(|scope| (scope.span, scope)).collect();
    let sorter = Sorter { text, format, scopes };
    let result = apply(text, &sorter.scope(root, machine));
    if !says_the_same(&whole, &result) {
        let message = "Nothing was changed: the fields of this definition cannot be moved safely. In a template, extract the definition first.";
        return Err(Refused::at(root.opening(), message));
    }
    let told = if result == text { "It is sorted already." } else { "Sorted: states in the order of the flow." };
    Ok(Changed { text: result, told: told.to_owned(), notes: Vec::new() })
}

struct Sorter<'a> {
    text: &'a str,
    format: Format,
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
            edits = self.moved(states, place, edits);
            inner.append(&mut edits);
        }
        let place = |member: &Member| position(FIRST, &member.key.value).unwrap_or(usize::MAX);
        self.moved(node, place, inner)
    }

    fn state(&self, node: &Node, machine: &StateMachine) -> Vec<Edit> {
        let mut inner = Vec::new();
        for field in ["ItemProcessor", "Iterator"] {
            inner.extend(node.get(field).into_iter().flat_map(|scope| self.scope(scope, machine)));
        }
        let branches = node.get("Branches").map(Node::items).unwrap_or_default();
        inner.extend(branches.iter().flat_map(|branch| self.scope(branch, machine)));
        let place = |member: &Member| {
            let name = &*member.key.value;
            let last = position(AT_THE_END, name).map(|at| at + OF_A_STATE.len() + 1);
            position(OF_A_STATE, name).or(last).unwrap_or(OF_A_STATE.len())
        };
        self.moved(node, place, inner)
    }

    /// The members of `node` in the order of their places, with `inner` made inside of them.
    fn moved(&self, node: &Node, place: impl Fn(&Member) -> usize, inner: Vec<Edit>) -> Vec<Edit> {
        let members = node.members();
        let mut order: Vec<usize> = (0..members.len()).collect();
        order.sort_by_key(|index| members.get(*index).map(&place));
        if order.is_sorted() {
            return inner;
        }
        let is_block = self.format == Format::Yaml && !slice(self.text, node.span).starts_with('{');
        let slots: Vec<Span> = if is_block { self.blocks(node) } else { members.iter().map(whole).collect() };
        let mut edits: Vec<Edit> = Vec::new();
        for (slot, index) in slots.iter().zip(&order) {
            let Some(chunk) = slots.get(*index) else { continue };
            let mut text = cut(self.text, *chunk, &inner);
            if is_block && !text.ends_with('\n') {
                text.push('\n');
            }
            edits.push(Edit::replace(*slot, text));
        }
        edits
    }

    /// Each member of a YAML block with the comments above it, up to the next; without the first line's indentation.
    fn blocks(&self, node: &Node) -> Vec<Span> {
        let starts: Vec<usize> = node.members().iter().map(|member| self.block_start(member)).collect();
        let indentation = |start: usize| {
            let line = self.text.get(start..).unwrap_or_default();
            start + line.len() - line.trim_start_matches(' ').len()
        };
        let end = self.line_end(node.members().last().map_or(0, |last| last.value.span.end.max(last.key.span.end)));
        let ends = starts.iter().skip(1).copied().chain([end]);
        starts.iter().zip(ends).map(|(start, end)| Span::new(indentation(*start), end)).collect()
    }

    /// The first of the comment lines right above the member, or its own line; its key if something stands before it.
    fn block_start(&self, member: &Member) -> usize {
        let key = member.key.span.start as usize;
        let before = self.text.get(..key).unwrap_or_default();
        let mut start = before.rfind('\n').map_or(0, |at| at + 1);
        if !before.get(start..).unwrap_or_default().trim().is_empty() {
            return key;
        }
        while let Some(above) = self.text.get(..start.saturating_sub(1)).filter(|_| start > 0) {
            let line = above.rfind('\n').map_or(0, |at| at + 1);
            if !above.get(line..).unwrap_or_default().trim_start().starts_with('#') {
                break;
            }
            start = line;
        }
        start
    }

    /// Behind the line that the byte before `offset` stands on.
    fn line_end(&self, offset: u32) -> usize {
        let offset = offset as usize;
        let before = self.text.get(..offset).unwrap_or_default();
        if before.ends_with('\n') {
            return offset;
        }
        let rest = self.text.get(offset..).unwrap_or_default();
        offset + rest.find('\n').map_or(rest.len(), |at| at + 1)
    }
}

/// What stands at `span`, with those of `edits` that lie in it.
fn cut(text: &str, span: Span, edits: &[Edit]) -> String {
    let inside = edits.iter().filter(|edit| span.start <= edit.span.start && edit.span.end <= span.end);
    let shifted: Vec<Edit> = inside
        .map(|edit| {
            let Span { start, end } = edit.span;
            Edit::replace(Span { start: start - span.start, end: end - span.start }, edit.text.clone())
        })
        .collect();
    apply(slice(text, span), &shifted)
}

fn whole(member: &Member) -> Span {
    member.key.span.merge(member.value.span)
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
