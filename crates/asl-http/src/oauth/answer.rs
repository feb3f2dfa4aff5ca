//! What an authorization endpoint answers: a token, or why there is none; and the answer as it may be shown.

use std::rc::Rc;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{OAuth, Token};
use crate::connection::{Authorization, MASK, Parameter, Secret};
use crate::response::{HttpResponse, TransportError};
use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_value::{Map, Value};

/// Why there is no token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoToken {
    /// Nothing answered, or the browser hides it. EventBridge leaves such a connection AUTHORIZING.
    Unreachable(String),
    /// The endpoint answered with this status, which is no success.
    Refused(u16),
    /// A success without an `access_token` in it.
    NotInAnswer,
}

impl NoToken {
    /// A sentence about it.
    pub fn reason(&self) -> String {
        match self {
            // The `StateReason` that EventBridge was recorded to give, and what is known here.
            Self::Unreachable(why) => format!("Could not connect to the specified endpoint. ({why})"),
            Self::Refused(status) => format!("The authorization endpoint answered with {status} and gave no token."),
            Self::NotInAnswer => "The authorization endpoint's answer holds no `access_token`.".to_owned(),
        }
    }

    /// What a Task fails with that needs the token. The names are AWS's for a connection that is AUTHORIZING, or is not
    /// AUTHORIZED; which of them a failure leads to, and the causes, are our choice.
    pub fn error(&self, connection: &str) -> StateError {
        let (name, state) = match self {
            Self::Unreachable(_) => ("Events.ConnectionResource.AuthInProgress", "AUTHORIZING"),
            Self::Refused(_) | Self::NotInAnswer => {
                ("Events.ConnectionResource.InvalidConnectionState", "DEAUTHORIZED")
            }
        };
        StateError::new(name, format!("Connection '{connection}' is {state}: {}", self.reason()))
    }
}

/// Reads the answer that came at `now`.
pub fn read(answer: &Result<HttpResponse, TransportError>, now: Timestamp) -> Result<Token, NoToken> {
    let response = answer.as_ref().map_err(|error| NoToken::Unreachable(error.to_string()))?;
    if !response.is_success() {
        return Err(NoToken::Refused(response.status));
    }
    let text = std::str::from_utf8(&response.body).map_err(|_| NoToken::NotInAnswer)?;
    let answer = Value::from_json(text).map_err(|_| NoToken::NotInAnswer)?;
    let access = answer.get("access_token").and_then(Value::as_str).filter(|token| !token.is_empty());
    let access = Secret::new(access.ok_or(NoToken::NotInAnswer)?);
    // Some endpoints write the number as a string.
    let seconds = match answer.get("expires_in") {
        Some(Value::String(text)) => text.parse().ok(),
        Some(Value::Number(number)) => number.to_string().parse::<f64>().ok(),
        _ => None,
    };
    Ok(Token { access, expires_at: seconds.map(|seconds: f64| now.plus_seconds(seconds)) })
}

/// The answer as it may be shown: tokens in it, and the connection's own secrets wherever they are repeated, masked.
pub fn redacted(answer: &HttpResponse, oauth: &OAuth) -> HttpResponse {
    let secrets = secrets_of(oauth);
    let hide = |text: &str| secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, MASK));
    let body = match std::str::from_utf8(&answer.body) {
        Err(_) => answer.body.clone(),
        Ok(text) => match Value::from_json(text) {
            Ok(value @ Value::Object(_)) => hide(&masked(&value).to_json()).into_bytes().into(),
            _ => hide(text).into_bytes().into(),
        },
    };
    let headers = answer.headers.iter().map(|(name, value)| (Rc::clone(name), hide(value).into())).collect();
    HttpResponse { headers, body, ..answer.clone() }
}

/// `value` with the texts masked that stand at names of tokens: `access_token`, `refresh_token`, `id_token`, …
fn masked(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::from(
            members
                .iter()
                .map(|(name, member)| {
                    let lower = name.to_ascii_lowercase();
                    let is_token = lower.ends_with("token") || lower.contains("secret") || lower.contains("password");
                    let hidden = is_token && matches!(member, Value::String(_) | Value::Number(_));
                    (Rc::clone(name), if hidden { Value::from(MASK) } else { masked(member) })
                })
                .collect::<Map>(),
        ),
        Value::Array(items) => items.iter().map(masked).collect(),
        other => other.clone(),
    }
}

