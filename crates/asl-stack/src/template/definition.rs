//! The definition of one state machine of a template: an object in it, or text that functions put together.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::pieces::Pieces;
use super::resolve::{Resolver, SubPart, function, parts, sub};
use crate::messages::TemplateProblem;
use asl_lang::{self, WorkflowType};
use asl_text::diagnostic::Diagnostic;
use asl_text::{self, Format, Node, NodeKind, Parsed, Span, place};

/// A definition that was found.
pub(super) struct Definition {
    /// Its tree, at its places in the template.
    pub(super) root: Option<Node>,
    /// What is wrong with it.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The names of `DefinitionSubstitutions` with what they stand for; `None` if that is not known.
type Substitutions = BTreeMap<Rc<str>, Option<Rc<str>>>;

/// The text of a template.
#[derive(Clone, Copy)]
pub(super) struct TemplateText<'a> {
    pub(super) text: &'a str,
    pub(super) format: Format,
}

/// The definition in the `Properties` of a state machine. `at` is where to say that there is none.
pub(super) fn read(
    source: TemplateText<'_>,
    resolver: &Resolver<'_>,
    properties: &Node,
    at: Span,
    workflow: WorkflowType,
) -> Definition {
    let members = properties.get("DefinitionSubstitutions").map(Node::members).unwrap_or_default();
    // What is not known keeps the name that the definition has for it: a connection can be bound to that.
    let known = |node| resolver.text(node).filter(|text| !text.contains("${"));
    let names: Substitutions =
        members.iter().map(|member| (Rc::clone(&member.key.value), known(&member.value))).collect();
    if let Some(written) = properties.get("Definition") {
        let root = resolver.node(written, &|text| substituted(text, &names));
        let parsed = Parsed { root: root.clone(), format: source.format, diagnostics: Vec::new() };
        return Definition { root, diagnostics: asl_lang::check_parsed(source.text, parsed, workflow).diagnostics };
    }
    if let Some(string) = properties.get("DefinitionString") {
        return from_text(source, resolver, string, &names, workflow);
    }
    let elsewhere = ["DefinitionUri", "DefinitionS3Location"].iter().find_map(|key| properties.member(key));
    let diagnostic = match elsewhere {
        Some(member) => {
            let file = member.value.as_str().cloned();
            let at = member.key.span.merge(member.value.opening());
            Diagnostic::error(at, TemplateProblem::DefinitionInFile(file))
        }
        None => Diagnostic::error(at, TemplateProblem::NoDefinition),
    };
    Definition { root: None, diagnostics: vec![diagnostic] }
}

fn from_text(
    source: TemplateText<'_>,
    resolver: &Resolver<'_>,
    string: &Node,
    names: &Substitutions,
    workflow: WorkflowType,
) -> Definition {
    let mut pieces = Pieces::default();
    gather(source, resolver, string, names, &mut pieces);
    if pieces.too_long {
        let diagnostics = vec![Diagnostic::error(string.opening(), TemplateProblem::TooLong)];
        return Definition { root: None, diagnostics };
    }
    let parsed = asl_text::parse(&pieces.text);
    let root = parsed.root.as_ref().map(|root| pieces.place_all(root));
    // Checked as a text of its own, in which every place is exact, and only then led back.
    let mut diagnostics = asl_lang::check_parsed(&pieces.text, parsed, workflow).diagnostics;
    for diagnostic in &mut diagnostics {
        diagnostic.span = pieces.place(diagnostic.span);
    }
    Definition { root, diagnostics }
}

/// Adds the text that `node` gives to `pieces`, part by part.
fn gather(source: TemplateText<'_>, resolver: &Resolver<'_>, node: &Node, names: &Substitutions, pieces: &mut Pieces) {
    if let NodeKind::String(text) = &node.kind {
        return written(source, text, node.span, pieces, &mut |name| names.get(name).cloned().flatten());
    }
    match function(node) {
        Some(("Fn::Sub", argument)) => {
            if let Some((template, own)) = sub(argument)
                && let Some(text) = template.as_str()
            {
                return written(source, text, template.span, pieces, &mut |name| {
                    resolver.sub_name(name, own, template.span).or_else(|| names.get(name).cloned().flatten())
                });
            }
        }
        Some(("Fn::Join", argument)) => {
            if let [separator, parts] = argument.items()
                && function(parts).is_none()
            {
                let between = resolver.text(separator).unwrap_or_default();
                for (index, part) in parts.items().iter().enumerate() {
                    if index > 0 {
                        pieces.computed(&between, separator.span);
                    }
                    gather(source, resolver, part, names, pieces);
                }
                return;
            }
        }
        _ => {}
    }
    let text = resolver.text(node).unwrap_or_default();
    pieces.computed(&substituted(&text, names), node.span);
}

/// Adds the text of a string, with what `value` gives in place of `${name}`; a name that it does not know stays.
fn written(
    source: TemplateText<'_>,
    text: &str,
    span: Span,
    pieces: &mut Pieces,
    value: &mut dyn FnMut(&str) -> Option<Rc<str>>,
) {
    let offsets: Option<Rc<[u32]>> = place::offsets(source.text, source.format, span, text).map(Rc::from);
    let as_it_is = |part: &str, from: usize, pieces: &mut Pieces| match &offsets {
        Some(offsets) => pieces.written(part, offsets, from),
        None => pieces.computed(part, span),
    };
    for part in parts(text) {
        match part {
            SubPart::Text(at, text) => as_it_is(text, at, pieces),
            SubPart::Literal(at, name) => {
                as_it_is("${", at, pieces);
                as_it_is(name, at + "${!".len(), pieces);
                as_it_is("}", at + "${!".len() + name.len(), pieces);
            }
            SubPart::Name(at, name) => match value(name) {
                Some(value) => {
                    let end = at + "${}".len() + name.len();
                    let place = offsets.as_ref().and_then(|all| Some((*all.get(at)?, *all.get(end)?)));
                    pieces.computed(&value, place.map_or(span, |(start, end)| Span { start, end }));
                }
                None => as_it_is(text.get(at..at + "${}".len() + name.len()).unwrap_or_default(), at, pieces),
            },
        }
    }
}

/// `text` with what the substitutions give; a name that they do not know stays.
fn substituted(text: &str, names: &Substitutions) -> Rc<str> {
    if names.is_empty() || !text.contains("${") {
        return text.into();
    }
    let mut made = String::new();
    for part in parts(text) {
        match part {
            SubPart::Text(_, text) => made.push_str(text),
            SubPart::Literal(_, name) => made.extend(["${!", name, "}"]),
            SubPart::Name(_, name) => match names.get(name).and_then(Option::as_ref) {
                Some(value) => made.push_str(value),
                None => made.extend(["${", name, "}"]),
            },
        }
    }
    made.into()
}
