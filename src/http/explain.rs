//! What a failed call may mean, for people.
//!
//! A browser does not tell a refused origin from a dead network, so nothing here claims one cause: they are listed
//! by how likely the request itself makes them.

use super::browser::sends_body;
use super::call::Method;
use super::connection::MASK;
use super::curl::{Curl, curl};
use super::endpoint::{Endpoint, is_loopback};
use super::exchange::{Exchange, Transport};
use super::forbidden;
use super::request::{Origin, ShownRequest};
use super::response::{HttpResponse, TransportError};

/// An explanation, to be read from top to bottom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What happened, in a sentence.
    pub headline: String,
    /// Probable causes, the likeliest first.
    pub causes: Vec<String>,
    /// What to do.
    pub advice: Vec<String>,
    /// The headers with which the API lets this page send exactly this request and read the answer; empty where
    /// they are not the question. The first list is for the preflight (`OPTIONS`) too.
    pub cors_headers: Vec<(&'static str, String)>,
    /// The same request from a terminal, where no browser is in the way.
    pub curl: Curl,
}

/// Explains `exchange`, if it failed. `page_origin` is where the page was loaded from.
pub fn explain(exchange: &Exchange, page_origin: &str) -> Option<Explanation> {
    let request = &exchange.request;
    let told = match &exchange.response {
        Ok(response) if response.is_success() => return None,
        Ok(response) => status(response, request, exchange.transport),
        Err(TransportError::NoAnswer(_)) => no_answer(request, page_origin),
        Err(TransportError::TimedOut) => Told {
            headline: "The API did not answer within 60 seconds, the longest that AWS waits.".to_owned(),
            causes: vec![
                "The work takes longer than that.".to_owned(),
                "Something on the way, such as a firewall, drops the request silently.".to_owned(),
            ],
            advice: vec![
                "Let the API answer at once and ask for the result later, in a loop of a Wait state and a second call."
                    .to_owned(),
                "Set `TimeoutSeconds` below 60 to give up earlier, with `States.Timeout`.".to_owned(),
            ],
            cors: false,
        },
        Err(TransportError::Relay(fault)) => super::relay::explain::told(fault, request, page_origin),
        Err(TransportError::NotSent(reason)) => Told {
            headline: format!("The playground did not send the request: {reason}"),
            causes: Vec::new(),
            advice: Vec::new(),
            cors: false,
        },
    };
    let cors_headers = if told.cors { cors_headers(request, page_origin) } else { Vec::new() };
    Some(Explanation {
        headline: told.headline,
        causes: told.causes,
        advice: told.advice,
        cors_headers,
        curl: curl(request),
    })
}

/// An explanation before it is put together with what every one has.
pub(super) struct Told {
    pub(super) headline: String,
    pub(super) causes: Vec<String>,
    pub(super) advice: Vec<String>,
    /// Whether the API's CORS headers are the question.
    pub(super) cors: bool,
}

fn no_answer(request: &ShownRequest, page_origin: &str) -> Told {
    let origin = Endpoint::parse(&request.url).map(|endpoint| endpoint.origin).unwrap_or_default();
    let host = url::Url::parse(&origin).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let mut causes = Vec::new();
    if origin.starts_with("http://") && page_origin.starts_with("https://") {
        causes.push(format!("The page is served over `https` and the browser does not let it call `{origin}`."));
    }
    if is_loopback(&host) {
        causes.push(format!("Nothing listens at `{origin}`."));
    }
    if origin != page_origin {
        let unlisted = unlisted_headers(request);
        let because = if unlisted.is_empty() && is_simple_method(&request.method) {
            String::new()
        } else {
            let mut reasons: Vec<String> = unlisted.iter().map(|name| format!("the header `{name}`")).collect();
            if !is_simple_method(&request.method) {
                reasons.insert(0, format!("the method {}", request.method));
            }
            format!(
                " The browser first asks with an `OPTIONS` request, because of {}; then nothing else was sent.",
                join(&reasons)
            )
        };
        causes.push(format!(
            "The API does not allow pages of `{page_origin}` to call it: `Access-Control-Allow-Origin` is missing, or \
             the preflight is refused.{because}"
        ));
    }
    causes.push(format!("The name `{host}` does not exist, or there is no way to it: no network, a VPN, a firewall."));
    causes.push("The server's certificate is not trusted.".to_owned());
    causes.push("An extension of the browser, such as an ad blocker, stopped the request.".to_owned());
    Told {
        headline: "The browser did not let this page read an answer. It does not say why.".to_owned(),
        causes,
        advice: vec![
            "Run the `curl` command in a terminal: if it gets an answer, only the browser is in the way, and AWS \
             would get that answer too."
                .to_owned(),
            "If the API is yours, let it send the headers listed here, on `OPTIONS` as well as on the call itself."
                .to_owned(),
            "Otherwise put a mock in place of this call, or send it through a relay on this machine, where no CORS applies."
                .to_owned(),
        ],
        cors: origin != page_origin,
    }
}

