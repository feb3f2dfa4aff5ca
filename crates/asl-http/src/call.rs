//! The evaluated parameters of an HTTP Task (Step Functions Developer Guide, "Call HTTPS APIs").

use std::rc::Rc;

use asl_value::Value;

/// What an HTTP Task asks for, before the connection is merged in. Holds no secret.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpCall {
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
