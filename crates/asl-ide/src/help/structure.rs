//! The text, its fields, and how the states hang together.

use super::Help;
use asl_text::diagnostic::Code;

pub(super) const HELP: &[Help] = &[
    Help {
        code: Code::Syntax,
        title: "Syntax error",
        meaning: "A character is missing or should not be there: a comma, a quote, a bracket, or indentation. The \
                  rest is still read, so fixing this can also remove other problems.",
        wrong: r#""A": {"Type": "Pass" "End": true}"#,
        right: r#""A": {"Type": "Pass", "End": true}"#,
        page: "concepts-amazon-states-language",
    },
    Help {
        code: Code::DuplicateKey,
        title: "Duplicate key",
        meaning: "Programs that read JSON or YAML keep only one of two equal keys, usually the last, so half of your \
                  text would be lost silently. AWS rejects such a definition.",
        wrong: r#""A": {"Type": "Pass", "Comment": "one", "Comment": "two", "End": true}"#,
        right: r#""A": {"Type": "Pass", "Comment": "one and two", "End": true}"#,
        page: "concepts-amazon-states-language",
    },
    Help {
        code: Code::NotStrictJson,
        title: "Comments and trailing commas in JSON",
        meaning: "Many editors allow comments and a comma after the last element, but JSON and AWS do not. The \
                  playground ignores them. To keep a note, use a Comment field, or write the definition in YAML.",
        wrong: r#""A": {"Type": "Pass", "End": true,} // done"#,
        right: r#""A": {"Type": "Pass", "Comment": "done", "End": true}"#,
        page: "concepts-amazon-states-language",
    },
    Help {
        code: Code::UnsupportedYaml,
        title: "YAML that JSON cannot express",
        meaning: "A definition must convert to JSON. The playground resolves aliases and merge keys and knows the \
                  short forms of CloudFormation's functions. It does not read other tags, additional documents, or \
                  aliases that refer to themselves.",
        wrong: "StartAt: A\nStates:\n  A: !Step\n    Type: Succeed\n",
        right: "StartAt: A\nStates:\n  A:\n    Type: Succeed\n",
        page: "concepts-amazon-states-language",
    },
    Help {
        code: Code::NotADefinition,
        title: "Not a state machine",
        meaning: "A definition is one object with StartAt and States. It can also be part of a SAM or CloudFormation \
                  template that has a state machine resource.",
        wrong: r#"["A", "B"]"#,
        right: r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#,
        page: "statemachine-structure",
    },
    Help {
        code: Code::MissingField,
        title: "Missing field",
        meaning: "Each object has required fields: a Task needs a Resource, a Choice needs Choices, and a catcher \
                  needs Next.",
        wrong: r#""A": {"Type": "Task", "End": true}"#,
        right: r#""A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "End": true}"#,
        page: "workflow-states",
    },
    Help {
        code: Code::WrongValue,
        title: "Wrong type",
        meaning: "The field exists but needs another type of value: a number without quotes, text in quotes, an \
                  array in brackets, or a time in RFC 3339 format.",
        wrong: r#""A": {"Type": "Wait", "Seconds": "10", "End": true}"#,
        right: r#""A": {"Type": "Wait", "Seconds": 10, "End": true}"#,
        page: "workflow-states",
    },
    Help {
        code: Code::UnknownField,
        title: "Unknown field",
        meaning: "The name is misspelled, or states of this type have no such field. AWS rejects a definition with \
                  unknown fields.",
        wrong: r#""A": {"Type": "Pass", "Edn": true}"#,
        right: r#""A": {"Type": "Pass", "End": true}"#,
        page: "transforming-data",
    },
    Help {
        code: Code::ExclusiveFields,
        title: "Conflicting fields",
        meaning: "These fields exclude each other. Keep one and delete the other.",
        wrong: r#""A": {"Type": "Pass", "Next": "B", "End": true}, "B": {"Type": "Succeed"}"#,
        right: r#""A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}"#,
        page: "workflow-states",
    },
    Help {
        code: Code::NoTransition,
        title: "Missing transition",
        meaning: "Every state except Choice, Succeed, and Fail either names the next state in Next or ends the \
                  execution with End. A misspelled Next or End counts as missing.",
        wrong: r#""A": {"Type": "Pass"}"#,
        right: r#""A": {"Type": "Pass", "End": true}"#,
        page: "workflow-states",
    },
    Help {
        code: Code::NoDefault,
        title: "Choice without Default",
        meaning: "If no rule matches and there is no Default, the execution fails with States.NoChoiceMatched. If \
                  the rules cover every case, ignore this.",
        wrong: r#""A": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 5, "Next": "B"}]}, "B": {"Type": "Succeed"}"#,
        right: r#""A": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 5, "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}"#,
        page: "state-choice",
    },
    Help {
        code: Code::OutOfRange,
        title: "Number out of range",
        meaning: "The number is too small, too large, or not whole. HeartbeatSeconds must also be less than \
                  TimeoutSeconds, and a Map's Label can have at most 40 characters.",
        wrong: r#""A": {"Type": "Wait", "Seconds": -1, "End": true}"#,
        right: r#""A": {"Type": "Wait", "Seconds": 1, "End": true}"#,
        page: "workflow-states",
    },
    Help {
        code: Code::UnknownWord,
        title: "Unknown value",
        meaning: "Type, QueryLanguage, Mode, ExecutionType, and JitterStrategy accept only certain values, with the \
                  exact case that AWS uses.",
        wrong: r#""A": {"Type": "pass", "End": true}"#,
        right: r#""A": {"Type": "Pass", "Comment": "Pass, not pass", "End": true}"#,
        page: "workflow-states",
    },
    Help {
        code: Code::EmptyList,
        title: "Empty list",
        meaning: "States, Branches, Choices, And, and Or need at least one element. AWS rejects a definition in \
                  which one of them is empty.",
        wrong: r#""A": {"Type": "Parallel", "Branches": [], "End": true}"#,
        right: r#""A": {"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}], "Comment": "one branch", "End": true}"#,
        page: "state-parallel",
    },
    Help {
        code: Code::BackToJsonPath,
        title: "JSONPath in a JSONata definition",
        meaning: "A JSONPath definition can have JSONata states, so you can convert it one state at a time. A \
                  JSONata definition cannot have JSONPath states.",
        wrong: r#"{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "QueryLanguage": "JSONPath", "End": true}}}"#,
        right: r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "QueryLanguage": "JSONata", "End": true}}}"#,
        page: "transforming-data",
    },
    Help {
        code: Code::UnfilledPlaceholder,
        title: "Placeholder for a number",
        meaning: "The number comes from a template, and it has no value here. The playground runs the definition \
                  without the field.",
        wrong: r#""A": {"Type": "Wait", "Seconds": "${Pause}", "End": true}"#,
        right: r#""A": {"Type": "Wait", "Seconds": 30, "End": true}"#,
        page: "statemachine-structure",
    },
    Help {
        code: Code::FieldOfOtherType,
        title: "Field of another state type",
        meaning: "The field exists, but not for states of this type: only a Task has a Resource, and only Task, \
                  Parallel, and Map states have Retry and Catch.",
        wrong: r#""A": {"Type": "Pass", "Retry": [], "End": true}"#,
        right: r#""A": {"Type": "Pass", "Comment": "a Pass never fails", "End": true}"#,
        page: "workflow-states",
    },
    Help {
        code: Code::FieldOfOtherLanguage,
        title: "Field of the other query language",
        meaning: "InputPath, Parameters, ResultSelector, ResultPath, and OutputPath are JSONPath fields. Arguments \
                  and Output are JSONata fields. Set QueryLanguage in the state, or use a field of its language.",
        wrong: r#""A": {"Type": "Pass", "Output": "{% $states.input %}", "End": true}"#,
        right: r#""A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input %}", "End": true}"#,
        page: "transforming-data",
    },
    Help {
        code: Code::TemplateDefinition,
        title: "Template without a definition",
        meaning: "The playground found no definition in this template. If the definition is in a separate file, drop \
                  that file on the page or choose it above the definition.",
        wrong: r#"{"Resources": {"M": {"Type": "AWS::Serverless::StateMachine", "Properties": {"DefinitionUri": "order.asl.json"}}}}"#,
        right: r#"{"Resources": {"M": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Definition": {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}}}}}"#,
        page: "statemachine-structure",
    },
    Help {
        code: Code::TemplateFunction,
        title: "Template function",
        meaning: "The value of this function comes from outside of the template, such as from a macro, or depends on \
                  itself. Write the value that it has on AWS.",
        wrong: r#"{"Resources": {"M": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"Fn::Transform": {"Name": "Macro"}}, "End": true}}}}}}}"#,
        right: r#"{"Resources": {"M": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"Fn::Sub": "${AWS::Region}"}, "End": true}}}}}}}"#,
        page: "statemachine-structure",
    },
    Help {
        code: Code::TemplateParameter,
        title: "Parameter without a value",
        meaning: "The definition uses a template parameter that has no Default. Give it a value under Parameters, \
                  above the definition. The value is saved with the document.",
        wrong: r#"{"Parameters": {"Url": {"Type": "String"}}, "Resources": {"M": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"Ref": "Url"}, "End": true}}}}}}}"#,
        right: r#"{"Parameters": {"Url": {"Type": "String", "Default": "https://api.example.com/"}}, "Resources": {"M": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"Ref": "Url"}, "End": true}}}}}}}"#,
        page: "statemachine-structure",
    },
    Help {
        code: Code::UnknownTarget,
        title: "Missing target",
        meaning: "StartAt, Next, and Default must name a state in the same States object, with the exact same \
                  spelling and case. A transition cannot leave or enter a branch or a Map's processor.",
        wrong: r#""A": {"Type": "Pass", "Next": "Finnish"}, "Finish": {"Type": "Succeed"}"#,
        right: r#""A": {"Type": "Pass", "Next": "Finish"}, "Finish": {"Type": "Succeed"}"#,
        page: "statemachine-structure",
    },
    Help {
        code: Code::Unreachable,
        title: "Unreachable state",
        meaning: "No Next, Choice rule, Default, or catcher leads from StartAt to this state. Connect it, or delete \
                  it.",
        wrong: r#""A": {"Type": "Pass", "End": true}, "B": {"Type": "Pass", "End": true}"#,
        right: r#""A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "End": true}"#,
        page: "statemachine-structure",
    },
    Help {
        code: Code::NoTerminalState,
        title: "Workflow without an end",
        meaning: "Every state leads to another state. At least one must end the workflow: a Succeed, a Fail, or any \
                  state with End.",
        wrong: r#""A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}"#,
        right: r#""A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "End": true}"#,
        page: "statemachine-structure",
    },
    Help {
        code: Code::StateName,
        title: "State names",
        meaning: "A state name has 1 to 80 characters. Letters, digits, spaces, and most punctuation are allowed.",
        wrong: r#""A": {"Type": "Pass", "Next": ""}, "": {"Type": "Succeed"}"#,
        right: r#""A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}"#,
        page: "workflow-states",
    },
    Help {
        code: Code::VariableName,
        title: "Variable names",
        meaning: "A variable name starts with a letter and continues with letters, digits, and underscores, up to 80 \
                  characters. The name states is reserved.",
        wrong: r#""A": {"Type": "Pass", "Assign": {"order-id": 1}, "End": true}"#,
        right: r#""A": {"Type": "Pass", "Assign": {"orderId": 1}, "End": true}"#,
        page: "workflow-variables",
    },
    Help {
        code: Code::DuplicateName,
        title: "Duplicate name",
        meaning: "State names must be unique in the whole definition, including branches and processors. The same \
                  applies to Map labels.",
        wrong: r#""A": {"Type": "Parallel", "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}], "End": true}"#,
        right: r#""A": {"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}], "End": true}"#,
        page: "workflow-states",
    },
    Help {
        code: Code::OuterVariable,
        title: "Variable of an outer scope",
        meaning: "The states of a branch or a Map can read the variables of outer scopes but cannot assign one with \
                  the same name, because several branches could write to it at once. Use another name in the inner \
                  scope.",
        wrong: r#""A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "B"}, "B": {"Type": "Parallel", "Branches": [{"StartAt": "C", "States": {"C": {"Type": "Pass", "Assign": {"x": 2}, "End": true}}}], "End": true}"#,
        right: r#""A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "B"}, "B": {"Type": "Parallel", "Branches": [{"StartAt": "C", "States": {"C": {"Type": "Pass", "Assign": {"y": 2}, "End": true}}}], "End": true}"#,
        page: "workflow-variables",
    },
];
