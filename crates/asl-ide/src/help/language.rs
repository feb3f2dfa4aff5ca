//! Paths, templates, expressions, rules, and what becomes of errors.

use super::Help;
use asl_text::diagnostic::Code;

pub(super) const HELP: &[Help] = &[
    Help {
        code: Code::InvalidPath,
        title: "Unreadable path",
        meaning: "A path starts with $ for the state's input, $$ for the context object, or $name for a variable. \
                  ResultPath must name a single place, so it cannot have wildcards, filters, or slices.",
        wrong: r#""A": {"Type": "Pass", "InputPath": "order.id", "End": true}"#,
        right: r#""A": {"Type": "Pass", "InputPath": "$.order.id", "End": true}"#,
        page: "amazon-states-language-paths",
    },
    Help {
        code: Code::InvalidTemplate,
        title: "Unreadable computed value",
        meaning: "In JSONPath, the value of a key that ends in .$ is a path or an intrinsic function, written as a \
                  string. The result gets the key without .$, so you cannot use that key as well.",
        wrong: r#""A": {"Type": "Pass", "Parameters": {"id.$": "order.id"}, "End": true}"#,
        right: r#""A": {"Type": "Pass", "Parameters": {"id.$": "$.order.id"}, "End": true}"#,
        page: "input-output-inputpath-params",
    },
    Help {
        code: Code::InvalidRule,
        title: "Choice rules",
        meaning: "A rule compares one Variable with one operator, or combines other rules with And, Or, and Not. \
                  Only top-level rules have a Next.",
        wrong: r#""A": {"Type": "Choice", "Choices": [{"Variable": "$.n", "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}"#,
        right: r#""A": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 5, "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}"#,
        page: "state-choice",
    },
    Help {
        code: Code::InvalidRetry,
        title: "Retriers and catchers",
        meaning: "Each retrier and catcher names at least one error in ErrorEquals. States.ALL must be the only name \
                  in its list, in the last retrier or catcher, because the first one that matches is used.",
        wrong: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "Retry": [{"ErrorEquals": ["States.ALL"]}, {"ErrorEquals": ["States.Timeout"]}], "End": true}"#,
        right: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "Retry": [{"ErrorEquals": ["States.Timeout"]}, {"ErrorEquals": ["States.ALL"]}], "End": true}"#,
        page: "concepts-error-handling",
    },
    Help {
        code: Code::InvalidResource,
        title: "Task resources",
        meaning: "Resource is the ARN of a function, an activity, or an integration with its action. For an HTTP \
                  API, it is arn:aws:states:::http:invoke. Not every service supports every integration pattern.",
        wrong: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:send", "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "End": true}"#,
        right: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "End": true}"#,
        page: "integrate-services",
    },
    Help {
        code: Code::InvalidExpression,
        title: "JSONata expressions",
        meaning: "The text between {% and %} must be JSONata. AWS supports most JSONata functions and adds more, but \
                  has no eval and not every feature of the newest versions.",
        wrong: r#""A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.price * %}", "End": true}"#,
        right: r#""A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.price * 2 %}", "End": true}"#,
        page: "transforming-data",
    },
    Help {
        code: Code::AbsentPath,
        title: "Path to missing data",
        meaning: "Earlier states always produce other data: the field is misspelled, or was dropped on the way. The \
                  state would fail every time. Paths into external data are not checked.",
        wrong: r#""A": {"Type": "Pass", "Result": {"name": "Ada"}, "Next": "B"}, "B": {"Type": "Pass", "InputPath": "$.nmae", "End": true}"#,
        right: r#""A": {"Type": "Pass", "Result": {"name": "Ada"}, "Next": "B"}, "B": {"Type": "Pass", "InputPath": "$.name", "End": true}"#,
        page: "concepts-input-output-filtering",
    },
    Help {
        code: Code::UnreachableRetry,
        title: "Unused retrier or catcher",
        meaning: "The first retrier or catcher that names an error is used, so this name has no effect. Reorder the \
                  retriers or catchers, or delete the name here.",
        wrong: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "Retry": [{"ErrorEquals": ["States.TaskFailed"]}, {"ErrorEquals": ["Lambda.ServiceException"]}], "End": true}"#,
        right: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "Retry": [{"ErrorEquals": ["Lambda.ServiceException"]}, {"ErrorEquals": ["States.TaskFailed"]}], "End": true}"#,
        page: "concepts-error-handling",
    },
    Help {
        code: Code::InvalidOperand,
        title: "Comparison values",
        meaning: "The operator's name says what it accepts: a number without quotes, a string, true or false, a \
                  timestamp, or a path if the name ends in Path.",
        wrong: r#""A": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": "5", "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}"#,
        right: r#""A": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 5, "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}"#,
        page: "state-choice",
    },
    Help {
        code: Code::NotEvaluated,
        title: "Plain text or computed value",
        meaning: "In JSONPath, a value is computed only if its key ends in .$. Everything else, including all of \
                  Result, is passed on unchanged. In JSONata, .$ has no meaning, and an expression needs {% and %}.",
        wrong: r#""A": {"Type": "Pass", "Parameters": {"id": "$.order.id"}, "End": true}"#,
        right: r#""A": {"Type": "Pass", "Parameters": {"id.$": "$.order.id"}, "Comment": "computed", "End": true}"#,
        page: "input-output-inputpath-params",
    },
    Help {
        code: Code::ExpressionDelimiters,
        title: "Incomplete expression",
        meaning: "In JSONata, a string is an expression if it starts with {% and ends with %}. Nothing can come \
                  before or after, not even a space.",
        wrong: r#""A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input", "End": true}"#,
        right: r#""A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.id %}", "End": true}"#,
        page: "transforming-data",
    },
    Help {
        code: Code::UnknownStatesField,
        title: "Fields of $states",
        meaning: "$states.input and $states.context are available everywhere. $states.result is available only in \
                  Output and Assign of Task, Parallel, and Map states, and $states.errorOutput only in a catcher.",
        wrong: r#""A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.result %}", "End": true}"#,
        right: r#""A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.context %}", "End": true}"#,
        page: "transforming-data",
    },
    Help {
        code: Code::UnknownFunction,
        title: "Unknown function",
        meaning: "Neither JSONata nor AWS has a function with this name, and a workflow variable cannot hold a \
                  function. The expression fails when it is evaluated.",
        wrong: r#""A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $upper($states.input.name) %}", "End": true}"#,
        right: r#""A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $uppercase($states.input.name) %}", "End": true}"#,
        page: "transforming-data",
    },
    Help {
        code: Code::NoTopLevelInput,
        title: "No implicit input",
        meaning: "Elsewhere in JSONata, a name alone reads from the input. In a workflow there is no implicit input \
                  at the top of an expression: write $states.input before the name.",
        wrong: r#""A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% order.id %}", "End": true}"#,
        right: r#""A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.order.id %}", "End": true}"#,
        page: "transforming-data",
    },
    Help {
        code: Code::UnknownError,
        title: "Error name that matches nothing",
        meaning: "Names must match exactly, without wildcards. Names that start with States. are reserved, and a \
                  status code has three digits. Retry and Catch can't handle States.Runtime.",
        wrong: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "Retry": [{"ErrorEquals": ["States.Http.StatusCode.5xx"]}], "End": true}"#,
        right: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "Retry": [{"ErrorEquals": ["States.TaskFailed"]}], "End": true}"#,
        page: "concepts-error-handling",
    },
    Help {
        code: Code::ImpossibleError,
        title: "Error that this Task never has",
        meaning: "Only HTTP Tasks fail with States.Http errors, and only Lambda calls fail with Lambda errors.",
        wrong: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "Retry": [{"ErrorEquals": ["States.Http.StatusCode.503"]}], "End": true}"#,
        right: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "Retry": [{"ErrorEquals": ["Lambda.ServiceException"]}], "End": true}"#,
        page: "concepts-error-handling",
    },
];
