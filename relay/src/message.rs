//! The request as bytes.
//!
//! Written here and not by an HTTP library: those put names into lower case, sort them, and add headers of their own,
//! and AWS tells `X-Shared` from `x-shared`. What it takes is little, since a body is always there as a whole.

use asl_http::Method;
use asl_http::relay::{Call, Fault, FaultKind, Target};

/// Headers that frame the message, or say who is called: only the relay sets them.
const FRAMING: [&str; 10] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// The request of `call` to `target`: `Host`, the call's headers in their order and spelling, `Content-Length`.
pub fn bytes(call: &Call, target: &Target) -> Result<Vec<u8>, Fault> {
    let Some(method) = Method::parse(&call.method) else {
        return Err(Fault::new(FaultKind::NotUnderstood, "the method is not one of an HTTP Task"));
    };
    let mut head = format!("{} {} HTTP/1.1\r\nHost: {}\r\n", method.as_str(), target.path_and_query, target.authority)
        .into_bytes();
    for (name, value) in &call.headers {
        check(name, value)?;
        for part in [name, ": ", value, "\r\n"] {
            head.extend_from_slice(part.as_bytes());
        }
    }
    let body = call.body.as_deref().unwrap_or_default().as_bytes();
    // A method that has a body by its meaning says that there is none (RFC 9110, 8.6).
    if call.body.is_some() || matches!(method, Method::Post | Method::Put | Method::Patch) {
        head.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
    }
    head.extend_from_slice(b"\r\n");
    head.extend_from_slice(body);
    Ok(head)
}

/// Whether a header may be sent. The fault names the header and never its value.
fn check(name: &str, value: &str) -> Result<(), Fault> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(Fault::new(FaultKind::HeaderRefused, "a header name has characters that are not allowed"));
    }
    if FRAMING.contains(&name.to_ascii_lowercase().as_str()) {
        let detail = format!("the relay sets the header `{name}` itself");
        return Err(Fault::new(FaultKind::HeaderRefused, detail));
    }
    if value.chars().any(|char| char.is_control() && char != '\t') {
        return Err(Fault::new(
            FaultKind::HeaderRefused,
            format!("the value of the header `{name}` has a line break or a control character"),
        ));
    }
    Ok(())
}

/// Changes `call` as a redirect with this status asks for (RFC 9110, 15.4): a call that goes on as GET has no body.
pub fn redirect(call: &mut Call, status: u16) {
    let becomes_get = status == 303 && call.method != "HEAD" || matches!(status, 301 | 302) && call.method == "POST";
    if becomes_get {
        "GET".clone_into(&mut call.method);
        call.body = None;
        call.headers.retain(|(name, _)| !name.to_ascii_lowercase().starts_with("content-"));
    }
}

/// Whether an answer with this status leads elsewhere.
pub fn is_redirect(code: u16) -> bool {
    matches!(code, 301 | 302 | 303 | 307 | 308)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(method: &str, headers: &[(&str, &str)], body: Option<&str>) -> Call {
        Call {
            v: 1,
            method: method.to_owned(),
            url: String::new(),
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: body.map(str::to_owned),
            redirects: 0,
        }
    }

    #[test]
    fn a_message_is_what_was_asked_for_and_nothing_else() {
        let target = Target::parse("https://a.example:8443/x%2520y?q=1").unwrap();
        let headers = [("X-Shared", "1"), ("x-shared", "ü"), ("Cookie", "a=b")];
        for (method, headers, body, expected) in [
            (
                "GET",
                &headers[..],
                Some("{}"),
                "GET /x%2520y?q=1 HTTP/1.1\r\nHost: a.example:8443\r\nX-Shared: 1\r\nx-shared: ü\r\nCookie: \
                 a=b\r\nContent-Length: 2\r\n\r\n{}",
            ),
            ("GET", &[], None, "GET /x%2520y?q=1 HTTP/1.1\r\nHost: a.example:8443\r\n\r\n"),
            ("POST", &[], None, "POST /x%2520y?q=1 HTTP/1.1\r\nHost: a.example:8443\r\nContent-Length: 0\r\n\r\n"),
        ] {
            assert_eq!(String::from_utf8(bytes(&call(method, headers, body), &target).unwrap()).unwrap(), expected);
        }
    }

    #[test]
    fn a_header_that_could_make_another_message_of_it_is_refused_and_its_value_not_told() {
        let target = Target::parse("https://a.example/").unwrap();
        for (name, value) in [
            ("Content-Length", "0"),
            ("TRANSFER-ENCODING", "chunked"),
            ("Host", "b.example"),
            ("Connection", "close"),
            ("X-A", "s3cret\r\nX-B: y"),
            ("X-A", "s3cret\n"),
            ("X-A", "s3cret\0"),
            ("X-A: s3cret\r\nX-B", "y"),
            ("", "s3cret"),
        ] {
            let fault = bytes(&call("GET", &[(name, value)], None), &target).unwrap_err();
            assert_eq!(fault.kind, FaultKind::HeaderRefused, "{name}");
            assert!(!fault.detail.contains("s3cret"), "{fault}");
        }
        for method in ["CONNECT", "get", "GET / HTTP/1.1\r\nX: y\r\n\r\nGET", ""] {
            assert!(bytes(&call(method, &[], None), &target).is_err(), "{method}");
        }
    }
}
