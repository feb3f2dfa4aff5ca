//! ASL02xx: fields by name, type and range.

use std::fmt;
use std::rc::Rc;

use super::{did_you_mean, list};
use crate::machine::QueryLanguage;
use crate::state::StateType;
use asl_text::diagnostic::{Code, Detail, Meant};

/// What is wrong with the fields of an object.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldProblem {
    /// The text holds something other than an object.
    NotAnObject {
        /// What it holds.
        found: &'static str,
    },
    /// The text is a template that a definition was asked for.
    IsTemplate,
    /// A field that has to be there is not.
    Missing {
        /// The object.
        owner: Owner,
        /// The field.
        field: &'static str,
    },
    /// A state without `Next` and without `End`.
    NoTransition(Owner),
    /// A Wait without any of its four fields.
    NoDuration(Owner),
    /// A Choice without `Default`.
    NoDefault(Owner),
    /// A value of another type than its field takes.
    WrongType {
        /// The field.
        field: String,
        /// What it takes.
        expected: ValueType,
        /// What is there.
        found: &'static str,
    },
    /// A state that is no object.
    StateIsNotAnObject {
        /// The state's name.
        name: Rc<str>,
        /// What is there.
        found: &'static str,
    },
    /// A `Version` other than the only one.
    Version,
    /// A number, a path's text or anything else in quotes where a number has to be.
    QuotedNumber {
        /// The field.
        field: String,
        /// The numbers that it takes.
        range: Range,
        /// The text in the quotes.
        text: Rc<str>,
    },
    /// A number that is too small, too large or not whole.
    OutOfRange {
        /// The field.
        field: String,
        /// The numbers that it takes.
        range: Range,
        /// The number, as written.
        found: String,
    },
    /// A heartbeat that is not shorter than the timeout.
    HeartbeatTooLong(Owner),
    /// A label with more characters than this.
    LabelTooLong {
        /// The most characters.
        most: usize,
    },
    /// More scopes inside each other than AWS takes.
    TooDeep {
        /// The most scopes.
        most: usize,
    },
    /// A word that is none of the few that the field takes.
    UnknownWord {
        /// The words.
        of: Vocabulary,
        /// What is written.
        word: Rc<str>,
        /// The word that is most like it.
        near: Option<&'static str>,
    },
    /// A text that is no time.
    NotATimestamp(Rc<str>),
    /// An array or object that must not be empty.
    Empty {
        /// The field.
        field: String,
    },
    /// A JSONPath state in a definition in JSONata.
    BackToJsonPath,
    /// A number that a template should fill in and that nothing fills in here.
    UnfilledNumber {
        /// The field.
        field: String,
    },
    /// A field that the object does not know.
    Unknown {
        /// The object.
        owner: Owner,
        /// The field.
        field: Rc<str>,
        /// The known field that is most like it.
        near: Option<&'static str>,
        /// The fields that the object knows.
        known: &'static [&'static str],
    },
    /// A field that no state of this type has, nor any other.
    UnknownInState {
        /// The state's type.
        kind: StateType,
        /// The field.
        field: Rc<str>,
        /// The known field that is most like it.
        near: Option<&'static str>,
    },
    /// A field of other types of states.
    OfOtherType {
        /// The state's type.
        kind: StateType,
        /// The field.
        field: &'static str,
        /// The types that have it.
        types: &'static [StateType],
    },
    /// A field of the other query language.
    OfOtherLanguage {
        /// The field.
        field: &'static str,
        /// The language of the place.
        here: QueryLanguage,
    },
    /// `Parameters` in JSONata or `Arguments` in JSONPath, of an ItemReader and its kin.
    ArgumentsOfOtherLanguage {
        /// The language of the place.
        here: QueryLanguage,
    },
    /// A field that another one with that value excludes.
    NotWith {
        /// The field.
        field: &'static str,
        /// The other field.
        other: &'static str,
        /// Its value.
        value: &'static str,
    },
    /// An ItemReader that reads with something else than the two calls that there are.
    ReaderResource(Rc<str>),
    /// Two fields of which one is allowed.
    Exclusive {
        /// The object.
        owner: Owner,
        /// The one that is found too much.
        second: String,
        /// The one that is found first.
        first: String,
    },
}

