//! A state's name, changed wherever it stands: its key, `StartAt`, every transition to it, and its mock.

use asl_value::Sort;
use std::rc::Rc;

use super::{ChangeNote, Changed, Refused, read};
use asl_document::TemplateChoice;
use asl_lang::{Scope, StateMachine, WorkflowType};
use asl_stack::template::source;
use asl_text::edit::apply;
use asl_text::rewrite::Rewriter;
use asl_text::{self, Member, Node, NodeKind, Span, Spanned};

/// The longest name of a state, in characters (API reference, `CreateStateMachine`).
const MAX_NAME: usize = 80;

/// The name of the state whose key or reference the byte `offset` touches; else that of the innermost state around it.
pub fn at(machine: &StateMachine, offset: u32) -> Option<Rc<str>> {
    let scopes = machine.scopes();
    let written = scopes.iter().flat_map(|scope| places(scope)).find(|name| name.span.touches(offset));
    let around = || {
        let states = scopes.iter().flat_map(|scope| &scope.states);
        let inside = states.filter(|state| state.span.touches(offset));
        inside.min_by_key(|state| state.span.end - state.span.start).map(|state| state.name.value.clone())
    };
    written.map(|name| name.value.clone()).or_else(around)
}

/// Every place of the scope where the name of a state stands.
fn places(scope: &Scope) -> impl Iterator<Item = &Spanned<Rc<str>>> {
    let states = scope.states.iter().flat_map(|state| std::iter::once(&state.name).chain(state.targets()));
    scope.start_at.iter().chain(states)
}

/// Why no state of `machine` but `old` can be called `new`.
pub fn refuse(machine: &StateMachine, old: &str, new: &str) -> Option<String> {
    let count = new.chars().count();
    let taken = || machine.states().into_iter().any(|state| *state.name.value == *new);
    if new.trim().is_empty() {
        Some("A state needs a name.".to_owned())
    } else if count > MAX_NAME {
        Some(format!("A state name can have at most {MAX_NAME} characters on AWS; this one has {count}."))
    } else if new != old && taken() {
        Some(format!("Another state is named `{new}`. State names must be unique in the whole definition."))
    } else {
        None
    }
}

/// `text` with the state `old` called `new`, in the scopes that have it.
///
/// # Errors
///
/// If the text is broken, the name cannot be given, or a part of it is put together by functions of a template.
pub fn rename(text: &str, choice: &TemplateChoice, old: &str, new: &str) -> Result<Changed, Refused> {
    read(text)?;
    let before = source::check(text, choice, WorkflowType::Standard);
    let (Some(machine), Some(root)) = (&before.machine, &before.root) else {
        return Err(Refused::new("There is no definition to change."));
    };
    if let Some(why) = refuse(machine, old, new) {
        return Err(Refused::new(why));
    }
    let having: Vec<&Scope> = machine.scopes().into_iter().filter(|scope| scope.state(old).is_some()).collect();
    let mut spans: Vec<Span> =
        having.into_iter().flat_map(places).filter(|name| *name.value == *old).map(|name| name.span).collect();
    spans.order();
    spans.dedup();
    if spans.is_empty() {
        return Err(Refused::new(format!("There is no state `{old}`.")));
    }
    let rewriter = Rewriter::new(text);
    let mut edits = Vec::new();
    for span in &spans {
        let Some(written) = rewriter.replace_text(*span, old, new) else {
            let message = format!(
                "Nothing was changed: the name comes from `{}`, a function or an alias. Write the name out first.",
                rewriter.slice(*span).lines().next().unwrap_or_default()
            );
            return Err(Refused::at(*span, message));
        };
        edits.extend(written);
    }
    let result = apply(text, &edits);
    let after = source::check(&result, choice, WorkflowType::Standard);
    let meant = renamed(root, &spans, new).to_value();
    if after.root.map(|root| root.to_value()) != Some(meant) {
        let place = spans.first().copied().unwrap_or_default();
        let message = "Nothing was changed: the name is in text that can't be changed safely.";
        return Err(Refused::at(place, message));
    }
    let count = spans.len();
    let in_places = if count == 1 { "1 place".to_owned() } else { format!("{count} places") };
    let notes = Vec::new();
    Ok(Changed { text: result, summary: format!("Renamed `{old}` to `{new}` in {in_places}."), notes })
}

