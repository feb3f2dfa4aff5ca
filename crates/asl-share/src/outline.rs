//! What a link says of a connection: everything but its values. Whoever opens the link fills those in.
//!
//! INVARIANT: no field here holds a value that proves who calls; [`ConnectionOutline::of`] reads names alone.

use std::rc::Rc;

use asl_http::oauth::{OAuth, TokenMethod};
use asl_http::{Authorization, Connection, InvocationParameters, Parameter, Secret};
use serde::{Deserialize, Serialize};

/// The most connections that a link brings along.
pub const MOST_CONNECTIONS: usize = 50;

/// A connection without its values: `{"name":"…","kind":"basic","origins":["…"],"aliases":["…"],"key":"x-api-key",
/// "endpoint":"…","method":"POST","headers":["…"],"query":["…"],"body":["…"],"token":{"headers":…}}`; what is empty is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConnectionOutline {
    /// The name of the connection.
    pub name: Rc<str>,
    /// How calls are authorized.
    pub kind: OutlineKind,
    /// Where its credentials may be sent to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<Rc<str>>,
    /// The substitutions that stand for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Rc<str>>,
    /// The header of an API key.
    #[serde(skip_serializing_if = "is_empty")]
    pub key: Rc<str>,
    /// Where OAuth tokens come from.
    #[serde(skip_serializing_if = "is_empty")]
    pub endpoint: Rc<str>,
    /// The method of the request for a token, if it is not `POST`.
    #[serde(skip_serializing_if = "is_empty")]
    pub method: Rc<str>,
    /// What every call adds.
    #[serde(skip_serializing_if = "Names::is_empty", flatten)]
    pub adds: Names,
    /// What the request for a token adds.
    #[serde(skip_serializing_if = "Names::is_empty")]
    pub token: Names,
}

/// EventBridge's kinds of connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutlineKind {
    /// User name and password.
    #[default]
    Basic,
    /// A header with a key.
    Key,
    /// Client id and client secret.
    OAuth,
}

/// Names of parameters, whose values are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Names {
    /// `HeaderParameters`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    headers: Vec<Rc<str>>,
    /// `QueryStringParameters`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    query: Vec<Rc<str>>,
    /// `BodyParameters`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    body: Vec<Rc<str>>,
}

fn is_empty(text: &str) -> bool {
    text.is_empty()
}

impl Names {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn of(parameters: &InvocationParameters) -> Self {
        let names = |all: &[Parameter]| all.iter().map(|one| Rc::clone(&one.key)).collect();
        Self { headers: names(&parameters.headers), query: names(&parameters.query), body: names(&parameters.body) }
    }

    fn parameters(&self) -> InvocationParameters {
        let empty = |names: &[Rc<str>]| {
            let one = |key: &Rc<str>| Parameter { key: Rc::clone(key), value: Secret::default(), is_secret: true };
            names.iter().map(one).collect()
        };
        InvocationParameters { headers: empty(&self.headers), query: empty(&self.query), body: empty(&self.body) }
    }
}

impl ConnectionOutline {
    /// What a link may say of `connection`.
    pub fn of(connection: &Connection) -> Self {
        let mut outline = Self {
            name: Rc::clone(&connection.name),
            origins: connection.origins.clone(),
            aliases: connection.aliases.clone(),
            adds: Names::of(&connection.invocation),
            ..Self::default()
        };
        match &connection.authorization {
            Authorization::Basic { .. } => {}
            Authorization::ApiKey { name, .. } => (outline.kind, outline.key) = (OutlineKind::Key, Rc::clone(name)),
            Authorization::OAuth(oauth) => {
                let parameters = InvocationParameters {
                    body: oauth.parameters.body.iter().filter(|one| !is_grant(one)).cloned().collect(),
                    ..oauth.parameters.clone()
                };
                outline.kind = OutlineKind::OAuth;
                outline.endpoint = Rc::clone(&oauth.endpoint);
                outline.token = Names::of(&parameters);
                if oauth.method != TokenMethod::Post {
                    outline.method = oauth.method.as_str().into();
                }
            }
        }
        outline
    }

