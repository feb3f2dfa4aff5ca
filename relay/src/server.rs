//! What pages talk to: an HTTP server on loopback that lets in the pages it was started for.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::time::Duration;

use asl_http::relay::{
    AWS_PATH, AwsCall, CALL_PATH, Call, Fault, FaultKind, Reply, STATUS_PATH, Status, TOKEN_HEADER, VERSION,
};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::de::DeserializeOwned;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::{AbortHandle, spawn_local};
use tokio::time::{Instant, sleep, timeout};

use crate::aws::{Aws, LARGEST_BODY};
use crate::call::Caller;
use crate::network::Network;
use crate::token::Token;

/// The most bytes of a call: AWS's 256 KiB of input, each of which JSON may write as six.
const LARGEST: usize = 2 * 1024 * 1024;
/// The same of a call of AWS: its body is JSON within JSON, in which each letter may be written as two.
const LARGEST_OF_AWS: usize = 2 * LARGEST_BODY + 4096;
/// The time that a page has for the head of a request, and for its body.
const PATIENCE: Duration = Duration::from_secs(10);
/// Calls at the same time: what AWS runs of an inline Map, twice.
const CALLS: usize = 80;
/// Connections at the same time. Every program of this machine may open some: whoever comes then takes the place of the one
/// that has been idle longest.
const CONNECTIONS: usize = 256;
/// Connections beyond that at which none is idle: they are told so.
const TURNED_AWAY: usize = 16;

/// Who may use the relay, and what it does for them.
pub struct Relay<N> {
    /// Origins of pages.
    pub pages: Vec<String>,
    /// The token of this start.
    pub token: Token,
    /// Sends the calls.
    pub caller: Caller<N>,
    /// Signs the calls of AWS, if it was started for that.
    pub aws: Option<Aws<N>>,
}

/// Takes a port of this machine; 0 is any free one.
pub async fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
}

/// Serves until the program ends. Needs a `tokio::task::LocalSet`.
pub async fn serve<N: Network + Clone + 'static>(listener: TcpListener, relay: Relay<N>) -> io::Result<Infallible> {
    let own = listener.local_addr()?;
    let relay = Rc::new(relay);
    let (open, calls) = (Rc::new(Connections::default()), Rc::new(Semaphore::new(CALLS)));
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of files, say: nothing is won by asking again at once.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let is_full = !open.make_room();
        if is_full && open.count() >= CONNECTIONS + TURNED_AWAY {
            continue;
        }
        let (relay, calls, connection) = (relay.clone(), calls.clone(), Rc::new(Connection::default()));
        let ended = Ended { open: open.clone(), id: open.add(connection.clone()) };
        let task = spawn_local({
            let connection = connection.clone();
            async move {
                let _ended = ended;
                let service = service_fn(|request| {
                    let (relay, calls, connection) = (relay.clone(), calls.clone(), connection.clone());
                    async move {
                        let _at_work = AtWork::on(connection);
                        Ok::<_, Infallible>(relay.answer(request, own, &calls, is_full).await)
                    }
                });
                let mut server = hyper::server::conn::http1::Builder::new();
                server.timer(TokioTimer::new()).header_read_timeout(PATIENCE).keep_alive(!is_full);
                // A page that went away is no reason to stop; the call that it waited for ends with it.
                let _ = server.serve_connection(TokioIo::new(stream), service).await;
            }
        });
        connection.task.set(Some(task.abort_handle()));
    }
}

/// The connections that are open, by number.
#[derive(Default)]
struct Connections {
    next: Cell<u64>,
    open: RefCell<BTreeMap<u64, Rc<Connection>>>,
}

/// A connection and whether anything is done on it.
#[derive(Default)]
struct Connection {
    requests: Cell<usize>,
    /// When a request was ended last on it, by a clock.
    idle_since: Cell<Option<Instant>>,
    task: Cell<Option<AbortHandle>>,
}

impl Connections {
    fn count(&self) -> usize {
        self.open.borrow().len()
    }

    fn add(&self, connection: Rc<Connection>) -> u64 {
        let id = self.next.get();
        self.next.set(id + 1);
        connection.idle_since.set(Some(Instant::now()));
        self.open.borrow_mut().insert(id, connection);
        id
    }

    /// Ends the connection that has been idle longest, if there are too many; says whether there is room for another one.
    fn make_room(&self) -> bool {
        let mut open = self.open.borrow_mut();
        if open.len() < CONNECTIONS {
            return true;
        }
        let idle = open.iter().filter(|(_, one)| one.requests.get() == 0);
        let Some(oldest) = idle.min_by_key(|(_, one)| one.idle_since.get()).map(|(id, _)| *id) else { return false };
        let ended = open.remove(&oldest).and_then(|connection| connection.task.take());
        drop(open);
        if let Some(task) = ended {
            task.abort();
        }
        true
    }
}

/// Takes a connection off the list when it is over, however it ended.
struct Ended {
    open: Rc<Connections>,
    id: u64,
}

impl Drop for Ended {
    fn drop(&mut self) {
        if let Ok(mut open) = self.open.open.try_borrow_mut() {
            open.remove(&self.id);
        }
    }
}

