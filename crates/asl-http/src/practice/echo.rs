//! An endpoint that answers with what it was sent.

use std::rc::Rc;

use super::routes::Visit;
use super::{Practice, PracticeAnswer, reply};
use asl_value::{Map, Value};

pub(super) fn answer(_: &mut Practice, visit: &Visit<'_>) -> PracticeAnswer {
    let request = visit.request;
    let repeated = request.without_credentials();
    let body = repeated.body.map_or(Value::Null, |text| Value::from_json(&text).unwrap_or_else(|_| Value::from(text)));
    let echo = reply::object([
        ("method", Value::from(Rc::clone(&request.method))),
        ("path", Value::from(request.path.as_str())),
        ("query", members(repeated.query)),
        ("headers", members(repeated.headers)),
        ("body", body),
    ]);
    reply::json(200, &echo)
}

/// An object of the pairs; a name that comes again makes an array.
fn members(pairs: Vec<(String, String)>) -> Value {
    let mut map = Map::new();
    for (name, value) in pairs {
        let value = Value::from(value);
        match map.get_mut(&name) {
            Some(Value::Array(items)) => Rc::make_mut(items).push(value),
            Some(first) => *first = [first.clone(), value].into_iter().collect(),
            None => {
                map.insert(name, value);
            }
        }
    }
    Value::from(map)
}
