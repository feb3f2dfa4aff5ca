//! Tasks that the world answers itself: those that put events on a bus, and those that give a task token back.

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_events::entry::{EventEntry, PutError};
use asl_lang::{Integration, Pattern, Resource};
use asl_sim::{Completion, Effect, EffectId, Request, TaskCall};
use asl_value::{Map, Value};

use super::World;
use crate::log::{ExecutionId, Origin};

/// A Task that the world answers.
enum Own {
    /// `events:putEvents`, or the same through the AWS SDK.
    PutEvents { is_sdk: bool, waits: bool },
    /// `aws-sdk:sfn:sendTaskSuccess`, `sendTaskFailure`, `sendTaskHeartbeat`, with a token of this world.
    GiveBack(Answer),
}

#[derive(Clone, Copy)]
enum Answer {
    Success,
    Failure,
    Heartbeat,
}

impl World {
    /// Whether the world answers what the effect asks.
    pub(super) fn is_own(&self, effect: &Effect) -> bool {
        self.own(effect).is_some()
    }

    fn own(&self, effect: &Effect) -> Option<Own> {
        let Request::Task(call) = &effect.request else { return None };
        if self.mocked_states.contains(&effect.state) {
            return None;
        }
        let (integration, is_sdk) = match Resource::parse(&call.resource) {
            Resource::Optimized(integration) => (integration, false),
            Resource::Sdk(integration) => (integration, true),
            _ => return None,
        };
        let Integration { service, action, pattern, .. } = integration;
        let waits = pattern == Pattern::WaitForTaskToken;
        match (service, action) {
            ("events", "putEvents") if !is_sdk => Some(Own::PutEvents { is_sdk, waits }),
            ("eventbridge", "putEvents") if is_sdk => Some(Own::PutEvents { is_sdk, waits }),
            ("sfn", _) if is_sdk && !waits => {
                let answer = match action {
                    "sendTaskSuccess" => Answer::Success,
                    "sendTaskFailure" => Answer::Failure,
                    "sendTaskHeartbeat" => Answer::Heartbeat,
                    _ => return None,
                };
                self.tokens.contains_key(token_in(call)?).then_some(Own::GiveBack(answer))
            }
            _ => None,
        }
    }

    /// Remembers whose token a Task waits for.
    pub(super) fn keep_token(&mut self, execution: ExecutionId, effect: &Effect) {
        if let Request::Task(call) = &effect.request
            && let Some(token) = &call.token
        {
            self.tokens.insert(token.clone(), (execution, effect.id));
        }
    }

    /// Answers what [`World::is_own`] accepted.
    pub(super) fn answer_own(&mut self, execution: ExecutionId, effect: &Effect) {
        let (Some(own), Request::Task(call)) = (self.own(effect), &effect.request) else { return };
        match own {
            Own::PutEvents { is_sdk, waits } => self.put_for_task(execution, effect, call, is_sdk, waits),
            Own::GiveBack(answer) => {
                let outcome = self.give_back(answer, call);
                self.resume_execution(execution, effect.id, Completion::of(outcome));
            }
        }
    }

    fn put_for_task(&mut self, execution: ExecutionId, effect: &Effect, call: &TaskCall, is_sdk: bool, waits: bool) {
        let listed = call.parameters.get("Entries").and_then(Value::as_array).unwrap_or_default();
        let mut entries: Vec<EventEntry> = listed.iter().map(EventEntry::from_value).collect();
        if !is_sdk {
            // The optimized integration says who sends (Developer Guide, "Add EventBridge events").
            let names = self.with_simulator(execution, |simulator| {
                let sender = simulator.execution(effect.actor);
                [sender.arn(), sender.identity().state_machine_arn()]
            });
            for name in names.into_iter().flatten() {
                for entry in &mut entries {
                    entry.resources.push(name.as_str().into());
                }
            }
        }
        let origin = Origin::Execution { execution, state: effect.state.clone() };
        let answer = match self.take_in(entries, &origin) {
            Ok(taken) => answer_of(&taken.into_iter().map(|(_, outcome)| outcome).collect::<Vec<_>>()),
            Err(refused) => {
                let error = self.refusal(refused, is_sdk);
                return self.resume_execution(execution, effect.id, Completion::of(Err(error)));
            }
        };
        let is_taken =
            answer.get("FailedEntryCount").and_then(Value::as_number).is_some_and(|count| count.as_f64() < 0.5);
        if waits && is_taken {
            // Whoever gets the event gives the token back; the person can, too.
            self.submitted.insert((execution, effect.id), answer);
            self.ask_for(execution, effect.clone());
        } else {
            self.resume_execution(execution, effect.id, Completion::of(Ok(answer)));
        }
    }

