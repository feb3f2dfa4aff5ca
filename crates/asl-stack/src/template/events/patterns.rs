//! What is wrong with an event pattern: what AWS says of it, at its place, and conditions that no event meets.

use super::super::pieces::Pieces;
use crate::messages::{EventProblem, Holds};
use asl_events::system::FieldPlace;
use asl_events::{PatternError, Reason};
use asl_text::diagnostic::Diagnostic;
use asl_text::nearest::nearest;
use asl_text::{Member, Node, NodeKind, Span};

/// The most characters of a pattern, by the quota of an account that asked for no more.
const QUOTA: usize = 2_048;
/// What the fields of every event hold (EventBridge User Guide, "Event structure").
const FIELDS: [(&str, Holds); 9] = [
    ("version", Holds::Text),
    ("id", Holds::Text),
    ("detail-type", Holds::Text),
    ("source", Holds::Text),
    ("account", Holds::Text),
    ("time", Holds::Text),
    ("region", Holds::Text),
    ("resources", Holds::Texts),
    ("detail", Holds::Object),
];

/// The tree of the pattern at its places: the node itself, or what its text says.
pub(super) fn tree(pieces: &Pieces, node: &Node) -> Option<Node> {
    match node.as_str() {
        Some(_) => asl_text::json::parse(&pieces.text).root.map(|root| pieces.place_all(&root)),
        None => Some(node.clone()),
    }
}

/// Where the fields of the pattern stand.
pub(super) fn fields(tree: &Node) -> Vec<FieldPlace> {
    let mut found = Vec::new();
    gather(tree, "", &mut found);
    found
}

fn gather(node: &Node, prefix: &str, into: &mut Vec<FieldPlace>) {
    for Member { key, value } in node.members() {
        if &*key.value == "$or" {
            value.items().iter().for_each(|one| gather(one, prefix, into));
            continue;
        }
        let name = if prefix.is_empty() { key.value.to_string() } else { format!("{prefix}.{}", key.value) };
        match &value.kind {
            NodeKind::Array(items) => into.push(FieldPlace {
                name: name.into(),
                key: key.span,
                conditions: items.iter().map(|item| item.span).collect(),
            }),
            _ => gather(value, &name, into),
        }
    }
}

/// What is wrong with the pattern whose text these pieces are; `opening` is where to speak of the whole.
pub(super) fn check(
    pieces: &Pieces,
    error: Option<&PatternError>,
    tree: Option<&Node>,
    opening: Span,
) -> Vec<Diagnostic> {
    if let Some(error) = error {
        let said = error.reason.to_string();
        // Where AWS names no place it speaks of the whole; otherwise its reader stands behind what it speaks of.
        let place = error.at.map_or(opening, |at| pieces.place(token_before(&pieces.text, at)));
        let bare = match &error.reason {
            Reason::NeitherObjectNorArray(field) => tree.and_then(|tree| bare_value(tree, field, place)),
            _ => None,
        };
        return vec![match bare {
            Some((field, span)) => Diagnostic::error(span, EventProblem::NoList { field, said }),
            None => Diagnostic::error(place, EventProblem::Pattern(said)),
        }];
    }
    let mut found = Vec::new();
    let length = pieces.text.chars().count();
    if length > QUOTA {
        found.push(Diagnostic::warning(opening, EventProblem::LongPattern(length)));
    }
    if let Some(tree) = tree {
        envelope(tree, &mut found);
    }
    found
}

/// The token that ends at the byte `at`: a string as a whole.
fn token_before(text: &str, at: usize) -> Span {
    let before = text.get(..at).unwrap_or_default();
    let is_open = |start: usize| before.get(..start).is_some_and(|before| !before.ends_with('\\'));
    let start = before.strip_suffix('"').and_then(|inner| {
        let mut quotes = inner.rmatch_indices('"').map(|(start, _)| start);
        quotes.find(|start| is_open(*start)).filter(|_| inner.ends_with(|last| last != '\\'))
    });
    let last = before.chars().next_back().map_or(0, char::len_utf8);
    Span::new(start.unwrap_or(at.saturating_sub(last)), at)
}

/// The single value that stands at `place` under `field`.
fn bare_value(node: &Node, field: &str, place: Span) -> Option<(String, Span)> {
    for Member { key, value } in node.members() {
        let is_scalar = !value.is_container() && !value.is_unknown();
        if *key.value == *field && is_scalar && value.span.start <= place.start && place.start <= value.span.end {
            return Some((field.to_owned(), value.span));
        }
        if let Some(found) = bare_value(value, field, place) {
            return Some(found);
        }
    }
    node.items().iter().find_map(|item| bare_value(item, field, place))
}

/// Looks at the fields that every event has.
fn envelope(pattern: &Node, found: &mut Vec<Diagnostic>) {
    for Member { key, value } in pattern.members() {
        if &*key.value == "$or" {
            value.items().iter().for_each(|one| envelope(one, found));
            continue;
        }
        // `detail.id` as one name is the same as `id` below `detail`.
        let (name, is_whole) = key.value.split_once('.').map_or((&*key.value, true), |(first, _)| (first, false));
        let Some((_, holds)) = FIELDS.iter().find(|(known, _)| *known == name) else {
            if !asks_for_absence(value) {
                let near = nearest(&key.value, FIELDS.iter().map(|(name, _)| *name)).or(alike(&key.value));
                let field = key.value.to_string();
                found.push(Diagnostic::warning(key.span, EventProblem::UnknownField { field, near }));
            }
            continue;
        };
        if is_whole {
            conditions(name, value, *holds, found);
        }
    }
}

/// The field that other spellings mean.
fn alike(name: &str) -> Option<&'static str> {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    match plain.as_str() {
        "detailtype" => Some("detail-type"),
        "eventsource" => Some("source"),
        "resource" => Some("resources"),
        "details" => Some("detail"),
        _ => None,
    }
}

fn asks_for_absence(value: &Node) -> bool {
    value.items().iter().any(|one| one.get("exists").is_some_and(|flag| flag.kind == NodeKind::Bool(false)))
}

/// Looks at the conditions of a field of which it is known what it holds.
fn conditions(field: &str, value: &Node, holds: Holds, found: &mut Vec<Diagnostic>) {
    let mut never = |span: Span, holds: Holds| {
        found.push(Diagnostic::warning(span, EventProblem::NeverMatches { field: field.to_owned(), holds }));
    };
    if holds == Holds::Object {
        if !value.items().is_empty() && !asks_for_absence(value) {
            never(value.opening(), holds);
        }
        return;
    }
    if !value.members().is_empty() {
        // Members below a text, or below the texts of a list.
        never(value.opening(), holds);
        return;
    }
    for one in value.items() {
        let is_no_text = match &one.kind {
            NodeKind::Number(_) | NodeKind::Bool(_) | NodeKind::Null => true,
            NodeKind::Object(_) => one.get("numeric").is_some(),
            _ => false,
        };
        let text = one.as_str().filter(|text| !text.contains("${"));
        if is_no_text {
            never(one.span, holds);
        } else if let Some(form) = text.and_then(|text| other_form(field, text)) {
            never(one.span, Holds::Form(form));
        }
    }
}

/// How the field is written in every event, if the text is not.
fn other_form(field: &str, text: &str) -> Option<&'static str> {
    match field {
        "account" if text.len() != 12 || !text.bytes().all(|byte| byte.is_ascii_digit()) => Some("123456789012"),
        "region" if !text.contains('-') => Some("us-east-1"),
        "version" if text != "0" => Some("0"),
        _ => None,
    }
}
