//! The Practice API behind a real HTTP server on this machine: for the end-to-end tests, and to try the playground
//! with real sockets.
//!
//! `practice_server [PORT] [--cors on|off]` prints `listening on http://127.0.0.1:PORT`; port 0, the default, means
//! any free one. With CORS on, every page may call it and read its answers, except below `/nocors/`, where the same
//! endpoints answer without those headers. Delays are real. One state for all callers, for as long as it runs.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use asl_http::practice::{Practice, PracticeAnswer, PracticeRequest};

/// The most bytes of a request's head, and of its body.
const HEAD_LIMIT: u64 = 64 * 1024;
const BODY_LIMIT: usize = 1024 * 1024;

/// A request as it came over the socket.
struct Incoming {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What goes back over the socket.
struct Outgoing {
    status: u16,
    reason: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    delay: Duration,
}

type Question = (Incoming, Sender<Outgoing>);

#[expect(clippy::print_stdout, reason = "whoever starts the server reads its address")]
fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_off = arguments.windows(2).any(|pair| matches!(pair, [name, value] if name == "--cors" && value == "off"));
    let port = arguments.first().and_then(|text| text.parse::<u16>().ok()).unwrap_or(0);
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    println!("listening on http://{}", listener.local_addr()?);
    io::stdout().flush()?;

    // The Practice API is not made for several threads: one owns it, and the connections ask it.
    let (ask, questions) = channel::<Question>();
    thread::spawn(move || answer_all(&questions));
    for stream in listener.incoming() {
        let ask = ask.clone();
        // A caller that hangs up early is no reason to stop.
        thread::spawn(move || stream.and_then(|stream| serve(stream, !is_off, &ask)));
    }
    Ok(())
}

fn answer_all(questions: &Receiver<Question>) {
    let mut practice = Practice::default();
    for (incoming, reply) in questions {
        let headers: Vec<(&str, &str)> =
            incoming.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let request = PracticeRequest::new(&incoming.method, &incoming.target, &headers, &incoming.body);
        // Nobody may be waiting any more.
        let _ = reply.send(Outgoing::from(practice.answer(&request)));
    }
}

impl From<PracticeAnswer> for Outgoing {
    fn from(answer: PracticeAnswer) -> Self {
        let PracticeAnswer { response, delay_ms } = answer;
        let header = |(name, value): &(std::rc::Rc<str>, std::rc::Rc<str>)| (name.to_string(), value.to_string());
        Self {
            status: response.status,
            reason: response.phrase().to_owned(),
            headers: response.headers.iter().map(header).collect(),
            body: response.body.to_vec(),
            delay: Duration::from_millis(delay_ms.into()),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a server may block one of its threads")]
fn serve(mut stream: TcpStream, cors_is_on: bool, ask: &Sender<Question>) -> io::Result<()> {
    let Some(mut incoming) = read(&mut stream)? else {
        let refusal = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        return stream.write_all(refusal.as_bytes());
    };
    let without_cors = incoming.target.strip_prefix("/nocors/").map(|rest| format!("/{rest}"));
    let cors = if cors_is_on && without_cors.is_none() { cors_headers(&incoming) } else { Vec::new() };
    if let Some(target) = without_cors {
        incoming.target = target;
    }
    let is_head = incoming.method == "HEAD";
    let is_preflight = incoming.method == "OPTIONS" && header(&incoming, "access-control-request-method").is_some();
    let mut outgoing = if is_preflight && !cors.is_empty() {
        Outgoing {
            status: 204,
            reason: "No Content".to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            delay: Duration::ZERO,
        }
    } else {
        let (reply, answer) = channel();
        let gone = |_| io::Error::other("the Practice API has stopped");
        ask.send((incoming, reply)).map_err(|_| io::Error::other("the Practice API has stopped"))?;
        answer.recv().map_err(gone)?
    };
    outgoing.headers.extend(cors);
    thread::sleep(outgoing.delay);
    let mut head = format!("HTTP/1.1 {} {}\r\n", outgoing.status, outgoing.reason);
    for (name, value) in &outgoing.headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    if outgoing.status != 204 && outgoing.status != 304 && !is_head {
        head.extend(["Content-Length: ", &outgoing.body.len().to_string(), "\r\n"]);
    }
    head.push_str("Connection: close\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    stream.write_all(&outgoing.body)?;
    stream.flush()
}

/// Reads one request; `None` for what is none, or too large.
fn read(stream: &mut TcpStream) -> io::Result<Option<Incoming>> {
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    let mut head = reader.by_ref().take(HEAD_LIMIT);
    loop {
        let mut line = String::new();
        if head.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        lines.push(line.to_owned());
    }
    let mut start = lines.first().map(String::as_str).unwrap_or_default().split(' ');
    let (Some(method), Some(target)) = (start.next(), start.next()) else { return Ok(None) };
    let pairs = lines.iter().skip(1).filter_map(|line| line.split_once(':'));
    let headers = pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect();
    let mut incoming = Incoming { method: method.to_owned(), target: target.to_owned(), headers, body: Vec::new() };
    let length = header(&incoming, "content-length").map_or(Some(0), |text| text.parse::<usize>().ok());
    let Some(length) = length.filter(|length| *length <= BODY_LIMIT) else { return Ok(None) };
    if header(&incoming, "expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue")) {
        writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    incoming.body = vec![0; length];
    reader.read_exact(&mut incoming.body)?;
    Ok(Some(incoming))
}

fn header<'a>(incoming: &'a Incoming, name: &str) -> Option<&'a str> {
    incoming.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// The headers that let the page which asks send this request and read all of the answer. None if no page asks.
fn cors_headers(incoming: &Incoming) -> Vec<(String, String)> {
    let Some(origin) = header(incoming, "origin") else { return Vec::new() };
    let mut headers = vec![
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Expose-Headers", "*"),
        ("Vary", "Origin, Access-Control-Request-Headers"),
    ];
    if let Some(method) = header(incoming, "access-control-request-method") {
        headers.push(("Access-Control-Allow-Methods", method));
    }
    if let Some(names) = header(incoming, "access-control-request-headers") {
        headers.push(("Access-Control-Allow-Headers", names));
    }
    // Chromium asks this before a page on the network may call this machine.
    if header(incoming, "access-control-request-private-network").is_some() {
        headers.push(("Access-Control-Allow-Private-Network", "true"));
    }
    headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
