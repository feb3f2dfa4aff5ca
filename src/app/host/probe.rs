//! What the browser says about the way to an API: whether there is a network, and whether anything answers at all.

use asl_http::explain::{Page, Probe};
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestCredentials, RequestInit, RequestMode};

use super::location;

/// How long an answer is waited for.
const MILLIS: u32 = 10_000;

/// This page, before anything was probed.
pub(crate) fn page() -> Page {
    let is_offline = web_sys::window().is_some_and(|window| !window.navigator().on_line());
    Page { origin: location::origin(), is_offline, probe: None, answered_before: false }
}

/// Asks for `url` with GET in a mode that needs nobody's permission and gives nothing to read: no credentials, no
/// headers of ours, no address of this page but its origin. Only after the person asked for it.
pub(crate) async fn probe(url: &str) -> Probe {
    let Some(window) = web_sys::window().filter(|_| !location::is_embedded()) else { return Probe::Failed };
    let init = RequestInit::new();
    init.set_mode(RequestMode::NoCors);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    init.set_referrer_policy(web_sys::ReferrerPolicy::NoReferrer);
    let asked = JsFuture::from(window.fetch_with_str_and_init(url, &init));
    match select(asked, TimeoutFuture::new(MILLIS)).await {
        Either::Left((Ok(_), _)) => Probe::Answered,
        Either::Left((Err(_), _)) => Probe::Failed,
        Either::Right(_) => Probe::TimedOut,
    }
}
