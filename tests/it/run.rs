//! Runs over a host whose clock is moved by hand: the driver, Stop, mocks, secrets, and that runs repeat exactly.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_http::attempt::{PRACTICE_ORIGIN, conclude, prepare};
use asl_http::{Authorization, Connection, Connections, HttpResponse, InvocationParameters, Parameter, Secret};
use asl_sim::host::{Host, Pace, drive};
use asl_sim::{Completion, Effect, Limits, Mocks, Outcome, Progress, Request, Runnable, Simulator, Start, history};
use asl_value::Value;
use asl_view::timeline::{self, RowStatus, SegmentKind};
use futures_util::FutureExt;

const START: Timestamp = Timestamp(1_767_225_600_000);

fn simulator(definition: &str, seed: u64, limits: Limits) -> Simulator {
    let checked = asl_lang::check_text(definition);
    let runnable = Runnable::compile(&checked.machine.unwrap()).unwrap();
    let start = Start { input: Value::empty_object(), seed, limits, ..Start::default() };
    Simulator::new(runnable, start, START)
}

/// The article's machine: GET with a connection and the article's Retry.
fn article() -> String {
    let retry = r#"[{"ErrorEquals": ["States.ALL"], "BackoffRate": 2, "IntervalSeconds": 1, "MaxAttempts": 3,
                    "JitterStrategy": "FULL"}]"#;
    format!(
        r#"{{"StartAt": "Call", "States": {{"Call": {{"Type": "Task", "Resource": "arn:aws:states:::http:invoke",
        "Parameters": {{"Method": "POST", "ApiEndpoint": "{PRACTICE_ORIGIN}/x", "RequestBody": {{"a": 1}},
        "Authentication": {{"ConnectionArn": "secretive"}}}}, "Retry": {retry}, "ResultPath": "$.r", "End": true}}}}}}"#
    )
}

fn secretive() -> Connections {
    let secret = |text: &str| Parameter { key: "k".into(), value: Secret::new(text), is_secret: true };
    Connections::new(vec![Connection {
        name: "secretive".into(),
        arn: "arn:aws:events:us-east-1:123456789012:connection/secretive/1".into(),
        authorization: Authorization::Basic { username: "demo".into(), password: Secret::new("hush-password") },
        invocation: InvocationParameters {
            headers: vec![secret("hush-header")],
            query: vec![secret("hush-query")],
            body: vec![secret("hush-body")],
        },
        origins: vec![PRACTICE_ORIGIN.into()],
        ..Connection::default()
    }])
}

/// A host without waiting: sleeping moves its clock, and calls are answered at once.
struct Scripted {
    now: Cell<i64>,
    calls: Cell<u32>,
    pauses: Cell<u32>,
    /// How many calls are answered with 503 before the others are answered with 200.
    failures: u32,
    /// How long every answer takes by the run's clock.
    delay_ms: u32,
    /// How long the host works on every call.
    work_ms: i64,
}

impl Scripted {
    fn failing(failures: u32) -> Self {
        Self { now: Cell::new(START.0), calls: Cell::new(0), pauses: Cell::new(0), failures, delay_ms: 0, work_ms: 0 }
    }
}

impl Host for Scripted {
    fn now(&self) -> Timestamp {
        Timestamp(self.now.get())
    }

    async fn sleep_until(&self, at: Timestamp) {
        self.now.set(self.now.get().max(at.0));
    }

    async fn pause(&self) {
        self.pauses.set(self.pauses.get() + 1);
    }

    async fn perform(&self, effect: Effect) -> Completion {
        self.now.set(self.now.get() + self.work_ms);
        let Request::Http(call) = &effect.request else {
            return Completion::of(Err(StateError::without_cause("Unexpected")));
        };
        let prepared = prepare(call, &secretive(), "us-east-1").unwrap();
        let status = if self.calls.get() < self.failures { 503 } else { 200 };
        self.calls.set(self.calls.get() + 1);
        let headers = vec![(Rc::from("content-type"), Rc::from("application/json"))];
        let response = HttpResponse { status, headers, body: b"{}".as_slice().into(), ..HttpResponse::default() };
        let concluded = conclude(&prepared, Ok(response), self.now(), self.now(), Vec::new());
        Completion { delay_ms: self.delay_ms, ..concluded.into() }
    }
}

