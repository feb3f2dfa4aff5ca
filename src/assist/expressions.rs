//! Inside strings: paths and intrinsic functions of JSONPath, JSONata between `{%` and `%}`.

use std::rc::Rc;

use super::grammar::{Place, Spot, variables};
use super::{Completion, World, docs};
use crate::asl;
use crate::asl::QueryLanguage::{JsonPath, Jsonata};
use crate::asl::StateType::{Map, Parallel, Task};
use crate::asl::shape::{self, Shape};
use crate::jsonata;
use crate::path::intrinsic_names;

/// What can be typed at the end of `string`, the text of a string up to the caret: where the piece begins that gives way,
/// in bytes of `string`, and the proposals. `None` where the string is no path and no expression.
pub(super) fn inside(spot: &Spot<'_>, string: &str, world: &World) -> Option<(usize, Vec<Completion>)> {
    if spot.language == Jsonata {
        let expression = string.strip_prefix("{%")?;
        if in_text(expression) {
            return None;
        }
        let start = string.len() - chain(expression).len();
        let (from, names) = split(string.get(start..)?);
        return Some((start + from, jsonata_at(spot, &names, world)));
    }
    let computed = spot.key.ends_with(".$");
    let path = computed || is_path_field(spot);
    if !path || in_text(string) {
        return None;
    }
    let chain = chain(string);
    let start = string.len() - chain.len();
    if chain.is_empty() && string.is_empty() {
        return None;
    }
    if computed && (chain.starts_with('S') || chain.is_empty()) {
        return Some((start, intrinsics()));
    }
    let (from, names) = split(chain);
    Some((start + from, path_at(spot, &names, world)))
}

/// What a string can begin with, or be.
pub(super) fn whole(spot: &Spot<'_>, world: &World) -> Vec<Completion> {
    if spot.language == Jsonata {
        if matches!(&*spot.key, "Comment" | "Label" | "Type")
            || spot.place == Place::Field && spot.parent == Place::Retrier
        {
            return Vec::new();
        }
        let text = |text: &str, stop| super::Part { text: text.to_owned(), stop };
        let parts = vec![text("{% ", false), text("$states.input", true), text(" %}", false)];
        return vec![Completion { parts, ..Completion::new("{% %}", "text", "An expression in JSONata.") }];
    }
    if spot.key.ends_with(".$") {
        let mut all = path_at(spot, &[""], world);
        all.extend(path_at(spot, &["$", ""], world).into_iter().map(|found| prefixed(found, "$.")));
        all.extend(intrinsics());
        return all;
    }
    if is_path_field(spot) {
        let mut all = path_at(spot, &[""], world);
        all.extend(path_at(spot, &["$", ""], world).into_iter().map(|found| prefixed(found, "$.")));
        return all;
    }
    Vec::new()
}

fn prefixed(mut completion: Completion, prefix: &str) -> Completion {
    completion.label.insert_str(0, prefix);
    completion.parts.insert(0, super::Part { text: prefix.to_owned(), stop: false });
    completion
}

/// Whether the field holds a path of JSONPath.
fn is_path_field(spot: &Spot<'_>) -> bool {
    spot.place == Place::Field && (spot.key.ends_with("Path") || &*spot.key == "Variable")
}

/// Whether the end stands in a string of the expression.
fn in_text(expression: &str) -> bool {
    expression.matches('\'').count() % 2 == 1
}

/// The names and dots at the end: `$states.input.na`.
fn chain(text: &str) -> &str {
    let part = |character: char| character.is_alphanumeric() || matches!(character, '_' | '$' | '.');
    let start =
        text.char_indices().rev().take_while(|(_, character)| part(*character)).last().map_or(text.len(), |(at, _)| at);
    text.get(start..).unwrap_or_default()
}

/// Where the last name begins, and all names.
fn split(chain: &str) -> (usize, Vec<&str>) {
    let names: Vec<&str> = chain.split('.').collect();
    (chain.rfind('.').map_or(0, |at| at + 1), names)
}

fn jsonata_at(spot: &Spot<'_>, names: &[&str], world: &World) -> Vec<Completion> {
    let Some((_, before)) = names.split_last() else { return Vec::new() };
    match before {
        [] => {
            let mut all = vec![
                Completion::new("$states", "variable", "Input, result, error output and context of the state.")
                    .boost(20),
            ];
            all.extend(variables(spot).into_iter().map(|name| variable(&name)));
            all.extend(jsonata::function_names().map(|name| {
                let info = docs::jsonata(name).map_or("", |entry| entry.text);
                call(&format!("${name}"), jsonata::signature(name).unwrap_or_default(), info)
            }));
            all
        }
        ["$states"] => states_fields(spot),
        ["$states", "context", rest @ ..] => context(rest),
        ["$states", "input", rest @ ..] => shaped(spot, rest, world),
        ["$states", "errorOutput"] if spot.in_catcher => {
            ["Error", "Cause"].map(|name| Completion::new(name, "property", "")).to_vec()
        }
        ["$states", "result"] => result(spot),
        _ => Vec::new(),
    }
}

