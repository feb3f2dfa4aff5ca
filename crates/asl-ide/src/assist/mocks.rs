//! What can be typed into the text of mocks: names of Tasks, the fields of an answer, errors, and what the service gives.

use std::rc::Rc;

use super::site::{Role, Site, Step};
use super::skeleton::{self, Writer};
use super::{Completion, List, listed};
use asl_lang::{StateKind, StateMachine};
use asl_sim::mock::sample;
use asl_text::{Format, Node, Span, detect};
use asl_value::Value;

/// A Task that can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MockedTask {
    /// The state's name.
    pub name: Rc<str>,
    /// Its `Resource`; empty for none.
    pub resource: Rc<str>,
}

/// The fields of an answer, each with what it begins as and what it is.
const FIELDS: [(&str, &str, &str); 3] = [
    ("result", "‹#{}›", "What the Task gives: any JSON value."),
    ("errorOutput", "", "What the Task fails with: an error's name and its cause."),
    ("delaySeconds", "‹#1›", "How long the answer takes, in seconds."),
];

/// The Tasks of these machines, in the order of their texts.
pub fn tasks(machines: &[&StateMachine]) -> Vec<MockedTask> {
    let states = machines.iter().flat_map(|machine| machine.states());
    states
        .filter_map(|state| match &state.kind {
            StateKind::Task(task) => {
                let resource = task.resource.as_ref().map(|resource| resource.value.clone()).unwrap_or_default();
                Some(MockedTask { name: state.name.value.clone(), resource })
            }
            _ => None,
        })
        .collect()
}

/// What can be typed at the byte `offset` of `text`, which holds answers of these Tasks.
pub fn complete_mocks(text: &str, offset: usize, tasks: &[MockedTask]) -> Option<List> {
    if text.trim().is_empty() {
        return empty(text, offset, tasks);
    }
    let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at))?;
    let site = Site::find(text, detect(text), offset)?;
    let object = node_at(&site.root, &site.path)?;
    let completions = match (site.typed.role, &site.path[..]) {
        (Role::Key, []) => names(&site, object, tasks),
        (_, [Step::Key(state), rest @ ..]) => {
            let resource =
                tasks.iter().find(|task| task.name == *state).map(|task| &*task.resource).unwrap_or_default();
            let (by, rest) = within_plan(rest);
            inside(&site, object, resource, by, rest)
        }
        _ => Vec::new(),
    };
    listed(&site, text, site.typed.word, site.typed.token, completions, false)
}

fn node_at<'n>(root: &'n Node, path: &[Step]) -> Option<&'n Node> {
    path.iter().try_fold(root, |node, step| match step {
        Step::Key(key) => node.get(key),
        Step::Index(index) => node.items().get(*index),
    })
}

/// What can stand in an object: answers for visits and iterations, for visits alone, the numbers of iterations, or one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Anything,
    Visits,
    Numbers,
    Answer,
}

/// The part of a path that is within one answer, behind what stands for visits, iterations and attempts.
fn within_plan(path: &[Step]) -> (By, &[Step]) {
    let (by, path) = match path {
        [Step::Key(field), rest @ ..] if **field == *"byIteration" => match rest {
            [] => return (By::Numbers, rest),
            [_, inner @ ..] => (By::Visits, inner),
        },
        path => (By::Anything, path),
    };
    let (by, path) = match path {
        [Step::Key(field), Step::Index(_), inner @ ..] if **field == *"byVisit" => (By::Answer, inner),
        path => (by, path),
    };
    match path {
        [Step::Index(_), inner @ ..] => (By::Answer, inner),
        path => (by, path),
    }
}

/// The fields for visits and for iterations, with what each begins as and what it is.
const BY_FIELDS: [(&str, &str); 2] = [
    ("byVisit", "Answers for each visit of the state, such as those of a loop; the last one repeats."),
    ("byIteration", "Answers for each iteration of the Map around the state."),
];

/// The fields that have other answers than one: where nothing else stands.
fn plans(site: &Site, object: &Node, resource: &str, by: By) -> Vec<Completion> {
    let count = match by {
        By::Anything => 2,
        By::Visits => 1,
        By::Numbers | By::Answer => 0,
    };
    let is_taken = FIELDS.iter().take(2).map(|(name, ..)| *name).chain(["byVisit", "byIteration"]);
    if is_taken.into_iter().any(|name| object.get(name).is_some()) {
        return Vec::new();
    }
    let answer = format!("{{\"result\":{}}}", sample::result(resource).to_json());
    let fields = BY_FIELDS.iter().take(count);
    fields.map(|(name, info)| member(site, name, &format!("[{answer}]"), info, "property").boost(-10)).collect()
}