/// The connection's secrets in the forms in which an answer may repeat them, the longest first.
fn secrets_of(oauth: &OAuth) -> Vec<String> {
    let parameters = &oauth.parameters;
    let lists = [&parameters.headers, &parameters.query, &parameters.body];
    let marked = lists.into_iter().flatten().filter(|one: &&Parameter| one.is_secret).map(|one| &one.value);
    let client = Authorization::Basic { username: Rc::clone(&oauth.client_id), password: oauth.client_secret.clone() };
    let basic = client.header(None).1;
    let mut found: Vec<String> = Vec::new();
    for secret in std::iter::once(&oauth.client_secret).chain(marked) {
        let text = secret.expose();
        // What is shorter is in every text, and no secret.
        if text.len() >= 4 {
            let in_json = Value::from(text).to_json();
            let inner = in_json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            found.extend(inner.map(str::to_owned));
            found
                .extend(url::form_urlencoded::byte_serialize(text.as_bytes()).map(str::to_owned).reduce(|a, b| a + &b));
            found.push(utf8_percent_encode(text, NON_ALPHANUMERIC).to_string());
            found.push(text.to_owned());
        }
    }
    found.extend(basic.expose().strip_prefix("Basic ").map(str::to_owned));
    found.sort_by_key(|text| std::cmp::Reverse(text.len()));
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> HttpResponse {
        HttpResponse { status, body: body.as_bytes().into(), ..HttpResponse::default() }
    }

    #[test]
    fn an_answer_is_a_token_or_says_why_there_is_none() {
        let at = Timestamp(1_000);
        for (status, body, expected) in [
            (200, r#"{"access_token":"t","token_type":"Bearer","expires_in":60}"#, Ok(Some(61_000))),
            (201, r#"{"access_token":"t","expires_in":"2.5"}"#, Ok(Some(3_500))),
            (200, r#"{"access_token":"t"}"#, Ok(None)),
            (200, r#"{"access_token":""}"#, Err(NoToken::NotInAnswer)),
            (200, r#"{"token":"t"}"#, Err(NoToken::NotInAnswer)),
            (200, "access_token=t", Err(NoToken::NotInAnswer)),
            (401, r#"{"access_token":"t"}"#, Err(NoToken::Refused(401))),
            (302, "", Err(NoToken::Refused(302))),
        ] {
            let read = read(&Ok(answer(status, body)), at).map(|token| token.expires_at.map(|at| at.0));
            assert_eq!(read, expected, "{status} {body}");
        }
        let down = read(&Err(TransportError::TimedOut), at).unwrap_err();
        let error = down.error("mail");
        assert_eq!(error.name(), "Events.ConnectionResource.AuthInProgress");
        assert!(error.cause.unwrap().contains("Could not connect to the specified endpoint."));
        assert_eq!(NoToken::Refused(400).error("mail").name(), "Events.ConnectionResource.InvalidConnectionState");
    }

    #[test]
    fn an_answer_is_shown_without_tokens_and_without_the_secrets_that_it_repeats() {
        let oauth = OAuth { client_id: "me".into(), client_secret: Secret::new("hush \"x\""), ..OAuth::default() };
        let shown = |body: &str| String::from_utf8(redacted(&answer(200, body), &oauth).body.to_vec()).unwrap();
        assert_eq!(
            shown(r#"{"access_token":"abc","token_type":"Bearer","expires_in":60,"more":{"refresh_token":7}}"#),
            r#"{"access_token":"XXXXXXXX","token_type":"Bearer","expires_in":60,"more":{"refresh_token":"XXXXXXXX"}}"#
        );
        let repeated = format!(
            r#"you sent hush "x", hush%20%22x%22, hush \"x\" and {}"#,
            base64::Engine::encode(&base64::engine::general_purpose::STANDARD, "me:hush \"x\"")
        );
        let hidden = shown(&repeated);
        assert_eq!(hidden, "you sent XXXXXXXX, XXXXXXXX, XXXXXXXX and XXXXXXXX");
    }
}
