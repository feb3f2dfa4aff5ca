//! What is wrong with a document, where, and what to do about it.

use std::any::Any;
use std::fmt;
use std::rc::Rc;

use asl_parts::Part;

use crate::Span;

/// One finding about a text: which rule, where, and what it found, as data.
///
/// The sentence is rendered last, by [`Detail::message`] and [`Detail::hint`] of the family of rules, behind [`WORDS`]. Those
/// stand in the file `messages.rs`, or the folder `messages/`, of the crate that reports. Nothing looks into a sentence: what has
/// to know more asks for the [`detail`](Self::detail).
#[derive(Clone)]
pub struct Diagnostic {
    /// Which rule found it.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub span: Span,
    /// What AWS says to the same, as far as that was recorded.
    pub aws: Option<Box<AwsWords>>,
    detail: Rc<dyn AnyDetail>,
}

/// What a rule found, as data, and the sentences that say so.
///
/// The message is one lower-case sentence without a full stop; what the person wrote stands in backticks. What to do
/// about it stands in the hint.
pub trait Detail: fmt::Debug + PartialEq + 'static {
    /// The rule.
    fn code(&self) -> Code;

    /// What is wrong.
    fn message(&self) -> String;

    /// A way out, where there is one to name.
    fn hint(&self) -> Option<String>;

    /// The name that is wrong and the one that was probably meant, where there is one.
    fn meant(&self) -> Option<Meant> {
        None
    }
}

/// A name that is wrong, and the one that was probably meant; both as they stand in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// What is written.
    pub wrong: String,
    /// What should be.
    pub right: String,
}

impl Meant {
    /// `wrong` and what is near to it, if anything is.
    pub fn of(wrong: &str, near: Option<&str>) -> Option<Self> {
        near.map(|right| Self { wrong: wrong.to_owned(), right: right.to_owned() })
    }
}

/// The sentences of a [`Detail`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentences {
    message: String,
    hint: Option<String>,
    meant: Option<Meant>,
}

impl Sentences {
    /// Those of `detail`, if it is of the family `D`.
    pub fn of<D: Detail>(detail: &dyn Any) -> Option<Self> {
        let detail = detail.downcast_ref::<D>()?;
        Some(Self { message: detail.message(), hint: detail.hint(), meant: detail.meant() })
    }
}

/// What renders the sentences of every family there is.
#[derive(Debug)]
pub struct Words {
    /// The sentences of a detail.
    pub say: fn(&dyn Any) -> Option<Sentences>,
}

/// The words, where the feature `deferred` leaves them to be provided: they are much text and code, and a definition with
/// which nothing is wrong needs none. Until then every sentence is empty.
pub static WORDS: Part<Words> = Part::new();

/// A [`Detail`] of whatever type. Where the words come later nothing in here may lead to them.
trait AnyDetail {
    #[cfg(not(feature = "deferred"))]
    fn sentences(&self) -> Option<Sentences>;
    #[cfg(not(feature = "deferred"))]
    fn debug(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
    fn equals(&self, other: &dyn Any) -> bool;
    fn as_any(&self) -> &dyn Any;
}

impl<D: Detail> AnyDetail for D {
    #[cfg(not(feature = "deferred"))]
    fn sentences(&self) -> Option<Sentences> {
        Sentences::of::<D>(self)
    }

    #[cfg(not(feature = "deferred"))]
    fn debug(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }

    fn equals(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<D>().is_some_and(|other| self == other)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[cfg(not(feature = "deferred"))]
impl fmt::Debug for dyn AnyDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.debug(f)
    }
}

impl fmt::Debug for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all = f.debug_struct("Diagnostic");
        all.field("code", &self.code).field("severity", &self.severity).field("span", &self.span);
        #[cfg(not(feature = "deferred"))]
        all.field("aws", &self.aws).field("detail", &self.detail);
        all.finish_non_exhaustive()
    }
}

impl PartialEq for Diagnostic {
    fn eq(&self, other: &Self) -> bool {
        self.span == other.span && self.severity == other.severity && self.aws == other.aws && self.is_same(other)
    }
}

