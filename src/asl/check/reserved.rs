//! `$states` in JSONata: which of its members exist where (Developer Guide, "Passing data with variables").

use super::Checker;
use crate::asl::machine::QueryLanguage;
use crate::asl::parse::is_expression;
use crate::asl::state::{State, StateKind};
use crate::diagnostic::Code;
use crate::text::{Node, NodeKind};

const RESERVED: &str = "$states.";

/// Where an expression stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the state's work, or in a state that has none: no result yet.
    Before,
    /// Behind the state's work.
    After,
    /// In a catcher.
    Catcher,
}

pub(super) fn check(checker: &mut Checker<'_>, state: &State, language: QueryLanguage) {
    if language == QueryLanguage::JsonPath {
        return;
    }
    let works = matches!(state.kind, StateKind::Task(_) | StateKind::Parallel { .. } | StateKind::Map(_));
    let after = if works { Place::After } else { Place::Before };
    let mut fields = vec![(Place::Before, &state.arguments), (after, &state.output), (after, &state.assign)];
    for catcher in &state.catch {
        fields.extend([(Place::Catcher, &catcher.output), (Place::Catcher, &catcher.assign)]);
    }
    if let StateKind::Map(map) = &state.kind {
        fields.extend([(Place::Before, &map.items), (Place::Before, &map.item_selector)]);
    }
    if let StateKind::Choice(choice) = &state.kind {
        for rule in &choice.rules {
            fields.extend([(Place::Before, &rule.output), (Place::Before, &rule.assign)]);
        }
    }
    for (place, node) in fields {
        if let Some(node) = node {
            check_node(checker, place, node);
        }
    }
}

fn check_node(checker: &mut Checker<'_>, place: Place, node: &Node) {
    match &node.kind {
        NodeKind::Array(items) => items.iter().for_each(|item| check_node(checker, place, item)),
        NodeKind::Object(members) => members.iter().for_each(|member| check_node(checker, place, &member.value)),
        NodeKind::String(text) if is_expression(text) => {
            for (offset, name) in members(text) {
                if let Some((message, hint)) = problem(place, name) {
                    let span = checker.inside(node.span, text, offset);
                    checker.error(Code::InvalidTemplate, span, message, hint);
                }
            }
        }
        _ => {}
    }
}

fn problem(place: Place, name: &str) -> Option<(String, &'static str)> {
    let hint = match (name, place) {
        ("input" | "context", _) | ("result", Place::After) | ("errorOutput", Place::Catcher) => return None,
        ("result", _) => "there is a result only in `Output` and `Assign` of Task, Parallel and Map states",
        ("errorOutput", _) => "there is an error output only in `Output` and `Assign` of a catcher",
        _ => "there are `$states.input`, `.context`, `.result` and `.errorOutput`",
    };
    Some((format!("`$states.{name}` does not exist here"), hint))
}

/// The names behind `$states.` in an expression with their offsets; what stands in quotes or remarks is none.
fn members(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().unwrap_or_default();
        at += if matches!(first, '"' | '\'' | '`') {
            quoted(rest, first)
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(behind) = rest.strip_prefix(RESERVED) {
            let is_name = |character: char| character.is_alphanumeric() || character == '_';
            let name = behind
                .find(|character| !is_name(character))
                .map_or(behind, |end| behind.get(..end).unwrap_or_default());
            if !name.is_empty() {
                found.push((at, name));
            }
            RESERVED.len() + name.len()
        } else {
            first.len_utf8()
        };
    }
    found
}

/// The length of the quoted text that `rest` begins with.
fn quoted(rest: &str, quote: char) -> usize {
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        if character == '\\' && quote != '`' {
            characters.next();
        } else if character == quote {
            return at + 1;
        }
    }
    rest.len()
}
