//! A connection as it is kept in session storage: the only form in which its secrets are written.
//!
//! The members are EventBridge's own (`CreateConnection`), so that what its API or a template gives can be read too.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::connection::{Authorization, Connection, InvocationParameters, Parameter, Secret};

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
    auth_parameters: AuthParameters,
    #[serde(rename = "origins", default)]
    origins: Vec<String>,
    #[serde(rename = "aliases", default)]
    aliases: Vec<String>,
}

/// Why a record is no connection.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// It was written by a newer playground.
    #[error("the connection was saved by a newer version of the playground")]
    Newer,
    /// Its kind is not known here.
    #[error("connections of the type `{0}` are not supported yet; use `BASIC` or `API_KEY`")]
    Kind(String),
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
    #[serde(rename = "InvocationHttpParameters", default)]
    invocation: Invocation,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Basic {
    username: String,
    #[serde(default)]
    password: String,
}

#[derive(Clone, Serialize, Deserialize)]
struct ApiKey {
    #[serde(rename = "ApiKeyName")]
    name: String,
    #[serde(rename = "ApiKeyValue", default)]
    value: String,
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
        let mut auth_parameters = AuthParameters {
            invocation: Invocation {
                headers: items(&connection.invocation.headers),
                query: items(&connection.invocation.query),
                body: items(&connection.invocation.body),
            },
            ..AuthParameters::default()
        };
        match &connection.authorization {
            Authorization::Basic { username, password } => {
                let (username, password) = (username.to_string(), password.expose().to_owned());
                auth_parameters.basic = Some(Basic { username, password });
            }
            Authorization::ApiKey { name, value } => {
                let (name, value) = (name.to_string(), value.expose().to_owned());
                auth_parameters.api_key = Some(ApiKey { name, value });
            }
        }
        Self {
            version: VERSION,
            name: connection.name.to_string(),
            connection_arn: connection.arn.to_string(),
            authorization_type: connection.authorization.kind().to_owned(),
            auth_parameters,
            origins: connection.origins.iter().map(ToString::to_string).collect(),
            aliases: connection.aliases.iter().map(ToString::to_string).collect(),
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
            other => return Err(RecordError::Kind(other.to_owned())),
        };
        let name = if record.name.is_empty() {
            super::arn::name_in(&record.connection_arn).ok_or(RecordError::NoName)?.to_owned()
        } else {
            record.name
        };
        let invocation = parameters.invocation;
        Ok(Self {
            name: name.into(),
            arn: record.connection_arn.into(),
            authorization,
            invocation: InvocationParameters {
                headers: read_items(invocation.headers),
                query: read_items(invocation.query),
                body: read_items(invocation.body),
            },
            origins: record.origins.into_iter().map(Rc::from).collect(),
            aliases: record.aliases.into_iter().map(Rc::from).collect(),
        })
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
            (r#"{"AuthorizationType":"OAUTH_CLIENT_CREDENTIALS","AuthParameters":{}}"#, "`OAUTH_CLIENT_CREDENTIALS`"),
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
        let arn = "arn:aws:events:us-west-2:1:connection/owned/2";
        let eventbridge = format!(
            r#"{{"ConnectionArn":"{arn}","AuthorizationType":"API_KEY","AuthParameters":{{"ApiKeyAuthParameters":{{"ApiKeyName":"k","ApiKeyValue":"v"}}}}}}"#
        );
        assert_eq!(&*read(&eventbridge).unwrap().name, "owned");
    }
}
