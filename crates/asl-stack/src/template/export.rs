//! A connection for AWS: as a CloudFormation template, and as a command of the AWS CLI. Its secrets are not in either:
//! a parameter with `NoEcho`, or a variable of the shell, stands in place of each.

use std::fmt::Write;

use asl_http::{Authorization, Connection, InvocationParameters, Parameter, shell};
use asl_text::print;
use asl_value::{Map, Value};

/// A template, in YAML, with the connection as its only resource.
pub fn cloudformation(connection: &Connection) -> String {
    let (auth_parameters, placeholders) = auth_parameters(connection);
    let mut template = object([("AWSTemplateFormatVersion", Value::from("2010-09-09"))]);
    if !placeholders.is_empty() {
        let parameter = object([("Type", Value::from("String")), ("NoEcho", Value::from(true))]);
        let parameters: Map =
            placeholders.iter().map(|name| (name.as_str().into(), Value::from(parameter.clone()))).collect();
        template.insert("Parameters", Value::from(parameters));
    }
    let mut properties = object([("Name", text(&connection.name))]);
    if !connection.description.is_empty() {
        properties.insert("Description", text(&connection.description));
    }
    properties.insert("AuthorizationType", text(connection.authorization.kind()));
    properties.insert("AuthParameters", auth_parameters);
    let resource = object([("Type", Value::from("AWS::Events::Connection")), ("Properties", Value::from(properties))]);
    let arn = object([("Fn::GetAtt", Value::from("Connection.Arn"))]);
    let output = object([("ConnectionArn", Value::from(object([("Value", Value::from(arn))])))]);
    template.insert("Resources", Value::from(object([("Connection", Value::from(resource))])));
    template.insert("Outputs", Value::from(output));
    print::template_yaml(&Value::from(template))
}

/// `aws events create-connection`, for a POSIX shell.
pub fn command(connection: &Connection) -> String {
    let (auth_parameters, placeholders) = auth_parameters(connection);
    let mut command = String::new();
    let mut argument = shell::quote(&auth_parameters.to_json());
    for name in &placeholders {
        _ = writeln!(command, "read -rs {}   # {name}", variable(name));
        // A string of JSON outside of the quotes of the shell. A text cannot look like this: its quotes are escaped.
        let variable = format!("\"'\"${}\"'\"", variable(name));
        argument = argument.replace(&reference(name).to_json(), &variable);
    }
    _ = write!(command, "aws events create-connection \\\n  --name {} \\\n", shell::quote(&connection.name));
    if !connection.description.is_empty() {
        _ = writeln!(command, "  --description {} \\", shell::quote(&connection.description));
    }
    let kind = connection.authorization.kind();
    _ = writeln!(command, "  --authorization-type {kind} \\\n  --auth-parameters {argument}");
    command
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Map {
    members.into_iter().map(|(key, value)| (key.into(), value)).collect()
}

fn text(text: &str) -> Value {
    Value::from(text)
}

/// What stands in place of a secret: a reference to the parameter of that name.
fn reference(name: &str) -> Value {
    Value::from(object([("Ref", Value::from(name))]))
}

/// `AuthParameters`, and the names of what stands in place of its secrets.
pub fn auth_parameters(connection: &Connection) -> (Value, Vec<String>) {
    let mut placeholders = Vec::new();
    let mut parameters = Map::new();
    match &connection.authorization {
        Authorization::Basic { username, .. } => {
            let password = placeholder("Password", &mut placeholders);
            let basic = object([("Username", text(username)), ("Password", password)]);
            parameters.insert("BasicAuthParameters", Value::from(basic));
        }
        Authorization::ApiKey { name, .. } => {
            let value = placeholder("ApiKeyValue", &mut placeholders);
            let key = object([("ApiKeyName", text(name)), ("ApiKeyValue", value)]);
            parameters.insert("ApiKeyAuthParameters", Value::from(key));
        }
        Authorization::OAuth(oauth) => {
            let secret = placeholder("ClientSecret", &mut placeholders);
            let client = object([("ClientID", text(&oauth.client_id)), ("ClientSecret", secret)]);
            let mut members = object([
                ("ClientParameters", Value::from(client)),
                ("AuthorizationEndpoint", text(&oauth.endpoint)),
                ("HttpMethod", text(oauth.method.as_str())),
            ]);
            if let Some(lists) = lists(&oauth.parameters, "Token", &mut placeholders) {
                members.insert("OAuthHttpParameters", lists);
            }
            parameters.insert("OAuthParameters", Value::from(members));
        }
    }
    if let Some(lists) = lists(&connection.invocation, "", &mut placeholders) {
        parameters.insert("InvocationHttpParameters", lists);
    }
    (Value::from(parameters), placeholders)
}

/// A reference to a parameter that is called `name`, or like it if that is taken.
fn placeholder(name: &str, placeholders: &mut Vec<String>) -> Value {
    let mut free = name.to_owned();
    let mut number = 1;
    while placeholders.contains(&free) {
        number += 1;
        free = format!("{name}{number}");
    }
    placeholders.push(free.clone());
    reference(&free)
}

fn lists(parameters: &InvocationParameters, group: &str, placeholders: &mut Vec<String>) -> Option<Value> {
    let InvocationParameters { headers, query, body } = parameters;
    let mut lists = Map::new();
    for (name, short, list) in [
        ("HeaderParameters", "Header", headers),
        ("QueryStringParameters", "Query", query),
        ("BodyParameters", "Body", body),
    ] {
        if !list.is_empty() {
            let items = list.iter().map(|parameter| item(parameter, &format!("{group}{short}"), placeholders));
            lists.insert(name, items.collect());
        }
    }
    (!lists.is_empty()).then(|| Value::from(lists))
}

fn item(parameter: &Parameter, group: &str, placeholders: &mut Vec<String>) -> Value {
    let value = if parameter.is_secret {
        let key: String = parameter.key.chars().filter(char::is_ascii_alphanumeric).collect();
        placeholder(&format!("{group}{key}"), placeholders)
    } else {
        text(parameter.value.expose())
    };
    let is_secret = Value::from(parameter.is_secret);
    Value::from(object([("Key", text(&parameter.key)), ("Value", value), ("IsValueSecret", is_secret)]))
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
