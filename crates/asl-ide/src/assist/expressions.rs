//! Inside strings: paths and intrinsic functions of JSONPath, JSONata between `{%` and `%}`.

use std::rc::Rc;

use super::grammar::{Construct, Spot, variables};
use super::observed::{self, Stage, execution_input, of_state, variable as variable_values};
use super::{Completion, World, docs};
use asl_lang::QueryLanguage::{JsonPath, Jsonata};
use asl_lang::StateType::{Map, Parallel, Task};
use asl_lang::{Resource, shape};
use asl_path::intrinsic_names;
use asl_value::Value;

/// What can be typed at the end of `string`, the text of a string up to the caret: where the piece begins that gives way,
/// in bytes of `string`, and the proposals. `None` where the string is no path and no expression.
pub(super) fn inside(spot: &Spot<'_>, string: &str, world: &World<'_>) -> Option<(usize, Vec<Completion>)> {
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
pub(super) fn whole(spot: &Spot<'_>, world: &World<'_>) -> Vec<Completion> {
    if spot.language == Jsonata {
        if matches!(&*spot.key, "Comment" | "Label" | "Type")
            || spot.construct == Construct::Field && spot.parent == Construct::Retrier
        {
            return Vec::new();
        }
        let text = |text: &str, stop| super::SnippetPart { text: text.to_owned(), stop };
        let parts = vec![text("{% ", false), text("$states.input", true), text(" %}", false)];
        return vec![Completion { parts, ..Completion::new("{% %}", "text", "A JSONata expression.") }];
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
    completion.parts.insert(0, super::SnippetPart { text: prefix.to_owned(), stop: false });
    completion
}

/// Whether the field holds a path of JSONPath.
fn is_path_field(spot: &Spot<'_>) -> bool {
    spot.construct == Construct::Field && (spot.key.ends_with("Path") || &*spot.key == "Variable")
}

/// Whether the end stands in a string of the expression.
fn in_text(expression: &str) -> bool {
    expression.matches('\'').count() % 2 == 1
}

/// The names, dots and brackets at the end: `$states.input.items[0].na`.
fn chain(text: &str) -> &str {
    let mut start = text.len();
    while let Some((at, last)) = text.get(..start).and_then(|before| before.char_indices().next_back()) {
        match last {
            '_' | '$' | '.' => start = at,
            _ if last.is_alphanumeric() => start = at,
            // `[0]`, `[*]` and names in backticks belong to the chain as a whole.
            ']' => match text.get(..at).and_then(|before| before.rfind('[')) {
                Some(open) if text.get(open + 1..at).is_some_and(is_index) => start = open,
                _ => break,
            },
            '`' => match text.get(..at).and_then(|before| before.rfind('`')) {
                Some(open) if text.get(..open).is_some_and(|before| before.ends_with('.')) => start = open,
                _ => break,
            },
            _ => break,
        }
    }
    text.get(start..).unwrap_or_default()
}

/// Whether it picks items of an array by number.
fn is_index(text: &str) -> bool {
    text.chars().all(|character| character.is_ascii_digit() || matches!(character, '*' | ':' | '-'))
}

/// Where the last name begins, and all names; dots between backticks are part of a name.
fn split(chain: &str) -> (usize, Vec<&str>) {
    let mut names = Vec::new();
    let (mut from, mut quoted) = (0, false);
    for (at, character) in chain.char_indices() {
        match character {
            '`' => quoted = !quoted,
            '.' if !quoted => {
                names.extend(chain.get(from..at));
                from = at + 1;
            }
            // `$[0].name` is the root, and then its items.
            '[' if chain.get(from..at) == Some("$") => {
                names.push("$");
                from = at;
            }
            _ => {}
        }
    }
    names.extend(chain.get(from..));
    (from, names)
}

fn jsonata_at(spot: &Spot<'_>, names: &[&str], world: &World<'_>) -> Vec<Completion> {
    let Some((_, before)) = names.split_last() else { return Vec::new() };
    match before {
        [] => {
            let mut all = vec![
                Completion::new("$states", "variable", "Input, result, error output, and context of the state.")
                    .boost(20),
            ];
            all.extend(variables(spot).into_iter().map(|name| variable(&name)));
            all.extend(asl_jsonata::function_names().map(|name| {
                let info = docs::jsonata(name).map_or("", |entry| entry.text);
                call(&format!("${name}"), asl_jsonata::signature(name).unwrap_or_default(), info)
            }));
            all
        }
        ["$states"] => states_fields(spot),
        ["$states", "context", "Execution", "Input", rest @ ..] => seen(spot, execution_input(world.events), rest),
        ["$states", "context", rest @ ..] => context(rest),
        ["$states", "input", rest @ ..] => shaped(spot, rest, world, Stage::Input),
        ["$states", "errorOutput"] if spot.in_catcher => {
            ["Error", "Cause"].map(|name| Completion::new(name, "property", "")).to_vec()
        }
        ["$states", "result", rest @ ..] => resulting(spot, rest, world),
        [name, rest @ ..] => assigned(spot, name, rest, world),
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
    let called = Resource::parse(spot.state_text("Resource").unwrap_or_default()).integration();
    let names: &[&str] = match called.map(|call| (call.service, call.action)) {
        Some(("http", "invoke")) => &["ResponseBody", "StatusCode", "StatusText", "Headers"],
        Some(("lambda", "invoke")) => &["Payload", "StatusCode", "ExecutedVersion"],
        _ => &[],
    };
    names.iter().map(|name| Completion::new(*name, "property", "A field of the service's response.")).collect()
}

fn path_at(spot: &Spot<'_>, names: &[&str], world: &World<'_>) -> Vec<Completion> {
    let Some((_, before)) = names.split_last() else { return Vec::new() };
    match before {
        [] => {
            let mut all = vec![
                Completion::new("$", "variable", "The state's input, or its result, depending on the field.").boost(20),
                Completion::new("$$", "variable", "The context object: execution, state, Map item, and task token."),
            ];
            all.extend(variables(spot).into_iter().map(|name| variable(&name)));
            all
        }
        ["$$", "Execution", "Input", rest @ ..] => seen(spot, execution_input(world.events), rest),
        ["$$", rest @ ..] => context(rest),
        ["$", rest @ ..] => match &*spot.field {
            "ResultSelector" => resulting(spot, rest, world),
            "OutputPath" => shaped(spot, rest, world, Stage::Combined),
            "InputPath" => shaped(spot, rest, world, Stage::Input),
            _ => shaped(spot, rest, world, Stage::Selected),
        },
        [name, rest @ ..] => assigned(spot, name, rest, world),
    }
}

fn variable(name: &Rc<str>) -> Completion {
    Completion::new(format!("${name}"), "variable", "A variable that a state assigns.").boost(15)
}

/// A call, with the caret between its brackets.
fn call(name: &str, signature: impl Into<String>, info: &str) -> Completion {
    let text = |text: &str, stop| super::SnippetPart { text: text.to_owned(), stop };
    let parts = vec![text(name, false), text("(", false), text("", true), text(")", false)];
    Completion { parts, ..Completion::new(name, "function", info) }.detail(signature)
}

fn intrinsics() -> Vec<Completion> {
    let call = |name: &&'static str| {
        let entry = docs::intrinsic(name);
        let (signature, info) = entry.map_or(("", ""), |(signature, entry)| (*signature, entry.text));
        Completion {
            parts: vec![
                super::SnippetPart { text: format!("{name}("), stop: false },
                super::SnippetPart { text: String::new(), stop: true },
                super::SnippetPart { text: ")".into(), stop: false },
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

/// The members of what the task, the branches or the iterations give.
fn resulting(spot: &Spot<'_>, path: &[&str], world: &World<'_>) -> Vec<Completion> {
    let observed = spot.state.as_ref().map(|(name, _)| of_state(world.events, name, Stage::Result)).unwrap_or_default();
    let mut found = seen(spot, observed, path);
    if path.is_empty() {
        let known = result(spot);
        found.retain(|one| !known.iter().any(|known| known.label == one.label));
        found.splice(0..0, known);
    }
    found
}

/// The members of a variable.
fn assigned(spot: &Spot<'_>, name: &str, path: &[&str], world: &World<'_>) -> Vec<Completion> {
    let (name, index) = name.split_once('[').map_or((name, None), |(name, index)| (name, Some(index)));
    let Some(name) = name.strip_prefix('$').filter(|name| !name.is_empty()) else { return Vec::new() };
    let values = variable_values(world.events, name);
    let brackets = index.map(|_| "[0]");
    let path: Vec<&str> = brackets.into_iter().chain(path.iter().copied()).collect();
    seen(spot, values, &path)
}

/// The members that the values of the last run have.
fn seen(spot: &Spot<'_>, values: Vec<&Value>, path: &[&str]) -> Vec<Completion> {
    let names = observed::members(values, path, spot.language == Jsonata);
    names.into_iter().filter_map(|name| member(spot, &name)).map(|found| found.detail("from the last run")).collect()
}

/// A member in a path; none if the language has no short form for its name.
fn member(spot: &Spot<'_>, name: &str) -> Option<Completion> {
    let plain = name.chars().all(|character| character.is_alphanumeric() || character == '_')
        && !name.starts_with(|first: char| first.is_ascii_digit());
    let quotable =
        spot.language == Jsonata && !name.is_empty() && !name.contains(['`', '"', '\\']) && is_printable(name);
    match (plain, quotable) {
        (true, _) => Some(Completion::new(name, "property", "")),
        (false, true) => Some(Completion::new(format!("`{name}`"), "property", "")),
        (false, false) => None,
    }
}

fn is_printable(name: &str) -> bool {
    !name.chars().any(char::is_control)
}

/// The members that the state's data can have, as far as the last run or the definition shows.
fn shaped(spot: &Spot<'_>, path: &[&str], world: &World<'_>, stage: Stage) -> Vec<Completion> {
    let Some((name, node)) = &spot.state else { return Vec::new() };
    let mut found = seen(spot, of_state(world.events, name, stage), path);
    // What the definition says is said of the input as it is, without what `InputPath` takes away.
    if stage == Stage::Combined || stage == Stage::Selected && node.get("InputPath").is_some() {
        return found;
    }
    let (machine, _) = asl_lang::parse(spot.machine);
    let known = machine.as_ref().and_then(|machine| {
        let mut all = machine.states().into_iter();
        shape::of(machine).input(all.find(|one| one.span == node.span)?).at(path).ok()
    });
    for name in known.map(|shape| shape.names()).unwrap_or_default() {
        if !super::site::is_placeholder(&name)
            && let Some(completion) = member(spot, &name)
            && !found.iter().any(|known| known.label == completion.label)
        {
            found.push(completion.detail("from the definition"));
        }
    }
    found
}

/// The language that paths of this place are in.
pub(super) fn is_json_path(spot: &Spot<'_>) -> bool {
    spot.language == JsonPath
}
