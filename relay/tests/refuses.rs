//! What a relay refuses, tried as an attacker would: by a page of somebody else's, by a wrong token, by a name that leads
//! home. Each is refused before any connection to a target is made; most before its name is even asked for.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test: a panic is a failure")]

mod support;

use asl_http::relay::{FaultKind, Reply};
use support::{HELLO, Names, PAGE, PUBLIC, allowed, api, call, caller, fault, local, relay, send};

fn call_body(url: &str) -> String {
    serde_json::to_string(&call("GET", url)).unwrap()
}

fn head(start: &str, port: u16, lines: &[&str]) -> Vec<String> {
    let own = [start.to_owned(), format!("Host: 127.0.0.1:{port}")];
    own.into_iter().chain(lines.iter().map(|line| (*line).to_owned())).collect()
}

#[test]
fn a_page_or_a_token_that_is_not_right_reaches_nothing() {
    local(async {
        let names = Names::default();
        names.answer("api.example", &[PUBLIC]);
        let (address, token) = relay(&names).await;
        let body = call_body("https://api.example/");
        let right = format!("X-Relay-Token: {token}");
        let (page, other_token) =
            (format!("Origin: {PAGE}"), format!("X-Relay-Token: {}", token.replace(|_| true, "a")));
        let rebound = vec![
            "POST /v1/call HTTP/1.1".to_owned(),
            format!("Host: evil.example:{}", address.port()),
            page.clone(),
            right.clone(),
        ];
        let post = |lines: &[&str]| head("POST /v1/call HTTP/1.1", address.port(), lines);
        for (what, request, status) in [
            ("no token", post(&[&page]), 401),
            ("another token", post(&[&page, &other_token]), 401),
            ("half the token", post(&[&page, right.split_at(right.len() / 2).0]), 401),
            (
                "the token elsewhere",
                head(&format!("POST /v1/call?x-relay-token={token} HTTP/1.1"), address.port(), &[&page]),
                401,
            ),
            ("another page", post(&["Origin: https://evil.example", &right]), 403),
            ("a page of this host on another port", post(&["Origin: http://127.0.0.1:8081", &right]), 403),
            ("the same over https", post(&["Origin: https://127.0.0.1:8080", &right]), 403),
            ("a page that ends alike", post(&["Origin: http://127.0.0.1:8080.evil.example", &right]), 403),
            ("a page without an origin", post(&["Origin: null", &right]), 403),
            ("no page", post(&[&right]), 403),
            ("two pages", post(&[&page, "Origin: https://evil.example", &right]), 403),
            ("another name of this machine", rebound, 403),
        ] {
            let answer = send(address, &request, &body).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{what}: {answer}");
            assert!(!answer.contains(&token), "{what}: the token is told");
            let lets_read = answer.to_lowercase().contains("access-control-allow-origin");
            assert_eq!(lets_read, status == 401, "{what}: only the relay's own page may read why");
        }
        assert!(names.asked.borrow().is_empty() && names.connected.borrow().is_empty(), "nothing went out");
    });
}

#[test]
fn idle_connections_do_not_shut_the_page_out() {
    local(async {
        let (address, token) = relay(&Names::default()).await;
        let mut idle = Vec::new();
        for _ in 0..300 {
            idle.push(tokio::net::TcpStream::connect(address).await.unwrap());
            tokio::task::yield_now().await;
        }
        let (page, right) = (format!("Origin: {PAGE}"), format!("X-Relay-Token: {token}"));
        let answer = send(address, &head("GET /v1/status HTTP/1.1", address.port(), &[&page, &right]), "").await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    });
}

