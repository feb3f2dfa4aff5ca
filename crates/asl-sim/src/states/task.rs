//! Task states (States Language specification, "Task State"; Developer Guide, "Service integrations").

use std::rc::Rc;

use super::{Failure, Flow, WorkResult, finish_with};

use crate::data_flow;
use crate::effect::{Completion, Request, TaskCall};
use crate::event::{EventKind, InvocationScheduled, Scheduled, Stage, TaskResource, Trace};
use crate::fields::View;
use crate::limits::Limit;
use crate::mock::sample;
use crate::resource::Service;
use crate::runnable::{StateCode, TaskCode};
use crate::simulator::{CallLimits, Simulator};
use crate::thread::{Phase, Thread};
use asl_aws::state_error::{HEARTBEAT_TIMEOUT, Reason, StateError, TIMEOUT};
use asl_functions::CutOff;
use asl_http::HttpCall;
use asl_lang::Pattern;
use asl_value::Value;

/// What a Task needs to be started.
struct Prepared {
    parameters: Value,
    request: Request,
    timeout: Option<f64>,
    heartbeat: Option<f64>,
    role_arn: Option<Rc<str>>,
}

/// Calls the resource.
pub(crate) fn start(simulator: &mut Simulator, code: &StateCode, thread: &mut Thread, task: &TaskCode) -> WorkResult {
    // A job that is waited for has a token too.
    let waits = |pattern| pattern != Pattern::RequestResponse;
    let has_token = matches!(task.service, Service::Integration { pattern, .. } if waits(pattern));
    let prepared = simulator.section(thread, Phase::Retrying, |thread| {
        let token = has_token.then(|| simulator.new_token());
        let mut stages = std::mem::take(&mut thread.visit.stages);
        let prepared = prepare(simulator, code, thread, task, token.as_deref(), &mut stages);
        thread.visit.stages = stages;
        prepared
    });
    let prepared = prepared?;
    simulator
        .limit_payload(thread, &code.name, called(task), Limit::Parameters, &prepared.parameters)
        .map_err(Failure::Error)?;
    schedule(simulator, thread, task, &prepared)?;
    let Prepared { request, timeout, heartbeat, parameters, role_arn } = prepared;
    thread.visit.call = CallLimits::new(timeout, heartbeat);
    if let Some(error) = simulator.access_refusal(thread, &task.resource, &parameters, role_arn.as_deref()) {
        return conclude(simulator, code, thread, task, Completion::of(Err(error)));
    }
    if let Some(other) = simulator.other_machine(&code.name, task, &parameters) {
        return simulator.start_nested(code, thread, task, other, &parameters);
    }
    let effect = simulator.request(thread, code.name.clone(), request);
    // An activity waits for a worker: its time counts from then on.
    if task.service != Service::Activity {
        simulator.begin_call(thread);
    }
    Ok(Flow::Blocked(Phase::Calling(effect)))
}

fn prepare(
    simulator: &Simulator,
    code: &StateCode,
    thread: &Thread,
    task: &TaskCode,
    token: Option<&str>,
    stages: &mut Vec<Stage>,
) -> Result<Prepared, Failure> {
    let mut environment = simulator.environment(code, thread);
    environment.token = token;
    // Time limits and credentials are read from the state's input behind InputPath.
    let selected = data_flow::selected_input(code, &View::of(&environment))?;
    let view = View::of(&environment).on(&selected);
    let timeout = task.timeout.as_ref().map(|amount| amount.evaluate(&view)).transpose()?;
    let heartbeat = task.heartbeat.as_ref().map(|amount| amount.evaluate(&view)).transpose()?;
    let role_arn = match &task.credentials {
        Some(template) => template.evaluate(&view)?.get("RoleArn").and_then(Value::as_str).map(Rc::from),
        None => None,
    };
    let parameters = data_flow::effective_input(code, View::of(&environment), stages)?;
    if task.service == Service::Activity && !simulator.has_activity(&task.resource) {
        return Err(StateError::runtime(format!("The activity {} does not exist.", task.resource)).into());
    }
    if let Some(problem) = refused(task, &parameters) {
        let cause = format!("The Parameters '{parameters}' could not be used to start the Task: [{problem}]");
        return Err(StateError::runtime(cause).into());
    }
    let request = match &task.service {
        Service::Http(_) => Request::Http(Rc::new(HttpCall::from_parameters(&parameters)?)),
        _ => Request::Task(Rc::new(TaskCall {
            resource: task.resource.clone(),
            parameters: parameters.clone(),
            token: token.map(Rc::from),
            timeout_seconds: timeout.flatten(),
            heartbeat_seconds: heartbeat.flatten(),
            cut_off: CutOff::default(),
        })),
    };
    Ok(Prepared { parameters, request, timeout: timeout.flatten(), heartbeat: heartbeat.flatten(), role_arn })
}

