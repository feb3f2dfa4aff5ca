//! A text as a machine that is run and explained, as a history and as a request of TestState, and what the sandbox of a function
//! says while it works.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_functions::{Call, Context, End, Function, Message, Recorder, ended};
use asl_lang::check_text;
use asl_sim::logging::{LogLevel, Logging};
use asl_sim::test_state::{Called, TestStateRequest, test};
use asl_sim::{ActorId, Completion, EventKind, Limits, Progress, Runnable, Simulator, Start, history};
use asl_text::diagnostic::Severity;
use asl_value::{Map, Value};
use asl_view::explain::Subject;
use asl_view::{log_groups, sequence, states, timeline, tracing};

/// The most events of a run, and of what is explained of it.
const MOST_EVENTS: usize = 400;
const MOST_EXPLAINED: usize = 12;

/// The text as a definition; what has no errors is run, each Task answered with nothing, and what is shown of it is made.
pub(super) fn run(text: &str) {
    let checked = check_text(text);
    let errors = checked.diagnostics.iter().any(|found| found.severity == Severity::Error);
    let Some(runnable) = checked.machine.filter(|_| !errors).and_then(|machine| Runnable::compile(&machine).ok())
    else {
        return;
    };
    let input = Value::from_json(r#"{"a": [1, {"b": "x"}], "n": 5, "s": "text"}"#).unwrap_or_default();
    let mut now = Timestamp(0);
    let mut simulator = Simulator::new(runnable, Start { input, limits: Limits::default(), ..Start::default() }, now);
    while simulator.advance(now, 50) != Progress::Done && simulator.events().len() < MOST_EVENTS {
        for effect in simulator.take_effects() {
            simulator.resume(effect.id, Completion::of(Ok(Value::empty_object())), now);
        }
        let Some(next) = simulator.wake_at() else { break };
        now = next;
    }
    for level in LogLevel::ALL {
        let logging = Logging { level, includes_data: true, group: None };
        for group in log_groups::of_execution(&simulator, ActorId::ROOT, &logging) {
            let _ = group.text();
        }
    }
    let trace = tracing::trace(&simulator, ActorId::ROOT);
    let _ = (tracing::documents(&trace), tracing::service_map(&trace, now));
    let events = simulator.events();
    let _ = states::lines(&timeline::rows(events), None);
    let definition: Rc<str> = text.into();
    let mut explained = 0;
    for event in events {
        history::to_json(event).to_string();
        if !matches!(event.kind, EventKind::StateEntered { .. }) || explained == MOST_EXPLAINED {
            continue;
        }
        explained += 1;
        if let Some(subject) = Subject::new(&definition, &simulator, ActorId::ROOT, event.visit) {
            let _ = (subject.rules(), subject.observations(), subject.fault(event.id));
        }
    }
}

/// The lines of a text as what a sandbox says of an invocation, and its end as the text itself.
pub(super) fn messages(text: &str) {
    let function = Function::new("F".into(), "arn:aws:lambda:us-east-1:123456789012:function:F".into());
    let mut recorder = Recorder::new(&function, "00000000-0000-4000-8000-000000000000".into(), Timestamp(0));
    let mut end = End::Returned(text.into());
    for line in text.lines() {
        match Message::read(line) {
            Some(Message::Loaded) => recorder.loaded(Timestamp(1)),
            Some(Message::Log(level, line)) => recorder.log(&level, &line, Timestamp(2)),
            Some(Message::Note(note)) => recorder.note(&note, Timestamp(2)),
            Some(Message::Done(result)) => end = End::Returned(result),
            Some(Message::Failed(payload)) => end = End::Failed(payload),
            Some(Message::Exit(code)) => end = End::Exited(code),
            Some(Message::OutOfMemory) => end = End::OutOfMemory,
            Some(Message::Started | Message::Http(_) | Message::Abort(_)) | None => {}
        }
    }
    let call = Call::of("arn:aws:states:::lambda:invoke", &Value::from_json(text).unwrap_or_default());
    let context =
        Context { request_id: "00000000-0000-4000-8000-000000000000", timeout_seconds: 3, at: Timestamp(3), log: text };
    if let Some(call) = call {
        let _ = ended(&call, &end, context);
    }
    let _ = recorder.finish(&end, Timestamp(3)).log();
    let _ = (asl_jsonata::Evaluation::from_json(text), asl_jsonata::answer_from_json(text));
}

/// The text as a history that was recorded elsewhere: every view of it is made, and what is written of it is read again.
pub(super) fn recorded(text: &str) {
    let machine = check_text(r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#).machine;
    let Some(machine) = machine.and_then(|machine| Runnable::compile(&machine).ok()) else { return };
    let Ok(read) = history::read(text, Some(&machine)) else { return };
    let rows = timeline::rows(&read.events);
    let _ = states::lines(&rows, None);
    for event in &read.events {
        let _ = history::to_json(event).to_string();
    }
    let simulator = Simulator::recorded(machine, Start::default(), read.events);
    let _ = sequence::diagram(&simulator, "M", &str::to_owned);
    let _ = tracing::documents(&tracing::trace(&simulator, ActorId::ROOT));
}

/// The text as a request of TestState, and as the definition of one.
pub(super) fn test_state(text: &str) {
    let alone: Map = [("definition".into(), Value::from(text))].into_iter().collect();
    let requests = [Value::from_json(text).ok(), Some(alone.into())];
    for request in requests.into_iter().flatten() {
        let called = Called { answer: Some(Ok(Value::empty_object())), ..Called::default() };
        let _ = TestStateRequest::read(&request)
            .and_then(|request| test(&request.call(&called), Timestamp(0)))
            .map(|tested| tested.response().to_json());
    }
}
