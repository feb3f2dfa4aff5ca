//! Paths, templates, expressions, rules, and what becomes of errors.

use super::Help;
use asl_text::diagnostic::Code;

pub(super) const HELP: &[Help] = &[
    Help {
        code: Code::InvalidPath,
        title: "A path that cannot be read",
        meaning: "A path begins with $ for the state's input, $$ for the context object, or $name for a variable. ResultPath names one single place, so it takes no wildcards, filters or slices.",
        wrong: r#""A": {"Type": "Pass", "InputPath": "order.id", "End": true}"#,
        right: r#""A": {"Type": "Pass", "InputPath": "$.order.id", "End": true}"#,
        page: "amazon-states-language-paths",
    },
    Help {
        code: Code::InvalidTemplate,
        title: "Plain text or computed?",
        meaning: "In JSONPath, a value is computed only if its key ends in .$; every other value is passed on as it stands. In JSONata, a string is computed if {% begins it and %} ends it, with nothing around.",
        wrong: r#""A": {"Type": "Pass", "Parameters": {"id": "$.order.id"}, "End": true}"#,
        right: r#""A": {"Type": "Pass", "Parameters": {"id.$": "$.order.id"}, "End": true}"#,
        page: "input-output-inputpath-params",
    },
    Help {
        code: Code::InvalidRule,
        title: "A rule of a Choice",
        meaning: "A rule compares one Variable by one operator, or combines other rules by And, Or and Not. The operator says what it compares with: numbers without quotes, and a path only where its name ends in Path.",
        wrong: r#""A": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": "5", "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}"#,
        right: r#""A": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 5, "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}"#,
        page: "state-choice",
    },
    Help {
        code: Code::InvalidRetry,
        title: "Retriers and catchers",
        meaning: "Each names at least one error in ErrorEquals, exactly as AWS writes it; there are no wildcards. States.ALL stands alone, and in the last of them, for the first that matches counts. States.Runtime is never retried or caught.",
        wrong: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{"ErrorEquals": ["States.ALL"]}, {"ErrorEquals": ["States.Timeout"]}], "End": true}"#,
        right: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{"ErrorEquals": ["States.Timeout"]}, {"ErrorEquals": ["States.ALL"]}], "End": true}"#,
        page: "concepts-error-handling",
    },
    Help {
        code: Code::InvalidResource,
        title: "What a Task calls",
        meaning: "Resource is the ARN of a function, an activity, or an integration with its action. For an HTTP API it is arn:aws:states:::http:invoke. Some ways to wait are not for every service, and none are for Express workflows.",
        wrong: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:send", "End": true}"#,
        right: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true}"#,
        page: "integrate-services",
    },
    Help {
        code: Code::InvalidExpression,
        title: "An expression in JSONata",
        meaning: "What stands between {% and %} must be JSONata. The state's data hangs on $states: input and context everywhere, result after the work is done, errorOutput in a catcher. AWS has most of JSONata's functions and some of its own, but no eval.",
        wrong: r#""A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.price * %}", "End": true}"#,
        right: r#""A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.price * 2 %}", "End": true}"#,
        page: "transforming-data",
    },
    Help {
        code: Code::AbsentPath,
        title: "A path to what is not there",
        meaning: "The states before are known to give other data: the member is misspelled, or was dropped on the way. The state would fail whenever it is entered. Nothing is said where the data comes from outside.",
        wrong: r#""A": {"Type": "Pass", "Result": {"name": "Ada"}, "Next": "B"}, "B": {"Type": "Pass", "InputPath": "$.nmae", "End": true}"#,
        right: r#""A": {"Type": "Pass", "Result": {"name": "Ada"}, "Next": "B"}, "B": {"Type": "Pass", "InputPath": "$.name", "End": true}"#,
        page: "concepts-input-output-filtering",
    },
    Help {
        code: Code::UnreachableRetry,
        title: "A retrier or catcher that is never used",
        meaning: "An earlier one takes the error already, or this state cannot fail that way: only an HTTP Task has the errors of HTTP, only a call of Lambda has Lambda's. Reorder them, or delete this one.",
        wrong: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{"ErrorEquals": ["States.TaskFailed"]}, {"ErrorEquals": ["Lambda.ServiceException"]}], "End": true}"#,
        right: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{"ErrorEquals": ["Lambda.ServiceException"]}, {"ErrorEquals": ["States.TaskFailed"]}], "End": true}"#,
        page: "concepts-error-handling",
    },
];
