//! A connection as its form holds it, before it is one.

use std::rc::Rc;

use asl_aws::arn::connection;
use asl_http::condition::Condition;
use asl_http::oauth::{OAuth, TokenMethod};
use asl_http::{Authorization, Connection, InvocationParameters, Parameter, Secret, suspect};
use asl_ide::fix::{CallPart, MovedSecret};
use asl_sim::Identity;
use asl_stack::requirements::MissingConnection;

/// The kinds of connections that the form knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// User name and password.
    #[default]
    Basic,
    /// A header with a key.
    ApiKey,
    /// A token that is fetched with the client's id and secret.
    OAuth,
}

/// The lists of parameters: three for every call, three for the request for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParameterList {
    /// `HeaderParameters`
    Header,
    /// `QueryStringParameters`
    Query,
    /// `BodyParameters`
    Body,
    /// `HeaderParameters` of `OAuthHttpParameters`
    TokenHeader,
    /// `QueryStringParameters` of `OAuthHttpParameters`
    TokenQuery,
    /// `BodyParameters` of `OAuthHttpParameters`
    TokenBody,
}

impl ParameterList {
    /// Those of every call.
    pub(crate) const INVOCATION: [Self; 3] = [Self::Header, Self::Query, Self::Body];
    /// Those of the request for a token.
    pub(crate) const TOKEN: [Self; 3] = [Self::TokenHeader, Self::TokenQuery, Self::TokenBody];

    /// EventBridge's name of the list, as the library's messages have it.
    pub(crate) fn field(self) -> &'static str {
        match self {
            Self::Header => "HeaderParameters",
            Self::Query => "QueryStringParameters",
            Self::Body => "BodyParameters",
            Self::TokenHeader => "OAuthHttpParameters.HeaderParameters",
            Self::TokenQuery => "OAuthHttpParameters.QueryStringParameters",
            Self::TokenBody => "OAuthHttpParameters.BodyParameters",
        }
    }

    /// What it is called in the form.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Header => "Headers",
            Self::Query => "Query parameters",
            Self::Body => "Body fields",
            Self::TokenHeader => "Headers of the token request",
            Self::TokenQuery => "Query parameters of the token request",
            Self::TokenBody => "Body fields of the token request",
        }
    }
}

/// A change of a draft, to be made on its newest state.
pub(crate) type DraftEdit = Box<dyn FnOnce(&mut ConnectionDraft)>;

/// The text fields of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Name,
    Username,
    Password,
    KeyName,
    KeyValue,
    ClientId,
    ClientSecret,
    TokenEndpoint,
    Origins,
    Aliases,
    Description,
    ParameterKey(ParameterList, usize),
    ParameterValue(ParameterList, usize),
}

/// A connection being written.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct ConnectionDraft {
    /// The position of the connection that is edited; `None` for a new one.
    pub(crate) index: Option<usize>,
    /// The ARN that it keeps.
    pub(crate) arn: Option<Rc<str>>,
    /// How it authorizes calls.
    pub(crate) kind: Kind,
    /// `Name`
    pub(crate) name: String,
    /// `Username`
    pub(crate) username: String,
    /// `Password`
    pub(crate) password: Secret,
    /// `ApiKeyName`
    pub(crate) key_name: String,
    /// `ApiKeyValue`
    pub(crate) key_value: Secret,
    /// `ClientID`
    pub(crate) client_id: String,
    /// `ClientSecret`
    pub(crate) client_secret: Secret,
    /// `AuthorizationEndpoint`
    pub(crate) token_endpoint: String,
    /// `HttpMethod` of the request for a token.
    pub(crate) token_method: TokenMethod,
    /// `OAuthHttpParameters`
    pub(crate) token_parameters: InvocationParameters,
    /// The origins, one a line.
    pub(crate) origins: String,
    /// The substitutions, separated by blanks or commas.
    pub(crate) aliases: String,
    /// `InvocationHttpParameters`
    pub(crate) invocation: InvocationParameters,
    /// `Description`
    pub(crate) description: String,
    /// What is wrong with it on purpose.
    pub(crate) simulated: Option<Condition>,
    /// Whether it holds what was cut out of the text, and is kept nowhere else.
    pub(crate) is_cut: bool,
}

impl std::fmt::Debug for ConnectionDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft").field("name", &self.name).finish_non_exhaustive()
    }
}

impl ConnectionDraft {
    /// The form of a new connection.
    pub(crate) fn new() -> Self {
        let grant = Parameter { key: "grant_type".into(), value: Secret::new("client_credentials"), is_secret: false };
        Self {
            key_name: "x-api-key".to_owned(),
            token_parameters: InvocationParameters { body: vec![grant], ..InvocationParameters::default() },
            ..Self::default()
        }
    }

    /// The form of a connection that a Task names and that is not there.
    pub(crate) fn for_missing(missing: &MissingConnection) -> Self {
        Self {
            name: missing.suggested_name().to_owned(),
            aliases: missing.substitution().unwrap_or_default().to_owned(),
            origins: missing.origin.as_deref().unwrap_or_default().to_owned(),
            ..Self::new()
        }
    }

