//! HTTP Tasks against the Practice API, as the page calls it.

use asl_aws::time::Timestamp;
use asl_http::attempt::{PRACTICE_ORIGIN, conclude, prepare};
use asl_http::practice::{PASSWORD, Practice, PracticeRequest, USERNAME};
use asl_http::{Authorization, Connection, Connections, HttpCall, InvocationParameters, Parameter, Secret, Transport};
use asl_value::Value;

/// The article's Task: a GET with a BASIC connection that is named by a substitution.
#[test]
fn the_first_visit_fails_twice_and_then_succeeds_without_a_network() {
    let connections = Connections::new(vec![practice_connection()]);
    let parameters = r#"{"Method":"GET","ApiEndpoint":"https://practice.test/basic/flaky",
        "Authentication":{"ConnectionArn":"${EBConnectionARN}"}}"#;
    let call = HttpCall::from_parameters(&Value::from_json(parameters).unwrap()).unwrap();
    let prepared = prepare(&call, &connections, "us-east-1").unwrap();
    assert_eq!(prepared.transport, Transport::Practice);
    let mut practice = Practice::default();
    let mut attempt = || {
        let answer = practice.answer(&PracticeRequest::from(&prepared.request));
        conclude(&prepared, Ok(answer.response), Timestamp(0), Timestamp(1), Vec::new()).outcome
    };
    for _ in 0..2 {
        let error = attempt().unwrap_err();
        assert_eq!((error.name(), error.cause.as_deref()), ("States.Http.StatusCode.503", Some("Service Unavailable")));
    }
    let result = attempt().unwrap();
    assert_eq!(result.get("ResponseBody").and_then(|body| body.get("attempt")), Some(&Value::from(3)));
    assert_eq!(result.get("StatusText"), Some(&Value::from("OK")));
}

#[test]
fn what_a_connection_adds_is_neither_shown_nor_echoed_in_the_page() {
    let parameter = |key: &str| Parameter { key: key.into(), value: Secret::new("s3cret"), is_secret: false };
    let mut connection = practice_connection();
    connection.invocation = InvocationParameters {
        headers: vec![parameter("x-plain")],
        query: vec![parameter("q")],
        body: vec![parameter("b")],
    };
    for transform in [r#"{"RequestBodyEncoding":"NONE"}"#, r#"{"RequestBodyEncoding":"URL_ENCODED"}"#] {
        let parameters = format!(
            r#"{{"Method":"POST","ApiEndpoint":"https://practice.test/echo","Authentication":{{"ConnectionArn":"practice"}},
                "RequestBody":{{"mine":"visible"}},"Transform":{transform}}}"#
        );
        let call = HttpCall::from_parameters(&Value::from_json(&parameters).unwrap()).unwrap();
        let prepared = prepare(&call, &Connections::new(vec![connection.clone()]), "us-east-1").unwrap();
        assert!(prepared.request.body.as_ref().unwrap().expose().contains("s3cret"));
        let answer = Practice::default().answer(&PracticeRequest::from(&prepared.request)).response;
        let done = conclude(&prepared, Ok(answer), Timestamp(0), Timestamp(1), Vec::new());
        let echoed = done.outcome.unwrap().to_json();
        assert!(echoed.contains("visible") && echoed.contains("Basic XXXXXXXX"), "{echoed}");
        let body = String::from_utf8_lossy(&done.exchange.response.as_ref().unwrap().body).into_owned();
        let everything = format!("{echoed} {body} {:?}", done.exchange);
        assert!(!everything.contains("s3cret") && !everything.contains("ZGVtbzpwcmFjdGljZQ"), "{everything}");
    }
}

fn practice_connection() -> Connection {
    Connection {
        name: "practice".into(),
        arn: "arn:aws:events:us-east-1:123456789012:connection/practice/1".into(),
        authorization: Authorization::Basic { username: USERNAME.into(), password: Secret::new(PASSWORD) },
        origins: vec![PRACTICE_ORIGIN.into()],
        aliases: vec!["EBConnectionARN".into()],
        ..Connection::default()
    }
}
