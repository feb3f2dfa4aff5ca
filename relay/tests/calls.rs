//! Calls over real sockets on this machine: what goes out byte for byte, what comes back, and what goes wrong.
#![expect(clippy::panic, reason = "a test: a panic is a failure")]

mod support;

use std::sync::Arc;
use std::time::Duration;

use asl_http::HttpResponse;
use asl_http::relay::{Answer, Call, FaultKind, Reply, read_reply};
use asl_relay::call::Caller;
use rcgen::generate_simple_self_signed;
use rustls::pki_types::PrivateKeyDer;
use rustls::{RootCertStore, ServerConfig};
use support::{HELLO, Names, PAGE, PUBLIC, allowed, api, call, caller, fault, local, read_request, relay, send};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::task::spawn_local;
use tokio_rustls::TlsAcceptor;

fn answer(reply: Reply) -> Answer {
    match reply {
        Reply::Answer(answer) => answer,
        Reply::Fault(fault) => panic!("{fault}"),
    }
}

/// What AWS was recorded to send, with names that differ in case only, and headers that no page may set.
fn as_aws(url: &str) -> Call {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Call {
        headers: vec![
            header("X-Shared", "task-case-header"),
            header("Authorization", "Basic ZGVtbzpwcmFjdGljZQ=="),
            header("x-shared", "connection-header"),
            header("Cookie", "a=b"),
            header("Content-Type", "application/json; charset=UTF-8"),
            header("User-Agent", "Amazon|StepFunctions|HttpInvoke|us-west-2"),
            header("Range", "bytes=0-262144"),
        ],
        body: Some("{}".to_owned()),
        ..call("GET", url)
    }
}

const ON_THE_WIRE: &str = "GET /echo%2520x?owned=get%20query HTTP/1.1\r\n\
    Host: localhost:7001\r\n\
    X-Shared: task-case-header\r\n\
    Authorization: Basic ZGVtbzpwcmFjdGljZQ==\r\n\
    x-shared: connection-header\r\n\
    Cookie: a=b\r\n\
    Content-Type: application/json; charset=UTF-8\r\n\
    User-Agent: Amazon|StepFunctions|HttpInvoke|us-west-2\r\n\
    Range: bytes=0-262144\r\n\
    Content-Length: 2\r\n\r\n{}";

#[test]
fn what_goes_out_is_what_aws_sends_and_what_comes_back_is_what_the_api_wrote() {
    local(async {
        let (place, got) =
            api(&["HTTP/1.1 200 Splendid\r\nX-Many: one\r\nx-many: two\r\nContent-Length: 2\r\n\r\n{}"]).await;
        let names = Names::default();
        names.lead_to(place);
        names.answer("localhost", &["127.0.0.1"]);
        let (address, token) = relay(&names).await;
        let body = serde_json::to_string(&as_aws("http://localhost:7001/echo%2520x?owned=get%20query")).unwrap();
        let head = [
            "POST /v1/call HTTP/1.1".to_owned(),
            format!("Host: localhost:{}", address.port()),
            format!("Origin: {PAGE}"),
            format!("x-relay-token: {token}"),
            "Content-Type: application/json".to_owned(),
        ];
        let told = send(address, &head, &body).await;
        assert_eq!(*got.borrow(), [ON_THE_WIRE]);
        let reply = told.split_once("\r\n\r\n").unwrap().1;
        let HttpResponse { status, status_text, headers, body, .. } = read_reply(reply).unwrap().response;
        assert_eq!((status, &*status_text, &*body), (200, "Splendid", &b"{}"[..]));
        let headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        assert_eq!(headers, ["X-Many: one", "x-many: two", "Content-Length: 2"]);
        // Nothing is said to an API about who asked.
        for word in [PAGE, &token, "Origin", "Referer", "Forwarded"] {
            assert!(!got.borrow()[0].contains(word), "{word}");
        }
    });
}

#[test]
fn a_call_that_is_too_large_or_no_call_is_refused() {
    local(async {
        let (address, token) = relay(&Names::default()).await;
        let head = [
            "POST /v1/call HTTP/1.1".to_owned(),
            format!("Host: localhost:{}", address.port()),
            format!("Origin: {PAGE}"),
            format!("x-relay-token: {token}"),
        ];
        assert!(send(address, &head, "{}").await.starts_with("HTTP/1.1 400 "));
        assert!(send(address, &head, &"x".repeat(3 << 20)).await.starts_with("HTTP/1.1 413 "));
    });
}

#[test]
fn each_way_in_which_an_api_fails_has_its_name() {
    local(async {
        let cases = [
            ("", FaultKind::Closed),
            ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", FaultKind::Closed),
            ("SSH-2.0-OpenSSH\r\n", FaultKind::NotHttp),
        ];
        for (written, kind) in cases {
            let (place, _) = api(&[written]).await;
            let names = Names::default();
            names.lead_to(place);
            names.answer("localhost", &["127.0.0.1"]);
            let fault = fault(caller(allowed(), &names).reply(call("GET", "http://localhost:7001/")).await);
            assert_eq!(fault.kind, kind, "{written}");
        }
        let names = Names::default();
        let caller = caller(allowed(), &names).within(Duration::from_millis(200));
        let ask = |url| caller.reply(call("GET", url));
        assert_eq!(fault(ask("https://api.example/").await).kind, FaultKind::UnknownName);
        names.answer("api.example", &[PUBLIC]);
        assert_eq!(fault(ask("https://api.example/").await).kind, FaultKind::Unreachable);
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        names.lead_to(silent.local_addr().unwrap());
        names.answer("localhost", &["127.0.0.1"]);
        assert_eq!(fault(ask("http://localhost:7001/").await).kind, FaultKind::TimedOut);
    });
}

#[test]
fn a_certificate_must_be_for_the_name_and_from_an_authority_that_is_trusted() {
    local(async {
        let made = generate_simple_self_signed(vec!["api.example".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let place = listener.local_addr().unwrap();
        spawn_local(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let request = read_request(&mut stream).await;
                assert!(request.starts_with("GET /x HTTP/1.1\r\nHost: "), "{request}");
                stream.write_all(HELLO.as_bytes()).await.unwrap();
                // Many servers end without saying so.
                drop(stream);
            }
        });
        let names = Names::default();
        names.lead_to(place);
        names.answer("api.example", &[PUBLIC]);
        names.answer("other.example", &[PUBLIC]);
        let mut allowed = allowed();
        allowed.public.push("https://other.example".to_owned());
        let mut roots = RootCertStore::empty();
        roots.add(made.cert.der().clone()).unwrap();
        let trusting = Caller::new(allowed.clone(), names.clone(), roots).unwrap();
        let got = answer(trusting.reply(call("GET", "https://api.example/x")).await);
        assert_eq!(got.status, 200);
        assert_eq!(
            fault(trusting.reply(call("GET", "https://other.example/x")).await).kind,
            FaultKind::Tls,
            "another name"
        );
        let public = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let usual = Caller::new(allowed, names, public).unwrap();
        assert_eq!(
            fault(usual.reply(call("GET", "https://api.example/x")).await).kind,
            FaultKind::Tls,
            "nobody signed it"
        );
    });
}
