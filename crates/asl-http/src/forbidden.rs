//! Headers that somebody forbids: AWS in a Task's `Headers`, browsers in any request.

/// Names that a Task must not set (Developer Guide, "Call HTTPS APIs"), in lower case.
const TASK: [&str; 32] = [
    "a-im",
    "accept-charset",
    "accept-datetime",
    "accept-encoding",
    "authorization",
    "cache-control",
    "connection",
    "content-encoding",
    "content-md5",
    "date",
    "expect",
    "forwarded",
    "from",
    "host",
    "http2-settings",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "max-forwards",
    "origin",
    "pragma",
    "proxy-authorization",
    "referer",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "warning",
];

/// Names that a page must not set (Fetch standard, "forbidden request-header"), in lower case.
const BROWSER: [&str; 21] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "access-control-request-private-network",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Whether AWS refuses a Task that sets the header `name` (any case).
pub fn for_task(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    TASK.contains(&name.as_str()) || ["x-forwarded-", "x-amz-", "x-amzn-"].iter().any(|prefix| name.starts_with(prefix))
}

/// Whether a browser drops the header `name` (any case) from a page's request.
pub fn for_page(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    BROWSER.contains(&name.as_str()) || name == "via" || name.starts_with("proxy-") || name.starts_with("sec-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_refused_whatever_their_case_and_only_those() {
        for name in TASK {
            assert!(for_task(name) && for_task(&name.to_ascii_uppercase()), "{name}");
        }
        for name in ["X-Forwarded-For", "x-amz-date", "X-Amzn-Trace-Id"] {
            assert!(for_task(name), "{name}");
        }
        for name in ["X-Forward", "amz-x", "Accept", "Content-Type", "Range", "User-Agent", "x-forwarded"] {
            assert!(!for_task(name), "{name}");
        }
        for (name, dropped) in [("Cookie", true), ("Sec-Fetch-Mode", true), ("Via", true), ("Range", false)] {
            assert_eq!(for_page(name), dropped, "{name}");
        }
    }
}