    /// The error of a call that is refused as a whole, as the two integrations word errors elsewhere.
    fn refusal(&mut self, refused: PutError, is_sdk: bool) -> StateError {
        let (message, request) = (refused.message(), self.new_uuid());
        if is_sdk {
            let cause = format!(
                "{message} (Service: EventBridge, Status Code: 400, Request ID: {request}) (SDK Attempt Count: 1)"
            );
            return StateError::new("EventBridge.EventBridgeException", cause);
        }
        let code = PutError::CODE;
        let cause = format!(
            "{message} (Service: AmazonEventBridge; Status Code: 400; Error Code: {code}; Request ID: {request}; Proxy: null)"
        );
        StateError::new(&format!("EventBridge.{code}"), cause)
    }

    /// Gives a token back to the Task that waits for it.
    fn give_back(&mut self, answer: Answer, call: &TaskCall) -> Result<Value, StateError> {
        let text = |name: &str| call.parameters.get(name).and_then(Value::as_str).map(Rc::<str>::from);
        let Some((execution, own)) = token_in(call).and_then(|token| self.tokens.get(token).copied()) else {
            return Ok(Value::empty_object());
        };
        let waited = self.outbox.of_execution(execution, own);
        let Some(id) = waited else {
            let cause = "Task Timed Out: 'Provided task does not exist anymore'";
            return Err(StateError::new("Sfn.TaskTimedOutException", cause));
        };
        let outcome = match answer {
            Answer::Heartbeat => {
                self.heartbeat(id, self.now);
                return Ok(Value::empty_object());
            }
            Answer::Success => {
                let output = match call.parameters.get("Output") {
                    Some(Value::String(text)) => Value::from_json(text).map_err(|error| {
                        StateError::new("Sfn.InvalidOutputException", format!("Invalid Output: '{error}'"))
                    })?,
                    Some(output) => output.clone(),
                    None => Value::empty_object(),
                };
                Ok(output)
            }
            Answer::Failure => Err(StateError::of(text("Error"), text("Cause"))),
        };
        self.give_up_asking(id);
        self.resume_execution(execution, own, Completion::of(outcome));
        Ok(Value::empty_object())
    }

    fn give_up_asking(&mut self, id: EffectId) {
        self.outbox.cancel(id);
    }
}

fn token_in(call: &TaskCall) -> Option<&str> {
    call.parameters.get("TaskToken")?.as_str()
}

/// The answer of `PutEvents`.
pub(super) fn answer_of(outcomes: &[Result<Rc<str>, asl_events::EntryError>]) -> Value {
    let entry = |outcome: &Result<Rc<str>, asl_events::EntryError>| {
        let mut entry = Map::new();
        match outcome {
            Ok(id) => drop(entry.insert("EventId", id.clone().into())),
            Err(error) => {
                entry.insert("ErrorCode", error.code().into());
                entry.insert("ErrorMessage", error.message().into());
            }
        }
        Value::from(entry)
    };
    let failed = outcomes.iter().filter(|outcome| outcome.is_err()).count();
    let mut answer = Map::new();
    answer.insert("Entries", outcomes.iter().map(entry).collect::<Vec<_>>().into());
    answer.insert("FailedEntryCount", i64::try_from(failed).unwrap_or(i64::MAX).into());
    answer.into()
}