/// An object whose fields are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The whole definition.
    Definition,
    /// A state.
    State {
        /// Its name.
        name: Rc<str>,
        /// Its type, if it has one that is known.
        kind: Option<StateType>,
    },
    /// A branch of a Parallel.
    Branch {
        /// Which, from 1.
        number: usize,
        /// The state.
        of: Box<Owner>,
    },
    /// The processor of a Map.
    Processor {
        /// Its field: `ItemProcessor` or `Iterator`.
        field: &'static str,
        /// The state.
        of: Box<Owner>,
    },
    /// A retrier.
    Retrier,
    /// A catcher.
    Catcher,
    /// A rule of a Choice.
    Rule,
    /// The object in that field.
    Field(&'static str),
}

impl Owner {
    /// Whether what is missing in the object is reported at its key rather than at its opening.
    pub fn is_reported_at_key(&self) -> bool {
        matches!(self, Self::State { .. } | Self::Field("WriterConfig"))
    }

    /// What all of its kind are called, where it makes no difference which one it is.
    fn any(&self) -> String {
        match self {
            Self::Definition => "a definition".to_owned(),
            Self::Branch { .. } => "a branch".to_owned(),
            Self::Processor { field, .. } => format!("`{field}`"),
            Self::Retrier => "a retrier".to_owned(),
            Self::Catcher => "a catcher".to_owned(),
            Self::Rule => "a Choice rule".to_owned(),
            Self::State { .. } | Self::Field(_) => self.to_string(),
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Definition => f.write_str("the definition"),
            Self::State { name, kind: Some(kind) } => write!(f, "the {kind} state `{name}`"),
            Self::State { name, kind: None } => write!(f, "the state `{name}`"),
            Self::Branch { number, of } => write!(f, "branch {number} of {of}"),
            Self::Processor { field, of } => write!(f, "`{field}` of {of}"),
            Self::Retrier => f.write_str("this retrier"),
            Self::Catcher => f.write_str("this catcher"),
            Self::Rule => f.write_str("this rule"),
            Self::Field(field) => write!(f, "`{field}`"),
        }
    }
}

/// The type of value that a field takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueType {
    /// A string.
    Text,
    /// An object.
    Object,
    /// The object `States`.
    States,
    /// An array.
    Array,
    /// An array of strings.
    Texts,
    /// An array of rules.
    Rules,
    /// The array `Branches`.
    Branches,
    /// The array `Choices`.
    Choices,
    /// `true` or `false`.
    Flag,
    /// A path.
    Path,
    /// A path or `null`.
    PathOrNull,
    /// A number.
    Number(Range),
    /// An array, an object or an expression.
    Items,
}

impl ValueType {
    /// Whether it is an array of some kind.
    pub fn is_array(self) -> bool {
        matches!(self, Self::Array | Self::Texts | Self::Rules | Self::Branches)
    }

