//! The definition of one state machine of a template: an object in it, text that functions put together, or a file of the
//! project.

use asl_value::SortedMap;
use std::rc::Rc;

use super::files::{FileReference, Files};
use super::foreign::Written;
use super::pieces::Pieces;
use super::resolve::{Resolver, SubPart, function, parts, sub};
use crate::messages::TemplateProblem;
use asl_document::project::Position;
use asl_lang::{self, WorkflowType};
use asl_text::diagnostic::Diagnostic;
use asl_text::{self, Format, Member, Node, Parsed, Span, place};

/// A definition that was found.
#[derive(Default)]
pub(super) struct Definition {
    /// The file in which it stands.
    pub(super) at: Position,
    /// Its tree, at its places in that file.
    pub(super) root: Option<Node>,
    /// What is wrong with it, at places in that file.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What is wrong with the template around it.
    pub(super) outside: Vec<Diagnostic>,
}

/// The names of `DefinitionSubstitutions` with what they stand for; `None` if that is not known.
pub(super) type Substitutions = SortedMap<Rc<str>, Option<Rc<str>>>;

/// The text of a template.
#[derive(Clone, Copy)]
pub(super) struct TemplateText<'a> {
    pub(super) text: &'a str,
    pub(super) format: Format,
}

/// Where a template stands.
#[derive(Clone, Copy)]
pub(super) struct TemplatePlace<'a> {
    pub(super) files: Files<'a>,
    /// The template's own file.
    pub(super) at: Position,
    pub(super) source: TemplateText<'a>,
}

/// The definition in the `Properties` of a state machine. `span` is where to say that there is none.
pub(super) fn read(
    place: TemplatePlace<'_>,
    resolver: &Resolver<'_>,
    properties: &Node,
    span: Span,
    workflow: WorkflowType,
) -> Definition {
    let TemplatePlace { files, at, .. } = place;
    let members = properties.get("DefinitionSubstitutions").map(Node::members).unwrap_or_default();
    // What is not known keeps the name that the definition has for it: a connection can be bound to that.
    let known = |node| resolver.text(node).filter(|text| !text.contains("${"));
    let mut names: Substitutions =
        members.iter().map(|member| (Rc::clone(&member.key.value), known(&member.value))).collect();
    for (name, value) in resolver.given() {
        names.get_or_default(name).get_or_insert(value);
    }
    if let Some((file, place)) = reference(resolver, properties) {
        if let Some(found) = file.as_ref().and_then(|file| files.project.find(at, file)) {
            return from_file(files, found, &names, workflow);
        }
        let outside = vec![Diagnostic::error(place, TemplateProblem::DefinitionInFile(file))];
        return Definition { at, outside, ..Definition::default() };
    }
    if let Some(written) = properties.get("Definition") {
        let root = resolver.node(written, &|text| substituted(text, &names));
        return from_node(place, root, workflow);
    }
    if let Some(string) = properties.get("DefinitionString") {
        return from_string(place, resolver, string, &names, workflow);
    }
    let outside = vec![Diagnostic::error(span, TemplateProblem::NoDefinition)];
    Definition { at, outside, ..Definition::default() }
}

/// A definition that is an object in a template.
pub(super) fn from_node(place: TemplatePlace<'_>, root: Option<Node>, workflow: WorkflowType) -> Definition {
    let TemplatePlace { at, source, .. } = place;
    let parsed = Parsed { root: root.clone(), format: source.format, diagnostics: Vec::new() };
    let diagnostics = asl_lang::check_parsed(source.text, parsed, workflow).diagnostics;
    Definition { at, root, diagnostics, outside: Vec::new() }
}

/// The file in which the definition of a state machine stands, as it is written if that is known, and where it is named.
fn reference(resolver: &Resolver<'_>, properties: &Node) -> Option<(Option<Rc<str>>, Span)> {
    let named = |member: &Member| {
        let value = &member.value;
        let key = value.get("Key").or_else(|| value.get("key"));
        let file = key.or(Some(value)).and_then(|node| resolver.text(node)).filter(|file| !file.contains("${"));
        (file, member.key.span.merge(value.opening()))
    };
    if let Some(member) = ["DefinitionUri", "DefinitionS3Location"].iter().find_map(|key| properties.member(key)) {
        return Some(named(member));
    }
    // `AWS::Include` puts a file in the place of the object.
    let definition = ["Definition", "DefinitionString"].iter().find_map(|key| properties.get(key))?;
    let transform = definition.get("Fn::Transform").filter(|_| definition.members().len() == 1)?;
    let is_include = transform.get("Name").and_then(Node::as_str).is_some_and(|name| &**name == "AWS::Include");
    transform.get("Parameters")?.member("Location").filter(|_| is_include).map(named)
}

