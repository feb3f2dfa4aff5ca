//! Cases with scripted API calls (`actions`): workers take the tasks of activities, show signs of life and answer,
//! at their times on a clock that jumps.

use std::collections::BTreeMap;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_sim::{Completion, Effect, EffectId, Progress, Request, Simulator};
use asl_value::Value;
use serde_json::Value as Json;

use super::compare::compare;
use super::execution::{START, begin};

/// Whether a case's calls do something to its run.
pub(crate) fn has_workers(case: &Json) -> bool {
    actions(case).any(|action| action["op"] == "GetActivityTask")
}

/// The calls of a case, in order.
pub(crate) fn actions(case: &Json) -> impl Iterator<Item = &Json> {
    case.get("actions").and_then(Json::as_array).into_iter().flatten()
}

/// Runs a case's machine with its calls.
pub(crate) fn run(case: &Json) -> Result<Simulator, String> {
    let mut service = Service { simulator: begin(case)?, now: START, offered: Vec::new(), tokens: BTreeMap::new() };
    for (number, action) in actions(case).enumerate() {
        service.perform(action).map_err(|why| format!("action {number} {}: {why}", action["op"]))?;
    }
    while service.settle()? != Progress::Done {
        service.now = service.simulator.wake_at().ok_or("the run waits for ever")?;
    }
    Ok(service.simulator)
}

struct Service {
    simulator: Simulator,
    now: Timestamp,
    /// Tasks that no worker has taken.
    offered: Vec<Effect>,
    tokens: BTreeMap<String, EffectId>,
}

impl Service {
    fn perform(&mut self, action: &Json) -> Result<(), String> {
        if let Some(seconds) = action["at_s"].as_f64() {
            self.go_to(START.plus_seconds(seconds))?;
        }
        self.settle()?;
        let text = |name: &str| action[name].as_str();
        let op = text("op").unwrap_or_default();
        if op == "GetActivityTask" {
            return self.take_task(action);
        }
        if op == "StopExecution" {
            let error = StateError::of(text("error").map(Into::into), text("cause").map(Into::into));
            self.simulator.stop(error, self.now);
            return Ok(());
        }
        // What a call looks like is the service's business: only calls that reach a task are made.
        let token = text("token").filter(|_| text("region").is_none()).and_then(|token| self.tokens.get(token));
        let Some(token) = token.copied() else { return Ok(()) };
        let waited_for = match op {
            "SendTaskHeartbeat" => self.simulator.heartbeat(token, self.now),
            "SendTaskSuccess" => {
                let Ok(output) = Value::from_json(text("output").unwrap_or_default()) else { return Ok(()) };
                self.simulator.resume(token, Completion::of(Ok(output)), self.now)
            }
            "SendTaskFailure" => {
                let error = StateError::of(text("error").map(Into::into), text("cause").map(Into::into));
                self.simulator.resume(token, Completion::of(Err(error)), self.now)
            }
            _ => return Ok(()),
        };
        self.settle()?;
        let expected = action["expect"]["code"] == "Success";
        // The service notices late that a sibling's failure has ended a task: one heartbeat still succeeds.
        let late = op == "SendTaskHeartbeat" && expected && self.simulator.outcome().is_some();
        if waited_for == expected || late { Ok(()) } else { Err(format!("{waited_for}, expected {expected}")) }
    }

    /// A worker waits for a task, and takes it.
    fn take_task(&mut self, action: &Json) -> Result<(), String> {
        let fits = |effect: &Effect| match &effect.request {
            Request::Task(call) => {
                action["activityArn"] == *call.resource
                    && compare("", &action["returns_input"], &Json::from(&call.parameters)).is_ok()
            }
            Request::Http(_) | Request::Evaluate(_) => false,
        };
        loop {
            if let Some(at) = self.offered.iter().position(fits) {
                let effect = self.offered.remove(at);
                self.simulator.started(effect.id, action["workerName"].as_str().map(Into::into), self.now);
                self.tokens.insert(action["token"].as_str().unwrap_or_default().to_owned(), effect.id);
                return Ok(());
            }
            let wake_at = self.simulator.wake_at().ok_or("there is no such task")?;
            self.go_to(wake_at)?;
        }
    }

    /// Lets time pass until `at`.
    fn go_to(&mut self, at: Timestamp) -> Result<(), String> {
        while let Some(wake_at) = self.simulator.wake_at().filter(|wake_at| *wake_at < at) {
            self.now = self.now.max(wake_at);
            self.settle()?;
        }
        self.now = self.now.max(at);
        self.settle().map(|_| ())
    }

    /// Lets the run do what it can at this time.
    fn settle(&mut self) -> Result<Progress, String> {
        for _ in 0..100_000 {
            let progress = self.simulator.advance(self.now, 1000);
            self.offered.extend(self.simulator.take_effects());
            let cancelled = self.simulator.take_cancelled();
            self.offered.retain(|effect| !cancelled.contains(&effect.id));
            if progress != Progress::Working {
                return Ok(progress);
            }
        }
        Err("the run does not end".to_owned())
    }
}