/// The fields of `$states` at this place.
fn states_fields(spot: &Spot<'_>) -> Vec<Completion> {
    let mut all = vec![
        Completion::new("input", "property", docs::context_text("$states.input")),
        Completion::new("context", "property", docs::context_text("$states.context")),
    ];
    let after = matches!(&*spot.field, "Output" | "Assign") && matches!(spot.kind(), Some(Task | Parallel | Map));
    if after && !spot.in_catcher {
        all.insert(0, Completion::new("result", "property", docs::context_text("$states.result")).boost(10));
    }
    if spot.in_catcher {
        all.insert(0, Completion::new("errorOutput", "property", docs::context_text("$states.errorOutput")).boost(10));
    }
    all
}

/// The members of what a known resource gives.
fn result(spot: &Spot<'_>) -> Vec<Completion> {
    let names: &[&str] = match spot.state_text("Resource").unwrap_or_default() {
        resource if resource.ends_with(":http:invoke") => &["ResponseBody", "StatusCode", "StatusText", "Headers"],
        resource if resource.contains(":lambda:invoke") => &["Payload", "StatusCode", "ExecutedVersion"],
        _ => &[],
    };
    names.iter().map(|name| Completion::new(*name, "property", "A part of what the service answers.")).collect()
}

fn path_at(spot: &Spot<'_>, names: &[&str], world: &World) -> Vec<Completion> {
    let Some((_, before)) = names.split_last() else { return Vec::new() };
    match before {
        [] => {
            let mut all = vec![
                Completion::new("$", "variable", "The input of the state, or its result, as a path reads it.")
                    .boost(20),
                Completion::new("$$", "variable", "The context object: execution, state, Map item, task token."),
            ];
            all.extend(variables(spot).into_iter().map(|name| variable(&name)));
            all
        }
        ["$$", rest @ ..] => context(rest),
        ["$"] if spot.field.as_ref() == "ResultSelector" => result(spot),
        ["$", rest @ ..] => shaped(spot, rest, world),
        _ => Vec::new(),
    }
}

fn variable(name: &Rc<str>) -> Completion {
    Completion::new(format!("${name}"), "variable", "A variable that a state assigns.").boost(15)
}

/// A call, with the caret between its brackets.
fn call(name: &str, signature: impl Into<String>, info: &str) -> Completion {
    let text = |text: &str, stop| super::Part { text: text.to_owned(), stop };
    let parts = vec![text(name, false), text("(", false), text("", true), text(")", false)];
    Completion { parts, ..Completion::new(name, "function", info) }.detail(signature)
}

fn intrinsics() -> Vec<Completion> {
    let call = |name: &&'static str| {
        let entry = docs::intrinsic(name);
        let (signature, info) = entry.map_or(("", ""), |(signature, entry)| (*signature, entry.text));
        Completion {
            parts: vec![
                super::Part { text: format!("{name}("), stop: false },
                super::Part { text: String::new(), stop: true },
                super::Part { text: ")".into(), stop: false },
            ],
            ..Completion::new(*name, "function", info)
        }
        .detail(signature)
    };
    intrinsic_names().iter().map(call).collect()
}

/// The members of the context object below these names.
fn context(names: &[&str]) -> Vec<Completion> {
    let mut found: Vec<Completion> = Vec::new();
    for (path, entry) in docs::CONTEXT {
        let mut rest = path.split('.');
        if names.iter().all(|name| rest.next() == Some(name))
            && let Some(next) = rest.next()
            && !found.iter().any(|known| known.label == next)
        {
            let info = if rest.next().is_none() { entry.text } else { "" };
            found.push(Completion::new(next, "property", info));
        }
    }
    found
}

/// The members that the state's input can have, as far as the definition or the last run shows.
fn shaped(spot: &Spot<'_>, names: &[&str], world: &World) -> Vec<Completion> {
    let Some((name, node)) = &spot.state else { return Vec::new() };
    let (machine, _) = asl::parse(spot.machine);
    let flow = machine.as_ref().map(|machine| (machine, shape::of(machine)));
    let known = flow.as_ref().and_then(|(machine, flow)| {
        let scopes = machine.scopes();
        let state = scopes.into_iter().flat_map(|scope| &scope.states).find(|state| state.span == node.span)?;
        Some(flow.input(state))
    });
    let mut found: Vec<Completion> = Vec::new();
    let mut add = |shape: Option<Shape>, detail: &str| {
        for name in shape.map(|shape| shape.names()).unwrap_or_default() {
            let plain = name.chars().all(|character| character.is_alphanumeric() || character == '_');
            if plain && !found.iter().any(|completion| *completion.label == *name) {
                found.push(Completion::new(name.to_string(), "property", "").detail(detail));
            }
        }
    };
    add(known.and_then(|shape| shape.at(names).ok()), "from the definition");
    add(world.inputs.get(name).and_then(|shape| shape.at(names).ok()), "from the last run");
    found
}

/// The language that paths of this place are in.
pub(super) fn is_json_path(spot: &Spot<'_>) -> bool {
    spot.language == JsonPath
}