    /// AWS's name for the type, as far as one can tell from what was recorded of numbers.
    pub(crate) fn in_aws(self) -> Option<&'static str> {
        match self {
            Self::Text | Self::Path | Self::PathOrNull => Some("String"),
            Self::Flag => Some("Boolean"),
            Self::Object | Self::States => Some("Object"),
            Self::Array | Self::Texts | Self::Rules | Self::Branches | Self::Choices => Some("Array"),
            Self::Number(_) | Self::Items => None,
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Object | Self::States => "an object",
            Self::Array | Self::Branches | Self::Choices => "an array",
            Self::Texts => "an array of strings",
            Self::Rules => "an array of rules",
            Self::Flag => "true or false",
            Self::Path => "a path",
            Self::PathOrNull => "a path or null",
            Self::Number(_) => "a number",
            Self::Items => "an array, an object, or an expression",
        }
    }

    fn hint(self) -> String {
        match self {
            Self::Text => "put it in double quotes",
            Self::Object => "write it as an object, in `{` and `}`",
            Self::States => "write an object with each state under its name",
            Self::Array | Self::Texts => "put it in `[` and `]`",
            Self::Rules => "put the rules in `[` and `]`",
            Self::Branches => "write an array of branches, each with `StartAt` and `States`",
            Self::Choices => "write an array of rules, each with a condition and a `Next`",
            Self::Flag => "write `true` or `false` without quotes",
            Self::Path | Self::PathOrNull => "write a path in double quotes, such as \"$.detail\"",
            Self::Number(range) => return format!("write {range}"),
            Self::Items => "write an expression, such as \"{% $states.input.items %}\"",
        }
        .to_owned()
    }
}

/// The numbers that a field takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The smallest.
    pub least: f64,
    /// The largest; `f64::MAX` for no bound.
    pub most: f64,
    /// Whether it has to be a whole number.
    pub whole: bool,
}

impl Range {
    /// Whole numbers from `least` to `most`.
    pub const fn whole(least: f64, most: f64) -> Self {
        Self { least, most, whole: true }
    }

    /// Any numbers from `least` to `most`.
    pub const fn any(least: f64, most: f64) -> Self {
        Self { least, most, whole: false }
    }

    /// Whether `value` is one of them.
    pub fn holds(self, value: f64) -> bool {
        (self.least..=self.most).contains(&value) && !(self.whole && value.fract() != 0.0)
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = if self.whole { "a whole number" } else { "a number" };
        if self.most >= f64::MAX {
            write!(f, "{noun} of at least {}", self.least)
        } else {
            write!(f, "{noun} from {} to {}", self.least, self.most)
        }
    }
}

/// The few words that a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    /// `Type` of a state.
    StateType,
    /// `QueryLanguage`
    QueryLanguage,
    /// `Mode` of a Map's processor.
    MapMode,
    /// `ExecutionType` of a distributed Map.
    ExecutionType,
    /// `OutputType` of a `WriterConfig`.
    OutputType,
    /// `JitterStrategy` of a retrier.
    Jitter,
}

impl Vocabulary {
    /// The words, as AWS lists them.
    pub fn words(self) -> Vec<&'static str> {
        match self {
            Self::StateType => StateType::ALL.map(StateType::name).to_vec(),
            Self::QueryLanguage => vec!["JSONPath", "JSONata"],
            Self::MapMode => vec!["INLINE", "DISTRIBUTED"],
            Self::ExecutionType => vec!["STANDARD", "EXPRESS"],
            Self::OutputType => vec!["JSON", "JSONL"],
            Self::Jitter => vec!["NONE", "FULL"],
        }
    }

    /// The words of the field, where it takes only a few and has to be there.
    pub fn of_field(field: &str) -> Option<Self> {
        match field {
            "ExecutionType" => Some(Self::ExecutionType),
            "OutputType" => Some(Self::OutputType),
            _ => None,
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::StateType => "a state type",
            Self::QueryLanguage => "a query language",
            Self::MapMode => "a mode of a Map",
            Self::ExecutionType => "an execution type",
            Self::OutputType => "an output type",
            Self::Jitter => "a jitter strategy",
        }
    }

    fn hint(self) -> String {
        if self == Self::StateType {
            return format!("write one of {}", self.words().join(", "));
        }
        let words: Vec<String> = self.words().iter().map(|word| format!("\"{word}\"")).collect();
        format!("write {}", words.join(" or "))
    }
}

fn language(language: QueryLanguage) -> &'static str {
    match language {
        QueryLanguage::JsonPath => "JSONPath",
        QueryLanguage::Jsonata => "JSONata",
    }
}

