//! Help with rules, targets, API destinations, connections and buses in a template: their properties, the operators of
//! patterns, sources and detail-types of AWS's services, paths into events, and the placeholders of transformers.

mod schema;

use asl_value::SortedSet;
use std::rc::Rc;

use super::grammar::step_into;
use super::site::{Role, Site, Step};
use super::skeleton::{self, SnippetPart, Writer};
use super::{Completion, Description, World};
use asl_events::samples;
use asl_text::{Format, Node, Span};
use asl_value::Value;
use schema::{ENVELOPE, Field, Inner, OPERATORS, RESERVED, SOURCES, TYPES};

/// How many names or paths are proposed.
const MOST: usize = 80;
/// How deep paths into events go.
const DEEPEST: usize = 6;

/// A place in one of the resources.
struct Place<'n> {
    /// What belongs there.
    what: What,
    /// The value there.
    node: &'n Node,
    /// The pattern of the rule around it, if there is one.
    pattern: Option<&'n Node>,
    /// AWS's page about the resource.
    page: &'static str,
}

/// What belongs to a place.
enum What {
    /// What the property says.
    Known(Inner),
    /// The value of a resource's `Type`.
    Type,
    /// A part of a pattern: the names that lead to it in the event, and whether it is a condition or a value.
    Pattern(Vec<Rc<str>>, bool),
    /// The list of a pattern's `$or`.
    Or(Vec<Rc<str>>),
}

/// Where the path leads, if that is a part of such a resource.
fn place<'n>(root: &'n Node, path: &[Step]) -> Option<Place<'n>> {
    let mut steps = path;
    let mut node = root;
    if let [Step::Key(first), rest @ ..] = steps
        && &**first == "Resources"
    {
        (node, steps) = (root.get("Resources")?, rest);
    }
    let [Step::Key(id), rest @ ..] = steps else { return None };
    let (mut resource, mut steps) = (node.get(id)?, rest);
    if let [Step::Key(only)] = steps
        && &**only == "Type"
    {
        let is_template =
            root.get("Resources").is_some() || root.get("StartAt").is_none() && root.get("States").is_none();
        return is_template.then_some(Place { what: What::Type, node: resource.get("Type")?, pattern: None, page: "" });
    }
    // `Events` of a function or a machine in SAM hold rules.
    if let [Step::Key(properties), Step::Key(events), Step::Key(event), rest @ ..] = steps
        && &**properties == "Properties"
        && &**events == "Events"
    {
        (resource, steps) = (resource.get("Properties")?.get("Events")?.get(event)?, rest);
    }
    let (fields, page) = schema::of(resource.get("Type")?.as_str()?)?;
    let [Step::Key(properties), rest @ ..] = steps else { return None };
    if &**properties != "Properties" {
        return None;
    }
    let properties = resource.get("Properties")?;
    let pattern = properties.get("EventPattern").or_else(|| properties.get("Pattern"));
    let mut what = What::Known(Inner::Object(fields));
    let mut node = properties;
    for step in rest {
        what = inside(what, step)?;
        node = step_into(node, step)?;
    }
    Some(Place { what, node, pattern, page })
}

fn inside(what: What, step: &Step) -> Option<What> {
    Some(match (what, step) {
        (What::Known(Inner::Object(fields)), Step::Key(key)) => match find(fields, key)?.inner {
            Inner::Pattern => What::Pattern(Vec::new(), false),
            inner => What::Known(inner),
        },
        (What::Known(Inner::List(item)), Step::Index(_)) => What::Known(*item),
        (What::Known(Inner::Map(value)), Step::Key(_)) => What::Known(*value),
        (What::Pattern(names, false), Step::Key(key)) if &**key == "$or" => What::Or(names),
        (What::Or(names), Step::Index(_)) => What::Pattern(names, false),
        (What::Pattern(mut names, false), Step::Key(key)) => {
            names.push(Rc::clone(key));
            What::Pattern(names, false)
        }
        (What::Pattern(names, false), Step::Index(_)) | (What::Pattern(names, true), Step::Key(_)) => {
            What::Pattern(names, true)
        }
        _ => return None,
    })
}

