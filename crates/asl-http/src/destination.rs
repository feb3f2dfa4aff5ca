//! Calls of API destinations: what EventBridge does otherwise than an HTTP Task (EventBridge User Guide, "API destinations").

use super::encode::component;
use super::forbidden;

/// The headers that EventBridge sets itself, whatever a target or a connection has.
pub(super) const HEADERS: [(&str, &str); 4] = [
    ("User-Agent", "Amazon/EventBridge/ApiDestinations"),
    ("Range", "bytes=0-1048575"),
    ("Accept-Encoding", "gzip,deflate"),
    ("Connection", "close"),
];
/// The content type of a call that has none.
pub(super) const CONTENT_TYPE: &str = "application/json; charset=utf-8";

/// Headers that are removed from a target's `HeaderParameters` though an HTTP Task may set them.
const REMOVED: [&str; 3] = ["content-length", "range", "user-agent"];
/// Headers that an HTTP Task may not set, and a target may.
const KEPT: [&str; 2] = ["authorization", "server"];

/// Whether EventBridge leaves out a header of a target without a word (any case).
pub fn removes_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_prefixed = name.starts_with("x-");
    REMOVED.contains(&&*name) || (forbidden::for_task(&name) && !KEPT.contains(&&*name) && !is_prefixed)
}

/// The endpoint with a value for each `*`, from left to right, each encoded as one segment of a path.
///
/// The error is how many values the endpoint takes.
pub fn fill_path<'a>(endpoint: &str, values: impl ExactSizeIterator<Item = &'a str>) -> Result<String, usize> {
    let mut parts = endpoint.split('*');
    let takes = endpoint.matches('*').count();
    if values.len() != takes {
        return Err(takes);
    }
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for (value, part) in values.zip(parts) {
        filled.push_str(&component(value));
        filled.push_str(part);
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attempt::prepare;
    use crate::{
        Caller, Connection, Connections, HttpCall, InvocationParameters, Method, Parameter, Secret, Transform,
    };

    #[test]
    fn each_value_of_a_path_is_one_segment() {
        let fill = |values: &[&str]| fill_path("https://a.example/t/*/n/*?x=1", values.iter().copied());
        assert_eq!(fill(&["a b", "c/d?é*"]).unwrap(), "https://a.example/t/a%20b/n/c%2Fd%3F%C3%A9%2A?x=1");
        assert_eq!((fill(&["a"]), fill(&["a", "b", "c"])), (Err(2), Err(2)));
        assert_eq!(fill_path("https://a.example", [].into_iter()).unwrap(), "https://a.example");
    }

    #[test]
    fn what_eventbridge_removes_is_not_what_a_task_may_not_set() {
        for (name, removed) in [
            ("Range", true),
            ("user-agent", true),
            ("Content-Length", true),
            ("Host", true),
            ("Cache-Control", true),
            ("Authorization", false),
            ("Server", false),
            ("x-amz-date", false),
            ("X-Forwarded-For", false),
            ("Content-Type", false),
            ("x-ticket", false),
        ] {
            assert_eq!(removes_header(name), removed, "{name}");
        }
    }

    fn sent(body: &str, added: Vec<Parameter>) -> (Vec<String>, String, String) {
        let connection = Connection {
            name: "tickets".into(),
            origins: vec!["https://a.example".into()],
            invocation: InvocationParameters { body: added, ..InvocationParameters::default() },
            authorization: crate::Authorization::ApiKey { name: "x-key".into(), value: Secret::new("k") },
            ..Connection::default()
        };
        let call = HttpCall {
            caller: Caller::ApiDestination,
            endpoint: "https://a.example/t/a%20b".into(),
            method: Method::Put,
            connection: "tickets".into(),
            headers: vec![("x-a".into(), "1".into()), ("Host".into(), "evil".into()), ("x-key".into(), "mine".into())],
            query: vec![("q".into(), "a b".into())],
            body: Some(body.into()),
            transform: Transform::None,
        };
        let request = prepare(&call, &Connections::new(vec![connection]), "eu-west-1").unwrap().request;
        let headers = request.headers.iter().map(|(name, value)| format!("{name}: {}", value.expose())).collect();
        (headers, request.url.expose().to_owned(), request.body.unwrap().expose().to_owned())
    }

    #[test]
    fn a_call_has_the_headers_of_eventbridge_and_the_text_as_it_is() {
        let (headers, url, body) = sent(r#"{"priority": 1.0}"#, Vec::new());
        assert_eq!(
            headers,
            [
                "x-a: 1",
                "x-key: k",
                "Content-Type: application/json; charset=utf-8",
                "User-Agent: Amazon/EventBridge/ApiDestinations",
                "Range: bytes=0-1048575",
                "Accept-Encoding: gzip,deflate",
                "Connection: close",
            ]
        );
        assert_eq!((&*url, &*body), ("https://a.example/t/a%20b?q=a%20b", r#"{"priority": 1.0}"#));
    }

    #[test]
    fn what_the_connection_adds_to_the_body_is_merged_into_its_object() {
        let added = vec![Parameter { key: "team".into(), value: Secret::new("red"), is_secret: false }];
        assert_eq!(sent(r#"{"priority": "high"}"#, added).2, r#"{"priority":"high","team":"red"}"#);
    }
}
