//! A scenario as data.

use std::rc::Rc;

use asl_sim::Files;
use asl_value::{Map, Number, Value};

/// What a workflow is given, and what must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    /// Its name, by which it is listed.
    pub name: Rc<str>,
    /// The input; an empty object if absent.
    pub input: Option<Value>,
    /// Mocks in the format of TestState, by state.
    pub mocks: Value,
    /// What calls come to, by state: a name of `asl_sim::what_if`, or a list of them, one for each call.
    pub what_if: Vec<(Rc<str>, WhatIfs)>,
    /// Texts of objects in S3 by `s3://bucket/key`.
    pub files: Vec<(Rc<str>, Rc<str>)>,
    /// Events that are put on the buses of the document, in place of an input: as PutEvents takes them, or whole.
    pub events: Option<Value>,
    /// What must hold.
    pub expect: Expectation,
}

/// What the calls of a state come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhatIfs {
    /// All of them to the same.
    Always(Rc<str>),
    /// The first ones to these; all that follow to what they would without.
    First(Vec<Rc<str>>),
}

/// What must hold after a run; what is absent is not asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expectation {
    /// `SUCCEEDED`, `FAILED`, `TIMED_OUT` or `ABORTED`.
    pub status: Option<Rc<str>>,
    /// The whole output.
    pub output: Option<Value>,
    /// A part of the output: objects may have more members than these.
    pub output_includes: Option<Value>,
    /// A JSONata condition, with the output as `$states.result` and the input as `$states.input`.
    pub condition: Option<Rc<str>>,
    /// The name of the error.
    pub error: Option<Rc<str>>,
    /// The states of the machine's own scope in the order in which they are entered.
    pub path: Option<Vec<Rc<str>>>,
    /// States that are entered, in any order and wherever they are.
    pub reaches: Vec<Rc<str>>,
    /// Calls that are made.
    pub calls: Vec<ExpectedCall>,
    /// No call is made twice with the same parameters.
    pub no_call_twice: bool,
    /// The longest that the run may take, in seconds by its own clock.
    pub longest_seconds: Option<f64>,
    /// The most state transitions, as AWS bills them.
    pub most_transitions: Option<u32>,
    /// Deliveries that the events lead to.
    pub deliveries: Vec<ExpectedDelivery>,
    /// Executions that the events lead to.
    pub executions: Vec<ExpectedExecution>,
}

/// Calls that a state must make.
#[derive(Clone, Debug, PartialEq)]
pub struct ExpectedCall {
    /// The state.
    pub state: Rc<str>,
    /// How often, all visits and attempts counted; at least once if absent.
    pub times: Option<u32>,
    /// A part of the parameters of at least one of them.
    pub with: Option<Value>,
}

/// Deliveries of a rule: those that fit all of this.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExpectedDelivery {
    /// The rule.
    pub rule: Rc<str>,
    /// `Id` of the target.
    pub target: Option<Rc<str>>,
    /// `DELIVERED`, `DEAD_LETTER` or `DROPPED`.
    pub status: Option<Rc<str>>,
    /// A part of what the target is sent.
    pub with: Option<Value>,
    /// How many there are; at least one if absent.
    pub times: Option<u32>,
}

/// Executions of a machine that rules or Tasks start: those that fit all of this.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExpectedExecution {
    /// The machine.
    pub machine: Rc<str>,
    /// How it ends.
    pub status: Option<Rc<str>>,
    /// A part of its input.
    pub input: Option<Value>,
    /// A part of its output.
    pub output: Option<Value>,
    /// How many there are; at least one if absent.
    pub times: Option<u32>,
}

impl ExpectedDelivery {
    fn to_value(&self) -> Value {
        let text = |text: &Option<Rc<str>>| text.clone().map(Value::from);
        object([
            ("rule", Some(self.rule.clone().into())),
            ("target", text(&self.target)),
            ("status", text(&self.status)),
            ("with", self.with.clone()),
            ("times", self.times.map(|times| i64::from(times).into())),
        ])
    }
}

