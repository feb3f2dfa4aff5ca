//! What EventBridge accepts as a connection (API reference, `CreateConnection`), and the playground's own fields.
//!
//! One list of rules for everybody: the form shows each [`Problem`] at its field, the import and the tests ask for the
//! [`refusal`] that the API itself would answer with. Two of its messages are recorded (a pattern, and the set of types,
//! which is in [`super::record`]); the others follow the wording that all of AWS's APIs share.

use super::connection::{Authorization, Connection, InvocationParameters, Parameter};
use super::endpoint::{Endpoint, NonAsciiHost, parse_origin};
use super::oauth::OAuth;
use super::pairs::is_token;

/// The most parameters of each kind.
const LIST_LIMIT: usize = 100;
/// What the API shows in place of a value that it does not repeat.
const HIDDEN: &str = "***";

/// Something that EventBridge, or the playground, would refuse. INVARIANT: never quotes a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field, as EventBridge names it: `BasicAuthParameters.Password`, `HeaderParameters[0].Key`; those of a request
    /// for a token have `OAuthHttpParameters.` before.
    pub field: String,
    /// A sentence about it.
    pub message: String,
    /// The constraint in the API's words; none for what only the playground asks for.
    pub constraint: Option<String>,
}

/// The message of the `ValidationException` that the API answers with; none if it accepts the connection.
pub fn refusal(problems: &[Problem]) -> Option<String> {
    let constraints: Vec<&str> = problems.iter().filter_map(|problem| problem.constraint.as_deref()).collect();
    let errors = if constraints.len() == 1 { "error" } else { "errors" };
    let text = constraints.join("; ");
    (!constraints.is_empty()).then(|| format!("{} validation {errors} detected: {text}", constraints.len()))
}

/// Everything that is wrong with `connection`, in the order of its fields. None: it can be used.
pub fn problems(connection: &Connection) -> Vec<Problem> {
    let mut found = Problems(Vec::new());
    found.text(&At::new("Name", "name"), &connection.name, &NAME);
    found.text(&At::new("Description", "description"), &connection.description, &DESCRIPTION);
    match &connection.authorization {
        Authorization::Basic { username, password } => {
            let at = |field: &str, member: &str| At::auth("BasicAuthParameters", "basicAuthParameters", field, member);
            found.text(&at("Username", "username"), username, &CREDENTIAL);
            found.text(&at("Password", "password").hidden(), password.expose(), &CREDENTIAL);
        }
        Authorization::ApiKey { name, value } => {
            let at =
                |field: &str, member: &str| At::auth("ApiKeyAuthParameters", "apiKeyAuthParameters", field, member);
            found.text(&at("ApiKeyName", "apiKeyName"), name, &CREDENTIAL);
            if !name.is_empty() && !name.contains(':') && !is_token(name) {
                found.own("ApiKeyAuthParameters.ApiKeyName", TOKEN_ONLY);
            }
            found.text(&at("ApiKeyValue", "apiKeyValue").hidden(), value.expose(), &CREDENTIAL);
        }
        Authorization::OAuth(oauth) => found.oauth(oauth),
    }
    found.parameters(&connection.invocation, "", "authParameters.invocationHttpParameters");
    for (index, origin) in connection.origins.iter().enumerate() {
        if parse_origin(origin).is_none() {
            let message = match NonAsciiHost::find(origin) {
                Some(host) => host.to_string(),
                None => {
                    format!(
                        "`{origin}` is not an origin: write scheme, host, and port, such as \
                             `https://api.example.com`"
                    )
                }
            };
            found.own(&format!("origins[{index}]"), &message);
        }
    }
    for (index, alias) in connection.aliases.iter().enumerate() {
        if alias.is_empty() || !alias.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            let message = format!("`{alias}` is not a placeholder name: use only letters, digits, and `_`");
            found.own(&format!("aliases[{index}]"), &message);
        }
    }
    found.0
}

const TOKEN_ONLY: &str = "a header name can have only letters, digits, and !#$%&'*+-.^_`|~";

/// What the API asks of a text.
struct Rule {
    /// Its least and most characters.
    length: (usize, usize),
    /// The pattern as the API words it, whether a text fits it, and the same in a sentence.
    pattern: (&'static str, fn(&str) -> bool, &'static str),
}