/// How AWS's ValidateStateMachineDefinition reports what a [`Diagnostic`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsWords {
    /// The code, such as `SCHEMA_VALIDATION_FAILED`.
    pub code: &'static str,
    /// The message.
    pub message: String,
    /// The value that AWS's location is counted from; the diagnostic's own place if it is `None`.
    pub place: Option<Span>,
    /// How many levels above that place AWS's location is.
    pub levels_up: usize,
    /// The field that AWS asks for: of several in one object it says so once.
    pub required: Option<&'static str>,
    /// Whether AWS gives a location; it gives none to what concerns the whole definition.
    pub has_location: bool,
    /// Whether the words follow from what was recorded of others, rather than being recorded themselves.
    pub is_inferred: bool,
    /// Whether it is an error on AWS, whatever the diagnostic's own severity.
    pub is_error: bool,
}

impl AwsWords {
    /// A message at the diagnostic's own place.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            place: None,
            levels_up: 0,
            required: None,
            has_location: true,
            is_inferred: false,
            is_error: false,
        }
    }

    /// The same without a location.
    #[must_use]
    pub fn without_location(self) -> Self {
        Self { has_location: false, ..self }
    }

    /// The same, as words that nobody recorded as they stand.
    #[must_use]
    pub fn inferred(self) -> Self {
        Self { is_inferred: true, ..self }
    }

    /// The same as an error, where the diagnostic is only a warning or advice.
    #[must_use]
    pub fn as_error(self) -> Self {
        Self { is_error: true, ..self }
    }

    /// Fields of which AWS wants one: `fields` in its own order, which are all that exclude each other.
    pub fn one_of(fields: &[&str], levels_up: usize) -> Self {
        Self::schema(format!("There should only be one of the following fields: [{}]", fields.join(", ")), levels_up)
    }

    /// Fields of which an object has none, though AWS wants one.
    pub fn none_of(fields: &[&str]) -> Self {
        Self::schema(format!("This object should have only one of the following fields: [{}]", fields.join(", ")), 0)
    }

    /// A field that the object around it does not know.
    pub fn not_supported(field: &str) -> Self {
        Self::schema(format!("Field '{field}' is not supported"), 1)
    }

    /// A word that is none of `words`.
    pub fn not_one_of(words: &[&str]) -> Self {
        Self::schema(format!("Value should be one of the following: [{}]", words.join(", ")), 0)
    }

    /// A `SCHEMA_VALIDATION_FAILED`, `levels_up` above the diagnostic's place.
    pub fn schema(message: impl Into<String>, levels_up: usize) -> Self {
        Self { levels_up, ..Self::new("SCHEMA_VALIDATION_FAILED", message) }
    }

    /// A field that is required; of several in one object AWS says so once, with all of them.
    pub fn required(field: &'static str) -> Self {
        Self { required: Some(field), ..Self::schema(Self::required_message([field]), 0) }
    }

    /// What AWS says of fields that one object lacks.
    pub fn required_message<'f>(fields: impl IntoIterator<Item = &'f str>) -> String {
        let fields: Vec<&str> = fields.into_iter().collect();
        format!("These fields are required: [{}]", fields.join(", "))
    }
}

/// How bad a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// AWS would refuse the document, or it cannot be run.
    Error,
    /// It runs, but probably not as it was meant.
    Warning,
    /// Advice.
    Info,
}

impl Severity {
    /// The word for it: `error`, `warning` or `info`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

impl Diagnostic {
    /// An error at `span`.
    pub fn error(span: Span, detail: impl Detail) -> Self {
        Self::new(Severity::Error, span, detail)
    }

    /// A warning at `span`.
    pub fn warning(span: Span, detail: impl Detail) -> Self {
        Self::new(Severity::Warning, span, detail)
    }

    /// Advice at `span`.
    pub fn info(span: Span, detail: impl Detail) -> Self {
        Self::new(Severity::Info, span, detail)
    }

    /// What `detail` says, at `span`.
    pub fn new(severity: Severity, span: Span, detail: impl Detail) -> Self {
        Self { code: detail.code(), severity, span, aws: None, detail: Rc::new(detail) }
    }