impl ExpectedExecution {
    fn to_value(&self) -> Value {
        object([
            ("machine", Some(self.machine.clone().into())),
            ("status", self.status.clone().map(Value::from)),
            ("input", self.input.clone()),
            ("output", self.output.clone()),
            ("times", self.times.map(|times| i64::from(times).into())),
        ])
    }
}

fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let mut object = Map::new();
    for (name, value) in members {
        if let Some(value) = value {
            object.insert(name, value);
        }
    }
    object.into()
}

impl Scenario {
    /// Whether nothing has to hold: then it passes whatever happens, and says nothing.
    pub fn expects_nothing(&self) -> bool {
        self.expect == Expectation::default()
    }

    /// The files for a run.
    pub fn files(&self) -> Files {
        let mut files = Files::new();
        for (address, text) in &self.files {
            if let Some((bucket, key)) = address.strip_prefix("s3://").and_then(|place| place.split_once('/')) {
                files.insert(bucket, key, text.clone());
            }
        }
        files
    }

    /// It as it stands in a file.
    pub fn to_value(&self) -> Value {
        let mut scenario = Map::new();
        scenario.insert("name", self.name.clone().into());
        if let Some(input) = &self.input {
            scenario.insert("input", input.clone());
        }
        if self.mocks.as_object().is_some_and(|mocks| !mocks.is_empty()) {
            scenario.insert("mocks", self.mocks.clone());
        }
        if !self.what_if.is_empty() {
            let written = |what: &WhatIfs| match what {
                WhatIfs::Always(id) => id.clone().into(),
                WhatIfs::First(ids) => ids.iter().map(|id| Value::from(id.clone())).collect::<Value>(),
            };
            let all = self.what_if.iter().map(|(state, what)| (state.clone(), written(what)));
            scenario.insert("whatIf", all.collect::<Map>().into());
        }
        if !self.files.is_empty() {
            let all = self.files.iter().map(|(address, text)| (address.clone(), text.clone().into()));
            scenario.insert("files", all.collect::<Map>().into());
        }
        if let Some(events) = &self.events {
            scenario.insert("events", events.clone());
        }
        scenario.insert("expect", self.expect.to_value());
        scenario.into()
    }
}

impl Expectation {
    /// It as it stands in a file.
    pub fn to_value(&self) -> Value {
        let mut expect = Map::new();
        let names = |names: &[Rc<str>]| names.iter().map(|name| Value::from(name.clone())).collect::<Value>();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                expect.insert(name, value);
            }
        };
        put("status", self.status.clone().map(Value::from));
        put("output", self.output.clone());
        put("outputIncludes", self.output_includes.clone());
        put("condition", self.condition.clone().map(Value::from));
        put("error", self.error.clone().map(Value::from));
        put("path", self.path.as_deref().map(names));
        put("reaches", (!self.reaches.is_empty()).then(|| names(&self.reaches)));
        let calls = self.calls.iter().map(|call| {
            let mut written = Map::new();
            written.insert("state", call.state.clone().into());
            if let Some(times) = call.times {
                written.insert("times", i64::from(times).into());
            }
            if let Some(with) = &call.with {
                written.insert("with", with.clone());
            }
            Value::from(written)
        });
        put("calls", (!self.calls.is_empty()).then(|| calls.collect()));
        put("noCallTwice", self.no_call_twice.then(|| true.into()));
        put("longestSeconds", self.longest_seconds.map(number));
        put("mostTransitions", self.most_transitions.map(|most| i64::from(most).into()));
        let list = |all: Vec<Value>| (!all.is_empty()).then(|| Value::from(all));
        put("deliveries", list(self.deliveries.iter().map(ExpectedDelivery::to_value).collect()));
        put("executions", list(self.executions.iter().map(ExpectedExecution::to_value).collect()));
        expect.into()
    }
}

/// A number as it is written: without a fraction that says nothing.
fn number(number: f64) -> Value {
    let number = Number::Float(number);
    number.as_i64().map_or(Value::Number(number), Value::from)
}