fn driven(simulator: Simulator, host: &Scripted, pace: Pace) -> Simulator {
    let simulator = RefCell::new(simulator);
    drive(&simulator, host, pace, |_| {}).now_or_never().unwrap();
    simulator.into_inner()
}

fn log_of(simulator: &Simulator) -> String {
    let lines: Vec<_> =
        simulator.events().iter().map(|event| format!("{event:?}\n{}", history::to_json(event))).collect();
    lines.join("\n")
}

#[test]
fn the_same_machine_input_seed_answers_and_times_give_the_same_log() {
    let run = |seed| log_of(&driven(simulator(&article(), seed, Limits::default()), &Scripted::failing(2), Pace::Real));
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8), "the seed decides the jitter");
}

#[test]
fn no_secret_enters_the_log() {
    let run = driven(simulator(&article(), 1, Limits::default()), &Scripted::failing(1), Pace::Real);
    assert_eq!(run.outcome().unwrap().status(), "SUCCEEDED");
    let log = log_of(&run);
    assert!(log.contains("XXXXXXXX"), "what the connection adds is shown masked");
    for secret in ["hush", "ZGVtbzpodXNoLXBhc3N3b3Jk"] {
        assert!(!log.contains(secret), "`{secret}` is in the log");
    }
}

#[test]
fn virtual_time_takes_none_of_the_hosts() {
    let wait = r#"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": true}}}"#;
    let host = Scripted::failing(0);
    let run = driven(simulator(wait, 1, Limits::default()), &host, Pace::Skip);
    assert_eq!(host.now.get(), START.0);
    let last = run.events().last().unwrap();
    assert_eq!(last.at.millis_since(START), 3_600_000, "the run's own clock has moved");
}

#[test]
fn an_authored_delay_is_the_runs_own_time_and_a_time_limit_cuts_it_short() {
    let limited = article().replace(r#""Retry""#, r#""TimeoutSeconds": 3, "Retry""#);
    for (delay_ms, status, seconds) in [(2_000, "SUCCEEDED", 2), (4_000, "FAILED", 12)] {
        let host = Scripted { delay_ms, ..Scripted::failing(0) };
        let run = driven(simulator(&limited, 1, Limits::default()), &host, Pace::Skip);
        assert_eq!((run.outcome().unwrap().status(), host.now.get()), (status, START.0), "{delay_ms}");
        let took = run.events().last().unwrap().at.millis_since(START);
        // Four attempts of three seconds, and a back-off whose jitter the seed decides.
        assert!(took >= seconds * 1000 && took < seconds * 1000 + 7000, "{took}");
    }
}

#[test]
fn an_endless_loop_pauses_and_can_be_stopped() {
    let spin =
        r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}}}"#;
    let mut run = simulator(spin, 1, Limits::NONE);
    for _ in 0..1000 {
        assert_eq!(run.advance(START, 10), Progress::Working);
    }
    run.stop(StateError::of(None, None), START);
    assert_eq!(run.advance(START, 10), Progress::Done);
    assert!(matches!(run.outcome(), Some(Outcome::Aborted(_))));
    assert_eq!(run.events().last().unwrap().kind.name(), "ExecutionAborted");
}

