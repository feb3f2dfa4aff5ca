//! Why TestState refuses a call, as data, and AWS's words for it.

use std::fmt;

use super::schema::SchemaProblem;
use asl_lang::StateType;
use asl_value::Value;

/// Why TestState refuses a call. The sentence is AWS's.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// The definition is none; with the message of `InvalidDefinition`.
    Definition(String),
    /// A member of the request is none, or has a value that it cannot have.
    Request(String),
    /// The input is no JSON.
    Input(String),
    /// The role is none.
    RoleArn(String),
    /// There is no state of that name.
    NoState,
    /// A Map or Parallel without a mock.
    NotWithoutMock,
    /// A Task with neither mock nor role.
    NoRole,
    /// Secrets are asked for where nothing is called.
    SecretsOfMock,
    /// A mock of a state that has no work to mock.
    MockOfState(StateType),
    /// A mock without an answer.
    NoAnswer,
    /// An `errorOutput` without `error`.
    NoError,
    /// A `result` that is no JSON.
    NoJson,
    /// A result of a Parallel, or of a Map, that is no array.
    NoArray,
    /// A result of a Map with a ResultWriter that is no object.
    NoObject,
    /// Another number of results than branches.
    Branches,
    /// Another number of results than iterations.
    Items,
    /// An ItemReader without data for it.
    NoReaderData,
    /// More failed iterations than iterations.
    TooManyFailures,
    /// Failed iterations of another state than a Map.
    FailuresOfNoMap,
    /// Failed iterations without a mock.
    FailuresWithoutMock,
    /// A context object that is none.
    Context(ContextProblem),
    /// A result that the service would not give.
    Schema(SchemaProblem),
}

/// What is wrong with a context object that is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextProblem {
    /// It is no object.
    NotAnObject,
    /// It has a `Map`, which AWS does not take.
    Map,
    /// A member that there is not.
    Unknown(String),
    /// A member of another type; the path of the member and the type that it has to have.
    Type(String, &'static str),
}

impl Refusal {
    /// The code of AWS's error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Definition(_) | Self::NotWithoutMock => "InvalidDefinition",
            Self::Input(_) => "InvalidExecutionInput",
            Self::RoleArn(_) => "InvalidArn",
            _ => "ValidationException",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Definition(message) | Self::Request(message) | Self::Input(message) | Self::RoleArn(message) => {
                message
            }
            Self::NoState => "State not found in definition",
            Self::NotWithoutMock => {
                "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, \
                 Pass, Succeed, Fail, Choice]"
            }
            Self::NoRole => "RoleArn must be specified when testing a Task state",
            Self::SecretsOfMock => "TestState does not support RevealSecrets when a mock is specified.",
            Self::MockOfState(kind) => {
                return write!(f, "State type '{kind}' is not supported when a mock is specified");
            }
            Self::NoAnswer => "One of the following fields is required for a test mock: [result, errorOutput].",
            Self::NoError => "An error was not specified in the mocked error output.",
            Self::NoJson => "Mocked result must be valid JSON",
            Self::NoArray => "Mocked result must be an array.",
            Self::NoObject => "Mocked result must be a JSON object.",
            Self::Branches => "Mocked result must contain the same number of items as number of Parallel branches.",
            Self::Items => "Input array does not equal the mocked result array's size",
            Self::NoReaderData => {
                "ItemReader data must be specified when testing a Map state with ItemReader specified."
            }
            Self::TooManyFailures => {
                "Map iteration failure count must be less than or equal to the number of Map iterations"
            }
            Self::FailuresOfNoMap => "MapIterationFailureCount is only supported when testing a Map state.",
            Self::FailuresWithoutMock => {
                "TestState does not support MapIterationFailureCount when a mock is not specified."
            }
            Self::Context(problem) => return write!(f, "Invalid Context object provided: {problem}"),
            Self::Schema(problem) => return write!(f, "Mock result schema validation error: {problem}"),
        })
    }
}

impl fmt::Display for ContextProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnObject => f.write_str("must be a JSON object"),
            Self::Map => f.write_str("'Map' field is not supported when mocking a Context object"),
            Self::Unknown(field) => write!(f, "Field '{field}' is not allowed"),
            Self::Type(path, kind) => write!(f, "{path} must be a {kind}"),
        }
    }
}

/// The members of a context object and theirs, with their types; an empty type is any.
const CONTEXT: &[(&str, &[(&str, &str)])] = &[
    (
        "Execution",
        &[
            ("Id", "string"),
            ("Input", ""),
            ("Name", "string"),
            ("RoleArn", "string"),
            ("StartTime", "string"),
            ("RedriveCount", "number"),
            ("RedriveTime", "string"),
        ],
    ),
    ("State", &[("EnteredTime", "string"), ("Name", "string"), ("RetryCount", "number")]),
    ("StateMachine", &[("Id", "string"), ("Name", "string")]),
    ("Task", &[("Token", "string")]),
];

/// What is wrong with the context object that a call gives.
pub(super) fn check_context(context: &Value) -> Result<(), ContextProblem> {
    let Value::Object(members) = context else { return Err(ContextProblem::NotAnObject) };
    for (name, value) in members.iter() {
        if &**name == "Map" {
            return Err(ContextProblem::Map);
        }
        let unknown = |name: &str| ContextProblem::Unknown(name.to_owned());
        let (_, known) = CONTEXT.iter().find(|(known, _)| **known == **name).ok_or_else(|| unknown(name))?;
        let Value::Object(inner) = value else {
            return Err(ContextProblem::Type(name.to_string(), "JSON object"));
        };
        for (field, value) in inner.iter() {
            let (_, kind) = known.iter().find(|(known, _)| **known == **field).ok_or_else(|| unknown(field))?;
            let fits = match *kind {
                "string" => matches!(value, Value::String(_) | Value::Null),
                "number" => value.as_number().is_some(),
                _ => true,
            };
            if !fits {
                return Err(ContextProblem::Type(format!("{name}.{field}"), kind));
            }
        }
    }
    Ok(())
}
