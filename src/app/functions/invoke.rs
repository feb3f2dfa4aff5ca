//! One invocation: the code runs in the sandbox, its HTTP calls go the ways of the page, and its end becomes that of the Task.

use asl_value::SortedMap;
use std::cell::RefCell;
use std::future::pending;
use std::pin::pin;
use std::rc::Rc;

use asl_aws::state_error::{StateError, TASK_FAILED};
use asl_functions::{
    Beginning, Call, Context, CutOff, End, Function, HttpMessage, Invocation, InvocationType, Language, Message, Queue,
    Recorder, ended, find, refused, submitted, task,
};
use asl_http::attempt::conclude;
use asl_http::endpoint::Endpoint;
use asl_http::{Exchange, function};
use asl_sim::{Completion, TaskCall};
use futures_util::future::{AbortHandle, Abortable, Aborted, Either, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use gloo_timers::future::TimeoutFuture;
use js_sys::Array;
use wasm_bindgen::JsValue;

use super::loading::Card;
use super::python;
use super::sandbox::{Said, Sandbox, Session};
use crate::app::host::clock;
use crate::app::run::functions::{Functions, Invoked};
use crate::app::run::page_host::PageHost;

/// How long code may take to load before its own time begins, in seconds, as on AWS.
const INIT_SECONDS: f64 = 10.0;
/// Messages of one invocation; a loop that sends them would fill the memory.
const MOST_MESSAGES: usize = 20_000;
/// HTTP calls of one invocation.
const MOST_CALLS: usize = 1_000;
/// How long Python may take until it is there, in seconds.
const START_SECONDS: f64 = 120.0;
/// What is said when the worker is gone without a word.
const GONE: &str =
    "The browser ended the sandbox with every function in it: a function took more memory than a browser gives.";
/// Why nothing ran.
const NO_SANDBOX: &str = "The sandbox for the function's code could not be started. Check your network connection.";
/// What the person's thinking adds to the time of a function that waits for it, in seconds.
const THINKING_SECONDS: f64 = 0.5;

/// Runs the function that a Task calls; `None` if its code does not run here.
pub(crate) async fn invoke(host: &PageHost, functions: &Functions, asked: &TaskCall) -> Option<Invoked> {
    let call = Call::of(&asked.resource, &asked.parameters)?;
    let function = find(&functions.list, &call.function).filter(|function| function.runs_here())?;
    let waits = call.waits;
    let done = |completion: Completion| Some(Invoked { completion, waits });
    if let Some(error) = refused(&call) {
        return done(Completion::of(Err(error)));
    }
    let request_id: Rc<str> = clock::uuid().into();
    let context = |log: &'static str| Context {
        request_id: &request_id,
        timeout_seconds: function.timeout_seconds,
        at: clock::now(),
        log,
    };
    if call.kind == InvocationType::DryRun {
        return done(Completion::of(Ok(submitted(&call, context("")))));
    }
    if call.kind == InvocationType::Event {
        let all = queued(host, functions, function, &call, (&request_id, &asked.cut_off)).await;
        let (invocation, delay_ms) = match all {
            Ok(all) => all,
            Err(cause) => return done(Completion::of(Err(StateError::new(TASK_FAILED, cause)))),
        };
        let outcome = Ok(submitted(&call, context("")));
        return done(Completion { invocation: invocation.map(Rc::new), delay_ms, ..Completion::of(outcome) });
    }
    let Ended { end, invocation, delay_ms } =
        match once(host, functions, function, &call, (&request_id, &asked.cut_off)).await {
            Ok(ended) => ended,
            Err(cause) => return done(Completion::of(Err(StateError::new(TASK_FAILED, cause)))),
        };
    let log = invocation.log();
    let outcome = ended(&call, &end, Context { log: &log, ..context("") });
    done(Completion { invocation: Some(Rc::new(invocation)), delay_ms, ..Completion::of(outcome) })
}

/// An invocation that has ended.
struct Ended {
    end: End,
    invocation: Invocation,
    /// How long its cold start takes, if that is a figure.
    delay_ms: u32,
}

/// Invokes a function once; `Err` says why it could not run at all.
async fn once(
    host: &PageHost,
    functions: &Functions,
    function: &Function,
    call: &Call,
    (request_id, cut_off): (&Rc<str>, &CutOff),
) -> Result<Ended, Rc<str>> {
    let beginning = functions.enter(function);
    let begun = Begun { request_id, beginning, cut_off };
    let (end, invocation) = run(host, functions, function, call, begun).await?;
    // Lambda makes the environment anew after an end from outside.
    if matches!(end, End::Returned(_) | End::Failed(_)) {
        functions.leave(function);
    }
    let delay_ms = match beginning {
        Beginning::ColdByFigure(figure) => figure,
        Beginning::Cold | Beginning::Warm => 0,
    };
    Ok(Ended { end, invocation, delay_ms })
}