const NAME: Rule = Rule {
    length: (1, 64),
    pattern: (
        r"[\.\-_A-Za-z0-9]+",
        |text| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte)),
        "a name can have only letters, digits, `.`, `-`, and `_`",
    ),
};
const DESCRIPTION: Rule = Rule { length: (0, 512), pattern: (".*", |_| true, "") };
/// A user name, password or key: no colon, no control characters but tabs between, not only blanks.
const CREDENTIAL: Rule = Rule {
    length: (1, 512),
    pattern: (
        r"^[ \t]*[^\x00-\x1F:\x7F]+([ \t]+[^\x00-\x1F:\x7F]+)*[ \t]*$",
        |text| {
            let usable = |character: char| character == '\t' || (character != ':' && !character.is_ascii_control());
            text.chars().all(usable) && !text.trim_matches([' ', '\t']).is_empty()
        },
        "EventBridge does not accept a colon, a line break, a control character, or only spaces here",
    ),
};
const HEADER_KEY: Rule = Rule { length: (1, 512), pattern: (r"^[!#$%&'*+-.^_`|~0-9a-zA-Z]+$", is_token, TOKEN_ONLY) };
const HEADER_VALUE: Rule = Rule {
    length: (0, 512),
    pattern: (
        r"^[ \t]*[\x20-\x7E]+([ \t]+[\x20-\x7E]+)*[ \t]*$",
        |text| text.chars().all(|character| matches!(character, '\t' | ' '..='~')),
        "a header value can have only printable ASCII characters",
    ),
};
const QUERY_TEXT: Rule = Rule {
    length: (1, 512),
    pattern: (
        r"[^\x00-\x1F\x7F]+",
        |text| !text.chars().any(|character| character.is_ascii_control()),
        "EventBridge does not accept line breaks or control characters here",
    ),
};
const BODY_KEY: Rule = Rule { length: (1, usize::MAX), pattern: (".*", |_| true, "") };
const BODY_VALUE: Rule = Rule { length: (0, 512), pattern: (".*", |_| true, "") };
const ENDPOINT: Rule = Rule {
    length: (1, 2048),
    pattern: (
        r"^((%[0-9A-Fa-f]{2}|[-()_.!~*';/?:@\x26=+$,A-Za-z0-9])+)([).!';/?:,])?$",
        |text| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"%-()_.!~*';/?:@&=+$,".contains(&byte)),
        "an endpoint can have only the characters of a URL, and no `#`, `{` or `}`",
    ),
};

/// Where a text stands.
struct At {
    /// [`Problem::field`]
    field: String,
    /// The member's path in the API's messages.
    member: String,
    /// Whether its value is not to be repeated.
    hidden: bool,
}

impl At {
    fn new(field: &str, member: &str) -> Self {
        Self { field: field.to_owned(), member: member.to_owned(), hidden: false }
    }

    fn auth(group: &str, member_group: &str, field: &str, member: &str) -> Self {
        Self::new(&format!("{group}.{field}"), &format!("authParameters.{member_group}.{member}"))
    }

    fn hidden(self) -> Self {
        Self { hidden: true, ..self }
    }
}

struct Problems(Vec<Problem>);

impl Problems {
    /// What only the playground asks for.
    fn own(&mut self, field: &str, message: &str) {
        self.0.push(Problem { field: field.to_owned(), message: message.to_owned(), constraint: None });
    }

    fn refused(&mut self, at: &At, value: &str, message: String, constraint: &str) {
        let value = if at.hidden { HIDDEN } else { value };
        let constraint =
            format!("Value '{value}' at '{}' failed to satisfy constraint: Member must {constraint}", at.member);
        self.0.push(Problem { field: at.field.clone(), message, constraint: Some(constraint) });
    }

    fn text(&mut self, at: &At, text: &str, rule: &Rule) {
        let ((least, most), (pattern, fits, sentence)) = (rule.length, rule.pattern);
        let length = text.chars().count();
        if length > most {
            let message = format!("this can have at most {most} characters");
            self.refused(at, text, message, &format!("have length less than or equal to {most}"));
        }
        if length < least {
            let message = "this is required".to_owned();
            self.refused(at, text, message, &format!("have length greater than or equal to {least}"));
        } else if !fits(text) {
            let pattern = format!("satisfy regular expression pattern: {pattern}");
            self.refused(at, text, sentence.to_owned(), &pattern);
        }
    }

