//! JSONPath → JSONata: a state, or the whole machine.
//!
//! A state is converted whole or not at all, and only into what is known to give the same for every input in which all
//! paths find something; what hinders it is reported with its place.

mod choice;
mod lists;
mod marks;
mod state;
mod term;
mod write;

use asl_value::SortedSet;
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::{ChangeNote, Changed, Refused, read};
use asl_document::TemplateChoice;
use asl_lang::{QueryLanguage, State, StateKind, StateMachine, WorkflowType};
use asl_path::JSONATA_NAMES;
use asl_stack::template::source;
use asl_text::edit::apply;
use asl_text::rewrite::Rewriter;
use asl_text::{Node, Span};
use state::{Converted, Field};
use write::Writer;

/// Why a state stays in JSONPath.
#[derive(Debug)]
struct Hindrance {
    span: Option<Span>,
    why: String,
}

impl Hindrance {
    fn new(why: impl Into<String>) -> Self {
        Self { span: None, why: why.into() }
    }

    fn at(span: Span, why: impl Into<String>) -> Self {
        Self { span: Some(span), why: why.into() }
    }

    /// The same, at `span` if it has no place of its own.
    fn or_at(self, span: Span) -> Self {
        Self { span: self.span.or(Some(span)), ..self }
    }
}

/// Converts the machine in `text`, as far as that goes: `QueryLanguage` stands at its top if all states are converted,
/// else in each that is.
///
/// # Errors
///
/// If the text is broken, nothing in it is in JSONPath, or no state can be converted.
pub fn machine(text: &str, choice: &TemplateChoice) -> Result<Changed, Refused> {
    convert(text, choice, None)
}

/// Converts the innermost state around the byte `offset`.
///
/// # Errors
///
/// If the text is broken, or the state cannot be converted.
pub fn state_at(text: &str, choice: &TemplateChoice, offset: u32) -> Result<Changed, Refused> {
    convert(text, choice, Some(offset))
}

/// What became of a state.
enum Conversion<'n> {
    Converted(Converted<'n>),
    Left(Hindrance),
}

fn convert(text: &str, choice: &TemplateChoice, offset: Option<u32>) -> Result<Changed, Refused> {
    read(text)?;
    let mut checked = source::check(text, choice, WorkflowType::Standard);
    let unfilled;
    let mut choice = choice;
    if !checked.placeholders.is_empty() {
        // What is converted is what is written, not the values that were given.
        let mut parameters = choice.parameters.clone();
        checked.placeholders.iter().for_each(|one| _ = parameters.remove(&one.name));
        unfilled = TemplateChoice { parameters, ..choice.clone() };
        choice = &unfilled;
        checked = source::check(text, choice, WorkflowType::Standard);
        checked.root = checked.root.as_ref().map(marks::marked);
        checked.machine = checked.root.as_ref().and_then(|root| asl_lang::parse(root).0);
    }
    let (Some(root), Some(machine)) = (&checked.root, &checked.machine) else {
        return Err(Refused::new("There is no definition to convert."));
    };
    let states: Vec<&State> = machine.states();
    let chosen: Vec<&State> = match offset {
        None => states.clone(),
        Some(offset) => {
            let around = states.iter().filter(|state| state.name.span.merge(state.span).touches(offset));
            let innermost = around.min_by_key(|state| state.span.end - state.span.start);
            vec![
                *innermost
                    .ok_or_else(|| Refused::new("There is no state at the caret. Put the caret in the state."))?,
            ]
        }
    };
    let wanted: Vec<&State> =
        chosen.into_iter().filter(|state| machine.language_of(state) == QueryLanguage::JsonPath).collect();
    if wanted.is_empty() {
        return Err(Refused::new("Nothing was changed: this already uses JSONata."));
    }
    let nodes = nodes(root);
    let taken = taken(&states);
    let mut conversions: IndexMap<Span, Conversion<'_>, FxBuildHasher> = IndexMap::default();
    for state in &wanted {
        let conversion = match nodes.get(&state.span) {
            Some(node) => state::convert(state, node)
                .and_then(|converted| undisturbed(converted, &taken))
                .map_or_else(Conversion::Left, Conversion::Converted),
            None => Conversion::Left(Hindrance::new("it is in a place that can't be changed")),
        };
        conversions.insert(state.span, conversion);
    }
    let left = conversions.values().filter(|conversion| matches!(conversion, Conversion::Left(_))).count();
    if left == conversions.len() {
        let first = conversions.into_iter().next();
        let Some((span, Conversion::Left(Hindrance { span: at, why }))) = first else {
            return Err(Refused::new("Nothing was changed."));
        };
        let name = wanted.first().map(|state| state.name.value.clone()).unwrap_or_default();
        return Err(Refused::at(
            at.unwrap_or(span),
            format!("Nothing was changed: `{name}` can't be converted because {why}."),
        ));
    }
    // A machine in JSONata has no states in JSONPath.
    let whole = offset.is_none() && left == 0 && machine.query_language.is_none();
    let writer = Writer { rewriter: Rewriter::new(text), conversions: &conversions, own_language: !whole };
    let result = apply(text, &writer.edits(root, whole));
    let after = source::check(&result, choice, WorkflowType::Standard);
    let after_root = after.root.as_ref().map(marks::marked);
    let meant = after_root.is_some_and(|after| after.to_value() == writer.meant(root, whole));
    let (result, after) = if checked.placeholders.is_empty() {
        (result, after)
    } else {
        let result = marks::restored(&result);
        let after = source::check(&result, choice, WorkflowType::Standard);
        (result, after)
    };
    let Some(converted) = after.machine.filter(|_| meant) else {
        return Err(Refused::at(
            root.opening(),
            "Nothing was changed: this definition can't be rewritten safely. In a template, extract the definition \
             first.",
        ));
    };
    Ok(Changed {
        summary: summary(conversions.len() - left, left),
        notes: notes(&wanted, &conversions, &converted),
        text: result,
    })
}