/// Invokes a function as Lambda's queue does with an event that nobody waits for; gives the log of all invocations, and how long their
/// cold starts take.
async fn queued(
    host: &PageHost,
    functions: &Functions,
    function: &Function,
    call: &Call,
    known: (&Rc<str>, &CutOff),
) -> Result<(Option<Invocation>, u32), Rc<str>> {
    let mut queue = Queue::new(function, &call.payload, clock::now());
    let mut all_ms = 0_u32;
    // What the function answered is what it would answer if somebody waited for it.
    let waited = Call { kind: InvocationType::RequestResponse, is_direct: true, ..call.clone() };
    loop {
        let Ended { end, invocation, delay_ms } = once(host, functions, function, call, known).await?;
        all_ms = all_ms.saturating_add(delay_ms);
        let at = clock::now();
        let timeout_seconds = function.timeout_seconds;
        let result = ended(&waited, &end, Context { request_id: known.0, timeout_seconds, at, log: "" });
        if !queue.ended(invocation, &result, at) {
            return Ok((queue.whole(), all_ms));
        }
    }
}

/// What an invocation begins with.
struct Begun<'a> {
    request_id: &'a Rc<str>,
    beginning: Beginning,
    cut_off: &'a CutOff,
}

/// The sandbox of the run, started when it is first wanted.
async fn sandbox(functions: &Functions) -> Option<Rc<Sandbox>> {
    let known = functions.sandbox.borrow().clone().and_then(|sandbox| sandbox.downcast::<Sandbox>().ok());
    if let Some(known) = known
        && known.is_there().await
    {
        return Some(known);
    }
    let sandbox = Rc::new(Sandbox::start().await?);
    functions.sandbox.replace(Some(sandbox.clone()));
    Some(sandbox)
}

async fn run(
    host: &PageHost,
    functions: &Functions,
    function: &Function,
    call: &Call,
    Begun { request_id, beginning, cut_off }: Begun<'_>,
) -> Result<(End, Invocation), Rc<str>> {
    let is_python = function.language() == Language::Python;
    // Shown until Python is there, when it is not at once.
    let mut card = (is_python && !python::starts_at_once()).then(Card::show);
    let python = if is_python { Some(python::load().await?) } else { None };
    let sandbox = sandbox(functions).await.ok_or(NO_SANDBOX)?;
    let new_recorder = || Some(Recorder::new(function, request_id.clone(), clock::now()).beginning(beginning));
    // The start of Python is none of the function's time.
    let mut recorder = Watched { recorder: if is_python { None } else { new_recorder() }, cut_off };
    let text = task(function, &call.payload, request_id);
    let session = match &python {
        Some(python) => sandbox.begin_python(&text, python),
        None => sandbox.begin(&text, function.mentions("axios")).await,
    };
    let session = session.ok_or(NO_SANDBOX)?;
    let mut is_there = !is_python;
    let mut deadline = clock::now().plus_seconds(if is_there { INIT_SECONDS } else { START_SECONDS });
    let mut calls = FuturesUnordered::new();
    let handles: RefCell<SortedMap<u32, AbortHandle>> = RefCell::default();
    let (mut messages, mut asked) = (0, 0);
    let end = loop {
        let answered = async {
            match calls.next().await {
                Some(answered) => answered,
                None => pending().await,
            }
        };
        let event = {
            let said = pin!(select(Box::pin(session.next()), Box::pin(answered)));
            match select(said, pin!(clock::sleep_until(deadline))).await {
                Either::Left((Either::Left((said, _)), _)) => Event::Said(said),
                Either::Left((Either::Right((answered, _)), _)) => Event::Answered(answered),
                Either::Right(_) => Event::Late,
            }
        };
        let now = clock::now();
        match event {
            Event::Late if functions.gate.as_ref().is_some_and(|gate| gate.is_asking()) => {
                deadline = now.plus_seconds(THINKING_SECONDS);
            }
            Event::Late if !is_there => return Err("Python did not start within two minutes.".into()),
            Event::Late => break End::TimedOut,
            Event::Answered(Err(Aborted)) => {}
            Event::Answered(Ok(Answer { id, exchange, refused })) => {
                handles.borrow_mut().remove(&id);
                answer(&session, id, exchange.as_deref(), refused.as_deref());
                if let Some(why) = refused {
                    recorder.write(|log| log.note(&why, now));
                }
                if let Some(exchange) = exchange {
                    recorder.write(|log| log.exchange(exchange));
                }
            }
            Event::Said(Said::Died(why)) if !is_there => {
                return Err(format!("Python could not be started in this browser: {why}").into());
            }
            Event::Said(Said::Died(_)) => break End::Died,
            Event::Said(Said::Gone) => {
                recorder.write(|log| log.note(GONE, now));
                break End::OutOfMemory;
            }
            Event::Said(Said::Message(text)) => {
                messages += 1;
                if messages > MOST_MESSAGES {
                    let why = "The playground ended the function: it sent too many messages.";
                    recorder.write(|log| log.note(why, now));
                    break End::Died;
                }
                match Message::read(&text) {
                    Some(Message::Started) if !is_there => {
                        is_there = true;
                        card = None;
                        recorder.recorder = new_recorder();
                        deadline = now.plus_seconds(INIT_SECONDS);
                    }
                    Some(Message::Loaded) => {
                        recorder.write(|log| log.loaded(now));
                        deadline = now.plus_seconds(f64::from(function.timeout_seconds));
                    }
                    Some(Message::Log(level, text)) => recorder.write(|log| log.log(&level, &text, now)),
                    Some(Message::Note(text)) => recorder.write(|log| log.note(&text, now)),
                    Some(Message::Done(text)) => break End::Returned(text),
                    Some(Message::Failed(payload)) => break End::Failed(payload),
                    Some(Message::Exit(code)) => break End::Exited(code),
                    Some(Message::OutOfMemory) => break End::OutOfMemory,
                    Some(Message::Abort(id)) => {
                        let handle = handles.borrow_mut().remove(&id);
                        handle.iter().for_each(AbortHandle::abort);
                    }
                    Some(Message::Http(message)) => {
                        asked += 1;
                        let (handle, registration) = AbortHandle::new_pair();
                        handles.borrow_mut().insert(message.id, handle);
                        let is_too_many = asked > MOST_CALLS;
                        calls.push(Abortable::new(
                            perform(host, functions, function, message, is_too_many),
                            registration,
                        ));
                    }
                    Some(Message::Started) | None => {}
                }
            }
        }
    };
    drop((session, card));
    let recorder = recorder.recorder.take().ok_or(NO_SANDBOX)?;
    let invocation = recorder.finish(&end, clock::now());
    Ok((end, invocation))
}

