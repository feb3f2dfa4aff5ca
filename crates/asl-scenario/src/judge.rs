//! Plays a scenario and says what does not hold.

use std::fmt;
use std::rc::Rc;

use asl_http::Connections;
use asl_jsonata::Scope;
use asl_path::Environment;
use asl_sim::{Outcome, Simulator};
use asl_value::Value;

use crate::play::{BEGINS_AT, Played, Setting, play, seconds_of};
use crate::reached::Facts;
use crate::scenario::{Expectation, ExpectedCall, Scenario};
use crate::script::Script;

/// The most state transitions of a scenario: more than AWS's limit of events lets a Standard execution have.
const MOST_TRANSITIONS: usize = 200_000;

/// What a scenario came to.
pub struct Verdict {
    /// What does not hold; empty if the scenario passes.
    pub unmet: Vec<Unmet>,
    /// What happened.
    pub facts: Facts,
    /// The run.
    pub played: Played,
}

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Unmet {
    /// The status is another one.
    Status {
        /// What must hold.
        expected: Rc<str>,
        /// What came instead, with the error, if there is one.
        found: String,
    },
    /// The output is another one, or misses a part.
    Output {
        /// The place in the output, as a path.
        at: String,
        /// What must be there.
        expected: Value,
        /// What is there.
        found: Option<Value>,
    },
    /// The condition is not true, or cannot be evaluated.
    Condition(String),
    /// The error is another one.
    Error {
        /// What must hold.
        expected: Rc<str>,
        /// What came instead.
        found: Option<Rc<str>>,
    },
    /// The states were entered in another order.
    Path {
        /// How many agree.
        agree: usize,
        /// The one that must follow; `None`: the end.
        expected: Option<Rc<str>>,
        /// The one that followed.
        found: Option<Rc<str>>,
    },
    /// The state was not entered.
    NotReached(Rc<str>),
    /// The calls of a state are more or fewer.
    Calls {
        /// The state.
        state: Rc<str>,
        /// How many there must be; `None`: at least one.
        expected: Option<u32>,
        /// How many there are.
        found: u32,
    },
    /// No call of the state has these parameters.
    CallWith(Rc<str>),
    /// The same call was made more than once.
    Twice(Rc<str>),
    /// The deliveries of a rule that fit are more or fewer.
    Deliveries {
        /// The rule.
        rule: Rc<str>,
        /// How many there must be; `None`: at least one.
        expected: Option<u32>,
        /// How many there are.
        found: u32,
    },
    /// The executions of a machine that fit are more or fewer.
    Executions {
        /// The machine.
        machine: Rc<str>,
        /// How many there must be; `None`: at least one.
        expected: Option<u32>,
        /// How many there are.
        found: u32,
    },
    /// An event was refused.
    Event(String),
    /// It took longer.
    Seconds {
        /// What is allowed.
        most: f64,
        /// What it took.
        found: f64,
    },
    /// It took more transitions.
    Transitions {
        /// What is allowed.
        most: u32,
        /// What it took.
        found: u32,
    },
    /// The run did not come to an end.
    NoEnd,
    /// The mocks cannot be read.
    Mocks(String),
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |name: &Option<Rc<str>>| name.as_deref().map_or("the end".to_owned(), |name| format!("`{name}`"));
        match self {
            Self::Status { expected, found } => write!(f, "the status must be {expected}, but is {found}"),
            Self::Output { at, expected, found } => {
                let found = found.as_ref().map_or("nothing".to_owned(), |found| found.preview(80));
                write!(f, "the output must have {} at `{at}`, but has {found}", expected.preview(80))
            }
            Self::Condition(why) => write!(f, "the condition {why}"),
            Self::Error { expected, found } => match found {
                Some(found) => write!(f, "the error must be `{expected}`, but is `{found}`"),
                None => write!(f, "the error must be `{expected}`, but there is none"),
            },
            Self::Path { agree, expected, found } => {
                write!(
                    f,
                    "after {agree} states the path must continue with {}, but continues with {}",
                    name(expected),
                    name(found)
                )
            }
            Self::NotReached(state) => write!(f, "the run must reach `{state}`, but does not"),
            Self::Calls { state, expected: Some(expected), found } => {
                write!(f, "`{state}` must make {expected} calls, but makes {found}")
            }
            Self::Calls { state, expected: None, .. } => write!(f, "`{state}` must make a call, but makes none"),
            Self::CallWith(state) => write!(f, "no call of `{state}` has the parameters that one must have"),
            Self::Deliveries { rule, expected: Some(expected), found } => {
                write!(f, "the rule `{rule}` must have {expected} such deliveries, but has {found}")
            }
            Self::Deliveries { rule, expected: None, .. } => {
                write!(f, "the rule `{rule}` must have such a delivery, but has none")
            }
            Self::Executions { machine, expected: Some(expected), found } => {
                write!(f, "the machine `{machine}` must have {expected} such executions, but has {found}")
            }
            Self::Executions { machine, expected: None, .. } => {
                write!(f, "the machine `{machine}` must have such an execution, but has none")
            }
            Self::Event(why) => write!(f, "the event is rejected: {why}"),
            Self::Twice(state) => write!(f, "`{state}` makes the same call more than once"),
            Self::Seconds { most, found } => write!(f, "the run may take {most} s, but takes {found} s"),
            Self::Transitions { most, found } => {
                write!(f, "the run may have {most} state transitions, but has {found}")
            }
            Self::NoEnd => f.write_str("the run does not end"),
            Self::Mocks(why) => write!(f, "the mocks can't be read: {why}"),
        }
    }
}

