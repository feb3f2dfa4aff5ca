//! Calls of which the browser gives no answer, and no reason; and what it left out of calls that failed.

use super::builder::ExplanationBuilder;
use super::words::{join, seconds};
use super::{Facts, Page, Probe, cors};
use crate::browser::{dropped_headers, may_redirect, sends_body};
use crate::call::Method;
use crate::endpoint::{Endpoint, is_loopback};
use crate::exchange::Exchange;
use crate::request::ShownRequest;

/// No answer, and the browser does not say why.
pub(super) fn no_answer(exchange: &Exchange, text: &str, facts: &Facts<'_>) -> ExplanationBuilder {
    let (request, page) = (&*exchange.request, facts.page);
    let origin = Endpoint::parse(&request.url).map(|endpoint| endpoint.origin).unwrap_or_default();
    let host = url::Url::parse(&origin).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let is_foreign = origin != page.origin;
    let mut explanation =
        ExplanationBuilder::new("The browser did not let this page read a response, and does not say why.");
    #[expect(clippy::cast_precision_loss, reason = "some seconds, in milliseconds")]
    let took = exchange.answered_at.millis_since(exchange.sent_at) as f64 / 1000.0;
    explanation.evidence(format!("After {}, the browser reported: {text}.", seconds(took)));
    let reasons = cors::preflight_reasons(request);
    if is_foreign {
        explanation.evidence(if reasons.is_empty() {
            "The call needs no preflight, so it may have reached the API and taken effect even though the page could \
             not read the response."
                .to_owned()
        } else {
            format!(
                "The browser first sends an `OPTIONS` request (a preflight) because of {}. If the API rejects it, \
                 nothing else is sent.",
                join(&reasons)
            )
        });
    }
    probed(&mut explanation, page, &origin);
    if page.answered_before {
        explanation.evidence(format!("`{origin}` responded to another call shortly before, so it is reachable."));
    }
    if page.is_offline {
        explanation.cause("The browser says that this device is offline.");
    }
    let reachable = page.probe == Some(Probe::Answered) || (page.probe.is_none() && page.answered_before);
    if !reachable {
        likely(&mut explanation, page, &origin, &host);
    }
    if request.method.as_ref() == "OPTIONS" {
        explanation.cause("The API may take the page's own OPTIONS call for a preflight.");
    }
    let refused = format!(
        "The API does not allow pages of `{}` to call it: `Access-Control-Allow-Origin` is missing or names another \
         origin{}.",
        page.origin,
        if reasons.is_empty() {
            ""
        } else {
            ", or the API rejects the preflight, often with 401 because a preflight carries no credential"
        }
    );
    if page.probe.is_none() || reachable {
        if is_foreign {
            explanation.cause(refused);
            explanation.cause("The API returned an error without CORS headers, as gateways often do.");
        }
        if !reachable {
            on_the_way(&mut explanation, &origin, &host);
        }
    } else {
        on_the_way(&mut explanation, &origin, &host);
        if is_foreign {
            explanation.cause(
                "The API does not allow other sites to load it at all \
                               (`Cross-Origin-Resource-Policy`), which has the same effect as CORS.",
            );
        }
    }
    explanation.cause("A browser extension, such as an ad blocker, stopped the request.");
    if !may_redirect(request) {
        explanation.cause(
            "The API returned a redirect, which the browser does not follow because it would send the connection's \
             credentials along.",
        );
    } else if is_foreign {
        explanation.cause("The API redirected the call to an address that does not allow this page.");
    }
    explanation.next(
        "Run the curl command in a terminal. If it gets a response, only the browser blocks the call, and AWS would \
         get that response too.",
    );
    if is_foreign {
        explanation.next("If you own the API, make it send the headers listed here, including with errors.");
        explanation.next("Otherwise, use one of the workarounds.");
        explanation.0.cors_headers = cors::wanted_headers(request, &page.origin);
    }
    if page.probe.is_none() && !origin.is_empty() {
        explanation.0.probe = Some(format!("{origin}/"));
    }
    explanation.0.has_ways_around = true;
    explanation
}

/// Causes that this request makes likely by itself.
fn likely(explanation: &mut ExplanationBuilder, page: &Page, origin: &str, host: &str) {
    let page_is_https = page.origin.starts_with("https://");
    if origin.starts_with("http://") && page_is_https {
        explanation.cause(format!(
            "The page is served over `https`, so the browser does not let it call `{origin}` (mixed content)."
        ));
    }
    if is_loopback(host) && !page.answered_before {
        explanation.cause(format!("No server is listening at `{origin}`."));
    }
    if is_private(host) && !page.origin.contains(host) {
        explanation.cause(format!(
            "`{host}` is on this device or in a private network. Browsers ask for permission before a page can call \
             it, and that permission was denied or not given yet."
        ));
    }
}

/// Causes between the browser and the API. An address has no name that could be missing, this machine needs no network,
/// and `http` knows no certificate.
fn on_the_way(explanation: &mut ExplanationBuilder, origin: &str, host: &str) {
    let is_address = host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok();
    if is_address && !is_loopback(host) {
        explanation.cause(format!(
            "`{host}` is unreachable: there is no network, or a VPN or a firewall is in the \
                                   way."
        ));
    } else if !is_loopback(host) {
        explanation.cause(format!(
            "The name `{host}` does not exist or is unreachable: there is no network, or a VPN or a firewall is in \
             the way."
        ));
    }
    if origin.starts_with("https://") {
        explanation.cause("The server's certificate is not trusted, or its TLS version is too old.");
    }
}

fn probed(explanation: &mut ExplanationBuilder, page: &Page, origin: &str) {
    match page.probe {
        None => {}
        Some(Probe::Answered) => {
            explanation.evidence(format!("The server at `{origin}` is reachable, so CORS is the likely cause."));
        }
        Some(Probe::Failed) => explanation.evidence(format!(
            "A test request to `{origin}/` got no response either. It does not need CORS, so a network problem is \
             more likely. The page cannot tell whether DNS, the network, the certificate, or a blocker is the cause."
        )),
        Some(Probe::TimedOut) => explanation.evidence(format!(
            "A test request to `{origin}/` got no response within 10 seconds: the server is down, slow, or behind a \
             firewall."
        )),
    }
}

/// Whether a public page needs the person's permission to call `host`.
fn is_private(host: &str) -> bool {
    let bytes = host.parse::<std::net::Ipv4Addr>();
    let is_private_name = !host.contains('.') && !host.contains(':')
        || [".local", ".internal", ".lan", ".home.arpa", ".localhost"].iter().any(|end| host.ends_with(end));
    match bytes {
        Ok(address) => address.is_private() || address.is_loopback() || address.is_link_local(),
        Err(_) => is_private_name,
    }
}

/// What the browser left out of a call that failed: it may be why.
pub(super) fn left_out(explanation: &mut ExplanationBuilder, request: &ShownRequest) {
    let method = Method::parse(&request.method);
    if request.body.is_some() && !method.is_some_and(sends_body) {
        explanation.cause("The browser dropped the body that AWS would have sent with this method.");
    }
    let dropped: Vec<String> = dropped_headers(request).iter().map(|name| format!("`{name}`")).collect();
    if !dropped.is_empty() {
        explanation.cause(format!("The browser dropped {}, which AWS would have sent.", join(&dropped)));
    }
}
