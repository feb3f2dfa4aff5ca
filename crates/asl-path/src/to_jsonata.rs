//! The same expression in JSONata, where JSONata has one that gives the same whenever all paths find something.

use asl_value::SortedSet;
use std::fmt::Write as _;

use super::ast::{Path, Step};
use super::expression::{Expression, Term};
use super::intrinsics::{Call, Function};
use asl_value::Value;

/// An expression of JSONPath in JSONata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InJsonata {
    /// One expression.
    Expression(Translated),
    /// The items that `States.Array` gives: a list in JSONata would take lists among them apart.
    List(Vec<InJsonata>),
    /// A literal, written as JSONata writes it.
    Literal(String),
}

/// The text of an expression.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Translated {
    /// The text, without `{% %}`.
    pub text: String,
    /// Whether it is an operation, which wants parentheses beside others.
    pub operation: bool,
    /// Where it may give something else.
    pub differences: SortedSet<Difference>,
}

/// Where an expression of JSONata gives something else than that of JSONPath.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// A path finds nothing.
    Missing,
    /// A list or an object is put into a text.
    Formatted,
    /// A blank text is read as JSON.
    Blank,
    /// A text is written as JSON.
    Quoted,
    /// A number is none of 32 bits.
    Whole,
    /// A list is empty.
    Empty,
    /// A range has one number.
    Single,
}

impl Difference {
    /// What differs, in a sentence without its end.
    pub fn text(self) -> &'static str {
        match self {
            Self::Missing => {
                "in JSONPath, a path that finds nothing or goes through a list fails the run; inside an object, a \
                 string, or a comparison, JSONata continues"
            }
            Self::Formatted => {
                "`States.Format` writes `1.0`, lists, and objects as Java does; JSONata writes them \
                                as JavaScript does"
            }
            Self::Blank => "`States.StringToJson` turns a blank string into null; `$parse` fails",
            Self::Quoted => "`States.JsonToString` puts a string in quotes and keeps `1.0`; `$string` does neither",
            Self::Whole => {
                "`States.MathAdd` rounds fractions, `States.ArrayRange` truncates them, and both reject numbers \
                 beyond 32 bits"
            }
            Self::Single => "for a single number, `States.ArrayRange` returns a list and `$range` returns the number",
            Self::Empty => {
                "for an empty list, `States.ArrayPartition` returns an empty list and `$partition` returns nothing"
            }
        }
    }
}

impl Translated {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    fn differing(mut self, difference: Difference) -> Self {
        self.differences.insert(difference);
        self
    }

    /// The text as it stands beside an operator or before a step.
    pub fn operand(&self) -> String {
        if self.operation { format!("({})", self.text) } else { self.text.clone() }
    }
}

/// The name that a function has for the item it looks at: a variable of the workflow must not be called so.
const ITEM: &str = "candidate";

/// The names that the expressions made here give a meaning: a variable of the workflow would take it from them.
pub const NAMES: &[&str] = &[
    ITEM,
    "contains",
    "count",
    "exists",
    "filter",
    "hash",
    "merge",
    "not",
    "number",
    "parse",
    "partition",
    "range",
    "string",
    "type",
    "uuid",
];

/// Why there is no such expression, in words that go on after "because".
pub type NotInJsonata = String;

impl Expression {
    /// The expression in JSONata; `input` is what stands there for `$`.
    ///
    /// # Errors
    ///
    /// If JSONata has no expression that is known to give the same for every input.
    pub fn to_jsonata(&self, input: &str) -> Result<InJsonata, NotInJsonata> {
        list_or_term(&self.term, input)
    }
}

fn list_or_term(this: &Term, input: &str) -> Result<InJsonata, NotInJsonata> {
    match this {
        Term::Call(Call { function: Function::Array, arguments, .. }) => {
            let items: Result<_, _> = arguments.iter().map(|item| list_or_term(item, input)).collect();
            items.map(InJsonata::List)
        }
        Term::Literal(Value::String(text)) => Ok(InJsonata::Literal(text.to_string())),
        other => term(other, input).map(InJsonata::Expression),
    }
}

fn term(term: &Term, input: &str) -> Result<Translated, NotInJsonata> {
    match term {
        Term::Input(path) => steps(input, path),
        Term::Context(path) => steps("$states.context", path),
        Term::Variable(name, path) => steps(&format!("${name}"), path),
        Term::Literal(value) => Ok(Translated::plain(literal(value))),
        Term::Call(call) => self::call(call, input),
    }
}

/// The steps of a path behind `start`.
fn steps(start: &str, path: &Path) -> Result<Translated, NotInJsonata> {
    let mut text = start.to_owned();
    for step in &path.0.steps {
        match step {
            Step::Name(name) => {
                text.push('.');
                text.push_str(&field(name)?);
            }
            // Writing to a string does not fail.
            Step::Index(index) => _ = write!(text, "[{index}]"),
            _ => {
                return Err(format!(
                    "`{}` can find several values: JSONata returns a single value without its list, and nothing if \
                     there is none",
                    path.text()
                ));
            }
        }
    }
    Ok(Translated::plain(text))
}