/// Plays a scenario and judges it. `input` is what a scenario without one is given; `connections` are those with which the
/// Practice API is called, `None` for no call of it.
pub fn judge(setting: &Setting, scenario: &Scenario, input: &Value, connections: Option<&Rc<Connections>>) -> Verdict {
    let mut setting = setting.clone();
    if !scenario.files.is_empty() {
        setting.files = Rc::new(scenario.files());
    }
    let (mut answers, problem) = match Script::of(scenario, connections, &setting.identity.region) {
        Ok(script) => (script, None),
        Err(why) => (Script::default(), Some(Unmet::Mocks(why))),
    };
    // A Task that is mocked starts no other machine.
    setting.machines = Rc::new((*setting.machines).clone().without(answers.mocked()));
    let given = scenario.input.clone().unwrap_or_else(|| input.clone());
    let played = play(&setting, given.clone(), &mut answers, MOST_TRANSITIONS);
    let facts = Facts::of(&played.simulator);
    let mut unmet = check(&scenario.expect, &given, &played.simulator, &facts);
    unmet.extend(problem);
    Verdict { unmet, facts, played }
}

/// What does not hold of a run that somebody else made, with what is in its log; a run that goes on has not come to its end.
pub fn judge_run(expect: &Expectation, simulator: &Simulator) -> Vec<Unmet> {
    check(expect, simulator.root().input(), simulator, &Facts::of(simulator))
}

fn check(expect: &Expectation, input: &Value, simulator: &Simulator, facts: &Facts) -> Vec<Unmet> {
    let mut unmet = Vec::new();
    let outcome = simulator.outcome();
    let error = outcome.and_then(Outcome::error).and_then(|error| error.name.clone());
    let status = outcome.map_or("RUNNING", Outcome::status);
    if outcome.is_none() {
        unmet.push(Unmet::NoEnd);
    }
    if let Some(expected) = expect.status.as_ref().filter(|expected| ***expected != *status) {
        let found = error.as_ref().map_or_else(|| status.to_owned(), |error| format!("{status} with `{error}`"));
        unmet.push(Unmet::Status { expected: expected.clone(), found });
    }
    let output = outcome.and_then(Outcome::output);
    if let Some(expected) = expect.output.as_ref().filter(|expected| output != Some(*expected)) {
        unmet.push(Unmet::Output { at: "$".to_owned(), expected: expected.clone(), found: output.cloned() });
    }
    if let Some(expected) = &expect.output_includes {
        unmet.extend(missing(output, expected, "$"));
    }
    if let Some(condition) = &expect.condition {
        unmet.extend(not_true(condition, input, output).map(Unmet::Condition));
    }
    if let Some(expected) = expect.error.as_ref().filter(|expected| error.as_ref() != Some(*expected)) {
        unmet.push(Unmet::Error { expected: expected.clone(), found: error });
    }
    if let Some(path) = expect.path.as_ref().filter(|path| **path != facts.path) {
        let agree = path.iter().zip(&facts.path).take_while(|(expected, found)| expected == found).count();
        let (expected, found) = (path.get(agree).cloned(), facts.path.get(agree).cloned());
        unmet.push(Unmet::Path { agree, expected, found });
    }
    if let Some(most) = expect.most_transitions.filter(|most| facts.transitions > *most) {
        unmet.push(Unmet::Transitions { most, found: facts.transitions });
    }
    unmet.extend(check_calls(expect, facts, seconds_of(simulator)));
    unmet
}

