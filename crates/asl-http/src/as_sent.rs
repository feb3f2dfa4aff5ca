//! A request as the browser sends it, beside the one that AWS would send: every difference, and why.

use std::rc::Rc;

use url::Url;

use super::browser::{may_redirect, sends_body};
use super::call::Method;
use super::forbidden;
use super::request::ShownRequest;

/// What `fetch` is given. The browser adds headers of its own, which a page cannot see.
#[derive(Clone, Debug, PartialEq)]
pub struct AsSent {
    /// The method.
    pub method: Rc<str>,
    /// The URL as the browser writes it.
    pub url: Rc<str>,
    /// Header names and values, in order.
    pub headers: Vec<(Rc<str>, Rc<str>)>,
    /// The body.
    pub body: Option<Rc<str>>,
    /// Whether a redirect is followed.
    pub follows_redirects: bool,
    /// How it differs from the request of AWS.
    pub differences: Vec<Difference>,
}

/// One difference between the two requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The part: `Cookie`, `body`, `URL`.
    pub part: Rc<str>,
    /// What AWS sends; `None`: nothing.
    pub aws: Option<Rc<str>>,
    /// What the browser sends; `None`: nothing.
    pub browser: Option<Rc<str>>,
    /// Why, in a sentence.
    pub why: &'static str,
}

/// `request` as the page hands it to the browser.
pub fn as_sent(request: &ShownRequest) -> AsSent {
    let mut differences = Vec::new();
    let mut differs = |part: &str, aws: Option<&Rc<str>>, browser: Option<Rc<str>>, why| {
        differences.push(Difference { part: part.into(), aws: aws.cloned(), browser, why });
    };
    let url = Url::parse(&request.url).map_or_else(|_| Rc::clone(&request.url), |url| Rc::from(url.as_str()));
    if *url != *request.url && *url != *format!("{}/", request.url) {
        let why = "A browser resolves `.` and `..` in a path, and encodes some characters that AWS does not.";
        differs("URL", Some(&request.url), Some(Rc::clone(&url)), why);
    }
    let mut headers: Vec<(Rc<str>, Rc<str>)> = Vec::new();
    for header in &request.headers {
        if header.name.eq_ignore_ascii_case("user-agent") {
            let why = "Chromium drops this header, and other browsers need the API's permission for it. The browser \
                       sends its own.";
            differs(&header.name, Some(&header.value), Some("the browser's own".into()), why);
        } else if forbidden::for_page(&header.name) {
            let why = "A page cannot set this header (Fetch standard, \"forbidden request-header\").";
            differs(&header.name, Some(&header.value), None, why);
        } else {
            headers.push((Rc::clone(&header.name), Rc::clone(&header.value)));
        }
    }
    let mut joined: Vec<(Rc<str>, Vec<Rc<str>>)> = Vec::new();
    for (name, value) in &headers {
        match joined.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((_, values)) => values.push(Rc::clone(value)),
            None => joined.push((Rc::clone(name), vec![Rc::clone(value)])),
        }
    }
    for (name, values) in joined.iter().filter(|(_, values)| values.len() > 1) {
        let aws = values.join("` and `").into();
        let why = "AWS sends one header per spelling; a browser joins them into one.";
        differs(name, Some(&aws), Some(values.join(", ").into()), why);
    }
    differs(
        "Origin",
        None,
        Some(
            "the address of this \
                                  page"
                .into(),
        ),
        "A browser sends the origin of the page that makes the call.",
    );
    let carries = Method::parse(&request.method).is_some_and(sends_body);
    if let Some(body) = request.body.as_ref().filter(|_| !carries) {
        differs("body", Some(body), None, "A browser cannot send a body with GET or HEAD.");
    }
    AsSent {
        method: Rc::clone(&request.method),
        url,
        headers,
        body: request.body.clone().filter(|_| carries),
        follows_redirects: may_redirect(request),
        differences,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::{Origin, ShownHeader};

    fn header(name: &str, value: &str) -> ShownHeader {
        ShownHeader { name: name.into(), value: value.into(), origin: Origin::Task }
    }

    #[test]
    fn each_difference_is_named_with_both_sides() {
        let request = ShownRequest {
            method: "GET".into(),
            url: "https://a.example/b/../c?d='".into(),
            headers: vec![header("Cookie", "a=1"), header("X-A", "1"), header("x-a", "2"), header("User-Agent", "AWS")],
            body: Some("{}".into()),
            ..ShownRequest::default()
        };
        let sent = as_sent(&request);
        let found: Vec<(&str, Option<&str>, Option<&str>)> = sent
            .differences
            .iter()
            .map(|difference| (&*difference.part, difference.aws.as_deref(), difference.browser.as_deref()))
            .collect();
        assert_eq!(
            found,
            [
                ("URL", Some("https://a.example/b/../c?d='"), Some("https://a.example/c?d=%27")),
                ("Cookie", Some("a=1"), None),
                ("User-Agent", Some("AWS"), Some("the browser's own")),
                ("X-A", Some("1` and `2"), Some("1, 2")),
                ("Origin", None, Some("the address of this page")),
                ("body", Some("{}"), None),
            ]
        );
        assert_eq!(sent.body, None);
        assert_eq!(sent.headers.len(), 2);
        let plain = ShownRequest { method: "POST".into(), url: "https://a.example".into(), ..ShownRequest::default() };
        assert_eq!(as_sent(&plain).differences.len(), 1, "a slash after the host is no difference");
    }
}
