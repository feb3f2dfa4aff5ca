//! What a simulator asks of the world, and what the world answers.

use std::rc::Rc;

use super::event::VisitId;
use super::execution::ActorId;
use asl_aws::state_error::StateError;
use asl_functions::{CutOff, Invocation};
use asl_http::attempt::Concluded;
use asl_http::{Exchange, HttpCall};
use asl_jsonata::Evaluation;
use asl_value::Value;

/// Names one effect of one simulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EffectId(pub u32);

/// Who asks, where several share one stream of effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// A root execution, or one that it has started: its number, 0 for a simulator by itself.
    Execution(u32),
    /// The delivery of an event to a target of a rule: its number. The name of what is called stands for the state's.
    Delivery(u32),
}

/// Something that the world is asked to do. Waiting is no effect: see [`super::Simulator::wake_at`].
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// Its name, for the answer.
    pub id: EffectId,
    /// Who asks.
    pub asker: Asker,
    /// The actor that asks: the root execution, or a child execution.
    pub actor: ActorId,
    /// The visit of the state that asks, in that actor's log.
    pub visit: VisitId,
    /// The state that asks.
    pub state: Rc<str>,
    /// How many retries came before in this visit.
    pub attempt: u32,
    /// The number of the iteration or batch that it is made in, the innermost one, from 0.
    pub iteration: Option<u32>,
    /// What is asked.
    pub request: Request,
}

/// What is asked of the world.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// An HTTP call.
    Http(Rc<HttpCall>),
    /// Any other Task: only a mock can answer it in a browser.
    Task(Rc<TaskCall>),
    /// The evaluation of an expression that takes long, asked for only after [`super::Simulator::defer`]. The answer
    /// goes to [`super::Simulator::evaluated`].
    Evaluate(Rc<Evaluation>),
}

/// A Task that is no HTTP call.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskCall {
    /// `Resource`
    pub resource: Rc<str>,
    /// The evaluated `Parameters` or `Arguments`, or the effective input.
    pub parameters: Value,
    /// The task token, for `.waitForTaskToken` and `.sync`.
    pub token: Option<Rc<str>>,
    /// `TimeoutSeconds`, evaluated.
    pub timeout_seconds: Option<f64>,
    /// `HeartbeatSeconds`, evaluated.
    pub heartbeat_seconds: Option<f64>,
    /// Where the invocation of a function leaves its log if the call is called off.
    pub cut_off: CutOff,
}

/// Who answered in place of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnsweredBy {
    /// An authored answer: see [`super::mock`].
    Mock,
    /// A question: what if this call came to something else.
    WhatIf,
    /// Whoever watches the run was asked.
    Person,
    /// The last answer of the service, once more: it was not called again.
    LastAnswer,
}

/// The world's answer to an [`Effect`].
#[derive(Clone, Debug)]
pub struct Completion {
    /// The Task's result, or what it fails with.
    pub outcome: Result<Value, StateError>,
    /// What was sent and received, for an HTTP call that left.
    pub exchange: Option<Rc<Exchange>>,
    /// The invocation of a Lambda function whose code ran.
    pub invocation: Option<Rc<Invocation>>,
    /// What the service answered when it took on a job, for `.sync` and `.waitForTaskToken`.
    pub submitted: Option<Value>,
    /// The worker that took an activity's task.
    pub worker_name: Option<Rc<str>>,
    /// Who answered in place of the service.
    pub answered_by: Option<AnsweredBy>,
    /// Milliseconds of the run's own time that an authored or made-up answer still takes.
    pub delay_ms: u32,
}

impl Completion {
    /// An answer at once, without an HTTP exchange.
    pub fn of(outcome: Result<Value, StateError>) -> Self {
        Self {
            outcome,
            exchange: None,
            invocation: None,
            submitted: None,
            worker_name: None,
            answered_by: None,
            delay_ms: 0,
        }
    }
}

impl From<Concluded> for Completion {
    fn from(concluded: Concluded) -> Self {
        Self { exchange: Some(concluded.exchange), ..Self::of(concluded.outcome) }
    }
}
