//! `window.aslPlayground`: what the page offers to scripts.
//!
//! `run({definition, input, mocks, files, virtualTime, limits, history, coldStartMs, role, reveal})` resolves to
//! `{status, output, error, cause, events, files}`; `check(text)` resolves to
//! `[{code, severity, message, from, to, line, column, hint, aws}]`, where `aws` is `{severity, code, message, location}`
//! of what AWS reports for the same, if it does; `draw(text)` to the graph as SVG, or nothing for a
//! text that cannot be read; `putEvents({definition, events, mocks, files, virtualTime})` to `{events, deliveries, queues,
//! logGroups, executions}`, once all is quiet; `testState(request)` to the response of AWS's TestState, whose request it takes.

use asl_value::SortedSet;
use std::cell::RefCell;
use std::rc::Rc;

use asl_document::TemplateChoice;
use asl_functions::Function;
use asl_http::Connections;
use asl_http::oauth::Tokens;
use asl_lang::{StateMachine, WorkflowType, aws};
use asl_sim::host::{Pace, drive};
use asl_sim::mock::Mocks;
use asl_sim::{Access, Files, Identity, Limits, Outcome, Runnable, Simulator, Start, ask_for_parts, history};
use asl_stack::iam::Report;
use asl_stack::template::siblings::{Sibling, siblings};
use asl_stack::template::source;
use asl_text::diagnostic::{Diagnostic, Severity};
use asl_value::Value;
use asl_view::graph::palette::Palette;
use asl_view::graph::svg::SvgPicture;
use asl_view::graph::{Direction, Graph, Layout};
use js_sys::{Object, Promise, Reflect};
use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsError, JsValue};
use wasm_bindgen_futures::future_to_promise;

use crate::app::chunks::dialogs::roles_of;
use crate::app::chunks::exports::Answer;
use crate::app::chunks::{EVENTS, EXPORTS, Exports, NotLoaded, TESTING, WORDS, complete};
use crate::app::host::{clock, storage};
use crate::app::problems::analysis::{Problem, problems};
use crate::app::problems::reading::read_input;
use crate::app::run::functions::Functions;
use crate::app::run::page_host::PageHost;
use crate::app::run::{compiled, masking};
use crate::app::state::text::EditorId;

/// What `run` is given.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RunOptions {
    /// The definition: text, or the object itself.
    definition: serde_json::Value,
    /// The input: JSON text, or the value itself.
    #[serde(default)]
    input: Option<serde_json::Value>,
    /// Answers in place of calls, by the name of the state.
    #[serde(default)]
    mocks: serde_json::Value,
    /// Texts of objects in S3 by `s3://bucket/key`; what is no text is read as JSON.
    #[serde(default)]
    files: serde_json::Map<String, serde_json::Value>,
    /// Waits and back-off take no time.
    #[serde(default)]
    virtual_time: bool,
    /// `false` lifts the service's limits.
    #[serde(default = "yes")]
    limits: bool,
    /// `false` leaves the events out of the report: they are many after a long run.
    #[serde(default = "yes")]
    history: bool,
    /// `true`: credentials that APIs repeat are not masked.
    #[serde(default)]
    reveal: Option<bool>,
    #[serde(flatten)]
    functions: FunctionOptions,
}

/// What runs of scripts have for functions and roles.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FunctionOptions {
    /// How long a cold start takes, in milliseconds; 0: as long as loading the code does.
    #[serde(default)]
    cold_start_ms: u32,
    /// Calls that the role of the template does not allow fail as on AWS.
    #[serde(default)]
    role: bool,
}

impl FunctionOptions {
    /// The functions of a run: whoever hands them in as a script means them, so that their code calls what it names.
    pub(super) fn functions(&self, list: Rc<[Function]>) -> Option<Functions> {
        Functions::ungated(list).map(|functions| functions.with_cold_start(self.cold_start_ms))
    }

    /// What the roles of the machines allow, where that is asked for.
    pub(super) fn access(&self, own: Report, others: &[Sibling]) -> Result<Option<Rc<dyn Access>>, JsError> {
        if !self.role {
            return Ok(None);
        }
        match roles_of(&Rc::new(own), others) {
            Some(access) => Ok(Some(access)),
            None => Err(JsError::new("`role` is true, and there is no role in the template")),
        }
    }
}

fn yes() -> bool {
    true
}

/// What `run` resolves to; absent members are undefined.
#[derive(Serialize)]
struct RunReport {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Rc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<Rc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<Vec<serde_json::Value>>,
    /// What ResultWriters wrote, by `s3://bucket/key`.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    files: serde_json::Map<String, serde_json::Value>,
}

/// What `check` gives: places in UTF-16 units from 0, line and column from 1.
#[derive(Serialize)]
struct ReportedProblem {
    code: &'static str,
    severity: &'static str,
    message: Rc<str>,
    from: u32,
    to: u32,
    line: u32,
    column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<Rc<str>>,
    /// What ValidateStateMachineDefinition reports for the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    aws: Option<aws::Finding>,
}