    /// All texts in it.
    pub(crate) fn texts(&self) -> Vec<&str> {
        let own = [&self.name, &self.key, &self.endpoint, &self.method];
        let names = [&self.adds, &self.token].into_iter().flat_map(|names| [&names.headers, &names.query, &names.body]);
        let lists = [&self.origins, &self.aliases].into_iter().chain(names);
        own.into_iter().chain(lists.flatten()).map(|text| &**text).collect()
    }

    /// The connection with nothing filled in.
    pub fn connection(&self) -> Connection {
        let authorization = match self.kind {
            OutlineKind::Basic => Authorization::default(),
            OutlineKind::Key => Authorization::ApiKey { name: Rc::clone(&self.key), value: Secret::default() },
            OutlineKind::OAuth => {
                let mut parameters = self.token.parameters();
                let grant = Secret::new("client_credentials");
                parameters.body.insert(0, Parameter { key: GRANT.into(), value: grant, is_secret: false });
                Authorization::OAuth(Box::new(OAuth {
                    endpoint: Rc::clone(&self.endpoint),
                    method: TokenMethod::parse(&self.method).unwrap_or_default(),
                    parameters,
                    ..OAuth::default()
                }))
            }
        };
        Connection {
            name: Rc::clone(&self.name),
            authorization,
            invocation: self.adds.parameters(),
            origins: self.origins.clone(),
            aliases: self.aliases.clone(),
            ..Connection::default()
        }
    }
}

/// The body field that says which kind of token is asked for.
const GRANT: &str = "grant_type";

/// Whether it is what every client sends, and no secret.
fn is_grant(parameter: &Parameter) -> bool {
    &*parameter.key == GRANT && parameter.value.expose() == "client_credentials"
}

#[cfg(test)]
mod tests {
    use asl_http::Connections;

    use super::*;

    fn parameter(key: &str, value: &str) -> Parameter {
        Parameter { key: key.into(), value: Secret::new(value), is_secret: false }
    }

    #[test]
    fn an_outline_has_everything_but_values_and_gives_the_form_back() {
        let invocation = InvocationParameters {
            headers: vec![parameter("x-tenant", "VALUE")],
            query: vec![parameter("v", "VALUE")],
            ..InvocationParameters::default()
        };
        let oauth = OAuth {
            client_id: "VALUE".into(),
            client_secret: Secret::new("VALUE"),
            endpoint: "https://id.example.com/token".into(),
            method: TokenMethod::Put,
            parameters: InvocationParameters {
                body: vec![parameter("grant_type", "client_credentials"), parameter("scope", "VALUE")],
                ..InvocationParameters::default()
            },
        };
        for authorization in [
            Authorization::Basic { username: "VALUE".into(), password: Secret::new("VALUE") },
            Authorization::ApiKey { name: "x-key".into(), value: Secret::new("VALUE") },
            Authorization::OAuth(Box::new(oauth)),
        ] {
            let connection = Connection {
                name: "mail".into(),
                arn: "VALUE".into(),
                authorization,
                invocation: invocation.clone(),
                origins: vec!["https://api.example.com".into()],
                aliases: vec!["MailArn".into()],
                description: "VALUE".into(),
                simulated: None,
            };
            let outline = ConnectionOutline::of(&connection);
            let json = serde_json::to_string(&outline).unwrap();
            assert!(!json.contains("VALUE") && !outline.texts().contains(&"VALUE"), "{json}");
            assert_eq!(serde_json::from_str::<ConnectionOutline>(&json).unwrap(), outline, "{json}");
            let form = outline.connection();
            assert_eq!(ConnectionOutline::of(&form), outline);
            assert_eq!(form.authorization.kind(), connection.authorization.kind());
            let known = Connections::new(vec![form]);
            assert!(known.find("${MailArn}").is_some());
        }
    }
}
