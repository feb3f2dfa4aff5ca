//! Secrets that are written into a template, where everybody reads them who sees it: in its connections, in the defaults of
//! its secret parameters, and in the properties of other resources.
//!
//! INVARIANT: what is found is never repeated in a message.

use std::rc::Rc;

use super::source::MACHINES;
use crate::messages::TemplateProblem;
use asl_http::suspect;
use asl_text::diagnostic::Diagnostic;
use asl_text::{Member, Node, NodeKind};

/// Where the credential of a connection stands in its `AuthParameters`.
const CREDENTIALS: [&[&str]; 3] = [
    &["BasicAuthParameters", "Password"],
    &["ApiKeyAuthParameters", "ApiKeyValue"],
    &["OAuthParameters", "ClientParameters", "ClientSecret"],
];
/// Where it adds parameters to calls, which may be secret.
const PARAMETERS: [&[&str]; 2] = [&["InvocationHttpParameters"], &["OAuthParameters", "OAuthHttpParameters"]];

/// Warns of each secret in the template.
pub(super) fn check(template: &Node, resources: &[Member]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for parameter in template.get("Parameters").map(Node::members).unwrap_or_default() {
        let hides = parameter
            .value
            .get("NoEcho")
            .is_some_and(|flag| matches!(flag.to_value().to_json().trim_matches('"'), "true"));
        if let Some(default) = parameter.value.get("Default").filter(|value| hides && literal(value).is_some()) {
            let problem = TemplateProblem::SecretDefault(Rc::clone(&parameter.key.value));
            found.push(Diagnostic::warning(default.span, problem));
        }
    }
    for Member { key, value } in resources {
        let kind = value.get("Type").and_then(Node::as_str).map_or("", |kind| kind);
        let Some(properties) = value.get("Properties") else { continue };
        let mut tell = |field: &str, at: &Node| {
            let is_connection = kind == "AWS::Events::Connection";
            let problem =
                TemplateProblem::WrittenSecret { id: Rc::clone(&key.value), field: field.into(), is_connection };
            found.push(Diagnostic::warning(at.span, problem));
        };
        if kind == "AWS::Events::Connection" {
            connection(properties, &mut tell);
        } else if !MACHINES.contains(&kind) {
            look_into(properties, None, &mut tell);
        }
    }
    found
}

fn connection(properties: &Node, tell: &mut impl FnMut(&str, &Node)) {
    let Some(auth) = properties.get("AuthParameters") else { return };
    let at = |path: &[&str]| path.iter().try_fold(auth, |node, key| node.get(key));
    for path in CREDENTIALS {
        if let Some(node) = at(path).filter(|node| literal(node).is_some()) {
            tell(path.last().copied().unwrap_or_default(), node);
        }
    }
    for lists in PARAMETERS.iter().filter_map(|path| at(path)) {
        for parameter in lists.members().iter().flat_map(|list| list.value.items()) {
            let Some(value) = parameter.get("Value") else { continue };
            let name = parameter.get("Key").and_then(Node::as_str).map_or("", |name| name);
            let is_marked = parameter
                .get("IsValueSecret")
                .is_some_and(|flag| flag.to_value().to_json().trim_matches('"').eq_ignore_ascii_case("true"));
            if literal(value).is_some_and(|text| is_marked || suspect::is_secret(Some(name), &text)) {
                tell(name, value);
            }
        }
    }
}

fn look_into(node: &Node, key: Option<&str>, tell: &mut impl FnMut(&str, &Node)) {
    match &node.kind {
        NodeKind::Object(members) => {
            for member in members {
                look_into(&member.value, Some(&member.key.value), tell);
            }
        }
        NodeKind::Array(items) => items.iter().for_each(|item| look_into(item, key, tell)),
        NodeKind::String(text) if !text.contains("${") && suspect::is_secret(key, text) => {
            tell(key.unwrap_or_default(), node);
        }
        _ => {}
    }
}

/// The text of a value that stands there itself, and is no example.
fn literal(node: &Node) -> Option<String> {
    let text = match &node.kind {
        NodeKind::String(text) => text.to_string(),
        NodeKind::Number(_) => node.to_value().to_json(),
        _ => return None,
    };
    (!text.trim().is_empty() && !suspect::is_example(&text)).then_some(text)
}