/// Puts `aslPlayground` into the window.
pub(crate) fn offer() {
    let run = Closure::<dyn Fn(JsValue) -> Promise>::new(|options| answer(|exports| (exports.run)(options)));
    let check = Closure::<dyn Fn(String) -> Promise>::new(|text| answer(|exports| (exports.check)(text)));
    let draw = Closure::<dyn Fn(String) -> Promise>::new(|text| answer(|exports| (exports.draw)(text)));
    let put_events = Closure::<dyn Fn(JsValue) -> Promise>::new(|options| {
        future_to_promise(async move { (EVENTS.load().await.map_err(not_loaded)?.put)(options).await })
    });
    let test_state = Closure::<dyn Fn(JsValue) -> Promise>::new(|request| {
        future_to_promise(async move { (TESTING.load().await.map_err(not_loaded)?.test_state)(request).await })
    });
    let offered = Object::new();
    let put = |name: &str, function: JsValue| Reflect::set(&offered, &name.into(), &function);
    // The functions live as long as the page. A new object takes any member.
    let _ = put("run", run.into_js_value());
    let _ = put("check", check.into_js_value());
    let _ = put("draw", draw.into_js_value());
    let _ = put("putEvents", put_events.into_js_value());
    let _ = put("testState", test_state.into_js_value());
    let _ = Reflect::set(&js_sys::global(), &"aslPlayground".into(), &offered);
}

/// A promise of what the chunk answers.
fn answer(ask: impl FnOnce(&'static Exports) -> Answer + 'static) -> Promise {
    future_to_promise(async move { ask(EXPORTS.load().await.map_err(not_loaded)?).await })
}

/// `aslPlayground.run(options)`. In the chunk of exports.
pub(crate) async fn run(options: JsValue) -> Result<JsValue, JsValue> {
    let text = run_with(&text_of(&options)?).await?;
    js_sys::JSON::parse(&text)
}

/// `aslPlayground.check(text)`. In the chunk of exports.
pub(crate) async fn check(text: String) -> Result<JsValue, JsValue> {
    let found = complete(|| findings(&text)).await.map_err(not_loaded)?;
    Ok(found.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL))
}

/// `aslPlayground.draw(text)`. In the chunk of exports.
pub(crate) async fn draw(text: String) -> Result<JsValue, JsValue> {
    Ok(complete(|| drawing(&text)).await.map_err(not_loaded)?.into())
}

async fn run_with(options: &str) -> Result<String, JsError> {
    let RunOptions { definition, input, mocks, files, virtual_time, limits, history, reveal, functions: options } =
        serde_json::from_str(options)
            .map_err(|error| JsError::new(&format!("the argument of `run` can't be read: {error}")))?;
    // What is wrong is said.
    WORDS.load().await.map_err(not_loaded)?;
    let read = || {
        read(&definition).inspect(|Read { machine, others, .. }| {
            std::iter::once(machine).chain(others.iter().map(|other| &other.machine)).for_each(ask_for_parts);
        })
    };
    let Read { machine, others, functions, permissions } = complete(read).await.map_err(not_loaded)??;
    let runnable = Runnable::compile(&machine).map_err(|found| refusal(&found))?;
    let input = match input {
        None => Value::empty_object(),
        Some(serde_json::Value::String(text)) => match complete(|| read_input(&text)).await.map_err(not_loaded)? {
            (value, found) if found.is_empty() => value,
            (_, found) => return Err(refusal(&found)),
        },
        Some(value) => Value::from(&value),
    };
    let mocks = Mocks::from_value(&Value::from(&mocks)).map_err(|problem| JsError::new(&problem))?;
    let machines = compiled(&others).without(mocks.names());

    let identity = Identity::default();
    let connections: Connections =
        storage::connections().0.unwrap_or_else(|| asl_examples::connections().into_iter().collect());
    let tokens = Rc::new(RefCell::new(Tokens::default()));
    let host = PageHost::new(connections.clone(), identity.region.clone())
        .with_mocks(mocks)
        .with_tokens(tokens.clone())
        .with_functions(options.functions(functions))
        .at_full_speed();
    let files = Rc::new(read_files(files)?);
    let limits = if limits { Limits::default() } else { Limits::NONE };
    let machines = Rc::new(machines);
    let refused = permissions.creation_refusal();
    let access = options.access(permissions, &others)?;
    if let Some(refused) = refused.filter(|_| access.is_some()) {
        return Err(JsError::new(&format!("AWS does not create this state machine: {refused}")));
    }
    let start = Start { input, identity, files, machines, seed: clock::random(), limits, access, ..Start::default() };
    let simulator = RefCell::new(Simulator::new(runnable, start, clock::now()));
    drive(&simulator, &host, if virtual_time { Pace::Skip } else { Pace::Real }, |_| ()).await;
    let report = report(&simulator.into_inner(), history);
    let text = serde_json::to_string(&report).map_err(|error| JsError::new(&error.to_string()))?;
    if reveal == Some(true) {
        return Ok(text);
    }
    Ok(masked(text, &connections, &tokens.borrow()))
}

