//! A connection as it is kept in session storage: the only form in which its secrets are written.
//!
//! The members are EventBridge's own (`CreateConnection`), so that what its API or a template gives can be read too.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::connection::{Authorization, Connection, InvocationParameters, Parameter, Secret};
use super::oauth::{OAuth, TokenMethod};
use asl_aws::arn::connection;

/// The version that is written; every version below is read for ever.
const VERSION: u32 = 1;

/// The wire form of a [`Connection`], secrets included. It has no `Debug`, so that it cannot be printed by mistake.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ConnectionRecord {
    #[serde(rename = "v", default = "first")]
    version: u32,
    #[serde(default)]
    name: String,
    #[serde(default)]
    connection_arn: String,
    authorization_type: String,
    #[serde(default)]
    auth_parameters: AuthParameters,
    #[serde(rename = "origins", default)]
    origins: Vec<String>,
    #[serde(rename = "aliases", default)]
    aliases: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    description: String,
    /// The id of a [`Condition`]; one that is not known is none.
    #[serde(rename = "simulated", default, skip_serializing_if = "Option::is_none")]
    simulated: Option<String>,
}

/// Why a record is no connection.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// It was written by a newer playground.
    #[error("the connection was saved by a newer version of the playground")]
    Newer,
    /// Its kind is not known, as EventBridge says it.
    #[error(
        "1 validation error detected: Value '{0}' at 'authorizationType' failed to satisfy constraint: Member must \
         satisfy enum value set: [BASIC, OAUTH_CLIENT_CREDENTIALS, API_KEY]"
    )]
    Kind(String),
    /// The method of its token request is not known, as EventBridge says it.
    #[error(
        "1 validation error detected: Value '{0}' at 'authParameters.oAuthParameters.httpMethod' failed to satisfy \
         constraint: Member must satisfy enum value set: [GET, POST, PUT]"
    )]
    Method(String),
    /// The parameters of its kind are missing.
    #[error("the connection has no `{0}`")]
    Missing(&'static str),
    /// It has no name and no ARN that holds one.
    #[error("the connection has no name")]
    NoName,
}

#[derive(Clone, Default, Serialize, Deserialize)]
struct AuthParameters {
    #[serde(rename = "BasicAuthParameters", default, skip_serializing_if = "Option::is_none")]
    basic: Option<Basic>,
    #[serde(rename = "ApiKeyAuthParameters", default, skip_serializing_if = "Option::is_none")]
    api_key: Option<ApiKey>,
    #[serde(rename = "OAuthParameters", default, skip_serializing_if = "Option::is_none")]
    oauth: Option<OAuthRecord>,
    #[serde(rename = "InvocationHttpParameters", default)]
    invocation: Invocation,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Basic {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
}

#[derive(Clone, Serialize, Deserialize)]
struct ApiKey {
    #[serde(rename = "ApiKeyName", default)]
    name: String,
    #[serde(rename = "ApiKeyValue", default)]
    value: String,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OAuthRecord {
    #[serde(default)]
    client_parameters: Client,
    #[serde(default)]
    authorization_endpoint: String,
    #[serde(default)]
    http_method: String,
    #[serde(rename = "OAuthHttpParameters", default)]
    parameters: Invocation,
}

#[derive(Clone, Default, Serialize, Deserialize)]
struct Client {
    #[serde(rename = "ClientID", default)]
    id: String,
    #[serde(rename = "ClientSecret", default)]
    secret: String,
}

#[derive(Clone, Default, Serialize, Deserialize)]
struct Invocation {
    #[serde(rename = "HeaderParameters", default, skip_serializing_if = "Vec::is_empty")]
    headers: Vec<Item>,
    #[serde(rename = "QueryStringParameters", default, skip_serializing_if = "Vec::is_empty")]
    query: Vec<Item>,
    #[serde(rename = "BodyParameters", default, skip_serializing_if = "Vec::is_empty")]
    body: Vec<Item>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Item {
    key: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    is_value_secret: bool,
}

impl From<&Connection> for ConnectionRecord {
    fn from(connection: &Connection) -> Self {
        let mut auth_parameters =
            AuthParameters { invocation: Invocation::from(&connection.invocation), ..AuthParameters::default() };
        match &connection.authorization {
            Authorization::Basic { username, password } => {
                let (username, password) = (username.to_string(), password.expose().to_owned());
                auth_parameters.basic = Some(Basic { username, password });
            }
            Authorization::ApiKey { name, value } => {
                let (name, value) = (name.to_string(), value.expose().to_owned());
                auth_parameters.api_key = Some(ApiKey { name, value });
            }
            Authorization::OAuth(oauth) => auth_parameters.oauth = Some(OAuthRecord::from(&**oauth)),
        }
        Self {
            version: VERSION,
            name: connection.name.to_string(),
            connection_arn: connection.arn.to_string(),
            authorization_type: connection.authorization.kind().to_owned(),
            auth_parameters,
            origins: connection.origins.iter().map(ToString::to_string).collect(),
            aliases: connection.aliases.iter().map(ToString::to_string).collect(),
            description: connection.description.to_string(),
            simulated: connection.simulated.map(|condition| condition.id().to_owned()),
        }
    }
}

impl TryFrom<ConnectionRecord> for Connection {
    type Error = RecordError;

