//! A request as the Practice API reads it.

use std::rc::Rc;

use percent_encoding::percent_decode_str;

use crate::connection::{MASK, Secret};
use crate::request::{OutgoingRequest, ShownRequest};

/// A request to the Practice API. It has no `Debug`: there are credentials in it.
pub struct PracticeRequest {
    /// The method's name.
    pub method: Rc<str>,
    /// The path, decoded.
    pub(super) path: String,
    /// The query's names and values, decoded, in order.
    pub(super) query: Vec<(String, String)>,
    headers: Vec<(Rc<str>, Secret)>,
    /// The body's bytes.
    pub(super) body: Vec<u8>,
    /// What may be repeated in an answer; only a request from the page knows.
    shown: Option<Rc<ShownRequest>>,
}

impl From<&OutgoingRequest> for PracticeRequest {
    fn from(request: &OutgoingRequest) -> Self {
        let (path, query) = read_target(target_of(request.url.expose()));
        Self {
            method: request.method.as_str().into(),
            path,
            query,
            headers: request.headers.clone(),
            body: request.body.as_ref().map(|body| body.expose().as_bytes().to_vec()).unwrap_or_default(),
            shown: Some(Rc::clone(&request.shown)),
        }
    }
}

impl PracticeRequest {
    /// A request as a server receives it; `target` is path and query.
    pub fn new(method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let (path, query) = read_target(target);
        let header = |(name, value): &(&str, &str)| (Rc::from(*name), Secret::new(*value));
        Self {
            method: method.into(),
            path,
            query,
            headers: headers.iter().map(header).collect(),
            body: body.to_vec(),
            shown: None,
        }
    }

    /// The first value of the header `name`, in any case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.expose())
    }

    /// The first value of the query parameter `name`.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as text, if it is some.
    pub(super) fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.body).ok()
    }

    /// The request without its credentials: as it may be shown, if that is known; else without the values of headers
    /// whose names sound secret.
    pub(super) fn without_credentials(&self) -> Repeated {
        match &self.shown {
            Some(shown) => {
                let target = shown.url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
                Repeated {
                    query: read_target(target.unwrap_or("/")).1,
                    headers: shown
                        .headers
                        .iter()
                        .map(|header| (lower(&header.name), header.value.to_string()))
                        .collect(),
                    body: shown.body.as_deref().map(str::to_owned),
                }
            }
            None => Repeated {
                query: self.query.clone(),
                headers: self.headers.iter().map(|(name, value)| (lower(name), masked(name, value.expose()))).collect(),
                body: (!self.body.is_empty()).then(|| String::from_utf8_lossy(&self.body).into_owned()),
            },
        }
    }
}

/// What of a request may be repeated in an answer.
pub(super) struct Repeated {
    /// Names and values of the query.
    pub(super) query: Vec<(String, String)>,
    /// Names, in lower case, and values of the headers.
    pub(super) headers: Vec<(String, String)>,
    /// The body, if there is one.
    pub(super) body: Option<String>,
}

fn lower(name: &str) -> String {
    name.to_ascii_lowercase()
}

fn masked(name: &str, value: &str) -> String {
    let name = lower(name);
    if name == "authorization" && value.starts_with("Basic ") {
        return format!("Basic {MASK}");
    }
    let secret = ["auth", "cookie", "key", "token", "secret", "password"].iter().any(|word| name.contains(word));
    if secret { MASK.to_owned() } else { value.to_owned() }
}

/// Path and query of a URL.
fn target_of(url: &str) -> &str {
    let authority_and_rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    authority_and_rest.find('/').and_then(|at| authority_and_rest.get(at..)).unwrap_or("/")
}

fn read_target(target: &str) -> (String, Vec<(String, String)>) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    (percent_decode_str(path).decode_utf8_lossy().into_owned(), read_pairs(query))
}

/// The names and values of a query or form.
pub(super) fn read_pairs(text: &str) -> Vec<(String, String)> {
    let plain = |part: &str| percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (plain(name), plain(value)))
        .collect()
}
