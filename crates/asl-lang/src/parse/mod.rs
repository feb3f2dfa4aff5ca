//! Tree → machine: reads what is there, reports what is wrong, never fails.
//!
//! What a single field or object shows is found here: missing, unknown, wrongly typed and excluded fields.
//! What takes more than one state to see is left to [`check`](super::check).

mod choice;
mod fields;
mod kinds;
mod map;
mod parameters;
mod retry;
mod state;
pub mod table;

#[cfg(test)]
mod tests;

use std::rc::Rc;

pub(crate) use map::NUMBER_PATHS;

use super::check::is_placeholder;
use super::machine::{QueryLanguage, Scope, StateMachine};
use super::recheck::Recheck;
use super::state::State;
use crate::messages::{ErrorProblem, FieldProblem, Handler, Owner, Range, ValueType};
use asl_text::diagnostic::{AwsWords, Diagnostic};
use asl_text::{Member, Node, NodeKind, Spanned};
use fields::{Fields, Reader};

/// How deep branches and processors may stand in each other; AWS refuses less.
const MAX_SCOPES: usize = 50;

/// Reads a definition. `None` when `root` is no object.
pub fn parse(root: &Node) -> (Option<StateMachine>, Vec<Diagnostic>) {
    parse_again(root, None)
}

/// As [`parse`], with what is known of states that did not change.
pub(crate) fn parse_again(root: &Node, known: Option<&mut Recheck>) -> (Option<StateMachine>, Vec<Diagnostic>) {
    let mut reader = Reader { known, ..Reader::default() };
    let machine = read_machine(&mut reader, root);
    (machine, reader.diagnostics)
}

fn read_machine(reader: &mut Reader<'_>, root: &Node) -> Option<StateMachine> {
    if !matches!(root.kind, NodeKind::Object(_)) {
        if !root.is_unknown() {
            reader.error(root.span, FieldProblem::NotAnObject { found: root.describe() });
        }
        return None;
    }
    let at = root.opening();
    let fields = Fields { node: root, owner: Owner::Definition, at };
    let query_language = reader.query_language(&fields);
    reader.language = query_language.as_ref().map_or_else(QueryLanguage::default, |language| language.value);
    if is_template(root) {
        reader.error(at, FieldProblem::IsTemplate);
    } else {
        reader.check_names(&fields, table::MACHINE);
    }
    if let Some(version) = reader.string(&fields, "Version")
        && &*version.value != "1.0"
        && !is_placeholder(&version.value)
    {
        reader.error(version.span, FieldProblem::Version);
        reader.in_aws(AwsWords::not_one_of(&["1.0"]));
    }
    Some(StateMachine {
        comment: reader.comment(&fields),
        query_language,
        timeout: reader.amount(&fields, "TimeoutSeconds", QueryLanguage::JsonPath, Range::whole(0.0, 99_999_999.0)),
        scope: if is_template(root) { Scope::default() } else { read_scope(reader, &fields) },
    })
}

/// Whether this is what stands around a definition in a SAM or CloudFormation file.
fn is_template(root: &Node) -> bool {
    root.get("States").is_none() && (root.get("Resources").is_some() || root.get("AWSTemplateFormatVersion").is_some())
}

/// Reads `StartAt` and `States` of a machine, a branch or a processor.
fn read_scope(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Scope {
    let start_at = reader.required(fields, "StartAt");
    let start_at = start_at.and_then(|_| reader.string(fields, "StartAt"));
    let span = fields.node.span;
    let Some(member) = fields.node.member("States") else {
        reader.required(fields, "States");
        return Scope { start_at, states: Vec::new(), states_at: fields.at, span };
    };
    let states_at = member.key.span;
    match &member.value.kind {
        NodeKind::Object(members) if members.is_empty() => {
            reader.error(member.value.span, FieldProblem::Empty { field: "States".to_owned() });
            reader.in_aws(AwsWords::schema("Value cannot be empty", 0));
        }
        NodeKind::Object(_) | NodeKind::Missing | NodeKind::Placeholder(_) => {}
        _ => reader.wrong_type("States", ValueType::States, &member.value),
    }
    if reader.depth >= MAX_SCOPES {
        reader.error(member.key.span, FieldProblem::TooDeep { most: MAX_SCOPES });
        return Scope { start_at, states: Vec::new(), states_at, span };
    }
    reader.depth += 1;
    let members = member.value.members();
    // What is known is known of the states of the machine itself, which are read first.
    let states = match reader.known.take() {
        Some(known) => read_again(reader, members, known),
        None => members.iter().map(|member| state::read_state(reader, member)).collect(),
    };
    reader.depth -= 1;
    Scope { start_at, states, states_at, span }
}

/// Reads those of the states that changed.
fn read_again(reader: &mut Reader<'_>, members: &[Member], known: &mut Recheck) -> Vec<State> {
    known.expect(reader.language, members.len());
    let mut before = std::mem::take(&mut known.read).into_iter();
    for member in members {
        let read = match before.next() {
            Some(read) if known.is_same(member.value.span) => {
                reader.diagnostics.extend(read.1.iter().cloned());
                read
            }
            _ => {
                let had = reader.diagnostics.len();
                let state = state::read_state(reader, member);
                (state, reader.diagnostics.get(had..).unwrap_or_default().to_vec())
            }
        };
        known.read.push(read);
    }
    known.read.iter().map(|(state, _)| state.clone()).collect()
}

/// Reads the `ErrorEquals` of a retrier or catcher.
fn read_errors(reader: &mut Reader<'_>, fields: &Fields<'_>, handler: Handler) -> Vec<Spanned<Rc<str>>> {
    let name = "ErrorEquals";
    let Some(node) = reader.required(fields, name) else { return Vec::new() };
    if !matches!(node.kind, NodeKind::Array(_)) {
        if !node.is_unknown() {
            reader.wrong_type(name, ValueType::Texts, node);
        }
        return node.as_str().map(|text| Spanned::new(text.clone(), node.span)).into_iter().collect();
    }
    if node.items().is_empty() {
        reader.error(node.span, ErrorProblem::NoErrors(handler));
        reader.in_aws(AwsWords::schema("Value cannot be empty", 0));
    }
    node.items().iter().filter_map(|item| reader.text_of(item, name)).collect()
}
