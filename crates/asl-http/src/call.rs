//! The evaluated parameters of an HTTP Task (Step Functions Developer Guide, "Call HTTPS APIs"), or what an API destination is
//! called with (EventBridge User Guide, "API destinations").

use std::rc::Rc;

use asl_value::Value;

/// Which service makes a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Caller {
    /// Step Functions, for an HTTP Task.
    #[default]
    HttpTask,
    /// EventBridge, for a rule that has an API destination as a target.
    ApiDestination,
    /// A Lambda function, by its own code.
    Function,
}

impl Caller {
    /// How long the service waits for an answer.
    pub fn time_limit_millis(self) -> u32 {
        match self {
            Self::HttpTask => 60_000,
            Self::ApiDestination => 5_000,
            // As long as a function may run: its code has time limits of its own.
            Self::Function => 900_000,
        }
    }

    /// The bytes of a body that are read: the limit and one more, so that going over it shows.
    pub fn most_bytes(self) -> usize {
        match self {
            Self::HttpTask | Self::ApiDestination => 262_145,
            // A function has no limit but its memory; this is what its own result may have.
            Self::Function => 6_291_457,
        }
    }
}

/// What an HTTP Task or a rule asks for, before the connection is merged in. Holds no secret.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpCall {
    /// Who makes it.
    pub caller: Caller,
    /// `ApiEndpoint`
    pub endpoint: Rc<str>,
    /// `Method`
    pub method: Method,
    /// `Authentication.ConnectionArn` or `InvocationConfig.ConnectionArn`: an ARN, or a name where the
    /// playground allows one.
    pub connection: Rc<str>,
    /// `Headers`, in order.
    pub headers: Vec<(Rc<str>, Rc<str>)>,
    /// `QueryParameters`, in order.
    pub query: Vec<(Rc<str>, Rc<str>)>,
    /// `RequestBody`
    pub body: Option<Value>,
    /// `Transform`
    pub transform: Transform,
}

/// The methods of an HTTP Task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are HTTP's own")]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
    Patch,
    Options,
    Head,
}

impl Method {
    /// All of them, in the order of AWS's list.
    pub const ALL: [Self; 7] = [Self::Get, Self::Post, Self::Put, Self::Delete, Self::Patch, Self::Options, Self::Head];

    /// The method that is named so; the names are upper case, as AWS has them.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }

    /// The method's name in upper case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
            Self::Patch => "PATCH",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
        }
    }
}

/// `Transform`: how the body is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transform {
    /// `NONE`: JSON text, or a string as it is.
    #[default]
    None,
    /// `URL_ENCODED`, as a form.
    UrlEncoded(ArrayFormat),
}

/// `RequestEncodingOptions.ArrayFormat`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArrayFormat {
    /// `items[0]=…&items[1]=…`
    #[default]
    Indices,
    /// `items=…&items=…`
    Repeat,
    /// `items=…,…`
    Commas,
    /// `items[]=…&items[]=…`
    Brackets,
}
