//! The request for an access token, as EventBridge was recorded to send it.
//!
//! Recorded is POST: a form of the configured body parameters, then `client_secret`, then `client_id`. Where no
//! recording exists, this file holds our choice: PUT sends the same; GET, which has no body, sends the same pairs in
//! its query; and `grant_type` is sent only if the connection has it, since AWS's own walk-throughs let people add it.

use std::rc::Rc;

use url::form_urlencoded;

use super::{OAuth, TokenMethod};
use crate::call::Caller;
use crate::connection::{MASK, Parameter, Secret};
use crate::encode::component;
use crate::endpoint::Endpoint;
use crate::request::{CONTENT_TYPE, Origin, OutgoingRequest, ShownHeader, ShownRequest, USER_AGENT, shown};

/// How EventBridge names itself to an authorization endpoint.
const AGENT: &str = "Apache-HttpClient/UNAVAILABLE (Java/1.8.0_504)";

/// The request for a token of the connection `name`; `None` if the authorization endpoint is no URL that can be called.
///
/// Shown of it is what `DescribeConnection` shows: the client's id, and parameters that are not marked as secret.
pub fn token_request(oauth: &OAuth, name: &Rc<str>) -> Option<OutgoingRequest> {
    let endpoint = Endpoint::parse(&oauth.endpoint)?;
    let form = |read: Read| {
        let mut form = form_urlencoded::Serializer::new(String::new());
        for parameter in &oauth.parameters.body {
            form.append_pair(&parameter.key, read(&parameter.value, parameter.is_secret));
        }
        form.append_pair("client_secret", read(&oauth.client_secret, true));
        form.append_pair("client_id", &oauth.client_id);
        form.finish()
    };
    let in_query = oauth.method == TokenMethod::Get;
    let url = |read: Read| {
        let mut parts: Vec<String> = endpoint.query.iter().cloned().collect();
        parts.extend(oauth.parameters.query.iter().map(|one| pair(one, read)));
        if in_query {
            parts.push(form(read));
        }
        let mark = if parts.is_empty() { "" } else { "?" };
        format!("{}{}{mark}{}", endpoint.origin, endpoint.path, parts.join("&"))
    };
    let body = |read: Read| (!in_query).then(|| form(read));
    let mut headers: Vec<(ShownHeader, Secret)> = Vec::new();
    if !in_query {
        let value = "application/x-www-form-urlencoded";
        headers.push((shown(CONTENT_TYPE, value, Origin::Service), Secret::new(value)));
    }
    for parameter in &oauth.parameters.headers {
        // One header of a name: the connection's comes in place of the default.
        headers.retain(|(header, _)| !header.name.eq_ignore_ascii_case(&parameter.key));
        let header = shown(&parameter.key, visible(&parameter.value, parameter.is_secret), Origin::Connection);
        headers.push((header, parameter.value.clone()));
    }
    headers.push((shown(USER_AGENT, AGENT, Origin::Service), Secret::new(AGENT)));
    let (headers, shown_headers) =
        headers.into_iter().map(|(header, value)| ((Rc::clone(&header.name), value), header)).unzip();
    Some(OutgoingRequest {
        method: oauth.method.method(),
        url: Secret::new(url(exposed)),
        headers,
        body: body(exposed).map(Secret::new),
        shown: Rc::new(ShownRequest {
            method: oauth.method.as_str().into(),
            url: url(visible).into(),
            headers: shown_headers,
            body: body(visible).map(Rc::from),
            region: Rc::default(),
            caller: Caller::HttpTask,
            connection: Some(Rc::clone(name)),
        }),
    })
}

/// How a value is written: as it is, or as it may be shown.
type Read = fn(&Secret, bool) -> &str;

fn exposed(value: &Secret, _: bool) -> &str {
    value.expose()
}

fn visible(value: &Secret, is_secret: bool) -> &str {
    if is_secret { MASK } else { value.expose() }
}

fn pair(parameter: &Parameter, read: Read) -> String {
    format!("{}={}", component(&parameter.key), component(read(&parameter.value, parameter.is_secret)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::InvocationParameters;

    fn oauth(method: TokenMethod) -> OAuth {
        let parameter =
            |key: &str, value: &str, is_secret| Parameter { key: key.into(), value: Secret::new(value), is_secret };
        OAuth {
            client_id: "me".into(),
            client_secret: Secret::new("s3cret +"),
            endpoint: "https://id.example/token?tenant=1".into(),
            method,
            parameters: InvocationParameters {
                headers: vec![parameter("x-h", "h", false), parameter("x-s", "hush", true)],
                query: vec![parameter("q", "a b", false)],
                body: vec![parameter("grant_type", "client_credentials", false), parameter("scope", "r w", false)],
            },
        }
    }

    #[test]
    fn a_token_is_asked_for_as_eventbridge_does_and_shown_without_secrets() {
        let form = "grant_type=client_credentials&scope=r+w&client_secret=s3cret+%2B&client_id=me";
        let post = token_request(&oauth(TokenMethod::Post), &"c".into()).unwrap();
        assert_eq!(post.url.expose(), "https://id.example/token?tenant=1&q=a%20b");
        assert_eq!(post.body.as_ref().unwrap().expose(), form);
        let headers: Vec<String> =
            post.headers.iter().map(|(name, value)| format!("{name}: {}", value.expose())).collect();
        assert_eq!(
            headers[..3],
            ["Content-Type: application/x-www-form-urlencoded".to_owned(), "x-h: h".to_owned(), "x-s: hush".to_owned()]
        );
        let everything = format!("{post:?}");
        assert!(!everything.contains("s3cret") && !everything.contains("hush"), "{everything}");
        assert!(post.shown.body.as_ref().unwrap().ends_with("client_secret=XXXXXXXX&client_id=me"));

        let get = token_request(&oauth(TokenMethod::Get), &"c".into()).unwrap();
        assert_eq!(get.url.expose(), format!("https://id.example/token?tenant=1&q=a%20b&{form}"));
        assert_eq!((get.body, get.shown.url.contains("s3cret")), (None, false));
        assert_eq!(token_request(&oauth(TokenMethod::Put), &"c".into()).unwrap().body.unwrap().expose(), form);
        assert!(
            token_request(&OAuth { endpoint: "nowhere".into(), ..oauth(TokenMethod::Post) }, &"c".into()).is_none()
        );
    }
}