fn other(here: QueryLanguage) -> &'static str {
    match here {
        QueryLanguage::JsonPath => "JSONata",
        QueryLanguage::Jsonata => "JSONPath",
    }
}

impl FieldProblem {
    /// The field of JSONata that does the work of a field of JSONPath.
    pub fn in_jsonata(field: &str) -> Option<&str> {
        match field {
            "Parameters" => Some("Arguments"),
            "ItemsPath" => Some("Items"),
            "InputPath" => None,
            "OutputPath" | "ResultPath" | "ResultSelector" | "Result" => Some("Output"),
            _ => field.strip_suffix("Path"),
        }
    }

    /// What an ItemReader and its kin have in place of the field of the other language: the wrong and the right name.
    pub fn arguments_in(here: QueryLanguage) -> (&'static str, &'static str) {
        match here {
            QueryLanguage::JsonPath => ("Arguments", "Parameters"),
            QueryLanguage::Jsonata => ("Parameters", "Arguments"),
        }
    }
}

impl Detail for FieldProblem {
    fn code(&self) -> Code {
        match self {
            Self::NotAnObject { .. } | Self::IsTemplate => Code::NotADefinition,
            Self::Missing { .. } | Self::NoDuration(_) => Code::MissingField,
            Self::NoTransition(_) => Code::NoTransition,
            Self::NoDefault(_) => Code::NoDefault,
            Self::WrongType { .. }
            | Self::StateIsNotAnObject { .. }
            | Self::Version
            | Self::QuotedNumber { .. }
            | Self::ReaderResource(_)
            | Self::NotATimestamp(_) => Code::WrongValue,
            Self::OutOfRange { .. } | Self::HeartbeatTooLong(_) | Self::LabelTooLong { .. } | Self::TooDeep { .. } => {
                Code::OutOfRange
            }
            Self::UnknownWord { .. } => Code::UnknownWord,
            Self::Empty { .. } => Code::EmptyList,
            Self::BackToJsonPath => Code::BackToJsonPath,
            Self::UnfilledNumber { .. } => Code::UnfilledPlaceholder,
            Self::Unknown { .. } | Self::UnknownInState { .. } => Code::UnknownField,
            Self::OfOtherType { .. } => Code::FieldOfOtherType,
            Self::OfOtherLanguage { .. } | Self::ArgumentsOfOtherLanguage { .. } => Code::FieldOfOtherLanguage,
            Self::Exclusive { .. } | Self::NotWith { .. } => Code::ExclusiveFields,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::NotAnObject { found } => format!("a definition must be an object, not {found}"),
            Self::IsTemplate => "this is a CloudFormation template, not a definition".to_owned(),
            Self::Missing { owner, field } => format!("{owner} has no `{field}`"),
            Self::NoTransition(owner) => format!("{owner} has neither `Next` nor `\"End\": true`"),
            Self::NoDuration(owner) => format!("{owner} does not say how long to wait"),
            Self::NoDefault(owner) => format!("{owner} has no `Default`"),
            Self::WrongType { field, expected, found } => {
                format!("`{field}` must be {}, not {found}", expected.noun())
            }
            Self::StateIsNotAnObject { name, found } => format!("the state `{name}` must be an object, not {found}"),
            Self::Version => "the only `Version` is \"1.0\"".to_owned(),
            Self::QuotedNumber { field, .. } => format!("`{field}` must be a number, not a string"),
            Self::OutOfRange { field, range, found } => format!("`{field}` must be {range}, not {found}"),
            Self::HeartbeatTooLong(owner) => {
                format!("`HeartbeatSeconds` must be less than `TimeoutSeconds` in {owner}")
            }
            Self::LabelTooLong { most } => format!("a label can have at most {most} characters"),
            Self::TooDeep { most } => format!("branches and processors are nested more than {most} levels deep"),
            Self::UnknownWord { of, word, .. } => format!("`{word}` is not {}", of.noun()),
            Self::NotATimestamp(text) => format!("`{text}` is not an RFC 3339 timestamp"),
            Self::Empty { field } => format!("`{field}` is empty"),
            Self::BackToJsonPath => "a state cannot use JSONPath when the whole definition uses JSONata".to_owned(),
            Self::UnfilledNumber { field } => format!("the placeholder in `{field}` has no value here"),
            Self::Unknown { owner, field, .. } => format!("`{field}` is not a field of {}", owner.any()),
            Self::UnknownInState { kind, field, .. } => format!("`{field}` is not a field of {kind} states"),
            Self::OfOtherType { kind, field, .. } => format!("`{field}` is not a field of {kind} states"),
            Self::OfOtherLanguage { field, here } => {
                format!("`{field}` is only for {}, but the query language here is {}", other(*here), language(*here))
            }
            Self::ArgumentsOfOtherLanguage { here } => {
                let (wrong, _) = Self::arguments_in(*here);
                format!("`{wrong}` is only for {}, but the query language here is {}", other(*here), language(*here))
            }
            Self::Exclusive { second, first, .. } => format!("`{second}` and `{first}` cannot be used together"),
            Self::NotWith { field, other, value } => {
                format!("`{field}` cannot be used when `{other}` is \"{value}\"")
            }
            Self::ReaderResource(text) => format!("`{text}` is not a resource that an ItemReader can use"),
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotAnObject { .. } => {
                "a minimal definition: `{\"StartAt\": \"Hello\", \"States\": {\"Hello\": {\"Type\": \"Pass\", \
                 \"End\": true}}}`"
                    .to_owned()
            }
            Self::IsTemplate => {
                "paste the `Definition` of its state machine: the object with `StartAt` and `States`".to_owned()
            }
            Self::Missing { owner, field } => missing(owner, field),
            Self::NoTransition(_) => "write `\"Next\": \"name of the next state\"`, or `\"End\": true`".to_owned(),
            Self::NoDuration(_) => "write `\"Seconds\": 10`, or a `Timestamp`".to_owned(),
            Self::NoDefault(_) => {
                "when no rule matches, the execution fails; `Default` names the state to go to instead".to_owned()
            }
            Self::WrongType { expected, .. } => expected.hint(),
            Self::StateIsNotAnObject { .. } => "a minimal state: `{\"Type\": \"Pass\", \"End\": true}`".to_owned(),
            Self::Version => "remove it".to_owned(),
            Self::QuotedNumber { field, range, text } => {
                if text.trim().parse::<f64>().is_ok() {
                    "remove the quotes".to_owned()
                } else if text.starts_with('$') {
                    format!("to read it from a path, use `{field}Path` if the state has that field")
                } else {
                    format!("write {range} without quotes")
                }
            }
            Self::OutOfRange { range, .. } => format!("write {range}"),
            Self::HeartbeatTooLong(_) => "shorten it, or lengthen `TimeoutSeconds`".to_owned(),
            Self::LabelTooLong { .. } => "shorten it".to_owned(),
            Self::TooDeep { .. } => "move the inner ones to a separate state machine".to_owned(),
            Self::UnknownWord { near: Some(near), .. } => did_you_mean(near),
            Self::UnknownWord { of, .. } => of.hint(),
            Self::NotATimestamp(_) => {
                "write it as \"2030-12-31T23:59:59Z\", with an uppercase `T` and a `Z` or an offset".to_owned()
            }
            Self::Empty { field } => match &**field {
                "States" => "add at least one state".to_owned(),
                "Branches" => "add at least one branch".to_owned(),
                _ => "add at least one rule".to_owned(),
            },
            Self::BackToJsonPath => {
                "remove `QueryLanguage` from the definition, and set it in the states that use JSONata".to_owned()
            }
            Self::UnfilledNumber { .. } => {
                "the playground ignores the field: write a number to test the workflow".to_owned()
            }
            Self::Unknown { near: Some(near), .. } | Self::UnknownInState { near: Some(near), .. } => {
                did_you_mean(near)
            }
            Self::Unknown { owner: Owner::Rule, .. } => {
                "a rule has a `Variable` and one operator, such as `StringEquals`".to_owned()
            }
            Self::Unknown { known, .. } => format!("the fields are {}", list(known)),
            Self::UnknownInState { .. } => "remove it, or put notes in `Comment`".to_owned(),
            Self::OfOtherType { types, .. } => {
                let names: Vec<&str> = types.iter().map(|has| has.name()).collect();
                format!("it is a field of {} states", list(&names))
            }
            Self::OfOtherLanguage { field, here } => of_other_language(field, *here),
            Self::ArgumentsOfOtherLanguage { here } => format!("write `{}`", Self::arguments_in(*here).1),
            Self::Exclusive { second, first, .. } if second == "Next" && first == "End" => {
                "delete `End` to continue, or `Next` to end here".to_owned()
            }
            Self::Exclusive { owner, .. } => format!("delete one of them in {owner}"),
            Self::NotWith { .. } => "delete it".to_owned(),
            Self::ReaderResource(_) => {
                "write \"arn:aws:states:::s3:getObject\" or \"arn:aws:states:::s3:listObjectsV2\"".to_owned()
            }
        })
    }

    fn meant(&self) -> Option<Meant> {
        match self {
            Self::UnknownWord { word, near, .. } => Meant::of(word, *near),
            Self::Unknown { field, near, .. } | Self::UnknownInState { field, near, .. } => Meant::of(field, *near),
            _ => None,
        }
    }
}

