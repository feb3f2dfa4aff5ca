//! States and their fields (States Language specification, "State Types").

use std::fmt;
use std::rc::Rc;

use super::choice::Choice;
use super::machine::{QueryLanguage, Scope};
use super::retry::{Catcher, Retrier};
use asl_text::{Node, Span, Spanned};

/// One state.
///
/// A field that the state's type does not have is reported and left out here.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The key under `States`.
    pub name: Spanned<Rc<str>>,
    /// The place of the state's object.
    pub span: Span,
    /// `Type` and the fields of that type alone.
    pub kind: StateKind,
    /// `QueryLanguage` of this state; the machine's if absent.
    pub query_language: Option<Spanned<QueryLanguage>>,
    /// `Comment`
    pub comment: Option<Rc<str>>,
    /// `Next`
    pub next: Option<Spanned<Rc<str>>>,
    /// Whether a placeholder without a value may lead on to any state of the scope.
    pub leads_anywhere: bool,
    /// `End`, if it is true.
    pub end: bool,
    /// `InputPath`
    pub input_path: Option<PathField>,
    /// `OutputPath`
    pub output_path: Option<PathField>,
    /// `ResultPath`
    pub result_path: Option<PathField>,
    /// `Parameters`: a payload template.
    pub parameters: Option<Node>,
    /// `ResultSelector`: a payload template.
    pub result_selector: Option<Node>,
    /// `Arguments` (JSONata).
    pub arguments: Option<Node>,
    /// `Output` (JSONata).
    pub output: Option<Node>,
    /// `Assign`
    pub assign: Option<Node>,
    /// `Retry`
    pub retry: Vec<Retrier>,
    /// `Catch`
    pub catch: Vec<Catcher>,
}

/// A path field: `None` inside is the explicit `null`.
pub type PathField = Spanned<Option<Rc<str>>>;

/// A state's type with the fields that only this type has.
#[derive(Clone, Debug, PartialEq)]
pub enum StateKind {
    /// `Task`
    Task(Task),
    /// `Pass`
    Pass {
        /// `Result`: literal data.
        result: Option<Node>,
    },
    /// `Choice`
    Choice(Choice),
    /// `Wait`
    Wait(Wait),
    /// `Succeed`
    Succeed,
    /// `Fail`
    Fail(Fail),
    /// `Parallel`
    Parallel {
        /// `Branches`
        branches: Vec<Scope>,
    },
    /// `Map`
    Map(Box<MapState>),
    /// A `Type` that is missing or that the language does not have; a diagnostic says so.
    Unknown,
}

impl StateKind {
    /// The state's type; `None` for one that the language does not have.
    pub fn state_type(&self) -> Option<StateType> {
        Some(match self {
            Self::Task(_) => StateType::Task,
            Self::Pass { .. } => StateType::Pass,
            Self::Choice(_) => StateType::Choice,
            Self::Wait(_) => StateType::Wait,
            Self::Succeed => StateType::Succeed,
            Self::Fail(_) => StateType::Fail,
            Self::Parallel { .. } => StateType::Parallel,
            Self::Map(_) => StateType::Map,
            Self::Unknown => return None,
        })
    }
}

/// The eight types of states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the language's own")]
pub enum StateType {
    Task,
    Pass,
    Choice,
    Wait,
    Succeed,
    Fail,
    Parallel,
    Map,
}

impl StateType {
    /// All of them, in the order of AWS's own list.
    pub const ALL: [Self; 8] =
        [Self::Task, Self::Wait, Self::Pass, Self::Succeed, Self::Fail, Self::Choice, Self::Parallel, Self::Map];

    /// The value of `Type`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Task => "Task",
            Self::Pass => "Pass",
            Self::Choice => "Choice",
            Self::Wait => "Wait",
            Self::Succeed => "Succeed",
            Self::Fail => "Fail",
            Self::Parallel => "Parallel",
            Self::Map => "Map",
        }
    }

    /// The type with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

impl fmt::Display for StateType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A number that is given literally, by a path, or by an expression: `TimeoutSeconds` and
/// `TimeoutSecondsPath`, `MaxConcurrency` and `MaxConcurrencyPath`, …
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// A literal number.
    Literal(Spanned<f64>),
    /// A reference path, from the field whose name ends in `Path`.
    Path(Spanned<Rc<str>>),
    /// A JSONata expression, `{% … %}`.
    Expression(Spanned<Rc<str>>),
}

/// The fields of a Task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Task {
    /// `Resource`
    pub resource: Option<Spanned<Rc<str>>>,
    /// `TimeoutSeconds` or `TimeoutSecondsPath`
    pub timeout: Option<Amount>,
    /// `HeartbeatSeconds` or `HeartbeatSecondsPath`
    pub heartbeat: Option<Amount>,
    /// `Credentials`: a payload template.
    pub credentials: Option<Node>,
}

/// What a Wait waits for.
#[derive(Clone, Debug, PartialEq)]
pub enum Wait {
    /// `Seconds` or `SecondsPath`
    Seconds(Amount),
    /// `Timestamp`: literal, or an expression in JSONata.
    Timestamp(Spanned<Rc<str>>),
    /// `TimestampPath`
    TimestampPath(Spanned<Rc<str>>),
    /// Nothing that could be read; a diagnostic says so.
    Missing,
}

/// The fields of a Fail.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fail {
    /// `Error`
    pub error: Option<Spanned<Rc<str>>>,
    /// `ErrorPath`: a reference path or an intrinsic function.
    pub error_path: Option<Spanned<Rc<str>>>,
    /// `Cause`
    pub cause: Option<Spanned<Rc<str>>>,
    /// `CausePath`: a reference path or an intrinsic function.
    pub cause_path: Option<Spanned<Rc<str>>>,
}

/// The fields of a Map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapState {
    /// `ItemProcessor`, or the older `Iterator`.
    pub processor: Option<Scope>,
    /// `ProcessorConfig.Mode`
    pub mode: Option<Spanned<Rc<str>>>,
    /// Whether that is `DISTRIBUTED`.
    pub distributed: bool,
    /// `ProcessorConfig.ExecutionType` of child executions.
    pub execution_type: Option<Spanned<Rc<str>>>,
    /// `ItemsPath`
    pub items_path: Option<PathField>,
    /// `Items` (JSONata): an array, an object, or an expression.
    pub items: Option<Node>,
    /// `ItemSelector`, or the older `Parameters`: a payload template for each item.
    pub item_selector: Option<Node>,
    /// `MaxConcurrency` or `MaxConcurrencyPath`; zero is no limit.
    pub max_concurrency: Option<Amount>,
    /// `ToleratedFailureCount` or its path.
    pub tolerated_failure_count: Option<Amount>,
    /// `ToleratedFailurePercentage` or its path.
    pub tolerated_failure_percentage: Option<Amount>,
    /// `ItemReader`
    pub item_reader: Option<Node>,
    /// `ItemBatcher`
    pub item_batcher: Option<Node>,
    /// `ResultWriter`
    pub result_writer: Option<Node>,
    /// `Label`
    pub label: Option<Spanned<Rc<str>>>,
}
