//! Connections with their credentials: from a file, or of a template with values from the environment. INVARIANT: nothing here
//! says a value, only names.

use std::path::Path;
use std::rc::Rc;

use asl_batch::Document;
use asl_http::endpoint::Endpoint;
use asl_http::{Connection, Connections, Secret};
use asl_stack::requirements;
use asl_stack::template::cloudformation::Answers;
use asl_stack::template::connection;
use asl_value::Value;

use crate::Refusal;
use crate::open::{self, Opened};

/// Connections that were found.
#[derive(Default)]
pub(crate) struct Found {
    /// Those that can be used.
    pub(crate) connections: Vec<Connection>,
    /// Why others cannot, a sentence each.
    pub(crate) left_out: Vec<String>,
}

/// The connections of a file: a list of them, or any text that the page imports. `${NAME}` in a value, and parameters of a
/// template, are variables of the environment.
pub(crate) fn read(path: &Path) -> Result<Found, Refusal> {
    let text = open::read(path)?;
    let name = open::written(path);
    let parsed = asl_text::parse_data(&text).root.map(asl_text::Node::into_value);
    let mut found = Found::default();
    let list = parsed.as_ref().and_then(Value::as_array);
    let one = parsed.as_ref().filter(|value| value.get("AuthorizationType").is_some());
    match (list, one) {
        (Some(list), _) => {
            for (number, value) in (1..).zip(list) {
                take(&filled(value, &environment).to_json(), &format!("{name}, connection {number}"), &mut found)?;
            }
        }
        (None, Some(value)) => take(&filled(value, &environment).to_json(), &name, &mut found)?,
        (None, None) => take(&text, &name, &mut found)?,
    }
    Ok(found)
}

/// The connections of a file, as far as their names matter.
pub(crate) fn named(path: &Path) -> Result<Connections, Refusal> {
    let text = open::read(path)?;
    let source = connection::read(&text);
    let all = match asl_text::parse_data(&text).root.map(asl_text::Node::into_value) {
        Some(Value::Array(list)) => {
            let texts = list.iter().map(Value::to_json);
            texts.filter_map(|text| connection::read(&text).ok()).collect()
        }
        _ => vec![source.map_err(|why| Refusal::new(format!("{}: {why}", open::written(path))))?],
    };
    let known = all.iter().flat_map(|source| source.connections(&Answers::new())).filter_map(Result::ok);
    Ok(known.collect())
}

/// The connections in the template of a document, with values from the environment.
pub(crate) fn of_document(opened: &Opened) -> Found {
    let mut found = Found::default();
    let texts = std::iter::once(opened.document.text.clone())
        .chain(opened.document.choice.project.others.iter().map(|file| file.text.clone()));
    for text in texts.filter(|text| text.contains("Connection")) {
        // A text without connections is none.
        let _ = take(&text, &opened.name, &mut found);
    }
    found
}

fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Takes the connections of a text.
fn take(text: &str, name: &str, found: &mut Found) -> Result<(), Refusal> {
    let source = connection::read(text).map_err(|why| Refusal::new(format!("{name}: {why}")))?;
    let mut answers = Answers::new();
    let mut lacking: Vec<String> = Vec::new();
    for ask in source.asks() {
        let variable = variable(&ask.name);
        let value = environment(&ask.name).or_else(|| environment(&variable));
        match value.or_else(|| ask.default.as_deref().map(str::to_owned)) {
            Some(value) => _ = answers.insert(ask.name.clone(), Secret::new(value)),
            None => lacking.push(variable),
        }
    }
    let names: Vec<String> = source.names().map(str::to_owned).collect();
    if !lacking.is_empty() {
        let names = names.join("`, `");
        found.left_out.push(format!(
            "connection `{names}` was left out: set {} in the environment, or pass --connections",
            lacking.join(", ")
        ));
        return Ok(());
    }
    for connection in source.connections(&answers) {
        match connection {
            Ok(connection) => found.connections.push(connection),
            Err(why) => found.left_out.push(format!("{name}: {why}")),
        }
    }
    Ok(())
}

/// A value with the variables of the environment in the place of `${NAME}`; what is not set stays as it is.
fn filled(value: &Value, environment: &impl Fn(&str) -> Option<String>) -> Value {
    match value {
        Value::String(text) => {
            let name = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
            name.and_then(environment).map_or_else(|| value.clone(), Value::from)
        }
        Value::Array(items) => items.iter().map(|item| filled(item, environment)).collect(),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| (name.clone(), filled(value, environment)));
            members.collect::<asl_value::Map>().into()
        }
        other => other.clone(),
    }
}

/// `ApiKeyValue` as a variable of the environment: `API_KEY_VALUE`.
fn variable(name: &str) -> String {
    let mut variable = String::new();
    let mut was_lower = false;
    for letter in name.chars() {
        if !letter.is_ascii_alphanumeric() {
            if !variable.ends_with('_') && !variable.is_empty() {
                variable.push('_');
            }
            was_lower = false;
            continue;
        }
        if letter.is_ascii_uppercase() && was_lower {
            variable.push('_');
        }
        was_lower = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        variable.push(letter.to_ascii_uppercase());
    }
    variable
}

/// Binds a connection that names no origins to those that the definition itself calls with it. One of a workflow from a link
/// is bound to none: whoever made the link would choose where the credentials go.
pub(crate) fn with_origins(connections: Vec<Connection>, opened: &Opened) -> Connections {
    let mut all: Connections = connections.into_iter().collect();
    if opened.is_from_link {
        return all;
    }
    let open: Vec<Rc<str>> =
        all.iter().filter(|known| known.origins.is_empty()).map(|known| known.name.clone()).collect();
    for (reference, origin) in called(&opened.document) {
        let is_open = all.find(&reference).is_some_and(|known| open.contains(&known.name));
        if is_open {
            all = all.with_origin(&reference, &origin);
        }
    }
    all
}

/// The connections that a definition names, with the origins that it calls with them, as far as it says so.
fn called(document: &Document) -> Vec<(Rc<str>, String)> {
    let machines = document.read.machine.iter().chain(document.others.iter().map(|other| &other.machine));
    let requirements = machines.flat_map(requirements::of);
    let pairs = requirements.filter_map(|one| {
        let endpoint = Endpoint::parse(&one.endpoint?)?;
        Some((one.connection?.value, endpoint.origin))
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::{filled, variable};
    use asl_value::Value;

    #[test]
    fn names_of_parameters_are_variables() {
        for (name, expected) in [
            ("ApiKeyValue", "API_KEY_VALUE"),
            ("EventBridgeConnectionPassword", "EVENT_BRIDGE_CONNECTION_PASSWORD"),
            ("api_key", "API_KEY"),
            ("{{resolve:ssm:/a/b}}", "RESOLVE_SSM_A_B_"),
        ] {
            assert_eq!(variable(name), expected, "{name}");
        }
    }

    #[test]
    fn only_whole_values_are_variables() {
        let value = Value::from_json(r#"{"a": ["${KEY}", "${OTHER}", "x ${KEY}"]}"#).unwrap();
        let environment = |name: &str| (name == "KEY").then(|| "hush".to_owned());
        assert_eq!(filled(&value, &environment).to_json(), r#"{"a":["hush","${OTHER}","x ${KEY}"]}"#);
    }
}
