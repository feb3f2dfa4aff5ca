//! What a browser does to a request that AWS would not: said before it leaves, and shown with its answer.

use std::rc::Rc;

use super::call::{Caller, Method};
use super::connection::{MASK, Secret};
use super::endpoint::Endpoint;
use super::forbidden;
use super::request::{Origin, OutgoingRequest, ShownHeader, ShownRequest};

/// What will differ when a page sends `request` with `fetch`: a sentence each, most important first. None of it for
/// the Practice API, which gets the request as AWS would send it.
pub fn browser_notes(request: &OutgoingRequest, page_is_https: bool) -> Vec<Rc<str>> {
    let mut notes: Vec<Rc<str>> = Vec::new();
    let origin = Endpoint::parse(&request.shown.url).map(|endpoint| endpoint.origin).unwrap_or_default();
    let is_function = request.shown.caller == Caller::Function;
    if origin.starts_with("http://") && !is_function {
        notes.push("AWS calls only `https` endpoints. The playground makes an exception for this machine.".into());
        if page_is_https {
            notes.push("Some browsers do not let a page served over `https` call this machine over `http`.".into());
        }
    }
    if request.body.is_some() && !sends_body(request.method) {
        notes.push(
            format!(
                "A browser cannot send a body with {}: the request goes out without the body that AWS would send.",
                request.method.as_str()
            )
            .into(),
        );
    }
    let dropped = dropped_headers(&request.shown);
    if !dropped.is_empty() {
        notes.push(format!("A page cannot set {}.", list(&dropped)).into());
    }
    let doubled = doubled_headers(&request.shown);
    if !doubled.is_empty() {
        let doubled = list(&doubled);
        notes.push(
            format!("AWS sends {doubled} as one header per spelling or value; a browser joins them into one.").into(),
        );
    }
    if !follows_redirects(request) {
        notes.push(
            "The browser does not follow a redirect of this call, because it could send the connection's credentials \
             to another origin."
                .into(),
        );
    }
    notes.push(match request.shown.caller {
        Caller::HttpTask => "The browser sends its own `User-Agent` and `Origin`. AWS would send \
             `Amazon|StepFunctions|HttpInvoke|<region>` and no origin."
            .into(),
        Caller::ApiDestination => "The browser sends its own `User-Agent` and `Origin`. AWS would send \
             `Amazon/EventBridge/ApiDestinations` and no origin."
            .into(),
        Caller::Function => {
            "The browser sends its own `User-Agent` and `Origin`. On AWS, the `User-Agent` is that of the code or \
             its library, and there is no origin."
                .into()
        }
    });
    notes.push(
        "From another origin, a page can read only a few response headers, unless the API sends \
         `Access-Control-Expose-Headers`. Their names are in lowercase."
            .into(),
    );
    notes
}

/// The headers that a page hands to `fetch`: not those that it may not set, and not `User-Agent`, which Chromium drops
/// and which in other browsers would make the API's answer to a preflight necessary.
pub fn sent_headers(request: &OutgoingRequest) -> impl Iterator<Item = (&str, &Secret)> {
    let headers = request.headers.iter().map(|(name, value)| (&**name, value));
    headers.filter(|(name, _)| !forbidden::for_page(name) && !name.eq_ignore_ascii_case("user-agent"))
}

/// Whether a page may follow a redirect of `request`. A browser takes `Authorization` out when a redirect leads to
/// another origin, and nothing else: what more a connection adds would go wherever the API points.
pub fn follows_redirects(request: &OutgoingRequest) -> bool {
    let shown = &request.shown;
    let beyond = |header: &ShownHeader| {
        header.origin == Origin::Connection && !header.name.eq_ignore_ascii_case("authorization")
    };
    let body_is_the_tasks = request.body.as_ref().map(Secret::expose) == shown.body.as_deref();
    !shown.headers.iter().any(beyond) && body_is_the_tasks
}