fn status(response: &HttpResponse, request: &ShownRequest, transport: Transport) -> Told {
    let (causes, advice): (&[&str], &[&str]) = match response.status {
        401 => (
            &["The credentials of the connection are wrong.", "The API expects another kind of authorisation."],
            &["Compare the connection's values with what the API's documentation asks for."],
        ),
        403 => (
            &["The credentials are known but may not do this.", "A firewall of the API refuses the caller."],
            &["Check what the account behind the connection is allowed to do."],
        ),
        404 => (
            &["The path is wrong.", "What it names does not exist."],
            &["Compare the URL as it was sent with the API's documentation."],
        ),
        405 => (&["The API does not know this method at this path."], &["Check `Method`."]),
        415 => (
            &["The API does not take this content type."],
            &["Set `Content-Type` in `Headers`; for a form also `Transform.RequestBodyEncoding`."],
        ),
        400 | 422 => (
            &["The API does not accept the query or the body."],
            &["Read its answer here: on AWS a Catch sees only the status, not the body."],
        ),
        429 => (
            &["Too many calls in a short time."],
            &["Retry `States.Http.StatusCode.429` with a `BackoffRate` above 1 and `JitterStrategy` `FULL`."],
        ),
        500.. => (
            &["The API failed; it may work again soon."],
            &["Retry this status, with growing intervals and a Catch behind it."],
        ),
        300..400 => (
            &["The API sends the caller elsewhere."],
            &["Call the address in its `Location` header itself; what AWS does with a redirect is not documented."],
        ),
        _ => (&[], &["Read the API's answer."]),
    };
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let (mut causes, advice) = (owned(causes), owned(advice));
    let doubled = request.url.split(['?', '#']).next().is_some_and(|path| path.contains("%25"));
    if doubled && matches!(response.status, 400 | 404) {
        let cause = "The path of `ApiEndpoint` was encoded already: AWS encodes its `%` once more, to `%25`.";
        causes.insert(0, cause.to_owned());
    }
    let method = Method::parse(&request.method);
    if transport == Transport::Direct && request.body.is_some() && !method.is_some_and(sends_body) {
        causes.push("The browser left out the body that AWS would have sent with this method.".to_owned());
    }
    let phrase = response.phrase();
    let space = if phrase.is_empty() { "" } else { " " };
    Told { headline: format!("The API answered with {}{space}{phrase}.", response.status), causes, advice, cors: false }
}

/// What the API must send for exactly this request.
fn cors_headers(request: &ShownRequest, page_origin: &str) -> Vec<(&'static str, String)> {
    let mut headers = vec![("Access-Control-Allow-Origin", page_origin.to_owned())];
    headers.push(("Access-Control-Allow-Methods", request.method.to_string()));
    let names = unlisted_headers(request);
    if !names.is_empty() {
        headers.push(("Access-Control-Allow-Headers", names.join(", ")));
    }
    headers.push(("Access-Control-Expose-Headers", "*".to_owned()));
    headers
}

/// The headers, in lower case, that a browser asks about before it sends them (Fetch standard, "CORS-safelisted
/// request-header").
fn unlisted_headers(request: &ShownRequest) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for header in &request.headers {
        let name = header.name.to_ascii_lowercase();
        let form_types = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
        let essence = header.value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let is_hidden = header.origin == Origin::Connection && header.value.contains(MASK);
        let is_listed = match name.as_str() {
            "accept" | "accept-language" | "content-language" => !is_hidden && header.value.len() <= 128,
            "content-type" => !is_hidden && form_types.contains(&essence.as_str()),
            // `User-Agent` is not handed to the browser.
            "range" | "user-agent" => true,
            _ => forbidden::for_page(&name),
        };
        if !is_listed && !names.contains(&name) {
            names.push(name);
        }
    }
    names.sort();
    names
}

