//! The Practice API: a make-believe HTTPS API at `https://practice.test/`, from request to answer, with the state of
//! one run. It answers inside the page, so examples work without a network; the same logic stands behind the local
//! server `examples/practice_server.rs`.
//!
//! [`routes`] is the list of its endpoints; the other files hold a group of them each.

mod data;
mod echo;
mod flaky;
mod guard;
mod open;
mod orders;
mod reply;
mod request;
mod routes;
mod tickets;
mod token;

pub use guard::{API_KEY, API_KEY_NAME, PASSWORD, USERNAME};
pub use request::PracticeRequest;
pub use routes::{Entry, catalog};
pub use token::{CLIENT_ID, CLIENT_SECRET};

use super::response::HttpResponse;
use flaky::Flaky;
use orders::Orders;
use tickets::Tickets;
use token::Issued;

/// The Practice API with what happened to it so far. A new run gets a new one.
#[derive(Debug, Default)]
pub struct Practice {
    flaky: Flaky,
    orders: Orders,
    issued: Issued,
    tickets: Tickets,
}

/// What the Practice API answers, and how long it takes to.
#[derive(Clone, Debug, PartialEq)]
pub struct PracticeAnswer {
    /// The answer.
    pub response: HttpResponse,
    /// Milliseconds that pass before the answer comes.
    pub delay_ms: u32,
}

impl Practice {
    /// Tells it the time, in milliseconds of any clock: what it asks its callers to wait for passes by that. Without, it asks once.
    pub fn set_clock(&mut self, millis: i64) {
        self.tickets.set_clock(millis);
    }

