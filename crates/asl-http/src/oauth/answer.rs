//! What an authorization endpoint answers: a token, or why there is none; and the answer as it may be shown.

use std::rc::Rc;

use super::{OAuth, Token};
use crate::connection::{MASK, Parameter, Secret};
use crate::redact::Redactor;
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

/// The answer as it may be shown, whatever its form: tokens in it, and the connection's own secrets wherever they are
/// repeated, masked.
pub fn redacted(answer: &HttpResponse, oauth: &OAuth) -> HttpResponse {
    let redactor = Redactor::of_secrets(secrets_of(oauth));
    let hide = |text: &str| redactor.known(text).into_owned();
    let body = match std::str::from_utf8(&answer.body) {
        // What cannot be read cannot be searched.
        Err(_) => Rc::from(MASK.as_bytes()),
        Ok(text) => match Value::from_json(text) {
            Ok(value @ (Value::Object(_) | Value::Array(_))) => hide(&masked(&value).to_json()).into_bytes().into(),
            _ => without_tokens(&hide(text)).into_bytes().into(),
        },
    };
    let headers = answer.headers.iter().map(|(name, value)| (Rc::clone(name), without_tokens(&hide(value)).into()));
    HttpResponse { headers: headers.collect(), body, ..answer.clone() }
}

/// The fewest characters of a word that is taken for a token.
const TOKEN: usize = 16;

/// `text` that is no JSON object or array, with each word masked that may be a token: long, and neither letters nor digits
/// alone. What stands behind the name of one is masked whatever it looks like, as in a form: `access_token=…`.
fn without_tokens(text: &str) -> String {
    let is_part = |char: char| char.is_ascii_alphanumeric() || "-._~+/%".contains(char);
    let mut clean = String::new();
    let mut rest = text;
    let mut follows_name = false;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|char| is_part(char) != is_part(first)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        if !is_part(first) {
            // Quotes and signs of assignment lead from a name to its value; anything else ends that.
            follows_name &= word.chars().all(|char| "\"'\\:= \t".contains(char));
            clean.push_str(word);
            continue;
        }
        let letters = word.chars().any(|char| char.is_ascii_alphabetic());
        let others = word.chars().any(|char| char.is_ascii_digit());
        let is_token = follows_name || (word.len() >= TOKEN && letters && others);
        follows_name = !is_token && names_a_token(word);
        clean.push_str(if is_token { MASK } else { word });
    }
    clean
}

/// Whether what has this name is a token or another credential: `access_token`, `client_secret`, …
fn names_a_token(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.ends_with("token") || lower.contains("secret") || lower.contains("password")
}

/// `value` with the texts masked that stand at names of tokens: `access_token`, `refresh_token`, `id_token`, …
fn masked(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::from(
            members
                .iter()
                .map(|(name, member)| {
                    let hidden = names_a_token(name) && matches!(member, Value::String(_) | Value::Number(_));
                    (Rc::clone(name), if hidden { Value::from(MASK) } else { masked(member) })
                })
                .collect::<Map>(),
        ),
        Value::Array(items) => items.iter().map(masked).collect(),
        other => other.clone(),
    }
}

/// The connection's secrets.
fn secrets_of(oauth: &OAuth) -> Vec<Secret> {
    let parameters = &oauth.parameters;
    let lists = [&parameters.headers, &parameters.query, &parameters.body];
    let marked = lists.into_iter().flatten().filter(|one: &&Parameter| one.is_secret).map(|one| one.value.clone());
    let client = Secret::new(format!("{}:{}", oauth.client_id, oauth.client_secret.expose()));
    [client, oauth.client_secret.clone()].into_iter().chain(marked).collect()
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
        for (body, expected) in [
            ("access_token=gho_abc&scope=repo&token_type=bearer", "access_token=XXXXXXXX&scope=repo&token_type=bearer"),
            (r#"[{"access_token":"abc"}]"#, r#"[{"access_token":"XXXXXXXX"}]"#),
            (r#""eyJhbGciOiJIUzI1NiJ9.e30.abc""#, r#""XXXXXXXX""#),
            (r#"{"access_token":"abc"} trailing"#, r#"{"access_token":"XXXXXXXX"} trailing"#),
            ("<html>Service unavailable</html>", "<html>Service unavailable</html>"),
        ] {
            assert_eq!(shown(body), expected);
        }
        let repeated = format!(
            r#"you sent hush "x", hush%20%22x%22, hush \"x\" and {}"#,
            base64::Engine::encode(&base64::engine::general_purpose::STANDARD, "me:hush \"x\"")
        );
        let hidden = shown(&repeated);
        assert_eq!(hidden, "you sent XXXXXXXX, XXXXXXXX, XXXXXXXX and XXXXXXXX");
    }
}