    /// The same with what AWS says to it.
    #[must_use]
    pub fn with_aws(self, words: AwsWords) -> Self {
        Self { aws: Some(Box::new(words)), ..self }
    }

    fn sentences(&self) -> Sentences {
        #[cfg(not(feature = "deferred"))]
        let sentences = self.detail.sentences();
        #[cfg(feature = "deferred")]
        let sentences = WORDS.get().and_then(|words| (words.say)(self.detail.as_any()));
        sentences.unwrap_or_default()
    }

    /// What is wrong.
    pub fn message(&self) -> String {
        self.sentences().message
    }

    /// A way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        self.sentences().hint
    }

    /// The name that is wrong and the one that was probably meant, where there is one.
    pub fn meant(&self) -> Option<Meant> {
        self.sentences().meant
    }

    /// What was found, if it is of the family `D`.
    pub fn detail<D: Detail>(&self) -> Option<&D> {
        self.detail.as_any().downcast_ref()
    }

    /// Whether `other` finds the same by the same rule, be it at another place.
    pub fn is_same(&self, other: &Self) -> bool {
        self.code == other.code && self.detail.equals(other.detail.as_any())
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// The rules that find something, each with a code that stays the same for ever.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every rule, in the order of the codes.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The code as it is shown: `ASL0101`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }

            /// What the rule asks for, in a sentence.
            pub fn explanation(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),+),)+
                }
            }
        }
    };
}

