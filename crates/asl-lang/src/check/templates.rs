//! Payload templates of JSONPath, and expressions of JSONata inside of literal data.

use super::{Checker, language_name, nearest};
use crate::machine::QueryLanguage;
use crate::state::{State, StateKind};
use asl_path::{Expression, Template, intrinsic_names};
use asl_text::diagnostic::Code;
use asl_text::{Node, NodeKind};

pub(super) fn check(checker: &mut Checker<'_>, state: &State, language: QueryLanguage) {
    for (name, node) in fields(state, language) {
        match language {
            QueryLanguage::JsonPath => check_template(checker, name, node),
            QueryLanguage::Jsonata => check_delimiters(checker, name, node),
        }
    }
    if let StateKind::Pass { result: Some(result) } = &state.kind {
        check_result(checker, result);
    }
}

/// Every field of the state in which something is computed.
fn fields(state: &State, language: QueryLanguage) -> Vec<(&'static str, &Node)> {
    let mut fields: Vec<(&'static str, Option<&Node>)> = vec![
        ("Parameters", state.parameters.as_ref()),
        ("ResultSelector", state.result_selector.as_ref()),
        ("Arguments", state.arguments.as_ref()),
        ("Output", state.output.as_ref()),
        ("Assign", state.assign.as_ref()),
    ];
    for catcher in &state.catch {
        fields.push(("Assign", catcher.assign.as_ref()));
        fields.push(("Output", catcher.output.as_ref()));
    }
    match &state.kind {
        StateKind::Task(task) => fields.push(("Credentials", task.credentials.as_ref())),
        StateKind::Choice(choice) => {
            for rule in &choice.rules {
                fields.push(("Assign", rule.assign.as_ref()));
                fields.push(("Output", rule.output.as_ref()));
            }
        }
        StateKind::Map(map) => {
            fields.push(("Items", map.items.as_ref()));
            fields.push(("ItemSelector", map.item_selector.as_ref()));
            let inner = match language {
                QueryLanguage::JsonPath => "Parameters",
                QueryLanguage::Jsonata => "Arguments",
            };
            for part in [&map.item_reader, &map.result_writer].into_iter().flatten() {
                fields.push((inner, part.get(inner)));
            }
            fields.push(("BatchInput", map.item_batcher.as_ref().and_then(|batcher| batcher.get("BatchInput"))));
        }
        _ => {}
    }
    fields.into_iter().filter_map(|(name, node)| Some((name, node?))).collect()
}

fn check_template(checker: &mut Checker<'_>, name: &str, node: &Node) {
    if let Err(mut found) = Template::compile(node) {
        each_string(node, &mut |key, value| {
            let (Some(key), Some(text)) = (key, value.as_str()) else { return };
            let Some(error) = Expression::parse(text).err().filter(|_| key.ends_with(".$")) else { return };
            let exact = checker.inside(value.span, text, error.offset);
            let rest = text.get(error.offset..).unwrap_or_default();
            let name = rest.split('(').next().filter(|name| name.starts_with("States.")).unwrap_or_default();
            let meant = nearest(name, intrinsic_names().iter().copied()).filter(|meant| *meant != name);
            for known in found.iter_mut().filter(|known| known.span == value.span) {
                known.span = exact;
                if let Some(meant) = meant {
                    *known = known.clone().with_hint(format!("did you mean `{meant}`?"));
                }
            }
        });
        checker.found.extend(found);
    }
    each_string(node, &mut |key, value| {
        let (Some(key), Some(text)) = (key, value.as_str()) else { return };
        if key.ends_with(".$") {
            return;
        }
        if text.starts_with("$.") || text.starts_with("$$.") {
            let message = format!("`{text}` is plain text here");
            let hint = format!("to have the path evaluated, write `{key}.$` as the key");
            checker.aws_warning(Code::InvalidTemplate, value.span, message, hint, "NO_DOLLAR");
        } else if text.starts_with("States.") && text.ends_with(')') {
            let message = "an intrinsic function is plain text here";
            let hint = format!("to have it evaluated, write `{key}.$` as the key");
            checker.warning(Code::InvalidTemplate, value.span, message, hint);
        } else if text.starts_with("{%") && text.ends_with("%}") {
            let message = format!("this expression in `{name}` is plain text: the query language here is JSONPath");
            let hint = "set `\"QueryLanguage\": \"JSONata\"` in the state or in the definition";
            checker.warning(Code::InvalidTemplate, value.span, message, hint);
        }
    });
}

/// A string that opens or closes an expression does both, with nothing around it.
fn check_delimiters(checker: &mut Checker<'_>, name: &str, node: &Node) {
    each_string(node, &mut |key, value| {
        let Some(text) = value.as_str() else { return };
        let (opens, closes) = (text.starts_with("{%"), text.ends_with("%}"));
        if opens != closes || (opens && text.len() < 4) {
            let missing = if opens { "does not end with `%}`" } else { "does not begin with `{%`" };
            let message = format!("an expression in `{name}` {missing}");
            let hint = "nothing may stand around an expression, not even a space: \"{% $states.input %}\"";
            checker.error(Code::InvalidTemplate, value.span, message, hint);
        } else if key.is_some_and(|key| key.ends_with(".$")) && text.starts_with('$') {
            let message = format!("`.$` means nothing in {}", language_name(QueryLanguage::Jsonata));
            let hint = "write the key without `.$`, and the value as \"{% $states.input.name %}\"";
            checker.warning(Code::InvalidTemplate, value.span, message, hint);
        }
    });
}

/// `Result` is passed on as it stands.
fn check_result(checker: &mut Checker<'_>, result: &Node) {
    each_string(result, &mut |key, value| {
        if let Some(key) = key.filter(|key| key.ends_with(".$")) {
            let message = format!("`Result` is not evaluated: `{key}` is passed on as it stands");
            let hint = "write `Parameters` in place of `Result`";
            checker.aws_warning(Code::InvalidTemplate, value.span, message, hint, "PASS_RESULT_IS_STATIC");
        }
    });
}

/// Calls `visit` with every string below `node`, and with its key if it has one.
fn each_string(node: &Node, visit: &mut impl FnMut(Option<&str>, &Node)) {
    each(None, node, visit);
}

fn each<'n>(key: Option<&'n str>, node: &'n Node, visit: &mut impl FnMut(Option<&str>, &Node)) {
    match &node.kind {
        NodeKind::String(_) => visit(key, node),
        NodeKind::Array(items) => {
            for item in items {
                each(None, item, visit);
            }
        }
        NodeKind::Object(members) => {
            for member in members {
                each(Some(&member.key.value), &member.value, visit);
            }
        }
        _ => {}
    }
}