/// The same, as far as it follows from what may be shown of a request: a body whose secrets are masked is not the Task's alone.
pub fn may_redirect(request: &ShownRequest) -> bool {
    let beyond = |header: &ShownHeader| {
        header.origin == Origin::Connection && !header.name.eq_ignore_ascii_case("authorization")
    };
    !request.headers.iter().any(beyond) && !request.body.as_deref().is_some_and(|body| body.contains(MASK))
}

/// Whether a page can send a body with `method`.
pub fn sends_body(method: Method) -> bool {
    !matches!(method, Method::Get | Method::Head)
}

/// The names of headers that a browser drops; `User-Agent` apart, of which every call has one.
pub fn dropped_headers(request: &ShownRequest) -> Vec<&str> {
    request.headers.iter().map(|header| &*header.name).filter(|name| forbidden::for_page(name)).collect()
}

fn doubled_headers(request: &ShownRequest) -> Vec<&str> {
    let names: Vec<&str> = request.headers.iter().map(|header| &*header.name).collect();
    let again = |(index, name): &(usize, &&str)| names.iter().take(*index).any(|seen| seen.eq_ignore_ascii_case(name));
    names.iter().enumerate().filter(again).map(|(_, name)| *name).collect()
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attempt::prepare;
    use crate::{Authorization, Connection, Connections, HttpCall, InvocationParameters, Parameter};
    use asl_value::Value;

    fn prepared(origin: &str, method: &str, body: &str) -> OutgoingRequest {
        let parameter = |key: &str| Parameter { key: key.into(), value: Secret::new("v"), is_secret: false };
        let connection = Connection {
            name: "c".into(),
            arn: "arn".into(),
            authorization: Authorization::ApiKey { name: "x-api-key".into(), value: Secret::new("k") },
            invocation: InvocationParameters {
                headers: vec![parameter("Cookie"), parameter("X-A")],
                ..Default::default()
            },
            origins: vec![origin.into()],
            ..Connection::default()
        };
        let parameters = format!(
            r#"{{"ApiEndpoint":"{origin}/x","Method":"{method}","Authentication":{{"ConnectionArn":"c"}},"Headers":{{"x-a":"1"}}{body}}}"#
        );
        let call = HttpCall::from_parameters(&Value::from_json(&parameters).unwrap()).unwrap();
        prepare(&call, &Connections::new(vec![connection]), "r").unwrap().request
    }

    #[test]
    fn what_a_browser_changes_is_told_before_it_happens() {
        let body = r#","RequestBody":{}"#;
        for (origin, method, body, https, expected) in [
            ("https://a.example", "GET", body, true, "cannot send a body with GET"),
            ("https://a.example", "HEAD", body, true, "cannot send a body with HEAD"),
            ("https://a.example", "POST", "", true, "A page cannot set `Cookie`"),
            ("https://a.example", "POST", "", true, "AWS sends `x-a` as one header per"),
            ("https://a.example", "POST", "", true, "`User-Agent`"),
            ("https://a.example", "POST", "", true, "`Access-Control-Expose-Headers`"),
            ("http://127.0.0.1:8080", "POST", "", false, "makes an exception for this machine"),
            ("http://127.0.0.1:8080", "POST", "", true, "Some browsers"),
        ] {
            let notes = browser_notes(&prepared(origin, method, body), https);
            assert!(notes.iter().any(|note| note.contains(expected)), "{expected}: {notes:?}");
        }
        let plain = browser_notes(&prepared("https://a.example", "POST", body), true);
        assert!(
            !plain.iter().any(|note| note.contains("cannot send a body") || note.contains("exception")),
            "{plain:?}"
        );
    }

    #[test]
    fn a_page_hands_over_only_headers_that_it_may_set() {
        let request = prepared("https://a.example", "POST", "");
        let names: Vec<&str> = sent_headers(&request).map(|(name, _)| name).collect();
        assert_eq!(names, ["x-api-key", "X-A", "x-a", "Content-Type", "Range"]);
    }
}
