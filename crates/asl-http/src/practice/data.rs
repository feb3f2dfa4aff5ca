//! Data to read: a list in pages, text, bytes, a large answer.

use super::routes::Visit;
use super::{Practice, PracticeAnswer, reply};
use asl_value::Value;

const ITEMS: i64 = 25;
const PAGE: i64 = 10;
/// The largest answer, in bytes.
const LARGEST: usize = 1_000_000;

pub(super) fn items(_: &mut Practice, visit: &Visit<'_>) -> PracticeAnswer {
    let asked = visit.request.parameter("page").map_or(Some(1), |text| text.parse::<i64>().ok());
    let Some(page) = asked.filter(|page| (1..1_000_000).contains(page)) else {
        return reply::problem(400, "`page` must be a whole number of at least 1");
    };
    let item = |number: i64| {
        let name = Value::from(format!("Item {number}"));
        reply::object([("id", Value::from(number)), ("name", name)])
    };
    let last = (page * PAGE).min(ITEMS);
    // A string, since AWS is only known to take strings in `QueryParameters`.
    let next = if page * PAGE < ITEMS { Value::from((page + 1).to_string()) } else { Value::Null };
    let body = reply::object([
        ("page", Value::from(page)),
        ("total", Value::from(ITEMS)),
        ("items", ((page - 1) * PAGE + 1..=last).map(item).collect()),
        ("next", next),
    ]);
    reply::json(200, &body)
}

pub(super) fn text(_: &mut Practice, _: &Visit<'_>) -> PracticeAnswer {
    reply::bytes(200, "text/plain; charset=utf-8", b"This is plain text. A Task's ResponseBody is a string.\n\n")
}

pub(super) fn binary(_: &mut Practice, _: &Visit<'_>) -> PracticeAnswer {
    let bytes: Vec<u8> = (240..=255).collect();
    reply::bytes(200, "application/octet-stream", &bytes)
}

pub(super) fn large(_: &mut Practice, visit: &Visit<'_>) -> PracticeAnswer {
    match visit.part.parse::<usize>().ok().filter(|size| *size <= LARGEST) {
        Some(size) => reply::bytes(200, "text/plain; charset=utf-8", &vec![b'x'; size]),
        None => reply::problem(400, "the size must be a number of bytes from 0 to 1000000"),
    }
}
