//! Authored answers to Tasks, in the shape of TestState's `mock` (API reference, `MockInput`):
//! `{"State name": {"result": …}}`, `{"State name": {"errorOutput": {"error": …, "cause": …}}}`, or a list of such,
//! one for each call of the state, the last of which goes on for ever. `{"byVisit": […]}` has answers for each visit of the
//! state, each of them again one or one for each attempt; `{"byIteration": […]}` for each iteration of the Map around it.
//! These two and `delaySeconds` are ours.

pub mod check;
pub mod edit;
pub mod local;
mod plan;
pub mod sample;

use asl_value::SortedMap;
use std::rc::Rc;

pub use self::plan::Call;
use self::plan::{Answers, Plan};
use crate::effect::{AnsweredBy, Completion, Request};
use asl_aws::state_error::{StateError, TIMEOUT};
use asl_http::Caller;
use asl_value::{Map, Number, Value};

/// The fields of a mock. `fieldValidationMode` is TestState's and has no effect here: no mock is checked against the
/// service's API.
pub(crate) const NAMES_OF_A_MOCK: [&str; 4] = ["result", "errorOutput", "delaySeconds", "fieldValidationMode"];

/// The answers of a document, by state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mocks {
    states: SortedMap<Rc<str>, Answers>,
}

/// One authored answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Mock {
    /// The Task's result, or what it fails with.
    pub outcome: Result<Value, StateError>,
    /// How long the answer takes.
    pub delay_seconds: f64,
}

impl Mock {
    /// It as TestState writes it: `{"result": …}` or `{"errorOutput": {"error": …, "cause": …}}`, with our `delaySeconds`
    /// if it takes time.
    pub fn to_value(&self) -> Value {
        let mut mock = Map::new();
        match &self.outcome {
            // A text may be read as JSON: written as the JSON of a text, it is one again.
            Ok(result @ Value::String(_)) => mock.insert("result", result.to_json().into()),
            Ok(result) => mock.insert("result", result.clone()),
            Err(error) => {
                let members = [("error", &error.name), ("cause", &error.cause)].into_iter();
                let given = members.filter_map(|(key, text)| Some((key.into(), Value::String(text.clone()?))));
                mock.insert("errorOutput", given.collect::<Map>().into())
            }
        };
        if self.delay_seconds > 0.0 {
            let delay = Number::Float(self.delay_seconds);
            mock.insert("delaySeconds", delay.as_i64().map_or(Value::Number(delay), Value::from));
        }
        mock.into()
    }

    /// It as the answer to a request. What takes longer than an API destination waits is a timeout there.
    pub fn completion(self, request: &Request) -> Completion {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float too large saturates")]
        let delay_ms = (self.delay_seconds * 1000.0) as u32;
        let answered_by = Some(AnsweredBy::Mock);
        let (submitted, limit) = match request {
            Request::Task(call) => (sample::submitted(&call.resource), u32::MAX),
            Request::Http(call) if call.caller == Caller::ApiDestination => (None, call.caller.time_limit_millis()),
            Request::Http(_) | Request::Evaluate(_) => (None, u32::MAX),
        };
        if delay_ms > limit {
            let outcome = Err(StateError::without_cause(TIMEOUT));
            return Completion { answered_by, delay_ms: limit, ..Completion::of(outcome) };
        }
        Completion { submitted, answered_by, delay_ms, ..Completion::of(self.outcome) }
    }
}

impl Mocks {
    /// Reads the answers of a document. The error says what is wrong, and where.
    pub fn from_value(value: &Value) -> Result<Self, String> {
        let states = match value {
            Value::Null => return Ok(Self::default()),
            Value::Object(states) => states,
            _ => return Err("mocks must be an object with one field per mocked state".to_owned()),
        };
        let mut mocks = Self::default();
        for (name, answers) in states.iter() {
            let plan = Plan::from_value(answers).map_err(|why| format!("the mock of `{name}`: {why}"))?;
            mocks.states.insert(name.clone(), Answers::new(plan));
        }
        Ok(mocks)
    }

    /// The names of the states that have answers.
    pub fn names(&self) -> impl Iterator<Item = Rc<str>> {
        self.states.keys().cloned()
    }

    /// How many states have answers.
    pub fn len(&self) -> usize {
        self.states.len()
    }

    /// Whether no state has an answer.
    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }

    /// Whether `state` has an answer.
    pub fn answers(&self, state: &str) -> bool {
        self.states.contains_key(state)
    }

    /// The next answer for a call of `state`; `None` if the state is not mocked.
    pub fn next(&mut self, state: &str) -> Option<Mock> {
        self.answer(state, Call::default())
    }

    /// The answer for that call of `state`; `None` if the state is not mocked, or not in that iteration.
    pub fn answer(&mut self, state: &str, call: Call) -> Option<Mock> {
        self.states.get_mut(state)?.next(call)
    }
}

fn mock(value: &Value) -> Result<Mock, String> {
    let delay_seconds = match value.get("delaySeconds") {
        None => 0.0,
        Some(delay) => delay.as_number().map(Number::as_f64).ok_or("`delaySeconds` must be a number")?,
    };
    let outcome = match (value.get("result"), value.get("errorOutput")) {
        // TestState takes the result as JSON text; here it may also be the value itself.
        (Some(Value::String(text)), None) => Ok(Value::from_json(text).unwrap_or_else(|_| Value::String(text.clone()))),
        (Some(result), None) => Ok(result.clone()),
        (None, Some(error)) => {
            let text = |name: &str| error.get(name).and_then(Value::as_str).map(Rc::from);
            if text("error").is_none() {
                return Err("`errorOutput` has no `error`".to_owned());
            }
            Err(StateError::of(text("error"), text("cause")))
        }
        (Some(_), Some(_)) => return Err("it can have a `result` or an `errorOutput`, not both".to_owned()),
        (None, None) => return Err("it needs a `result` or an `errorOutput`".to_owned()),
    };
    Ok(Mock { outcome, delay_seconds })
}

#[cfg(test)]
mod tests {
    use super::Mocks;
    use asl_value::Value;

    #[test]
    fn a_list_answers_call_by_call_and_its_last_for_ever() {
        let value = Value::from_json(r#"{"A": [{"errorOutput": {"error": "E"}}, {"result": {"n": 1}}]}"#).unwrap();
        let mut mocks = Mocks::from_value(&value).unwrap();
        assert!(mocks.next("A").unwrap().outcome.is_err());
        for _ in 0..2 {
            assert_eq!(mocks.next("A").unwrap().outcome.unwrap().to_json(), r#"{"n":1}"#);
        }
        assert_eq!(mocks.next("B"), None);
    }

    #[test]
    fn a_mock_that_answers_nothing_is_refused() {
        for text in [
            r#"{"A": {}}"#,
            r#"{"A": {"result": 1, "errorOutput": {"error": "E"}}}"#,
            "[]",
            r#"{"A": {"errorOutput": {}}}"#,
        ] {
            assert!(Mocks::from_value(&Value::from_json(text).unwrap()).is_err(), "{text}");
        }
    }
}
