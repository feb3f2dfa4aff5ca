//! Secrets that are written into a template become parameters of it.

use super::{Case, Fix, fix, tree};
use asl_stack::messages::TemplateProblem;
use asl_text::edit::Edit;
use asl_text::{Format, Node, detect};
use asl_value::{Map, Value};

/// Takes the secret out of the text.
pub(super) fn propose(case: &Case<'_>) -> Vec<Fix> {
    // The tree of a case is that of the definition; these stand around it.
    let Some(template) = asl_text::parse(case.text).root else { return Vec::new() };
    match case.found.detail() {
        Some(TemplateProblem::WrittenSecret { id, field, .. }) => {
            let name = free_name(&template, &format!("{id}-{field}"));
            fix(format!("Make it the parameter `{name}`"), to_parameter(case, &template, &name)).into_iter().collect()
        }
        Some(TemplateProblem::SecretDefault(_)) => {
            let holder = tree::value_at(&template, case.found.span).and_then(|path| path.holder());
            let edits = holder.and_then(|(parameter, index)| case.rewriter.remove_member(parameter, index));
            fix("Delete the default", edits).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// A name that no parameter has, of letters and digits as CloudFormation wants it.
fn free_name(template: &Node, wanted: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    let base: String = wanted.split(|char: char| !char.is_ascii_alphanumeric()).map(word).collect();
    let base = if base.is_empty() { "Secret".to_owned() } else { base };
    let parameters = template.get("Parameters");
    let is_free = |name: &String| {
        parameters.is_none_or(|all| all.get(name).is_none())
            && template.get("Resources").is_none_or(|all| all.get(name).is_none())
    };
    let names = std::iter::once(base.clone()).chain((2..).map(|number| format!("{base}{number}")));
    names.take(100).find(is_free).unwrap_or(base)
}

fn to_parameter(case: &Case<'_>, template: &Node, name: &str) -> Option<Vec<Edit>> {
    // What was cut out of a template has no place for parameters.
    template.get("Resources")?;
    let (holder, index) = tree::value_at(template, case.found.span)?.holder()?;
    let value = tree::child(holder, index)?;
    let reference = Value::from([("Ref".into(), Value::from(name))].into_iter().collect::<Map>());
    let mut edits = case.rewriter.replace(value, &reference)?;
    if detect(case.text) == Format::Yaml {
        for edit in &mut edits {
            edit.text = format!("!Ref {name}");
        }
    }
    let hidden = [("Type".into(), Value::from("String")), ("NoEcho".into(), Value::from(true))];
    let hidden = Value::from(hidden.into_iter().collect::<Map>());
    edits.extend(if let Some(parameters) = template.get("Parameters") {
        case.rewriter.append(parameters, name, &hidden)
    } else {
        let parameters = Value::from([(name.into(), hidden)].into_iter().collect::<Map>());
        case.rewriter.prepend(template, "Parameters", &parameters)
    });
    Some(edits)
}