    /// The same with a secret that a Task wrote into its call. What proves who calls takes the place of what did so before.
    #[must_use]
    pub(crate) fn with_moved(self, moved: &MovedSecret) -> Self {
        let mut draft = Self { is_cut: true, ..self };
        let (key, value) = (Rc::clone(&moved.name), moved.value.clone());
        let parameters = match moved.place {
            CallPart::Header if key.eq_ignore_ascii_case("authorization") => {
                if let Some((username, password)) = suspect::basic(value.expose()) {
                    (draft.kind, draft.username, draft.password) = (Kind::Basic, username, password);
                } else {
                    (draft.kind, draft.key_name, draft.key_value) = (Kind::ApiKey, key.to_string(), value);
                }
                return draft;
            }
            // A new connection has its key in a header anyway.
            CallPart::Header if draft.index.is_none() && draft.kind == Kind::Basic && draft.password.is_empty() => {
                (draft.kind, draft.key_name, draft.key_value) = (Kind::ApiKey, key.to_string(), value);
                return draft;
            }
            CallPart::Header => &mut draft.invocation.headers,
            CallPart::Query => &mut draft.invocation.query,
            CallPart::Body => &mut draft.invocation.body,
        };
        let one = Parameter { key, value, is_secret: true };
        match parameters.iter_mut().find(|known| known.key == one.key) {
            Some(known) => *known = one,
            None => parameters.push(one),
        }
        draft
    }

    /// The form of a connection that was imported: a new one.
    pub(crate) fn imported(connection: &Connection) -> Self {
        Self { index: None, arn: None, ..Self::of(0, connection) }
    }

    /// The form of the connection at `index`.
    pub(crate) fn of(index: usize, connection: &Connection) -> Self {
        let mut draft = Self {
            index: Some(index),
            arn: Some(connection.arn.clone()),
            name: connection.name.to_string(),
            origins: connection.origins.join("\n"),
            aliases: connection.aliases.join(", "),
            invocation: connection.invocation.clone(),
            description: connection.description.to_string(),
            simulated: connection.simulated,
            ..Self::new()
        };
        match &connection.authorization {
            Authorization::Basic { username, password } => {
                draft.username = username.to_string();
                draft.password = password.clone();
            }
            Authorization::ApiKey { name, value } => {
                draft.kind = Kind::ApiKey;
                draft.key_name = name.to_string();
                draft.key_value = value.clone();
            }
            Authorization::OAuth(oauth) => {
                draft.kind = Kind::OAuth;
                draft.client_id = oauth.client_id.to_string();
                draft.client_secret = oauth.client_secret.clone();
                draft.token_endpoint = oauth.endpoint.to_string();
                draft.token_method = oauth.method;
                draft.token_parameters = oauth.parameters.clone();
            }
        }
        draft
    }

    /// The connection that the form describes. `id` ends the ARN of a new one.
    pub(crate) fn connection(&self, id: &str) -> Connection {
        let name = self.name.trim();
        let Identity { region, account, .. } = Identity::default();
        let kept = self.arn.clone().filter(|known| connection::name_in(known) == Some(name));
        Connection {
            name: name.into(),
            arn: kept.unwrap_or_else(|| connection::arn(&region, &account, name, id)),
            authorization: match self.kind {
                Kind::Basic => {
                    Authorization::Basic { username: self.username.trim().into(), password: self.password.clone() }
                }
                Kind::ApiKey => {
                    Authorization::ApiKey { name: self.key_name.trim().into(), value: self.key_value.clone() }
                }
                Kind::OAuth => Authorization::OAuth(Box::new(self.oauth())),
            },
            invocation: self.invocation.clone(),
            origins: words(&self.origins, &[]).map(|origin| origin.trim_end_matches('/').into()).collect(),
            aliases: words(&self.aliases, &['$', '{', '}']).map(Rc::from).collect(),
            description: self.description.trim().into(),
            simulated: self.simulated,
        }
    }

    fn oauth(&self) -> OAuth {
        OAuth {
            client_id: self.client_id.trim().into(),
            client_secret: self.client_secret.clone(),
            endpoint: self.token_endpoint.trim().into(),
            method: self.token_method,
            parameters: self.token_parameters.clone(),
        }
    }

    /// Writes `text` into a field.
    pub(crate) fn set(&mut self, field: Field, text: String) {
        match field {
            Field::Name => self.name = text,
            Field::Username => self.username = text,
            Field::Password => self.password = Secret::new(text),
            Field::KeyName => self.key_name = text,
            Field::KeyValue => self.key_value = Secret::new(text),
            Field::Origins => self.origins = text,
            Field::Aliases => self.aliases = text,
            Field::ClientId => self.client_id = text,
            Field::ClientSecret => self.client_secret = Secret::new(text),
            Field::TokenEndpoint => self.token_endpoint = text,
            Field::Description => self.description = text,
            Field::ParameterKey(list, index) => {
                if let Some(parameter) = self.list_mut(list).get_mut(index) {
                    parameter.key = text.into();
                }
            }
            Field::ParameterValue(list, index) => {
                if let Some(parameter) = self.list_mut(list).get_mut(index) {
                    parameter.value = Secret::new(text);
                }
            }
        }
    }

