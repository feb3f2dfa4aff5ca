//! Parameters of HTTP Tasks (Developer Guide, "Call HTTPS APIs"), as far as they are known before a run.

use super::{Checker, is_placeholder, nearest};
use crate::machine::QueryLanguage;
use crate::state::{State, StateKind};
use asl_http::call::{HttpCall, Method};
use asl_http::endpoint::{Endpoint, NonAsciiHost, is_loopback};
use asl_http::forbidden;
use asl_jsonata::is_expression;
use asl_text::diagnostic::Code;
use asl_text::{Member, Node, NodeKind, Span};

pub(super) fn check(checker: &mut Checker<'_>, state: &State, language: QueryLanguage) {
    let StateKind::Task(task) = &state.kind else { return };
    if !task.is_http() {
        return;
    }
    let (name, node) = match language {
        QueryLanguage::JsonPath => ("Parameters", state.parameters.as_ref()),
        QueryLanguage::Jsonata => ("Arguments", state.arguments.as_ref()),
    };
    let Some(node) = node else {
        let message = format!("the HTTP Task `{}` has no `{name}`", state.name.value);
        let hint = "write `ApiEndpoint`, `Method` and `InvocationConfig` with a `ConnectionArn`";
        checker.error(Code::HttpParameters, state.name.span, message, hint);
        return;
    };
    if !matches!(node.kind, NodeKind::Object(_)) {
        // An expression gives the whole at run time.
        if node.as_str().is_none_or(|text| !is_expression(text)) && !matches!(node.kind, NodeKind::Missing) {
            let message = format!("`{name}` of an HTTP Task must be an object, not {}", node.describe());
            checker.error(Code::HttpParameters, node.span, message, "write it in `{` and `}`");
        }
        return;
    }
    Parameters { checker, language, node, at: node.opening() }.check();
}

/// The object under check.
struct Parameters<'c, 'm> {
    checker: &'c mut Checker<'m>,
    language: QueryLanguage,
    node: &'c Node,
    at: Span,
}

/// A field: fixed, or computed when the Task runs.
enum Field<'n> {
    Fixed(&'n Node),
    Computed,
    Absent,
}

