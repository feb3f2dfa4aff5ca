//! Choice rules (States Language specification, "Choice State").

use std::fmt;
use std::rc::Rc;

use asl_text::{Node, Span, Spanned};

/// The fields of a Choice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// `Choices`
    pub rules: Vec<Rule>,
    /// `Default`
    pub default: Option<Spanned<Rc<str>>>,
}

/// One of the `Choices`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// When the rule matches.
    pub condition: Condition,
    /// `Next`
    pub next: Option<Spanned<Rc<str>>>,
    /// `Assign` of this rule, in place of the state's.
    pub assign: Option<Node>,
    /// `Output` of this rule (JSONata).
    pub output: Option<Node>,
    /// `Comment`
    pub comment: Option<Rc<str>>,
    /// The place of the rule's object.
    pub span: Span,
}

/// When a rule matches.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// `And`: every one of them.
    And(Vec<Condition>),
    /// `Or`: at least one of them.
    Or(Vec<Condition>),
    /// `Not`
    Not(Box<Condition>),
    /// `Variable` and one operator.
    Compare {
        /// `Variable`: a path.
        variable: Spanned<Rc<str>>,
        /// The operator's field.
        operator: Spanned<Operator>,
        /// The operator's value: what is compared with, or the path of it.
        operand: Node,
    },
    /// `Condition` (JSONata): a boolean or an expression.
    Expression(Node),
    /// Nothing that could be read; a diagnostic says so.
    Missing,
}

/// A comparison operator: `StringEquals`, `NumericLessThanPath`, `IsNull`, …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    /// What is tested.
    pub test: Test,
    /// Whether the operand is a path (the operator's name ends in `Path`).
    pub path: bool,
}

/// What an [`Operator`] tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the language's own")]
pub enum Test {
    BooleanEquals,
    NumericEquals,
    NumericGreaterThan,
    NumericGreaterThanEquals,
    NumericLessThan,
    NumericLessThanEquals,
    StringEquals,
    StringGreaterThan,
    StringGreaterThanEquals,
    StringLessThan,
    StringLessThanEquals,
    StringMatches,
    TimestampEquals,
    TimestampGreaterThan,
    TimestampGreaterThanEquals,
    TimestampLessThan,
    TimestampLessThanEquals,
    IsBoolean,
    IsNull,
    IsNumeric,
    IsPresent,
    IsString,
    IsTimestamp,
}

impl Test {
    /// All of them with their names.
    pub const ALL: [(Self, &'static str); 23] = [
        (Self::BooleanEquals, "BooleanEquals"),
        (Self::NumericEquals, "NumericEquals"),
        (Self::NumericGreaterThan, "NumericGreaterThan"),
        (Self::NumericGreaterThanEquals, "NumericGreaterThanEquals"),
        (Self::NumericLessThan, "NumericLessThan"),
        (Self::NumericLessThanEquals, "NumericLessThanEquals"),
        (Self::StringEquals, "StringEquals"),
        (Self::StringGreaterThan, "StringGreaterThan"),
        (Self::StringGreaterThanEquals, "StringGreaterThanEquals"),
        (Self::StringLessThan, "StringLessThan"),
        (Self::StringLessThanEquals, "StringLessThanEquals"),
        (Self::StringMatches, "StringMatches"),
        (Self::TimestampEquals, "TimestampEquals"),
        (Self::TimestampGreaterThan, "TimestampGreaterThan"),
        (Self::TimestampGreaterThanEquals, "TimestampGreaterThanEquals"),
        (Self::TimestampLessThan, "TimestampLessThan"),
        (Self::TimestampLessThanEquals, "TimestampLessThanEquals"),
        (Self::IsBoolean, "IsBoolean"),
        (Self::IsNull, "IsNull"),
        (Self::IsNumeric, "IsNumeric"),
        (Self::IsPresent, "IsPresent"),
        (Self::IsString, "IsString"),
        (Self::IsTimestamp, "IsTimestamp"),
    ];

    /// Whether the operator exists with the suffix `Path` too: all that compare with a value, save `StringMatches`.
    pub fn has_path_form(self) -> bool {
        !matches!(
            self,
            Self::StringMatches
                | Self::IsBoolean
                | Self::IsNull
                | Self::IsNumeric
                | Self::IsPresent
                | Self::IsString
                | Self::IsTimestamp
        )
    }
}

impl Operator {
    /// The operator of that name: `StringEquals`, `StringEqualsPath`, …
    pub fn from_name(name: &str) -> Option<Self> {
        let find = |wanted: &str| Test::ALL.iter().find(|(_, known)| *known == wanted).map(|(test, _)| *test);
        if let Some(test) = find(name) {
            return Some(Self { test, path: false });
        }
        let test = find(name.strip_suffix("Path")?)?;
        test.has_path_form().then_some(Self { test, path: true })
    }
}

impl fmt::Display for Operator {
    /// The operator's field: `StringEquals`, `StringEqualsPath`, …
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Test::ALL.iter().find(|(test, _)| *test == self.test).map_or("", |(_, name)| name);
        write!(f, "{name}{}", if self.path { "Path" } else { "" })
    }
}
