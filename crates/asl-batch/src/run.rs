//! A run at once, in virtual time, and what is told of a run.

use std::rc::Rc;

use asl_aws::state_error::{StateError, TASK_FAILED};
use asl_aws::time::Timestamp;
use asl_scenario::{Answers, BEGINS_AT, Played, Scenario, Script, Setting, play_from};
use asl_sim::{Completion, Effect, Limits, Outcome, Simulator, Start, history};
use asl_value::Value;
use serde::Serialize;

use crate::document::practice_connections;

/// The most state transitions of a run: more than AWS's limit of events lets a Standard execution have.
const MOST_TRANSITIONS: usize = 1_000_000;

/// What a run is given.
#[derive(Clone, Debug)]
pub struct RunRequest {
    /// Its input, its mocks, and what its calls come to; what must hold is not asked.
    pub given: Scenario,
    /// The service's limits.
    pub limits: Limits,
    /// When it begins.
    pub begins_at: Timestamp,
    /// The seed of its randomness.
    pub seed: u64,
    /// What the cause of a Task that nothing answers ends with: how to answer it.
    pub way_out: Rc<str>,
}

impl Default for RunRequest {
    fn default() -> Self {
        Self {
            given: Scenario::default(),
            limits: Limits::default(),
            begins_at: BEGINS_AT,
            seed: 0,
            way_out: "".into(),
        }
    }
}

impl RunRequest {
    /// What an execution is started with.
    pub fn start(&self, setting: &Setting) -> Start {
        Start {
            input: self.given.input.clone().unwrap_or_else(Value::empty_object),
            identity: setting.identity.clone(),
            limits: self.limits,
            files: setting.files.clone(),
            machines: setting.machines.clone(),
            seed: self.seed,
            ..Start::default()
        }
    }

    /// The answers of the run, and the setting without the machines that mocks stand in for.
    ///
    /// # Errors
    ///
    /// Why the mocks cannot be read.
    pub fn script(&self, setting: &Setting) -> Result<(Script, Setting), String> {
        let script = Script::of(&self.given, Some(&practice_connections()), &setting.identity.region)?;
        let machines = Rc::new((*setting.machines).clone().without(script.mocked()));
        let files = if self.given.files.is_empty() { setting.files.clone() } else { Rc::new(self.given.files()) };
        Ok((script, Setting { machines, files, ..setting.clone() }))
    }
}

/// Plays a run to its end: waits, back-off, and delays take no time. What neither `given` nor the Practice API answers fails.
///
/// # Errors
///
/// Why the mocks cannot be read.
pub fn run(setting: &Setting, request: &RunRequest) -> Result<Played, String> {
    let (script, setting) = request.script(setting)?;
    let mut answers = Unanswered { script, way_out: request.way_out.clone() };
    let start = request.start(&setting);
    Ok(play_from(&setting.machine, start, request.begins_at, &mut answers, MOST_TRANSITIONS))
}

/// A script, and what a Task fails with that it does not answer.
struct Unanswered {
    script: Script,
    way_out: Rc<str>,
}

impl Answers for Unanswered {
    fn answer(&mut self, effect: &Effect, nth: u32, now: Timestamp) -> Completion {
        self.script.find(effect, nth, now).unwrap_or_else(|| unanswered(&effect.state, &self.way_out))
    }
}

/// What a Task comes to that nothing answers.
pub fn unanswered(state: &str, way_out: &str) -> Completion {
    let cause = format!("Nothing answers the state '{state}'. {way_out}");
    Completion::of(Err(StateError::new(TASK_FAILED, cause.trim_end())))
}

/// What is told of a run; absent members are left out.
#[derive(Clone, Debug, Serialize)]
pub struct RunReport {
    /// `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`, or `RUNNING` for a run that came to no end.
    pub status: &'static str,
    /// The output of a run that succeeded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// The name of the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Rc<str>>,
    /// Its cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Rc<str>>,
    /// How long it took by its own clock, in seconds.
    pub seconds: f64,
    /// The history, in the form of GetExecutionHistory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<serde_json::Value>>,
    /// What ResultWriters wrote, by `s3://bucket/key`.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    pub files: serde_json::Map<String, serde_json::Value>,
}

impl RunReport {
    /// What is told of the run of `simulator`, with its history if `with_history`.
    #[expect(clippy::cast_precision_loss, reason = "a year has 35 bits of milliseconds")]
    pub fn of(simulator: &Simulator, with_history: bool) -> Self {
        let root = simulator.root();
        let ended = root.ended_at().unwrap_or_else(|| simulator.now());
        let failure = simulator.outcome().and_then(Outcome::error);
        Self {
            status: simulator.outcome().map_or("RUNNING", Outcome::status),
            output: simulator.outcome().and_then(Outcome::output).cloned(),
            error: failure.and_then(|failure| failure.name.clone()),
            cause: failure.and_then(|failure| failure.cause.clone()),
            seconds: ended.millis_since(root.started_at()) as f64 / 1000.0,
            events: with_history.then(|| simulator.events().iter().map(history::to_json).collect()),
            files: simulator
                .written()
                .iter()
                .map(|(bucket, key, text)| (format!("s3://{bucket}/{key}"), (**text).into()))
                .collect(),
        }
    }
}
