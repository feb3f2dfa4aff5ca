//! What is wrong with the text of a lesson.

use std::fmt;

use asl_text::Span;

use crate::read::{LARGEST, LONGEST_TEXT, MOST_CHOICES, MOST_STEPS};

/// Something that is wrong, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it is, in bytes of the text.
    pub span: Span,
    /// What it is.
    pub problem: Problem,
}

/// What is wrong with the text of a lesson. Displayed, it is one lower-case sentence without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The text is larger than a lesson may be.
    TooLarge,
    /// The text is no JSON or YAML: why.
    Unreadable(String),
    /// The lesson has no title.
    NoTitle,
    /// The lesson has no step.
    NoSteps,
    /// It has more steps than a lesson may have.
    TooManySteps,
    /// A text in it is longer than it may be.
    TooLong(&'static str),
    /// A question has more choices than it may have.
    TooManyChoices,
    /// A value is of another type than its field takes.
    Type {
        /// The field.
        field: &'static str,
        /// What it takes: `an object`, `a string`.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// A field that must be there is not.
    Missing(&'static str),
    /// A field that is not there.
    UnknownField {
        /// The field.
        field: String,
        /// The one that is most like it.
        near: Option<&'static str>,
    },
    /// A focus on nothing, or on a state and a view.
    Focus,
    /// A view that the page does not have.
    UnknownView(String),
    /// A run to a state and to the end.
    TwoRuns,
    /// A list of other than one name, for the calls of a state.
    OneCall,
    /// A question without an answer, or whose answer is none of its choices.
    NoAnswer,
    /// A goal that every run reaches.
    NothingExpected,
    /// What must hold for a goal cannot be read: why.
    Goal(String),
    /// The workflow has no such state.
    UnknownState {
        /// The name.
        name: String,
        /// The one that is most like it.
        near: Option<String>,
    },
    /// The state has no such field.
    UnknownStateField {
        /// The state.
        state: String,
        /// The field.
        field: String,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "a lesson can have at most {} KB", LARGEST / 1000),
            Self::Unreadable(why) | Self::Goal(why) => f.write_str(why),
            Self::NoTitle => f.write_str("the lesson has no `title`"),
            Self::NoSteps => f.write_str("the lesson has no steps"),
            Self::TooManySteps => write!(f, "a lesson can have at most {MOST_STEPS} steps"),
            Self::TooLong(field) => write!(f, "`{field}` can have at most {LONGEST_TEXT} characters"),
            Self::TooManyChoices => write!(f, "a question can have at most {MOST_CHOICES} choices"),
            Self::Type { field, expected, found } => write!(f, "`{field}` must be {expected}, not {found}"),
            Self::Missing(field) => write!(f, "`{field}` is missing"),
            Self::UnknownField { field, near: None } => write!(f, "`{field}` is not a field here"),
            Self::UnknownField { field, near: Some(near) } => {
                write!(f, "`{field}` is not a field here; did you mean `{near}`?")
            }
            Self::Focus => f.write_str("`focus` must have a `state`, which can have a `field`, or a `view`"),
            Self::UnknownView(view) => write!(f, "there is no view `{view}`"),
            Self::TwoRuns => f.write_str("a step has either `run` or `runTo`"),
            Self::OneCall => f.write_str("a list in `whatIf` has one name, for the next call"),
            Self::NoAnswer => f.write_str("`answer` must be one of the choices, or the text to be written"),
            Self::NothingExpected => f.write_str("every run reaches this goal; add what must hold to `expect`"),
            Self::UnknownState { name, near: None } => write!(f, "there is no state `{name}`"),
            Self::UnknownState { name, near: Some(near) } => {
                write!(f, "there is no state `{name}`; did you mean `{near}`?")
            }
            Self::UnknownStateField { state, field } => write!(f, "the state `{state}` has no `{field}`"),
        }
    }
}
