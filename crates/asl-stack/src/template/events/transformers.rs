//! What a target is sent: `Input`, `InputPath` and `InputTransformer`, with what AWS would say of them at its place.

use super::super::pieces::Pieces;
use super::{Reader, json_text};
use crate::messages::EventProblem;
use asl_events::system::ParameterValue;
use asl_events::{EventPath, Input, InputError, Placeholder, placeholders};
use asl_text::diagnostic::Severity;
use asl_text::nearest::nearest;
use asl_text::{Member, Node, Span};

/// The names that every template may use.
const RESERVED: [&str; 5] = [
    "aws.events.rule-arn",
    "aws.events.rule-name",
    "aws.events.event.ingestion-time",
    "aws.events.event",
    "aws.events.event.json",
];

/// Reads what the target `node` with that id is sent, and where that stands.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node, id: &str) -> (Result<Input, InputError>, Option<Span>) {
    let present: Vec<&Member> =
        ["Input", "InputPath", "InputTransformer"].iter().filter_map(|name| node.member(name)).collect();
    let [only] = present.as_slice() else {
        let Some(second) = present.get(1) else { return (Ok(Input::default()), None) };
        let error = InputError::MoreThanOne;
        reader.error(second.key.span, EventProblem::TwoInputs(error.message(id)));
        return (Err(error), Some(second.key.span));
    };
    let place = Some(only.value.span);
    let input = match &*only.key.value {
        "Input" => constant(reader, &only.value, id),
        "InputPath" => path(reader, &only.value),
        _ => transformer(reader, &only.value, id),
    };
    (input, place)
}

/// The paths by which the target `node` reads the event for what it is sent.
pub(super) fn paths(reader: &Reader<'_>, node: &Node) -> Vec<ParameterValue> {
    let map = node.get("InputTransformer").and_then(|all| all.get("InputPathsMap")).map(Node::members);
    let mapped = map.unwrap_or_default().iter().map(|one| &one.value);
    let written = node.get("InputPath").into_iter().chain(mapped);
    written.filter_map(|node| Some(ParameterValue::new(&reader.text(node)?, Some(node.span)))).collect()
}

/// The text of a node that is given to AWS as a text, with the way back to its places. What is an object is the JSON of it.
fn text_of(reader: &Reader<'_>, node: &Node) -> Option<Pieces> {
    let source = reader.source.place.source;
    let resolved = reader.source.resolver.plain(node)?;
    if resolved.is_container() {
        return Some(json_text::of_node(source, &resolved));
    }
    if node.as_str().is_some() {
        return json_text::of_string(source, &resolved);
    }
    let mut pieces = Pieces::default();
    pieces.computed(&super::super::resolve::scalar(&resolved)?, node.span);
    Some(pieces)
}

fn constant(reader: &mut Reader<'_>, node: &Node, id: &str) -> Result<Input, InputError> {
    let Some(pieces) = text_of(reader, node) else { return Ok(Input::default()) };
    let input = Input::read(Some(&pieces.text), None, None);
    if let Err(error) = &input
        && !pieces.text.contains("${")
    {
        reader.error(node.span, EventProblem::Constant(error.message(id)));
    }
    input
}

fn path(reader: &mut Reader<'_>, node: &Node) -> Result<Input, InputError> {
    let text = reader.text(node).unwrap_or_default();
    let input = Input::read(None, Some(&text), None);
    if input.is_err() && !text.contains("${") {
        reader.error(node.span, EventProblem::Path(text.to_string()));
    }
    input
}

fn transformer(reader: &mut Reader<'_>, node: &Node, id: &str) -> Result<Input, InputError> {
    let members = node.get("InputPathsMap").map(Node::members).unwrap_or_default();
    let map: Vec<(String, String)> = members
        .iter()
        .map(|one| (one.key.value.to_string(), reader.text(&one.value).unwrap_or_default().to_string()))
        .collect();
    let Some(written) = node.get("InputTemplate") else {
        let what = "this InputTransformer";
        reader.error(node.opening(), EventProblem::Lacks { what, field: "InputTemplate" });
        return Err(InputError::EmptyTemplate);
    };
    let pieces = text_of(reader, written).unwrap_or_default();
    let input = Input::read(None, None, Some((&map, &pieces.text)));
    match &input {
        Err(_) if pieces.text.contains("${") || map.iter().any(|(_, path)| path.contains("${")) => {}
        Err(error) => refused(reader, error, members, &map, &pieces, written, id),
        Ok(_) => advise(reader, members, &map, &pieces),
    }
    input
}

