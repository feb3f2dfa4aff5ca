//! One condition of a pattern, and whether a value of an event meets it.

use std::fmt;

use asl_value::Value;

use crate::address::{self, Cidr};
use crate::event::Scalar;
use crate::fold::Folded;
use crate::number;
use crate::wildcard::Wildcard;

/// Bounds of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumericRange {
    /// The lower bound, and whether it is itself outside.
    pub bottom: Option<(f64, bool)>,
    /// The upper bound, and whether it is itself outside.
    pub top: Option<(f64, bool)>,
}

impl NumericRange {
    fn holds(&self, number: f64) -> bool {
        let above = |(bottom, open): (f64, bool)| number > bottom || (!open && number >= bottom);
        let below = |(top, open): (f64, bool)| number < top || (!open && number <= top);
        self.bottom.is_none_or(above) && self.top.is_none_or(below)
    }
}

/// What a value has to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// This string.
    Text(String),
    /// This address, however it is written: its text and its digits.
    Address(String, String),
    /// This number: its text, and the double it is compared as if there is one.
    Number(String, Option<f64>),
    /// `true`, `false` or `null`.
    Word(&'static str),
    /// `prefix`
    Prefix(String),
    /// `prefix` with `equals-ignore-case`
    PrefixIgnoreCase(Folded),
    /// `suffix`
    Suffix(String),
    /// `suffix` with `equals-ignore-case`
    SuffixIgnoreCase(Folded),
    /// `equals-ignore-case`
    EqualsIgnoreCase(Folded),
    /// `wildcard`
    Wildcard(Wildcard),
    /// `numeric`
    Numeric(NumericRange),
    /// `cidr`, with the text as it was written
    Cidr(String, Cidr),
    /// `exists`
    Exists(bool),
    /// `anything-but`: none of these.
    AnythingBut(Vec<Condition>),
}

impl Condition {
    /// Whether the value meets the condition. `numbers`: whether numbers are compared as numbers on this field.
    pub(crate) fn meets(&self, value: &Scalar, numbers: bool) -> bool {
        let string = || value.text();
        match self {
            Self::Text(wanted) => string() == Some(wanted.as_str()),
            Self::Address(wanted, digits) => string().is_some_and(|text| {
                text == wanted || address::address(text).is_some_and(|found| found.starts_with(digits.as_str()))
            }),
            Self::Number(text, double) => match value {
                Scalar::Number(found, number) => match (double, number) {
                    (Some(wanted), Some(number)) => wanted.total_cmp(number).is_eq(),
                    // A whole number with more digits than a double has is compared as it is written.
                    (None, None) => number::is_whole(found) && found == text,
                    _ => false,
                },
                _ => false,
            },
            Self::Word(word) => *value == Scalar::Word(word),
            Self::Prefix(prefix) => string().is_some_and(|text| {
                text.starts_with(prefix.as_str()) || prefix.strip_suffix('"').is_some_and(|quoted| quoted == text)
            }),
            Self::Suffix(suffix) => string().is_some_and(|text| {
                text.ends_with(suffix.as_str()) || suffix.strip_prefix('"').is_some_and(|quoted| quoted == text)
            }),
            Self::PrefixIgnoreCase(folded) => string().is_some_and(|text| folded.begins(text)),
            Self::SuffixIgnoreCase(folded) => string().is_some_and(|text| folded.ends_with(text)),
            Self::EqualsIgnoreCase(folded) => string().is_some_and(|text| folded.equals(text)),
            Self::Wildcard(wildcard) => string().is_some_and(|text| wildcard.matches(text)),
            Self::Numeric(range) => matches!(value, Scalar::Number(_, Some(number)) if range.holds(*number)),
            Self::Cidr(_, cidr) => match value {
                Scalar::Text(text) => address::address(text).is_some_and(|digits| cidr.holds(&digits)),
                // AWS compares the characters of a number as if they were the digits of an address.
                Scalar::Number(text, _) => !numbers && cidr.holds(text),
                Scalar::Word(_) => false,
            },
            Self::Exists(wanted) => *wanted,
            Self::AnythingBut(these) => !these.iter().any(|one| one.meets(value, true)),
        }
    }

    /// Whether the condition compares numbers by value.
    pub(crate) fn compares_numbers(&self) -> bool {
        match self {
            Self::Number(_, double) => double.is_some(),
            Self::Numeric(_) => true,
            Self::AnythingBut(these) => these.iter().any(Self::compares_numbers),
            _ => false,
        }
    }
}

impl fmt::Display for Condition {
    /// The condition as it stands in a pattern: `"high"`, `{"prefix":"h"}`, `{"numeric":[">",0,"<=",5]}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) | Self::Address(text, _) => f.write_str(&quoted(text)),
            Self::Number(text, _) => f.write_str(text),
            Self::Word(word) => f.write_str(word),
            Self::Numeric(range) => write!(f, "{{\"numeric\":[{range}]}}"),
            Self::Exists(wanted) => write!(f, "{{\"exists\":{wanted}}}"),
            Self::AnythingBut(these) => {
                let operators = these.iter().map(Self::operator).collect::<Option<Vec<_>>>();
                let name = operators.as_ref().and_then(|all| all.first()).map(|(name, _)| *name);
                let values: Vec<String> = match operators {
                    Some(all) => all.into_iter().map(|(_, value)| value).collect(),
                    None => these.iter().map(ToString::to_string).collect(),
                };
                let values = if let [one] = &*values { one.clone() } else { format!("[{}]", values.join(",")) };
                match name {
                    Some(name) => write!(f, "{{\"anything-but\":{{\"{name}\":{values}}}}}"),
                    None => write!(f, "{{\"anything-but\":{values}}}"),
                }
            }
            Self::Prefix(_)
            | Self::PrefixIgnoreCase(_)
            | Self::Suffix(_)
            | Self::SuffixIgnoreCase(_)
            | Self::EqualsIgnoreCase(_)
            | Self::Wildcard(_)
            | Self::Cidr(..) => match self.operator() {
                Some((name, value)) => write!(f, "{{\"{name}\":{value}}}"),
                None => Ok(()),
            },
        }
    }
}

impl Condition {
    /// The operator and its value as JSON text, of a condition that is written as an operator with one string.
    fn operator(&self) -> Option<(&'static str, String)> {
        let ignoring_case = |text: &str| format!("{{\"equals-ignore-case\":{}}}", quoted(text));
        Some(match self {
            Self::Prefix(text) => ("prefix", quoted(text)),
            Self::Suffix(text) => ("suffix", quoted(text)),
            Self::PrefixIgnoreCase(folded) => ("prefix", ignoring_case(&folded.text)),
            Self::SuffixIgnoreCase(folded) => ("suffix", ignoring_case(&folded.text)),
            Self::EqualsIgnoreCase(folded) => ("equals-ignore-case", quoted(&folded.text)),
            Self::Wildcard(wildcard) => ("wildcard", quoted(&wildcard.text)),
            Self::Cidr(text, _) => ("cidr", quoted(text)),
            _ => return None,
        })
    }
}

fn quoted(text: &str) -> String {
    Value::String(text.into()).to_json()
}

impl fmt::Display for NumericRange {
    /// The comparisons as they stand in `numeric`: `">",0,"<=",5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (bottom, top) = (self.bottom, self.top);
        let lower = bottom.map(|(low, open)| format!("\"{}\",{low}", if open { ">" } else { ">=" }));
        let upper = top.map(|(high, open)| format!("\"{}\",{high}", if open { "<" } else { "<=" }));
        f.write_str(&lower.into_iter().chain(upper).collect::<Vec<_>>().join(","))
    }
}