impl<'c> Parameters<'c, '_> {
    fn error(&mut self, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.checker.error(Code::HttpParameters, span, message, hint);
    }

    fn check(mut self) {
        self.check_names(self.node, &HttpCall::FIELDS);
        self.check_endpoint();
        self.check_method();
        self.check_connection();
        self.check_headers();
        self.check_transform();
    }

    /// The plain name of a key: in JSONPath without `.$`.
    fn plain<'k>(&self, key: &'k str) -> (&'k str, bool) {
        match key.strip_suffix(".$") {
            Some(name) if self.language == QueryLanguage::JsonPath => (name, true),
            _ => (key, false),
        }
    }

    fn field(&self, object: &'c Node, name: &str) -> Field<'c> {
        let found = object.members().iter().rev().find(|member| self.plain(&member.key.value).0 == name);
        match found {
            None => Field::Absent,
            Some(member) if self.is_computed(member) => Field::Computed,
            Some(member) => Field::Fixed(&member.value),
        }
    }

    fn is_computed(&self, member: &Member) -> bool {
        let value = &member.value;
        let filled_in = value.placeholder().is_some()
            || value.as_str().is_some_and(|text| {
                is_placeholder(text) || (self.language == QueryLanguage::Jsonata && is_expression(text))
            });
        self.plain(&member.key.value).1 || filled_in || matches!(value.kind, NodeKind::Missing)
    }

    fn check_names(&mut self, object: &Node, known: &[&str]) {
        for member in object.members() {
            let (name, _) = self.plain(&member.key.value);
            if known.contains(&name) || matches!(member.value.kind, NodeKind::Missing) {
                continue;
            }
            let hint = match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the fields are {}", known.join(", ")),
            };
            self.error(member.key.span, format!("an HTTP Task has no parameter `{name}`"), hint);
        }
    }

    fn check_endpoint(&mut self) {
        let node = match self.field(self.node, "ApiEndpoint") {
            Field::Computed => return,
            Field::Fixed(node) => node,
            Field::Absent => {
                let hint = "write the URL to call, such as \"https://api.example.com/orders\"";
                self.error(self.at, "an HTTP Task has no `ApiEndpoint`", hint);
                return;
            }
        };
        let Some(text) = node.as_str() else {
            let message = format!("`ApiEndpoint` must be a string, not {}", node.describe());
            self.error(node.span, message, "write the URL in double quotes");
            return;
        };
        if text.starts_with("$.") {
            let hint = "to take the URL from the input, write `ApiEndpoint.$` as the key";
            self.error(node.span, format!("`{text}` is not a URL"), hint);
        } else if let Some(rest) = text.strip_prefix("http://") {
            let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
            if is_loopback(host) {
                let message = "AWS calls only `https` endpoints";
                let hint = "here `http` works for this machine; AWS refuses it";
                self.checker.warning(Code::HttpParameters, node.span, message, hint);
            } else {
                let hint = "write `https://`; `http` works here for `localhost`, `*.localhost` and `127.0.0.1` only";
                self.error(node.span, "an HTTP Task calls only `https` endpoints", hint);
            }
        } else if let Some(host) = NonAsciiHost::find(text) {
            self.error(node.span, host.problem(), host.advice());
        } else if Endpoint::parse(text).is_none() {
            let message = format!("`{text}` is not a URL that an HTTP Task can call");
            self.error(node.span, message, "write a URL such as \"https://api.example.com/orders\"");
        }
    }

    fn check_method(&mut self) {
        let names = Method::ALL.map(Method::as_str);
        match self.field(self.node, "Method") {
            Field::Computed => {}
            Field::Absent => {
                let hint = format!("write one of {}", names.join(", "));
                self.error(self.at, "an HTTP Task has no `Method`", hint);
            }
            Field::Fixed(node) => match node.as_str() {
                Some(name) if Method::parse(name).is_some() => {}
                Some(name) => {
                    let hint = match nearest(name, names) {
                        Some(near) => format!("did you mean \"{near}\"?"),
                        None => format!("write one of {}", names.join(", ")),
                    };
                    self.error(node.span, format!("`{name}` is not a method of an HTTP Task"), hint);
                }
                None => {
                    let message = format!("`Method` must be a string, not {}", node.describe());
                    self.error(node.span, message, "write it in double quotes");
                }
            },
        }
    }

    fn check_connection(&mut self) {
        let old = self.field(self.node, "Authentication");
        let new = self.field(self.node, "InvocationConfig");
        let (name, holder) = match (old, new) {
            (Field::Absent, Field::Absent) => {
                let hint = "write `\"InvocationConfig\": {\"ConnectionArn\": …}`; even an open API needs a connection";
                self.error(self.at, "an HTTP Task has no connection", hint);
                return;
            }
            (Field::Absent, Field::Fixed(node)) => ("InvocationConfig", node),
            (Field::Fixed(node), Field::Absent) => ("Authentication", node),
            (Field::Absent, Field::Computed) | (Field::Computed, Field::Absent) => return,
            _ => {
                let message = "`Authentication` and `InvocationConfig` cannot stand together";
                self.error(self.at, message, "keep `InvocationConfig`: `Authentication` is the older name");
                return;
            }
        };
        if !matches!(holder.kind, NodeKind::Object(_)) {
            let message = format!("`{name}` must be an object, not {}", holder.describe());
            self.error(holder.span, message, "write `{\"ConnectionArn\": \"…\"}`");
            return;
        }
        self.check_names(holder, &["ConnectionArn"]);
        match self.field(holder, "ConnectionArn") {
            Field::Absent => {
                let hint = "write the ARN, the name, or a `${Placeholder}` of a connection";
                self.error(holder.opening(), format!("`{name}` has no `ConnectionArn`"), hint);
            }
            Field::Fixed(node) if node.as_str().is_none_or(|text| text.is_empty()) => {
                let message = format!("`ConnectionArn` must be a string, not {}", node.describe());
                self.error(node.span, message, "write the ARN, the name, or a `${Placeholder}` of a connection");
            }
            Field::Fixed(_) | Field::Computed => {}
        }
    }

    fn check_headers(&mut self) {
        let Field::Fixed(headers) = self.field(self.node, "Headers") else { return };
        for member in headers.members() {
            let (name, _) = self.plain(&member.key.value);
            if forbidden::for_task(name) {
                let hint = if name.eq_ignore_ascii_case("authorization") {
                    "AWS takes it from the connection: put the credentials there"
                } else {
                    "AWS refuses it in a Task: delete it"
                };
                self.error(member.key.span, format!("an HTTP Task cannot set the header `{name}`"), hint);
            }
        }
    }

    fn check_transform(&mut self) {
        let Field::Fixed(transform) = self.field(self.node, "Transform") else { return };
        self.check_names(transform, &["RequestBodyEncoding", "RequestEncodingOptions"]);
        self.check_word(transform, "RequestBodyEncoding", &["NONE", "URL_ENCODED"]);
        if let Field::Fixed(options) = self.field(transform, "RequestEncodingOptions") {
            self.check_names(options, &["ArrayFormat"]);
            self.check_word(options, "ArrayFormat", &["INDICES", "REPEAT", "COMMAS", "BRACKETS"]);
        }
    }

    /// A field that holds one of a few words.
    fn check_word(&mut self, object: &'c Node, name: &str, words: &[&str]) {
        if let Field::Fixed(node) = self.field(object, name)
            && !node.as_str().is_some_and(|text| words.contains(&&**text))
        {
            let message = format!("`{name}` must be one of {}", words.join(", "));
            let near = node.as_str().and_then(|text| nearest(text, words.iter().copied()));
            let hint = near.map_or_else(
                || "write it in upper case, in double quotes".to_owned(),
                |near| format!("did you mean \"{near}\"?"),
            );
            self.error(node.span, message, hint);
        }
    }
}
