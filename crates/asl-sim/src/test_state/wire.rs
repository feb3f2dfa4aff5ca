//! TestState as AWS's API has it (API reference, `TestState`): the members of a request, and those of the response.

use std::rc::Rc;

use super::{Refusal, TestStateCall, Tested};
use asl_aws::arn::Arn;
use asl_aws::state_error::StateError;
use asl_http::Exchange;
use asl_http::request::ShownRequest;
use asl_http::test_state::Level;
use asl_lang::aws;
use asl_text::nearest::nearest;
use asl_value::{Map, Value};

/// The members of a request.
const MEMBERS: [&str; 10] = [
    "definition",
    "roleArn",
    "input",
    "inspectionLevel",
    "revealSecrets",
    "variables",
    "stateName",
    "mock",
    "context",
    "stateConfiguration",
];
/// Those of `mock`.
const OF_MOCK: [&str; 3] = ["result", "errorOutput", "fieldValidationMode"];
/// Those of `mock.errorOutput`.
const OF_ERROR: [&str; 2] = ["error", "cause"];
/// Those of `stateConfiguration`.
const OF_CONFIGURATION: [&str; 4] =
    ["retrierRetryCount", "errorCausedByState", "mapIterationFailureCount", "mapItemReaderData"];
/// How strictly a mock is compared with what the service answers.
const MODES: [&str; 3] = ["STRICT", "PRESENT", "NONE"];

/// A request of TestState. AWS's members that hold JSON are texts; here they may also be the JSON itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TestStateRequest {
    definition: String,
    state_name: Option<String>,
    input: Value,
    input_text: String,
    role_arn: Option<String>,
    level: Level,
    reveals_secrets: bool,
    variables: Option<Value>,
    mock: Option<Value>,
    context: Option<Value>,
    configuration: Option<Value>,
}

/// What a service came to that was really called.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Called {
    /// Its answer, or the error of the call.
    pub answer: Option<Result<Value, StateError>>,
    /// The exchange of an HTTP Task.
    pub exchange: Option<Rc<Exchange>>,
    /// The request of that with its secrets, where they are revealed.
    pub revealed: Option<ShownRequest>,
}

impl TestStateRequest {
    /// Reads a request.
    ///
    /// # Errors
    ///
    /// What is wrong with a member, in AWS's words where they are known.
    pub fn read(request: &Value) -> Result<Self, Refusal> {
        let members = request.as_object().ok_or_else(|| invalid("the request must be an object".to_owned()))?;
        known(members, &MEMBERS, "input")?;
        let definition = json_text(members, "definition").ok_or_else(|| {
            let why = "1 validation error detected: Value at 'definition' failed to satisfy constraint: Member must not be null";
            invalid(why.to_owned())
        })?;
        let input_text = json_text(members, "input").unwrap_or_else(|| "{}".to_owned());
        if let Some(why) = aws::input_refusal(&input_text) {
            return Err(Refusal::Input(why));
        }
        let input = Value::from_json(&input_text).map_err(|error| Refusal::Input(error.to_string()))?;
        let role_arn = text(members, "roleArn")?;
        if let Some(role) = role_arn.as_ref().filter(|role| Arn::parse(role).is_none_or(|arn| arn.service != "iam")) {
            return Err(Refusal::RoleArn(format!("Invalid Role Arn: '{role}'")));
        }
        let level = match text(members, "inspectionLevel")? {
            None => Level::Info,
            Some(name) => {
                let all = Level::ALL.map(Level::name);
                Level::ALL
                    .into_iter()
                    .find(|known| known.name() == name)
                    .ok_or_else(|| not_of(&name, "inspectionLevel", &all))?
            }
        };
        let mock = object(members, "mock")?;
        if let Some(mock) = mock.as_ref().and_then(Value::as_object) {
            known(mock, &OF_MOCK, "mock")?;
            if let Some(error) = object(mock, "errorOutput")?.as_ref().and_then(Value::as_object) {
                known(error, &OF_ERROR, "mock.errorOutput")?;
            }
            if let Some(mode) = text(mock, "fieldValidationMode")?.filter(|mode| !MODES.contains(&&**mode)) {
                return Err(not_of(&mode, "mock.fieldValidationMode", &MODES));
            }
        }
        let configuration = object(members, "stateConfiguration")?;
        if let Some(configuration) = configuration.as_ref().and_then(Value::as_object) {
            known(configuration, &OF_CONFIGURATION, "stateConfiguration")?;
        }
        Ok(Self {
            definition,
            state_name: text(members, "stateName")?,
            input,
            input_text,
            role_arn,
            level,
            reveals_secrets: flag(members, "revealSecrets")?,
            variables: parsed(members, "variables")?,
            mock,
            context: parsed(members, "context")?,
            configuration,
        })
    }

