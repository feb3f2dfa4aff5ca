//! `request` and `response` of `inspectionData`, at the level `TRACE`: the exchange of an HTTP Task.
//!
//! Without `revealSecrets` AWS leaves out what a connection has added to the headers, the query and the body (API
//! reference, `TestState`, `revealSecrets`); what the state says and what the API answers is shown as it is.

use asl_http::connection::MASK;
use asl_http::request::{Origin, ShownHeader, ShownRequest};
use asl_http::{Exchange, HttpResponse};
use asl_value::{Map, Value};

/// `request`; all members are texts.
pub(super) fn request(exchange: &Exchange, revealed: Option<&ShownRequest>) -> Value {
    let request = revealed.unwrap_or(&exchange.request);
    let is_shown = |header: &&ShownHeader| revealed.is_some() || header.origin != Origin::Connection;
    let headers = request.headers.iter().filter(is_shown).map(|header| (&*header.name, &*header.value));
    let (url, body) = match revealed {
        Some(request) => (request.url.to_string(), request.body.as_ref().map(ToString::to_string)),
        None => (without_query(&request.url), request.body.as_deref().map(without_members)),
    };
    object([
        ("protocol", Some(protocol(&request.url))),
        ("method", Some(request.method.to_string())),
        ("url", Some(url)),
        ("headers", Some(list(headers))),
        ("body", body),
    ])
}

/// `response`; `None` if there was none.
pub(super) fn response(exchange: &Exchange) -> Option<Value> {
    let response: &HttpResponse = exchange.response.as_ref().ok()?;
    let headers = response.headers.iter().map(|(name, value)| (&**name, &**value));
    let body = String::from_utf8_lossy(&response.body).into_owned();
    let phrase = Some(response.status_text.to_string()).filter(|phrase| !phrase.is_empty());
    Some(object([
        ("protocol", Some(protocol(&exchange.request.url))),
        ("statusCode", Some(response.status.to_string())),
        ("statusMessage", phrase),
        ("headers", Some(list(headers))),
        ("body", Some(body)),
    ]))
}

fn object<const N: usize>(members: [(&str, Option<String>); N]) -> Value {
    let mut object = Map::new();
    for (name, text) in members {
        if let Some(text) = text {
            object.insert(name, text.into());
        }
    }
    object.into()
}

fn protocol(url: &str) -> String {
    url.split_once("://").map_or("https", |(protocol, _)| protocol).to_owned()
}

/// Headers as AWS writes them: `[name: value, …]`.
fn list<'h>(headers: impl Iterator<Item = (&'h str, &'h str)>) -> String {
    let headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value}")).collect();
    format!("[{}]", headers.join(", "))
}

/// The URL without the parameters that a connection added, which stand masked in it.
fn without_query(url: &str) -> String {
    let Some((path, query)) = url.split_once('?') else { return url.to_owned() };
    let kept = without_pairs(query);
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{kept}") }
}

fn without_pairs(pairs: &str) -> String {
    let is_kept = |pair: &&str| pair.split_once('=').is_none_or(|(_, value)| value != MASK);
    pairs.split('&').filter(is_kept).collect::<Vec<_>>().join("&")
}

/// The body without the members that a connection added.
fn without_members(body: &str) -> String {
    if !body.contains(MASK) {
        return body.to_owned();
    }
    let Ok(Value::Object(members)) = Value::from_json(body) else { return without_pairs(body) };
    let is_kept = |(_, value): &(&std::rc::Rc<str>, &Value)| value.as_str() != Some(MASK);
    let kept = members.iter().filter(is_kept).map(|(name, value)| (name.clone(), value.clone()));
    Value::from(kept.collect::<Map>()).to_json()
}