/// The numbers of iterations that have no answers yet, and what stands for all others.
fn numbers(site: &Site, object: &Node, resource: &str) -> Vec<Completion> {
    let answer = format!("{{\"result\":{}}}", sample::result(resource).to_json());
    let count = u32::try_from(object.members().len()).unwrap_or_default();
    let next = (0..=count).map(|number| number.to_string()).find(|number| object.get(number).is_none());
    let others = Some("default".to_owned()).filter(|name| object.get(name).is_none());
    let info = "The number of an iteration, from 0, or all others.";
    next.into_iter().chain(others).map(|name| member(site, &name, &answer, info, "property")).collect()
}

/// What fits into the answer of a Task with that resource.
fn inside(site: &Site, object: &Node, resource: &str, by: By, rest: &[Step]) -> Vec<Completion> {
    let key = |step: &Step| match step {
        Step::Key(key) => key.to_string(),
        Step::Index(_) => String::new(),
    };
    let rest: Vec<String> = rest.iter().map(key).collect();
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    match (site.typed.role, &rest[..]) {
        (Role::Key, []) if by == By::Numbers => numbers(site, object, resource),
        (Role::Key, []) => {
            let error = first_error(resource);
            let fields = FIELDS.iter().filter(|(name, ..)| object.get(name).is_none());
            fields
                .map(|(name, value, info)| {
                    let value = match *name {
                        "result" => sample::result(resource).to_json(),
                        "errorOutput" => error.to_json(),
                        _ => format!("\"{value}\""),
                    };
                    member(site, name, &value, info, "property")
                })
                .chain(plans(site, object, resource, by))
                .collect()
        }
        (Role::Key, ["errorOutput"]) => ["error", "cause"]
            .into_iter()
            .filter(|name| object.get(name).is_none())
            .map(|name| member(site, name, "\"‹›\"", "Of the error that a Retry or Catch sees.", "property"))
            .collect(),
        (Role::Value, ["errorOutput", "error"]) => sample::errors(resource)
            .into_iter()
            .map(|(name, cause)| {
                let mut writer = Writer::new(site.typed.format);
                writer.string(&name);
                Completion { parts: writer.into_parts(), ..Completion::new(name, "enum", cause) }
            })
            .collect(),
        (Role::Key, ["result", inner @ ..]) => {
            let sample = sample::result(resource);
            let place = inner.iter().try_fold(&sample, |value, name| value.get(name));
            let Some(Value::Object(members)) = place else { return Vec::new() };
            let missing = members.iter().filter(|(name, _)| object.get(name).is_none());
            missing
                .map(|(name, value)| member(site, name, &value.to_json(), "What the service gives.", "property"))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn first_error(resource: &str) -> Value {
    let (error, cause) = sample::errors(resource).into_iter().next().unwrap_or_default();
    let members = [("error".into(), Value::from(error)), ("cause".into(), Value::from(cause))];
    Value::from(members.into_iter().collect::<asl_value::Map>())
}

/// A member with that value, in JSON.
fn member(site: &Site, name: &str, value: &str, info: &str, kind: &'static str) -> Completion {
    let mut writer = Writer::new(site.typed.format);
    let value = if site.typed.has_colon { None } else { skeleton::read(value) };
    match value {
        Some(value) => writer.member(name, Some(&value), site.typed.shift),
        None => writer.string(name),
    }
    Completion { parts: writer.into_parts(), ..Completion::new(name, kind, info) }
}

/// The Tasks without an answer.
fn names(site: &Site, object: &Node, tasks: &[MockedTask]) -> Vec<Completion> {
    let open = tasks.iter().filter(|task| object.get(&task.name).is_none());
    open.map(|task| {
        let value = format!("{{\"result\":{}}}", sample::result(&task.resource).to_json());
        member(site, &task.name, &value, "A Task of this workflow.", "class").detail(short(&task.resource).to_owned())
    })
    .collect()
}

/// The service and the action of a resource.
fn short(resource: &str) -> &str {
    resource.rsplit_once(":::").map_or(resource, |(_, call)| call)
}

/// The proposals for an empty text: a whole answer of each Task.
fn empty(text: &str, offset: usize, tasks: &[MockedTask]) -> Option<List> {
    let offset = offset.min(text.len());
    let completions: Vec<Completion> = tasks
        .iter()
        .filter_map(|task| {
            let name = Value::from(&*task.name).to_json();
            let value = format!("{{{name}:{{\"result\":{}}}}}", sample::result(&task.resource).to_json());
            let mut writer = Writer::new(Format::Json);
            writer.alone(&skeleton::read(&value)?, 0);
            let label = task.name.to_string();
            let completion = Completion::new(label, "class", "A Task of this workflow.").detail(short(&task.resource));
            Some(Completion { parts: writer.into_parts(), ..completion })
        })
        .collect();
    let word = Span::new(offset, offset);
    (!completions.is_empty()).then_some(List { word, replaced: word, comma: None, completions, unasked: false })
}
