//! ASL03xx: how states hang together, and the names of states and variables.

use std::rc::Rc;

use super::did_you_mean;
use asl_text::diagnostic::{Code, Detail, Meant};

/// What is wrong with transitions and names.
#[derive(Clone, Debug, PartialEq)]
pub enum FlowProblem {
    /// A transition to a state that is not there.
    UnknownTarget {
        /// The name.
        name: Rc<str>,
        /// What to do about it.
        advice: TargetAdvice,
    },
    /// A state that cannot be reached from `StartAt`.
    Unreachable(Rc<str>),
    /// A state that nothing leads to, next to a transition to a state that is not there.
    Unnamed(Rc<str>),
    /// No state that ends the execution.
    NoEnd,
    /// A state's name with too many characters.
    StateNameTooLong {
        /// How many it may have.
        most: usize,
        /// How many it has.
        length: usize,
    },
    /// A state's name without a character.
    EmptyStateName,
    /// A name that another state has.
    DuplicateState(Rc<str>),
    /// A label that another Map has.
    DuplicateLabel(Rc<str>),
    /// A variable with the name of the language's own.
    ReservedVariable,
    /// A variable's name with more characters than this.
    VariableNameTooLong {
        /// How many it may have.
        most: usize,
    },
    /// A variable's name with characters that names do not have.
    VariableName(Rc<str>),
    /// A variable of an outer scope that an inner one assigns.
    OuterVariable(Rc<str>),
}

/// What to do about a transition to a state that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetAdvice {
    /// This state was probably meant.
    Near(Rc<str>),
    /// There is such a state in another scope.
    InAnotherScope,
    /// Nothing is known.
    Add,
}

impl Detail for FlowProblem {
    fn code(&self) -> Code {
        match self {
            Self::UnknownTarget { .. } => Code::UnknownTarget,
            Self::Unreachable(_) | Self::Unnamed(_) => Code::Unreachable,
            Self::NoEnd => Code::NoTerminalState,
            Self::StateNameTooLong { .. } | Self::EmptyStateName => Code::StateName,
            Self::DuplicateState(_) | Self::DuplicateLabel(_) => Code::DuplicateName,
            Self::ReservedVariable | Self::VariableNameTooLong { .. } | Self::VariableName(_) => Code::VariableName,
            Self::OuterVariable(_) => Code::OuterVariable,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::UnknownTarget { name, advice: TargetAdvice::InAnotherScope } => {
                format!("there is no state `{name}` here")
            }
            Self::UnknownTarget { name, .. } => format!("there is no state `{name}`"),
            Self::Unreachable(name) => format!("the state `{name}` cannot be reached from `StartAt`"),
            Self::Unnamed(name) => format!("the state `{name}` is unreachable"),
            Self::NoEnd => "no state ends this workflow".to_owned(),
            Self::StateNameTooLong { most, length } => {
                format!("a state name can have at most {most} characters; this one has {length}")
            }
            Self::EmptyStateName => "this state has no name".to_owned(),
            Self::DuplicateState(name) => format!("another state of this definition has the name `{name}`"),
            Self::DuplicateLabel(label) => format!("another Map has the label `{label}`"),
            Self::ReservedVariable => "`states` is a reserved variable".to_owned(),
            Self::VariableNameTooLong { most } => format!("a variable name can have at most {most} characters"),
            Self::VariableName(name) => format!("`{name}` is not a valid variable name"),
            Self::OuterVariable(name) => format!("the variable `{name}` is already assigned in an outer scope"),
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::UnknownTarget { advice: TargetAdvice::Near(near), .. } => did_you_mean(near),
            Self::UnknownTarget { name, advice: TargetAdvice::InAnotherScope } => {
                format!("`{name}` is in another scope, and a transition can't leave its `States`")
            }
            Self::UnknownTarget { name, advice: TargetAdvice::Add } => {
                format!("add a state `{name}`, or use the name of a state in this scope")
            }
            Self::Unreachable(name) => {
                format!("point a `Next`, a rule, a `Default`, or a catcher to `{name}`, or delete it")
            }
            Self::Unnamed(_) => "a transition with a misspelled name may be meant for it".to_owned(),
            Self::NoEnd => {
                "in the last one, write `\"End\": true` instead of `Next`, or add a Succeed state".to_owned()
            }
            Self::StateNameTooLong { .. } => "shorten it, here and in the transitions to it".to_owned(),
            Self::EmptyStateName => "write a name between the quotes".to_owned(),
            Self::DuplicateState(_) => {
                "state names must be unique in the whole definition, including branches and processors".to_owned()
            }
            Self::DuplicateLabel(_) => "labels must be unique in the whole definition".to_owned(),
            Self::ReservedVariable => "choose another name".to_owned(),
            Self::VariableNameTooLong { .. } => "shorten it".to_owned(),
            Self::VariableName(_) => "start with a letter, then use letters, digits, and `_`".to_owned(),
            Self::OuterVariable(_) => "an inner scope can read it but not assign it: choose another name".to_owned(),
        })
    }

    fn meant(&self) -> Option<Meant> {
        match self {
            Self::UnknownTarget { name, advice: TargetAdvice::Near(near) } => Meant::of(name, Some(near)),
            _ => None,
        }
    }
}