/// What does not hold of what was reached and called, and of the time.
pub(crate) fn check_calls(expect: &Expectation, facts: &Facts, seconds: f64) -> Vec<Unmet> {
    let mut unmet = Vec::new();
    let is_missing = |state: &&Rc<str>| !facts.reached.contains(&crate::Place::State((*state).clone()));
    unmet.extend(expect.reaches.iter().filter(is_missing).cloned().map(Unmet::NotReached));
    expect.calls.iter().for_each(|call| calls(call, facts, &mut unmet));
    if expect.no_call_twice {
        unmet.extend(twice(facts).into_iter().map(Unmet::Twice));
    }
    if let Some(most) = expect.longest_seconds.filter(|most| seconds > *most) {
        unmet.push(Unmet::Seconds { most, found: seconds });
    }
    unmet
}

fn calls(expected: &ExpectedCall, facts: &Facts, unmet: &mut Vec<Unmet>) {
    let state = &expected.state;
    let of_state = || facts.calls.iter().filter(|call| call.state == *state);
    let found = u32::try_from(of_state().count()).unwrap_or(u32::MAX);
    let fits = expected.times.map_or(found > 0, |times| times == found);
    if !fits {
        unmet.push(Unmet::Calls { state: state.clone(), expected: expected.times, found });
    }
    if let Some(with) = &expected.with
        && found > 0
        && !of_state().any(|call| missing(Some(&call.parameters), with, "$").is_none())
    {
        unmet.push(Unmet::CallWith(state.clone()));
    }
}

/// The states that make a call twice with the same parameters.
fn twice(facts: &Facts) -> Vec<Rc<str>> {
    let mut states: Vec<Rc<str>> = Vec::new();
    for (index, call) in facts.calls.iter().enumerate() {
        let is_same = |other: &crate::Call| other.state == call.state && other.parameters == call.parameters;
        if facts.calls.iter().take(index).any(is_same) && !states.contains(&call.state) {
            states.push(call.state.clone());
        }
    }
    states
}

/// The first part of `expected` that `found` does not have.
pub(crate) fn missing(found: Option<&Value>, expected: &Value, at: &str) -> Option<Unmet> {
    let differs = || Unmet::Output { at: at.to_owned(), expected: expected.clone(), found: found.cloned() };
    match (found, expected) {
        (Some(Value::Object(found)), Value::Object(members)) => {
            members.iter().find_map(|(name, expected)| missing(found.get(name), expected, &format!("{at}.{name}")))
        }
        (Some(Value::Array(found)), Value::Array(items)) if found.len() == items.len() => {
            let pairs = found.iter().zip(items.iter()).enumerate();
            pairs
                .into_iter()
                .find_map(|(index, (found, expected))| missing(Some(found), expected, &format!("{at}[{index}]")))
        }
        (Some(found), expected) if found == expected => None,
        _ => Some(differs()),
    }
}

/// A condition sees no run.
struct Nothing;

impl Environment for Nothing {
    fn context(&self) -> Value {
        Value::empty_object()
    }

    fn variable(&self, _: &str) -> Option<Value> {
        None
    }

    fn random(&self) -> u64 {
        0
    }
}

/// Why a condition does not hold, as the rest of a sentence.
fn not_true(condition: &str, input: &Value, output: Option<&Value>) -> Option<String> {
    let expression = match asl_jsonata::Expression::compile(condition) {
        Ok(expression) => expression,
        Err(found) => {
            let why = found.first().map(|error| error.message.clone()).unwrap_or_default();
            return Some(format!("can't be read: {why}"));
        }
    };
    let Some(output) = output else { return Some("has no output to look at: the run failed".to_owned()) };
    match expression.evaluate(&Scope::new(input, &Nothing, BEGINS_AT).with_result(output), "condition") {
        Ok(Value::Bool(true)) => None,
        Ok(other) => Some(format!("must be true, but is {}", other.preview(80))),
        Err(error) => Some(format!("fails: {}", error.to_state_error().cause.as_deref().unwrap_or_default())),
    }
}
