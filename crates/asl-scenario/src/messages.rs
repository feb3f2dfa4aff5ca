//! What is wrong with a file of scenarios.

use asl_lang::StateType;
use asl_sim::what_if::HttpWhatIf;
use asl_text::diagnostic::{Code, Detail, Meant};

use crate::read::{EXPECTED, FIELDS, OF_A_CALL, OF_A_DELIVERY, OF_AN_EXECUTION};

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
    /// An entry of a list that is no object.
    Entry {
        /// The list.
        of: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// A number that its field does not take.
    Range {
        /// The field.
        field: &'static str,
        /// What it takes.
        expected: &'static str,
        /// The number.
        found: String,
    },
    /// What happens to the calls of a state that makes none.
    NoCalls {
        /// The state.
        name: String,
        /// Its type.
        kind: Option<StateType>,
    },
    /// Something that no call of a Task comes to.
    WhatIf {
        /// What.
        name: String,
        /// The Task.
        state: String,
    },
    /// A scenario without a name.
    NoName,
    /// Two scenarios of one name.
    SameName(String),
    /// A scenario that asks for nothing.
    NothingExpected,
    /// A status that no execution ends with.
    Status(String, &'static [&'static str]),
    /// An event that EventBridge refuses, with why.
    Event(String),
    /// A rule that is not there.
    UnknownRule {
        /// The name.
        name: String,
        /// The one that is most like it.
        near: Option<String>,
    },
    /// A field about an execution that is given an input, in a scenario that puts events.
    OfMachine(&'static str),
    /// A field about events, in a scenario without any.
    OfEvents(&'static str),
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
            Self::Entry { of: "scenarios", found } => format!("a scenario must be an object, not {found}"),
            Self::Entry { of, found } => format!("each of `{of}` must be an object, not {found}"),
            Self::Range { field, expected, found } => format!("`{field}` must be {expected}, not {found}"),
            Self::NoCalls { name, kind: Some(kind) } => format!("`{name}` is a {kind} state, which makes no calls"),
            Self::NoCalls { name, kind: None } => format!("`{name}` has an unknown type, so it makes no calls"),
            Self::WhatIf { name, state } => format!("no call of `{state}` comes to `{name}`"),
            Self::NoName => "this scenario has no name".to_owned(),
            Self::SameName(name) => format!("another scenario is called `{name}` too"),
            Self::NothingExpected => "this scenario expects nothing, so it always passes".to_owned(),
            Self::Status(status, known) if known.contains(&"SUCCEEDED") => {
                format!("no execution ends with the status `{status}`")
            }
            Self::Status(status, _) => format!("no delivery ends with the status `{status}`"),
            Self::Event(why) => format!("the event is rejected: {why}"),
            Self::UnknownRule { name, .. } => format!("there is no rule `{name}`"),
            Self::OfMachine(field) => {
                format!("`{field}` is about an execution that is given an input, and this scenario puts events")
            }
            Self::OfEvents(field) => format!("`{field}` is about `events`, and this scenario has none"),
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
            Self::Type { expected, .. } | Self::Range { expected, .. } => format!("write {expected}"),
            Self::Entry { of: "scenarios", .. } => {
                "write {\"name\": \"…\", \"expect\": {\"status\": \"SUCCEEDED\"}}".to_owned()
            }
            Self::Entry { .. } => "write an object".to_owned(),
            Self::NoCalls { .. } => "write the name of a Task state".to_owned(),
            Self::WhatIf { .. } => {
                let names: Vec<&str> = HttpWhatIf::ALL.into_iter().map(HttpWhatIf::id).collect();
                format!("write one of {}, or the name of an error that begins with `States.`", names.join(", "))
            }
            Self::NoName => "add a `name`: the list of results shows it".to_owned(),
            Self::SameName(_) => "give each scenario another name".to_owned(),
            Self::NothingExpected => format!("add `expect` with one of {}", EXPECTED.join(", ")),
            Self::Status(_, known) => format!("write one of {}", known.join(", ")),
            Self::Event(_) => {
                "write {\"source\": \"…\", \"detail-type\": \"…\", \"detail\": {…}}, or an entry of PutEvents"
                    .to_owned()
            }
            Self::UnknownRule { near: None, .. } => "write the name of a rule of the document".to_owned(),
            Self::OfMachine(_) => "use `executions`, `deliveries` and `calls`".to_owned(),
            Self::OfEvents(_) => "add `events`".to_owned(),
            Self::UnknownState { near: Some(near), .. } | Self::UnknownRule { near: Some(near), .. } => {
                format!("did you mean `{near}`?")
            }
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
            Self::UnknownState { name, near } | Self::UnknownRule { name, near } => Meant::of(name, near.as_deref()),
            Self::UnknownField { field, near, .. } => Meant::of(field, *near),
            _ => None,
        }
    }
}

/// The fields, for whoever documents them.
pub const DOCUMENTED: [&[&str]; 5] = [&FIELDS, &EXPECTED, &OF_A_CALL, &OF_A_DELIVERY, &OF_AN_EXECUTION];
