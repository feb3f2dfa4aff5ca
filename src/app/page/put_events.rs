//! `aslPlayground.putEvents(options)`: events put on the buses of a template, until all is quiet. In the chunk of events.

use std::cell::RefCell;
use std::rc::Rc;

use asl_document::TemplateChoice;
use asl_events::EventSystem;
use asl_functions::Function;
use asl_http::Connections;
use asl_http::oauth::Tokens;
use asl_lang::WorkflowType;
use asl_sim::host::{Pace, drive};
use asl_sim::mock::Mocks;
use asl_sim::{ActorId, Identity, Outcome, Start};
use asl_stack::iam::Report as RoleReport;
use asl_stack::template::siblings::{Sibling, siblings};
use asl_stack::template::source;
use asl_text::diagnostic::Severity;
use asl_value::Value;
use asl_view::events::assumed_bus::to_send;
use asl_view::events::entries::EventText;
use asl_view::events::export;
use asl_world::{World, WorldStart};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsError, JsValue};

use super::api::{FunctionOptions, masked, not_loaded, read_files, refusal, text_of};
use crate::app::chunks::complete;
use crate::app::host::{clock, storage};
use crate::app::run::compiled;
use crate::app::run::page_host::PageHost;

/// What `putEvents` is given.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    /// The template: text, or the object itself.
    definition: serde_json::Value,
    /// The events: an entry of PutEvents, a whole event, or a list of them.
    events: serde_json::Value,
    /// Answers in place of calls, by the name of the state or of the target.
    #[serde(default)]
    mocks: serde_json::Value,
    /// Texts of objects in S3 by `s3://bucket/key`.
    #[serde(default)]
    files: serde_json::Map<String, serde_json::Value>,
    /// Waits, back-off and rate limits take no time.
    #[serde(default)]
    virtual_time: bool,
    #[serde(flatten)]
    functions: FunctionOptions,
}

/// What it resolves to.
#[derive(Serialize)]
struct Report {
    events: Value,
    deliveries: Value,
    queues: Value,
    #[serde(rename = "logGroups")]
    log_groups: Value,
    executions: Vec<ReportedExecution>,
}

#[derive(Serialize)]
struct ReportedExecution {
    machine: Rc<str>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<Value>,
}

/// See [`super::api`].
pub(crate) async fn put_events(options: JsValue) -> Result<JsValue, JsValue> {
    let text = put(&text_of(&options)?).await?;
    js_sys::JSON::parse(&text)
}

async fn put(options: &str) -> Result<String, JsError> {
    let Options { definition, events, mocks, files, virtual_time, functions: options } = serde_json::from_str(options)
        .map_err(|error| JsError::new(&format!("the argument of `putEvents` can't be read: {error}")))?;
    let text: Rc<str> = match &definition {
        serde_json::Value::String(text) => text.as_str().into(),
        other => other.to_string().into(),
    };
    let Read { system, others, functions, permissions } = complete(|| read(&text)).await.map_err(not_loaded)??;
    let events = EventText::read(&events.to_string());
    if let Some(refused) = events.refused {
        return Err(JsError::new(&refused.message()));
    }
    if !events.is_sendable() {
        return Err(JsError::new("`events` holds no event"));
    }
    let mocks = Mocks::from_value(&Value::from(&mocks)).map_err(|problem| JsError::new(&problem))?;
    let names: Vec<Rc<str>> = mocks.names().collect();
    let connections: Connections = storage::connections().0.unwrap_or_default();
    let tokens = Rc::new(RefCell::new(Tokens::default()));
    let pace = if virtual_time { Pace::Skip } else { Pace::Real };
    let host = PageHost::new(connections.clone(), Identity::default().region)
        .with_mocks(mocks)
        .with_tokens(tokens.clone())
        .with_functions(options.functions(functions.clone()))
        .at_full_speed()
        .at_pace(pace);
    let access = options.access(permissions, &others)?;
    let machines = Rc::new(compiled(&others));
    let start = WorldStart {
        system: system.clone(),
        machines: machines.clone(),
        functions,
        start: Start {
            machines,
            files: Rc::new(read_files(files)?),
            seed: clock::random(),
            access,
            ..Start::default()
        },
        seed: clock::random(),
        slice: None,
        mocked_states: names.iter().cloned().collect(),
        mocked_targets: names.into_iter().collect(),
    };
    let world = RefCell::new(World::new(start, clock::now()));
    for (entry, is_whole) in to_send(&system, &events) {
        if is_whole {
            world.borrow_mut().put_event_of_service(entry, clock::now());
        } else {
            // What is refused is in the log.
            let _ = world.borrow_mut().put_events(vec![entry], clock::now());
        }
    }
    drive(&world, &host, pace, |_| ()).await;
    let report = report(&world.borrow(), &system);
    let text = serde_json::to_string(&report).map_err(|error| JsError::new(&error.to_string()))?;
    Ok(masked(text, &connections, &tokens.borrow()))
}

/// What a template has.
struct Read {
    system: Rc<EventSystem>,
    /// The machines that its rules can start.
    others: Vec<Sibling>,
    functions: Rc<[Function]>,
    /// What the role of its first machine allows.
    permissions: RoleReport,
}

fn read(text: &Rc<str>) -> Result<Read, JsError> {
    let choice = TemplateChoice::default();
    let read = source::check(text, &choice, WorkflowType::Standard);
    let is_wrong = read.diagnostics.iter().any(|found| found.severity == Severity::Error);
    let Some(system) = read.events.clone().filter(|_| !is_wrong) else {
        return Err(if is_wrong {
            refusal(&read.diagnostics)
        } else {
            JsError::new("the template has no event rules")
        });
    };
    let others = siblings(text, &choice, &read);
    Ok(Read { system, others, functions: read.functions, permissions: read.permissions })
}

fn report(world: &World, system: &EventSystem) -> Report {
    let log = export::json(system, world.log());
    let part = |name: &str| log.get(name).cloned().unwrap_or_default();
    let executions = world.executions().filter_map(|(_, execution)| {
        let simulator = execution.simulator().try_borrow().ok()?;
        let output = match simulator.outcome() {
            Some(Outcome::Succeeded(output)) => Some(output.clone()),
            _ => None,
        };
        Some(ReportedExecution {
            machine: simulator.execution(ActorId::ROOT).machine_name().clone(),
            status: simulator.outcome().map_or("RUNNING", Outcome::status),
            output,
        })
    });
    Report {
        events: part("events"),
        deliveries: part("deliveries"),
        queues: part("queues"),
        log_groups: part("logGroups"),
        executions: executions.collect(),
    }
}
