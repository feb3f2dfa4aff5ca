//! What the relay's tests stand on: a network with names of its own, an API of prepared answers, and a page's side of
//! the conversation. All of it is on loopback.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    dead_code,
    unreachable_pub,
    missing_docs,
    reason = "shared by tests, not all of which use all of it; a panic is a failure"
)]

pub mod home;

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;

use asl_http::relay::{Call, Fault, Reply};
use asl_relay::allow::Allowed;
use asl_relay::call::Caller;
use asl_relay::network::Network;
use asl_relay::server::{Relay, listen, serve};
use asl_relay::token::Token;
use rustls::RootCertStore;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{LocalSet, spawn_local};

pub const PAGE: &str = "http://127.0.0.1:8080";
/// An address of the public network. Nothing is ever sent there: the network of the tests leads it to the API.
pub const PUBLIC: &str = "93.184.216.34";

/// A network in which names have the answers that a test gives them, one after the other, the last one for ever; and in
/// which every address leads to one place on this machine.
#[derive(Clone, Default)]
pub struct Names {
    answers: Rc<RefCell<BTreeMap<String, VecDeque<Vec<IpAddr>>>>>,
    leads_to: Rc<RefCell<Option<SocketAddr>>>,
    /// Names that were asked for.
    pub asked: Rc<RefCell<Vec<String>>>,
    /// Addresses that were connected to.
    pub connected: Rc<RefCell<Vec<SocketAddr>>>,
}

impl Names {
    pub fn answer(&self, host: &str, addresses: &[&str]) {
        let addresses = addresses.iter().map(|text| text.parse().unwrap()).collect();
        self.answers.borrow_mut().entry(host.to_owned()).or_default().push_back(addresses);
    }

    pub fn lead_to(&self, place: SocketAddr) {
        self.leads_to.replace(Some(place));
    }
}

impl Network for Names {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        self.asked.borrow_mut().push(host.to_owned());
        let mut answers = self.answers.borrow_mut();
        let answers = answers.get_mut(host).ok_or(io::ErrorKind::NotFound)?;
        Ok(if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() }.unwrap_or_default())
    }

    async fn connect(&self, address: SocketAddr) -> io::Result<TcpStream> {
        self.connected.borrow_mut().push(address);
        let place = self.leads_to.borrow().ok_or(io::ErrorKind::ConnectionRefused)?;
        TcpStream::connect(place).await
    }
}

/// Reads a request: its head, and as much of a body as it announces.
pub async fn read_request<S: tokio::io::AsyncRead + Unpin>(stream: &mut S) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("Content-Length: "))
                .map_or(0, |length| length.parse().unwrap());
            if body.len() >= length {
                return text;
            }
        }
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return text;
        }
    }
}

/// An API that gives these answers, one for each connection, and notes what it was sent.
pub async fn api(answers: &[&str]) -> (SocketAddr, Rc<RefCell<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, got) = (listener.local_addr().unwrap(), Rc::new(RefCell::new(Vec::new())));
    let answers: Vec<String> = answers.iter().map(|answer| (*answer).to_owned()).collect();
    let noted = got.clone();
    spawn_local(async move {
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let request = read_request(&mut stream).await;
            noted.borrow_mut().push(request);
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (address, got)
}

pub const HELLO: &str = "HTTP/1.1 200 OK\r\nX-Hello: 1\r\nContent-Length: 2\r\n\r\n{}";

/// What is allowed where a test says nothing else.
pub fn allowed() -> Allowed {
    Allowed { public: vec!["https://api.example".into()], local: vec!["http://localhost:7001".into()] }
}

pub fn caller(allowed: Allowed, names: &Names) -> Caller<Names> {
    Caller::new(allowed, names.clone(), RootCertStore::empty()).unwrap()
}

pub fn call(method: &str, url: &str) -> Call {
    Call { v: 1, method: method.to_owned(), url: url.to_owned(), headers: Vec::new(), body: None, redirects: 0 }
}

pub fn fault(reply: Reply) -> Fault {
    match reply {
        Reply::Fault(fault) => fault,
        Reply::Answer(answer) => panic!("it was answered: {}", answer.status),
    }
}

/// A relay that serves; its address and its token.
pub async fn relay(names: &Names) -> (SocketAddr, String) {
    let token = Token::random().unwrap();
    let shown = token.show().to_owned();
    let listener = listen(0).await.unwrap();
    let address = listener.local_addr().unwrap();
    let relay = Relay { pages: vec![PAGE.to_owned()], token, caller: caller(allowed(), names), aws: None };
    spawn_local(async move { serve(listener, relay).await.map(|_| ()) });
    (address, shown)
}

/// Sends `head` (lines without their ends) and `body` as they stand, and reads all that comes back.
pub async fn send(to: SocketAddr, head: &[String], body: &str) -> String {
    let mut stream = TcpStream::connect(to).await.unwrap();
    let text = format!("{}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", head.join("\r\n"), body.len());
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

/// Runs a test whose parts are on one thread, as the relay's are.
pub fn local<F: Future>(test: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(LocalSet::new().run_until(test))
}
