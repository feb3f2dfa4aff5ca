//! What a browser does to a request that AWS would not: told before it leaves, and shown with its answer.

use std::rc::Rc;

use super::call::Method;
use super::endpoint::{Endpoint, is_loopback};
use super::forbidden;
use super::request::{OutgoingRequest, ShownRequest};

/// What will differ when a page sends `request` with `fetch`: a sentence each, most important first. None of it for
/// the Practice API, which gets the request as AWS would send it.
pub fn browser_notes(request: &OutgoingRequest, page_is_https: bool) -> Vec<Rc<str>> {
    let mut notes: Vec<Rc<str>> = Vec::new();
    let origin = Endpoint::parse(&request.shown.url).map(|endpoint| endpoint.origin).unwrap_or_default();
    if let Some(host) = origin.strip_prefix("http://") {
        notes.push("AWS calls only `https` endpoints; the playground makes an exception for this machine.".into());
        let host = host
            .rsplit_once(':')
            .map_or(host, |(name, port)| if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host });
        if page_is_https && !is_loopback(host) {
            notes.push("A page served over `https` may not call an `http` address: the browser blocks it.".into());
        } else if page_is_https {
            notes.push("Some browsers do not let a page served over `https` call this machine over `http`.".into());
        }
    }
    if request.body.is_some() && !sends_body(request.method) {
        notes.push(
            format!(
                "A browser cannot send a body with {}: it leaves without the body that AWS would send.",
                request.method.as_str()
            )
            .into(),
        );
    }
    let dropped = dropped_headers(&request.shown);
    if !dropped.is_empty() {
        notes.push(format!("The browser does not let a page set {}.", list(&dropped)).into());
    }
    let doubled = doubled_headers(&request.shown);
    if !doubled.is_empty() {
        let doubled = list(&doubled);
        notes.push(
            format!("AWS sends {doubled} once for each spelling or value; a browser joins them into one header.")
                .into(),
        );
    }
    notes.push(
        "The browser sends its own `User-Agent` and `Origin`; AWS would send \
         `Amazon|StepFunctions|HttpInvoke|<region>` and no origin."
            .into(),
    );
    notes.push(
        "Of the answer's headers only a few are readable from another origin, unless the API sends \
         `Access-Control-Expose-Headers`; names are in lower case."
            .into(),
    );
    notes
}

/// Whether a page can send a body with `method`.
pub fn sends_body(method: Method) -> bool {
    !matches!(method, Method::Get | Method::Head)
}

/// The names of headers that a browser drops; `User-Agent` apart, of which every call has one.
pub fn dropped_headers(request: &ShownRequest) -> Vec<&str> {
    request.headers.iter().map(|header| &*header.name).filter(|name| forbidden::for_page(name)).collect()
}

fn doubled_headers(request: &ShownRequest) -> Vec<&str> {
    let names: Vec<&str> = request.headers.iter().map(|header| &*header.name).collect();
    let again = |(index, name): &(usize, &&str)| names.iter().take(*index).any(|seen| seen.eq_ignore_ascii_case(name));
    names.iter().enumerate().filter(again).map(|(_, name)| *name).collect()
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
