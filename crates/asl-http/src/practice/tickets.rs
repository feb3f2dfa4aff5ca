//! Tickets of a help desk: an endpoint that works, or fails in one of the ways in which APIs fail.

use super::flaky;
use super::routes::Visit;
use super::{Practice, PracticeAnswer, reply};
use asl_value::Value;

/// How long a slow answer takes, in milliseconds: longer than an API destination waits, shorter than an HTTP Task does.
const SLOW_MILLIS: u32 = 6_000;
/// How long a caller is asked to wait who calls too often, in seconds, unless `wait` says something shorter.
const WAIT_SECONDS: i64 = 30;
/// The bytes of a large answer: more than a Task accepts.
const LARGE: usize = 300_000;

/// Until when callers are to wait.
#[derive(Debug, Default)]
pub(super) struct Tickets {
    clock: Option<i64>,
    free_at: Option<i64>,
}

impl Tickets {
    pub(super) fn set_clock(&mut self, millis: i64) {
        self.clock = Some(millis);
    }

    /// For how many more seconds a caller is to wait, of `seconds` in all; `None` if it may call.
    fn seconds_left(&mut self, seconds: i64) -> Option<i64> {
        let Some(free_at) = self.free_at else {
            self.free_at = Some(self.clock.unwrap_or_default().saturating_add(seconds.saturating_mul(1000)));
            return Some(seconds);
        };
        let left = self.clock.map_or(0, |now| free_at.saturating_sub(now));
        (left > 0).then_some((left + 999) / 1000)
    }
}

pub(super) fn answer(practice: &mut Practice, visit: &Visit<'_>) -> PracticeAnswer {
    match visit.request.parameter("fault").unwrap_or_default() {
        "" => ticket(visit, ""),
        "slow" => PracticeAnswer { delay_ms: SLOW_MILLIS, ..ticket(visit, "") },
        "large" => ticket(visit, &"x".repeat(LARGE)),
        "401" => reply::problem(401, "the credentials were refused"),
        "422" => reply::problem(422, "there is no such `priority`"),
        "503" => match flaky::answer(practice, visit) {
            refused if !refused.response.is_success() => refused,
            _ => ticket(visit, ""),
        },
        "429" => match practice.tickets.seconds_left(wait(visit)) {
            Some(seconds) => {
                let refused = reply::problem(429, "too many calls; wait as long as `Retry-After` says");
                reply::with_header(refused, "Retry-After", &seconds.to_string())
            }
            None => ticket(visit, ""),
        },
        _ => reply::problem(400, "`fault` must be `slow`, `401`, `429`, `503`, `422`, or `large`"),
    }
}

/// The seconds that a caller is asked to wait for.
fn wait(visit: &Visit<'_>) -> i64 {
    let asked = visit.request.parameter("wait").and_then(|text| text.parse::<i64>().ok());
    asked.filter(|seconds| (1..WAIT_SECONDS).contains(seconds)).unwrap_or(WAIT_SECONDS)
}

fn ticket(visit: &Visit<'_>, history: &str) -> PracticeAnswer {
    let sent = match visit.request.text().filter(|text| !text.is_empty()) {
        None => Value::empty_object(),
        Some(text) => match Value::from_json(text) {
            Ok(value) => value,
            Err(_) => return reply::problem(400, "the body must be JSON"),
        },
    };
    let priority = sent.get("priority").cloned().unwrap_or_else(|| Value::from("normal"));
    let members = [("id", Value::from(visit.part)), ("priority", priority)];
    if history.is_empty() {
        return reply::json(200, &reply::object(members));
    }
    let [id, priority] = members;
    reply::json(200, &reply::object([id, priority, ("history", Value::from(history))]))
}
