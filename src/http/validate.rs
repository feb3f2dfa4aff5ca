//! What EventBridge accepts as a connection (API reference, `CreateConnection`), and the playground's own fields.

use super::connection::{Authorization, Connection, Parameter};
use super::endpoint::parse_origin;
use super::pairs::is_token;

/// The most characters of a connection's name.
const NAME_LIMIT: usize = 64;
/// The most characters of a credential, key or value.
const TEXT_LIMIT: usize = 512;
/// The most parameters of each kind.
const LIST_LIMIT: usize = 100;

/// Something that EventBridge, or the playground, would refuse. INVARIANT: never quotes a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field, as EventBridge names it: `BasicAuthParameters.Password`, `HeaderParameters[0].Key`.
    pub field: String,
    /// A sentence about it.
    pub message: String,
}

/// Everything that is wrong with `connection`, in the order of its fields. None: it can be used.
pub fn problems(connection: &Connection) -> Vec<Problem> {
    let mut found = Problems(Vec::new());
    found.name(&connection.name);
    match &connection.authorization {
        Authorization::Basic { username, password } => {
            found.credential("BasicAuthParameters.Username", username);
            found.credential("BasicAuthParameters.Password", password.expose());
        }
        Authorization::ApiKey { name, value } => {
            found.header_name("ApiKeyAuthParameters.ApiKeyName", name);
            found.credential("ApiKeyAuthParameters.ApiKeyValue", value.expose());
        }
    }
    found.list("HeaderParameters", &connection.invocation.headers, |found, field, parameter| {
        found.header_name(&format!("{field}.Key"), &parameter.key);
        let value = parameter.value.expose();
        found.length(&format!("{field}.Value"), value);
        if !value.chars().all(|character| matches!(character, '\t' | ' '..='~')) {
            found.add(&format!("{field}.Value"), "a header's value may hold only printable ASCII characters");
        }
    });
    found.list("QueryStringParameters", &connection.invocation.query, |found, field, parameter| {
        found.text(&format!("{field}.Key"), &parameter.key);
        found.text(&format!("{field}.Value"), parameter.value.expose());
    });
    found.list("BodyParameters", &connection.invocation.body, |found, field, parameter| {
        found.not_empty(&format!("{field}.Key"), &parameter.key);
        found.length(&format!("{field}.Value"), parameter.value.expose());
    });
    for (index, origin) in connection.origins.iter().enumerate() {
        if parse_origin(origin).is_none() {
            let message =
                format!("`{origin}` is no origin; write scheme, host and port, such as `https://api.example.com`");
            found.add(&format!("origins[{index}]"), &message);
        }
    }
    for (index, alias) in connection.aliases.iter().enumerate() {
        if alias.is_empty() || !alias.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            let message = format!("`{alias}` is no name of a substitution; it may hold only letters, digits and `_`");
            found.add(&format!("aliases[{index}]"), &message);
        }
    }
    found.0
}

struct Problems(Vec<Problem>);

impl Problems {
    fn add(&mut self, field: &str, message: &str) {
        self.0.push(Problem { field: field.to_owned(), message: message.to_owned() });
    }