codes! {
    /// The text must be JSON or YAML that can be read.
    Syntax = "ASL0101",
    /// A key may stand only once in an object.
    DuplicateKey = "ASL0102",
    /// JSON has no comments and no trailing commas.
    NotStrictJson = "ASL0103",
    /// Tags, aliases and documents of YAML that mean nothing in a definition.
    UnsupportedYaml = "ASL0104",
    /// A definition is an object.
    NotADefinition = "ASL0201",
    /// A field that must be there is missing.
    MissingField = "ASL0202",
    /// A field's value has the wrong type.
    WrongValue = "ASL0203",
    /// A field that the object does not know.
    UnknownField = "ASL0204",
    /// Two fields that exclude each other.
    ExclusiveFields = "ASL0205",
    /// A state says what comes next, or that it ends the execution.
    NoTransition = "ASL0206",
    /// A Choice should say where to go when no rule matches.
    NoDefault = "ASL0207",
    /// A number or a size must be within its bounds.
    OutOfRange = "ASL0208",
    /// A field that takes one of a few words has another.
    UnknownWord = "ASL0209",
    /// `States`, `Branches`, `Choices`, `And` and `Or` must not be empty.
    EmptyList = "ASL0210",
    /// A state of a JSONata definition cannot go back to JSONPath.
    BackToJsonPath = "ASL0211",
    /// A number that a template fills in is not known here.
    UnfilledPlaceholder = "ASL0212",
    /// A field that only other types of states have.
    FieldOfOtherType = "ASL0213",
    /// A field that only the other query language has.
    FieldOfOtherLanguage = "ASL0214",
    /// A template has a state machine with its definition in it.
    TemplateDefinition = "ASL0215",
    /// A function of CloudFormation can be worked out from the template.
    TemplateFunction = "ASL0216",
    /// A parameter of a template that the definition uses has a value.
    TemplateParameter = "ASL0217",
    /// `StartAt`, `Next` and `Default` name a state of the same `States`.
    UnknownTarget = "ASL0301",
    /// Every state can be reached.
    Unreachable = "ASL0302",
    /// A machine needs a state that ends it.
    NoTerminalState = "ASL0303",
    /// A state has a name, of at most 80 characters.
    StateName = "ASL0304",
    /// A variable has a name that AWS accepts.
    VariableName = "ASL0305",
    /// Names of states and labels of Maps are unique in the whole definition.
    DuplicateName = "ASL0306",
    /// An inner scope does not assign a variable of an outer one.
    OuterVariable = "ASL0307",
    /// A path must be JSONPath that AWS understands.
    InvalidPath = "ASL0401",
    /// A payload template's value under a `.$` key is a path or an intrinsic function.
    InvalidTemplate = "ASL0402",
    /// A Choice rule has one variable and one comparison, or combines rules.
    InvalidRule = "ASL0403",
    /// A retrier or catcher names errors; `States.ALL` stands alone, and in the last one.
    InvalidRetry = "ASL0404",
    /// A resource must be one that a Task can call.
    InvalidResource = "ASL0405",
    /// An expression in `{% %}` must be JSONata that AWS understands.
    InvalidExpression = "ASL0406",
    /// A path must lead to something that the states before can have given.
    AbsentPath = "ASL0407",
    /// A retrier or catcher must not name an error that an earlier one handles.
    UnreachableRetry = "ASL0408",
    /// A limit of the service that the workflow would meet.
    Limit = "ASL0409",
    /// A call that can fail for a moment is tried again.
    NoRetry = "ASL0410",
    /// A secret belongs into a connection.
    SecretInText = "ASL0411",
    /// A Choice operator compares with a value of its own type.
    InvalidOperand = "ASL0412",
    /// A path, function or expression that is passed on as plain text.
    NotEvaluated = "ASL0413",
    /// An expression begins with `{%` and ends with `%}`, with nothing around it.
    ExpressionDelimiters = "ASL0414",
    /// `$states` has only the members that exist at the place of the expression.
    UnknownStatesField = "ASL0415",
    /// A function that neither JSONata nor AWS has.
    UnknownFunction = "ASL0416",
    /// An expression has no input of its own: it reads `$states`.
    NoTopLevelInput = "ASL0417",
    /// An error name must be one that can match.
    UnknownError = "ASL0418",
    /// A retrier or catcher must name an error that its Task can have.
    ImpossibleError = "ASL0419",
    /// Express workflows wait for no callback and have no distributed Map.
    NotInExpress = "ASL0420",
    /// The parameters of an HTTP Task.
    HttpParameters = "ASL0501",
    /// A Task names a connection that exists.
    MissingConnection = "ASL0502",
    /// The role in the template allows what the machine calls.
    LackingPermission = "ASL0503",
    /// The endpoint of an HTTP Task is a URL with `https`.
    HttpEndpoint = "ASL0504",
    /// An HTTP Task names exactly one connection.
    HttpConnection = "ASL0505",
    /// A header that AWS does not let an HTTP Task set.
    HttpHeader = "ASL0506",
    /// A body that goes out as a form is encoded as one.
    HttpForm = "ASL0507",
    /// A mock is a result or an error.
    InvalidMock = "ASL0601",
    /// AWS takes an input of at most 256 KiB.
    ServiceLimit = "ASL0602",
    /// A mock has the name of a Task state.
    UnknownMock = "ASL0603",
    /// A scenario has a name and says what must hold, of states that are there.
    InvalidScenario = "ASL0604",
    /// An event pattern is one that EventBridge takes.
    EventPattern = "ASL0701",
    /// A condition of an event pattern is one that an event can meet.
    NeverMatches = "ASL0702",
    /// A rule has something to match and one to five targets, each with an id of its own, and a role where one is needed.
    RuleTarget = "ASL0703",
    /// What a target is sent is made in a way that EventBridge takes, and is JSON.
    TargetInput = "ASL0704",
    /// A schedule is a rate or a cron expression, on the default bus.
    Schedule = "ASL0705",
    /// An API destination has a connection, a method, an https endpoint, and a rate within the quota.
    ApiDestination = "ASL0706",
    /// Each `*` in the endpoint of an API destination has a value.
    PathValues = "ASL0707",
    /// A target is tried again at most 185 times, within a day.
    RetryPolicy = "ASL0708",
    /// EventBridge may call the targets of a rule.
    DeliveryPermission = "ASL0709",
    /// What a template refers to is in it, or is there on AWS.
    OutsideOfTemplate = "ASL0710",
    /// The events that are known have what a pattern asks for.
    UnseenField = "ASL0711",
    /// The events that are known have what a path of a target looks for.
    UnseenPath = "ASL0712",
    /// Everything of EventBridge that a template has is simulated.
    NotSimulated = "ASL0713",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