fn find<'f>(fields: &'f [Field], name: &str) -> Option<&'f Field> {
    fields.iter().find(|field| field.name == name)
}

/// What can be typed at the place, if that is a part of such a resource.
pub(super) fn proposals(site: &Site, world: &World<'_>) -> Option<Vec<Completion>> {
    let place = place(&site.root, &site.path)?;
    let mut all = Vec::new();
    if site.typed.role == Role::Key || site.typed.may_be_key {
        match &place.what {
            What::Known(Inner::Object(fields)) => {
                let absent = fields.iter().filter(|field| place.node.get(field.name).is_none());
                all.extend(absent.map(|field| member(site, field.name, field.skeleton, field.info)));
            }
            What::Pattern(names, false) => {
                let names = names_in(&place, names, world);
                let absent = names.into_iter().filter(|(name, _)| place.node.get(name).is_none());
                all.extend(absent.map(|(name, info)| {
                    let value = if name == "detail" { r#"{"‹›":["‹›"]}"# } else { r#"["‹›"]"# };
                    member(site, &name, value, info)
                }));
            }
            What::Pattern(..) => {
                all.extend(OPERATORS.iter().map(|(name, info, value)| member(site, name, value, info)));
            }
            _ => {}
        }
    }
    if site.typed.role == Role::Value {
        all.extend(values(site, &place, world));
    }
    for (completion, boost) in all.iter_mut().zip((0..60).rev()) {
        completion.boost = boost;
    }
    Some(all)
}

/// A member with what its value begins with.
fn member(site: &Site, name: &str, value: &str, info: &'static str) -> Completion {
    let mut writer = Writer::new(site.typed.format);
    if site.typed.has_colon {
        writer.string(name);
    } else {
        writer.member(name, skeleton::read(value).as_ref(), site.typed.shift);
    }
    let parts = writer.into_parts();
    let again = parts.iter().any(|part| part.stop && part.text.is_empty());
    Completion { parts, again, ..Completion::new(name, "property", info) }
}

fn values(site: &Site, place: &Place<'_>, world: &World<'_>) -> Vec<Completion> {
    let written = |completion: Completion| {
        let mut writer = Writer::new(site.typed.format);
        writer.string(&completion.label);
        Completion { parts: writer.into_parts(), ..completion }
    };
    let words = |words: &[(&'static str, &'static str)]| {
        words.iter().map(|(word, info)| written(Completion::new(*word, "enum", *info))).collect::<Vec<_>>()
    };
    match &place.what {
        What::Type => words(TYPES),
        What::Known(Inner::Words(known)) if known.first().is_some_and(|(word, _)| *word == "true") => {
            known.iter().map(|(word, _)| Completion::new(*word, "constant", "")).collect()
        }
        What::Known(Inner::Words(known)) => words(known),
        What::Known(Inner::Path) => {
            let events = events(place, world);
            let mut paths = SortedSet::new();
            for event in &events {
                paths_into(event, &mut paths);
            }
            let info = "A path into the event, as the last events or samples have it.";
            paths.into_iter().take(MOST).map(|path| written(Completion::new(path, "variable", info))).collect()
        }
        What::Known(Inner::Arn(kinds)) => references(site, kinds, true),
        What::Known(Inner::Name(kind)) => references(site, &[kind], false),
        What::Pattern(names, true) => {
            let name = names.iter().map(|name| &**name).collect::<Vec<_>>();
            let mut found = match name.as_slice() {
                ["source"] => {
                    SOURCES.iter().map(|(source, _)| Completion::new(*source, "enum", "A service of AWS.")).collect()
                }
                ["detail-type"] => detail_types(place),
                _ => Vec::new(),
            };
            found = found.into_iter().map(written).collect();
            for (operator, info, value) in OPERATORS {
                let Some(node) = skeleton::read(&format!(r#"{{"{operator}":{value}}}"#)) else { continue };
                let mut writer = Writer::new(site.typed.format);
                writer.alone(&node, site.typed.shift);
                let parts = writer.into_parts();
                found.push(Completion { parts, ..Completion::new(*operator, "property", *info) }.detail("condition"));
            }
            found
        }
        _ => Vec::new(),
    }
}

/// The detail-types of the sources in the pattern; of all services if it names none of them.
fn detail_types(place: &Place<'_>) -> Vec<Completion> {
    let sources = sources_of(place.pattern);
    let of = |(source, kinds): &(&'static str, &'static [&'static str])| {
        kinds.iter().map(|kind| Completion::new(*kind, "enum", "").detail(*source)).collect::<Vec<_>>()
    };
    let named: Vec<_> =
        SOURCES.iter().filter(|(source, _)| sources.iter().any(|wanted| &**wanted == *source)).collect();
    if named.is_empty() { SOURCES.iter().flat_map(of).collect() } else { named.into_iter().flat_map(of).collect() }
}

fn sources_of(pattern: Option<&Node>) -> Vec<Rc<str>> {
    let sources = pattern.and_then(|pattern| pattern.get("source")).map(Node::items).unwrap_or_default();
    sources.iter().filter_map(Node::as_str).cloned().collect()
}

/// The events that may come here: those that were sent last, and the samples; of the pattern's sources, if there are any.
fn events(place: &Place<'_>, world: &World<'_>) -> Vec<Value> {
    let samples = samples::ALL.iter().filter_map(|sample| Value::from_json(sample.text).ok());
    let all: Vec<Value> = world.sent.iter().cloned().chain(samples).collect();
    let sources = sources_of(place.pattern);
    let is_of = |event: &&Value| {
        event
            .get("source")
            .and_then(Value::as_str)
            .is_some_and(|source| sources.iter().any(|wanted| **wanted == *source))
    };
    let own: Vec<Value> = all.iter().filter(is_of).cloned().collect();
    if own.is_empty() { world.sent.to_vec() } else { own }
}

/// The names that can stand in a pattern behind these.
fn names_in(place: &Place<'_>, names: &[Rc<str>], world: &World<'_>) -> Vec<(String, &'static str)> {
    if names.is_empty() {
        let own = ENVELOPE.iter().map(|(name, info)| ((*name).to_owned(), *info));
        return own.chain([("$or".to_owned(), "One of several patterns has to match.")]).collect();
    }
    let mut found = SortedSet::new();
    for event in &events(place, world) {
        let mut at = vec![event.clone()];
        for name in names {
            at = at.iter().flat_map(parts).filter_map(|value| value.get(name).cloned()).collect();
        }
        for value in at.iter().flat_map(parts) {
            found.extend(value.as_object().into_iter().flat_map(|map| map.keys().map(ToString::to_string)));
        }
    }
    found.into_iter().take(MOST).map(|name| (name, "A field of the last events or samples.")).collect()
}

/// A value, or the items of a list.
fn parts(value: &Value) -> Vec<Value> {
    value.as_array().map_or_else(|| vec![value.clone()], <[Value]>::to_vec)
}

/// The paths into an event that EventBridge can follow, as far as anybody would look through them.
pub(crate) fn paths_into(event: &Value, into: &mut SortedSet<String>) {
    gather("$", event, 0, into);
}

/// All paths into an event that EventBridge can follow.
fn gather(path: &str, value: &Value, depth: usize, into: &mut SortedSet<String>) {
    if depth >= DEEPEST || into.len() >= MOST * 2 {
        return;
    }
    if let Some(map) = value.as_object() {
        for (name, inner) in map.iter() {
            let path = format!("{path}.{name}");
            if asl_events::EventPath::parse(&path).is_some() {
                into.insert(path.clone());
                gather(&path, inner, depth + 1, into);
            }
        }
    } else if let Some(first) = value.as_array().and_then(<[Value]>::first) {
        let path = format!("{path}[0]");
        into.insert(path.clone());
        gather(&path, first, depth + 1, into);
    }
}

/// References to the resources of these types: their ARNs, or their names.
fn references(site: &Site, kinds: &[&str], is_arn: bool) -> Vec<Completion> {
    let resources = site.root.get("Resources").unwrap_or(&site.root).members();
    let mut found = Vec::new();
    for one in resources {
        let Some(kind) = one.value.get("Type").and_then(Node::as_str).filter(|kind| kinds.contains(&&***kind)) else {
            continue;
        };
        let id = &one.key.value;
        // The ARN of a machine of CloudFormation is what Ref gives.
        let by_ref = !is_arn || &**kind == "AWS::StepFunctions::StateMachine";
        let text = match (site.typed.format, by_ref) {
            (Format::Yaml, true) => format!("!Ref {id}"),
            (Format::Yaml, false) => format!("!GetAtt {id}.Arn"),
            (Format::Json, true) => format!("{{\"Ref\": \"{id}\"}}"),
            (Format::Json, false) => format!("{{\"Fn::GetAtt\": [\"{id}\", \"Arn\"]}}"),
        };
        let parts = vec![SnippetPart { text, stop: false }];
        let info = "A resource of the template.";
        found.push(Completion { parts, ..Completion::new(id.to_string(), "class", info) }.detail(&**kind));
    }
    found
}

/// A placeholder of a transformer that is typed at the byte `offset`: the proposals, and what gives way to them.
pub(super) fn placeholder(text: &str, offset: usize) -> Option<(Span, Vec<Completion>)> {
    let before = text.get(..offset)?;
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let typed = before.chars().rev().take_while(|letter| is_name(*letter)).count();
    let start = offset - typed;
    if !before.get(..start)?.ends_with('<') {
        return None;
    }
    let behind = text.get(offset..)?;
    let rest = behind.len() - behind.trim_start_matches(is_name).len();
    let root = asl_text::parse(text).root?;
    let transformer = transformer_at(&root, u32::try_from(offset).ok()?)?;
    let own = transformer.get("InputPathsMap").map(Node::members).unwrap_or_default().iter().map(|one| {
        let path = one.value.as_str().map_or(String::new(), ToString::to_string);
        Completion::new(one.key.value.to_string(), "variable", "A name of InputPathsMap.").detail(path).boost(10)
    });
    let reserved = RESERVED.iter().map(|(name, info)| Completion::new(*name, "constant", *info));
    let closes = behind.get(rest..).is_some_and(|behind| behind.starts_with('>'));
    let close = |mut one: Completion| {
        if !closes {
            one.parts.push(SnippetPart { text: ">".to_owned(), stop: false });
        }
        one
    };
    Some((Span::new(start, offset + rest), own.chain(reserved).map(close).collect()))
}

/// The transformer whose template the place is in.
fn transformer_at(node: &Node, at: u32) -> Option<&Node> {
    for one in node.members() {
        if !one.value.span.touches(at) {
            continue;
        }
        if &*one.key.value == "InputTemplate" && one.value.as_str().is_some() {
            return Some(node);
        }
        if let Some(found) = transformer_at(&one.value, at) {
            return Some(found);
        }
    }
    node.items().iter().filter(|item| item.span.touches(at)).find_map(|item| transformer_at(item, at))
}

/// What the key `name` at the end of `path` is, in such a resource.
pub(super) fn describe(root: &Node, path: &[Step], name: &str, span: Span) -> Option<Description> {
    let place = place(root, path)?;
    let (text, page) = match &place.what {
        What::Known(Inner::Object(fields)) => (find(fields, name)?.info, place.page),
        What::Pattern(names, false) if names.is_empty() => {
            (ENVELOPE.iter().find(|(known, _)| *known == name)?.1, "eb-events-structure")
        }
        What::Pattern(_, true) => (OPERATORS.iter().find(|(known, ..)| *known == name)?.1, "eb-event-patterns"),
        _ => return None,
    };
    let link = format!("https://docs.aws.amazon.com/eventbridge/latest/userguide/{page}.html");
    Some(Description { span, title: name.to_owned(), text, link })
}
