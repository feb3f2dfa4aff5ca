//! A connection for AWS: as a CloudFormation template, and as a command of the AWS CLI. Its secrets are not in either:
//! a parameter with `NoEcho`, or a variable of the shell, stands in place of each.

use std::fmt::Write;

use asl_http::{Authorization, Connection, InvocationParameters, Parameter};
use asl_value::Value;

/// What is written.
enum Tree {
    Text(String),
    Flag(bool),
    /// In place of a secret: its name.
    Hole(String),
    Map(Vec<(&'static str, Tree)>),
    List(Vec<Tree>),
}

/// A template, in YAML, with the connection as its only resource.
pub fn cloudformation(connection: &Connection) -> String {
    let (parameters, holes) = tree(connection);
    let mut text = String::from("AWSTemplateFormatVersion: \"2010-09-09\"\n");
    if !holes.is_empty() {
        text.push_str("Parameters:\n");
        for hole in &holes {
            _ = write!(text, "  {hole}:\n    Type: String\n    NoEcho: true\n");
        }
    }
    let mut properties = vec![("Name", Tree::Text(connection.name.to_string()))];
    if !connection.description.is_empty() {
        properties.push(("Description", Tree::Text(connection.description.to_string())));
    }
    properties.push(("AuthorizationType", Tree::Text(connection.authorization.kind().to_owned())));
    properties.push(("AuthParameters", parameters));
    text.push_str("Resources:\n  Connection:\n    Type: AWS::Events::Connection\n    Properties:\n");
    yaml(&Tree::Map(properties), 6, &mut text);
    text.push_str("Outputs:\n  ConnectionArn:\n    Value: !GetAtt Connection.Arn\n");
    text
}

/// `aws events create-connection`, for a POSIX shell.
pub fn command(connection: &Connection) -> String {
    let (parameters, holes) = tree(connection);
    let mut text = String::new();
    for hole in &holes {
        _ = writeln!(text, "read -rs {}   # {hole}", variable(hole));
    }
    let mut shell = String::new();
    json(&parameters, &mut shell);
    _ = write!(text, "aws events create-connection \\\n  --name {} \\\n", quoted(&connection.name));
    if !connection.description.is_empty() {
        _ = writeln!(text, "  --description {} \\", quoted(&connection.description));
    }
    let kind = connection.authorization.kind();
    _ = writeln!(text, "  --authorization-type {kind} \\\n  --auth-parameters '{shell}'");
    text
}

/// `AuthParameters`, and the names of the holes in it.
fn tree(connection: &Connection) -> (Tree, Vec<String>) {
    let mut holes = Vec::new();
    let text = |text: &str| Tree::Text(text.to_owned());
    let mut parameters = Vec::new();
    match &connection.authorization {
        Authorization::Basic { username, .. } => {
            let password = hole("Password", &mut holes);
            parameters
                .push(("BasicAuthParameters", Tree::Map(vec![("Username", text(username)), ("Password", password)])));
        }
        Authorization::ApiKey { name, .. } => {
            let value = hole("ApiKeyValue", &mut holes);
            parameters
                .push(("ApiKeyAuthParameters", Tree::Map(vec![("ApiKeyName", text(name)), ("ApiKeyValue", value)])));
        }
        Authorization::OAuth(oauth) => {
            let secret = hole("ClientSecret", &mut holes);
            let client = Tree::Map(vec![("ClientID", text(&oauth.client_id)), ("ClientSecret", secret)]);
            let mut members = vec![
                ("ClientParameters", client),
                ("AuthorizationEndpoint", text(&oauth.endpoint)),
                ("HttpMethod", text(oauth.method.as_str())),
            ];
            members.extend(lists(&oauth.parameters, "Token", &mut holes).map(|lists| ("OAuthHttpParameters", lists)));
            parameters.push(("OAuthParameters", Tree::Map(members)));
        }
    }
    parameters.extend(lists(&connection.invocation, "", &mut holes).map(|lists| ("InvocationHttpParameters", lists)));
    (Tree::Map(parameters), holes)
}

/// A hole that is called `name`, or like it if that is taken.
fn hole(name: &str, holes: &mut Vec<String>) -> Tree {
    let mut free = name.to_owned();
    let mut number = 1;
    while holes.contains(&free) {
        number += 1;
        free = format!("{name}{number}");
    }
    holes.push(free.clone());
    Tree::Hole(free)
}

fn lists(parameters: &InvocationParameters, group: &str, holes: &mut Vec<String>) -> Option<Tree> {
    let InvocationParameters { headers, query, body } = parameters;
    let mut lists = Vec::new();
    for (name, short, list) in [
        ("HeaderParameters", "Header", headers),
        ("QueryStringParameters", "Query", query),
        ("BodyParameters", "Body", body),
    ] {
        if !list.is_empty() {
            let items = list.iter().map(|parameter| item(parameter, &format!("{group}{short}"), holes));
            lists.push((name, Tree::List(items.collect())));
        }
    }
    (!lists.is_empty()).then_some(Tree::Map(lists))
}

fn item(parameter: &Parameter, group: &str, holes: &mut Vec<String>) -> Tree {
    let value = if parameter.is_secret {
        let key: String = parameter.key.chars().filter(char::is_ascii_alphanumeric).collect();
        hole(&format!("{group}{key}"), holes)
    } else {
        Tree::Text(parameter.value.expose().to_owned())
    };
    let key = Tree::Text(parameter.key.to_string());
    Tree::Map(vec![("Key", key), ("Value", value), ("IsValueSecret", Tree::Flag(parameter.is_secret))])
}

/// Writes `tree` at `indent`, beginning a line.
fn yaml(tree: &Tree, indent: usize, text: &mut String) {
    match tree {
        Tree::Map(members) => {
            for (key, value) in members {
                _ = write!(text, "{:indent$}{key}:", "");
                yaml_value(value, indent + 2, text);
            }
        }
        Tree::List(items) => {
            for item in items {
                let mut inner = String::new();
                yaml(item, indent + 2, &mut inner);
                // The first key stands beside the dash.
                _ = write!(text, "{:indent$}- {}", "", inner.trim_start());
            }
        }
        scalar => yaml_value(scalar, indent, text),
    }
}

fn yaml_value(value: &Tree, indent: usize, text: &mut String) {
    match value {
        // A JSON string is a YAML string, whatever is in it.
        Tree::Text(scalar) => _ = writeln!(text, " {}", Value::from(scalar.as_str()).to_json()),
        Tree::Flag(flag) => _ = writeln!(text, " {flag}"),
        Tree::Hole(name) => _ = writeln!(text, " !Ref {name}"),
        nested => {
            text.push('\n');
            yaml(nested, indent, text);
        }
    }
}

/// Writes `tree` as JSON inside single quotes of a shell.
fn json(tree: &Tree, text: &mut String) {
    match tree {
        Tree::Text(scalar) => text.push_str(&Value::from(scalar.as_str()).to_json().replace('\'', r"'\''")),
        Tree::Flag(flag) => _ = write!(text, "{flag}"),
        Tree::Hole(name) => _ = write!(text, "\"'\"${}\"'\"", variable(name)),
        Tree::Map(members) => {
            text.push('{');
            for (index, (key, value)) in members.iter().enumerate() {
                _ = write!(text, "{}\"{key}\":", if index == 0 { "" } else { "," });
                json(value, text);
            }
            text.push('}');
        }
        Tree::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                json(item, text);
            }
            text.push(']');
        }
    }
}

