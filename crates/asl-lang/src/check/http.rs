//! Parameters of HTTP Tasks (Developer Guide, "Call HTTPS APIs"), as far as they are known before a run.

use super::{Checker, is_placeholder, nearest, parameters};
use crate::machine::QueryLanguage;
use crate::messages::HttpProblem;
use crate::state::{State, StateKind};
use asl_http::call::{HttpCall, Method};
use asl_http::endpoint::{Endpoint, NonAsciiHost};
use asl_http::forbidden;
use asl_jsonata::is_expression;
use asl_text::diagnostic::AwsWords;
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
    let Some(node) = node else { return };
    if !matches!(node.kind, NodeKind::Object(_)) {
        // An expression gives the whole at run time.
        if node.as_str().is_none_or(|text| !is_expression(text)) && !node.is_unknown() {
            checker.error(node.span, HttpProblem::ParametersType { field: name, found: node.describe() });
        }
        return;
    }
    Parameters { checker, language, node, at: node.opening() }.check();
}

/// The type of a body that is a form.
const FORM: &str = "application/x-www-form-urlencoded";

/// AWS's words for an `ApiEndpoint` that it cannot call.
fn no_endpoint() -> AwsWords {
    AwsWords::schema("The value for the 'ApiEndpoint' field is not valid", 1).as_error()
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
    fn error(&mut self, span: Span, problem: HttpProblem) {
        self.checker.error(span, problem);
    }

    fn check(mut self) {
        self.check_names(self.node, &HttpCall::FIELDS);
        self.check_endpoint();
        self.check_method();
        self.check_connection();
        self.check_headers();
        self.check_transform();
        self.check_form();
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

    fn check_names(&mut self, object: &Node, known: &'static [&'static str]) {
        for member in object.members() {
            let (name, _) = self.plain(&member.key.value);
            if known.contains(&name) || matches!(member.value.kind, NodeKind::Missing) || is_placeholder(name) {
                continue;
            }
            let (name, near) = (name.to_owned(), nearest(name, known.iter().copied()));
            self.error(member.key.span, HttpProblem::UnknownParameter { name, near, known });
        }
    }

    fn check_endpoint(&mut self) {
        let node = match self.field(self.node, "ApiEndpoint") {
            Field::Computed => return,
            Field::Fixed(node) => node,
            Field::Absent => {
                self.error(self.at, HttpProblem::NoEndpoint);
                self.checker.in_aws(parameters::missing("ApiEndpoint"));
                return;
            }
        };
        let Some(text) = node.as_str() else {
            self.error(node.span, HttpProblem::EndpointType { found: node.describe() });
            return;
        };
        if text.starts_with("$.") {
            self.error(node.span, HttpProblem::EndpointIsPath(text.clone()));
            self.checker.in_aws(no_endpoint());
        } else if text.split_once("://").is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("http")) {
            // As the run reads it: whatever case the name is written in.
            let is_loopback = Endpoint::parse(text).is_some();
            if is_loopback {
                self.checker.warning(node.span, HttpProblem::NotHttps { is_loopback });
            } else {
                self.error(node.span, HttpProblem::NotHttps { is_loopback });
            }
            self.checker.in_aws(no_endpoint());
        } else if let Some(host) = NonAsciiHost::find(text) {
            let (problem, advice) = (host.problem(), host.advice());
            self.error(node.span, HttpProblem::NonAsciiHost { problem, advice });
        } else if Endpoint::parse(text).is_none() {
            self.error(node.span, HttpProblem::NotAUrl(text.clone()));
            self.checker.in_aws(no_endpoint());
        }
    }

    fn check_method(&mut self) {
        match self.field(self.node, "Method") {
            Field::Computed => {}
            Field::Absent => {
                self.error(self.at, HttpProblem::NoMethod);
                self.checker.in_aws(parameters::missing("Method"));
            }
            Field::Fixed(node) => match node.as_str() {
                Some(name) if Method::parse(name).is_some() => {}
                Some(name) => {
                    let near = nearest(name, Method::ALL.map(Method::as_str));
                    self.error(node.span, HttpProblem::UnknownMethod { name: name.clone(), near });
                }
                None => self.error(node.span, HttpProblem::MethodType { found: node.describe() }),
            },
        }
    }

    fn check_connection(&mut self) {
        let old = self.field(self.node, "Authentication");
        let new = self.field(self.node, "InvocationConfig");
        let (name, holder) = match (old, new) {
            (Field::Absent, Field::Absent) => {
                self.error(self.at, HttpProblem::NoConnection);
                return;
            }
            (Field::Absent, Field::Fixed(node)) => ("InvocationConfig", node),
            (Field::Fixed(node), Field::Absent) => ("Authentication", node),
            (Field::Absent, Field::Computed) | (Field::Computed, Field::Absent) => return,
            _ => {
                self.error(self.at, HttpProblem::TwoConnections);
                return;
            }
        };
        if !matches!(holder.kind, NodeKind::Object(_)) {
            self.error(holder.span, HttpProblem::ConnectionType { field: name, found: holder.describe() });
            return;
        }
        self.check_names(holder, &["ConnectionArn"]);
        match self.field(holder, "ConnectionArn") {
            Field::Absent => {
                self.error(holder.opening(), HttpProblem::NoConnectionArn { field: name });
            }
            Field::Fixed(node) if node.as_str().is_none_or(|text| text.is_empty()) => {
                let found = node.as_str().is_none().then(|| node.describe());
                self.error(node.span, HttpProblem::ConnectionArnType { found });
            }
            Field::Fixed(_) | Field::Computed => {}
        }
    }

    fn check_headers(&mut self) {
        let Field::Fixed(headers) = self.field(self.node, "Headers") else { return };
        let names = headers.members().iter().map(|member| (member.key.span, self.plain(&member.key.value).0));
        let found: Vec<(Span, &str)> = names.filter(|(_, name)| forbidden::for_task(name)).collect();
        for (span, name) in &found {
            self.error(*span, HttpProblem::ForbiddenHeader((*name).to_owned()));
            self.checker.in_aws(parameters::forbidden_headers(found.iter().map(|(_, name)| *name)));
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

    /// A header alone makes no form of a body.
    fn check_form(&mut self) {
        let Field::Fixed(headers) = self.field(self.node, "Headers") else { return };
        let Field::Fixed(body) = self.field(self.node, "RequestBody") else { return };
        let is_form = |member: &&Member| {
            let says_form = member.value.as_str().is_some_and(|value| value.to_ascii_lowercase().contains(FORM));
            member.key.value.eq_ignore_ascii_case("content-type") && says_form
        };
        let Some(header) = headers.members().iter().find(is_form) else { return };
        let encodes = match self.field(self.node, "Transform") {
            Field::Absent => false,
            Field::Computed => true,
            Field::Fixed(transform) => match self.field(transform, "RequestBodyEncoding") {
                Field::Fixed(word) => word.as_str().is_none_or(|word| &**word != "NONE"),
                Field::Computed => true,
                Field::Absent => false,
            },
        };
        // A string is sent as it is: it may be a form already.
        if !encodes && matches!(body.kind, NodeKind::Object(_) | NodeKind::Array(_)) {
            self.checker.warning(header.value.span, HttpProblem::FormNotEncoded);
        }
    }

    /// A field that holds one of a few words.
    fn check_word(&mut self, object: &'c Node, name: &'static str, words: &'static [&'static str]) {
        if let Field::Fixed(node) = self.field(object, name)
            && !node.as_str().is_some_and(|text| words.contains(&&**text))
        {
            let word = node.as_str().cloned();
            let near = word.as_ref().and_then(|text| nearest(text, words.iter().copied()));
            self.error(node.span, HttpProblem::UnknownWord { field: name, word, near, known: words });
        }
    }
}
