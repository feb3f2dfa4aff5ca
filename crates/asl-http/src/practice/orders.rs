//! Orders to create, read, update and delete.

use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::request::{PracticeRequest, read_pairs};
use super::routes::Visit;
use super::{Practice, PracticeAnswer, reply};
use asl_value::{Map, Value};

/// The most orders at a time, so that a run cannot fill the memory.
const LIMIT: usize = 1000;

/// The orders of one run.
#[derive(Debug, Default)]
pub(super) struct Orders {
    orders: IndexMap<String, Map, FxBuildHasher>,
    created: u32,
}

pub(super) fn list(practice: &mut Practice, visit: &Visit<'_>) -> PracticeAnswer {
    let status = visit.request.parameter("status");
    let wanted = |order: &&Map| status.is_none_or(|status| order.get("status").and_then(Value::as_str) == Some(status));
    let orders = practice.orders.orders.values().filter(wanted).map(|order| Value::from(order.clone())).collect();
    reply::json(200, &reply::object([("orders", orders)]))
}

pub(super) fn create(practice: &mut Practice, visit: &Visit<'_>) -> PracticeAnswer {
    let orders = &mut practice.orders;
    if orders.orders.len() >= LIMIT {
        return reply::problem(507, "this run has too many orders");
    }
    let id = format!("order-{}", orders.created.saturating_add(1));
    match complete(&id, visit.request) {
        Err(refusal) => refusal,
        Ok(order) => {
            orders.created = orders.created.saturating_add(1);
            let answer = reply::json(201, &Value::from(order.clone()));
            let answer = reply::with_header(answer, "Location", &format!("/orders/{id}"));
            orders.orders.insert(id, order);
            answer
        }
    }
}

pub(super) fn read(practice: &mut Practice, visit: &Visit<'_>) -> PracticeAnswer {
    match practice.orders.orders.get(visit.part) {
        Some(order) => reply::json(200, &Value::from(order.clone())),
        None => no_order(visit.part),
    }
}

pub(super) fn replace(practice: &mut Practice, visit: &Visit<'_>) -> PracticeAnswer {
    let Some(order) = practice.orders.orders.get_mut(visit.part) else { return no_order(visit.part) };
    match complete(visit.part, visit.request) {
        Err(refusal) => refusal,
        Ok(new) => {
            *order = new;
            reply::json(200, &Value::from(order.clone()))
        }
    }
}

pub(super) fn change(practice: &mut Practice, visit: &Visit<'_>) -> PracticeAnswer {
    let Some(order) = practice.orders.orders.get_mut(visit.part) else { return no_order(visit.part) };
    match fields(visit.request) {
        Err(refusal) => refusal,
        Ok(changes) => {
            for (key, value) in changes.iter().filter(|(key, _)| &***key != "id") {
                order.insert(Rc::clone(key), value.clone());
            }
            reply::json(200, &Value::from(order.clone()))
        }
    }
}

pub(super) fn delete(practice: &mut Practice, visit: &Visit<'_>) -> PracticeAnswer {
    match practice.orders.orders.shift_remove(visit.part) {
        Some(_) => reply::empty(204),
        None => no_order(visit.part),
    }
}

fn no_order(id: &str) -> PracticeAnswer {
    reply::problem(404, &format!("there is no order `{id}`; each run starts without orders"))
}

/// A whole order from the request's body: what it must have, and what it gets if nothing is said.
fn complete(id: &str, request: &PracticeRequest) -> Result<Map, PracticeAnswer> {
    let given = fields(request)?;
    let Some(item) = given.get("item").filter(|item| item.as_str().is_some_and(|item| !item.is_empty())) else {
        return Err(reply::problem(400, "an order needs an `item`, which is a string"));
    };
    let mut order = Map::new();
    order.insert("id", Value::from(id));
    order.insert("item", item.clone());
    order.insert("quantity", given.get("quantity").cloned().unwrap_or(Value::from(1)));
    order.insert("status", given.get("status").cloned().unwrap_or(Value::from("NEW")));
    for (key, value) in given.iter().filter(|(key, _)| &***key != "id") {
        order.insert(Rc::clone(key), value.clone());
    }
    Ok(order)
}

/// The members of the body: a JSON object or a form.
fn fields(request: &PracticeRequest) -> Result<Map, PracticeAnswer> {
    let is_form = request.header("Content-Type").is_some_and(|kind| kind.contains("x-www-form-urlencoded"));
    let text = request.text().unwrap_or_default();
    if is_form {
        return Ok(read_pairs(text).into_iter().map(|(key, value)| (Rc::from(key), Value::from(value))).collect());
    }
    match Value::from_json(text) {
        Ok(Value::Object(members)) => Ok((*members).clone()),
        Ok(_) => Err(reply::problem(400, "the body must be a JSON object")),
        Err(error) => Err(reply::problem(400, &format!("the body is not JSON: {error}"))),
    }
}
