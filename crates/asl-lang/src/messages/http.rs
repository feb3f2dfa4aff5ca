//! ASL05xx: the parameters of HTTP Tasks.

use std::rc::Rc;

use asl_http::call::Method;
use asl_text::diagnostic::{Code, Detail, Meant};

/// What is wrong with the parameters of an HTTP Task.
#[derive(Clone, Debug, PartialEq)]
pub enum HttpProblem {
    /// There are none.
    NoParameters {
        /// The state's name.
        state: Rc<str>,
        /// `Parameters` or `Arguments`.
        field: &'static str,
    },
    /// They are no object.
    ParametersType {
        /// `Parameters` or `Arguments`.
        field: &'static str,
        /// What they are.
        found: &'static str,
    },
    /// A parameter that there is not.
    UnknownParameter {
        /// Its name.
        name: String,
        /// The parameter that is most like it.
        near: Option<&'static str>,
        /// The parameters that there are.
        known: &'static [&'static str],
    },
    /// No `ApiEndpoint`.
    NoEndpoint,
    /// An `ApiEndpoint` that is no text.
    EndpointType {
        /// What it is.
        found: &'static str,
    },
    /// A path where a URL has to be.
    EndpointIsPath(Rc<str>),
    /// A URL with `http`.
    NotHttps {
        /// Whether it is one of the few hosts of this machine that the playground calls all the same.
        is_loopback: bool,
    },
    /// A host with characters beyond ASCII.
    NonAsciiHost {
        /// What is wrong.
        problem: String,
        /// What to do.
        advice: String,
    },
    /// A text that is no URL.
    NotAUrl(Rc<str>),
    /// No `Method`.
    NoMethod,
    /// A `Method` that is no text.
    MethodType {
        /// What it is.
        found: &'static str,
    },
    /// A method that HTTP Tasks do not have.
    UnknownMethod {
        /// The method.
        name: Rc<str>,
        /// The one that is most like it.
        near: Option<&'static str>,
    },
    /// Neither `InvocationConfig` nor `Authentication`.
    NoConnection,
    /// Both of them.
    TwoConnections,
    /// One of them that is no object.
    ConnectionType {
        /// Which.
        field: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// One of them without `ConnectionArn`.
    NoConnectionArn {
        /// Which.
        field: &'static str,
    },
    /// A `ConnectionArn` that is no text, or empty.
    ConnectionArnType {
        /// What it is; `None` for an empty text.
        found: Option<&'static str>,
    },
    /// A header that AWS does not let a Task set.
    ForbiddenHeader(String),
    /// A header says that the body is a form, and nothing makes one of it.
    FormNotEncoded,
    /// A word that is none of the few that the field takes.
    UnknownWord {
        /// The field.
        field: &'static str,
        /// What is written, if it is text.
        word: Option<Rc<str>>,
        /// The word that is most like it.
        near: Option<&'static str>,
        /// The words.
        known: &'static [&'static str],
    },
}

