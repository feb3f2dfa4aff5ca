//! Secrets that are written into a template become parameters of it; those that a Task writes into its call go to its connection.

use std::rc::Rc;

use super::{Case, Fix, fix, tree};
use asl_http::connections::substitution;
use asl_http::endpoint::Endpoint;
use asl_http::{Secret, suspect};
use asl_lang::Resource;
use asl_lang::messages::DataProblem;
use asl_stack::messages::TemplateProblem;
use asl_text::edit::Edit;
use asl_text::{Format, Node, detect};
use asl_value::{Map, Value};

/// A secret that a fix takes out of the call of an HTTP Task, for the connection of that Task. Its `Debug` shows no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedSecret {
    /// What the Task names as its connection; `None` where it names none.
    pub connection: Option<Rc<str>>,
    /// The origin that the Task calls, where the text says so.
    pub origin: Option<Rc<str>>,
    /// The part of the call that the secret stands in.
    pub place: CallPart,
    /// The name of the header, parameter or field.
    pub name: Rc<str>,
    /// The secret itself.
    pub value: Secret,
}

/// A part of a call to which a connection can add.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallPart {
    /// A header.
    Header,
    /// A parameter of the query.
    Query,
    /// A field of the body.
    Body,
}

/// Where an HTTP Task writes the parts of its call.
const PARTS: [(&str, CallPart); 3] =
    [("Headers", CallPart::Header), ("QueryParameters", CallPart::Query), ("RequestBody", CallPart::Body)];

/// Takes the secret out of the text.
pub(super) fn propose(case: &Case<'_>) -> Vec<Fix> {
    if let Some(DataProblem::Secret { .. }) = case.found.detail() {
        return to_connection(case).into_iter().collect();
    }
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

/// Takes a secret out of the call of an HTTP Task: a whole header, parameter or field, or a parameter of its address.
fn to_connection(case: &Case<'_>) -> Option<Fix> {
    let path = tree::value_at(case.root, case.found.span)?;
    let (holder, index) = path.holder()?;
    let (key, text) = (&path.member()?.key.value, tree::child(holder, index)?.as_str()?);
    // What is computed is no secret as a whole.
    if key.ends_with(".$") || ["{%", "${"].iter().any(|mark| text.contains(mark)) {
        return None;
    }
    let state = &path.state()?.member()?.value;
    let resource = state.get("Resource").and_then(Node::as_str)?;
    if !Resource::parse(resource).is_http() {
        return None;
    }
    let call = state.get("Parameters").or_else(|| state.get("Arguments"))?;
    let text_of = |node: Option<&Node>| node.and_then(Node::as_str).cloned();
    let address = text_of(call.get("ApiEndpoint"));
    let holder_of_arn = call.get("Authentication").or_else(|| call.get("InvocationConfig"));
    let connection = holder_of_arn.and_then(|holder| text_of(holder.get("ConnectionArn")));
    let origin = address.as_deref().and_then(Endpoint::parse).map(|endpoint| endpoint.origin.into());
    let (place, name, value, edits) = if std::ptr::eq(holder, call) && **key == *"ApiEndpoint" {
        let (name, value, rest) = cut_parameter(text)?;
        let node = tree::child(holder, index)?;
        (CallPart::Query, name.into(), value, case.rewriter.replace(node, &Value::from(rest)))
    } else {
        let (part, place) =
            PARTS.iter().find(|(part, _)| call.get(part).is_some_and(|part| std::ptr::eq(part, holder)))?;
        let at = call.members().iter().position(|member| *member.key.value == **part)?;
        // What would be left empty goes too.
        let edits = match holder.members() {
            [_] => case.rewriter.remove_member(call, at),
            _ => case.rewriter.remove_member(holder, index),
        };
        (*place, Rc::clone(key), &**text, edits)
    };
    let named = connection.as_deref().filter(|text| is_short_name(text));
    let to = named.map_or_else(|| "the connection".to_owned(), |name| format!("the connection `{name}`"));
    let secret = MovedSecret { connection, origin, place, name: Rc::clone(&name), value: Secret::new(value) };
    Some(Fix { secret: Some(secret), ..fix(format!("Move `{name}` to {to}"), edits)? })
}

/// Whether a reference to a connection is worth showing in a title: no ARN.
fn is_short_name(reference: &str) -> bool {
    substitution(reference).is_none() && !reference.contains(':') && reference.chars().count() <= 40
}

/// The name and the value of the first parameter of the address that is a secret, and the address without it.
fn cut_parameter(address: &str) -> Option<(&str, &str, String)> {
    let value = suspect::find(address).into_iter().next()?;
    let before = address.get(..value.start)?.strip_suffix('=')?;
    let start = before.rfind(['?', '&'])?;
    let (name, text) = (before.get(start + 1..)?, address.get(value.clone())?);
    // Another text would be sent if this one was decoded otherwise.
    if text.contains(['%', '+']) {
        return None;
    }
    let (head, tail) = (address.get(..start)?, address.get(value.end..)?);
    let mark = address.get(start..=start)?;
    let rest = match tail.strip_prefix('&') {
        Some(next) => format!("{head}{mark}{next}"),
        None => format!("{head}{tail}"),
    };
    Some((name, text, rest))
}