/// What AWS finds wrong with parameters before it calls a service, as far as that was recorded.
fn refused(task: &TaskCode, parameters: &Value) -> Option<&'static str> {
    let Service::Integration { task: resource, .. } = &task.service else { return None };
    let headers = parameters.get("Headers").filter(|_| &*resource.resource_type == "apigateway")?;
    let listed = headers.as_object().is_some_and(|headers| headers.values().all(|value| value.as_array().is_some()));
    (!listed).then_some("The value of the field 'Headers' has an invalid format")
}

fn schedule(
    simulator: &mut Simulator,
    thread: &mut Thread,
    task: &TaskCode,
    prepared: &Prepared,
) -> Result<(), Failure> {
    let cut_off = match &prepared.request {
        Request::Task(call) => call.cut_off.clone(),
        Request::Http(_) | Request::Evaluate(_) => CutOff::default(),
    };
    let trace = Some(Box::new(Trace { stages: thread.visit.stages.clone(), cut_off, ..Trace::default() }));
    #[expect(clippy::cast_possible_truncation, reason = "a float too large saturates")]
    let whole = |seconds: Option<f64>| seconds.map(|seconds| seconds as i64);
    match &task.service {
        Service::Http(resource) | Service::Integration { task: resource, .. } => {
            let scheduled = Scheduled {
                task: resource.clone(),
                region: simulator.region(thread),
                parameters: prepared.parameters.clone(),
                timeout_seconds: whole(prepared.timeout),
                heartbeat_seconds: whole(prepared.heartbeat),
                role_arn: prepared.role_arn.clone(),
            };
            simulator.emit_traced(thread, EventKind::TaskScheduled(Box::new(scheduled)), trace)?;
            simulator.emit(thread, EventKind::TaskStarted(resource.clone()))
        }
        Service::LambdaFunction | Service::Activity => {
            let scheduled = Box::new(InvocationScheduled {
                resource: task.resource.clone(),
                input: prepared.parameters.clone(),
                timeout_seconds: whole(prepared.timeout),
                heartbeat_seconds: whole(prepared.heartbeat),
                role_arn: prepared.role_arn.clone(),
            });
            if task.service == Service::LambdaFunction {
                simulator.emit_traced(thread, EventKind::LambdaFunctionScheduled(scheduled), trace)?;
                simulator.emit(thread, EventKind::LambdaFunctionStarted)
            } else {
                simulator.emit_traced(thread, EventKind::ActivityScheduled(scheduled), trace)
            }
        }
    }
}

