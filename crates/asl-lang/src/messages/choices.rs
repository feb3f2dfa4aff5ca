//! ASL04xx: the rules of Choice states.

use std::rc::Rc;

use asl_text::diagnostic::{Code, Detail};

/// What is wrong with a rule of a Choice.
#[derive(Clone, Debug, PartialEq)]
pub enum ChoiceProblem {
    /// `Next` in a rule inside another one.
    NestedNext,
    /// A rule without an operator.
    NoOperator,
    /// A rule with more than one operator.
    TwoOperators {
        /// The first.
        first: Rc<str>,
        /// The one that is too much.
        second: Rc<str>,
    },
    /// More rules inside each other than the playground takes.
    TooDeep {
        /// The most rules.
        most: usize,
    },
    /// An operator without a `Variable`.
    NoVariable,
    /// A `Condition` that is neither a boolean nor an expression.
    Condition {
        /// What it is.
        found: &'static str,
    },
    /// A value that the operator does not compare with.
    Operand {
        /// The operator.
        operator: String,
        /// What it compares with.
        expected: OperandType,
        /// What is written: text in backticks, or the type of the value.
        found: String,
        /// Whether it is a path, and the operator has a form that takes one.
        is_path: bool,
    },
    /// Something other than a path after an operator whose name ends in `Path`.
    PathOperand {
        /// What it is.
        found: &'static str,
    },
}

/// What an operator compares with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperandType {
    /// A string.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Flag,
    /// A time.
    Timestamp,
}

impl OperandType {
    fn noun(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Number => "a number",
            Self::Flag => "true or false",
            Self::Timestamp => "an RFC 3339 timestamp",
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::Text => "put it in double quotes",
            Self::Number => "write it without quotes",
            Self::Flag => "write `true` or `false` without quotes",
            Self::Timestamp => "write it as \"2030-12-31T23:59:59Z\"",
        }
    }
}

impl Detail for ChoiceProblem {
    fn code(&self) -> Code {
        match self {
            Self::NestedNext | Self::NoOperator | Self::TwoOperators { .. } | Self::NoVariable => Code::InvalidRule,
            Self::TooDeep { .. } => Code::OutOfRange,
            Self::Condition { .. } | Self::Operand { .. } | Self::PathOperand { .. } => Code::InvalidOperand,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::NestedNext => "only a top-level rule has a `Next`".to_owned(),
            Self::NoOperator => "this rule has no operator".to_owned(),
            Self::TwoOperators { first, second } => {
                format!("a rule can have only one operator, but this one has `{first}` and `{second}`")
            }
            Self::TooDeep { most } => format!("rules are nested more than {most} levels deep"),
            Self::NoVariable => "a rule with an operator needs a `Variable`".to_owned(),
            Self::Condition { found } => format!("`Condition` must be true, false, or an expression, not {found}"),
            Self::Operand { operator, expected, found, .. } => {
                format!("`{operator}` compares with {}, not {found}", expected.noun())
            }
            Self::PathOperand { found } => format!("an operator that ends in `Path` takes a path, not {found}"),
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NestedNext => "delete it here".to_owned(),
            Self::NoOperator => "write a `Variable` and one operator, such as `StringEquals`".to_owned(),
            Self::TwoOperators { .. } => "combine two rules with `And` or `Or`".to_owned(),
            Self::TooDeep { .. } => "split the rule into several Choice states; rules nested deeper are \
                                     ignored"
                .to_owned(),
            Self::NoVariable => {
                "write the path of the value to compare, such as `\"Variable\": \"$.status\"`".to_owned()
            }
            Self::Condition { .. } => "write an expression, such as \"{% $states.input.ok %}\"".to_owned(),
            Self::Operand { operator, is_path: true, .. } => {
                format!("to compare with the value at a path, write `{operator}Path`")
            }
            Self::Operand { expected, .. } => expected.hint().to_owned(),
            Self::PathOperand { .. } => "write a path in double quotes, or use the operator without `Path`".to_owned(),
        })
    }
}
