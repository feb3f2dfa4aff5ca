//! A compiled path: its steps, as data.

use super::algorithms::Pattern;
use std::fmt::{self, Write};
use std::rc::Rc;

use super::functions::Function;
use asl_value::Value;

/// A JSONPath, read once and cheap to clone.
///
/// A definite path leads to one place and gives its value; any other gives the array of all that it finds.
#[derive(Clone, Debug)]
pub struct Path(pub(super) Rc<Compiled>);

/// The contents of a [`Path`].
#[derive(Debug)]
pub(super) struct Compiled {
    /// As written.
    pub(super) text: Rc<str>,
    /// What to do, in order.
    pub(super) steps: Vec<Step>,
    /// Whether it leads to at most one place.
    pub(super) definite: bool,
    /// Whether all steps are single names and indices.
    pub(super) plain: bool,
}

/// One step of a path.
#[derive(Debug)]
pub(super) enum Step {
    /// `.name`, `['name']`
    Name(Rc<str>),
    /// `['a','b']`: at the end of a path the object of those members, else each of them.
    Names(Vec<Rc<str>>),
    /// `[0]`, `[-1]`
    Index(i32),
    /// `[0,2]`
    Indices(Vec<i32>),
    /// `[from:to]`; a step is read and ignored, as Jayway has it.
    Slice(Option<i32>, Option<i32>),
    /// `*`
    Wildcard,
    /// `[?(…)]`
    Filter(Filter),
    /// `..`: the next step is applied at every depth.
    Descend,
    /// `.length()` and its like.
    Function(Function),
}

/// A condition inside `[?(…)]`.
#[derive(Debug)]
pub(super) enum Filter {
    /// Every one of them.
    And(Vec<Filter>),
    /// At least one of them.
    Or(Vec<Filter>),
    /// `!(…)`
    Not(Box<Filter>),
    /// Whether a path finds something.
    Exists(FilterPath, bool),
    /// `left operator right`
    Compare(Operand, Operator, Operand),
}

/// A path inside a filter.
#[derive(Debug)]
pub(super) struct FilterPath {
    /// Whether it starts at `@`, the item, and not at `$`, the document.
    pub(super) relative: bool,
    /// What follows behind `@` or `$`.
    pub(super) path: Path,
}

/// What an operator compares.
#[derive(Debug)]
pub(super) enum Operand {
    /// `@.a`, `$.b`
    Path(FilterPath),
    /// A literal number, string, boolean, null, array or object.
    Literal(Value),
    /// `/pattern/`
    Pattern(Box<dyn Pattern>),
}

/// An operator between two [`Operand`]s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    SameAs,
    NotSameAs,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Matches,
    In,
    NotIn,
    Contains,
    All,
    Size,
    Empty,
    SubsetOf,
    AnyOf,
    NoneOf,
}

impl Step {
    /// The name, if this is a single one.
    fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }
}

impl Path {
    /// The path as it was written.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Whether the path leads to at most one place: then it gives a value, else an array of values.
    pub fn is_definite(&self) -> bool {
        self.0.definite
    }

    /// Whether this is `$` alone, the whole document.
    pub fn is_root(&self) -> bool {
        self.0.steps.is_empty()
    }

    /// Whether all steps are single names.
    pub fn is_names(&self) -> bool {
        self.0.steps.iter().all(|step| matches!(step, Step::Name(_)))
    }

    /// The names that the path begins with, up to its first step of another kind.
    pub fn leading_names(&self) -> Vec<&str> {
        self.0.steps.iter().map_while(Step::name).collect()
    }

    /// Makes a path of its steps.
    pub(super) fn new(text: &str, steps: Vec<Step>) -> Self {
        let last = steps.len().saturating_sub(1);
        let definite = steps.iter().enumerate().all(|(index, step)| match step {
            Step::Name(_) | Step::Index(_) | Step::Function(_) => true,
            Step::Names(_) => index == last,
            Step::Indices(_) | Step::Slice(..) | Step::Wildcard | Step::Filter(_) | Step::Descend => false,
        });
        let plain = steps.iter().all(|step| matches!(step, Step::Name(_) | Step::Index(_)));
        Self(Rc::new(Compiled { text: text.into(), steps, definite, plain }))
    }

    /// The first `count` steps in brackets, as Jayway prints them: `$['a'][0]`.
    pub(super) fn normalized(&self, count: usize) -> String {
        let mut text = String::from("$");
        for step in self.0.steps.iter().take(count) {
            // INVARIANT: writing to a `String` does not fail.
            let _ = write!(text, "{step}");
        }
        text
    }

    /// The step at `index` in brackets.
    pub(super) fn step_text(&self, index: usize) -> String {
        self.0.steps.get(index).map(ToString::to_string).unwrap_or_default()
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn list<T>(items: &[T], f: &mut fmt::Formatter<'_>, one: impl Fn(&T) -> String) -> fmt::Result {
            write!(f, "[{}]", items.iter().map(one).collect::<Vec<_>>().join(","))
        }
        match self {
            Self::Name(name) => write!(f, "['{name}']"),
            Self::Names(names) => list(names, f, |name| format!("'{name}'")),
            Self::Index(index) => write!(f, "[{index}]"),
            Self::Indices(indices) => list(indices, f, ToString::to_string),
            Self::Slice(from, to) => {
                let text = |bound: &Option<i32>| bound.map(|bound| bound.to_string()).unwrap_or_default();
                write!(f, "[{}:{}]", text(from), text(to))
            }
            Self::Wildcard => f.write_str("[*]"),
            Self::Filter(_) => f.write_str("[?]"),
            Self::Descend => f.write_str(".."),
            Self::Function(function) => write!(f, ".{}()", function.name()),
        }
    }
}