/// The file in which the definition of `machine` stands, if it has one of its own.
pub(super) fn file_of(place: TemplatePlace<'_>, resolver: &Resolver<'_>, machine: &Member) -> Option<FileReference> {
    let (file, _) = reference(resolver, machine.value.get("Properties")?)?;
    let written = file?;
    let found = place.files.project.find(place.at, &written);
    Some(FileReference { written, machine: Rc::clone(&machine.key.value), found })
}

/// The definition in the file at `at`, with what the names stand for.
pub(super) fn from_file(files: Files<'_>, at: Position, names: &Substitutions, workflow: WorkflowType) -> Definition {
    let pieces = substituted_pieces(files.text(at), names);
    from_pieces(at, &pieces, Span::default(), workflow)
}

/// A text with what the names stand for.
pub(super) fn substituted_pieces(text: &str, names: &Substitutions) -> Pieces {
    let mut pieces = Pieces::default();
    let mut from = 0;
    for part in parts(text).into_iter().filter(|_| !names.is_empty()) {
        if let SubPart::Name(start, name) = part
            && let Some(value) = names.get(name.trim()).cloned().flatten()
        {
            let end = start + "${}".len() + name.len();
            pieces.plain(text.get(from..start).unwrap_or_default(), from);
            pieces.computed(&value, Span::new(start, end));
            from = end;
        }
    }
    pieces.plain(text.get(from..).unwrap_or_default(), from);
    pieces
}

/// A definition that the reader of another tool found.
pub(super) fn from_written(
    place: TemplatePlace<'_>,
    resolver: &Resolver<'_>,
    written: &Written,
    workflow: WorkflowType,
) -> Definition {
    let nowhere = |problem: TemplateProblem, span: Span| Definition {
        at: place.at,
        outside: vec![Diagnostic::error(span, problem)],
        ..Definition::default()
    };
    match written {
        Written::Node(at, node) => {
            let names: Substitutions = resolver.given().into_iter().map(|(name, value)| (name, Some(value))).collect();
            let root = resolver.node(node, &|text| substituted(text, &names));
            from_node(TemplatePlace { at: *at, source: place.files.source(*at), ..place }, root, workflow)
        }
        Written::Text(at, pieces, span) => from_pieces(*at, pieces, *span, workflow),
        Written::Missing(file, span) => nowhere(TemplateProblem::DefinitionInFile(file.clone()), *span),
        Written::Unknown(words, span) => nowhere(TemplateProblem::UnknownFunction(words.clone()), *span),
    }
}

/// The definition in a text that was put together of pieces of the file at `at`; `span` is where to say that it is too
/// long.
pub(super) fn from_pieces(at: Position, pieces: &Pieces, span: Span, workflow: WorkflowType) -> Definition {
    if pieces.too_long {
        let diagnostics = vec![Diagnostic::error(span, TemplateProblem::TooLong)];
        return Definition { at, diagnostics, ..Definition::default() };
    }
    let parsed = asl_text::parse(&pieces.text);
    let root = parsed.root.as_ref().map(|root| pieces.place_all(root));
    // Checked as a text of its own, in which every place is exact, and only then led back.
    let mut diagnostics = asl_lang::check_parsed(&pieces.text, parsed, workflow).diagnostics;
    for diagnostic in &mut diagnostics {
        diagnostic.span = pieces.place(diagnostic.span);
    }
    Definition { at, root, diagnostics, outside: Vec::new() }
}

fn from_string(
    place: TemplatePlace<'_>,
    resolver: &Resolver<'_>,
    string: &Node,
    names: &Substitutions,
    workflow: WorkflowType,
) -> Definition {
    let mut pieces = Pieces::default();
    gather(place.source, resolver, string, names, &mut pieces);
    from_pieces(place.at, &pieces, string.opening(), workflow)
}

/// Adds the text that `node` gives to `pieces`, part by part.
fn gather(source: TemplateText<'_>, resolver: &Resolver<'_>, node: &Node, names: &Substitutions, pieces: &mut Pieces) {
    if let Some(text) = node.as_str() {
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
