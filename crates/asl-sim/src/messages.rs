//! What keeps a machine from running, and what is wrong with mocks and inputs, as data, and the words for it.

use std::rc::Rc;

use super::mock::NAMES_OF_A_MOCK;
use super::test_state::SchemaProblem;
use asl_lang::StateType;
use asl_path::PathError;
use asl_text::diagnostic::{Code, Detail, Meant};

/// What keeps a machine from being run or started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunProblem {
    /// A transition without a target.
    NoTarget {
        /// Its field.
        field: String,
    },
    /// A Wait that does not say how long.
    NoDuration,
    /// A rule that has nothing to test.
    NoCondition,
    /// A path that cannot be read.
    Path {
        /// The path.
        text: Rc<str>,
        /// What is wrong with it.
        error: PathError,
    },
    /// A reference path that cannot be read.
    ReferencePath {
        /// The path.
        text: Rc<str>,
        /// What is wrong with it.
        error: PathError,
    },
    /// An input that is too large.
    InputSize {
        /// Its bytes.
        bytes: usize,
        /// The most bytes that AWS takes.
        most: usize,
    },
}

impl Detail for RunProblem {
    fn code(&self) -> Code {
        match self {
            Self::NoTarget { .. } | Self::NoDuration => Code::MissingField,
            Self::NoCondition => Code::InvalidRule,
            Self::Path { .. } | Self::ReferencePath { .. } => Code::InvalidPath,
            Self::InputSize { .. } => Code::ServiceLimit,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::NoTarget { field } => format!("`{field}` is missing"),
            Self::NoDuration => "this Wait does not say how long to wait".to_owned(),
            Self::NoCondition => "this rule has no condition that can be tested".to_owned(),
            Self::Path { text, error } => format!("the path `{text}` cannot be read: {error}"),
            Self::ReferencePath { text, error } => format!("`{text}` is not a reference path: {error}"),
            Self::InputSize { bytes, most } => {
                format!("the input has {bytes} bytes, and AWS accepts at most {most} ({} KiB)", most / 1024)
            }
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NoTarget { .. } | Self::NoDuration | Self::NoCondition | Self::Path { .. } => None,
            Self::ReferencePath { .. } => Some("name one place, such as `$.result` or `$.order.items[0]`".to_owned()),
            Self::InputSize { .. } => Some("make it smaller, or set limits to Report only (Settings)".to_owned()),
        }
    }
}

/// What is wrong with a text of mocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MockProblem {
    /// The whole is no object.
    NotAnObject {
        /// What it is.
        found: &'static str,
    },
    /// A list without answers.
    NoAnswers {
        /// The state.
        state: String,
    },
    /// A mock of a state that is not there.
    UnknownState {
        /// The name.
        name: String,
        /// The Task that is most like it.
        near: Option<String>,
    },
    /// A mock of a state that calls nothing.
    NotATask {
        /// The name.
        name: String,
        /// The state's type.
        kind: Option<StateType>,
    },
    /// An answer that is no object.
    AnswerType {
        /// What it is.
        found: &'static str,
    },
    /// An object with neither a result nor an error.
    NoAnswer,
    /// An object with both.
    TwoAnswers,
    /// An error without its name.
    NoErrorName,
    /// An error that is no object with a name.
    ErrorType,
    /// A cause that is no text.
    CauseType {
        /// What it is.
        found: &'static str,
    },
    /// A delay that is no number, or negative.
    Delay,
    /// The result of a Task that starts an execution, or a member of it, is of another type than the service gives.
    ResultType {
        /// The member; empty for the result itself.
        member: &'static str,
        /// What it has to be: `an object`, `a string`.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// A result that the service would not give.
    Shape(SchemaProblem),
    /// A member beside answers by visit or by iteration: it does nothing there.
    Beside {
        /// The member.
        field: String,
        /// The field that has the answers.
        by: &'static str,
    },
    /// Answers by iteration for a state that no Map is around.
    NoMap {
        /// The state.
        state: String,
    },
    /// Answers by visit or by iteration that are no list, and no object with numbers of iterations.
    NotAPlan {
        /// The field: `byVisit` or `byIteration`.
        field: &'static str,
    },
    /// A key that is no number of an iteration.
    Iteration {
        /// The key.
        key: String,
    },
    /// A field that mocks do not have.
    UnknownField {
        /// The field.
        field: String,
        /// The one that is most like it.
        near: Option<&'static str>,
    },
}

