//! Descriptions of what stands at a place of the text, for hovering.

use super::docs::{self, Entry};
use super::expressions::is_json_path;
use super::grammar::{self, Construct, Spot};
use super::site::{Step, block};
use super::{events, fields, resources};
use asl_lang::StateType;
use asl_text::{Format, Node, NodeKind, Span, detect, parse};

/// A description of something in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// The bytes of the text that it describes.
    pub span: Span,
    /// Its name, or the signature of a function.
    pub title: String,
    /// One or two sentences on what it does.
    pub text: &'static str,
    /// The page that says more.
    pub link: String,
}

/// What stands at the byte `offset` of `text`: a field, a type, an error, a function, a path into the context object.
pub fn describe(text: &str, offset: usize) -> Option<Description> {
    // JSON in a block of YAML is a text of its own.
    let block = (detect(text) == Format::Yaml).then(|| block::around(text, offset)).flatten();
    let inner = block.and_then(|block| Some((block.start, text.get(block.start..block.end)?)));
    let Some((start, inner)) = inner.filter(|(_, inner)| block::is_json(inner)) else { return in_text(text, offset) };
    let note = in_text(inner, offset - start)?;
    let Span { start: from, end: to } = note.span;
    Some(Description { span: Span::new(from as usize + start, to as usize + start), ..note })
}

fn in_text(text: &str, offset: usize) -> Option<Description> {
    let root = parse(text).root?;
    let at = u32::try_from(offset).ok()?;
    let mut steps = Vec::new();
    let key = lead(&root, at, &mut steps);
    if let Some((name, span)) = key {
        if let Some(found) = events::describe(&root, &steps, &name, span) {
            return Some(found);
        }
        let spot = grammar::walk(&root, &steps)?;
        let plain = name.trim_end_matches(".$");
        if !fields::of(&spot).iter().any(|known| known.trim_end_matches(".$") == plain) && !is_old(&spot, plain) {
            return None;
        }
        let entry = docs::field(spot.construct, plain)?;
        return Some(note(span, name, entry));
    }
    let spot = grammar::walk(&root, &steps)?;
    let value = spot.node.as_str()?;
    whole(&spot, value).or_else(|| word(text, offset, &spot))
}

/// Fields that exist but are not proposed.
fn is_old(spot: &Spot<'_>, name: &str) -> bool {
    let states = asl_lang::parse::table::state_fields;
    let common = matches!(name, "Type" | "Comment" | "QueryLanguage" | "Next" | "End");
    let has = |kind| states(kind, spot.language).any(|known| known == name);
    spot.construct == Construct::State && (common || spot.kind().is_some_and(has))
}

fn note(span: Span, title: impl Into<String>, entry: Entry) -> Description {
    Description { span, title: title.into(), text: entry.text, link: entry.link() }
}

/// Walks to the key or value at `at`: the key and its place, if it is one.
fn lead(node: &Node, at: u32, path: &mut Vec<Step>) -> Option<(String, Span)> {
    match &node.kind {
        NodeKind::Object(members) => {
            for member in members {
                if member.key.span.touches(at) {
                    return Some((member.key.value.to_string(), member.key.span));
                }
                if member.value.span.touches(at) {
                    path.push(Step::Key(member.key.value.clone()));
                    return lead(&member.value, at, path);
                }
            }
            None
        }
        NodeKind::Array(items) => {
            let (index, item) = items.iter().enumerate().find(|(_, item)| item.span.touches(at))?;
            path.push(Step::Index(index));
            lead(item, at, path)
        }
        _ => None,
    }
}

/// A value that means something as a whole.
fn whole(spot: &Spot<'_>, value: &str) -> Option<Description> {
    let span = spot.node.span;
    match (spot.parent, &*spot.key) {
        (Construct::State, "Type") => Some(note(span, value, docs::type_entry(StateType::from_name(value)?))),
        (Construct::Errors, _) => Some(note(span, value, docs::error(value)?)),
        (Construct::State, "Resource") => {
            let known = resources::find(value)?;
            Some(note(span, value, Entry { text: known.what, page: known.page }))
        }
        _ => None,
    }
}

/// A function or a path in a string.
fn word(text: &str, offset: usize, spot: &Spot<'_>) -> Option<Description> {
    let Span { start, end } = spot.node.span;
    let part = |character: char| character.is_alphanumeric() || matches!(character, '_' | '$' | '.');
    let before = text.get(start as usize..offset)?;
    let from = offset - before.chars().rev().take_while(|c| part(*c)).map(char::len_utf8).sum::<usize>();
    let after = text.get(offset..end as usize)?;
    // A path is described as far as the caret's name, with what follows left out.
    let name = |character: char| part(character) && character != '.';
    let mut to = offset + after.chars().take_while(|c| name(*c)).map(char::len_utf8).sum::<usize>();
    let mut found = text.get(from..to)?;
    if found.starts_with("States") && is_json_path(spot) {
        to = offset + after.chars().take_while(|c| part(*c)).map(char::len_utf8).sum::<usize>();
        found = text.get(from..to)?;
        let full = asl_path::intrinsic_names().iter().find(|known| **known == found)?;
        let (signature, entry) = docs::intrinsic(full)?;
        return Some(note(Span::new(from, to), *signature, entry));
    }
    let span = Span::new(from, to);
    if let Some(entry) = docs::context(found) {
        return Some(note(span, found, entry));
    }
    let function = found.strip_prefix('$').filter(|_| !is_json_path(spot))?;
    Some(note(span, asl_jsonata::signature(function)?, docs::jsonata(function)?))
}
