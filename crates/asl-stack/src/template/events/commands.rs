//! What the AWS CLI takes and prints of rules and what they need, as a template: `put-rule`, `put-targets`,
//! `create-api-destination`, `describe-rule`, `list-targets-by-rule` and so on, alone or one behind the other.

use std::rc::Rc;

use super::super::foreign::{array, member, object, resource, string};
use super::super::pieces::Pieces;
use asl_text::diagnostic::Diagnostic;
use asl_text::{Format, Member, Node, NodeKind, Parsed};

/// What takes every event: the pattern of a rule whose targets alone are given.
const EVERY_EVENT: &str = r#"{"source":[{"prefix":""}]}"#;

/// What a command is about.
#[derive(Clone, Copy, PartialEq)]
enum Command {
    Rule,
    Targets,
    Destination,
    Connection,
    Bus,
}

/// Whether the text is such commands, or begins with one.
pub(in super::super) fn are_some(parsed: &Parsed) -> bool {
    let Some(root) = &parsed.root else { return false };
    let first = root.items().first().unwrap_or(root);
    listed(root).is_some() || matches!(of(first), Some(command) if command != Command::Connection)
}

fn of(node: &Node) -> Option<Command> {
    let has = |key: &str| node.get(key).is_some();
    if has("Type") || has("Properties") || has("StartAt") {
        return None;
    }
    let is_target = |one: &Node| one.get("Id").is_some() && one.get("Arn").is_some();
    let targets = node.get("Targets").map(Node::items).unwrap_or_default();
    let arn = node.get("Arn").and_then(Node::as_str);
    if has("Name") && (has("EventPattern") || has("ScheduleExpression")) {
        Some(Command::Rule)
    } else if !targets.is_empty() && targets.iter().all(is_target) {
        Some(Command::Targets)
    } else if has("InvocationEndpoint") && has("ConnectionArn") {
        Some(Command::Destination)
    } else if has("AuthorizationType") {
        Some(Command::Connection)
    } else if arn.is_some_and(|arn| arn.contains(":event-bus/")) {
        Some(Command::Bus)
    } else {
        None
    }
}

/// The rules, buses or destinations of a list that the CLI prints.
fn listed(root: &Node) -> Option<&[Node]> {
    let lists = ["Rules", "ApiDestinations", "EventBuses"].iter().filter_map(|name| root.get(name));
    lists.map(Node::items).find(|items| items.first().and_then(of).is_some())
}

/// The commands in `text`, which was read as `parsed`, as a template.
pub(in super::super) fn read(text: &str, parsed: &Parsed) -> (Node, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let documents = match parsed.format {
        Format::Json => documents(text, &mut diagnostics),
        Format::Yaml => {
            diagnostics.extend(parsed.diagnostics.iter().cloned());
            parsed.root.iter().cloned().collect()
        }
    };
    let mut resources: Vec<Member> = Vec::new();
    let mut targets: Vec<&Node> = Vec::new();
    let all: Vec<&Node> = documents.iter().flat_map(flat).collect();
    for one in &all {
        let kind = match of(one) {
            Some(Command::Rule) => "AWS::Events::Rule",
            Some(Command::Destination) => "AWS::Events::ApiDestination",
            Some(Command::Connection) => "AWS::Events::Connection",
            Some(Command::Bus) => "AWS::Events::EventBus",
            Some(Command::Targets) => {
                targets.push(one);
                continue;
            }
            None => continue,
        };
        let name = one
            .get("Name")
            .and_then(Node::as_str)
            .cloned()
            .unwrap_or_else(|| kind.rsplit(':').next().unwrap_or(kind).into());
        let key = one.get("Name").map_or_else(|| one.opening(), |node| node.span);
        resources.push(resource(&name, key, kind, one.members().to_vec(), one.span));
    }
    for one in targets {
        add(one, &mut resources);
    }
    let span = asl_text::Span::new(0, text.len());
    (object(vec![member("Resources", span, object(resources, span))], span), diagnostics)
}

fn flat(document: &Node) -> Vec<&Node> {
    match listed(document).unwrap_or(document.items()) {
        [] => vec![document],
        items => items.iter().collect(),
    }
}

/// Adds targets to the rule that they are for: the one that is named, or the only one, or one that takes every event.
fn add(one: &Node, resources: &mut Vec<Member>) {
    let Some(targets) = one.member("Targets") else { return };
    let is_rule = |known: &Member| {
        known.value.get("Type").and_then(Node::as_str).is_some_and(|kind| &**kind == "AWS::Events::Rule")
    };
    let wanted = one.get("Rule").and_then(Node::as_str).cloned();
    let count = resources.iter().filter(|known| is_rule(known)).count();
    let position = resources
        .iter()
        .position(|known| is_rule(known) && wanted.as_ref().map_or(count == 1, |name| known.key.value == *name));
    let position = position.unwrap_or_else(|| {
        let id: Rc<str> = wanted.unwrap_or_else(|| "Rule".into());
        let key = one.get("Rule").map_or_else(|| one.opening(), |node| node.span);
        let mut properties = vec![member("EventPattern", key, string(EVERY_EVENT, key))];
        properties.extend(one.member("EventBusName").cloned());
        resources.push(resource(&id, key, "AWS::Events::Rule", properties, one.span));
        resources.len() - 1
    });
    let Some(NodeKind::Object(rule)) = resources.get_mut(position).map(|rule| &mut rule.value.kind) else { return };
    let properties = rule.iter_mut().find(|part| &*part.key.value == "Properties");
    let Some(NodeKind::Object(properties)) = properties.map(|part| &mut part.value.kind) else { return };
    match properties.iter_mut().find(|part| &*part.key.value == "Targets").map(|part| &mut part.value.kind) {
        Some(NodeKind::Array(items)) => items.extend(targets.value.items().iter().cloned()),
        _ => properties.push(member(
            "Targets",
            targets.key.span,
            array(targets.value.items().to_vec(), targets.value.span),
        )),
    }
}

/// The documents of a text with one behind the other.
fn documents(text: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Node> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find(['{', '['])).map(|at| from + at) {
        let end = end_of(text, start);
        let mut pieces = Pieces::default();
        pieces.plain(text.get(start..end).unwrap_or_default(), start);
        let parsed = asl_text::json::parse(&pieces.text);
        diagnostics.extend(parsed.diagnostics.into_iter().map(|mut one| {
            one.span = pieces.place(one.span);
            one
        }));
        found.extend(parsed.root.map(|root| pieces.place_all(&root)));
        from = end;
    }
    found
}

/// Where the document that begins at `start` ends.
fn end_of(text: &str, start: usize) -> usize {
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}
