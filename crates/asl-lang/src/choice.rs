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

/// One comparison of a condition.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'c> {
    /// `Variable`: a path.
    pub variable: &'c Spanned<Rc<str>>,
    /// The operator's field.
    pub operator: &'c Spanned<Operator>,
    /// The operator's value: what is compared with, or the path of it.
    pub operand: &'c Node,
}

impl Condition {
    /// The comparisons in it, those inside of `And`, `Or` and `Not` included, in the order of the text.
    pub fn comparisons(&self) -> Vec<Comparison<'_>> {
        match self {
            Self::And(all) | Self::Or(all) => all.iter().flat_map(Self::comparisons).collect(),
            Self::Not(inner) => inner.comparisons(),
            Self::Compare { variable, operator, operand } => vec![Comparison { variable, operator, operand }],
            Self::Expression(_) | Self::Missing => Vec::new(),
        }
    }
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

    /// The name of the operator whose operand is a path; all that compare with a value have one, save `StringMatches`.
    pub fn path_name(self) -> Option<&'static str> {
        Some(match self {
            Self::BooleanEquals => "BooleanEqualsPath",
            Self::NumericEquals => "NumericEqualsPath",
            Self::NumericGreaterThan => "NumericGreaterThanPath",
            Self::NumericGreaterThanEquals => "NumericGreaterThanEqualsPath",
            Self::NumericLessThan => "NumericLessThanPath",
            Self::NumericLessThanEquals => "NumericLessThanEqualsPath",
            Self::StringEquals => "StringEqualsPath",
            Self::StringGreaterThan => "StringGreaterThanPath",
            Self::StringGreaterThanEquals => "StringGreaterThanEqualsPath",
            Self::StringLessThan => "StringLessThanPath",
            Self::StringLessThanEquals => "StringLessThanEqualsPath",
            Self::TimestampEquals => "TimestampEqualsPath",
            Self::TimestampGreaterThan => "TimestampGreaterThanPath",
            Self::TimestampGreaterThanEquals => "TimestampGreaterThanEqualsPath",
            Self::TimestampLessThan => "TimestampLessThanPath",
            Self::TimestampLessThanEquals => "TimestampLessThanEqualsPath",
            Self::StringMatches
            | Self::IsBoolean
            | Self::IsNull
            | Self::IsNumeric
            | Self::IsPresent
            | Self::IsString
            | Self::IsTimestamp => return None,
        })
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
        test.path_name().map(|_| Self { test, path: true })
    }

    /// The operator's field: `StringEquals`, `StringEqualsPath`, …
    pub fn name(self) -> &'static str {
        let plain = || Test::ALL.iter().find(|(test, _)| *test == self.test).map_or("", |(_, name)| name);
        self.test.path_name().filter(|_| self.path).unwrap_or_else(plain)
    }
}

impl fmt::Display for Operator {
    /// The operator's field: `StringEquals`, `StringEqualsPath`, …
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
