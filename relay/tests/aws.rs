//! Calls of AWS Step Functions over real sockets on this machine: what is signed and sent, what is refused, what comes
//! back, and that no credential is in anything that is told.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test: a panic is a failure")]

mod support;

use std::net::SocketAddr;
use std::rc::Rc;

use asl_http::relay::{AwsCall, FaultKind, Reply, received};
use asl_relay::aws::{Aws, AwsOptions, LARGEST_ANSWER, LARGEST_BODY};
use asl_relay::server::{Relay, listen, serve};
use asl_relay::token::Token;
use support::home::{self, NOTHING, Scenario};
use support::{Names, PAGE, PUBLIC, allowed, api, call, caller, fault, local, send};
use tokio::task::spawn_local;

const EMULATOR: &str = "http://localhost:4566";

fn options() -> AwsOptions {
    AwsOptions { region: "eu-west-1".to_owned(), endpoint: Some(EMULATOR.to_owned()), profile: None }
}

fn aws_call(action: &str, body: &str) -> AwsCall {
    AwsCall { v: 1, action: action.to_owned(), body: body.to_owned() }
}

/// A relay that signs for an emulator, which is at `place`; its address and its token.
async fn relay(names: &Names, options: Option<AwsOptions>) -> (SocketAddr, String) {
    let token = Token::random().unwrap();
    let shown = token.show().to_owned();
    let listener = listen(0).await.unwrap();
    let address = listener.local_addr().unwrap();
    let caller = caller(allowed(), names);
    let aws = options.map(|options| Aws::new(options, &caller));
    let relay = Relay { pages: vec![PAGE.to_owned()], token, caller, aws };
    spawn_local(async move { serve(listener, relay).await.map(|_| ()) });
    (address, shown)
}

fn head(path: &str, address: SocketAddr, token: &str) -> Vec<String> {
    vec![
        path.to_owned(),
        format!("Host: localhost:{}", address.port()),
        format!("Origin: {PAGE}"),
        format!("x-relay-token: {token}"),
    ]
}

async fn post(address: SocketAddr, token: &str, call: &AwsCall) -> String {
    let body = serde_json::to_string(call).unwrap();
    send(address, &head("POST /v1/aws HTTP/1.1", address, token), &body).await
}

