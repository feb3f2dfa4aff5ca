//! Payload templates of JSONPath, and expressions of JSONata inside of literal data.

use super::{Checker, is_placeholder};
use crate::computed_fields::{ComputedField, FieldValue};
use crate::machine::QueryLanguage;
use crate::messages::DataProblem;
use crate::state::{State, StateKind};
use asl_path::Template;
use asl_path::messages::TemplateProblem;
use asl_text::diagnostic::AwsWords;
use asl_text::{Node, NodeKind};

pub(super) fn check(checker: &mut Checker<'_>, state: &State, fields: &[ComputedField<'_>]) {
    for field in fields {
        match (field.value, field.language) {
            (FieldValue::Template(node), QueryLanguage::JsonPath) => check_template(checker, field.name, node),
            (FieldValue::Template(node), QueryLanguage::Jsonata) => check_delimiters(checker, field.name, node),
            (FieldValue::Value(_) | FieldValue::Text(_) | FieldValue::Path { .. }, _) => {}
        }
    }
    if let StateKind::Pass { result: Some(result) } = &state.kind {
        check_result(checker, result);
    }
}

fn check_template(checker: &mut Checker<'_>, name: &'static str, node: &Node) {
    if let Err(mut found) = Template::compile(node) {
        // What a placeholder will be filled with is not known here.
        found.retain(|known| match known.detail() {
            Some(TemplateProblem::Invalid { text, .. }) => !is_placeholder(text),
            _ => true,
        });
        for known in &mut found {
            // However deep it stands, AWS names the field that holds the template.
            if let Some(words) = &mut known.aws {
                **words = AwsWords { place: Some(node.span), levels_up: 0, ..(**words).clone() };
            }
            if let Some(TemplateProblem::Invalid { text, error, .. }) = known.detail() {
                known.span = checker.inside(known.span, text, error.offset);
            }
        }
        checker.found.extend(found);
    }
    each_string(node, &mut |key, value| {
        let (Some(key), Some(text)) = (key, value.as_str()) else { return };
        if key.ends_with(".$") {
            return;
        }
        if text.starts_with("$.") || text.starts_with("$$.") {
            let problem = DataProblem::PlainPath { text: text.to_string(), key: key.to_owned() };
            checker.aws_warning(value.span, problem, "NO_DOLLAR");
        } else if text.starts_with("States.") && text.ends_with(')') {
            checker.warning(value.span, DataProblem::PlainIntrinsic { key: key.to_owned() });
        } else if text.starts_with("{%") && text.ends_with("%}") {
            checker.warning(value.span, DataProblem::PlainExpression { field: name });
        }
    });
}

/// A string that opens or closes an expression does both, with nothing around it.
fn check_delimiters(checker: &mut Checker<'_>, name: &'static str, node: &Node) {
    each_string(node, &mut |key, value| {
        let Some(text) = value.as_str() else { return };
        let (opens, closes) = (text.starts_with("{%"), text.ends_with("%}"));
        if opens != closes || (opens && text.len() < 4) {
            checker.error(value.span, DataProblem::Delimiters { field: name, opens });
            if opens {
                checker.in_aws(AwsWords::schema("JSONata string must start with {% and end with %}", 0));
            }
        } else if key.is_some_and(|key| key.ends_with(".$")) && text.starts_with('$') {
            checker.warning(value.span, DataProblem::DollarKey);
        }
    });
}

/// `Result` is passed on as it stands.
fn check_result(checker: &mut Checker<'_>, result: &Node) {
    each_string(result, &mut |key, value| {
        if let Some(key) = key.filter(|key| key.ends_with(".$")) {
            let problem = DataProblem::StaticResult { key: key.to_owned() };
            checker.aws_warning(value.span, problem, "PASS_RESULT_IS_STATIC");
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
