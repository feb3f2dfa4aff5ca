//! Event patterns: what they are made of, and why a text is none.

use asl_value::{SortedMap, SortedSet};
use std::rc::Rc;

use crate::address::CidrError;
use crate::complexity;
use crate::condition::Condition;
use crate::reader::Reader;
use crate::wildcard::WildcardError;

/// The conditions on one field, of which one has to be met.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Key {
    /// The whole name, with dots.
    pub(crate) name: Rc<str>,
    pub(crate) conditions: Rc<[Condition]>,
    /// Whether numbers are compared as numbers here.
    pub(crate) numbers: bool,
    /// Whether the field may also be absent.
    pub(crate) may_be_absent: bool,
}

/// An event pattern, compiled.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// Each way to match it, as its `$or` make them; in each the keys in the order in which they are looked at.
    pub(crate) ways: Vec<Vec<Key>>,
}

/// What is wrong with a pattern. The sentences are AWS's.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Reason {
    /// The text is no JSON, in the words of AWS's reader.
    #[error("{0}")]
    Syntax(String),
    /// The pattern is something else than an object.
    #[error("Filter is not an object")]
    NotAnObject,
    /// An object has no members.
    #[error("Empty objects are not allowed")]
    EmptyObject,
    /// A list of conditions is empty.
    #[error("Empty arrays are not allowed")]
    EmptyArray,
    /// A member is neither an object nor a list.
    #[error("\"{0}\" must be an object or an array")]
    NeitherObjectNorArray(String),
    /// A list in a list of conditions.
    #[error("Match value must be String, number, true, false, or null")]
    Value,
    /// A condition without an operator.
    #[error("Match expression name not found")]
    NoOperator,
    /// An operator that there is not.
    #[error("Unrecognized match type {0}")]
    UnknownOperator(String),
    /// An operator whose value has to be a string.
    #[error("{0} match pattern must be a string")]
    NotAString(&'static str),
    /// A condition with more than one operator.
    #[error("Only one key allowed in match expression")]
    OneKey,
    /// An operator of `prefix` or `suffix` that there is not: which of the two, and the operator.
    #[error("Unsupported {0} pattern: {1}")]
    Unsupported(&'static str, String),
    /// `exists` with something else than a flag.
    #[error("exists match pattern must be either true or false.")]
    Exists,
    /// `numeric` with something else than a list.
    #[error("Value of numeric must be an array.")]
    NumericArray,
    /// A member of `numeric` that is no operator.
    #[error("Invalid member in numeric match: {0}")]
    NumericMember(String),
    /// A second member of `numeric` that is no operator.
    #[error("Bad value in numeric range: {0}")]
    NumericSecond(String),
    /// An operator of `numeric` that there is not.
    #[error("Unrecognized numeric range operator: {0}")]
    NumericOperator(String),
    /// A second operator that is not `<` or `<=`.
    #[error("Bad numeric range operator: {0}")]
    NumericSecondOperator(String),
    /// An operator of `numeric` without a number behind it.
    #[error("Value of {0} must be numeric")]
    NotANumber(&'static str),
    /// More than belongs into `numeric`, and into `anything-but`, for which AWS has the same words.
    #[error("Too many elements in numeric expression")]
    TooManyElements,
    /// More than two bounds.
    #[error("Too many terms in numeric range expression")]
    TooManyTerms,
    /// A lower bound that is not below the upper one.
    #[error("Bottom must be less than top")]
    Bounds,
    /// A number that a double does not hold.
    #[error("Cannot compare number : {0}")]
    Incomparable(String),
    /// An object in `anything-but` without an operator.
    #[error("Anything-But expression name not found")]
    AnythingButNoOperator,
    /// `anything-but` with a value of another type.
    #[error("Value of anything-but must be an array or single string/number value.")]
    AnythingButValue,
    /// A list in `anything-but` that holds something else.
    #[error("Inside anything but list, start|null|boolean is not supported.")]
    AnythingButMember,
    /// A list in `anything-but` with numbers and strings, or with nothing.
    #[error("Inside anything but list, either all values are number or string, mixed type is not supported")]
    AnythingButMixed,
    /// `anything-but` with `equals-ignore-case` and something else than strings.
    #[error("Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.")]
    AnythingButCase,
    /// An empty `prefix` or `suffix` in `anything-but`.
    #[error("Null prefix/suffix not allowed")]
    EmptyAffix,
    /// An operator in `anything-but` with an empty list: AWS answers with an internal failure.
    #[error("")]
    AnythingButEmpty,
    /// A name of an operator as a field's name inside of `$or`.
    #[error("{0} is Ruler reserved fieldName which cannot be used inside $or.")]
    Reserved(String),
    /// `$or` with something else than a list.
    #[error("It must be an Array followed with $or.")]
    OrArray,
    /// `$or` with something else than objects in its list.
    #[error("Only JSON object is allowed in array of $or relationship.")]
    OrObject,
    /// `$or` with fewer than two objects.
    #[error("There must have at least 2 Objects in $or relationship.")]
    OrCount,
    /// More combinations than AWS takes.
    #[error("Or operator is producing over 1000 rule combinations")]
    Combinations,
    /// Wildcards that could match in too many ways.
    #[error(
        "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a \
         wildcard character"
    )]
    TooComplex,
    /// `cidr` with something that is no range of addresses.
    #[error("{0}")]
    Cidr(#[from] CidrError),
    /// `wildcard` with something that is none.
    #[error("{0}")]
    Wildcard(#[from] WildcardError),
}

/// Why a text is no event pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct PatternError {
    /// What is wrong.
    pub reason: Reason,
    /// The byte of the text where AWS's reader stood, unless AWS names no place.
    pub at: Option<usize>,
    /// The place as AWS writes it.
    pub(crate) location: String,
    /// Whether AWS names the place twice, as it does for what it finds inside of a list.
    pub(crate) is_twice: bool,
}

impl PatternError {
    pub(crate) fn without_place(reason: Reason) -> Self {
        Self { reason, at: None, location: String::new(), is_twice: false }
    }

    /// The error code of the API.
    pub fn code(&self) -> &'static str {
        match self.reason {
            Reason::AnythingButEmpty => "InternalFailure",
            _ => "InvalidEventPatternException",
        }
    }

    /// The message of the API.
    pub fn message(&self) -> String {
        match self.reason {
            Reason::AnythingButEmpty => String::new(),
            _ => format!("Event pattern is not valid. Reason: {self}"),
        }
    }
}

