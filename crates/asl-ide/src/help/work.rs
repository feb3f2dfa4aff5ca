//! Limits, HTTP Tasks, connections, and what a run is given.

use super::Help;
use asl_text::diagnostic::Code;

pub(super) const HELP: &[Help] = &[
    Help {
        code: Code::Limit,
        title: "A quota of Step Functions",
        meaning: "The definition itself shows that a quota will be met: a wait longer than a run may last, a call longer than its 60 seconds, more iterations at once than an inline Map has. Settings can have quotas reported only.",
        wrong: r#""A": {"Type": "Wait", "Seconds": 40000000, "End": true}"#,
        right: r#""A": {"Type": "Wait", "Seconds": 86400, "End": true}"#,
        page: "service-quotas",
    },
    Help {
        code: Code::NoRetry,
        title: "A call that is not tried again",
        meaning: "Networks drop calls and APIs are busy for a moment; a Retry that waits longer each time and a little at random gets over both. Without one the first hiccup ends the run. A call that must not happen twice is better left without.",
        wrong: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "https://api.example.com/", "Method": "GET", "InvocationConfig": {"ConnectionArn": "c"}}, "End": true}"#,
        right: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "https://api.example.com/", "Method": "GET", "InvocationConfig": {"ConnectionArn": "c"}}, "Retry": [{"ErrorEquals": ["States.ALL"], "BackoffRate": 2, "JitterStrategy": "FULL"}], "End": true}"#,
        page: "concepts-error-handling",
    },
    Help {
        code: Code::SecretInText,
        title: "A secret in the definition",
        meaning: "Everybody who sees the workflow, its history or a link to it can read it. A connection keeps the credential apart and adds it to the call as it leaves. Think of a secret that stood here as known: replace it.",
        wrong: r#""A": {"Type": "Pass", "Parameters": {"apiKey": "a1b2c3d4e5f6"}, "End": true}"#,
        right: r#""A": {"Type": "Pass", "Parameters": {"apiKey.$": "$.key"}, "End": true}"#,
        page: "call-https-apis",
    },
    Help {
        code: Code::HttpParameters,
        title: "The parameters of an HTTP Task",
        meaning: "It needs an ApiEndpoint with https, a Method, and a connection by InvocationConfig. Credentials come from the connection, so an Authorization header is refused; so are headers that only the sender's machinery may set.",
        wrong: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "http://api.example.com/", "Method": "GET", "InvocationConfig": {"ConnectionArn": "c"}}, "End": true}"#,
        right: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "https://api.example.com/", "Method": "GET", "InvocationConfig": {"ConnectionArn": "c"}}, "End": true}"#,
        page: "call-https-apis",
    },
    Help {
        code: Code::MissingConnection,
        title: "A connection that is not here",
        meaning: "The Task names a connection that this tab does not know. Create one of that name: its credentials stay in the tab until it is closed, and are sent only to the origins that you allow.",
        wrong: r#"{"ConnectionArn": "a name that no connection has"}"#,
        right: r#"{"ConnectionArn": "the name of a connection of this tab"}"#,
        page: "call-https-apis",
    },
    Help {
        code: Code::LackingPermission,
        title: "A permission that the role lacks",
        meaning: "On AWS the machine acts as its role: what no statement allows, or one denies, fails when the state is run. An HTTP Task takes three statements: to call the endpoint, to take the credentials out of the connection, and to read the secret behind it. Permissions, above the definition, lists every call and writes the statements.",
        wrong: r#"{"Resources": {"M": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Policies": [{"SQSSendMessagePolicy": {"QueueName": "jobs"}}], "Definition": {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "work"}, "End": true}}}}}}}"#,
        right: r#"{"Resources": {"M": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Policies": [{"LambdaInvokePolicy": {"FunctionName": "work"}}], "Definition": {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "work"}, "End": true}}}}}}}"#,
        page: "procedure-create-iam-role",
    },
    Help {
        code: Code::InvalidMock,
        title: "A mock that answers nothing",
        meaning: "Mocks are an object: the name of a Task, and its answer, which is a result or an errorOutput. A list of answers is given one after the other, and the last again.",
        wrong: r#"{"Call": {}}"#,
        right: r#"{"Call": {"result": {"StatusCode": 200}}}"#,
        page: "test-state-isolation",
    },
    Help {
        code: Code::ServiceLimit,
        title: "An input that is too large",
        meaning: "An execution takes an input of 256 KiB at most, and so does each step between two states. Larger data goes into a store; the input then holds its key. Settings can have the limit reported only.",
        wrong: r#"{"rows": ["… more than 256 KiB …"]}"#,
        right: r#"{"rows": "s3://bucket/key"}"#,
        page: "service-quotas",
    },
];