fn of_other_language(field: &str, here: QueryLanguage) -> String {
    match (here, FieldProblem::in_jsonata(field)) {
        (QueryLanguage::JsonPath, _) if field == "Condition" => {
            "write `Variable` and an operator, or set `QueryLanguage` to \"JSONata\"".to_owned()
        }
        (QueryLanguage::JsonPath, _) => {
            "set `\"QueryLanguage\": \"JSONata\"` in the state or in the definition".to_owned()
        }
        (QueryLanguage::Jsonata, _) if field == "InputPath" => "remove it: expressions read `$states.input`".to_owned(),
        (QueryLanguage::Jsonata, Some(name @ ("Arguments" | "Items" | "Output"))) => format!("use `{name}` in JSONata"),
        (QueryLanguage::Jsonata, Some(plain)) => {
            format!("use `{plain}` in JSONata, with an expression in `{{% … %}}`")
        }
        (QueryLanguage::Jsonata, None) => "remove it".to_owned(),
    }
}

fn missing(owner: &Owner, field: &str) -> String {
    match (field, owner) {
        ("StartAt", _) => "write the name of the first state",
        ("States", _) => "write the states as an object, each under its name",
        ("Type", _) => return Vocabulary::StateType.hint(),
        ("ErrorEquals", _) => "write the error names as an array, such as [\"States.ALL\"]",
        ("Resource", Owner::Field(_)) => "write, for example, \"arn:aws:states:::s3:getObject\"",
        ("Resource", _) => "to call an HTTP API, write \"arn:aws:states:::http:invoke\"",
        ("RoleArn", _) => "write the ARN of the role to call with, or delete `Credentials`",
        ("Branches", _) => return ValueType::Branches.hint(),
        ("Choices", _) => return ValueType::Choices.hint(),
        ("Next", Owner::Catcher) => "write the name of the state that handles the error",
        ("Next", _) => "write the name of the state to go to when the rule matches",
        ("Condition", _) => "write an expression, such as \"{% $states.input.ok %}\"",
        ("ItemProcessor" | "Iterator", _) => "write the states that each item goes through, with their `StartAt`",
        _ => return Vocabulary::of_field(field).map_or_else(|| "add it".to_owned(), Vocabulary::hint),
    }
    .to_owned()
}
