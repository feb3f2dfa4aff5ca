//! An endpoint that fails a number of times and then works.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::routes::Visit;
use super::{Practice, PracticeAnswer, reply};
use asl_value::Value;

/// How often an endpoint fails if the caller does not say.
const FAILURES: u32 = 2;
/// The most ids that are counted, so that a run cannot fill the memory.
const IDS: usize = 1000;

/// How often each id was asked for.
#[derive(Debug, Default)]
pub(super) struct Flaky {
    asked: IndexMap<String, u32, FxBuildHasher>,
}

pub(super) fn answer(practice: &mut Practice, visit: &Visit<'_>) -> PracticeAnswer {
    let request = visit.request;
    let Some(fail) = request.parameter("fail").map_or(Some(FAILURES), |text| text.parse::<u32>().ok()) else {
        return reply::problem(400, "`fail` must be a whole number: how many calls fail before one succeeds");
    };
    // Each path counts for itself too.
    let key = format!("{} {}", request.path, request.parameter("id").unwrap_or_default());
    let counts = &mut practice.flaky.asked;
    if counts.len() >= IDS && !counts.contains_key(&key) {
        return reply::problem(507, "this run uses too many different values of `id`");
    }
    let asked = counts.entry(key).or_default();
    *asked = asked.saturating_add(1);
    let attempt = ("attempt", Value::from(i64::from(*asked)));
    if *asked <= fail {
        let error = Value::from("not this time; try again");
        return reply::json(503, &reply::object([("error", error), attempt]));
    }
    let message = Value::from(format!("It succeeded on attempt {asked}."));
    reply::json(200, &reply::object([("message", message), attempt]))
}
