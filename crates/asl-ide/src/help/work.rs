//! Limits, HTTP Tasks, connections, and what a run is given.

use super::Help;
use asl_text::diagnostic::Code;

pub(super) const HELP: &[Help] = &[
    Help {
        code: Code::Limit,
        title: "Step Functions quota",
        meaning: "The definition would exceed a quota: a wait longer than an execution can last, a timeout longer \
                  than 60 seconds for an HTTP call, or more concurrent iterations than an Inline Map allows. To get \
                  only a report, change the limits in Settings.",
        wrong: r#""A": {"Type": "Wait", "Seconds": 40000000, "End": true}"#,
        right: r#""A": {"Type": "Wait", "Seconds": 86400, "End": true}"#,
        page: "service-quotas",
    },
    Help {
        code: Code::NoRetry,
        title: "Call without a retry",
        meaning: "Networks drop calls, and APIs can be busy. A Retry with increasing, randomized delays handles \
                  both; without one, the first temporary error fails the execution. Do not retry a call that must \
                  not happen twice.",
        wrong: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "https://api.example.com/", "Method": "GET", "InvocationConfig": {"ConnectionArn": "c"}}, "End": true}"#,
        right: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "https://api.example.com/", "Method": "GET", "InvocationConfig": {"ConnectionArn": "c"}}, "Retry": [{"ErrorEquals": ["States.ALL"], "BackoffRate": 2, "JitterStrategy": "FULL"}], "End": true}"#,
        page: "concepts-error-handling",
    },
    Help {
        code: Code::NotInExpress,
        title: "Limits of Express workflows",
        meaning: "An Express workflow runs for up to five minutes. It cannot wait for a job, a callback, or an \
                  activity, and cannot have a Distributed Map.",
        wrong: r#"{"Resources": {"M": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Type": "EXPRESS", "Definition": {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}, "End": true}}}}}}}"#,
        right: r#"{"Resources": {"M": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Type": "STANDARD", "Definition": {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}, "End": true}}}}}}}"#,
        page: "service-quotas",
    },
    Help {
        code: Code::SecretInText,
        title: "Secret in the definition",
        meaning: "Anyone who can see the workflow, its history, or a link to it can read the secret. A connection \
                  keeps the credential separate and adds it to the call. Rotate any secret that was in a definition.",
        wrong: r#""A": {"Type": "Pass", "Parameters": {"apiKey": "a1b2c3d4e5f6"}, "End": true}"#,
        right: r#""A": {"Type": "Pass", "Parameters": {"apiKey.$": "$.key"}, "End": true}"#,
        page: "call-https-apis",
    },
    Help {
        code: Code::HttpParameters,
        title: "HTTP Task parameters",
        meaning: "An HTTP Task needs an ApiEndpoint, a Method, and a connection, and can have Headers, \
                  QueryParameters, a RequestBody, and a Transform. AWS rejects any other parameter.",
        wrong: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "https://api.example.com/", "InvocationConfig": {"ConnectionArn": "c"}}, "End": true}"#,
        right: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "https://api.example.com/", "Method": "GET", "InvocationConfig": {"ConnectionArn": "c"}}, "End": true}"#,
        page: "call-https-apis",
    },
    Help {
        code: Code::HttpEndpoint,
        title: "HTTP Task endpoint",
        meaning: "AWS calls only https URLs with ASCII hosts. To read the URL from the input, write ApiEndpoint.$ in \
                  JSONPath, or an expression in JSONata.",
        wrong: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "http://api.example.com/", "Method": "GET", "InvocationConfig": {"ConnectionArn": "c"}}, "End": true}"#,
        right: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "https://api.example.com/", "Method": "GET", "InvocationConfig": {"ConnectionArn": "c"}}, "End": true}"#,
        page: "call-https-apis",
    },
    Help {
        code: Code::HttpConnection,
        title: "HTTP Task connection",
        meaning: "Every HTTP Task needs a connection, which holds the credentials, even if the API is public. Name \
                  it with ConnectionArn in InvocationConfig or, in older definitions, in Authentication.",
        wrong: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "https://api.example.com/", "Method": "GET"}, "End": true}"#,
        right: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "https://api.example.com/", "Method": "GET", "InvocationConfig": {"ConnectionArn": "c"}}, "End": true}"#,
        page: "call-https-apis",
    },
    Help {
        code: Code::HttpHeader,
        title: "Header that a Task cannot set",
        meaning: "The connection provides the credentials, so AWS rejects Authorization here. It also rejects \
                  headers of the transport, such as Host, and headers that start with X-Amz-.",
        wrong: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "https://api.example.com/", "Method": "GET", "Headers": {"Host": "example.com"}, "InvocationConfig": {"ConnectionArn": "c"}}, "End": true}"#,
        right: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "https://api.example.com/", "Method": "GET", "Headers": {"Accept": "text/plain"}, "InvocationConfig": {"ConnectionArn": "c"}}, "End": true}"#,
        page: "call-https-apis",
    },
    Help {
        code: Code::HttpForm,
        title: "A body that is a form",
        meaning: "AWS sends RequestBody as JSON, whatever Content-Type says. Transform encodes it as a form; set both, since Transform leaves the header alone.",
        wrong: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "https://api.example.com/", "Method": "POST", "Headers": {"Content-Type": "application/x-www-form-urlencoded"}, "RequestBody": {"a": 1}, "InvocationConfig": {"ConnectionArn": "c"}}, "End": true}"#,
        right: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "https://api.example.com/", "Method": "POST", "Headers": {"Content-Type": "application/x-www-form-urlencoded"}, "RequestBody": {"a": 1}, "Transform": {"RequestBodyEncoding": "URL_ENCODED"}, "InvocationConfig": {"ConnectionArn": "c"}}, "End": true}"#,
        page: "call-https-apis",
    },
    Help {
        code: Code::MissingConnection,
        title: "Connection not set up",
        meaning: "The Task names a connection that isn't set up in this tab. Create a connection with that name. Its \
                  credentials stay in the tab until you close it, and are sent only to the origins that you allow.",
        wrong: r#"{"ConnectionArn": "a name that no connection has"}"#,
        right: r#"{"ConnectionArn": "the name of a connection in this tab"}"#,
        page: "call-https-apis",
    },
    Help {
        code: Code::LackingPermission,
        title: "Missing permission",
        meaning: "On AWS, the workflow acts with its role. A call that no statement allows, or that a statement \
                  denies, fails at run time. An HTTP Task needs three statements: to call the endpoint, to read the \
                  connection's credentials, and to read the secret behind it. Permissions, above the definition, \
                  lists every call and writes the statements.",
        wrong: r#"{"Resources": {"M": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Policies": [{"SQSSendMessagePolicy": {"QueueName": "jobs"}}], "Definition": {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "work"}, "End": true}}}}}}}"#,
        right: r#"{"Resources": {"M": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Policies": [{"LambdaInvokePolicy": {"FunctionName": "work"}}], "Definition": {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "work"}, "End": true}}}}}}}"#,
        page: "procedure-create-iam-role",
    },
    Help {
        code: Code::InvalidMock,
        title: "Mock without an answer",
        meaning: "Mocks are an object: each field is the name of a Task, with its answer: a result or an \
                  errorOutput. A list has one answer per attempt; the last answer repeats.",
        wrong: r#"{"Call": {}}"#,
        right: r#"{"Call": {"result": {"StatusCode": 200}}}"#,
        page: "test-state-isolation",
    },
    Help {
        code: Code::ServiceLimit,
        title: "Input too large",
        meaning: "The input of an execution, and of each state, can have at most 256 KiB. Keep larger data in a \
                  store, and pass its key. To get only a report, change the limits in Settings.",
        wrong: r#"{"rows": ["… more than 256 KiB …"]}"#,
        right: r#"{"rows": "s3://bucket/key"}"#,
        page: "service-quotas",
    },
    Help {
        code: Code::UnknownMock,
        title: "Mock for nothing",
        meaning: "The name of a mock must be the exact name of a Task state in the definition. Other states make no \
                  calls, so they cannot be mocked.",
        wrong: r#"{"Cal": {"result": 1}}"#,
        right: r#"{"Call": {"result": 1}}"#,
        page: "test-state-isolation",
    },
    Help {
        code: Code::InvalidScenario,
        title: "Scenario that can't run",
        meaning: "Scenarios are a list. Each has a name, and expects something: a status, an output, an error, a path, \
                  calls, or a duration. The states that it names must be in the definition.",
        wrong: r#"[{"name": "It works", "expect": {"status": "DONE"}}]"#,
        right: r#"[{"name": "It works", "expect": {"status": "SUCCEEDED"}}]"#,
        page: "test-state-isolation",
    },
];