/// Says what AWS refuses, at its place.
fn refused(
    reader: &mut Reader<'_>,
    error: &InputError,
    members: &[Member],
    map: &[(String, String)],
    pieces: &Pieces,
    written: &Node,
    id: &str,
) {
    let all = placeholders(&pieces.text);
    let said = || EventProblem::Input(error.message(id));
    match error {
        InputError::Path => {
            for (member, (_, path)) in members.iter().zip(map) {
                if EventPath::parse(path).is_none() {
                    reader.error(member.value.span, EventProblem::Path(path.clone()));
                }
            }
        }
        InputError::Unknown(name) => {
            let known = map.iter().map(|(name, _)| name.as_str()).chain(RESERVED);
            let near = nearest(name, known).map(ToOwned::to_owned);
            let problem = EventProblem::UnknownPlaceholder { name: name.clone(), near };
            for one in all.iter().filter(|one| one.name == *name) {
                reader.error(name_place(pieces, one), problem.clone());
            }
        }
        InputError::Names(_) => {
            let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
            let bad = members.iter().find(|one| one.key.value.is_empty() || !is_name(&one.key.value));
            reader.error(bad.map_or(written.span, |one| one.key.span), said());
        }
        InputError::ObjectOnly(name) => {
            let place = all.iter().find(|one| one.name == *name);
            reader.error(place.map_or(written.span, |one| place_of(pieces, one)), said());
        }
        InputError::Key => {
            let place = all.iter().find(|one| one.in_string && is_key(&pieces.text, one));
            reader.error(place.map_or(written.span, |one| place_of(pieces, one)), said());
        }
        _ => reader.error(written.span, said()),
    }
}

/// Whether the string around a placeholder is a member's name.
fn is_key(text: &str, one: &Placeholder<'_>) -> bool {
    let behind = text.get(one.end..).and_then(|rest| rest.split_once('"'));
    behind.is_some_and(|(_, behind)| behind.trim_start().starts_with(':'))
}

/// Says what AWS takes, and nobody means.
fn advise(reader: &mut Reader<'_>, members: &[Member], map: &[(String, String)], pieces: &Pieces) {
    let all = placeholders(&pieces.text);
    let is_object = pieces.text.trim_start().starts_with('{');
    let is_text = pieces.text.trim_start().starts_with('"');
    for one in &all {
        let path = map.iter().find(|(name, _)| *name == one.name).map(|(_, path)| path.as_str());
        let is_reserved = RESERVED.contains(&one.name);
        let place = place_of(pieces, one);
        if path.is_none() && !is_reserved {
            reader.warn(place, EventProblem::StaysAsWritten(one.name.to_owned()));
        } else if is_object && one.in_string && holds_parts(one.name, path) {
            reader.warn(place, EventProblem::QuotedObject(one.name.to_owned()));
        } else if !is_object && !is_text && !one.in_string && holds_text(one.name, path) {
            reader.warn(place, EventProblem::LosesQuotes(one.name.to_owned()));
        }
    }
    for member in members {
        if all.iter().all(|one| *one.name != *member.key.value) {
            let name = member.key.value.to_string();
            reader.report(Severity::Info, member.key.span, EventProblem::UnusedEntry(name));
        }
    }
}

/// Whether a name stands for an object or a list in every event.
fn holds_parts(name: &str, path: Option<&str>) -> bool {
    match path {
        Some(path) => matches!(path, "$" | "$.detail" | "$.resources") || path.ends_with("[*]"),
        None => matches!(name, "aws.events.event" | "aws.events.event.json"),
    }
}

/// Whether a name stands for a text in every event.
fn holds_text(name: &str, path: Option<&str>) -> bool {
    match path {
        Some(path) => {
            let fields = ["id", "detail-type", "source", "account", "time", "region", "version"];
            path.strip_prefix("$.").is_some_and(|field| fields.contains(&field)) || path == "$.resources[0]"
        }
        None => matches!(name, "aws.events.rule-arn" | "aws.events.rule-name" | "aws.events.event.ingestion-time"),
    }
}

fn place_of(pieces: &Pieces, one: &Placeholder<'_>) -> Span {
    pieces.place(Span::new(one.start, one.end))
}

fn name_place(pieces: &Pieces, one: &Placeholder<'_>) -> Span {
    pieces.place(Span::new(one.start + 1, one.end - 1))
}
