//! The practice server over real sockets: started as a program, called as a browser would.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::practice::Server;

/// What the server answers to `request`, whose lines end as Rust's do.
fn call(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(request.replace('\n', "\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

const PREFLIGHT: &str = "OPTIONS /basic HTTP/1.1\nHost: x\nOrigin: http://page.example\n\
    Access-Control-Request-Method: GET\nAccess-Control-Request-Headers: authorization\n\n";

#[test]
fn the_practice_api_answers_over_sockets_with_cors_that_can_be_switched() {
    let server = Server::start(&["0", "--cors", "on"]);
    let answer = call(&server, PREFLIGHT);
    assert!(answer.starts_with("HTTP/1.1 204 No Content\r\n"), "{answer}");
    for header in [
        "Access-Control-Allow-Origin: http://page.example",
        "Access-Control-Allow-Methods: GET",
        "Access-Control-Allow-Headers: authorization",
    ] {
        assert!(answer.contains(header), "{header}: {answer}");
    }
    let basic = "Host: x\nOrigin: http://page.example\nAuthorization: Basic ZGVtbzpwcmFjdGljZQ==\n\n";
    for attempt in [503, 503, 200] {
        let answer = call(&server, &format!("GET /basic/flaky HTTP/1.1\n{basic}"));
        assert!(answer.starts_with(&format!("HTTP/1.1 {attempt} ")), "{answer}");
        assert!(answer.contains("Access-Control-Allow-Origin: http://page.example"), "{answer}");
    }
    let answer = call(&server, "POST /orders HTTP/1.1\nHost: x\nContent-Length: 14\n\n{\"item\":\"tea\"}");
    assert!(answer.starts_with("HTTP/1.1 201 Created\r\n") && answer.contains("Location: /orders/order-1"), "{answer}");
    let answer = call(&server, "GET /nocors/hello HTTP/1.1\nHost: x\nOrigin: http://page.example\n\n");
    assert!(answer.contains("Hello") && !answer.contains("Access-Control"), "{answer}");
    assert!(call(&server, "nonsense\n\n").starts_with("HTTP/1.1 400 "));

    let server = Server::start(&["0", "--cors", "off"]);
    let answer = call(&server, PREFLIGHT);
    assert!(!answer.contains("Access-Control"), "{answer}");
}
