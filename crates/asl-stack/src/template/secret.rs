//! What Secrets Manager keeps of a connection: snake-case JSON, as recorded from AWS.

use serde_json::{Map, Value as Json};

use super::ImportError;
use super::connection::from_record;
use asl_http::Connection;

/// Reads the secret of the connection `name`.
pub fn read(text: &str, name: &str) -> Result<Connection, ImportError> {
    let error = || {
        ImportError("this is not a connection's secret: it needs `username`, `api_key_name`, or `client_id`".to_owned())
    };
    let Ok(Json::Object(mut members)) = serde_json::from_str(text) else { return Err(error()) };
    let kind = kind_of(|key| members.contains_key(key)).ok_or_else(error)?;
    let invocation = members.remove("invocation_http_parameters").unwrap_or_default();
    let (kind, group, details) = match kind {
        Kind::Basic => ("BASIC", "BasicAuthParameters", pascal(Json::Object(members))),
        Kind::ApiKey => ("API_KEY", "ApiKeyAuthParameters", pascal(Json::Object(members))),
        Kind::OAuth => {
            let mut take = |key: &str| members.remove(key).unwrap_or_default();
            let client = serde_json::json!({"ClientID": take("client_id"), "ClientSecret": take("client_secret")});
            let mut details = pascal(Json::Object(members));
            if let Some(details) = details.as_object_mut() {
                details.insert("ClientParameters".to_owned(), client);
            }
            ("OAUTH_CLIENT_CREDENTIALS", "OAuthParameters", details)
        }
    };
    let mut parameters = Map::from_iter([(group.to_owned(), details)]);
    if invocation.is_object() {
        parameters.insert("InvocationHttpParameters".to_owned(), pascal(invocation));
    }
    from_record(serde_json::json!({"AuthorizationType": kind, "AuthParameters": parameters}), name)
}

/// The kind of connection that a secret belongs to.
#[derive(Clone, Copy)]
enum Kind {
    Basic,
    ApiKey,
    OAuth,
}

fn kind_of(has: impl Fn(&str) -> bool) -> Option<Kind> {
    let all = [("username", Kind::Basic), ("api_key_name", Kind::ApiKey), ("client_id", Kind::OAuth)];
    all.into_iter().find(|(key, _)| has(key)).map(|(_, kind)| kind)
}

/// Whether `has` says of a text's keys that it is a secret.
pub(super) fn is_secret(has: impl Fn(&str) -> bool) -> bool {
    kind_of(has).is_some()
}

/// `snake_case` keys as EventBridge's API has them.
fn pascal(value: Json) -> Json {
    match value {
        Json::Object(members) => {
            Json::Object(members.into_iter().map(|(key, value)| (pascal_key(&key), pascal(value))).collect())
        }
        Json::Array(items) => items.into_iter().map(pascal).collect(),
        other => other,
    }
}

fn pascal_key(key: &str) -> String {
    if key == "oauth_http_parameters" {
        return "OAuthHttpParameters".to_owned();
    }
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    key.split('_').map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use asl_http::Authorization;

    #[test]
    fn a_secret_of_each_kind_is_read() {
        let basic = read(r#"{"username":"u","password":"p","invocation_http_parameters":{"header_parameters":[{"key":"x","value":"y","is_value_secret":true}]}}"#, "n").unwrap();
        assert_eq!((basic.authorization.kind(), &*basic.invocation.headers[0].key), ("BASIC", "x"));
        let key = read(r#"{"api_key_name":"k","api_key_value":"v"}"#, "n").unwrap();
        assert!(matches!(key.authorization, Authorization::ApiKey { value, .. } if value.expose() == "v"));
        let oauth = read(r#"{"client_id":"c","client_secret":"s","authorization_endpoint":"https://id.example","http_method":"GET","oauth_http_parameters":{"body_parameters":[{"key":"scope","value":"r","is_value_secret":false}]}}"#, "n").unwrap();
        let Authorization::OAuth(oauth) = oauth.authorization else { panic!("no OAuth") };
        assert_eq!((&*oauth.client_id, oauth.client_secret.expose(), oauth.method.as_str()), ("c", "s", "GET"));
        assert_eq!(&*oauth.parameters.body[0].key, "scope");
        for text in ["", "[]", r#"{"password":"hush"}"#] {
            let error = read(text, "n").unwrap_err().to_string();
            assert!(error.contains("`api_key_name`") && !error.contains("hush"), "{error}");
        }
    }
}
