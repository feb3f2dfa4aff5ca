//! ASL04xx: paths, payload templates, expressions, and secrets in them.

use super::did_you_mean;
use asl_path::PathError;
use asl_text::diagnostic::{Code, Detail, Meant};

/// What is wrong with what a state reads or computes.
#[derive(Clone, Debug, PartialEq)]
pub enum DataProblem {
    /// A path that cannot be read.
    Path {
        /// The field.
        field: String,
        /// What is wrong with it.
        error: PathError,
        /// How it should look.
        example: PathExample,
    },
    /// An intrinsic function where text is needed that gives something else.
    NotText {
        /// The function, without `States.`.
        function: String,
        /// The field.
        field: &'static str,
        /// The functions that give text.
        suitable: &'static [&'static str],
    },
    /// A path under a key without `.$`.
    PlainPath {
        /// The path.
        text: String,
        /// The key.
        key: String,
    },
    /// An intrinsic function under a key without `.$`.
    PlainIntrinsic {
        /// The key.
        key: String,
    },
    /// An expression of JSONata in a JSONPath state.
    PlainExpression {
        /// The field.
        field: &'static str,
    },
    /// A key with `.$` in `Result`.
    StaticResult {
        /// The key.
        key: String,
    },
    /// A key with `.$` in a JSONata state.
    DollarKey,
    /// A string with one of `{%` and `%}`.
    Delimiters {
        /// The field.
        field: &'static str,
        /// Whether it has the opening one.
        opens: bool,
    },
    /// An expression that AWS cannot read.
    Expression {
        /// JSONata's words.
        message: String,
        /// A way out.
        hint: Option<String>,
    },
    /// A member of `$states` that does not exist in its place.
    StatesField(String),
    /// A function that neither JSONata nor AWS has.
    UnknownFunction {
        /// Its name, without `$`.
        name: String,
        /// The function that is most like it.
        near: Option<String>,
    },
    /// A bare name, `$` or `$$` at the top of an expression, as it is written.
    TopLevelReference(String),
    /// What reads its input at the top of an expression otherwise, such as `*` or a function without its argument.
    NoTopLevelInput,
    /// A path to something that is not there.
    Absent {
        /// The path, as far as it leads nowhere.
        path: String,
        /// The last name of it.
        name: String,
        /// What is there instead.
        there: Present,
    },
    /// What looks like a secret.
    Secret {
        /// The key that it stands under.
        key: Option<String>,
    },
}

/// How a path should look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathExample {
    /// It lacks its `$`.
    Dollar,
    /// Any path.
    Path,
    /// A path or an intrinsic function.
    Expression,
    /// A reference path.
    Reference,
}

/// What is in the place of something absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Present {
    /// A member with a similar name.
    Near(String),
    /// Something that has no members.
    NoObject,
    /// An object without members.
    Nothing,
    /// These members.
    Names(Vec<String>),
}

/// The most names that a hint lists.
const LISTED: usize = 8;