    /// The call that it makes, with what came of the service if that was really called.
    pub fn call<'c>(&'c self, called: &'c Called) -> TestStateCall<'c> {
        TestStateCall {
            definition: &self.definition,
            state_name: self.state_name.as_deref(),
            input: self.input.clone(),
            input_text: Some(&self.input_text),
            role_arn: self.role_arn.as_deref(),
            caller: None,
            level: Some(self.level),
            variables: self.variables.clone(),
            answer: called.answer.clone(),
            exchange: called.exchange.clone(),
            revealed: called.revealed.as_ref(),
            reveals_secrets: self.reveals_secrets,
            mock: self.mock.clone(),
            context: self.context.clone(),
            configuration: self.configuration.clone(),
        }
    }

    /// Whether a mock answers, so that nothing is called.
    pub fn has_mock(&self) -> bool {
        self.mock.is_some()
    }

    /// Whether the secrets that a connection adds are to be shown.
    pub fn reveals_secrets(&self) -> bool {
        self.reveals_secrets
    }
}

impl Tested {
    /// The response, with AWS's members; data are JSON texts.
    pub fn response(&self) -> Value {
        let mut response = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                response.insert(name, value);
            }
        };
        let text = |text: &Rc<str>| Value::String(text.clone());
        let error = self.error.as_ref();
        put("output", self.output.as_ref().map(|output| output.to_json().into()));
        put("error", error.and_then(|error| error.name.as_ref()).map(text));
        put("cause", error.and_then(|error| error.cause.as_ref()).map(text));
        put("inspectionData", self.inspection.clone());
        put("nextState", self.next_state.as_ref().map(text));
        put("status", Some(self.status.into()));
        response.into()
    }
}

impl Refusal {
    /// The error as AWS answers it: the code, and the message.
    pub fn response(&self) -> Value {
        let members = [("__type", self.code().to_owned()), ("message", self.to_string())];
        members.into_iter().map(|(name, text)| (Rc::from(name), Value::from(text))).collect::<Map>().into()
    }
}

/// The role that a page tests with, where AWS asks for one.
pub fn default_role() -> String {
    Arn::iam("role/Playground").to_string()
}

fn invalid(message: String) -> Refusal {
    Refusal::Request(message)
}

fn not_of(value: &str, at: &str, all: &[&str]) -> Refusal {
    invalid(format!(
        "1 validation error detected: Value '{value}' at '{at}' failed to satisfy constraint: Member must satisfy enum \
         value set: [{}]",
        all.join(", ")
    ))
}

/// Refuses a member that is not one of `names`: AWS's clients do.
fn known(members: &Map, names: &[&'static str], at: &str) -> Result<(), Refusal> {
    match members.keys().find(|name| !names.contains(&&***name)) {
        None => Ok(()),
        Some(name) => {
            let near = nearest(name, names.iter().copied()).map(|near| format!(" Did you mean \"{near}\"?"));
            Err(invalid(format!(
                "Unknown parameter in {at}: \"{name}\", must be one of: {}.{}",
                names.join(", "),
                near.unwrap_or_default()
            )))
        }
    }
}

fn wrong_type(name: &str, expected: &str) -> Refusal {
    invalid(format!("Invalid type for parameter {name}: it must be {expected}"))
}

fn present<'m>(members: &'m Map, name: &str) -> Option<&'m Value> {
    members.get(name).filter(|value| !matches!(value, Value::Null))
}

fn text(members: &Map, name: &str) -> Result<Option<String>, Refusal> {
    match present(members, name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.to_string())),
        Some(_) => Err(wrong_type(name, "a string")),
    }
}

fn flag(members: &Map, name: &str) -> Result<bool, Refusal> {
    match present(members, name) {
        None => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(wrong_type(name, "true or false")),
    }
}

fn object(members: &Map, name: &str) -> Result<Option<Value>, Refusal> {
    match present(members, name) {
        None => Ok(None),
        Some(value @ Value::Object(_)) => Ok(Some(value.clone())),
        Some(_) => Err(wrong_type(name, "an object")),
    }
}

/// The text of a member that holds JSON.
fn json_text(members: &Map, name: &str) -> Option<String> {
    present(members, name).map(|value| match value {
        Value::String(text) => text.to_string(),
        other => other.to_json(),
    })
}