impl Detail for MockProblem {
    fn code(&self) -> Code {
        match self {
            Self::UnknownState { .. } | Self::NotATask { .. } => Code::UnknownMock,
            _ => Code::InvalidMock,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::NotAnObject { found } => format!("mocks must be an object with the names of states, not {found}"),
            Self::NoAnswers { state } => format!("the list of answers for `{state}` is empty"),
            Self::UnknownState { name, .. } => format!("there is no state `{name}`"),
            Self::NotATask { name, kind: Some(kind) } => {
                format!("`{name}` is a {kind} state, which makes no calls")
            }
            Self::NotATask { name, kind: None } => format!("`{name}` has an unknown type, so it makes no calls"),
            Self::AnswerType { found } => format!("a mock must be an object, not {found}"),
            Self::NoAnswer => "this mock has no answer".to_owned(),
            Self::TwoAnswers => "this mock has both a result and an error".to_owned(),
            Self::NoErrorName => "`errorOutput` has no `error`".to_owned(),
            Self::ErrorType => "`errorOutput` must be an object with the string `error`".to_owned(),
            Self::CauseType { found } => format!("`cause` must be a string, not {found}"),
            Self::Delay => "`delaySeconds` must be a number of at least 0".to_owned(),
            Self::ResultType { member: "", expected, found } => {
                format!("the result of a Task that starts an execution must be {expected}, not {found}")
            }
            Self::ResultType { member, expected, found } => {
                format!("`{member}` of an execution that a Task starts must be {expected}, not {found}")
            }
            Self::Shape(SchemaProblem::Type(field, kind)) => {
                format!("`{field}` must be {kind}: no call of this service returns anything else")
            }
            Self::Shape(SchemaProblem::Missing(field)) => {
                format!("the result has no `{field}`, which every call returns")
            }
            Self::Shape(problem) => {
                format!("`{}` has a value that no call of this service returns", problem.field())
            }
            Self::Beside { field, by } => format!("`{field}` does nothing beside `{by}`"),
            Self::NoMap { state } => format!("`{state}` is not inside of a Map, so it has no iterations"),
            Self::NotAPlan { field } => format!("`{field}` must be a list of answers"),
            Self::Iteration { key } => format!("`{key}` is not the number of an iteration"),
            Self::UnknownField { field, .. } => format!("`{field}` is not a field of a mock"),
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotAnObject { .. } => "write {\"State name\": {\"result\": …}}".to_owned(),
            Self::NoAnswers { .. } => "add a result or an error, or delete the list".to_owned(),
            Self::UnknownState { near: Some(near), .. } => format!("did you mean `{near}`?"),
            Self::UnknownState { near: None, .. } => "give the mock the name of the Task state that it answers \
                                                      for"
            .to_owned(),
            Self::NotATask { .. } => "only Task states can be mocked".to_owned(),
            Self::AnswerType { .. } => {
                "write {\"result\": …} or {\"errorOutput\": {\"error\": \"…\", \"cause\": \"…\"}}".to_owned()
            }
            Self::NoAnswer => "add a `result` or an `errorOutput`".to_owned(),
            Self::TwoAnswers => "keep the `result` or the `errorOutput`".to_owned(),
            Self::NoErrorName => "add an `error` and, optionally, a `cause`".to_owned(),
            Self::ErrorType => "write {\"error\": \"…\", \"cause\": \"…\"}".to_owned(),
            Self::CauseType { .. } => "put the text in quotes, and escape the quotes of JSON inside it".to_owned(),
            Self::Delay => "write the delay of the answer in seconds".to_owned(),
            Self::ResultType { member: "", .. } => {
                "write {\"ExecutionArn\": \"…\", \"Status\": \"SUCCEEDED\", \"Output\": …}".to_owned()
            }
            Self::ResultType { member: "Output", .. } => {
                "`.sync` returns the output as a string of JSON, `.sync:2` as JSON".to_owned()
            }
            Self::ResultType { expected, .. } => format!("write {expected}"),
            Self::Shape(SchemaProblem::Type(_, kind)) => format!("write {kind}"),
            Self::Shape(_) => "write what the service returns".to_owned(),
            Self::Beside { by, .. } => format!("delete it, or put it into the answers of `{by}`"),
            Self::NoMap { .. } => "use `byVisit`, or a list with an answer for each call".to_owned(),
            Self::NotAPlan { .. } => "write [{\"result\": …}, {\"result\": …}], one for each".to_owned(),
            Self::Iteration { .. } => "write \"0\", \"1\", or \"default\" for all others".to_owned(),
            Self::UnknownField { near: Some(near), .. } => format!("did you mean `{near}`?"),
            Self::UnknownField { near: None, .. } => format!("a mock has {}", NAMES_OF_A_MOCK.join(", ")),
        })
    }

    fn meant(&self) -> Option<Meant> {
        match self {
            Self::UnknownState { name, near } => Meant::of(name, near.as_deref()),
            Self::UnknownField { field, near } => Meant::of(field, *near),
            _ => None,
        }
    }
}
