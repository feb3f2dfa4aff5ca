//! Tree → machine: reads what is there, reports what is wrong, never fails.
//!
//! What a single field or object shows is found here: missing, unknown, wrongly typed and excluded fields.
//! What takes more than one state to see is left to [`check`](super::check).

mod choice;
mod fields;
mod kinds;
mod map;
mod retry;
mod state;
pub mod table;

#[cfg(test)]
mod tests;

use std::rc::Rc;

use super::machine::{QueryLanguage, Scope, StateMachine};
use asl_text::diagnostic::{AwsWords, Code, Diagnostic};
use asl_text::{Node, NodeKind, Spanned};
use fields::{Fields, Range, Reader};

/// How deep branches and processors may stand in each other; AWS refuses less.
const MAX_SCOPES: usize = 50;

/// Reads a definition. `None` when `root` is no object.
pub fn parse(root: &Node) -> (Option<StateMachine>, Vec<Diagnostic>) {
    let mut reader = Reader::default();
    let machine = read_machine(&mut reader, root);
    (machine, reader.diagnostics)
}

fn read_machine(reader: &mut Reader, root: &Node) -> Option<StateMachine> {
    if !matches!(root.kind, NodeKind::Object(_)) {
        if !matches!(root.kind, NodeKind::Missing) {
            let message = format!("a definition is an object, not {}", root.describe());
            let hint =
                "a small one: `{\"StartAt\": \"Hello\", \"States\": {\"Hello\": {\"Type\": \"Pass\", \"End\": true}}}`";
            reader.report(Diagnostic::old_error(Code::NotADefinition, root.span, message).with_hint(hint));
        }
        return None;
    }
    let at = root.opening();
    let fields = Fields { node: root, label: "the definition".into(), at };
    let query_language = reader.query_language(&fields);
    reader.language = query_language.as_ref().map_or_else(QueryLanguage::default, |language| language.value);
    if is_template(root) {
        let message = "this is a CloudFormation template, not a definition";
        let hint = "paste the `Definition` of its state machine, the object with `StartAt` and `States`";
        reader.report(Diagnostic::old_error(Code::NotADefinition, at, message).with_hint(hint));
    } else {
        reader.check_names(&fields, table::MACHINE);
    }
    if let Some(version) = reader.string(&fields, "Version")
        && &*version.value != "1.0"
    {
        reader.wrong_value(version.span, "`Version` can only be \"1.0\"", "leave it out");
    }
    Some(StateMachine {
        comment: reader.comment(&fields),
        query_language,
        timeout: reader.amount(&fields, "TimeoutSeconds", QueryLanguage::JsonPath, Range::whole(1.0, 99_999_999.0)),
        scope: if is_template(root) { Scope::default() } else { read_scope(reader, &fields) },
    })
}

/// Whether this is what stands around a definition in a SAM or CloudFormation file.
fn is_template(root: &Node) -> bool {
    root.get("States").is_none() && (root.get("Resources").is_some() || root.get("AWSTemplateFormatVersion").is_some())
}

/// Reads `StartAt` and `States` of a machine, a branch or a processor.
fn read_scope(reader: &mut Reader, fields: &Fields<'_>) -> Scope {
    let start_at = reader.required(fields, "StartAt", "write the name of the first state");
    let start_at = start_at.and_then(|_| reader.string(fields, "StartAt"));
    let span = fields.node.span;
    let Some(member) = fields.node.member("States") else {
        reader.required(fields, "States", "write the states as an object: each name with its state");
        return Scope { start_at, states: Vec::new(), states_at: fields.at, span };
    };
    let states_at = member.key.span;
    match &member.value.kind {
        NodeKind::Object(members) if members.is_empty() => {
            reader.wrong_value(member.value.span, "`States` is empty", "write at least one state");
            reader.in_aws(AwsWords::schema("Value cannot be empty", 0));
        }
        NodeKind::Object(_) | NodeKind::Missing => {}
        _ => reader.wrong_type("States", "an object", &member.value, "each state stands under its name"),
    }
    if reader.depth >= MAX_SCOPES {
        let message = format!("branches and processors stand more than {MAX_SCOPES} deep in each other");
        reader.wrong_value(member.key.span, message, "move the inner ones into a state machine of their own");
        return Scope { start_at, states: Vec::new(), states_at, span };
    }
    reader.depth += 1;
    let states = member.value.members().iter().map(|member| state::read_state(reader, member)).collect();
    reader.depth -= 1;
    Scope { start_at, states, states_at, span }
}

/// Reads a list of names, such as `ErrorEquals`.
fn read_names(reader: &mut Reader, fields: &Fields<'_>, name: &str) -> Vec<Spanned<Rc<str>>> {
    let Some(node) = reader.required(fields, name, "write the error names as an array, such as [\"States.ALL\"]")
    else {
        return Vec::new();
    };
    if !matches!(node.kind, NodeKind::Array(_)) {
        if !matches!(node.kind, NodeKind::Missing) {
            reader.wrong_type(name, "an array of strings", node, "put it in `[` and `]`");
        }
        return node.as_str().map(|text| Spanned::new(text.clone(), node.span)).into_iter().collect();
    }
    node.items().iter().filter_map(|item| reader.text_of(item, name)).collect()
}
