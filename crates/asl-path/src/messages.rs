//! The words for what is wrong with a payload template (ASL0402).

use super::error::PathError;
use asl_text::diagnostic::{Code, Detail, Meant};

/// What is wrong with a payload template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateProblem {
    /// The value under a key with `.$` is no text.
    NotText {
        /// The key.
        key: String,
        /// What the value is.
        found: &'static str,
    },
    /// The text under a key with `.$` is neither a path nor an intrinsic function.
    Invalid {
        /// The key.
        key: String,
        /// The text.
        text: String,
        /// What is wrong with it.
        error: PathError,
        /// The function that is not there and the one that is most like it.
        function: Option<(String, &'static str)>,
    },
    /// A key with `.$` and the same key without.
    SameMember(String),
}

impl Detail for TemplateProblem {
    fn code(&self) -> Code {
        Code::InvalidTemplate
    }

    fn message(&self) -> String {
        match self {
            Self::NotText { key, found } => format!("`{key}` must be a string, not {found}"),
            Self::Invalid { key, error, .. } => {
                format!("`{key}` is neither a path nor an intrinsic function: {error}")
            }
            Self::SameMember(name) => format!("`{name}` and `{name}.$` both set the field `{name}`"),
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Invalid { function: Some((_, near)), .. } => format!("did you mean `{near}`?"),
            Self::NotText { .. } | Self::Invalid { function: None, .. } => {
                "write a path such as `$.name`, `$$.Execution.Id` or `$variable`, or an intrinsic function such as \
                 `States.UUID()`"
                    .to_owned()
            }
            Self::SameMember(_) => "rename or delete one of them".to_owned(),
        })
    }

    fn meant(&self) -> Option<Meant> {
        match self {
            Self::Invalid { function: Some((wrong, near)), .. } => Meant::of(wrong, Some(near)),
            _ => None,
        }
    }
}