    fn try_from(record: ConnectionRecord) -> Result<Self, RecordError> {
        if record.version > VERSION {
            return Err(RecordError::Newer);
        }
        let parameters = record.auth_parameters;
        let authorization = match record.authorization_type.as_str() {
            "BASIC" => {
                let basic = parameters.basic.ok_or(RecordError::Missing("BasicAuthParameters"))?;
                Authorization::Basic { username: basic.username.into(), password: Secret::new(basic.password) }
            }
            "API_KEY" => {
                let key = parameters.api_key.ok_or(RecordError::Missing("ApiKeyAuthParameters"))?;
                Authorization::ApiKey { name: key.name.into(), value: Secret::new(key.value) }
            }
            "OAUTH_CLIENT_CREDENTIALS" => {
                let oauth = parameters.oauth.ok_or(RecordError::Missing("OAuthParameters"))?;
                Authorization::OAuth(Box::new(OAuth::try_from(oauth)?))
            }
            other => return Err(RecordError::Kind(other.to_owned())),
        };
        let name = if record.name.is_empty() {
            connection::name_in(&record.connection_arn).ok_or(RecordError::NoName)?.to_owned()
        } else {
            record.name
        };
        Ok(Self {
            name: name.into(),
            arn: record.connection_arn.into(),
            authorization,
            invocation: parameters.invocation.into(),
            origins: record.origins.into_iter().map(Rc::from).collect(),
            aliases: record.aliases.into_iter().map(Rc::from).collect(),
            description: record.description.into(),
            simulated: record.simulated.as_deref().and_then(Condition::find),
        })
    }
}

impl From<&OAuth> for OAuthRecord {
    fn from(oauth: &OAuth) -> Self {
        Self {
            client_parameters: Client {
                id: oauth.client_id.to_string(),
                secret: oauth.client_secret.expose().to_owned(),
            },
            authorization_endpoint: oauth.endpoint.to_string(),
            http_method: oauth.method.as_str().to_owned(),
            parameters: Invocation::from(&oauth.parameters),
        }
    }
}

impl TryFrom<OAuthRecord> for OAuth {
    type Error = RecordError;