impl Detail for HttpProblem {
    fn code(&self) -> Code {
        match self {
            Self::NoParameters { .. }
            | Self::ParametersType { .. }
            | Self::UnknownParameter { .. }
            | Self::NoMethod
            | Self::MethodType { .. }
            | Self::UnknownMethod { .. }
            | Self::UnknownWord { .. } => Code::HttpParameters,
            Self::NoEndpoint
            | Self::EndpointType { .. }
            | Self::EndpointIsPath(_)
            | Self::NotHttps { .. }
            | Self::NonAsciiHost { .. }
            | Self::NotAUrl(_) => Code::HttpEndpoint,
            Self::NoConnection
            | Self::TwoConnections
            | Self::ConnectionType { .. }
            | Self::NoConnectionArn { .. }
            | Self::ConnectionArnType { .. } => Code::HttpConnection,
            Self::ForbiddenHeader(_) => Code::HttpHeader,
            Self::FormNotEncoded => Code::HttpForm,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::NoParameters { state, field } => format!("the HTTP Task `{state}` has no `{field}`"),
            Self::ParametersType { field, found } => {
                format!("`{field}` of an HTTP Task must be an object, not {found}")
            }
            Self::UnknownParameter { name, .. } => format!("HTTP Tasks have no parameter `{name}`"),
            Self::NoEndpoint => "this HTTP Task has no `ApiEndpoint`".to_owned(),
            Self::EndpointType { found } => format!("`ApiEndpoint` must be a string, not {found}"),
            Self::EndpointIsPath(text) => format!("`{text}` is not a URL"),
            Self::NotHttps { is_loopback: false } => "an HTTP Task can call only `https` endpoints".to_owned(),
            Self::NotHttps { is_loopback: true } => "AWS calls only `https` endpoints".to_owned(),
            Self::NonAsciiHost { problem, .. } => problem.clone(),
            Self::NotAUrl(text) => format!("`{text}` is not a URL that an HTTP Task can call"),
            Self::NoMethod => "this HTTP Task has no `Method`".to_owned(),
            Self::MethodType { found } => format!("`Method` must be a string, not {found}"),
            Self::UnknownMethod { name, .. } => format!("`{name}` is not a method of HTTP Tasks"),
            Self::NoConnection => "this HTTP Task has no connection".to_owned(),
            Self::TwoConnections => "`Authentication` and `InvocationConfig` cannot be used together".to_owned(),
            Self::ConnectionType { field, found } => format!("`{field}` must be an object, not {found}"),
            Self::NoConnectionArn { field } => format!("`{field}` has no `ConnectionArn`"),
            Self::ConnectionArnType { found: Some(found) } => format!("`ConnectionArn` must be a string, not {found}"),
            Self::ConnectionArnType { found: None } => "`ConnectionArn` is empty".to_owned(),
            Self::ForbiddenHeader(name) => format!("an HTTP Task cannot set the header `{name}`"),
            Self::FormNotEncoded => "`Content-Type` says form, but `RequestBody` is sent as JSON".to_owned(),
            Self::UnknownWord { field, known, .. } => format!("`{field}` must be one of {}", known.join(", ")),
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoParameters { .. } => {
                "write `ApiEndpoint`, `Method`, and `InvocationConfig` with a `ConnectionArn`".to_owned()
            }
            Self::ParametersType { .. } => "write it as an object, in `{` and `}`".to_owned(),
            Self::UnknownParameter { near: Some(near), .. } => format!("did you mean `{near}`?"),
            Self::UnknownParameter { known, .. } => format!("the fields are {}", known.join(", ")),
            Self::NoEndpoint => "write the URL to call, such as \"https://api.example.com/orders\"".to_owned(),
            Self::EndpointType { .. } => "write the URL in double quotes".to_owned(),
            Self::EndpointIsPath(_) => "to read the URL from the input, write `ApiEndpoint.$` as the key".to_owned(),
            Self::NotHttps { is_loopback: false } => {
                "write `https://`; the playground allows `http` only for `localhost`, `*.localhost`, and \
                 `127.0.0.1`"
                    .to_owned()
            }
            Self::NotHttps { is_loopback: true } => {
                "the playground allows `http` on this machine, but AWS rejects it".to_owned()
            }
            Self::NonAsciiHost { advice, .. } => advice.clone(),
            Self::NotAUrl(_) => "write a URL such as \"https://api.example.com/orders\"".to_owned(),
            Self::UnknownMethod { near: Some(near), .. } | Self::UnknownWord { near: Some(near), .. } => {
                format!("did you mean \"{near}\"?")
            }
            Self::NoMethod | Self::UnknownMethod { .. } => {
                format!("write one of {}", Method::ALL.map(Method::as_str).join(", "))
            }
            Self::MethodType { .. } => "put it in double quotes".to_owned(),
            Self::NoConnection => {
                "write `\"InvocationConfig\": {\"ConnectionArn\": …}`; even an open API needs a connection".to_owned()
            }
            Self::TwoConnections => "keep `InvocationConfig`: `Authentication` is its older name".to_owned(),
            Self::ConnectionType { .. } => "write `{\"ConnectionArn\": \"…\"}`".to_owned(),
            Self::NoConnectionArn { .. } | Self::ConnectionArnType { .. } => {
                "write the ARN or name of a connection, or a `${Placeholder}`".to_owned()
            }
            Self::ForbiddenHeader(name) if name.eq_ignore_ascii_case("authorization") => {
                "AWS sets it from the connection: put the credentials there".to_owned()
            }
            Self::ForbiddenHeader(_) => "AWS rejects it in a Task: delete it".to_owned(),
            Self::FormNotEncoded => "add `\"Transform\": {\"RequestBodyEncoding\": \"URL_ENCODED\"}`".to_owned(),
            Self::UnknownWord { near: None, .. } => "write it in uppercase, in double quotes".to_owned(),
        })
    }

    fn meant(&self) -> Option<Meant> {
        match self {
            Self::UnknownParameter { name, near, .. } => Meant::of(name, *near),
            Self::UnknownMethod { name, near, .. } => Meant::of(name, *near),
            Self::UnknownWord { word: Some(word), near, .. } => Meant::of(word, *near),
            _ => None,
        }
    }
}
