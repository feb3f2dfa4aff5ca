//! What an API must send for a page to make exactly one request and read its answer (Fetch standard, "CORS protocol").

use crate::connection::MASK;
use crate::forbidden;
use crate::request::{Origin, ShownRequest};
use asl_value::Sort;

/// The headers that let pages of `page_origin` make `request`.
pub fn wanted_headers(request: &ShownRequest, page_origin: &str) -> Vec<(&'static str, String)> {
    let mut headers = vec![("Access-Control-Allow-Origin", page_origin.to_owned())];
    headers.push(("Access-Control-Allow-Methods", request.method.to_string()));
    let names = unlisted_headers(request);
    if !names.is_empty() {
        headers.push(("Access-Control-Allow-Headers", names.join(", ")));
    }
    headers.push(("Access-Control-Expose-Headers", "*".to_owned()));
    headers
}

/// Why a browser asks before it sends `request`; empty if it does not.
pub fn preflight_reasons(request: &ShownRequest) -> Vec<String> {
    let mut reasons: Vec<String> =
        unlisted_headers(request).iter().map(|name| format!("the header `{name}`")).collect();
    if !matches!(&*request.method, "GET" | "HEAD" | "POST") {
        reasons.insert(0, format!("the method {}", request.method));
    }
    reasons
}

/// The headers, in lower case, that a browser asks about before it sends them (Fetch standard, "CORS-safelisted
/// request-header").
fn unlisted_headers(request: &ShownRequest) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for header in &request.headers {
        let name = header.name.to_ascii_lowercase();
        let form_types = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
        let essence = header.value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let is_hidden = header.origin == Origin::Connection && header.value.contains(MASK);
        let is_listed = match name.as_str() {
            "accept" | "accept-language" | "content-language" => !is_hidden && header.value.len() <= 128,
            "content-type" => !is_hidden && form_types.contains(&essence.as_str()),
            // `User-Agent` is not handed to the browser.
            "range" | "user-agent" => true,
            _ => forbidden::for_page(&name),
        };
        if !is_listed && !names.contains(&name) {
            names.push(name);
        }
    }
    names.order();
    names
}
