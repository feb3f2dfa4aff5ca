//! The parameters of a document, and marks for those that can have one.

use std::rc::Rc;

use asl_document::TemplateChoice;
use asl_lang::WorkflowType;
use asl_stack::template::source::{Parameter, Read, TemplateKind};
use asl_text::{Node, NodeKind, placeholder};
use asl_value::{Map, Number, Value};

use super::{Builder, Wanted, first_error, read};
use crate::Source;
use crate::marks::Marks;

/// What is read of a document, once for each machine.
pub(super) fn reads(source: &Source<'_>, choice: &TemplateChoice) -> Vec<Read> {
    reads_from(source, choice, read(source, choice, ""))
}

/// The same, where the first is read.
pub(super) fn reads_from(source: &Source<'_>, choice: &TemplateChoice, first: Read) -> Vec<Read> {
    let machines = first.template.as_ref().map(|template| template.machines.clone()).unwrap_or_default();
    let others = machines.iter().skip(1).map(|id| read(source, choice, id));
    let others: Vec<Read> = others.collect();
    std::iter::once(first).chain(others).collect()
}

/// The parameters of a template, and the placeholders of definitions that nothing in the document has a value for.
pub(super) fn of(reads: &[Read]) -> Vec<Parameter> {
    let Some(first) = reads.first() else { return Vec::new() };
    let Some(template) = &first.template else { return first.placeholders.clone() };
    let mut all = template.parameters.clone();
    let mut add = |one: Parameter| {
        if all.iter().all(|known| known.name != one.name) {
            all.push(one);
        }
    };
    for read in reads {
        let Some(root) = &read.root else { continue };
        let mut found: Vec<Rc<str>> = Vec::new();
        root.each(&mut |node| {
            for member in node.members() {
                // Terraform says itself what is no placeholder; the ARN of a connection is always one.
                let counts = template.kind != TemplateKind::Terraform || &*member.key.value == "ConnectionArn";
                if counts && let NodeKind::String(text) | NodeKind::Placeholder(text) = &member.value.kind {
                    found.extend(placeholder::all(text).map(|(_, written)| placeholder::name(written).into()));
                }
            }
        });
        for name in found.into_iter().filter(|name| is_name(name)) {
            let description = "Its value is not in the document".into();
            add(Parameter { name, description, default: None, allowed: Vec::new(), is_secret: false });
        }
    }
    all
}

/// Whether a placeholder has a name, and is no expression.
fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '_' | '.' | '-'))
}

/// How much there is of everything.
#[derive(PartialEq, Eq)]
struct Shape {
    rules: Option<usize>,
    destinations: Option<usize>,
    states: Option<usize>,
    functions: usize,
    workflow: WorkflowType,
    has_errors: bool,
}

/// What was read, to compare it.
struct Facts {
    shape: Vec<Shape>,
    definitions: Vec<Option<Node>>,
    /// Everything beside the definitions.
    others: String,
}

impl Facts {
    fn of(reads: &[Read]) -> Self {
        let shape = |read: &Read| Shape {
            rules: read.events.as_ref().map(|system| system.rules.len()),
            destinations: read.events.as_ref().map(|system| system.destinations.len()),
            states: read.machine.as_ref().map(|machine| machine.states().len()),
            functions: read.functions.len(),
            workflow: read.workflow,
            has_errors: first_error(read).is_some(),
        };
        let observed: Vec<_> = reads.iter().map(|read| (&read.observed, &read.permissions.context.own)).collect();
        let first = reads.first().map(|first| (&first.events, &first.functions));
        Self {
            shape: reads.iter().map(shape).collect(),
            definitions: reads.iter().map(|read| read.root.clone()).collect(),
            others: format!("{first:?}{observed:?}"),
        }
    }

    /// Whether this is what `plain` is but for the marks in it.
    fn is(&self, plain: &Self, marks: &Marks) -> bool {
        let value = |root: &Option<Node>| root.as_ref().map(|root| unmarked(root, marks));
        self.shape == plain.shape
            && !marks.has_number(&self.others)
            && marks.plain(&self.others) == plain.others
            && self
                .definitions
                .iter()
                .map(value)
                .eq(plain.definitions.iter().map(|root| root.as_ref().map(Node::to_value)))
    }
}

/// A definition with values in the place of marks.
fn unmarked(node: &Node, marks: &Marks) -> Value {
    match &node.kind {
        NodeKind::String(text) => marks.plain(text).as_str().into(),
        NodeKind::Number(Number::Int(number)) if marks.number(*number).is_some() => {
            let text = marks.plain(&number.to_string());
            Value::from_json(text.trim()).unwrap_or_else(|_| text.as_str().into())
        }
        NodeKind::Array(items) => items.iter().map(|item| unmarked(item, marks)).collect(),
        NodeKind::Object(members) => {
            let members =
                members.iter().map(|member| (Rc::from(marks.plain(&member.key.value)), unmarked(&member.value, marks)));
            members.collect::<Map>().into()
        }
        _ => node.to_value(),
    }
}

