//! Calls of AWS Step Functions that a relay signs: the page says which action and with which body, the relay has the
//! credentials.
//!
//! INVARIANT: no credential of AWS is in these words, in either direction.

use serde::{Deserialize, Serialize};

/// Where a relay takes an [`AwsCall`].
pub const AWS_PATH: &str = "/v1/aws";

/// What every state machine is named with that the page creates, changes, starts or deletes. A relay refuses to touch
/// others.
pub const NAME_PREFIX: &str = "asl-playground-";

/// The actions that change no state machine and no execution. TestState calls what the state calls.
pub const READING_ACTIONS: [&str; 8] = [
    "DescribeExecution",
    "DescribeStateMachine",
    "DescribeStateMachineForExecution",
    "GetExecutionHistory",
    "ListExecutions",
    "ListMapRuns",
    "ListStateMachines",
    "TestState",
];

/// The actions that change something, and the member of their body that names what: all of these begin with
/// [`NAME_PREFIX`].
pub const WRITING_ACTIONS: [(&str, &str); 5] = [
    ("CreateStateMachine", "name"),
    ("DeleteStateMachine", "stateMachineArn"),
    ("StartExecution", "stateMachineArn"),
    ("StopExecution", "executionArn"),
    ("UpdateStateMachine", "stateMachineArn"),
];

/// A call of an action of AWS Step Functions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwsCall {
    /// The version of these words.
    pub v: u32,
    /// The action: one of [`READING_ACTIONS`] or [`WRITING_ACTIONS`].
    pub action: String,
    /// The body: the request of that action, as JSON (API reference of AWS Step Functions).
    pub body: String,
}

/// What a relay can sign for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwsStatus {
    /// The region.
    pub region: String,
    /// The origin of the endpoint: AWS's own of that region, or of an emulator.
    pub endpoint: String,
    /// Where the credentials are from, such as “profile dev”.
    pub credentials: String,
}

impl AwsCall {
    /// The call as a relay may send it: of a known action, which changes nothing but what is named with [`NAME_PREFIX`]. Its body
    /// is written anew, so that what was checked is what is sent: a name that stands there twice could be read in two ways.
    ///
    /// # Errors
    ///
    /// Why it may not.
    pub fn checked(self) -> Result<Self, String> {
        let body: serde_json::Value =
            serde_json::from_str(&self.body).map_err(|_| format!("the body of `{}` is not JSON", self.action))?;
        self.check(&body)?;
        Ok(Self { body: body.to_string(), ..self })
    }

    fn check(&self, body: &serde_json::Value) -> Result<(), String> {
        if READING_ACTIONS.contains(&self.action.as_str()) {
            return Ok(());
        }
        let known = WRITING_ACTIONS.iter().find(|(action, _)| *action == self.action);
        let Some((action, member)) = known else {
            return Err(format!("the relay does not send the action `{}`", self.action));
        };
        let text = body.get(member).and_then(serde_json::Value::as_str).unwrap_or_default();
        match machine_name(text) {
            Some(name) if name.starts_with(NAME_PREFIX) => Ok(()),
            _ => Err(format!("`{action}` is sent only for state machines whose name begins with `{NAME_PREFIX}`")),
        }
    }
}

/// The name of the state machine in its name, its ARN, or the ARN of one of its executions.
pub fn machine_name(text: &str) -> Option<&str> {
    if !text.starts_with("arn:") {
        return Some(text);
    }
    // arn:PARTITION:states:REGION:ACCOUNT:stateMachine:NAME, arn:…:execution:NAME:ID
    let mut parts = text.split(':').skip(2);
    let (service, kind, name) = (parts.next()?, parts.nth(2)?, parts.next()?);
    (service == "states" && matches!(kind, "stateMachine" | "execution")).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(action: &str, body: &str) -> Result<(), String> {
        AwsCall { v: 1, action: action.to_owned(), body: body.to_owned() }.checked().map(|_| ())
    }

    #[test]
    fn what_was_checked_is_what_is_sent() {
        let twice = r#"{"name": "orders", "name": "asl-playground-orders"}"#;
        let call = AwsCall { v: 1, action: "CreateStateMachine".to_owned(), body: twice.to_owned() };
        assert_eq!(call.checked().unwrap().body, r#"{"name":"asl-playground-orders"}"#);
    }

    #[test]
    fn only_known_actions_on_own_machines_are_sent() {
        for (action, body) in [
            ("ListStateMachines", "{}"),
            ("GetExecutionHistory", r#"{"executionArn": "arn:aws:states:eu-west-1:1:execution:orders:1"}"#),
            ("CreateStateMachine", r#"{"name": "asl-playground-orders"}"#),
            ("StartExecution", r#"{"stateMachineArn": "arn:aws:states:eu-west-1:1:stateMachine:asl-playground-o"}"#),
            ("StopExecution", r#"{"executionArn": "arn:aws-cn:states:cn-north-1:1:execution:asl-playground-o:7"}"#),
        ] {
            assert_eq!(checked(action, body), Ok(()), "{action}");
        }
        for (action, body, why) in [
            ("DeleteActivity", "{}", "does not send"),
            ("createstatemachine", "{}", "does not send"),
            ("CreateStateMachine", r#"{"name": "orders"}"#, "asl-playground-"),
            ("CreateStateMachine", "{", "not JSON"),
            ("DeleteStateMachine", "{}", "asl-playground-"),
            ("DeleteStateMachine", r#"{"stateMachineArn": "arn:aws:states:eu-west-1:1:stateMachine:orders"}"#, "asl"),
            (
                "StopExecution",
                r#"{"executionArn": "arn:aws:states:eu-west-1:1:execution:orders:asl-playground-"}"#,
                "asl",
            ),
            ("StopExecution", r#"{"executionArn": "arn:aws:lambda:eu-west-1:1:execution:asl-playground-o:1"}"#, "asl"),
        ] {
            let error = checked(action, body).unwrap_err();
            assert!(error.contains(why), "{action}: {error}");
        }
    }
}
