//! What EventBridge accepts as a connection (API reference, `CreateConnection`), and the playground's own fields.
//!
//! One list of rules for everybody: the form shows each [`Problem`] at its field, the import and the tests ask for the
//! [`refusal`](super::messages::refusal) that the API itself would answer with.

use std::rc::Rc;

use super::connection::{Authorization, Connection, InvocationParameters, Parameter};
use super::endpoint::{Endpoint, parse_origin};
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
    /// What is wrong with it.
    pub cause: Cause,
    /// What the API answers about it; none for what only the playground asks for.
    pub refused: Option<Refused>,
}

/// What is wrong with a field of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// There has to be a text.
    Missing,
    /// A text has more than so many characters.
    TooLong(usize),
    /// A list has more than so many items.
    TooMany(usize),
    /// A text does not fit what its field can hold.
    Characters(Characters),
    /// No request can be sent to an endpoint.
    NoUrl,
    /// This origin has other parts than scheme, host and port, or lacks one.
    NoOrigin(Rc<str>),
    /// This name of a placeholder has characters that none can have.
    NoPlaceholder(Rc<str>),
    /// Another connection has the same name.
    NameTaken,
}

/// What the API says of a member of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The member's path.
    pub member: String,
    /// Its value, as far as the API repeats it.
    pub value: String,
}

/// What a text can consist of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Characters {
    /// Whatever it likes.
    Any,
    /// Those of the name of a connection.
    Name,
    /// Those of a user name, password or key: no colon, no control characters but tabs between, not only blanks.
    Credential,
    /// Those of a header's name.
    HeaderKey,
    /// Those of a header's value.
    HeaderValue,
    /// Those of names and values of a query string.
    Query,
    /// Those of a URL.
    Endpoint,
}

impl Characters {
    /// Whether a text that is not empty consists of them.
    fn fit(self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Name => text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte)),
            Self::Credential => {
                let usable = |character: char| character == '\t' || (character != ':' && !character.is_ascii_control());
                text.chars().all(usable) && !text.trim_matches([' ', '\t']).is_empty()
            }
            Self::HeaderKey => is_token(text),
            Self::HeaderValue => text.chars().all(|character| matches!(character, '\t' | ' '..='~')),
            Self::Query => !text.chars().any(|character| character.is_ascii_control()),
            Self::Endpoint => {
                text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"%-()_.!~*';/?:@&=+$,".contains(&byte))
            }
        }
    }
}

/// Everything that is wrong with `connection`, in the order of its fields. None: it can be used.
pub fn problems(connection: &Connection) -> Vec<Problem> {
    let mut found = Problems(Vec::new());
    found.text(&At::new("Name", "name"), &connection.name, NAME);
    found.text(&At::new("Description", "description"), &connection.description, DESCRIPTION);
    match &connection.authorization {
        Authorization::Basic { username, password } => {
            let at = |field: &str, member: &str| At::auth("BasicAuthParameters", "basicAuthParameters", field, member);
            found.text(&at("Username", "username"), username, CREDENTIAL);
            found.text(&at("Password", "password").hidden(), password.expose(), CREDENTIAL);
        }
        Authorization::ApiKey { name, value } => {
            let at =
                |field: &str, member: &str| At::auth("ApiKeyAuthParameters", "apiKeyAuthParameters", field, member);
            found.text(&at("ApiKeyName", "apiKeyName"), name, CREDENTIAL);
            if !name.is_empty() && !name.contains(':') && !is_token(name) {
                let cause = Cause::Characters(Characters::HeaderKey);
                found.own("ApiKeyAuthParameters.ApiKeyName".to_owned(), cause);
            }
            found.text(&at("ApiKeyValue", "apiKeyValue").hidden(), value.expose(), CREDENTIAL);
        }
        Authorization::OAuth(oauth) => found.oauth(oauth),
    }
    found.parameters(&connection.invocation, "", "authParameters.invocationHttpParameters");
    for (index, origin) in connection.origins.iter().enumerate() {
        if parse_origin(origin).is_none() {
            found.own(format!("origins[{index}]"), Cause::NoOrigin(origin.clone()));
        }
    }
    for (index, alias) in connection.aliases.iter().enumerate() {
        if alias.is_empty() || !alias.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            found.own(format!("aliases[{index}]"), Cause::NoPlaceholder(alias.clone()));
        }
    }
    found.0
}

