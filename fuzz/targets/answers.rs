//! What comes from outside while a machine runs: answers of APIs and of authorization endpoints, addresses, and secrets that an
//! answer repeats.

use asl_aws::time::Timestamp;
use asl_http::endpoint::{self, Endpoint, NonAsciiHost};
use asl_http::oauth::{self, OAuth};
use asl_http::redact::Redactor;
use asl_http::relay::Target;
use asl_http::response::to_result;
use asl_http::{HttpResponse, Method, RetryAfter, Secret, mock_answer};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// The text as an answer: the lines of its headers, an empty line, and its body.
pub(super) fn http_response(text: &str) {
    let _ = mock_answer::mock_of_pasted(text);
    let (head, body) = text.split_once("\n\n").unwrap_or(("", text));
    let pair = |line: &str| line.split_once(':').map(|(name, value)| (name.into(), value.trim().into()));
    let headers: Vec<_> = head.lines().filter_map(pair).collect();
    let redactor = Redactor::of_secrets([Secret::new("correct horse battery")]);
    for status in [200, 204, 302, 429, 599] {
        // A body that is no text, too: each character is a byte.
        for body in [body.as_bytes().to_vec(), body.chars().map(|char| u32::from(char).to_le_bytes()[0]).collect()] {
            let response =
                HttpResponse { status, headers: headers.clone(), body: body.into(), ..HttpResponse::default() };
            let _ = to_result(Method::Get, &response).map(|result| redactor.value(&result));
            let _ = RetryAfter::of(&response, Timestamp(0)).and_then(|wait| wait.seconds());
            let _ = redactor.bytes(&response.body);
            let _ = oauth::answer::redacted(&response, &OAuth::default());
            let _ = oauth::answer::read(&Ok(response), Timestamp(0));
        }
    }
}

/// The text as the fragment of a comparison's link: what is read of it is read again from what is written.
pub(super) fn comparison(text: &str) {
    let _ = asl_compare::Setup::from_fragment(text);
    if let Some(setup) = asl_compare::Setup::from_fragment(&format!("compare={text}")) {
        let again = asl_compare::Setup::from_fragment(&setup.to_fragment());
        assert_eq!(again.map(|again| again.to_fragment()), Some(setup.to_fragment()), "a link that is not itself");
    }
    let _ = asl_compare::Assumptions::read(text);
}

/// The text as an address: what is read of it is read again from what is shown.
pub(super) fn endpoint(text: &str) {
    let _ = (Endpoint::parse(text), Endpoint::parse_encoded(text), endpoint::shown(text));
    if let Some(origin) = endpoint::parse_origin(text) {
        assert_eq!(endpoint::parse_origin(&origin).as_ref(), Some(&origin), "an origin that is not itself");
    }
    if let Some(host) = NonAsciiHost::find(text) {
        let _ = (host.problem(), host.advice(), host.ascii());
    }
    let _ = Target::parse(text);
    let _ = asl_http::destination::fill_path(text, ["a/b", "*"].into_iter());
    let _ = asl_http::connections::substitution(text);
    let _ = (asl_aws::arn::Arn::parse(text), Timestamp::parse(text));
}

/// The first line as a secret that an answer repeats in each form, between two other lines: nothing of it is left, and what is no
/// secret stays as it is.
pub(super) fn redaction(text: &str) {
    let mut lines = text.lines();
    let secret = lines.next().unwrap_or_default();
    let (before, after) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let redactor = Redactor::of_secrets([Secret::new(secret)]);
    let _ = (redactor.text(text), redactor.header(before, text), redactor.bytes(text.as_bytes()));
    // A short one, or one that is a part of its mask, is masked where it is a whole value.
    if secret.chars().count() < 9 || secret.chars().all(|char| "X0123456789abcdefABCDEF%u\\".contains(char)) {
        return;
    }
    let json = asl_text::print::quote(secret);
    let inner = json.get(1..json.len() - 1).unwrap_or_default();
    for form in [
        secret.to_owned(),
        inner.to_owned(),
        inner.replace('/', "\\/"),
        asl_text::print::quote(inner),
        STANDARD.encode(secret),
        STANDARD.encode(format!("a:{secret}")),
        URL_SAFE_NO_PAD.encode(format!("ab{secret}c")),
        STANDARD.encode(format!("{{\"a\":{json}}}")),
        STANDARD.encode(URL_SAFE_NO_PAD.encode(secret)),
    ] {
        let echo = format!("{before}\n<<{form}>>\n{after}");
        let shown = redactor.known(&echo);
        assert!(!shown.contains(&form), "a known secret is not masked: {form:?} in {shown:?}");
    }
}