impl Detail for DataProblem {
    fn code(&self) -> Code {
        match self {
            Self::Path { .. } | Self::NotText { .. } => Code::InvalidPath,
            Self::PlainPath { .. }
            | Self::PlainIntrinsic { .. }
            | Self::PlainExpression { .. }
            | Self::StaticResult { .. }
            | Self::DollarKey => Code::NotEvaluated,
            Self::Delimiters { .. } => Code::ExpressionDelimiters,
            Self::Expression { .. } => Code::InvalidExpression,
            Self::StatesField(_) => Code::UnknownStatesField,
            Self::UnknownFunction { .. } => Code::UnknownFunction,
            Self::TopLevelReference(_) | Self::NoTopLevelInput => Code::NoTopLevelInput,
            Self::Absent { .. } => Code::AbsentPath,
            Self::Secret { .. } => Code::SecretInText,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Path { field, error, .. } => format!("the path of `{field}` cannot be read: {error}"),
            Self::NotText { function, field, .. } => {
                format!("`States.{function}` does not return text, which `{field}` needs")
            }
            Self::PlainPath { text, .. } => format!("`{text}` is plain text here"),
            Self::PlainIntrinsic { .. } => "this intrinsic function is plain text here".to_owned(),
            Self::PlainExpression { field } => {
                format!("this expression in `{field}` is plain text, because the query language here is JSONPath")
            }
            Self::StaticResult { key } => format!("`Result` is not evaluated: `{key}` is passed on unchanged"),
            Self::DollarKey => "`.$` means nothing in JSONata".to_owned(),
            Self::Delimiters { field, opens: true } => format!("an expression in `{field}` does not end with `%}}`"),
            Self::Delimiters { field, opens: false } => {
                format!("an expression in `{field}` does not begin with `{{%`")
            }
            Self::Expression { message, .. } => message.clone(),
            Self::StatesField(name) => format!("`$states.{name}` does not exist here"),
            Self::UnknownFunction { name, .. } => format!("there is no function `${name}`"),
            Self::TopLevelReference(name) => format!("`{name}` refers to nothing at the top level of an expression"),
            Self::NoTopLevelInput => {
                "this expression reads an implicit input, and there is none at the top level".to_owned()
            }
            Self::Absent { path, .. } => format!("no earlier state sets `{path}`"),
            Self::Secret { key: Some(key) } => format!("`{key}` seems to contain a secret"),
            Self::Secret { key: None } => "this seems to be a secret".to_owned(),
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Path { example, .. } => match example {
                PathExample::Dollar => "a path begins with `$`, such as `$.detail.id`",
                PathExample::Path => "write a path such as `$.detail.items[0]`; `$$` is the context object",
                PathExample::Expression => {
                    "write a path such as `$.error`, or an intrinsic function such as `States.Format`"
                }
                PathExample::Reference => "name one place in the input, such as `$.result`",
            }
            .to_owned(),
            Self::NotText { suitable, .. } => {
                let names: Vec<String> = suitable.iter().map(|name| format!("States.{name}")).collect();
                format!("the functions that return text are {}", names.join(", "))
            }
            Self::PlainPath { key, .. } => format!("to evaluate the path, write `{key}.$` as the key"),
            Self::PlainIntrinsic { key } => format!("to evaluate it, write `{key}.$` as the key"),
            Self::PlainExpression { .. } => {
                "set `\"QueryLanguage\": \"JSONata\"` in the state or in the definition".to_owned()
            }
            Self::StaticResult { .. } => "use `Parameters` instead of `Result`".to_owned(),
            Self::DollarKey => "write the key without `.$`, and the value as \"{% $states.input.name %}\"".to_owned(),
            Self::Delimiters { .. } => {
                "the whole string must be the expression, with no space around it: \"{% $states.input %}\"".to_owned()
            }
            Self::Expression { hint, .. } => return hint.clone(),
            Self::StatesField(name) => match &**name {
                "result" => "`result` is available only in `Output` and `Assign` of Task, Parallel, and Map states",
                "errorOutput" => "`errorOutput` is available only in `Output` and `Assign` of a catcher",
                _ => "`$states` has `input`, `context`, `result`, and `errorOutput`",
            }
            .to_owned(),
            Self::UnknownFunction { near: Some(near), .. } => format!("did you mean `${near}`?"),
            Self::UnknownFunction { near: None, .. } => "a workflow variable cannot hold a function".to_owned(),
            Self::TopLevelReference(name) if name.starts_with('$') => {
                "the state's input is `$states.input`; the context object is `$states.context`".to_owned()
            }
            Self::TopLevelReference(name) => {
                format!("write `$states.input.{name}` for a field of the state's input, or `${name}` for a variable")
            }
            Self::NoTopLevelInput => {
                "write `$states.input` for the state's input, and `$states.input.name` for one of its fields".to_owned()
            }
            Self::Absent { there, .. } => match there {
                Present::Near(near) => did_you_mean(near),
                Present::NoObject => "the value here is not an object".to_owned(),
                Present::Nothing => "the input here is an empty object".to_owned(),
                Present::Names(names) => {
                    let listed: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
                    let more = if names.len() > LISTED { " and others" } else { "" };
                    format!("the only fields here are {}{more}", listed.join(", "))
                }
            },
            Self::Secret { .. } => {
                "anyone who can see the definition or the history can read it: use a connection, which adds it to \
                 the call"
                    .to_owned()
            }
        })
    }

    fn meant(&self) -> Option<Meant> {
        match self {
            Self::UnknownFunction { name, near } => {
                Meant::of(&format!("${name}"), near.as_ref().map(|near| format!("${near}")).as_deref())
            }
            Self::TopLevelReference(name) => {
                let right = match &**name {
                    "$" => "$states.input".to_owned(),
                    "$$" => "$states.context".to_owned(),
                    plain if plain.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => {
                        format!("$states.input.{plain}")
                    }
                    _ => return None,
                };
                Meant::of(name, Some(&right))
            }
            Self::Absent { path, name, there: Present::Near(near) } => {
                let before = path.strip_suffix(&**name)?;
                Meant::of(path, Some(&format!("{before}{near}")))
            }
            _ => None,
        }
    }
}
