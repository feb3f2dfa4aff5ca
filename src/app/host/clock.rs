//! The page's clock, its randomness, and its frames.

use asl_aws::time::Timestamp;
use asl_aws::uuid::uuid_of;
use gloo_timers::future::TimeoutFuture;

/// The time now. It never goes back, whatever happens to the computer's clock.
pub(crate) fn now() -> Timestamp {
    let millis = web_sys::window()
        .and_then(|window| window.performance())
        .map_or_else(js_sys::Date::now, |performance| performance.time_origin() + performance.now());
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of today fit")]
    Timestamp(millis as i64)
}

/// Milliseconds since the page was opened, with parts of them: for measuring how long something takes.
pub(crate) fn uptime() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// The longest time that one browser timer is set for; beyond about 24 days they fire at once.
const LONGEST_TIMER: u32 = 3_600_000;

/// Comes back at `at`, or a little later.
pub(crate) async fn sleep_until(at: Timestamp) {
    loop {
        let left = at.millis_since(now());
        if left <= 0 {
            return;
        }
        TimeoutFuture::new(u32::try_from(left).unwrap_or(LONGEST_TIMER).min(LONGEST_TIMER)).await;
    }
}

/// A random UUID (version 4), for the end of a made-up ARN.
pub(crate) fn uuid() -> String {
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    // Browsers offer it to secure origins alone.
    let is_offered = |crypto: &web_sys::Crypto| js_sys::Reflect::has(crypto, &"randomUUID".into()).unwrap_or(false);
    crypto.filter(is_offered).map_or_else(|| uuid_of(random(), random()), |crypto| crypto.random_uuid())
}

/// 64 random bits. No secret hangs on them: jitter, and what a run draws.
pub(crate) fn random() -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a fraction of 2^32 fits")]
    let half = || (js_sys::Math::random() * 4_294_967_296.0) as u32;
    (u64::from(half()) << 32) | u64::from(half())
}