/// As in the page: what an API repeats of a credential is shown to nobody who did not ask for it.
pub(crate) fn masked(text: String, connections: &Connections, tokens: &Tokens) -> String {
    let redactor = masking::redactor(connections, connections, tokens);
    match Value::from_json(&text) {
        Ok(value) => redactor.changed(&value).map_or(text, |value| value.to_json()),
        Err(_) => redactor.known(&text).into_owned(),
    }
}

/// A part of the page that is needed could not be fetched.
pub(super) fn not_loaded(_: NotLoaded) -> JsError {
    JsError::new("a part of the page could not be loaded; check your network connection and try again")
}

/// What a definition has.
struct Read {
    machine: StateMachine,
    /// The machines that it can start.
    others: Vec<Sibling>,
    /// The functions that it can call.
    functions: Rc<[Function]>,
    /// What its role allows.
    permissions: Report,
}

fn read(definition: &serde_json::Value) -> Result<Read, JsError> {
    let text: Rc<str> = match definition {
        serde_json::Value::String(text) => text.as_str().into(),
        other => other.to_string().into(),
    };
    let choice = TemplateChoice::default();
    let checked = source::check(&text, &choice, WorkflowType::Standard);
    let others = siblings(&text, &choice, &checked);
    match checked.machine {
        Some(machine) if checked.diagnostics.iter().all(|found| found.severity != Severity::Error) => {
            Ok(Read { machine, others, functions: checked.functions, permissions: checked.permissions })
        }
        _ => Err(refusal(&checked.diagnostics)),
    }
}

fn drawing(text: &str) -> Option<String> {
    let machine = source::check(text, &TemplateChoice::default(), WorkflowType::Standard).machine?;
    let (graph, _) = Graph::of(&machine);
    let layout = Layout::of(&graph, Direction::Down, &SortedSet::new());
    let picture =
        SvgPicture { graph: &graph, layout: &layout, problems: &[], progress: None, within: None, most_arrows: None };
    Some(picture.file(Palette::Light, "workflow"))
}

pub(super) fn read_files(given: serde_json::Map<String, serde_json::Value>) -> Result<Files, JsError> {
    let mut files = Files::new();
    for (address, content) in given {
        let Some((bucket, key)) = address.strip_prefix("s3://").and_then(|place| place.split_once('/')) else {
            return Err(JsError::new(&format!("`{address}` is not a file address: write `s3://bucket/key`")));
        };
        match content {
            serde_json::Value::String(text) => files.insert(bucket, key, text),
            other => files.insert(bucket, key, other.to_string()),
        }
    }
    Ok(files)
}

/// Why a run does not start: every error on a line of its own.
pub(super) fn refusal(found: &[Diagnostic]) -> JsError {
    let errors = found.iter().filter(|found| found.severity == Severity::Error);
    let lines: Vec<String> = errors.map(|found| format!("{}: {}", found.code, found.message())).collect();
    JsError::new(&lines.join("\n"))
}

fn report(simulator: &Simulator, with_history: bool) -> RunReport {
    let events = with_history.then(|| simulator.events().iter().map(history::to_json).collect());
    let (output, failure) = match simulator.outcome() {
        Some(Outcome::Succeeded(output)) => (Some(output.clone()), None),
        Some(Outcome::Failed(error) | Outcome::TimedOut(error) | Outcome::Aborted(error)) => (None, Some(error)),
        None => (None, None),
    };
    RunReport {
        status: simulator.outcome().map_or("RUNNING", Outcome::status),
        output,
        error: failure.and_then(|failure| failure.name.clone()),
        cause: failure.and_then(|failure| failure.cause.clone()),
        events,
        files: simulator
            .written()
            .iter()
            .map(|(bucket, key, text)| (format!("s3://{bucket}/{key}"), (**text).into()))
            .collect(),
    }
}

fn findings(text: &str) -> Vec<ReportedProblem> {
    let read = source::check(text, &TemplateChoice::default(), WorkflowType::Standard);
    let reported = |(problem, aws): (Problem, Option<aws::Finding>)| ReportedProblem {
        aws,
        code: problem.code.as_str(),
        severity: problem.severity.word(),
        message: problem.message,
        from: problem.from,
        to: problem.to,
        line: problem.line,
        column: problem.column,
        hint: problem.hint,
    };
    let problems = problems(EditorId::Definition, text, &read.diagnostics);
    problems.into_iter().zip(read.aws_findings(text)).map(reported).collect()
}

/// What a script hands in, as JSON text. Data crosses as text and not value by value: that keeps numbers and keys as
/// they are, and neither a cycle nor a depth that would exhaust the stack gets through.
pub(crate) fn text_of(options: &JsValue) -> Result<String, JsValue> {
    let text = js_sys::JSON::stringify(options)?;
    text.as_string().ok_or_else(|| JsError::new("the argument must be an object with a `definition`").into())
}