/// The answer is there: it is logged, and becomes the result or the error of the state.
pub(crate) fn conclude(
    simulator: &mut Simulator,
    code: &StateCode,
    thread: &mut Thread,
    task: &TaskCode,
    completion: Completion,
) -> WorkResult {
    let Completion { outcome, exchange, invocation, submitted, worker_name, answered_by, delay_ms: _ } = completion;
    if let (Some(submitted), Service::Integration { task: resource, .. }) = (submitted, &task.service) {
        simulator.emit(thread, EventKind::TaskSubmitted(resource.clone(), submitted))?;
    }
    if task.service == Service::Activity && !thread.visit.call.begun {
        simulator.emit(thread, EventKind::ActivityStarted { worker_name })?;
    }
    let within = |result: Value| {
        simulator.limit_payload(thread, &code.name, called(task), Limit::Result, &result).map(|()| result)
    };
    let outcome = outcome.and_then(within).and_then(|result| accepted(task, result));
    let has_trace = exchange.is_some() || invocation.is_some() || answered_by.is_some();
    let trace = has_trace.then(|| Box::new(Trace { exchange, invocation, answered_by, ..Trace::default() }));
    match outcome {
        Ok(result) => {
            let kind = match &task.service {
                Service::Http(resource) | Service::Integration { task: resource, .. } => {
                    EventKind::TaskSucceeded(resource.clone(), result.clone())
                }
                Service::LambdaFunction => EventKind::LambdaFunctionSucceeded(result.clone()),
                Service::Activity => EventKind::ActivitySucceeded(result.clone()),
            };
            simulator.emit_traced(thread, kind, trace)?;
            finish_with(simulator, code, thread, result)
        }
        Err(error) => {
            simulator.emit_traced(thread, failed(task, error.clone()), trace)?;
            Err(Failure::Error(error))
        }
    }
}

/// The result, unless `events:putEvents` says in it that an entry was not taken: the Task then fails with the whole answer as
/// its cause (Developer Guide, "Add EventBridge events"; recorded).
fn accepted(task: &TaskCode, result: Value) -> Result<Value, StateError> {
    let Service::Integration { task: resource, .. } = &task.service else { return Ok(result) };
    let is_put = &*resource.resource_type == "events" && resource.resource.split('.').next() == Some("putEvents");
    let refused = result.get("FailedEntryCount").and_then(Value::as_number).is_some_and(|count| count.as_f64() > 0.0);
    if is_put && refused {
        return Err(StateError::new("EventBridge.FailedEntry", result.to_json()));
    }
    Ok(result)
}

/// TimeoutSeconds or HeartbeatSeconds have passed without an answer.
pub(crate) fn time_out(simulator: &mut Simulator, thread: &mut Thread, task: &TaskCode) -> WorkResult {
    // Whoever has to give a sign of life, or the token back, was asked: the service had taken the call on.
    if let Service::Integration { task: resource, pattern } = &task.service
        && *pattern != Pattern::RequestResponse
        && !thread.visit.call.submitted
    {
        let submitted = sample::submitted(&task.resource).unwrap_or_default();
        simulator.emit(thread, EventKind::TaskSubmitted(resource.clone(), submitted))?;
    }
    let error = StateError::without_cause(TIMEOUT);
    simulator.emit(thread, failed(task, error.clone()))?;
    let missed = thread.visit.call.missed_heartbeat(simulator.now());
    Err(Failure::Error(if missed { error.because(Reason::MissedHeartbeat) } else { error }))
}

fn failed(task: &TaskCode, error: StateError) -> EventKind {
    let timed_out = matches!(error.name(), TIMEOUT | HEARTBEAT_TIMEOUT);
    match &task.service {
        Service::Http(resource) | Service::Integration { task: resource, .. } if timed_out => {
            EventKind::TaskTimedOut(resource.clone(), error)
        }
        Service::Http(resource) | Service::Integration { task: resource, .. } => {
            EventKind::TaskFailed(TaskResource::clone(resource), error)
        }
        Service::LambdaFunction if timed_out => EventKind::LambdaFunctionTimedOut(error),
        Service::LambdaFunction => EventKind::LambdaFunctionFailed(error),
        Service::Activity if timed_out => EventKind::ActivityTimedOut(error),
        Service::Activity => EventKind::ActivityFailed(error),
    }
}

/// What AWS calls a Task in an error about its size.
fn called(task: &TaskCode) -> &str {
    match &task.service {
        Service::Http(resource) | Service::Integration { task: resource, .. } => &resource.resource_type,
        Service::LambdaFunction | Service::Activity => &task.resource,
    }
}