/// The JSON of a member that holds the JSON of an object.
fn parsed(members: &Map, name: &'static str) -> Result<Option<Value>, Refusal> {
    let value = match present(members, name) {
        None => return Ok(None),
        Some(Value::String(text)) => {
            Value::from_json(text).map_err(|error| invalid(format!("'{name}' must be valid JSON: {error}")))?
        }
        Some(other) => other.clone(),
    };
    // What is wrong with a context object is told by the check of it.
    match value {
        Value::Object(_) => Ok(Some(value)),
        _ if name == "context" => Ok(Some(value)),
        _ => Err(invalid(format!("'{name}' must be a JSON object"))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Called, TestStateRequest};
    use crate::test_state::test;
    use asl_aws::time::Timestamp;
    use asl_value::Value;

    /// What a request is answered, as JSON.
    fn answer(request: &str) -> String {
        let request = Value::from_json(request).unwrap();
        let called = Called::default();
        let tested = TestStateRequest::read(&request).and_then(|request| test(&request.call(&called), Timestamp(0)));
        tested.map_or_else(|refusal| refusal.response().to_json(), |tested| tested.response().to_json())
    }

    #[test]
    fn a_request_is_answered_member_by_member() {
        for (request, response) in [
            (
                r#"{"definition": "{\"Type\": \"Pass\", \"Next\": \"B\"}", "input": "{\"a\": 1}"}"#,
                r#"{"output":"{\"a\":1}","nextState":"B","status":"SUCCEEDED"}"#,
            ),
            (
                r#"{"definition": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $n + 1 %}", "End": true},
                    "variables": {"n": 1}, "inspectionLevel": "DEBUG"}"#,
                r#"{"output":"2","inspectionData":{"input":"{}"},"status":"SUCCEEDED"}"#,
            ),
            (
                r#"{"definition": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"},
                    "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 3}], "End": true}, "inspectionLevel": "DEBUG",
                    "mock": {"errorOutput": {"error": "Busy", "cause": "c"}}, "stateConfiguration": {"retrierRetryCount": 1}}"#,
                r#"{"error":"Busy","cause":"c","inspectionData":{"input":"{}","afterInputPath":"{}","afterParameters":"{\"FunctionName\":\"f\"}","errorDetails":{"retryBackoffIntervalSeconds":6,"retryIndex":0}},"status":"RETRIABLE"}"#,
            ),
            (
                r#"{"definition": {"Type": "Fail", "Error": "E", "Cause": "why"}}"#,
                r#"{"error":"E","cause":"why","status":"FAILED"}"#,
            ),
        ] {
            assert_eq!(answer(request), response, "{request}");
        }
    }

    #[test]
    fn what_is_no_request_is_refused_with_a_code() {
        for (request, code, message) in [
            ("[]", "ValidationException", "the request must be an object"),
            ("{}", "ValidationException", "1 validation error detected: Value at 'definition'"),
            (r#"{"definition": "{", "input": "{}"}"#, "InvalidDefinition", "Invalid State Machine Definition: "),
            (
                r#"{"definition": "{\"Type\": \"Succeed\"}", "input": "{"}"#,
                "InvalidExecutionInput",
                "Invalid State Machine Execution Input: '",
            ),
            (
                r#"{"definition": "{\"Type\": \"Succeed\"}", "inspectionLevel": "ALL"}"#,
                "ValidationException",
                "1 validation error detected: Value 'ALL' at 'inspectionLevel' failed to satisfy constraint: Member must satisfy enum value set: [INFO, DEBUG, TRACE]",
            ),
            (r#"{"definition": "{\"Type\": \"Succeed\"}", "roleArn": "me"}"#, "InvalidArn", "Invalid Role Arn: 'me'"),
            (
                r#"{"definition": "{\"Type\": \"Succeed\"}", "mocks": {}}"#,
                "ValidationException",
                "Unknown parameter in input: \"mocks\", must be one of: definition, ",
            ),
            (
                r#"{"definition": "{\"Type\": \"Succeed\"}", "variables": "7"}"#,
                "ValidationException",
                "'variables' must be a JSON object",
            ),
        ] {
            let found = Value::from_json(&answer(request)).unwrap();
            let member = |name: &str| found.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            assert_eq!(member("__type"), code, "{request}");
            assert!(member("message").starts_with(message), "{request}: {}", member("message"));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_request_panics(name in "[a-zA-Z]{0,20}", text in "\\PC{0,30}", number in 0_i64..9) {
            for member in super::MEMBERS.iter().copied().chain([&*name]) {
                for value in [Value::from(text.as_str()), Value::from(number), Value::empty_object()] {
                    let mut request = asl_value::Map::new();
                    request.insert("definition", r#"{"Type": "Succeed"}"#.into());
                    request.insert(member, value);
                    let called = Called::default();
                    let read = TestStateRequest::read(&request.into());
                    let _ = read.and_then(|request| test(&request.call(&called), Timestamp(0)));
                }
            }
        }
    }
}