#[test]
fn retries_without_an_end_pause_and_can_be_stopped_though_nothing_takes_time() {
    let text = article()
        .replace(r#""MaxAttempts": 3"#, r#""MaxAttempts": 99999999"#)
        .replace(r#""BackoffRate": 2"#, r#""BackoffRate": 1"#);
    let simulator = RefCell::new(simulator(&text, 7, Limits::default()));
    let host = Scripted { work_ms: 1, ..Scripted::failing(u32::MAX) };
    let mut run = Box::pin(drive(&simulator, &host, Pace::Skip, |_| {}));
    assert!(run.as_mut().now_or_never().is_some(), "this host's pauses take no time");
    drop(run);
    let calls = host.calls.get();
    assert!(calls > 5_000, "{calls} calls");
    assert!(host.pauses.get() >= calls / 9, "{} pauses in {calls} calls of a millisecond each", host.pauses.get());
}

#[test]
fn stop_calls_off_what_is_in_flight_and_a_late_answer_changes_nothing() {
    let mut run = simulator(&article(), 1, Limits::default());
    assert_eq!(run.advance(START, 100), Progress::Waiting);
    let effect = run.take_effects().pop().unwrap();
    run.stop(StateError::of(None, None), START);
    assert_eq!(run.take_cancelled(), [effect.id]);
    let events = run.events().len();
    run.resume(effect.id, Completion::of(Ok(Value::Null)), START);
    run.advance(START, 100);
    assert_eq!(run.events().len(), events);
}

#[test]
fn the_timeline_shows_attempts_and_back_off() {
    let run = driven(simulator(&article(), 1, Limits::default()), &Scripted::failing(2), Pace::Real);
    let rows = timeline::rows(run.events());
    assert_eq!(rows.len(), 1, "one state, one row: {rows:?}");
    let row = rows.last().unwrap();
    assert_eq!((row.status, row.attempts), (RowStatus::SucceededWithRetries, 3));
    let kinds: Vec<_> = row.segments.iter().map(|segment| segment.kind).collect();
    let attempt = |number, succeeded| SegmentKind::Attempt { number, succeeded: Some(succeeded) };
    assert_eq!(
        kinds,
        [attempt(1, false), SegmentKind::BackOff, attempt(2, false), SegmentKind::BackOff, attempt(3, true)]
    );
    assert!(row.segments.iter().all(|segment| segment.end.is_some()));
    // A prefix of the log is the run as it was: here, in its first attempt.
    let early = timeline::rows(run.events().get(..4).unwrap());
    assert_eq!(early.last().unwrap().status, RowStatus::Running);
}

#[test]
fn a_state_that_fails_inside_of_what_is_caught_has_failed() {
    let definition = r#"{"StartAt": "Each", "States": {
        "Each": {"Type": "Map", "ItemProcessor": {"StartAt": "Pick", "States": {
            "Pick": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": 1, "Next": "Bad"}], "Default": "Slow"},
            "Slow": {"Type": "Wait", "Seconds": 9, "End": true},
            "Bad": {"Type": "Fail", "Error": "Bad"}}},
            "ItemsPath": "$.items", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Both"}], "Next": "Both"},
        "Both": {"Type": "Parallel", "Branches": [
            {"StartAt": "Late", "States": {"Late": {"Type": "Wait", "Seconds": 9, "End": true}}},
            {"StartAt": "Worse", "States": {"Worse": {"Type": "Fail", "Error": "Worse"}}}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Done"}], "Next": "Done"},
        "Done": {"Type": "Succeed"}}}"#;
    let checked = asl_lang::check_text(definition);
    let runnable = Runnable::compile(&checked.machine.unwrap()).unwrap();
    let input = Value::from_json(r#"{"items": [0, 1]}"#).unwrap();
    let run = Simulator::new(runnable, Start { input, ..Start::default() }, START);
    let run = driven(run, &Scripted::failing(0), Pace::Real);
    let rows = timeline::rows(run.events());
    let said: Vec<(&str, RowStatus)> = rows.iter().map(|row| (&*row.name, row.status)).collect();
    assert_eq!(
        said,
        [
            ("Each", RowStatus::Caught),
            ("Pick", RowStatus::Succeeded),
            ("Pick", RowStatus::Succeeded),
            ("Slow", RowStatus::Aborted),
            ("Bad", RowStatus::Failed),
            ("Both", RowStatus::Caught),
            ("Late", RowStatus::Aborted),
            ("Worse", RowStatus::Failed),
            ("Done", RowStatus::Succeeded),
        ]
    );
    assert!(rows.iter().all(|row| row.left.is_some() && row.segments.iter().all(|segment| segment.end.is_some())));
}

#[test]
fn mocks_answer_in_place_of_the_world() {
    let text = r#"{"Call": [{"errorOutput": {"error": "E", "cause": "c"}}, {"result": {"n": 1}}]}"#;
    let mut mocks = Mocks::from_value(&Value::from_json(text).unwrap()).unwrap();
    let mut run = simulator(&article(), 1, Limits::default());
    let mut now = START;
    while run.advance(now, 100) != Progress::Done {
        for effect in run.take_effects() {
            let answer = mocks.next(&effect.state).unwrap();
            run.resume(effect.id, Completion::of(answer.outcome), now);
        }
        now = run.wake_at().unwrap_or(now);
    }
    assert_eq!(run.outcome().unwrap().output().unwrap().to_json(), r#"{"r":{"n":1}}"#);
}