/// What the API asks of a text: its least and most characters, and which.
type Rule = (usize, usize, Characters);

const NAME: Rule = (1, 64, Characters::Name);
const DESCRIPTION: Rule = (0, 512, Characters::Any);
const CREDENTIAL: Rule = (1, 512, Characters::Credential);
const HEADER_KEY: Rule = (1, 512, Characters::HeaderKey);
const HEADER_VALUE: Rule = (0, 512, Characters::HeaderValue);
const QUERY_TEXT: Rule = (1, 512, Characters::Query);
const BODY_KEY: Rule = (1, usize::MAX, Characters::Any);
const BODY_VALUE: Rule = (0, 512, Characters::Any);
const ENDPOINT: Rule = (1, 2048, Characters::Endpoint);

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
    fn own(&mut self, field: String, cause: Cause) {
        self.0.push(Problem { field, cause, refused: None });
    }

    fn refused(&mut self, at: &At, value: &str, cause: Cause) {
        let value = if at.hidden { HIDDEN } else { value };
        let refused = Refused { member: at.member.clone(), value: value.to_owned() };
        self.0.push(Problem { field: at.field.clone(), cause, refused: Some(refused) });
    }

    fn text(&mut self, at: &At, text: &str, (least, most, characters): Rule) {
        let length = text.chars().count();
        if length > most {
            self.refused(at, text, Cause::TooLong(most));
        }
        if length < least {
            self.refused(at, text, Cause::Missing);
        } else if !characters.fit(text) {
            self.refused(at, text, Cause::Characters(characters));
        }
    }

    fn oauth(&mut self, oauth: &OAuth) {
        let at = |field: &str, member: &str| At::auth("OAuthParameters", "oAuthParameters", field, member);
        self.text(&at("ClientID", "clientParameters.clientID"), &oauth.client_id, CREDENTIAL);
        let secret = at("ClientSecret", "clientParameters.clientSecret").hidden();
        self.text(&secret, oauth.client_secret.expose(), CREDENTIAL);
        let before = self.0.len();
        self.text(&at("AuthorizationEndpoint", "authorizationEndpoint"), &oauth.endpoint, ENDPOINT);
        if self.0.len() == before && Endpoint::parse(&oauth.endpoint).is_none() {
            self.own("OAuthParameters.AuthorizationEndpoint".to_owned(), Cause::NoUrl);
        }
        let member = "authParameters.oAuthParameters.oAuthHttpParameters";
        self.parameters(&oauth.parameters, "OAuthHttpParameters.", member);
    }

    /// The three lists of parameters; `group` stands before their names, `member` is their path.
    fn parameters(&mut self, parameters: &InvocationParameters, group: &str, member: &str) {
        let InvocationParameters { headers, query, body } = parameters;
        let lists = [
            ("HeaderParameters", "headerParameters", headers, HEADER_KEY, HEADER_VALUE),
            ("QueryStringParameters", "queryStringParameters", query, QUERY_TEXT, QUERY_TEXT),
            ("BodyParameters", "bodyParameters", body, BODY_KEY, BODY_VALUE),
        ];
        for (name, list_member, list, key, value) in lists {
            self.list(&At::new(&format!("{group}{name}"), &format!("{member}.{list_member}")), list, key, value);
        }
    }

    fn list(&mut self, at: &At, list: &[Parameter], key: Rule, value: Rule) {
        if list.len() > LIST_LIMIT {
            let hidden = At { hidden: true, ..At::new(&at.field, &at.member) };
            self.refused(&hidden, "", Cause::TooMany(LIST_LIMIT));
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
}