impl std::fmt::Display for PatternError {
    /// What the matching engine says, place included.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.reason)?;
        if self.at.is_some() {
            write!(f, "\n at {}", self.location)?;
            if self.is_twice {
                write!(f, "\n at {}", self.location)?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for PatternError {}

impl Pattern {
    /// Reads a pattern from its text.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let ways = Reader::new(text).read()?;
        // A list is in several ways when `$or` stands beside it: one look at it is enough.
        let mut seen = SortedSet::new();
        for conditions in ways.iter().flat_map(SortedMap::values) {
            if !seen.insert(Rc::as_ptr(conditions).cast::<Condition>()) {
                continue;
            }
            let mut wildcards = conditions.iter().filter_map(|condition| match condition {
                Condition::Wildcard(wildcard) => Some(wildcard),
                _ => None,
            });
            if wildcards.any(complexity::is_too_complex) {
                return Err(PatternError::without_place(Reason::TooComplex));
            }
        }
        let keys = |way: SortedMap<Rc<str>, Rc<[Condition]>>| {
            way.into_iter().map(|(name, list)| Key::new(name, list)).collect()
        };
        Ok(Self { ways: ways.into_iter().map(keys).collect() })
    }
}

impl Pattern {
    /// The fields that the pattern looks at, each once with the conditions of the first way that has it, in the order in
    /// which they are looked at.
    pub fn fields(&self) -> Vec<(&str, &[Condition])> {
        let mut seen = SortedSet::new();
        let keys = self.ways.iter().flatten().filter(|key| seen.insert(&*key.name));
        keys.map(|key| (&*key.name, &*key.conditions)).collect()
    }
}

impl Key {
    fn new(name: Rc<str>, conditions: Rc<[Condition]>) -> Self {
        let numbers = conditions.iter().any(Condition::compares_numbers);
        let may_be_absent = conditions.contains(&Condition::Exists(false));
        Self { name, conditions, numbers, may_be_absent }
    }
}
