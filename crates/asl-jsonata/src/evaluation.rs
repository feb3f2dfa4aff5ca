//! Evaluations that are handed to another thread: an expression with all that it sees.
//!
//! A run evaluates at once. Where that would hold up whoever watches it, a [`Deferral`] gives each expression a short
//! time only; what takes longer becomes an [`Evaluation`], which can be carried anywhere, and its answer is handed in
//! when the same work is done again. Work that may be deferred must therefore change nothing before it has all its
//! values: it runs in an open section of the deferral.

use asl_value::SortedMap;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use super::engine::{Budget, Inputs, Library};
use super::error::{EngineError, Problem};
use super::language::{self, Compiled};
use asl_value::{Map, Value};

/// What an evaluation came to.
pub type Evaluated = Result<Value, Problem>;

/// An expression and all that it sees: what another thread needs to evaluate it.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// The expression, without `{%` and `%}`.
    pub expression: Rc<str>,
    /// The variables that it names and that exist, `states` among them.
    pub variables: Map,
    /// The time of the run, in milliseconds since 1970.
    pub now: i64,
    /// The bits that it draws its randomness from.
    pub random: u64,
}

impl Evaluation {
    /// Evaluates it with AWS's budget.
    pub fn perform(&self) -> Evaluated {
        let inputs = Inputs {
            input: None,
            variable: &|name| self.variables.get(name).cloned(),
            now: self.now,
            random: &|| self.random,
        };
        let language = language::get().ok_or_else(|| Problem::Threw(EngineError::not_loaded()))?;
        let (engine, _) = language.compile(&self.expression, Library::Aws).map_err(Problem::Threw)?;
        evaluate(&*engine, &inputs, Budget::AWS)
    }

    /// What an evaluation comes to whose thread died of it: the limit of evaluations in each other is reached.
    pub fn gave_up() -> Evaluated {
        Err(Problem::Threw(EngineError::too_deep()))
    }

    /// As JSON, for the way to another thread.
    pub fn to_json(&self) -> String {
        let mut message = Map::new();
        message.insert("expression", Value::String(self.expression.clone()));
        message.insert("variables", Value::from(self.variables.clone()));
        message.insert("now", Value::from(self.now));
        // As text: not every number of 64 bits is one of JSON.
        message.insert("random", Value::from(self.random.to_string().as_str()));
        Value::from(message).to_json()
    }

    /// What [`to_json`](Self::to_json) wrote; nothing for any other text.
    pub fn from_json(text: &str) -> Option<Self> {
        let message = Value::from_json(text).ok()?;
        Some(Self {
            expression: message.get("expression")?.as_str()?.into(),
            variables: message.get("variables")?.as_object()?.clone(),
            now: whole(message.get("now")?)?,
            random: message.get("random")?.as_str()?.parse().ok()?,
        })
    }
}

/// The answer to an [`Evaluation`] as JSON.
pub fn answer_to_json(answer: &Evaluated) -> String {
    let mut message = Map::new();
    match answer {
        Ok(value) => message.insert("value", value.clone()),
        Err(Problem::Threw(EngineError { code, message: words, span, argument, items })) => {
            message.insert("code", Value::from(&**code));
            message.insert("message", Value::from(&**words));
            if let Some((start, end)) = span {
                message.insert(
                    "span",
                    [*start, *end].iter().filter_map(|place| i64::try_from(*place).ok()).map(Value::from).collect(),
                );
            }
            if let Some(argument) = argument.map(i64::from) {
                message.insert("argument", Value::from(argument));
            }
            if let Some(items) = items {
                message.insert("items", Value::from(&**items));
            }
            None
        }
        Err(Problem::Function) => message.insert("no", Value::from("function")),
        Err(_) => message.insert("no", Value::from("value")),
    };
    Value::from(message).to_json()
}

/// What [`answer_to_json`] wrote; nothing for any other text.
pub fn answer_from_json(text: &str) -> Option<Evaluated> {
    let message = Value::from_json(text).ok()?;
    if let Some(value) = message.get("value") {
        return Some(Ok(value.clone()));
    }
    if let Some(no) = message.get("no") {
        return Some(Err(if no.as_str()? == "function" { Problem::Function } else { Problem::Undefined }));
    }
    let place = |index: usize| usize::try_from(whole(message.get("span")?.as_array()?.get(index)?)?).ok();
    Some(Err(Problem::Threw(EngineError {
        code: message.get("code")?.as_str()?.into(),
        message: message.get("message")?.as_str()?.into(),
        span: place(0).zip(place(1)),
        argument: message.get("argument").and_then(whole).and_then(|number| u32::try_from(number).ok()),
        items: message.get("items").and_then(Value::as_str).map(Into::into),
    })))
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        _ => None,
    }
}

/// Evaluates, and tells *undefined* and functions apart.
pub(super) fn evaluate(engine: &dyn Compiled, inputs: &Inputs<'_>, budget: Budget) -> Evaluated {
    match engine.evaluate(inputs, budget) {
        Ok(Some(value)) => Ok(value),
        // It came to its end in time, and does so again.
        Ok(None) if engine.gives_function(inputs, Budget::AWS) => Err(Problem::Function),
        Ok(None) => Err(Problem::Undefined),
        Err(error) => Err(Problem::Threw(error)),
    }
}

