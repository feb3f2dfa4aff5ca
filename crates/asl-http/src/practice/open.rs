//! Greetings, any status, any delay, a redirect.

use super::routes::Visit;
use super::{Practice, PracticeAnswer, USERNAME, reply};
use asl_value::Value;

/// The longest delay, in milliseconds: twice what AWS waits for.
const LONGEST_DELAY: u32 = 120_000;

pub(super) fn hello(_: &mut Practice, visit: &Visit<'_>) -> PracticeAnswer {
    let name = visit.request.parameter("name").filter(|name| !name.is_empty()).unwrap_or("world");
    reply::json(200, &reply::object([("message", Value::from(format!("Hello, {name}!")))]))
}

pub(super) fn welcome(_: &mut Practice, visit: &Visit<'_>) -> PracticeAnswer {
    let caller = match &*visit.request.path {
        "/basic" => USERNAME,
        "/oauth" => "holder of a token",
        _ => "holder of the key",
    };
    let message = format!("You are welcome, {caller}.");
    reply::json(200, &reply::object([("authenticated", Value::from(true)), ("message", Value::from(message))]))
}

pub(super) fn status(_: &mut Practice, visit: &Visit<'_>) -> PracticeAnswer {
    let code = visit.part.parse::<u16>().ok().filter(|code| (200..600).contains(code));
    match code {
        None => reply::problem(400, "the status must be a number from 200 to 599"),
        // These have no body by definition (RFC 9110).
        Some(code @ (204 | 205 | 304)) => reply::empty(code),
        Some(code) => reply::json(code, &reply::object([("status", Value::from(i64::from(code)))])),
    }
}

pub(super) fn delay(_: &mut Practice, visit: &Visit<'_>) -> PracticeAnswer {
    match visit.part.parse::<u32>().ok().filter(|delay| *delay <= LONGEST_DELAY) {
        None => reply::problem(400, "the delay must be a number of milliseconds from 0 to 120000"),
        Some(delay_ms) => {
            let body = reply::object([("delayedMs", Value::from(i64::from(delay_ms)))]);
            PracticeAnswer { delay_ms, ..reply::json(200, &body) }
        }
    }
}

pub(super) fn redirect(_: &mut Practice, _: &Visit<'_>) -> PracticeAnswer {
    reply::with_header(reply::empty(302), "Location", "/hello")
}
