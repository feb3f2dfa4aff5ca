//! What a Task calls a function with (Developer Guide, "Invoke an AWS Lambda function with Step Functions").

use std::rc::Rc;

use asl_lang::{Pattern, Resource};
use asl_value::Value;

/// A call of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// What the Task calls it: a name, or an ARN.
    pub function: Rc<str>,
    /// The event that it gets.
    pub payload: Value,
    /// `InvocationType`
    pub kind: InvocationType,
    /// `LogType: Tail`: the end of the log comes with the answer.
    pub wants_log: bool,
    /// Whether the Task's `Resource` is the function itself: its result is then the payload alone.
    pub is_direct: bool,
    /// Whether the Task then waits until somebody returns its token.
    pub waits: bool,
}

/// `InvocationType`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InvocationType {
    /// The Task waits for the result.
    #[default]
    RequestResponse,
    /// The function runs by itself.
    Event,
    /// Nothing runs.
    DryRun,
}

impl Call {
    /// The call that a Task with this `Resource` and these parameters makes; `None` if it calls no function.
    pub fn of(resource: &str, parameters: &Value) -> Option<Self> {
        match Resource::parse(resource) {
            Resource::LambdaFunction { .. } => Some(Self {
                function: resource.into(),
                payload: parameters.clone(),
                kind: InvocationType::RequestResponse,
                wants_log: false,
                is_direct: true,
                waits: false,
            }),
            Resource::LambdaInvoke(integration) => {
                let text = |name: &str| parameters.get(name).and_then(Value::as_str);
                Some(Self {
                    function: text("FunctionName").unwrap_or_default().into(),
                    payload: parameters.get("Payload").cloned().unwrap_or_else(Value::empty_object),
                    kind: match text("InvocationType") {
                        Some("Event") => InvocationType::Event,
                        Some("DryRun") => InvocationType::DryRun,
                        _ => InvocationType::RequestResponse,
                    },
                    wants_log: text("LogType") == Some("Tail"),
                    is_direct: false,
                    waits: integration.pattern == Pattern::WaitForTaskToken,
                })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Call, InvocationType};
    use asl_value::Value;

    #[test]
    fn a_task_calls_a_function_by_its_arn_or_by_the_integration() {
        let value = |text: &str| Value::from_json(text).unwrap();
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:F";
        let direct = Call::of(arn, &value("[1]")).unwrap();
        assert_eq!((&*direct.function, direct.payload.to_json(), direct.is_direct), (arn, "[1]".to_owned(), true));
        let parameters = value(r#"{"FunctionName": "F", "InvocationType": "Event", "LogType": "Tail"}"#);
        let call = Call::of("arn:aws:states:::lambda:invoke.waitForTaskToken", &parameters).unwrap();
        assert_eq!((&*call.function, call.payload.to_json()), ("F", "{}".to_owned()));
        assert_eq!((call.kind, call.wants_log, call.waits), (InvocationType::Event, true, true));
        assert_eq!(Call::of("arn:aws:states:::sqs:sendMessage", &parameters), None);
    }
}