#[test]
fn the_page_is_told_that_all_connections_are_at_work() {
    local(async {
        let (address, token) = relay(&Names::default()).await;
        let (page, right) = (format!("Origin: {PAGE}"), format!("X-Relay-Token: {token}"));
        let slow = head("POST /v1/call HTTP/1.1", address.port(), &[&page, &right, "Content-Length: 10"]).join("\r\n");
        let status = head("GET /v1/status HTTP/1.1", address.port(), &[&page, &right]);
        let mut at_work = Vec::new();
        for _ in 0..300 {
            // Each waits for the body of its call.
            let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
            tokio::io::AsyncWriteExt::write_all(&mut stream, format!("{slow}\r\n\r\n").as_bytes()).await.unwrap();
            at_work.push(stream);
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        // More are closed at once, but some of them are told why.
        at_work.truncate(256);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let answer = send(address, &status, "").await.to_lowercase();
        assert!(answer.starts_with("http/1.1 503 "), "{answer}");
        assert!(
            answer.contains("access-control-allow-origin: http://127.0.0.1:8080\r\n"),
            "the page may read it: {answer}"
        );
        // One that is done makes room.
        drop(at_work);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        assert!(send(address, &status, "").await.starts_with("HTTP/1.1 200 "));
    });
}

#[test]
fn a_preflight_lets_in_the_page_of_the_relay_and_no_other() {
    local(async {
        let (address, token) = relay(&Names::default()).await;
        let ask = |origin: &str, more: &[&str]| {
            let origin = format!("Origin: {origin}");
            let lines: Vec<&str> = [origin.as_str(), "Access-Control-Request-Method: POST"]
                .into_iter()
                .chain(more.iter().copied())
                .collect();
            head("OPTIONS /v1/call HTTP/1.1", address.port(), &lines)
        };
        let answer =
            send(address, &ask(PAGE, &["Access-Control-Request-Private-Network: true"]), "").await.to_lowercase();
        for line in [
            "http/1.1 204 ",
            "access-control-allow-origin: http://127.0.0.1:8080\r\n",
            "access-control-allow-methods: get, post\r\n",
            "access-control-allow-headers: content-type, x-relay-token\r\n",
            "access-control-allow-private-network: true\r\n",
            "vary: origin\r\n",
        ] {
            assert!(answer.contains(line), "{line}: {answer}");
        }
        let answer = send(address, &ask(PAGE, &[]), "").await.to_lowercase();
        assert!(!answer.contains("private-network") && !answer.contains("allow-credentials"), "{answer}");
        let answer = send(address, &ask("https://evil.example", &["Access-Control-Request-Private-Network: true"]), "")
            .await
            .to_lowercase();
        assert!(answer.starts_with("http/1.1 403 ") && !answer.contains("access-control"), "{answer}");

        let (origin, right) = (format!("Origin: {PAGE}"), format!("X-Relay-Token: {token}"));
        let status = send(address, &head("GET /v1/status HTTP/1.1", address.port(), &[&origin, &right]), "").await;
        assert!(status.ends_with(r#"{"v":1,"origins":["https://api.example","http://localhost:7001"]}"#), "{status}");
    });
}

#[test]
fn a_target_that_is_not_listed_is_not_even_looked_up() {
    local(async {
        let names = Names::default();
        names.answer("api.example", &[PUBLIC]);
        let caller = caller(allowed(), &names);
        for (url, kind) in [
            ("https://other.example/", FaultKind::NotListed),
            ("https://api.example:8443/", FaultKind::NotListed),
            ("https://api.example.other.example/", FaultKind::NotListed),
            ("https://127.0.0.1/", FaultKind::NotListed),
            ("https://[::1]/", FaultKind::NotListed),
            ("http://localhost:7002/", FaultKind::NotListed),
            ("https://api.example@other.example/", FaultKind::NotUnderstood),
            ("https://api.example\\@other.example/", FaultKind::NotUnderstood),
            ("http://api.example/", FaultKind::NotUnderstood),
            ("file:///etc/hosts", FaultKind::NotUnderstood),
        ] {
            assert_eq!(fault(caller.reply(call("GET", url)).await).kind, kind, "{url}");
        }
        let mut framed = call("GET", "https://api.example/");
        framed.headers = vec![("Host".to_owned(), "other.example".to_owned())];
        assert_eq!(fault(caller.reply(framed).await).kind, FaultKind::HeaderRefused);
        let mut newer = call("GET", "https://api.example/");
        newer.v = 2;
        assert_eq!(fault(caller.reply(newer).await).kind, FaultKind::NotUnderstood);
        assert!(names.asked.borrow().is_empty() && names.connected.borrow().is_empty(), "nothing went out");
    });
}

#[test]
fn a_name_that_leads_into_a_private_range_is_never_connected_to() {
    local(async {
        for addresses in [
            &["127.0.0.1"][..],
            &["10.0.0.7"],
            &["192.168.1.1"],
            &["169.254.169.254"],
            &["100.100.100.200"],
            &["0.0.0.0"],
            &["::1"],
            &["fd00:ec2::254"],
            &["fe80::1"],
            &["::ffff:127.0.0.1"],
            &["64:ff9b::a00:1"],
            &[PUBLIC, "127.0.0.1"],
        ] {
            let names = Names::default();
            names.answer("api.example", addresses);
            let fault = fault(caller(allowed(), &names).reply(call("GET", "https://api.example/")).await);
            assert_eq!(fault.kind, FaultKind::PrivateAddress, "{addresses:?}");
            assert!(names.connected.borrow().is_empty(), "{addresses:?}");
        }
        // What the person says is local may be on this machine, and is still no cloud's metadata.
        let names = Names::default();
        names.answer("localhost", &["169.254.169.254"]);
        let fault = fault(caller(allowed(), &names).reply(call("GET", "http://localhost:7001/")).await);
        assert_eq!(fault.kind, FaultKind::PrivateAddress);
        assert!(names.connected.borrow().is_empty());
    });
}

#[test]
fn a_dns_answer_that_changes_changes_nothing() {
    local(async {
        let names = Names::default();
        // First a public address, then this machine's: what was checked is what is connected to, and a second call is
        // checked anew.
        names.answer("api.example", &[PUBLIC]);
        names.answer("api.example", &["127.0.0.1"]);
        let caller = caller(allowed(), &names);
        let first = fault(caller.reply(call("GET", "https://api.example/")).await);
        assert_eq!(first.kind, FaultKind::Unreachable, "it was tried; nothing is there in this network");
        assert_eq!(
            *names.connected.borrow(),
            [format!("{PUBLIC}:443").parse().unwrap()],
            "the address that was checked"
        );
        assert_eq!(names.asked.borrow().len(), 1, "the name was asked for once");
        let second = fault(caller.reply(call("GET", "https://api.example/")).await);
        assert_eq!(second.kind, FaultKind::PrivateAddress);
        assert_eq!(names.connected.borrow().len(), 1, "nothing more was connected to");
    });
}

#[test]
fn a_redirect_is_an_answer_unless_asked_for_and_then_each_step_is_checked() {
    local(async {
        let moved = |to: &str| format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
        let (inside, outside, rest) = (moved("/b"), moved("https://other.example/c"), moved("/d"));
        let (place, got) = api(&[&inside, &inside, &outside, &rest, HELLO]).await;
        let names = Names::default();
        names.lead_to(place);
        names.answer("localhost", &["127.0.0.1"]);
        names.answer("localhost", &["127.0.0.1"]);
        names.answer("localhost", &["127.0.0.1"]);
        names.answer("localhost", &["127.0.0.1"]);
        names.answer("localhost", &["169.254.169.254"]);
        let caller = caller(allowed(), &names);
        let ask = |redirects| {
            let mut call = call("GET", "http://localhost:7001/a");
            call.redirects = redirects;
            call.headers = vec![("X-Api-Key".to_owned(), "k".to_owned())];
            call
        };
        let answered = |reply: Reply| match reply {
            Reply::Answer(answer) => (answer.status, answer.redirects),
            Reply::Fault(fault) => panic!("{fault}"),
        };
        assert_eq!(answered(caller.reply(ask(0)).await), (302, 0), "not followed");
        assert_eq!(answered(caller.reply(ask(5)).await), (302, 1), "followed within the origin, not out of it");
        assert_eq!(
            names.asked.borrow().iter().filter(|name| *name != "localhost").count(),
            0,
            "no other name was asked for"
        );
        let fault = fault(caller.reply(ask(5)).await);
        assert_eq!(fault.kind, FaultKind::PrivateAddress, "the name's answer changed between two steps");
        assert_eq!(got.borrow().len(), 4, "nothing was sent to where it led");
    });
}
