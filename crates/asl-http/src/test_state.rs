//! A state as the AWS CLI's command that runs it alone: `aws stepfunctions test-state`.

use super::connections::Connections;
use super::shell::quote;
use asl_aws::arn::{Arn, DEFAULT_ACCOUNT, DEFAULT_PARTITION, connection};
use asl_value::{Map, Value};

/// The role that the person puts theirs in place of.
const ROLE: Arn<'_> = Arn {
    partition: DEFAULT_PARTITION,
    service: "iam",
    region: "",
    account: DEFAULT_ACCOUNT,
    resource: "role/YOUR_ROLE",
};

/// `inspectionLevel`: how much `TestState` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// The output, or the error.
    Info,
    /// The data at each stage too.
    Debug,
    /// The request and the response too.
    #[default]
    Trace,
}

impl Level {
    /// All of them, the least telling first.
    pub const ALL: [Self; 3] = [Self::Info, Self::Debug, Self::Trace];

    /// AWS's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "INFO",
            Self::Debug => "DEBUG",
            Self::Trace => "TRACE",
        }
    }
}

/// The command that runs the state `definition` with `input`. It names the connection and holds none of its secrets;
/// `reveal` asks AWS to show them.
pub fn test_state_command(
    definition: &Value,
    input: &Value,
    level: Level,
    reveal: bool,
    connections: &Connections,
) -> String {
    let mut request = Map::new();
    request.insert("definition", definition.to_json().into());
    request.insert("input", input.to_json().into());
    request.insert("roleArn", ROLE.to_string().into());
    request.insert("inspectionLevel", level.name().into());
    // AWS takes it at this level alone.
    request.insert("revealSecrets", (reveal && level == Level::Trace).into());
    request_command(&request.into(), connections)
}

/// The options of the command, in its order, with the members of the request that they stand for.
const OPTIONS: [(&str, &str); 9] = [
    ("definition", "definition"),
    ("state-name", "stateName"),
    ("input", "input"),
    ("role-arn", "roleArn"),
    ("variables", "variables"),
    ("mock", "mock"),
    ("context", "context"),
    ("state-configuration", "stateConfiguration"),
    ("inspection-level", "inspectionLevel"),
];

/// The command that makes a request of TestState, whose members are AWS's (AWS CLI reference, `test-state`). The role of the
/// playground, which nobody has, becomes one to fill in.
pub fn request_command(request: &Value, connections: &Connections) -> String {
    let mut lines = vec!["aws stepfunctions test-state".to_owned()];
    for (option, member) in OPTIONS {
        let text = match request.get(member) {
            None | Some(Value::Null) => continue,
            Some(value) if member == "definition" => {
                let parsed = value.as_str().and_then(|text| Value::from_json(text).ok());
                let written = value.as_str().map(str::to_owned);
                parsed
                    .map(|definition| with_connection_arn(&definition, connections).to_json())
                    .or(written)
                    .unwrap_or_else(|| with_connection_arn(value, connections).to_json())
            }
            Some(Value::String(role)) if member == "roleArn" && role.ends_with(":role/Playground") => ROLE.to_string(),
            Some(Value::String(text)) => text.to_string(),
            Some(value) => value.to_json(),
        };
        let is_word = text.chars().all(|char| char.is_ascii_uppercase());
        lines.push(format!("--{option} {}", if is_word { text } else { quote(&text) }));
    }
    if request.get("revealSecrets").and_then(Value::as_bool) == Some(true) {
        lines.push("--reveal-secrets".to_owned());
    }
    lines.join(" \\\n  ")
}

/// The state with the ARN of its connection in place of a name or substitution that only the playground knows.
fn with_connection_arn(state: &Value, connections: &Connections) -> Value {
    let Value::Object(members) = state else { return state.clone() };
    let replaced = |(key, value): (&std::rc::Rc<str>, &Value)| {
        let value = match (&**key, value) {
            ("Parameters" | "Arguments" | "Authentication" | "InvocationConfig", value) => {
                with_connection_arn(value, connections)
            }
            ("ConnectionArn", Value::String(reference)) if connection::name_in(reference).is_none() => connections
                .find(reference)
                .map_or_else(|| value.clone(), |found| Value::from(std::rc::Rc::clone(&found.arn))),
            (_, value) => value.clone(),
        };
        (std::rc::Rc::clone(key), value)
    };
    Value::from(members.iter().map(replaced).collect::<Map>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Authorization, Connection, InvocationParameters, Secret};

    #[test]
    fn a_shell_hands_the_command_over_as_it_is_meant() {
        let connections = Connections::new(vec![Connection {
            name: "c".into(),
            arn: connection::arn("eu-west-1", "123456789012", "c", "1"),
            authorization: Authorization::ApiKey { name: "k".into(), value: Secret::new("s3cret") },
            invocation: InvocationParameters::default(),
            aliases: vec!["Conn".into()],
            ..Connection::default()
        }]);
        let state = r#"{"Type":"Task","Parameters":{"Authentication":{"ConnectionArn":"${Conn}"},"Headers":{"x":"it's $HOME `id`"}}}"#;
        let state = Value::from_json(state).unwrap();
        let input = Value::from_json(r#"{"a":"\\ ' \" \n"}"#).unwrap();
        let command = test_state_command(&state, &input, Level::Trace, true, &connections);
        assert!(!command.contains("s3cret"));
        let script = format!("aws() {{ for word in \"$@\"; do printf '%s\\0' \"$word\"; done; }}\n{command}");
        let Ok(output) = std::process::Command::new("sh").args(["-c", &script]).output() else { return };
        let output = String::from_utf8_lossy(&output.stdout).into_owned();
        let words: Vec<&str> = output.trim_end_matches('\0').split('\0').collect();
        let arn = connection::arn("eu-west-1", "123456789012", "c", "1");
        let expected = state.to_json().replace("${Conn}", &arn);
        assert_eq!(
            words,
            [
                "stepfunctions",
                "test-state",
                "--definition",
                &expected,
                "--input",
                &input.to_json(),
                "--role-arn",
                &ROLE.to_string(),
                "--inspection-level",
                "TRACE",
                "--reveal-secrets",
            ]
        );
        let request = r#"{"definition":"{\"Type\":\"Map\"}","mock":{"errorOutput":{"error":"it's","cause":"$(x)"}},"roleArn":
            "arn:aws:iam::123456789012:role/Playground","variables":"{\"a\":1}","stateConfiguration":{"retrierRetryCount":2}}"#;
        let command = request_command(&Value::from_json(request).unwrap(), &connections);
        let expected = r#"aws stepfunctions test-state \
  --definition '{"Type":"Map"}' \
  --role-arn 'arn:aws:iam::123456789012:role/YOUR_ROLE' \
  --variables '{"a":1}' \
  --mock '{"errorOutput":{"error":"it'\''s","cause":"$(x)"}}' \
  --state-configuration '{"retrierRetryCount":2}'"#;
        assert_eq!(command, expected);
        let plain = test_state_command(&state, &input, Level::Debug, true, &connections);
        assert!(plain.ends_with("--inspection-level DEBUG"), "{plain}");
    }
}