    fn name(&mut self, name: &str) {
        self.not_empty("Name", name);
        if name.chars().count() > NAME_LIMIT {
            self.add("Name", &format!("a name has at most {NAME_LIMIT} characters"));
        }
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte)) {
            self.add("Name", "a name may hold only letters, digits, `.`, `-` and `_`");
        }
    }

    fn not_empty(&mut self, field: &str, text: &str) {
        if text.is_empty() {
            self.add(field, "this is required");
        }
    }

    fn length(&mut self, field: &str, text: &str) {
        if text.chars().count() > TEXT_LIMIT {
            self.add(field, &format!("this has at most {TEXT_LIMIT} characters"));
        }
    }

    /// A user name, password or key: no colon, no control characters but tabs between, not only blanks.
    fn credential(&mut self, field: &str, text: &str) {
        self.length(field, text);
        if text.trim_matches([' ', '\t']).is_empty() {
            self.add(field, "this is required");
        }
        if text.contains(':') {
            self.add(field, "EventBridge accepts no colon here");
        }
        if text.chars().any(|character| character.is_ascii_control() && character != '\t') {
            self.add(field, "EventBridge accepts no line breaks or control characters here");
        }
    }

    fn header_name(&mut self, field: &str, name: &str) {
        self.not_empty(field, name);
        self.length(field, name);
        if !name.is_empty() && !is_token(name) {
            self.add(field, "a header's name may hold only letters, digits and !#$%&'*+-.^_`|~");
        }
    }

    /// A key or value of the query: something, without control characters.
    fn text(&mut self, field: &str, text: &str) {
        self.not_empty(field, text);
        self.length(field, text);
        if text.chars().any(|character| character.is_ascii_control()) {
            self.add(field, "EventBridge accepts no line breaks or control characters here");
        }
    }

    fn list(&mut self, field: &str, parameters: &[Parameter], check: impl Fn(&mut Self, &str, &Parameter)) {
        if parameters.len() > LIST_LIMIT {
            self.add(field, &format!("there are at most {LIST_LIMIT} of these"));
        }
        for (index, parameter) in parameters.iter().enumerate() {
            check(self, &format!("{field}[{index}]"), parameter);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::http::{InvocationParameters, Secret};

    fn parameter(key: &str, value: &str) -> Parameter {
        Parameter { key: key.into(), value: Secret::new(value), is_secret: false }
    }

    fn connection() -> Connection {
        Connection {
            name: "a.b-c_d".into(),
            arn: "arn".into(),
            authorization: Authorization::Basic { username: "user".into(), password: Secret::new("päss word") },
            invocation: InvocationParameters {
                headers: vec![parameter("x-a", ""), parameter("X-A", "b c")],
                query: vec![parameter("q", "é & =")],
                body: vec![parameter("b", "any\nthing")],
            },
            origins: vec!["https://a.example".into()],
            aliases: vec!["EBConnectionARN".into()],
        }
    }

    fn api_key(name: &str, value: &str) -> Authorization {
        Authorization::ApiKey { name: name.into(), value: Secret::new(value) }
    }

    #[test]
    fn what_eventbridge_accepts_has_no_problem() {
        assert_eq!(problems(&connection()), []);
        let longest = Connection {
            name: "n".repeat(64).into(),
            authorization: api_key("X-Api-Key", &"k".repeat(512)),
            invocation: InvocationParameters { headers: vec![parameter("x", "y"); 100], ..Default::default() },
            ..connection()
        };
        assert_eq!(problems(&longest), []);
    }

    #[test]
    fn what_eventbridge_refuses_is_named_with_its_field_and_without_the_secret() {
        let basic = |username: &str, password: &str| Authorization::Basic {
            username: username.into(),
            password: Secret::new(password),
        };
        let with = |authorization| Connection { authorization, ..connection() };
        let named = |name: &str| Connection { name: name.into(), ..connection() };
        let invocation = |invocation| Connection { invocation, ..connection() };
        let none = InvocationParameters::default;
        let long: Rc<str> = "s3cret".repeat(100).into();
        for (refused, fields) in [
            (named(""), "Name"),
            (named(&"n".repeat(65)), "Name"),
            (named("my connection"), "Name"),
            (with(basic("", "s3cret:s3cret")), "BasicAuthParameters.Username BasicAuthParameters.Password"),
            (with(basic("u", "s3cret\n")), "BasicAuthParameters.Password"),
            (with(basic("u", &long)), "BasicAuthParameters.Password"),
            (with(basic("u", " \t")), "BasicAuthParameters.Password"),
            (with(api_key("bad key", "")), "ApiKeyAuthParameters.ApiKeyName ApiKeyAuthParameters.ApiKeyValue"),
            (
                invocation(InvocationParameters { headers: vec![parameter("bad key", "s3cret\ns3cret")], ..none() }),
                "HeaderParameters[0].Key HeaderParameters[0].Value",
            ),
            (
                invocation(InvocationParameters { headers: vec![parameter("x", "y"); 101], ..none() }),
                "HeaderParameters",
            ),
            (
                invocation(InvocationParameters { query: vec![parameter("", "")], ..none() }),
                "QueryStringParameters[0].Key QueryStringParameters[0].Value",
            ),
            (invocation(InvocationParameters { body: vec![parameter("", "x")], ..none() }), "BodyParameters[0].Key"),
            (Connection { origins: vec!["https://a.example/path".into()], ..connection() }, "origins[0]"),
            (Connection { aliases: vec!["${X}".into()], ..connection() }, "aliases[0]"),
        ] {
            let found = problems(&refused);
            let at: Vec<&str> = found.iter().map(|problem| problem.field.as_str()).collect();
            assert_eq!(at.join(" "), fields);
            assert!(!format!("{found:?}").contains("s3cret"), "{fields}");
        }
    }
}