/// A request that is answered on a connection.
struct AtWork(Rc<Connection>);

impl AtWork {
    fn on(connection: Rc<Connection>) -> Self {
        connection.requests.set(connection.requests.get() + 1);
        Self(connection)
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.requests.set(self.0.requests.get().saturating_sub(1));
        self.0.idle_since.set(Some(Instant::now()));
    }
}

impl<N: Network + Clone + 'static> Relay<N> {
    async fn answer(
        &self,
        request: Request<Incoming>,
        own: SocketAddr,
        calls: &Semaphore,
        is_full: bool,
    ) -> Response<Full<Bytes>> {
        let Some(origin) = self.welcome(request.headers(), own) else {
            let why = "this relay was not started for this page (see PAGE of `make relay`)\n";
            return plain(StatusCode::FORBIDDEN, why);
        };
        let mut response = if is_preflight(&request) {
            preflight(request.headers())
        } else if is_full {
            plain(StatusCode::SERVICE_UNAVAILABLE, "too many connections are open\n")
        } else if !request.headers().get(TOKEN_HEADER).is_some_and(|token| self.token.is(token.as_bytes())) {
            plain(StatusCode::UNAUTHORIZED, "the token is wrong")
        } else {
            self.known(request, calls).await
        };
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }

    /// The page that asks, if the relay was started for it. `Host` must be this machine's own name: a name of somebody
    /// else's that was pointed here makes their page one of this origin.
    fn welcome(&self, headers: &HeaderMap, own: SocketAddr) -> Option<HeaderValue> {
        let host = only(headers, header::HOST)?.to_str().ok()?;
        let names = [format!("127.0.0.1:{}", own.port()), format!("localhost:{}", own.port())];
        let origin = only(headers, header::ORIGIN)?;
        let is_known = self.pages.iter().any(|page| page.as_bytes() == origin.as_bytes());
        (is_known && names.iter().any(|name| name == host)).then(|| origin.clone())
    }

    /// Answers whoever has the token.
    async fn known(&self, request: Request<Incoming>, calls: &Semaphore) -> Response<Full<Bytes>> {
        match (request.method(), request.uri().path()) {
            (&Method::GET, STATUS_PATH) => {
                let aws = match &self.aws {
                    None => None,
                    // Whoever asks may have done what the last answer said.
                    Some(aws) => {
                        aws.look().await;
                        Some(aws.status())
                    }
                };
                json(&Status { v: VERSION, origins: self.caller.allowed().origins(), aws })
            }
            (&Method::POST, CALL_PATH) => match call_in::<Call>(request, LARGEST).await {
                Ok(call) => within(calls, self.caller.reply(call)).await,
                Err(problem) => problem,
            },
            (&Method::POST, AWS_PATH) => match call_in::<AwsCall>(request, LARGEST_OF_AWS).await {
                Ok(call) if call.body.len() > LARGEST_BODY => too_large(),
                Ok(call) => within(calls, self.signed(call)).await,
                Err(problem) => problem,
            },
            _ => plain(StatusCode::NOT_FOUND, "there is nothing here"),
        }
    }

    /// What comes of a call that is signed.
    async fn signed(&self, call: AwsCall) -> Reply {
        if let Some(aws) = &self.aws {
            return aws.reply(call).await;
        }
        let detail = "the relay was not started for AWS: name a region, such as AWS=eu-west-1";
        Reply::Fault(Fault::new(FaultKind::NotForAws, detail))
    }
}

/// Reads a call of at most so many bytes; the error is the response to what is none.
async fn call_in<T: DeserializeOwned>(request: Request<Incoming>, most: usize) -> Result<T, Response<Full<Bytes>>> {
    let body = Limited::new(request.into_body(), most).collect();
    let Ok(Ok(body)) = timeout(PATIENCE, body).await else { return Err(too_large()) };
    serde_json::from_slice(&body.to_bytes()).map_err(|_| plain(StatusCode::BAD_REQUEST, "this is not a call"))
}

fn too_large() -> Response<Full<Bytes>> {
    plain(StatusCode::PAYLOAD_TOO_LARGE, "the call is too large, or did not arrive in time")
}

/// What comes of a call, unless too many are running.
async fn within(calls: &Semaphore, reply: impl Future<Output = Reply>) -> Response<Full<Bytes>> {
    let Ok(_held) = calls.try_acquire() else {
        return json(&Reply::Fault(Fault::new(FaultKind::Busy, format!("{CALLS} calls are already running"))));
    };
    json(&reply.await)
}

/// The value of a header that stands there once.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<&HeaderValue> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())
}

fn is_preflight(request: &Request<Incoming>) -> bool {
    request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Lets a page send the token, also one from the network (Private Network Access).
fn preflight(asked: &HeaderMap) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type, x-relay-token"));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    if asked.contains_key("access-control-request-private-network") {
        headers.insert("access-control-allow-private-network", HeaderValue::from_static("true"));
    }
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

fn json<T: serde::Serialize>(value: &T) -> Response<Full<Bytes>> {
    // Text, numbers and lists of them are always JSON.
    let mut response = Response::new(Full::from(serde_json::to_vec(value).unwrap_or_default()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