fn reply_in(told: &str) -> Reply {
    assert!(told.starts_with("HTTP/1.1 200 "), "{told}");
    serde_json::from_str(told.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// An emulator, and a network in which it is there.
async fn emulator(answers: &[&str]) -> (Names, Rc<std::cell::RefCell<Vec<String>>>) {
    let (place, got) = api(answers).await;
    let names = Names::default();
    names.lead_to(place);
    names.answer("localhost", &["127.0.0.1"]);
    (names, got)
}

const EMPTY: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 2\r\n\r\n{}";

#[test]
fn a_call_arrives_signed_and_its_answer_as_it_was_given() {
    let Some(_) = home::inner("a_call_arrives_signed_and_its_answer_as_it_was_given", &[NOTHING]) else { return };
    local(async {
        let answer = "HTTP/1.1 400 Bad Request\r\nx-amzn-RequestId: r-1\r\nContent-Length: 41\r\n\r\n\
                      {\"__type\":\"InvalidArn\",\"message\":\"nothing\"}";
        let (names, got) = emulator(&[answer]).await;
        let (address, token) = relay(&names, Some(options())).await;
        let told = post(address, &token, &aws_call("DescribeExecution", r#"{"executionArn": "ü"}"#)).await;
        let got = got.borrow().clone();
        let [request] = got.as_slice() else { panic!("one request: {got:?}") };
        let (lines, body) = request.split_once("\r\n\r\n").unwrap();
        let lines: Vec<&str> = lines.split("\r\n").collect();
        assert_eq!(
            lines.get(..4).unwrap(),
            [
                "POST / HTTP/1.1",
                "Host: localhost:4566",
                "Content-Type: application/x-amz-json-1.0",
                "X-Amz-Target: AWSStepFunctions.DescribeExecution"
            ]
        );
        assert_eq!(body, r#"{"executionArn":"ü"}"#);
        let header = |name: &str| lines.iter().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        assert!(header("X-Amz-Date: ").len() == 16, "{lines:?}");
        assert!(
            header("Authorization: ").starts_with("AWS4-HMAC-SHA256 Credential=test/")
                && header("Authorization: ").contains("/eu-west-1/states/aws4_request, "),
            "an emulator needs no set-up: {lines:?}"
        );
        let response = received(reply_in(&told)).unwrap().response;
        assert_eq!(response.status, 400);
        assert!(response.headers.iter().any(|(name, value)| (&**name, &**value) == ("x-amzn-RequestId", "r-1")));
        assert_eq!(&*response.body, br#"{"__type":"InvalidArn","message":"nothing"}"#.get(..41).unwrap());
        // Nothing is said to AWS about who asked.
        for word in [PAGE, &token, "Origin", "Referer"] {
            assert!(!request.contains(word), "{word}");
        }
    });
}

#[test]
fn a_page_or_a_token_that_is_not_right_signs_nothing() {
    local(async {
        let (names, got) = emulator(&[]).await;
        let (address, token) = relay(&names, Some(options())).await;
        let body = serde_json::to_string(&aws_call("ListStateMachines", "{}")).unwrap();
        let right = head("POST /v1/aws HTTP/1.1", address, &token);
        for (at, line, status) in [
            (1, "Host: evil.example".to_owned(), 403),
            (2, "Origin: https://evil.example".to_owned(), 403),
            (3, "x-relay-token: wrong".to_owned(), 401),
            (0, "GET /v1/aws HTTP/1.1".to_owned(), 404),
        ] {
            let mut lines = right.clone();
            lines.splice(at..=at, [line.clone()]);
            let told = send(address, &lines, &body).await;
            assert!(told.starts_with(&format!("HTTP/1.1 {status} ")), "{line}: {told}");
        }
        assert!(send(address, &right, r#"{"v": 1}"#).await.starts_with("HTTP/1.1 400 "));
        assert!(got.borrow().is_empty() && names.asked.borrow().is_empty(), "nothing went out");
    });
}

#[test]
fn an_action_that_is_not_known_or_touches_what_is_not_the_pages_is_not_sent() {
    local(async {
        let (names, _) = emulator(&[]).await;
        let (address, token) = relay(&names, Some(options())).await;
        let arn = |name: &str| format!(r#"{{"stateMachineArn": "arn:aws:states:eu-west-1:1:stateMachine:{name}"}}"#);
        for (call, kind, word) in [
            (aws_call("CreateActivity", "{}"), FaultKind::ActionRefused, "CreateActivity"),
            (aws_call("DeleteStateMachine", &arn("orders")), FaultKind::ActionRefused, "asl-playground-"),
            (aws_call("StartExecution", &arn("orders-asl-playground-")), FaultKind::ActionRefused, "asl-playground-"),
            (aws_call("CreateStateMachine", "{"), FaultKind::ActionRefused, "not JSON"),
            (AwsCall { v: 2, ..aws_call("ListStateMachines", "{}") }, FaultKind::NotUnderstood, "version 2"),
            (aws_call("ListStateMachines\r\nX-Evil: 1", "{}"), FaultKind::ActionRefused, "does not send"),
        ] {
            let fault = fault(reply_in(&post(address, &token, &call).await));
            assert!(fault.kind == kind && fault.detail.contains(word), "{call:?}: {fault}");
        }
        assert!(names.asked.borrow().is_empty() && names.connected.borrow().is_empty(), "nothing went out");
    });
}

#[test]
fn a_relay_without_aws_says_so() {
    local(async {
        let (address, token) = relay(&Names::default(), None).await;
        let fault = fault(reply_in(&post(address, &token, &aws_call("ListStateMachines", "{}")).await));
        assert!(fault.kind == FaultKind::NotForAws && fault.detail.contains("AWS=eu-west-1"), "{fault}");
        let told = send(address, &head("GET /v1/status HTTP/1.1", address, &token), "").await;
        assert!(told.ends_with(r#"{"v":1,"origins":["https://api.example","http://localhost:7001"]}"#), "{told}");
    });
}

#[test]
fn signed_and_other_calls_have_their_own_lists() {
    local(async {
        // The endpoint is not callable without a signature, through the relay that signs for it.
        let (names, got) = emulator(&[]).await;
        let (address, token) = relay(&names, Some(options())).await;
        let plain = serde_json::to_string(&call("GET", &format!("{EMULATOR}/"))).unwrap();
        let told = send(address, &head("POST /v1/call HTTP/1.1", address, &token), &plain).await;
        assert_eq!(fault(reply_in(&told)).kind, FaultKind::NotListed);
        assert!(got.borrow().is_empty() && names.asked.borrow().is_empty(), "nothing went out");
    });
}

#[test]
fn awss_own_endpoint_is_at_a_public_address_only() {
    const KEYS: Scenario = Scenario {
        variables: &[("AWS_ACCESS_KEY_ID", "AKIDPUBLIC"), ("AWS_SECRET_ACCESS_KEY", "s3cret-public")],
        ..NOTHING
    };
    let Some(_) = home::inner("awss_own_endpoint_is_at_a_public_address_only", &[KEYS]) else { return };
    local(async {
        for (region, host) in
            [("eu-west-1", "states.eu-west-1.amazonaws.com"), ("cn-north-1", "states.cn-north-1.amazonaws.com.cn")]
        {
            let names = Names::default();
            names.answer(host, &["10.0.0.7"]);
            names.answer(host, &["169.254.169.254"]);
            names.answer(host, &[PUBLIC]);
            let options = AwsOptions { region: region.to_owned(), endpoint: None, profile: None };
            let aws = Aws::new(options, &caller(allowed(), &names));
            for kind in [FaultKind::PrivateAddress, FaultKind::PrivateAddress, FaultKind::Unreachable] {
                let fault = fault(aws.reply(aws_call("ListStateMachines", "{}")).await);
                assert_eq!(fault.kind, kind, "{fault}");
            }
            let connected = names.connected.borrow().clone();
            assert_eq!(connected, [format!("{PUBLIC}:443").parse().unwrap()], "with TLS, and nowhere else");
        }
    });
}

#[test]
fn what_is_too_large_is_told_and_a_long_history_arrives_whole() {
    let Some(_) = home::inner("what_is_too_large_is_told_and_a_long_history_arrives_whole", &[NOTHING]) else { return };
    local(async {
        let sized = |size: usize| format!("HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n{}", "x".repeat(size));
        let (whole, more) = (sized(LARGEST_ANSWER), sized(LARGEST_ANSWER + 3));
        let (names, _) = emulator(&[&whole, &more, EMPTY]).await;
        let (address, token) = relay(&names, Some(options())).await;
        let history = aws_call("GetExecutionHistory", "{}");
        let got = received(reply_in(&post(address, &token, &history).await)).unwrap();
        assert_eq!(got.response.body.len(), LARGEST_ANSWER);
        let fault = fault(reply_in(&post(address, &token, &history).await));
        assert!(fault.kind == FaultKind::TooLarge && fault.detail.contains("8 MiB"), "{fault}");
        // A definition of 1 MiB, each letter of which JSON writes as two: within JSON again, as four.
        let largest = format!(r#"{{"name": "asl-playground-x", "d": "{}"}}"#, r#"\""#.repeat(1024 * 1024 - 30));
        assert!(largest.len() > LARGEST_BODY - 100 && largest.len() <= LARGEST_BODY);
        let quoted = aws_call("CreateStateMachine", &largest);
        let sent = received(reply_in(&post(address, &token, &quoted).await)).unwrap();
        assert_eq!(sent.response.status, 200);
        let over = "x".repeat(LARGEST_BODY + 1);
        assert!(post(address, &token, &aws_call("ListStateMachines", &over)).await.starts_with("HTTP/1.1 413 "));
    });
}
