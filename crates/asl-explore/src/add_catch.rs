//! The missing Catch, written into the text.

use std::rc::Rc;

use asl_lang::{QueryLanguage, StateMachine};
use asl_text::edit::Edit;
use asl_text::rewrite::Rewriter;
use asl_text::{Node, NodeKind};
use asl_value::{Map, Value};

/// The changes of the text that give it a catcher of every error at the state `name`, and a Fail state behind it in which the workflow can do better.
/// `machine` is what `root`, the definition's tree, says. `None` if the state cannot be found in the text.
pub fn add_catch(text: &str, root: &Node, machine: &StateMachine, name: &str) -> Option<Vec<Edit>> {
    let (states, state) = find(root, name)?;
    let language = machine.language_of(machine.find(name)?);
    let target = free_name(machine, name);
    let (rewriter, catcher) = (Rewriter::expanding(text), catcher(language, &target));
    let mut edits: Vec<Edit> = match state.get("Catch") {
        Some(list) if !list.items().is_empty() => rewriter.append_item(list, &catcher),
        Some(other) => rewriter.replace(other, &vec![catcher].into())?,
        None => rewriter.append(state, "Catch", &vec![catcher].into()),
    };
    edits.extend(rewriter.append(states, &target, &handler(language, name)));
    Some(edits)
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
