//! The missing Catch, written into the text.

use std::rc::Rc;

use asl_lang::{QueryLanguage, StateMachine};
use asl_text::edit::{Edit, apply};
use asl_text::print::quote;
use asl_text::rewrite::Rewriter;
use asl_text::{Node, NodeKind};
use asl_value::{Map, Value};

/// The changes of the text that give it a catcher of every error at the state `name`, and a Fail state behind it in which the workflow can do better.
/// `machine` is what `root`, the definition's tree, says. `None` if the state cannot be found in the text.
pub fn add_catch(text: &str, root: &Node, machine: &StateMachine, name: &str) -> Option<Vec<Edit>> {
    let (states, state) = find(root, name)?;
    let language = machine.language_of(machine.find(name)?);
    let target = free_name(machine, name);
    let rewriter = if text.contains('\n') { Rewriter::expanding(text) } else { Rewriter::new(text) };
    let catcher = catcher(language, &target);
    let mut edits: Vec<Edit> = match state.get("Catch") {
        Some(list) if !list.items().is_empty() => rewriter.append_item(list, &catcher),
        Some(other) => rewriter.replace(other, &vec![catcher].into())?,
        None => rewriter.append(state, "Catch", &vec![catcher].into()),
    };
    edits.extend(rewriter.append(states, &target, &handler(language, name)));
    Some(edits)
}

/// The same for a text in which the definition may also stand in a string, as a template's `DefinitionString` has it.
pub fn add_catch_in(text: &str, machine: &StateMachine, name: &str) -> Option<Vec<Edit>> {
    let root = asl_text::parse(text).root?;
    if let Some(edits) = add_catch(text, &root, machine, name) {
        return Some(edits);
    }
    let (string, written) = strings(&root).into_iter().find_map(|string| {
        let inner = string.as_str()?;
        let tree = asl_text::parse(inner).root?;
        find(&tree, name)?;
        let edits = add_catch(inner, &tree, machine, name)?;
        Some((string, apply(inner, &edits)))
    })?;
    let edit = Edit { span: string.span, text: rewritten(string.span.slice(text), &written)? };
    // What is put together by a template need not be what stands there: the result is read again.
    let result = apply(text, std::slice::from_ref(&edit));
    let again = asl_text::parse(&result).root?;
    let is_meant = strings(&again)
        .into_iter()
        .any(|string| string.as_str().is_some_and(|text| text.trim_end() == written.trim_end()));
    is_meant.then(|| vec![edit])
}

/// All strings that may hold a definition.
fn strings(node: &Node) -> Vec<&Node> {
    match &node.kind {
        NodeKind::Object(members) => members.iter().flat_map(|member| strings(&member.value)).collect(),
        NodeKind::Array(items) => items.iter().flat_map(strings).collect(),
        NodeKind::String(text) if text.contains("States") => vec![node],
        _ => Vec::new(),
    }
}

/// A string that says `text` in the notation of `before`: in quotes, or as a literal block of YAML.
fn rewritten(before: &str, text: &str) -> Option<String> {
    // A tag such as `!Sub` may stand before it.
    let tag = before.find(['"', '|']).and_then(|at| before.get(..at)).filter(|tag| !tag.contains('\n'))?;
    let before = before.get(tag.len()..)?;
    if before.starts_with('"') {
        return Some(format!("{tag}{}", quote(text)));
    }
    // In a literal block the lines are indented as the first one is; what stands behind the text stays.
    let (header, body) = before.split_once('\n').filter(|_| before.starts_with('|'))?;
    let first = body.lines().find(|line| !line.trim().is_empty())?;
    let indent = first.get(..first.len() - first.trim_start_matches(' ').len())?;
    let line = |line: &str| if line.is_empty() { String::new() } else { format!("{indent}{line}") };
    let lines: Vec<String> = text.trim_end().lines().map(line).collect();
    let behind = before.get(before.trim_end().len()..)?;
    Some(format!("{tag}{header}\n{}{behind}", lines.join("\n")))
}

/// The object of states that holds the state, and the state.
fn find<'n>(node: &'n Node, name: &str) -> Option<(&'n Node, &'n Node)> {
    match &node.kind {
        NodeKind::Object(members) => members.iter().find_map(|member| {
            let inner = &member.value;
            let own = || inner.get(name).filter(|state| state.get("Type").is_some()).map(|state| (inner, state));
            (&*member.key.value == "States").then(own).flatten().or_else(|| find(inner, name))
        }),
        NodeKind::Array(items) => items.iter().find_map(|item| find(item, name)),
        _ => None,
    }
}

fn free_name(machine: &StateMachine, name: &str) -> Rc<str> {
    let short = name.chars().take(60).collect::<String>();
    let names = (1..).map(|number: u32| match number {
        1 => format!("{short} failed"),
        more => format!("{short} failed {more}"),
    });
    let mut free = names.filter(|candidate| machine.find(candidate).is_none());
    free.next().unwrap_or_default().into()
}

fn object(members: &[(&str, Value)]) -> Value {
    members.iter().map(|(key, value)| (Rc::from(*key), value.clone())).collect::<Map>().into()
}

fn catcher(language: QueryLanguage, target: &Rc<str>) -> Value {
    let errors = Value::from(vec![Value::from("States.ALL")]);
    match language {
        QueryLanguage::JsonPath => {
            object(&[("ErrorEquals", errors), ("ResultPath", "$.Failure".into()), ("Next", target.clone().into())])
        }
        QueryLanguage::Jsonata => object(&[("ErrorEquals", errors), ("Next", target.clone().into())]),
    }
}

fn handler(language: QueryLanguage, name: &str) -> Value {
    let comment = Value::from(format!("Do here what is to be done when {name} has failed."));
    let error = match language {
        QueryLanguage::JsonPath => ("ErrorPath", "$.Failure.Error".into()),
        QueryLanguage::Jsonata => ("Error", "{% $states.input.Error %}".into()),
    };
    object(&[("Type", "Fail".into()), ("Comment", comment), error, ("Cause", format!("{name} has failed.").into())])
}
