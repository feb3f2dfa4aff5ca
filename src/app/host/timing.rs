//! Where the time of a call went, as the browser's Resource Timing tells it. Of another origin it says nothing but the whole, unless that
//! allows the page to know (`Timing-Allow-Origin`).

use asl_http::Phases;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Browsers keep this many entries and no more; they make room for new ones before.
const MANY: u32 = 200;

/// The time on the clock of these entries, in milliseconds.
pub(super) fn now() -> f64 {
    call("now", &[]).and_then(|now| now.as_f64()).unwrap_or_default()
}

/// The phases of the call of `url` that began then and has just ended, if the browser tells them.
pub(super) async fn phases(url: &str, begun: f64) -> Option<Phases> {
    // The entry comes with the end of the answer, or right after it.
    for _ in 0..2 {
        let entries: Array = call("getEntriesByName", &[url.into(), "resource".into()])?.dyn_into().ok()?;
        let entry = entries.iter().rfind(|entry| member(entry, "startTime") >= begun - 1.0);
        if let Some(entry) = entry {
            let all: Option<Array> = call("getEntriesByType", &["resource".into()]).and_then(|all| all.dyn_into().ok());
            if all.is_some_and(|all| all.length() > MANY) {
                let _ = call("clearResourceTimings", &[]);
            }
            return of_entry(&entry);
        }
        TimeoutFuture::new(0).await;
    }
    None
}

fn of_entry(entry: &JsValue) -> Option<Phases> {
    let at = |name: &str| member(entry, name);
    let requested = at("requestStart");
    if requested <= 0.0 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time too long saturates")]
    let between = |from: f64, until: f64| (until - from).max(0.0).round() as u32;
    let secure = at("secureConnectionStart");
    let connected = at("connectEnd");
    Some(Phases {
        dns: between(at("domainLookupStart"), at("domainLookupEnd")),
        connect: between(at("connectStart"), if secure > 0.0 { secure } else { connected }),
        tls: if secure > 0.0 { between(secure, connected) } else { 0 },
        wait: between(requested, at("responseStart")),
        receive: between(at("responseStart"), at("responseEnd")),
    })
}

fn member(entry: &JsValue, name: &str) -> f64 {
    Reflect::get(entry, &name.into()).ok().and_then(|value| value.as_f64()).unwrap_or_default()
}

/// Calls a function of `performance`, if there is one.
fn call(name: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let performance = Reflect::get(&js_sys::global(), &"performance".into()).ok()?;
    let function: Function = Reflect::get(&performance, &name.into()).ok()?.dyn_into().ok()?;
    function.apply(&performance, &arguments.iter().collect()).ok()
}