    /// The parameters of a list.
    pub(crate) fn list(&self, list: ParameterList) -> &[Parameter] {
        match list {
            ParameterList::Header => &self.invocation.headers,
            ParameterList::Query => &self.invocation.query,
            ParameterList::Body => &self.invocation.body,
            ParameterList::TokenHeader => &self.token_parameters.headers,
            ParameterList::TokenQuery => &self.token_parameters.query,
            ParameterList::TokenBody => &self.token_parameters.body,
        }
    }

    /// The parameters of a list, to be changed.
    pub(crate) fn list_mut(&mut self, list: ParameterList) -> &mut Vec<Parameter> {
        match list {
            ParameterList::Header => &mut self.invocation.headers,
            ParameterList::Query => &mut self.invocation.query,
            ParameterList::Body => &mut self.invocation.body,
            ParameterList::TokenHeader => &mut self.token_parameters.headers,
            ParameterList::TokenQuery => &mut self.token_parameters.query,
            ParameterList::TokenBody => &mut self.token_parameters.body,
        }
    }
}

/// The words of `text`, without the characters `around` them.
fn words<'a>(text: &'a str, around: &'a [char]) -> impl Iterator<Item = &'a str> {
    text.split(|character: char| character.is_whitespace() || character == ',')
        .map(move |word| word.trim_matches(around))
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use asl_http::Secret;
    use asl_ide::fix::{CallPart, MovedSecret};

    use super::{ConnectionDraft, Field, Kind, ParameterList};

    #[wasm_bindgen_test]
    fn a_secret_of_a_call_stands_where_the_connection_adds_it() {
        let moved = |place: CallPart, name: &str, value: &str| MovedSecret {
            connection: None,
            origin: None,
            place,
            name: name.into(),
            value: Secret::new(value),
        };
        let new = |moved: &MovedSecret| ConnectionDraft::new().with_moved(moved);
        let draft = new(&moved(CallPart::Header, "Authorization", "Basic dTpwOnE="));
        assert_eq!((draft.kind, &*draft.username, draft.password.expose()), (Kind::Basic, "u", "p:q"));
        let draft = new(&moved(CallPart::Header, "authorization", "Bearer t"));
        assert_eq!(
            (draft.kind, &*draft.key_name, draft.key_value.expose()),
            (Kind::ApiKey, "authorization", "Bearer t")
        );
        let draft = new(&moved(CallPart::Header, "x-key", "k"));
        assert_eq!((draft.kind, &*draft.key_name, draft.key_value.expose()), (Kind::ApiKey, "x-key", "k"));
        let known = ConnectionDraft { index: Some(0), ..draft };
        let draft =
            known.with_moved(&moved(CallPart::Header, "x-more", "m")).with_moved(&moved(CallPart::Query, "q", "1"));
        let draft = draft.with_moved(&moved(CallPart::Query, "q", "2")).with_moved(&moved(CallPart::Body, "b", "3"));
        let texts = |list: ParameterList| {
            draft.list(list).iter().map(|one| format!("{}={}", one.key, one.value.expose())).collect::<Vec<_>>()
        };
        assert_eq!(ParameterList::INVOCATION.map(texts), [["x-more=m"], ["q=2"], ["b=3"]]);
        assert!(draft.list(ParameterList::Query).iter().all(|one| one.is_secret) && draft.is_cut);
        assert_eq!(draft.key_value.expose(), "k", "what was there stays");
    }

    #[wasm_bindgen_test]
    fn a_connection_goes_through_its_form_unchanged() {
        for connection in asl_examples::connections() {
            assert_eq!(ConnectionDraft::of(0, &connection).connection("7"), connection);
        }
    }

    #[wasm_bindgen_test]
    fn origins_and_substitutions_are_read_as_people_write_them() {
        let mut draft = ConnectionDraft::new();
        draft.set(Field::Name, " mail ".to_owned());
        draft.set(Field::Origins, "https://a.example/\n\n https://b.example, https://c.example".to_owned());
        draft.set(Field::Aliases, "${One} Two,".to_owned());
        draft.set(Field::ParameterKey(ParameterList::Query, 3), "nothing is there".to_owned());
        let connection = draft.connection("7");
        assert_eq!(&*connection.name, "mail");
        let texts = |all: &[std::rc::Rc<str>]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(texts(&connection.origins), ["https://a.example", "https://b.example", "https://c.example"]);
        assert_eq!(texts(&connection.aliases), ["One", "Two"]);
        assert!(connection.arn.contains(":connection/mail/"));
    }

    #[wasm_bindgen_test]
    fn a_draft_does_not_show_its_secrets() {
        let mut draft = ConnectionDraft::new();
        draft.set(Field::Password, "s3cret".to_owned());
        draft.set(Field::KeyValue, "s3cret".to_owned());
        draft.set(Field::ClientSecret, "s3cret".to_owned());
        assert!(!format!("{draft:?}").contains("s3cret"));
    }
}