/// The text of the mocks with what is under `old` under `new`; `None` if there is nothing to change. A note says why a
/// mock stayed where it was.
pub fn rename_mock(mocks: &str, old: &str, new: &str) -> Option<Result<String, ChangeNote>> {
    let (root, _) = read(mocks).ok()?;
    let member = root.member(old)?;
    let span = member.key.span;
    let stays = |why: &str| Err(ChangeNote { span, message: format!("The mock of `{old}` was not renamed: {why}.") });
    if root.member(new).is_some() {
        return Some(stays("there is already a mock with the new name"));
    }
    let Some(edits) = Rewriter::new(mocks).rename(member, new) else {
        return Some(stays(
            "its name is not written \
            out",
        ));
    };
    let result = apply(mocks, &edits);
    let meant = renamed(&root, &[span], new).to_value();
    let is_meant = asl_text::parse(&result).root.is_some_and(|root| root.to_value() == meant);
    Some(if is_meant { Ok(result) } else { stays("it can't be changed safely") })
}

/// The text of the scenarios with `new` wherever they name the state `old`; `None` if they do not. A note says why they
/// stayed as they were.
pub fn rename_scenarios(scenarios: &str, old: &str, new: &str) -> Option<Result<String, ChangeNote>> {
    let (root, _) = read(scenarios).ok()?;
    let list = root.get("scenarios").unwrap_or(&root);
    let mut spans: Vec<Span> = Vec::new();
    for scenario in list.items() {
        for field in ["mocks", "whatIf"] {
            let named = scenario.get(field).and_then(|all| all.member(old));
            spans.extend(named.map(|member| member.key.span));
        }
        spans.extend(scenario.get("expect").into_iter().flat_map(|expect| in_expectation(expect, old)));
    }
    rename_at(scenarios, "The scenarios", &root, spans, old, new)
}

/// The text of a lesson with `new` wherever it names the state `old`; `None` if it does not. A note says why it stayed as it
/// was. What its texts say is left alone.
pub fn rename_lesson(lesson: &str, old: &str, new: &str) -> Option<Result<String, ChangeNote>> {
    let (root, _) = read(lesson).ok()?;
    let is_old = |name: &&Node| name.as_str().is_some_and(|name| **name == *old);
    let mut spans: Vec<Span> = Vec::new();
    for step in root.get("steps")?.items() {
        let focus = step.get("focus").and_then(|focus| focus.get("state"));
        let breakpoints = step.get("breakpoints").into_iter().flat_map(Node::items);
        let names = breakpoints.chain(focus).chain(step.get("runTo"));
        spans.extend(names.filter(is_old).map(|name| name.span));
        spans.extend(step.get("whatIf").and_then(|all| all.member(old)).map(|member| member.key.span));
        let expect = step.get("goal").and_then(|goal| goal.get("expect"));
        spans.extend(expect.into_iter().flat_map(|expect| in_expectation(expect, old)));
    }
    rename_at(lesson, "The lesson", &root, spans, old, new)
}

/// Where an expectation names the state.
fn in_expectation(expect: &Node, old: &str) -> Vec<Span> {
    let names = ["path", "reaches"].into_iter().filter_map(|field| expect.get(field)).flat_map(Node::items);
    let calls = expect.get("calls").into_iter().flat_map(Node::items).filter_map(|call| call.get("state"));
    let is_old = |name: &&Node| name.as_str().is_some_and(|name| **name == *old);
    names.chain(calls).filter(is_old).map(|name| name.span).collect()
}