fn is_simple_method(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "POST")
}

fn join(reasons: &[String]) -> String {
    match reasons {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => reasons.concat(),
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::http::request::ShownHeader;
    use crate::time::Timestamp;

    fn exchange(method: &str, url: &str, response: Result<HttpResponse, TransportError>) -> Exchange {
        let header = |name: &str, value: &str, origin| ShownHeader { name: name.into(), value: value.into(), origin };
        Exchange {
            transport: Transport::Direct,
            request: Rc::new(ShownRequest {
                method: method.into(),
                url: url.into(),
                headers: vec![
                    header("Authorization", "Basic XXXXXXXX", Origin::Connection),
                    header("Content-Type", "application/json; charset=UTF-8", Origin::Service),
                    header("Range", "bytes=0-262144", Origin::Service),
                ],
                body: Some("{}".into()),
            }),
            response,
            sent_at: Timestamp(0),
            answered_at: Timestamp(1),
            notes: vec![],
            purpose: crate::http::Purpose::Call,
            earlier: vec![],
        }
    }

    fn answered(status: u16) -> HttpResponse {
        HttpResponse { status, ..HttpResponse::default() }
    }

    fn no_answer() -> Result<HttpResponse, TransportError> {
        Err(TransportError::NoAnswer("TypeError: Failed to fetch".to_owned()))
    }

    const PAGE: &str = "https://page.example";

    #[test]
    fn a_success_needs_no_explanation_and_every_failure_has_one() {
        assert_eq!(explain(&exchange("GET", "https://a.example", Ok(answered(206))), PAGE), None);
        for status in (100..200).chain(300..600) {
            let told = explain(&exchange("GET", "https://a.example", Ok(answered(status))), PAGE).unwrap();
            assert!(told.headline.contains(&status.to_string()) && !told.advice.is_empty(), "{status}");
            assert!(told.cors_headers.is_empty(), "an answer that was read has nothing to do with CORS");
        }
        for error in [TransportError::TimedOut, TransportError::NotSent("why".to_owned())] {
            assert!(explain(&exchange("GET", "https://a.example", Err(error)), PAGE).is_some());
        }
    }

    #[test]
    fn no_answer_names_causes_in_order_and_the_headers_for_this_request() {
        let told = explain(&exchange("PUT", "https://a.example/x", no_answer()), PAGE).unwrap();
        assert!(told.headline.contains("does not say why"));
        assert!(told.causes[0].contains("the method PUT, the header `authorization` and the header `content-type`"));
        assert_eq!(
            told.cors_headers,
            [
                ("Access-Control-Allow-Origin", PAGE.to_owned()),
                ("Access-Control-Allow-Methods", "PUT".to_owned()),
                ("Access-Control-Allow-Headers", "authorization, content-type".to_owned()),
                ("Access-Control-Expose-Headers", "*".to_owned()),
            ]
        );
        assert!(told.curl.command.starts_with("curl --include --request PUT"));
    }

    #[test]
    fn causes_that_the_request_itself_makes_likely_come_first() {
        for (method, url, response, expected) in [
            ("GET", "http://127.0.0.1:1/x", no_answer(), "over `https`"),
            ("GET", "https://localhost/x", no_answer(), "Nothing listens at `https://localhost`"),
            ("GET", "https://page.example/x", no_answer(), "The name `page.example`"),
            ("GET", "https://a.example/a%2520b", Ok(answered(404)), "encoded already"),
            ("GET", "https://a.example/a?b=%25", Ok(answered(404)), "The path is wrong"),
        ] {
            let told = explain(&exchange(method, url, response), PAGE).unwrap();
            assert!(told.causes[0].contains(expected), "{url}: {:?}", told.causes);
        }
        let told = explain(&exchange("GET", "https://a.example", Ok(answered(400))), PAGE).unwrap();
        assert!(told.causes.last().unwrap().contains("left out the body"));
    }
}