    /// Answers one request. Nothing that a request holds makes this fail; a wrong one gets a helpful 4xx.
    pub fn answer(&mut self, request: &PracticeRequest) -> PracticeAnswer {
        let mut answer = routes::dispatch(self, request);
        if &*request.method == "HEAD" {
            answer.response.body = [].into();
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use asl_value::Value;

    fn ask(api: &mut Practice, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> (u16, Value) {
        let response = api.answer(&PracticeRequest::new(method, target, headers, body.as_bytes())).response;
        let text = String::from_utf8_lossy(&response.body).into_owned();
        (response.status, Value::from_json(&text).unwrap_or(Value::from(text)))
    }

    const BASIC: (&str, &str) = ("authorization", "Basic ZGVtbzpwcmFjdGljZQ==");

    #[test]
    fn every_endpoint_answers_as_the_catalog_says() {
        let key = ("X-API-Key", "practice-key");
        let mut api = Practice::default();
        for (method, target, headers, status, part) in [
            ("GET", "/hello", &[][..], 200, "Hello"),
            ("GET", "/hello?name=Ada%20L", &[], 200, "Hello, Ada L"),
            ("GET", "/basic", &[BASIC], 200, "demo"),
            ("GET", "/basic", &[], 401, "BASIC"),
            ("GET", "/basic", &[("Authorization", "Basic ZGVtbzp3cm9uZw==")], 401, "BASIC"),
            ("GET", "/basic", &[("Authorization", "Bearer x")], 401, "BASIC"),
            ("GET", "/api-key", &[key], 200, "welcome"),
            ("GET", "/api-key", &[("x-api-key", "wrong")], 401, "x-api-key"),
            ("GET", "/status/418", &[], 418, "418"),
            ("DELETE", "/status/204", &[], 204, ""),
            ("GET", "/status/99", &[], 400, "200 to 599"),
            ("GET", "/status/abc", &[], 400, "200 to 599"),
            ("GET", "/text", &[], 200, "plain text"),
            ("GET", "/redirect", &[], 302, ""),
            ("GET", "/items", &[], 200, r#""next":"2""#),
            ("GET", "/items?page=3", &[], 200, r#""next":null"#),
            ("GET", "/items?page=4", &[], 200, r#""items":[]"#),
            ("GET", "/items?page=x", &[], 400, "page"),
            ("GET", "/nowhere", &[], 404, "/orders/{id}"),
            ("GET", "/", &[], 404, "/hello"),
            ("GET", "//hello", &[], 404, "/hello"),
            ("POST", "/hello", &[], 405, "GET"),
            ("OPTIONS", "/orders", &[], 204, ""),
            ("HEAD", "/hello", &[], 200, ""),
        ] {
            let (actual, body) = ask(&mut api, method, target, headers, "");
            assert_eq!(actual, status, "{method} {target}");
            assert!(body.to_string().contains(part), "{method} {target}: {body}");
            let has_none = status == 204 || status == 302 || method == "HEAD";
            assert_eq!(body == Value::from(""), has_none, "{method} {target}: {body}");
        }
    }

    #[test]
    fn a_flaky_endpoint_fails_as_often_as_asked_and_counts_each_id_alone() {
        let mut api = Practice::default();
        let mut statuses = |target: &str, times: usize, headers: &[(&str, &str)]| {
            (0..times).map(|_| ask(&mut api, "GET", target, headers, "").0).collect::<Vec<_>>()
        };
        assert_eq!(statuses("/flaky", 4, &[]), [503, 503, 200, 200]);
        assert_eq!(statuses("/flaky?fail=1&id=x", 3, &[]), [503, 200, 200]);
        assert_eq!(statuses("/flaky?fail=0&id=y", 1, &[]), [200]);
        assert_eq!(statuses("/flaky?fail=no", 1, &[]), [400]);
        assert_eq!(statuses("/basic/flaky", 3, &[BASIC]), [503, 503, 200]);
        assert_eq!(statuses("/basic/flaky", 2, &[]), [401, 401], "a wrong caller is not counted");
        assert_eq!(statuses("/basic/flaky?id=z", 1, &[BASIC]), [503]);
    }

    #[test]
    fn a_ticket_is_changed_and_fails_as_it_is_asked_to() {
        let mut api = Practice::default();
        for (method, target, headers, body, status, part) in [
            ("PUT", "/tickets/42", &[BASIC][..], r#"{"priority":"high"}"#, 200, r#"{"id":"42","priority":"high"}"#),
            ("GET", "/tickets/7", &[BASIC], "", 200, r#"{"id":"7","priority":"normal"}"#),
            ("PUT", "/tickets/42", &[], "{}", 401, "BASIC"),
            ("PUT", "/tickets/42", &[BASIC], "{", 400, "JSON"),
            ("GET", "/tickets/42?fault=401", &[BASIC], "", 401, "refused"),
            ("GET", "/tickets/42?fault=422", &[BASIC], "", 422, "priority"),
            ("GET", "/tickets/42?fault=other", &[BASIC], "", 400, "fault"),
            ("GET", "/tickets/42?fault=slow", &[BASIC], "", 200, "normal"),
            ("GET", "/tickets/42?fault=large", &[BASIC], "", 200, "normal"),
        ] {
            let (actual, answer) = ask(&mut api, method, target, headers, body);
            assert_eq!(actual, status, "{method} {target}: {answer}");
            assert!(answer.to_string().contains(part), "{method} {target}: {answer}");
        }
        let mut call = |target: &str| api.answer(&PracticeRequest::new("GET", target, &[BASIC], b""));
        assert_eq!(call("/tickets/42?fault=slow").delay_ms, 6_000);
        assert!(call("/tickets/42?fault=large").response.body.len() > 262_144);
        assert_eq!([503, 503, 200].map(|_| call("/tickets/42?fault=503").response.status), [503, 503, 200]);
    }

    #[test]
    fn a_ticket_is_refused_until_the_time_that_its_answer_names() {
        let call = |api: &mut Practice| {
            let response = api.answer(&PracticeRequest::new("GET", "/tickets/42?fault=429", &[BASIC], b"")).response;
            (response.status, response.header("Retry-After").map(str::to_owned))
        };
        let mut api = Practice::default();
        assert_eq!((call(&mut api).0, call(&mut api).0), (429, 200), "without a clock it asks once");
        let mut api = Practice::default();
        let mut at = |millis| {
            api.set_clock(millis);
            call(&mut api)
        };
        assert_eq!(at(5_000), (429, Some("30".to_owned())));
        assert_eq!(at(6_500), (429, Some("29".to_owned())));
        assert_eq!(at(35_000), (200, None));
        let mut api = Practice::default();
        let short = PracticeRequest::new("GET", "/tickets/42?fault=429&wait=3", &[BASIC], b"");
        assert_eq!(api.answer(&short).response.header("Retry-After"), Some("3"));
    }

    #[test]
    fn a_token_is_given_to_the_client_and_works_as_often_as_asked() {
        let mut api = Practice::default();
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        let client = "grant_type=client_credentials&client_secret=practice-secret&client_id=practice-client";
        for (body, status, part) in [
            ("", 400, "unsupported_grant_type"),
            ("grant_type=password", 400, "unsupported_grant_type"),
            ("grant_type=client_credentials&client_id=practice-client", 401, "invalid_client"),
            ("grant_type=client_credentials&client_id=practice-client&client_secret=no", 401, "invalid_client"),
            (client, 200, r#""expires_in":3600"#),
        ] {
            let (actual, answer) = ask(&mut api, "POST", "/oauth/token", &form, body);
            assert_eq!(actual, status, "{body}: {answer}");
            assert!(answer.to_string().contains(part), "{body}: {answer}");
        }
        assert_eq!(ask(&mut api, "GET", &format!("/oauth/token?{client}"), &[], "").0, 200);
        let mut token = |target: &str| {
            let (_, answer) = ask(&mut api, "POST", target, &form, client);
            (answer.get("access_token").and_then(Value::as_str).unwrap().to_owned(), answer)
        };
        let (twice, _) = token("/oauth/token?uses=2");
        let (short, answer) = token("/oauth/token?expires_in=59");
        assert_eq!(answer.get("expires_in"), Some(&Value::from(59)));
        assert_ne!(twice, short);
        let mut call = |token: &str| {
            let header = format!("Bearer {token}");
            ask(&mut api, "GET", "/oauth", &[("Authorization", header.as_str())], "").0
        };
        assert_eq!([call(&twice), call(&twice), call(&twice), call(&short)], [200, 200, 401, 200]);
        assert_eq!([call("practice-token-9"), call("made-up"), call("practice-token-x")], [200, 401, 401]);
    }

    #[test]
    fn orders_are_created_read_updated_and_deleted() {
        let mut api = Practice::default();
        let json = [("Content-Type", "application/json")];
        for (method, target, body, status, part) in [
            ("GET", "/orders", "", 200, r#""orders":[]"#),
            ("POST", "/orders", r#"{"item":"tea","quantity":2}"#, 201, r#""id":"order-1""#),
            ("POST", "/orders", r#"{"item":"cup"}"#, 201, r#""quantity":1"#),
            ("POST", "/orders", r#"{"quantity":2}"#, 400, "`item`"),
            ("POST", "/orders", "[]", 400, "object"),
            ("POST", "/orders", "{", 400, "JSON"),
            ("PATCH", "/orders/order-1", r#"{"status":"PAID","id":"other"}"#, 200, r#""status":"PAID""#),
            ("GET", "/orders/order-1", "", 200, r#""item":"tea","quantity":2,"status":"PAID""#),
            ("GET", "/orders?status=PAID", "", 200, r#""orders":[{"id":"order-1""#),
            ("PUT", "/orders/order-1", r#"{"item":"pot"}"#, 200, r#""item":"pot","quantity":1,"status":"NEW""#),
            ("DELETE", "/orders/order-1", "", 204, ""),
            ("DELETE", "/orders/order-1", "", 404, "`order-1`"),
            ("GET", "/orders/order-1", "", 404, "`order-1`"),
            ("PATCH", "/orders/order-9", "{}", 404, "`order-9`"),
            ("POST", "/orders", r#"{"item":"tray"}"#, 201, r#""id":"order-3""#),
            ("GET", "/orders", "", 200, "order-2"),
        ] {
            let (actual, answer) = ask(&mut api, method, target, &json, body);
            assert_eq!(actual, status, "{method} {target} {body}: {answer}");
            assert!(answer.to_string().contains(part), "{method} {target}: {answer}");
        }
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let (status, order) = ask(&mut api, "POST", "/orders", &form, "item=green%20tea&quantity=3");
        assert_eq!((status, order.get("item").and_then(Value::as_str)), (201, Some("green tea")));
    }

    #[test]
    fn an_echo_shows_the_request_without_its_credentials() {
        let headers = [BASIC, ("x-api-key", "practice-key"), ("X-Trace", "1"), ("My-Token", "t")];
        let mut api = Practice::default();
        let (status, echo) = ask(&mut api, "PATCH", "/echo/a/b?q=1&q=2&e", &headers, r#"{"a":1}"#);
        assert_eq!(status, 200);
        assert_eq!(
            echo.to_json(),
            r#"{"method":"PATCH","path":"/echo/a/b","query":{"q":["1","2"],"e":""},"headers":{"authorization":"Basic XXXXXXXX","x-api-key":"XXXXXXXX","x-trace":"1","my-token":"XXXXXXXX"},"body":{"a":1}}"#
        );
        assert_eq!(ask(&mut api, "GET", "/echo", &[], "").1.get("body"), Some(&Value::Null));
        assert_eq!(ask(&mut api, "POST", "/echo", &[], "a=b").1.get("body"), Some(&Value::from("a=b")));
    }

    #[test]
    fn a_delay_is_reported_and_bounded() {
        let mut api = Practice::default();
        for (target, status, delay_ms) in [("/delay/250", 200, 250), ("/delay/999999", 400, 0), ("/delay/x", 400, 0)] {
            let answer = api.answer(&PracticeRequest::new("GET", target, &[], b""));
            assert_eq!((answer.response.status, answer.delay_ms), (status, delay_ms), "{target}");
        }
    }

    #[test]
    fn bodies_of_other_kinds_have_their_content_type() {
        let mut api = Practice::default();
        for (target, content_type, length) in [
            ("/binary", "application/octet-stream", 16),
            ("/large/300000", "text/plain; charset=utf-8", 300_000),
            ("/text", "text/plain; charset=utf-8", 56),
        ] {
            let response = api.answer(&PracticeRequest::new("GET", target, &[], b"")).response;
            assert_eq!(
                (response.header("Content-Type"), response.body.len()),
                (Some(content_type), length),
                "{target}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn no_request_makes_it_panic(method in "[A-Z]{0,8}", target in "\\PC{0,40}", body in "\\PC{0,40}") {
            let mut api = Practice::default();
            let mut routed = catalog();
            let path = routed.next().map_or("", |entry| entry.path);
            for target in [target.clone(), format!("{path}?{target}"), format!("/orders/{target}"), format!("/status/{target}")] {
                let answer = api.answer(&PracticeRequest::new(&method, &target, &[("content-type", &body)], body.as_bytes()));
                proptest::prop_assert!((200..600).contains(&answer.response.status));
            }
        }
    }
}