/// The text with `new` at those places of its tree; `None` if there are none.
fn rename_at(
    text: &str,
    what: &str,
    root: &Node,
    mut spans: Vec<Span>,
    old: &str,
    new: &str,
) -> Option<Result<String, ChangeNote>> {
    spans.order();
    let first = *spans.first()?;
    let stays = || {
        let message = format!(
            "{what} still name{} `{old}`, which can't be changed safely.",
            if what.ends_with('s') { "" } else { "s" }
        );
        Some(Err(ChangeNote { span: first, message }))
    };
    let rewriter = Rewriter::new(text);
    let mut edits = Vec::new();
    for span in &spans {
        let Some(written) = rewriter.replace_text(*span, old, new) else { return stays() };
        edits.extend(written);
    }
    let result = apply(text, &edits);
    let meant = renamed(root, &spans, new).to_value();
    let is_meant = asl_text::parse_data(&result).root.is_some_and(|root| root.to_value() == meant);
    if is_meant { Some(Ok(result)) } else { stays() }
}

/// The tree with `new` at these places.
fn renamed(node: &Node, spans: &[Span], new: &str) -> Node {
    let is_one = |span: &Span| spans.binary_search(span).is_ok();
    let kind = match &node.kind {
        NodeKind::String(_) if is_one(&node.span) => NodeKind::String(new.into()),
        NodeKind::Array(items) => NodeKind::Array(items.iter().map(|item| renamed(item, spans, new)).collect()),
        NodeKind::Object(members) => {
            let member = |member: &Member| {
                let mut key = member.key.clone();
                if is_one(&key.span) {
                    key.value = new.into();
                }
                Member { key, value: renamed(&member.value, spans, new) }
            };
            NodeKind::Object(members.iter().map(member).collect())
        }
        kind => kind.clone(),
    };
    Node { kind, span: node.span }
}

#[cfg(test)]
mod tests {
    use super::{rename_lesson, rename_scenarios};

    #[test]
    fn scenarios_name_the_state_as_it_is_called_now() {
        let text = r#"[
  {"name": "Call", "mocks": {"Call": {"result": "Call"}}, "whatIf": {"Call": ["503"], "Other": "429"},
   "expect": {"status": "SUCCEEDED", "path": ["Call", "Other"], "reaches": ["Call"],
     "calls": [{"state": "Call", "with": {"x": "Call"}}], "output": "Call"}}
]"#;
        let expected = text
            .replace(r#"mocks": {"Call""#, r#"mocks": {"Ask""#)
            .replace(r#"whatIf": {"Call""#, r#"whatIf": {"Ask""#)
            .replace(r#"["Call", "Other"]"#, r#"["Ask", "Other"]"#)
            .replace(r#"reaches": ["Call"]"#, r#"reaches": ["Ask"]"#)
            .replace(r#""state": "Call""#, r#""state": "Ask""#);
        assert_eq!(rename_scenarios(text, "Call", "Ask").unwrap().unwrap(), expected);
        let whole = format!("{{\"scenarios\": {text}}}");
        assert_eq!(rename_scenarios(&whole, "Call", "Ask").unwrap().unwrap(), format!("{{\"scenarios\": {expected}}}"));
        let yaml = "- name: a\n  expect:\n    path: [Call, Call]\n";
        assert_eq!(
            rename_scenarios(yaml, "Call", "Ask please").unwrap().unwrap(),
            "- name: a\n  expect:\n    path: [Ask please, Ask please]\n"
        );
        assert_eq!(rename_scenarios(text, "Nobody", "Ask"), None);
        assert_eq!(rename_scenarios("{", "Call", "Ask"), None);
    }

    #[test]
    fn a_lesson_names_the_state_as_it_is_called_now() {
        let text = r#"{"title": "Call", "steps": [{"text": "Call", "focus": {"state": "Call"}, "breakpoints": ["Call"], "runTo": "Call",
  "whatIf": {"Call": "503"}, "goal": {"text": "Call", "expect": {"path": ["Call"]}}}]}"#;
        let expected = text
            .replace(r#""state": "Call""#, r#""state": "Ask""#)
            .replace(r#"["Call"]"#, r#"["Ask"]"#)
            .replace(r#""runTo": "Call""#, r#""runTo": "Ask""#)
            .replace(r#"{"Call":"#, r#"{"Ask":"#);
        assert_eq!(rename_lesson(text, "Call", "Ask").unwrap().unwrap(), expected);
        assert_eq!(rename_lesson(text, "Nobody", "Ask"), None);
        assert_eq!(rename_lesson("{", "Call", "Ask"), None);
    }
}
