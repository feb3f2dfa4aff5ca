//! The Relay transport: a call handed to the program on the person's own machine that sends it as AWS would.

use std::rc::Rc;

use asl_http::relay::{
    CALL_PATH, Fault, FaultKind, Received, RelaySetting, STATUS_PATH, Status, TOKEN_HEADER, VERSION, call_text,
    read_reply,
};
use asl_http::{Caller, HttpResponse, OutgoingRequest, Secret, TransportError};
use futures_util::future::{Either, select};
use gloo_net::http::{Method, Request, RequestBuilder};
use gloo_timers::future::TimeoutFuture;
use web_sys::{AbortController, ReferrerPolicy, RequestCache, RequestCredentials, RequestMode, RequestRedirect};

use crate::app::host::fetch::{AbortOnDrop, Fetched};

/// The relay says itself that a call took 60 seconds; it has this long to do so.
const GRACE_MILLIS: u32 = 2_000;
/// A relay that is there says so at once.
const STATUS_MILLIS: u32 = 5_000;

/// Sends `request` through the relay. Dropping the future ends the call, there too.
pub(crate) async fn send(relay: &RelaySetting, request: &OutgoingRequest) -> Fetched {
    let call = call_text(request, relay.redirects());
    let url = format!("{}{CALL_PATH}", relay.address);
    let asked = ask(Method::POST, &url, &relay.token, Some(call.expose()));
    let limit = match request.shown.caller {
        caller @ (Caller::HttpTask | Caller::Function) => caller.time_limit_millis() + GRACE_MILLIS,
        // The relay would wait longer.
        caller @ Caller::ApiDestination => caller.time_limit_millis(),
    };
    let answer = match select(Box::pin(asked), TimeoutFuture::new(limit)).await {
        Either::Left((Ok(text), _)) => read_reply(&text),
        Either::Left((Err(fault), _)) => Err(TransportError::Relay(fault)),
        Either::Right(_) => Err(TransportError::TimedOut),
    };
    match answer {
        Ok(Received { response, redirects }) => Fetched { note: note(&response, redirects), answer: Ok(response) },
        Err(error) => Fetched { answer: Err(error), note: None },
    }
}

/// What the relay at `address` says of itself.
pub(crate) async fn status(address: &str, token: &Secret) -> Result<Status, Fault> {
    let url = format!("{address}{STATUS_PATH}");
    let asked = ask(Method::GET, &url, token, None);
    let text = match select(Box::pin(asked), TimeoutFuture::new(STATUS_MILLIS)).await {
        Either::Left((text, _)) => text?,
        Either::Right(_) => return Err(not_running(address)),
    };
    let status: Status = serde_json::from_str(&text).map_err(|_| not_understood(address))?;
    if status.v == VERSION { Ok(status) } else { Err(not_understood(address)) }
}

/// Asks the relay; gives the text of its answer.
pub(crate) async fn ask(method: Method, url: &str, token: &Secret, body: Option<&str>) -> Result<String, Fault> {
    let address = url.split_once("/v1/").map_or(url, |(address, _)| address);
    let unusable = |_| not_understood(address);
    let guard = AbortOnDrop(AbortController::new().map_err(|_| not_running(address))?);
    let request = RequestBuilder::new(url)
        .method(method)
        .header(TOKEN_HEADER, &printable(token))
        .mode(RequestMode::Cors)
        .credentials(RequestCredentials::Omit)
        .cache(RequestCache::NoStore)
        .redirect(RequestRedirect::Error)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(Some(&guard.0.signal()));
    let request: Request = match body {
        Some(body) => request.header("Content-Type", "application/json").body(body.to_owned()).map_err(unusable)?,
        None => request.build().map_err(unusable)?,
    };
    let response = request.send().await.map_err(|_| not_running(address))?;
    match response.status() {
        200 => response.text().await.map_err(|_| not_running(address)),
        401 => Err(Fault::new(FaultKind::WrongToken, format!("the relay at `{address}` does not accept this token"))),
        503 => Err(Fault::new(FaultKind::Busy, format!("the relay at `{address}` has too many connections open"))),
        413 => Err(Fault::new(FaultKind::NotUnderstood, "the call is too large for the relay")),
        _ => Err(not_understood(address)),
    }
}

/// The token as a header can hold it: what was pasted with more than letters is wrong, and not an exception.
fn printable(token: &Secret) -> String {
    token.expose().trim().chars().filter(char::is_ascii_graphic).collect()
}

fn not_running(address: &str) -> Fault {
    Fault::new(FaultKind::NotRunning, format!("no relay responds to this page at `{address}`"))
}

fn not_understood(address: &str) -> Fault {
    let detail = format!("the server at `{address}` is not a relay of this version");
    Fault::new(FaultKind::NotUnderstood, detail)
}

/// What shows only now.
fn note(response: &HttpResponse, redirects: u8) -> Option<Rc<str>> {
    let followed = match redirects {
        0 => None,
        1 => Some("The relay followed a redirect. AWS does not document what it does with redirects.".to_owned()),
        count => {
            Some(format!("The relay followed {count} redirects. AWS does not document what it does with redirects."))
        }
    };
    let packed = response.header("content-encoding").filter(|coding| !coding.eq_ignore_ascii_case("identity"));
    let packed = packed.map(|coding| {
        format!(
            "The response is compressed (`{coding}`) although the request did not ask for it. The relay passes it on unchanged."
        )
    });
    let notes: Vec<String> = followed.into_iter().chain(packed).collect();
    (!notes.is_empty()).then(|| notes.join(" ").into())
}