/// The log of an invocation that goes on; where nobody waits for its end any more, it is left where it can be found.
struct Watched<'a> {
    recorder: Option<Recorder>,
    cut_off: &'a CutOff,
}

impl Watched<'_> {
    /// Writes into the log.
    fn write(&mut self, write: impl FnOnce(&mut Recorder)) {
        if let Some(recorder) = &mut self.recorder {
            write(recorder);
        }
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        if let Some(mut recorder) = self.recorder.take() {
            self.cut_off.leave(recorder.cut_off(clock::now()));
        }
    }
}

/// What an invocation waits for.
enum Event {
    Said(Said),
    Answered(Result<Answer, Aborted>),
    Late,
}

/// What came of an HTTP call.
struct Answer {
    id: u32,
    exchange: Option<Rc<Exchange>>,
    /// Why nothing was sent.
    refused: Option<Rc<str>>,
}

/// Makes an HTTP call the way that the page makes those of HTTP Tasks, without any connection.
async fn perform(
    host: &PageHost,
    functions: &Functions,
    function: &Function,
    message: HttpMessage,
    is_too_many: bool,
) -> Answer {
    let HttpMessage { id, method, url, headers, body } = message;
    let no = |why: String| Answer { id, exchange: None, refused: Some(why.into()) };
    if is_too_many {
        return no(format!("The playground makes at most {MOST_CALLS} HTTP calls for one invocation."));
    }
    let prepared = match function::prepare(&method, &url, &headers, body.as_ref()) {
        Ok(prepared) => host.route(prepared),
        Err(why) => return no(why),
    };
    let origin = Endpoint::parse(&prepared.request.shown.url).map(|endpoint| endpoint.origin).unwrap_or_default();
    let is_own = prepared.transport == asl_http::Transport::Practice;
    if let Some(gate) = functions.gate.as_ref().filter(|_| !is_own)
        && !gate.lets(&function.name, &origin).await
    {
        return no(format!("You did not let the function call `{origin}`."));
    }
    let (came, delay) = host.send(&prepared).await;
    // The function's own clock goes on: what the Practice API takes passes for it.
    if delay > 0 {
        TimeoutFuture::new(delay).await;
    }
    let concluded = conclude(&prepared, came.answer, came.sent_at, came.answered_at.max(came.sent_at), came.notes);
    Answer { id, exchange: Some(concluded.exchange), refused: None }
}

/// Tells the code what came of its call.
fn answer(session: &Session, id: u32, exchange: Option<&Exchange>, refused: Option<&str>) {
    let fails = |message: &str, reason: &str| {
        session.answer(id, &[("error", message.into()), ("reason", reason.into())], &[]);
    };
    match exchange.map(|exchange| &exchange.response) {
        None => fails(refused.unwrap_or_default(), "refused"),
        Some(Err(error @ asl_http::TransportError::TimedOut)) => fails(&error.to_string(), "timeout"),
        Some(Err(error @ asl_http::TransportError::NotSent { .. })) => fails(&error.to_string(), "refused"),
        Some(Err(error)) => fails(&error.to_string(), "network"),
        Some(Ok(response)) => {
            let pair =
                |(name, value): &(Rc<str>, Rc<str>)| Array::of2(&JsValue::from_str(name), &JsValue::from_str(value));
            let headers: Array = response.headers.iter().map(pair).collect();
            let told = [
                ("status", JsValue::from(response.status)),
                ("statusText", JsValue::from_str(response.phrase())),
                ("headers", headers.into()),
            ];
            session.answer(id, &told, &response.body);
        }
    }
}