    fn try_from(record: OAuthRecord) -> Result<Self, RecordError> {
        Ok(Self {
            client_id: record.client_parameters.id.into(),
            client_secret: Secret::new(record.client_parameters.secret),
            endpoint: record.authorization_endpoint.into(),
            method: TokenMethod::parse(&record.http_method).ok_or(RecordError::Method(record.http_method))?,
            parameters: record.parameters.into(),
        })
    }
}

impl From<&InvocationParameters> for Invocation {
    fn from(parameters: &InvocationParameters) -> Self {
        Self { headers: items(&parameters.headers), query: items(&parameters.query), body: items(&parameters.body) }
    }
}

impl From<Invocation> for InvocationParameters {
    fn from(record: Invocation) -> Self {
        Self { headers: read_items(record.headers), query: read_items(record.query), body: read_items(record.body) }
    }
}

fn first() -> u32 {
    1
}

fn items(parameters: &[Parameter]) -> Vec<Item> {
    let item = |parameter: &Parameter| Item {
        key: parameter.key.to_string(),
        value: parameter.value.expose().to_owned(),
        is_value_secret: parameter.is_secret,
    };
    parameters.iter().map(item).collect()
}

fn read_items(items: Vec<Item>) -> Vec<Parameter> {
    let parameter = |item: Item| Parameter {
        key: item.key.into(),
        value: Secret::new(item.value),
        is_secret: item.is_value_secret,
    };
    items.into_iter().map(parameter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Connection, String> {
        let record: ConnectionRecord = serde_json::from_str(json).map_err(|error| error.to_string())?;
        Connection::try_from(record).map_err(|error| error.to_string())
    }

    /// What the first version wrote.
    const FIRST: &str = r#"{"v":1,"Name":"orders","ConnectionArn":"arn:aws:events:us-east-1:123456789012:connection/orders/1","AuthorizationType":"BASIC","AuthParameters":{"BasicAuthParameters":{"Username":"demo","Password":"practice"},"InvocationHttpParameters":{"HeaderParameters":[{"Key":"x-a","Value":"b","IsValueSecret":true}]}},"origins":["https://practice.test"],"aliases":["EBConnectionARN"]}"#;

    #[test]
    fn a_record_of_the_first_version_is_read_and_written_unchanged() {
        let connection = read(FIRST).unwrap();
        assert_eq!(&*connection.name, "orders");
        assert!(
            matches!(&connection.authorization, Authorization::Basic { password, .. } if password.expose() == "practice")
        );
        assert!(connection.invocation.headers[0].is_secret);
        assert_eq!(serde_json::to_string(&ConnectionRecord::from(&connection)).unwrap(), FIRST);
    }

    #[test]
    fn what_is_no_connection_is_explained() {
        for (json, expected) in [
            (r#"{"v":2,"AuthorizationType":"BASIC","AuthParameters":{}}"#, "newer version"),
            (r#"{"AuthorizationType":"OAUTH","AuthParameters":{}}"#, "Value 'OAUTH' at 'authorizationType'"),
            (r#"{"AuthorizationType":"OAUTH_CLIENT_CREDENTIALS","AuthParameters":{}}"#, "no `OAuthParameters`"),
            (r#"{"Name":"x","AuthorizationType":"API_KEY","AuthParameters":{}}"#, "no `ApiKeyAuthParameters`"),
            (
                r#"{"AuthorizationType":"BASIC","AuthParameters":{"BasicAuthParameters":{"Username":"u"}}}"#,
                "has no name",
            ),
            ("[]", "invalid"),
        ] {
            let error = read(json).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
        let oauth = r#"{"v":1,"Name":"o","ConnectionArn":"a","AuthorizationType":"OAUTH_CLIENT_CREDENTIALS","AuthParameters":{"OAuthParameters":{"ClientParameters":{"ClientID":"me","ClientSecret":"s"},"AuthorizationEndpoint":"https://id.example","HttpMethod":"PUT","OAuthHttpParameters":{"BodyParameters":[{"Key":"grant_type","Value":"client_credentials","IsValueSecret":false}]}},"InvocationHttpParameters":{}},"origins":[],"aliases":[],"Description":"d","simulated":"DEAUTHORIZED"}"#;
        assert_eq!(serde_json::to_string(&ConnectionRecord::from(&read(oauth).unwrap())).unwrap(), oauth);
        let arn = "arn:aws:events:us-west-2:1:connection/owned/2";
        let eventbridge = format!(
            r#"{{"ConnectionArn":"{arn}","AuthorizationType":"API_KEY","AuthParameters":{{"ApiKeyAuthParameters":{{"ApiKeyName":"k","ApiKeyValue":"v"}}}}}}"#
        );
        assert_eq!(&*read(&eventbridge).unwrap().name, "owned");
    }
}
