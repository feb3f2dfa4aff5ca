//! ASL04xx: retriers and catchers.

use std::fmt;

use super::did_you_mean;
use asl_text::diagnostic::{Code, Detail, Meant};

/// What handles errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handler {
    /// An item of `Retry`.
    Retrier,
    /// An item of `Catch`.
    Catcher,
}

impl fmt::Display for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Retrier => "retrier",
            Self::Catcher => "catcher",
        })
    }
}

/// What is wrong with retriers and catchers.
#[derive(Clone, Debug, PartialEq)]
pub enum ErrorProblem {
    /// An empty `ErrorEquals`.
    NoErrors(Handler),
    /// `States.ALL` next to other names.
    AllNotAlone,
    /// `States.ALL` before the last retrier or catcher.
    AllNotLast(Handler),
    /// `States.Runtime`, which nothing handles.
    RuntimeError(Handler),
    /// A status code that is not three digits.
    StatusCode(String),
    /// A name that begins with `States.` and is none of the language's.
    UnknownError {
        /// The name.
        name: String,
        /// The error that is most like it.
        near: Option<&'static str>,
    },
    /// A name that an earlier retrier or catcher handles.
    AlreadyHandled {
        /// What they are.
        handler: Handler,
        /// The name.
        name: String,
        /// The earlier name that matches it.
        by: String,
    },
    /// An error that the Task never has.
    NeverRaised {
        /// The name.
        name: String,
        /// Whether it is an HTTP Task.
        is_http: bool,
    },
    /// An HTTP Task without `Retry`.
    NoRetry {
        /// The state's name.
        state: String,
        /// The method of its call, if another call of it has its effect once more.
        repeats: Option<String>,
    },
}

impl Detail for ErrorProblem {
    fn code(&self) -> Code {
        match self {
            Self::NoErrors(_) | Self::AllNotAlone | Self::AllNotLast(_) => Code::InvalidRetry,
            Self::RuntimeError(_) | Self::StatusCode(_) | Self::UnknownError { .. } => Code::UnknownError,
            Self::AlreadyHandled { .. } => Code::UnreachableRetry,
            Self::NeverRaised { .. } => Code::ImpossibleError,
            Self::NoRetry { .. } => Code::NoRetry,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::NoErrors(handler) => format!("this {handler} names no error"),
            Self::AllNotAlone => "`States.ALL` must be the only name in its `ErrorEquals`".to_owned(),
            Self::AllNotLast(handler) => format!("`States.ALL` must be in the last {handler}"),
            Self::RuntimeError(Handler::Retrier) => "`States.Runtime` is never retried".to_owned(),
            Self::RuntimeError(Handler::Catcher) => "`States.Runtime` is never caught".to_owned(),
            Self::StatusCode(name) => format!("`{name}` matches no error"),
            Self::UnknownError { name, .. } => format!("`{name}` is not an error of the language"),
            Self::AlreadyHandled { handler, name, by } => {
                format!("an earlier {handler} already handles `{name}`, with `{by}`")
            }
            Self::NeverRaised { name, is_http: true } => format!("an HTTP Task never fails with `{name}`"),
            Self::NeverRaised { name, is_http: false } => format!("this Task never fails with `{name}`"),
            Self::NoRetry { state, .. } => format!("`{state}` has no Retry for temporary errors"),
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoErrors(_) => "write `\"ErrorEquals\": [\"States.ALL\"]` for every error".to_owned(),
            Self::AllNotAlone => "it matches every error: delete the others".to_owned(),
            Self::AllNotLast(_) => "it matches every error, so nothing after it would ever be used".to_owned(),
            Self::RuntimeError(_) => "Retry and Catch can't handle it".to_owned(),
            Self::StatusCode(_) => {
                "a status code has three digits, such as `States.Http.StatusCode.503`; there are no wildcards"
                    .to_owned()
            }
            Self::UnknownError { near: Some(near), .. } => did_you_mean(near),
            Self::UnknownError { near: None, .. } => "names that start with `States.` are reserved".to_owned(),
            Self::AlreadyHandled { handler, .. } => {
                format!("the first {handler} that names an error is used: move this one before it, or delete it")
            }
            Self::NeverRaised { is_http: true, .. } => {
                "it fails with errors such as `States.Http.StatusCode.503` and `States.Http.Socket`".to_owned()
            }
            Self::NeverRaised { is_http: false, .. } => "only HTTP Tasks fail with `States.Http` errors".to_owned(),
            Self::NoRetry { repeats: Some(method), .. } => format!(
                "add a `Retry` for `States.Http.StatusCode.429` and `.503`; after other errors the call may be made \
                 twice, so retry a {method} for them only if the API recognizes a repeated one"
            ),
            Self::NoRetry { .. } => {
                "add a `Retry` for `States.Http.StatusCode.429`, `.502`, `.503`, `.504`, and `States.Http.Socket`"
                    .to_owned()
            }
        })
    }

    fn meant(&self) -> Option<Meant> {
        match self {
            Self::UnknownError { name, near } => Meant::of(name, *near),
            _ => None,
        }
    }
}
