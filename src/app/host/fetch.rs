//! The Direct transport: one request through the browser's `fetch`.

use std::rc::Rc;

use asl_http::{HttpResponse, OutgoingRequest, TransportError, browser};
use futures_util::future::{Either, select};
use gloo_net::http::{Request, Response};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, ReadableStreamDefaultReader, RequestInit};

use super::timing;

/// An answer, and what the browser did on the way to it.
pub(crate) struct Fetched {
    /// The answer, or why there is none.
    pub(crate) answer: Result<HttpResponse, TransportError>,
    /// What differs from AWS and shows only now.
    pub(crate) note: Option<Rc<str>>,
}

impl Fetched {
    /// A request that never left the page, and why.
    pub(crate) fn not_sent(text: String) -> Self {
        Self { answer: Err(TransportError::NotSent { text, header: None }), note: None }
    }
}

/// Aborts the request when it is dropped, answered or not.
pub(crate) struct AbortOnDrop(pub(crate) AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sends `request` and reads the answer. Dropping the future aborts the request.
pub(crate) async fn fetch(request: &OutgoingRequest) -> Fetched {
    let guard = match AbortController::new() {
        Ok(controller) => AbortOnDrop(controller),
        Err(error) => return failed(not_sent(&error, None)),
    };
    let prepared = match prepare(request, &guard.0) {
        Ok(prepared) => prepared,
        Err(error) => return failed(error),
    };
    let begun = timing::now();
    let exchange = async {
        let response = prepared.send().await.map_err(|error| {
            TransportError::NoAnswer(match error {
                gloo_net::Error::JsError(error) => said(&error.name, &error.message),
                other => said("Error", &other.to_string()),
            })
        })?;
        let body = read(&response, request.shown.caller.most_bytes()).await?;
        Ok((response, body))
    };
    match select(Box::pin(exchange), TimeoutFuture::new(request.shown.caller.time_limit_millis())).await {
        Either::Left((Ok((response, body)), _)) => {
            let note = response
                .redirected()
                .then(|| Rc::from("The browser followed a redirect: the response comes from another address."));
            let phases = timing::phases(request.url.expose(), begun).await;
            Fetched { answer: Ok(HttpResponse { phases, ..received(&response, body) }), note }
        }
        Either::Left((Err(error), _)) => failed(error),
        Either::Right(_) => failed(TransportError::TimedOut),
    }
}

fn not_sent(error: &JsValue, header: Option<&str>) -> TransportError {
    let text = match header {
        Some(name) => format!("the browser rejects the value of the header `{name}`"),
        None => format!("the browser rejects it ({})", text_of(error)),
    };
    TransportError::NotSent { text, header: header.map(Rc::from) }
}

fn failed(error: TransportError) -> Fetched {
    Fetched { answer: Err(error), note: None }
}

/// The request as `fetch` takes it. Built here and not by gloo's builder, which takes the URL apart and puts it
/// together in another way, and cannot report a header that the browser refuses.
fn prepare(request: &OutgoingRequest, controller: &AbortController) -> Result<Request, TransportError> {
    let other = |error: JsValue| not_sent(&error, None);
    let headers = Headers::new().map_err(other)?;
    for (name, value) in browser::sent_headers(request) {
        headers.append(name, value.expose()).map_err(|error| not_sent(&error, Some(name)))?;
    }
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_headers(&headers);
    init.set_mode(web_sys::RequestMode::Cors);
    init.set_credentials(web_sys::RequestCredentials::Omit);
    init.set_cache(web_sys::RequestCache::NoStore);
    init.set_referrer_policy(web_sys::ReferrerPolicy::NoReferrer);
    if !browser::follows_redirects(request) {
        init.set_redirect(web_sys::RequestRedirect::Error);
    }
    init.set_signal(Some(&controller.signal()));
    if let Some(body) = &request.body
        && browser::sends_body(request.method)
    {
        init.set_body(&JsValue::from_str(body.expose()));
    }
    let made = web_sys::Request::new_with_str_and_init(request.url.expose(), &init).map_err(other)?;
    Ok(Request::from(made))
}

fn received(response: &Response, body: Vec<u8>) -> HttpResponse {
    HttpResponse {
        status: response.status(),
        status_text: response.status_text().into(),
        headers: response.headers().entries().map(|(name, value)| (name.into(), value.into())).collect(),
        body: body.into(),
        phases: None,
    }
}

/// The body up to the limit.
async fn read(response: &Response, most: usize) -> Result<Vec<u8>, TransportError> {
    let mut bytes = Vec::new();
    let Some(stream) = response.body() else { return Ok(bytes) };
    let broken = |error: JsValue| TransportError::NoAnswer(text_of(&error));
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    while bytes.len() < most {
        let chunk = JsFuture::from(reader.read()).await.map_err(broken)?;
        if Reflect::get(&chunk, &"done".into()).is_ok_and(|done| done.is_truthy()) {
            break;
        }
        let Ok(part) = Reflect::get(&chunk, &"value".into()).map_err(broken)?.dyn_into::<Uint8Array>() else { break };
        bytes.extend_from_slice(&part.to_vec());
    }
    bytes.truncate(most);
    Ok(bytes)
}

/// What Chromium, Firefox and WebKit say of a call without an answer. No other words of a browser are passed on: Firefox puts the
/// value of a header into some.
const WORDS: [&str; 5] = [
    "Failed to fetch",
    "network error",
    "NetworkError when attempting to fetch resource.",
    "Error in input stream",
    "Load failed",
];

/// What a thrown value says, as far as it may be passed on.
fn text_of(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => said(&String::from(error.name()), &String::from(error.message())),
        None => "Error".to_owned(),
    }
}

fn said(name: &str, message: &str) -> String {
    let is_plain = name.len() <= 30 && name.chars().all(|char| char.is_ascii_alphanumeric());
    let name = if is_plain { name } else { "Error" };
    if WORDS.contains(&message) { format!("{name}: {message}") } else { name.to_owned() }
}