    fn oauth(&mut self, oauth: &OAuth) {
        let at = |field: &str, member: &str| At::auth("OAuthParameters", "oAuthParameters", field, member);
        self.text(&at("ClientID", "clientParameters.clientID"), &oauth.client_id, &CREDENTIAL);
        let secret = at("ClientSecret", "clientParameters.clientSecret").hidden();
        self.text(&secret, oauth.client_secret.expose(), &CREDENTIAL);
        let before = self.0.len();
        self.text(&at("AuthorizationEndpoint", "authorizationEndpoint"), &oauth.endpoint, &ENDPOINT);
        if self.0.len() == before && Endpoint::parse(&oauth.endpoint).is_none() {
            let message = "this is not a URL that can be called: write `https://`, a host, and a path";
            self.own("OAuthParameters.AuthorizationEndpoint", message);
        }
        let member = "authParameters.oAuthParameters.oAuthHttpParameters";
        self.parameters(&oauth.parameters, "OAuthHttpParameters.", member);
    }

    /// The three lists of parameters; `group` stands before their names, `member` is their path.
    fn parameters(&mut self, parameters: &InvocationParameters, group: &str, member: &str) {
        let InvocationParameters { headers, query, body } = parameters;
        let lists = [
            ("HeaderParameters", "headerParameters", headers, &HEADER_KEY, &HEADER_VALUE),
            ("QueryStringParameters", "queryStringParameters", query, &QUERY_TEXT, &QUERY_TEXT),
            ("BodyParameters", "bodyParameters", body, &BODY_KEY, &BODY_VALUE),
        ];
        for (name, list_member, list, key, value) in lists {
            self.list(&At::new(&format!("{group}{name}"), &format!("{member}.{list_member}")), list, key, value);
        }
    }

    fn list(&mut self, at: &At, list: &[Parameter], key: &Rule, value: &Rule) {
        if list.len() > LIST_LIMIT {
            let message = format!("there can be at most {LIST_LIMIT} of these");
            let constraint = format!("have length less than or equal to {LIST_LIMIT}");
            let hidden = At { hidden: true, ..At::new(&at.field, &at.member) };
            self.refused(&hidden, "", message, &constraint);
        }
        for (index, parameter) in list.iter().enumerate() {
            let item = |field: &str, member: &str| {
                At::new(
                    &format!("{}[{index}].{field}", at.field),
                    &format!("{}.{}.member.{member}", at.member, index + 1),
                )
            };
            self.text(&item("Key", "key"), &parameter.key, key);
            self.text(&item("Value", "value").hidden(), parameter.value.expose(), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::{InvocationParameters, Secret};

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
            ..Connection::default()
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
            (Connection { origins: vec!["https://bücher.example".into()], ..connection() }, "origins[0]"),
            (Connection { aliases: vec!["${X}".into()], ..connection() }, "aliases[0]"),
        ] {
            let found = problems(&refused);
            let at: Vec<&str> = found.iter().map(|problem| problem.field.as_str()).collect();
            assert_eq!(at.join(" "), fields);
            assert!(!format!("{found:?}").contains("s3cret"), "{fields}");
        }
    }

    #[test]
    fn a_refusal_is_worded_as_the_api_words_it() {
        let named = |name: &str| Connection { name: name.into(), ..connection() };
        assert_eq!(refusal(&problems(&connection())), None);
        assert_eq!(
            refusal(&problems(&named("Invalid Name With Spaces!"))).unwrap(),
            "1 validation error detected: Value 'Invalid Name With Spaces!' at 'name' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+"
        );
        let oauth =
            OAuth { client_secret: Secret::new("s3cret:"), endpoint: "http://id.example".into(), ..OAuth::default() };
        let oauth = Connection { authorization: Authorization::OAuth(Box::new(oauth)), ..named("") };
        let found = problems(&oauth);
        let text = refusal(&found).unwrap();
        assert!(text.starts_with("3 validation errors detected: Value '' at 'name' failed to satisfy"), "{text}");
        assert!(
            text.contains("; Value '***' at 'authParameters.oAuthParameters.clientParameters.clientSecret' failed")
        );
        assert!(!text.contains("s3cret"), "{text}");
        let last = found.last().unwrap();
        assert_eq!((last.field.as_str(), &last.constraint), ("OAuthParameters.AuthorizationEndpoint", &None));
    }
}