/// How long an expression may take at once, where others are waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// The most steps.
    pub steps: u64,
    /// The longest time, where steps take long.
    pub time: Duration,
}

impl Slice {
    /// A part of a frame.
    pub const FRAME: Self = Self { steps: 150_000, time: Duration::from_millis(8) };

    fn budget(self) -> Budget {
        Budget { time: Some(self.time), steps: Some(self.steps), ..Budget::AWS }
    }
}

/// Which evaluations are put off, and what those that were came to.
#[derive(Debug, Default)]
pub struct Deferral {
    slice: Option<Slice>,
    section: RefCell<Section>,
}

/// What is known of the section that is open.
#[derive(Debug, Default)]
struct Section {
    open: bool,
    /// The number of the next evaluation.
    next: usize,
    /// What those came to that were put off.
    known: SortedMap<usize, Evaluated>,
    /// The one that is put off now.
    wanted: Option<(usize, Evaluation)>,
}

/// How to go about an evaluation.
pub(super) enum Plan {
    /// It was put off, and its answer is there.
    Known(Evaluated),
    /// It is done to its end.
    AtOnce,
    /// It is the one of this number, and is put off if it takes longer than this.
    Within(usize, Budget),
}

impl Deferral {
    /// Puts off whatever takes longer than `slice`.
    pub fn after(slice: Slice) -> Self {
        Self { slice: Some(slice), section: RefCell::default() }
    }

    /// Whether anything is ever put off.
    pub fn is_on(&self) -> bool {
        self.slice.is_some()
    }

    /// Begins work that can be done again.
    pub fn open(&self) {
        let mut section = self.section.borrow_mut();
        (section.open, section.next) = (true, 0);
    }

    /// Ends such work. If an evaluation was put off, it is that; the work is to be done again once
    /// [`answered`](Self::answered) was told.
    pub fn close(&self) -> Option<Evaluation> {
        let mut section = self.section.borrow_mut();
        section.open = false;
        let Some((number, evaluation)) = section.wanted.take() else {
            section.known.clear();
            return None;
        };
        section.next = number;
        Some(evaluation)
    }

    /// Hands in what the evaluation that was put off came to.
    pub fn answered(&self, answer: Evaluated) {
        let mut section = self.section.borrow_mut();
        let number = section.next;
        section.known.insert(number, answer);
    }

    /// Forgets what was put off: nobody will do the work again.
    pub fn forget(&self) {
        *self.section.borrow_mut() = Section::default();
    }

    pub(super) fn plan(&self) -> Plan {
        let Some(slice) = self.slice else { return Plan::AtOnce };
        let mut section = self.section.borrow_mut();
        if !section.open {
            return Plan::AtOnce;
        }
        let number = section.next;
        section.next += 1;
        match section.known.get(&number) {
            Some(answer) => Plan::Known(answer.clone()),
            None => Plan::Within(number, slice.budget()),
        }
    }

    pub(super) fn put_off(&self, number: usize, evaluation: Evaluation) {
        self.section.borrow_mut().wanted.get_or_insert((number, evaluation));
    }
}

/// Whether `error` says that time or steps ran out.
pub(super) fn ran_out(problem: &Problem) -> bool {
    matches!(problem, Problem::Threw(error) if matches!(&*error.code, "D1012" | "U1006"))
}

#[cfg(test)]
mod tests {
    use super::{Evaluated, Evaluation, answer_from_json, answer_to_json};
    use asl_path::testing::json;

    fn carried(expression: &str) -> Evaluated {
        let variables = json(r#"{"states": {"input": {"n": 9007199254740993, "list": [1, 2]}}}"#);
        let evaluation = Evaluation {
            expression: expression.into(),
            variables: variables.as_object().unwrap().clone(),
            now: 1_500_000_000_000,
            random: u64::MAX - 1,
        };
        let there = Evaluation::from_json(&evaluation.to_json()).unwrap();
        assert_eq!(there, evaluation);
        let answer = there.perform();
        assert_eq!(answer_from_json(&answer_to_json(&answer)), Some(answer.clone()));
        answer
    }

    #[test]
    fn an_evaluation_and_its_answer_survive_the_way_to_another_thread() {
        assert_eq!(carried("$states.input.list").unwrap().to_json(), "[1,2]");
        assert_eq!(
            carried("[$sum($states.input.list), $now()]").unwrap().to_json(),
            r#"[3,"2017-07-14T02:40:00.000Z"]"#
        );
        assert!(carried("$random()").is_ok());
        for fails in ["$states.input.nothing", "function($x) { $x }", "$states.input + 1", "$sum(", "$nope()"] {
            assert!(carried(fails).is_err(), "{fails}");
        }
    }

    #[test]
    fn any_other_text_is_no_message() {
        for text in ["", "{}", "[]", "null", "{\"no\": 1}", "{\"code\": 1}", "{\"expression\": \"1\"}"] {
            assert!(Evaluation::from_json(text).is_none());
            assert!(answer_from_json(text).is_none(), "{text}");
        }
    }
}