/// The variables that are called like something that converted expressions use.
fn taken(states: &[&State]) -> Vec<&'static str> {
    let catchers = states.iter().flat_map(|state| &state.catch).filter_map(|catcher| catcher.assign.as_ref());
    let rules =
        states.iter().filter_map(|state| if let StateKind::Choice(choice) = &state.kind { Some(choice) } else { None });
    let rules = rules.flat_map(|choice| &choice.rules).filter_map(|rule| rule.assign.as_ref());
    let assigned = states.iter().filter_map(|state| state.assign.as_ref()).chain(catchers).chain(rules);
    let names: SortedSet<&str> = assigned
        .flat_map(|assign| assign.members().iter().map(|member| &*member.key.value))
        .map(|name| name.strip_suffix(".$").unwrap_or(name))
        .collect();
    JSONATA_NAMES.iter().copied().filter(|name| names.contains(name)).collect()
}

/// The state, unless a variable would take the meaning from a name in its expressions.
fn undisturbed<'n>(converted: Converted<'n>, taken: &[&str]) -> Result<Converted<'n>, Hindrance> {
    for field in &converted.fields {
        let Field::New(_, value) = field else { continue };
        let text = value.to_json();
        if let Some(name) = taken.iter().find(|name| text.contains(&format!("${name}"))) {
            let why = format!("the variable `{name}` conflicts with a JSONata function: rename it first");
            return Err(Hindrance::new(why));
        }
    }
    Ok(converted)
}

/// Each state's object by its place.
fn nodes(root: &Node) -> IndexMap<Span, &Node, FxBuildHasher> {
    let mut found = IndexMap::default();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if let Some(states) = node.get("States") {
            found.extend(states.members().iter().map(|state| (state.value.span, &state.value)));
        }
        open.extend(node.members().iter().map(|member| &member.value));
        open.extend(node.items());
    }
    found
}

fn summary(converted: usize, left: usize) -> String {
    let states = |count: usize| if count == 1 { "1 state".to_owned() } else { format!("{count} states") };
    match left {
        0 => format!("{} converted to JSONata.", states(converted)),
        _ => format!("{} converted to JSONata; {} left in JSONPath.", states(converted), states(left)),
    }
}

/// What to know about each state, at its name in the text after the change.
fn notes(
    wanted: &[&State],
    conversions: &IndexMap<Span, Conversion<'_>, FxBuildHasher>,
    after: &StateMachine,
) -> Vec<ChangeNote> {
    let place = |name: &str| {
        let mut states = after.states().into_iter();
        states.find(|state| &*state.name.value == name).map(|state| state.name.span).unwrap_or_default()
    };
    let mut notes = Vec::new();
    // What is the same for many states is said once, at the first.
    let mut shared: IndexMap<&str, (Rc<str>, usize), FxBuildHasher> = IndexMap::default();
    for state in wanted {
        let name = &state.name.value;
        match conversions.get(&state.span) {
            Some(Conversion::Left(Hindrance { why, .. })) => {
                notes.push(ChangeNote {
                    span: place(name),
                    message: format!("`{name}` stays in JSONPath because {why}."),
                });
            }
            Some(Conversion::Converted(converted)) => {
                for note in &converted.notes {
                    shared.entry(note).or_insert_with(|| (name.clone(), 0)).1 += 1;
                }
            }
            None => {}
        }
    }
    notes.extend(shared.into_iter().map(|(note, (name, count))| {
        let more = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
        ChangeNote { span: place(&name), message: format!("`{name}`{more}: {note}.") }
    }));
    notes
}
