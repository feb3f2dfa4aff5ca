//! The program as it is started: what it prints, and that it prints nothing else.
#![expect(clippy::unwrap_used, reason = "a test: a panic is a failure")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};

/// Sends `request` and reads to the end.
fn ask(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_shows_its_token_once_and_writes_nothing_of_a_call() {
    let api = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", api.local_addr().unwrap());
    let answering = std::thread::spawn(move || {
        let (mut stream, _) = api.accept().unwrap();
        let mut request = vec![0; 4096];
        let length = stream.read(&mut request).unwrap();
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nX-Answer: header-s3cret\r\nContent-Length: 11\r\n\r\nbody-s3cret")
            .unwrap();
        String::from_utf8_lossy(&request[..length]).into_owned()
    });
    let mut child = Command::new(env!("CARGO_BIN_EXE_asl-relay"))
        .args(["--port", "0", "--page", "http://127.0.0.1:1", "--local", &origin])
        .env("RUST_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    while !said.contains("calls  ") {
        out.read_line(&mut said).unwrap();
    }
    let address = said.split("http://").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    assert!(address.starts_with("127.0.0.1:"), "it listens on this machine only: {address}");
    let token = said.lines().find_map(|line| line.trim().strip_prefix("token  ")).unwrap().to_owned();
    let body = format!(
        r#"{{"v":1,"method":"POST","url":"{origin}/p?k=query-s3cret","headers":[["X-Key","key-s3cret"]],"body":"text-s3cret"}}"#
    );
    let request = |token: &str, body: &str| {
        format!(
            "POST /v1/call HTTP/1.1\r\nHost: {address}\r\nOrigin: http://127.0.0.1:1\r\nx-relay-token: {token}\r\n\
             Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    assert!(ask(&address, &request(&token, &body)).contains("header-s3cret"));
    assert!(answering.join().unwrap().contains("text-s3cret"), "the call went out");
    assert!(ask(&address, &request("wrong-s3cret", &body)).starts_with("HTTP/1.1 401 "));
    assert!(ask(&address, &request(&token, "broken-s3cret")).starts_with("HTTP/1.1 400 "));
    child.kill().unwrap();
    child.wait().unwrap();
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    out.read_to_string(&mut said).unwrap();
    assert_eq!(said.matches(&token).count(), 1, "{said}");
    assert!(!said.contains("s3cret") && said.lines().count() == 4, "{said}");
    assert_eq!(errors, "");
}

#[test]
fn it_says_what_it_signs_for_and_where_credentials_are_from_and_no_secret() {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("started");
    fs::create_dir_all(home.join(".aws")).unwrap();
    let keys = "[dev]\naws_access_key_id = AKIDDEV\naws_secret_access_key = s3cret-dev\n";
    fs::write(home.join(".aws/credentials"), keys).unwrap();
    for (words, expected) in [
        (
            &["--aws", "eu-west-1", "--profile", "dev"][..],
            &["calls  none", "aws    https://states.eu-west-1.amazonaws.com (eu-west-1)", "keys   profile dev"][..],
        ),
        (
            &["--aws", "eu-west-1", "a.example"],
            &["calls  https://a.example", "keys   none: there are no credentials of AWS"],
        ),
        (
            &["--aws-endpoint", "http://127.0.0.1:4566"],
            &["aws    http://127.0.0.1:4566 (us-east-1)", "keys   test credentials for an emulator"],
        ),
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_asl-relay"))
            .args(["--port", "0"])
            .args(words)
            .env_clear()
            .env("HOME", &home)
            .env("RUST_LOG", "trace")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains("keys   ") {
            assert_ne!(out.read_line(&mut said).unwrap(), 0, "{words:?}: {said}");
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let mut errors = String::new();
        child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        assert!(expected.iter().all(|line| said.contains(line)), "{words:?}: {said}");
        assert!(!said.contains("s3cret") && !said.contains("AKID") && errors.is_empty(), "{words:?}: {said}{errors}");
    }
}

#[test]
fn only_the_start_of_the_program_can_print_at_all() {
    // Ways to write something somewhere. The lines that may are listed below, word for word.
    let words = ["print!(", "println!(", "eprint!(", "eprintln!(", "dbg!(", "tracing", "log::", "std::fs", "File::"];
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            for line in text.lines().filter(|line| words.iter().any(|word| line.contains(word))) {
                found.push(format!("{name}: {}", line.trim()));
            }
        }
    }
    found.sort();
    assert_eq!(
        found,
        [
            r#"main.rs: eprintln!("error: {problem}");"#,
            r#"main.rs: print!("{HELP}");"#,
            r#"main.rs: println!("  aws    {endpoint} ({region})");"#,
            r#"main.rs: println!("  calls  {}", if origins.is_empty() { "none".to_owned() } else { origins.join(" ") });"#,
            r#"main.rs: println!("  keys   {credentials}");"#,
            r#"main.rs: println!("  pages  {}", pages.join(" "));"#,
            r#"main.rs: println!("  token  {}", token.show());"#,
            r#"main.rs: println!("The relay listens at http://{own} (Ctrl+C stops it)");"#,
        ]
    );
}

#[test]
fn a_start_that_cannot_be_is_explained() {
    let run = |words: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_asl-relay")).args(words).output().unwrap();
        (done.status.success(), String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
    };
    let (fine, help, _) = run(&["--help"]);
    assert!(fine && help.contains("make relay HOSTS=") && help.contains("make relay AWS="), "{help}");
    let (fine, _, error) = run(&[]);
    assert!(!fine && error.contains("name the APIs"), "{error}");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (fine, said, error) = run(&["--port", &port, "a.example"]);
    assert!(!fine && error.contains("choose another one") && !said.contains("token"), "{said}{error}");
}