/// A name as a step of a JSONata path.
///
/// # Errors
///
/// If the name holds a backtick, which JSONata cannot write.
pub fn field(name: &str) -> Result<String, NotInJsonata> {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
        && !matches!(name, "and" | "or" | "in" | "function" | "true" | "false" | "null");
    match name.contains(['`', '\\']) || name.is_empty() {
        true => Err(format!("JSONata cannot express the name `{name}`")),
        false if plain => Ok(name.to_owned()),
        false => Ok(format!("`{name}`")),
    }
}

/// A literal of JSONata: strings in single quotes where that saves escapes.
pub fn literal(value: &Value) -> String {
    match value {
        Value::String(text) if !text.contains(['\'', '\\']) && !text.chars().any(char::is_control) => {
            format!("'{text}'")
        }
        other => other.to_json(),
    }
}

fn call(call: &Call, input: &str) -> Result<Translated, NotInJsonata> {
    let Call { function, arguments, format } = call;
    if *function == Function::Format {
        let pieces = format.as_ref().and_then(|pieces| pieces.texts());
        let pieces = pieces.ok_or("the template of `States.Format` is computed")?;
        let values = arguments.iter().skip(1).map(|argument| term(argument, input));
        return format_call(&pieces, &values.collect::<Result<Vec<_>, _>>()?);
    }
    let texts: Vec<Translated> = arguments.iter().map(|argument| term(argument, input)).collect::<Result<_, _>>()?;
    let one = |at: usize| texts.get(at).map(|text| text.text.as_str()).unwrap_or_default();
    let operand = |at: usize| texts.get(at).map(Translated::operand).unwrap_or_default();
    let differences = texts.iter().flat_map(|text| &text.differences).copied().collect();
    let plain = |text: String| Translated { text, operation: false, differences };
    Ok(match function {
        Function::StringToJson => plain(format!("$parse({})", one(0))).differing(Difference::Blank),
        Function::JsonToString => plain(format!("$string({})", one(0))).differing(Difference::Quoted),
        Function::ArrayPartition => plain(format!("$partition({}, {})", one(0), one(1))).differing(Difference::Empty),
        Function::ArrayRange => plain(format!("$range({}, {}, {})", one(0), one(1), one(2)))
            .differing(Difference::Whole)
            .differing(Difference::Single),
        Function::Hash => plain(format!("$hash({}, {})", one(0), one(1))),
        Function::Uuid => plain("$uuid()".to_owned()),
        Function::ArrayLength => plain(format!("$count({})", one(0))).differing(Difference::Missing),
        Function::ArrayContains => {
            let text = format!("$exists($filter({}, function(${ITEM}) {{ ${ITEM} = {} }}))", one(0), operand(1));
            plain(text).differing(Difference::Missing)
        }
        Function::ArrayGetItem if matches!(arguments.get(1), Some(Term::Literal(_))) => {
            plain(format!("{}[{}]", operand(0), one(1)))
        }
        Function::JsonMerge if matches!(arguments.get(2), Some(Term::Literal(Value::Bool(false)))) => {
            plain(format!("$merge([{}, {}])", one(0), one(1))).differing(Difference::Missing)
        }
        Function::MathAdd => Translated { operation: true, ..plain(format!("{} + {}", operand(0), operand(1))) }
            .differing(Difference::Whole),
        Function::MathRandom => {
            return Err("JSONata's `$random()` returns a fraction: write `$floor($random() * (end - start)) + start`"
                .to_owned());
        }
        other => {
            return Err(format!("no JSONata function gives the same result as `{}` for every input", other.name()));
        }
    })
}

/// `'a' & $x & 'b'`; in the pieces, none is a place to fill in.
fn format_call(pieces: &[Option<&str>], all: &[Translated]) -> Result<Translated, NotInJsonata> {
    if pieces.iter().filter(|piece| piece.is_none()).count() != all.len() {
        return Err("`States.Format` needs one argument for each `{}`".to_owned());
    }
    let mut values = all.iter();
    let mut parts: Vec<String> = Vec::new();
    for piece in pieces {
        match piece {
            Some("") => {}
            Some(text) => parts.push(literal(&Value::from(*text))),
            None => parts.extend(values.next().map(Translated::operand)),
        }
    }
    let is_text = |part: &String| part.starts_with(['\'', '"']);
    let text = match parts.as_slice() {
        [] => "''".to_owned(),
        [one] if is_text(one) => one.clone(),
        [one] => format!("$string({one})"),
        _ => parts.join(" & "),
    };
    let mut differences: SortedSet<Difference> = all.iter().flat_map(|value| &value.differences).copied().collect();
    if !all.is_empty() {
        differences.extend([Difference::Missing, Difference::Formatted]);
    }
    Ok(Translated { text, operation: parts.len() > 1, differences })
}
