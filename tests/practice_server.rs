//! The practice server over real sockets: started as a program, called as a browser would.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test: a panic is a failure")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running server, ended with the test.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        // `cargo test` builds the examples, but `cargo test --test practice_server` does not.
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--example", "practice_server"]).current_dir(env!("CARGO_MANIFEST_DIR"));
        if !cfg!(debug_assertions) {
            build.arg("--release");
        }
        assert!(build.status().unwrap().success());
        let mut program: PathBuf = std::env::current_exe().unwrap();
        program.pop();
        program.pop();
        program.push("examples");
        program.push(format!("practice_server{}", std::env::consts::EXE_SUFFIX));
        let started = Command::new(&program).args(arguments).stdout(Stdio::piped()).spawn();
        let mut child = started.unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap().to_owned();
        Self { child, address }
    }

    fn call(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.write_all(request.replace('\n', "\r\n").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const PREFLIGHT: &str = "OPTIONS /basic HTTP/1.1\nHost: x\nOrigin: http://page.example\n\
    Access-Control-Request-Method: GET\nAccess-Control-Request-Headers: authorization\n\n";

#[test]
fn the_practice_api_answers_over_sockets_with_cors_that_can_be_switched() {
    let server = Server::start(&["0", "--cors", "on"]);
    let answer = server.call(PREFLIGHT);
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
        let answer = server.call(&format!("GET /basic/flaky HTTP/1.1\n{basic}"));
        assert!(answer.starts_with(&format!("HTTP/1.1 {attempt} ")), "{answer}");
        assert!(answer.contains("Access-Control-Allow-Origin: http://page.example"), "{answer}");
    }
    let answer = server.call("POST /orders HTTP/1.1\nHost: x\nContent-Length: 14\n\n{\"item\":\"tea\"}");
    assert!(answer.starts_with("HTTP/1.1 201 Created\r\n") && answer.contains("Location: /orders/order-1"), "{answer}");
    let answer = server.call("GET /nocors/hello HTTP/1.1\nHost: x\nOrigin: http://page.example\n\n");
    assert!(answer.contains("Hello") && !answer.contains("Access-Control"), "{answer}");
    assert!(server.call("nonsense\n\n").starts_with("HTTP/1.1 400 "));

    let server = Server::start(&["0", "--cors", "off"]);
    let answer = server.call(PREFLIGHT);
    assert!(!answer.contains("Access-Control"), "{answer}");
}