/// Marks for the parameters that can have one: where one decides on what there is, its value stays.
pub(super) fn marks(source: &Source<'_>, plain: &[Read], parameters: &[Parameter]) -> Marks {
    let chosen = |one: &Parameter| source.choice.parameters.get(&one.name).filter(|value| !value.is_empty()).cloned();
    let value = |one: &Parameter| chosen(one).or_else(|| one.default.clone());
    let facts = |marks: &Marks| Facts::of(&reads(source, &marks.choice(source.choice)));
    let open = parameters.iter().filter(|parameter| !parameter.is_secret);
    let (valued, others): (Vec<&Parameter>, Vec<&Parameter>) = open.partition(|one| value(one).is_some());
    // What stands without quotes may be a number: it stays as it is written.
    let unquoted = unquoted(plain);
    let others: Vec<&Parameter> = others.into_iter().filter(|one| !unquoted.contains(&one.name)).collect();
    let shape = Facts::of(plain).shape;
    let mut marks = others.iter().fold(Marks::default(), |marks, one| marks.with(one, None));
    let mut base = facts(&marks);
    if base.shape != shape {
        marks = others.into_iter().fold(Marks::default(), |marks, one| {
            let more = marks.with(one, None);
            if facts(&more).shape == shape { more } else { marks }
        });
        base = facts(&marks);
    }
    let all = valued.iter().fold(marks.clone(), |marks, one| marks.with(one, chosen(one).as_deref()));
    if facts(&all).is(&base, &all) {
        return all;
    }
    for one in valued {
        let given = chosen(one);
        let tries = [marks.with(one, given.as_deref()), marks.with_number(one, given.as_deref())];
        if let Some(more) = tries.into_iter().find(|more| facts(more).is(&base, more)) {
            marks = more;
        }
    }
    marks
}

/// The placeholders that stand without quotes.
fn unquoted(reads: &[Read]) -> Vec<Rc<str>> {
    let mut found = Vec::new();
    for root in reads.iter().filter_map(|read| read.root.as_ref()) {
        root.each(&mut |node| {
            if let NodeKind::Placeholder(written) = &node.kind {
                found.push(placeholder::name(written).into());
            }
        });
    }
    found
}

impl Builder<'_> {
    /// Names the parameters that the document uses and nothing in the export refers to: they decide on what there is.
    pub(super) fn parameters_left_out(&mut self) {
        let Some(template) = self.machines.iter().find_map(|machine| machine.read.template.clone()) else { return };
        let text = if let Some(root) = &self.written {
            let parts = root.members().iter().filter(|member| !matches!(&*member.key.value, "Parameters" | "Rules"));
            parts.map(|member| member.value.to_value().to_json()).collect::<String>()
        } else {
            let file = self.source.choice.project.other(template.at);
            file.map_or_else(|| self.source.text.to_string(), |file| file.text.to_string())
        };
        let is_asked = |name: &str| {
            let wanted = Wanted::Document(name.into());
            let id = self.asked.iter().find(|(known, _)| *known == wanted).map(|(_, id)| id);
            id.is_some_and(|id| self.stack.parameters.iter().any(|known| known.name == *id))
        };
        let mut notes = Vec::new();
        for one in template.parameters.iter().filter(|one| !one.is_secret && !is_asked(&one.name)) {
            let name = &one.name;
            let uses = [format!("\"{name}\""), format!("${{{name}}}")];
            let is_used = if self.written.is_some() {
                uses.iter().any(|used| text.contains(used))
            } else {
                text.contains(&**name)
            };
            let given = self.source.choice.parameters.get(name).filter(|value| !value.is_empty()).cloned();
            if let Some(value) = given.or_else(|| one.default.clone()).filter(|_| is_used) {
                notes.push(format!(
                    "The parameter `{name}` is not in the export: what depends on it is as its value `{value}` makes it."
                ));
            }
        }
        for note in notes {
            self.note(note);
        }
    }

    /// Puts values in the place of the marks that are left: where nothing can refer to a parameter, such as in a key.
    pub(super) fn remove_marks(&mut self) {
        let mut left: Vec<String> = Vec::new();
        let marks = self.marks.clone();
        let mut plain = |text: &str| -> String {
            marks.replaced(text, |name| {
                left.push(name.to_owned());
                String::new()
            });
            marks.named(&marks.plain(text))
        };
        for resource in &mut self.stack.resources {
            resource.properties = resource
                .properties
                .iter()
                .map(|(key, value)| (Rc::from(plain(key)), without_marks(value, &mut plain)))
                .collect();
        }
        for definition in &mut self.stack.definitions {
            definition.text = plain(&definition.text);
        }
        for (_, files) in &mut self.stack.code {
            for file in files {
                file.text = plain(&file.text);
            }
        }
        for (_, value) in &mut self.stack.outputs {
            *value = without_marks(value, &mut plain);
        }
        for parameter in &mut self.stack.parameters {
            parameter.description = marks.named(&parameter.description);
        }
        for note in &mut self.stack.notes {
            *note = marks.named(note);
        }
        left.dedup();
        for name in left {
            self.note(format!(
                "The value of the parameter `{name}` is written in the export where nothing can refer to it."
            ));
        }
    }
}

fn without_marks(value: &Value, plain: &mut impl FnMut(&str) -> String) -> Value {
    match value {
        Value::String(text) => plain(text).as_str().into(),
        Value::Array(items) => items.iter().map(|item| without_marks(item, plain)).collect(),
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| (Rc::from(plain(key)), without_marks(value, plain)));
            members.collect::<Map>().into()
        }
        other => other.clone(),
    }
}
