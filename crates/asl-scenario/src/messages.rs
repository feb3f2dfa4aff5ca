//! What is wrong with a file of scenarios.

use asl_text::diagnostic::{Code, Detail, Meant};

use crate::read::{EXPECTED, FIELDS, OF_A_CALL, STATUSES};

/// What is wrong with a file of scenarios.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScenarioProblem {
    /// The file is neither a list of scenarios nor an object with one.
    NotAList {
        /// What it is.
        found: &'static str,
    },
    /// A value is of another type than its field takes.
    Type {
        /// The field.
        field: &'static str,
        /// What it takes: `an object`, `a string`.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// A scenario without a name.
    NoName,
    /// Two scenarios of one name.
    SameName(String),
    /// A scenario that asks for nothing.
    NothingExpected,
    /// A status that no execution ends with.
    Status(String),
    /// A state that is not there.
    UnknownState {
        /// The name.
        name: String,
        /// The one that is most like it.
        near: Option<String>,
    },
    /// A mock that cannot be read.
    Mock(String),
    /// An address of a file that is none.
    Address(String),
    /// A field that is not there.
    UnknownField {
        /// The field.
        field: String,
        /// The fields that there are.
        fields: &'static [&'static str],
        /// The one that is most like it.
        near: Option<&'static str>,
    },
    /// A condition that is no JSONata, with what is wrong with it.
    Condition(String),
}

impl Detail for ScenarioProblem {
    fn code(&self) -> Code {
        Code::InvalidScenario
    }

    fn message(&self) -> String {
        match self {
            Self::NotAList { found } => {
                format!("a file of scenarios must be a list, or an object with `scenarios`, not {found}")
            }
            Self::Type { field, expected, found } => format!("`{field}` must be {expected}, not {found}"),
            Self::NoName => "this scenario has no name".to_owned(),
            Self::SameName(name) => format!("another scenario is called `{name}` too"),
            Self::NothingExpected => "this scenario expects nothing, so it always passes".to_owned(),
            Self::Status(status) => format!("no execution ends with the status `{status}`"),
            Self::UnknownState { name, .. } => format!("there is no state `{name}`"),
            Self::Mock(why) => why.clone(),
            Self::Address(address) => format!("`{address}` is not the address of a file"),
            Self::UnknownField { field, .. } => format!("`{field}` is not a field here"),
            Self::Condition(why) => format!("the condition is not JSONata: {why}"),
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotAList { .. } => "write [{\"name\": \"…\", \"expect\": {\"status\": \"SUCCEEDED\"}}]".to_owned(),
            Self::Type { expected, .. } => format!("write {expected}"),
            Self::NoName => "add a `name`: the list of results shows it".to_owned(),
            Self::SameName(_) => "give each scenario another name".to_owned(),
            Self::NothingExpected => format!("add `expect` with one of {}", EXPECTED.join(", ")),
            Self::Status(_) => format!("write one of {}", STATUSES.join(", ")),
            Self::UnknownState { near: Some(near), .. } => format!("did you mean `{near}`?"),
            Self::UnknownState { near: None, .. } => "write the name of a state of the workflow".to_owned(),
            Self::Mock(_) => {
                "write {\"result\": …} or {\"errorOutput\": {\"error\": \"…\", \"cause\": \"…\"}}".to_owned()
            }
            Self::Address(_) => "write `s3://bucket/key`".to_owned(),
            Self::UnknownField { near: Some(near), .. } => format!("did you mean `{near}`?"),
            Self::UnknownField { near: None, fields, .. } => format!("there are {}", fields.join(", ")),
            Self::Condition(_) => "write a condition in {% and %}, such as {% $states.result.total > 0 %}".to_owned(),
        })
    }

    fn meant(&self) -> Option<Meant> {
        match self {
            Self::UnknownState { name, near } => Meant::of(name, near.as_deref()),
            Self::UnknownField { field, near, .. } => Meant::of(field, *near),
            _ => None,
        }
    }
}

/// The fields, for whoever documents them.
pub const DOCUMENTED: [&[&str]; 3] = [&FIELDS, &EXPECTED, &OF_A_CALL];
