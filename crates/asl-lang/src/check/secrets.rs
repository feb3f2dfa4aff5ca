//! Secrets that stand in the definition, where everybody reads them who sees the workflow, a link to it or its history.
//!
//! INVARIANT: what is found is never repeated in a message.

use super::{Checker, is_placeholder};
use crate::computed_fields::{ComputedField, FieldValue};
use crate::messages::DataProblem;
use crate::state::{State, StateKind};
use asl_text::{Node, NodeKind};

/// Names of members that hold secrets, in lower case without `-` and `_`.
const NAMES: [&str; 12] = [
    "accesstoken",
    "apikey",
    "authorization",
    "authtoken",
    "clientsecret",
    "passwd",
    "password",
    "privatekey",
    "proxyauthorization",
    "secretaccesskey",
    "xapikey",
    "xauthtoken",
];
/// How well known secrets begin, with the least length of the whole.
const BEGINNINGS: [(&str, usize); 12] = [
    ("AIza", 30),
    ("AKIA", 20),
    ("ASIA", 20),
    ("eyJ", 40),
    ("ghp_", 20),
    ("github_pat_", 20),
    ("glpat-", 16),
    ("sk-", 24),
    ("sk_live_", 16),
    ("sk_test_", 16),
    ("xoxb-", 16),
    ("-----BEGIN", 20),
];
/// Shorter values under a secret's name are examples.
const SHORTEST: usize = 8;

pub(super) fn check(checker: &mut Checker<'_>, state: &State, fields: &[ComputedField<'_>]) {
    for field in fields {
        match field.value {
            FieldValue::Template(node) | FieldValue::Value(node) => look_into(checker, None, node),
            FieldValue::Text(_) | FieldValue::Path { .. } => {}
        }
    }
    if let StateKind::Pass { result: Some(result) } = &state.kind {
        look_into(checker, None, result);
    }
}

fn look_into(checker: &mut Checker<'_>, key: Option<&str>, node: &Node) {
    match &node.kind {
        NodeKind::Object(members) => {
            for member in members {
                look_into(checker, Some(&member.key.value), &member.value);
            }
        }
        NodeKind::Array(items) => items.iter().for_each(|item| look_into(checker, key, item)),
        NodeKind::String(text) if looks_secret(key, text) => {
            checker.warning(node.span, DataProblem::Secret { key: key.map(str::to_owned) });
        }
        _ => {}
    }
}

fn looks_secret(key: Option<&str>, text: &str) -> bool {
    if text.len() < SHORTEST || is_placeholder(text) || text.contains("{%") {
        return false;
    }
    let value = ["Bearer ", "Basic ", "Token "].iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(text);
    let is_word = |text: &str| !text.contains(char::is_whitespace);
    let begins = |(start, least): &(&str, usize)| value.starts_with(start) && value.len() >= *least;
    if BEGINNINGS.iter().any(begins) && (is_word(value) || value.starts_with('-')) {
        return true;
    }
    let name: String = key.unwrap_or_default().chars().filter(|c| !matches!(c, '-' | '_')).collect();
    let is_named = NAMES.contains(&name.to_ascii_lowercase().as_str());
    // `.$` ends the names of computed members, so those are none of these.
    is_named && is_word(value) && value.len() >= SHORTEST && !is_example(value)
}

/// Whether a value only says what should stand there.
fn is_example(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    value.starts_with(['<', '$', '{', '*'])
        || ["your", "example", "xxx", "arn:", "resolve:"].iter().any(|word| lower.contains(word))
}
