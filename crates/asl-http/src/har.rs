//! The exchanges of a run as an HTTP Archive (HAR 1.2), which browsers' developer tools and HTTP clients read.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value as Json, json};

use super::exchange::Exchange;
use super::phases::Phases;
use super::redact::Redactor;
use super::request::ShownRequest;
use super::response::HttpResponse;
use asl_aws::time::Timestamp;

/// One call of an archive.
pub struct HarCall<'a> {
    /// The state that made it, and which attempt it was.
    pub comment: String,
    /// What was recorded.
    pub exchange: &'a Exchange,
    /// The request as it is written into the archive: the recorded one, or one with its secrets.
    pub request: &'a ShownRequest,
}

/// The archive of a run called `title`. With a `redactor`, credentials that answers repeat are masked too.
pub fn har(title: &str, started: Timestamp, calls: &[HarCall<'_>], redactor: Option<&Redactor>) -> Json {
    let entries: Vec<Json> = calls.iter().map(|call| entry(call, redactor)).collect();
    json!({"log": {
        "version": "1.2",
        "creator": {"name": "ASL Playground", "version": env!("CARGO_PKG_VERSION")},
        "pages": [{"startedDateTime": started.to_string(), "id": "run", "title": title, "pageTimings": {}}],
        "entries": entries,
        "comment": if redactor.is_some() { "Known secrets are masked." } else { "This file contains credentials." },
    }})
}

fn entry(call: &HarCall<'_>, redactor: Option<&Redactor>) -> Json {
    let exchange = call.exchange;
    let millis = exchange.answered_at.millis_since(exchange.sent_at).max(0);
    let mut comment = format!("{} · {}", call.comment, exchange.transport.word());
    let response = match &exchange.response {
        Ok(response) => answer(response, redactor),
        Err(error) => {
            comment = format!("{comment} · {error}");
            // What browsers write for a call without an answer.
            json!({"status": 0, "statusText": "", "httpVersion": "unknown", "cookies": [], "headers": [],
                "content": {"size": 0, "mimeType": "x-unknown"}, "redirectURL": "", "headersSize": -1, "bodySize": -1,
                "_error": error.to_string()})
        }
    };
    let phases = exchange.response.as_ref().ok().and_then(|response| response.phases);
    let timings = match phases {
        // `connect` includes `ssl`.
        Some(Phases { dns, connect, tls, wait, receive }) => {
            json!({"dns": dns, "connect": connect + tls, "ssl": tls, "send": 0, "wait": wait, "receive": receive})
        }
        // Only the whole is known.
        None => json!({"send": 0, "wait": millis, "receive": 0}),
    };
    json!({
        "pageref": "run",
        "startedDateTime": exchange.sent_at.to_string(),
        "time": millis,
        "request": request(call.request, redactor),
        "response": response,
        "cache": {},
        "timings": timings,
        "comment": comment,
    })
}

fn request(request: &ShownRequest, redactor: Option<&Redactor>) -> Json {
    let clean = |text: &str| redactor.map_or_else(|| text.to_owned(), |redactor| redactor.text(text));
    let headers = request.headers.iter().map(|header| (&*header.name, &*header.value));
    let url = clean(&request.url);
    let pairs = url::Url::parse(&url).map(|url| {
        let pairs = url.query_pairs().map(|(name, value)| json!({"name": name, "value": value}));
        pairs.collect::<Vec<_>>()
    });
    let mut har = json!({
        "method": &*request.method,
        "url": url,
        "httpVersion": "unknown",
        "cookies": cookies(headers.clone(), "cookie", redactor),
        "headers": header_list(headers.clone(), redactor),
        "queryString": pairs.unwrap_or_default(),
        "headersSize": -1,
        "bodySize": request.body.as_ref().map_or(0, |body| body.len()),
    });
    if let Some(body) = &request.body {
        let mime = headers.clone().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let post = json!({"mimeType": mime.map_or("", |(_, value)| value), "text": clean(body)});
        if let Some(members) = har.as_object_mut() {
            members.insert("postData".to_owned(), post);
        }
    }
    har
}

fn answer(response: &HttpResponse, redactor: Option<&Redactor>) -> Json {
    let headers = response.headers.iter().map(|(name, value)| (&**name, &**value));
    let size = response.body.len();
    let mime = response.header("content-type").unwrap_or("x-unknown");
    let content = if let Ok(text) = std::str::from_utf8(&response.body) {
        let text = redactor.map_or_else(|| text.to_owned(), |redactor| redactor.text(text));
        json!({"size": size, "mimeType": mime, "text": text})
    } else {
        // A credential may stand between bytes that are no text.
        let body = redactor.map_or(Cow::Borrowed(&*response.body), |redactor| redactor.bytes(&response.body));
        let encoded = BASE64.encode(&body);
        json!({"size": size, "mimeType": mime, "text": encoded, "encoding": "base64"})
    };
    let location = response.header("location").unwrap_or_default();
    let clean = |text: &str| redactor.map_or_else(|| text.to_owned(), |redactor| redactor.text(text));
    json!({
        "status": response.status,
        "statusText": clean(response.phrase()),
        "httpVersion": "unknown",
        "cookies": cookies(headers.clone(), "set-cookie", redactor),
        "headers": header_list(headers, redactor),
        "content": content,
        "redirectURL": clean(location),
        "headersSize": -1,
        "bodySize": size,
    })
}

fn header_list<'a>(headers: impl Iterator<Item = (&'a str, &'a str)>, redactor: Option<&Redactor>) -> Vec<Json> {
    let value =
        |name: &str, value: &str| redactor.map_or_else(|| value.to_owned(), |redactor| redactor.header(name, value));
    headers.map(|(name, text)| json!({"name": name, "value": value(name, text)})).collect()
}

/// The cookies in the headers called `wanted`; their values are credentials.
fn cookies<'a>(
    headers: impl Iterator<Item = (&'a str, &'a str)>,
    wanted: &str,
    redactor: Option<&Redactor>,
) -> Vec<Json> {
    let mut cookies = Vec::new();
    for (_, value) in headers.filter(|(name, _)| name.eq_ignore_ascii_case(wanted)) {
        // Behind the first of an answer stand its attributes.
        let count = if wanted == "set-cookie" { 1 } else { usize::MAX };
        for pair in value.split(';').take(count) {
            if let Some((name, value)) = pair.split_once('=') {
                let value = redactor.map_or_else(|| value.trim().to_owned(), |redactor| redactor.header(wanted, value));
                cookies.push(json!({"name": name.trim(), "value": value}));
            }
        }
    }
    cookies
}
