//! What a sandbox is told of an invocation: JSON that its worker (www/functions/worker.js) reads.

use asl_aws::arn::DEFAULT_REGION;
use asl_value::Value;
use serde_json::{Map, Value as Json, json};

use super::function::{Function, Language};

/// The task as JSON text. It holds the function and the event and nothing else.
pub fn task(function: &Function, event: &Value, request_id: &str) -> String {
    let files: Vec<Json> = function.files().iter().map(|file| json!([&*file.path, &*file.text])).collect();
    let variable = |(name, value): &(std::rc::Rc<str>, std::rc::Rc<str>)| (name.to_string(), Json::from(&**value));
    let environment: Map<String, Json> = function.environment.iter().map(variable).collect();
    let major = match function.language() {
        Language::Node(major) => major,
        Language::Python | Language::Other => 0,
    };
    let stream = request_id.replace('-', "");
    json!({
        "files": files,
        "handler": &*function.handler,
        "runtime": &*function.runtime,
        "major": major,
        "region": DEFAULT_REGION,
        "memoryMegabytes": function.memory_mb,
        "timeoutMillis": u64::from(function.timeout_seconds) * 1000,
        "event": event.to_json(),
        "environment": environment,
        "context": {
            "functionName": &*function.name,
            "memoryLimitInMB": function.memory_mb.to_string(),
            "logGroupName": format!("/aws/lambda/{}", function.name),
            "logStreamName": format!("2026/01/01/[$LATEST]{stream}"),
            "awsRequestId": request_id,
            "invokedFunctionArn": &*function.arn,
        },
    })
    .to_string()
}