/// `ApiKeyValue` as a variable of a shell: `API_KEY_VALUE`.
fn variable(name: &str) -> String {
    let mut variable = String::new();
    let mut lower = false;
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && lower {
            variable.push('_');
        }
        lower = letter.is_ascii_lowercase();
        variable.push(letter.to_ascii_uppercase());
    }
    variable
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::cloudformation::Answers;
    use crate::template::connection;
    use asl_http::Secret;

    fn connections() -> Vec<Connection> {
        let parameter =
            |key: &str, value: &str, is_secret| Parameter { key: key.into(), value: Secret::new(value), is_secret };
        let mut all = asl_examples::connections();
        for one in &mut all {
            one.name = "orders".into();
            one.origins.clear();
            one.aliases.clear();
            one.description = "It's \"here\": #1".into();
            one.invocation = InvocationParameters {
                headers: vec![
                    parameter("x-a", "hush-1", true),
                    parameter("x-A", "hush-2", true),
                    parameter("xa", "hush-3", true),
                ],
                query: vec![parameter("q", "yes: 'no'", false)],
                body: vec![],
            };
        }
        all
    }

    #[test]
    fn what_is_exported_holds_no_secret_and_is_read_back_as_it_was() {
        for original in connections() {
            let template = cloudformation(&original);
            let script = command(&original);
            for secret in ["hush", "practice-key", "practice-secret", "\"practice\""] {
                assert!(!template.contains(secret) && !script.contains(secret), "{secret}: {template}{script}");
            }
            let source = connection::read(&template).unwrap();
            let asks = source.asks();
            assert!(asks.len() == 4 && asks.iter().all(|ask| ask.is_secret), "{asks:?}");
            let secrets = [
                ("Password", "practice"),
                ("ApiKeyValue", "practice-key"),
                ("ClientSecret", "practice-secret"),
                ("Headerxa", "hush-1"),
                ("HeaderxA", "hush-2"),
                ("Headerxa2", "hush-3"),
            ];
            let answers: Answers = secrets.iter().map(|(name, value)| ((*name).into(), Secret::new(*value))).collect();
            let read = source.connections(&answers).remove(0).unwrap();
            assert_eq!(read, Connection { arn: "".into(), ..original.clone() }, "{template}");
            assert!(script.contains("--name 'orders'") && script.contains("'\"$HEADERXA"), "{script}");
            assert!(script.contains(r#"--description 'It'\''s "here": #1'"#), "{script}");
        }
    }
}
