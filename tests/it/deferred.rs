//! A run whose expressions are evaluated elsewhere has the log of one that evaluates at once, to the last byte.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_jsonata::{Evaluated, Evaluation, Slice};
use asl_sim::host::{Host, Pace, drive};
use asl_sim::{Completion, Effect, EffectId, Progress, Request, Runnable, Simulator, Start, history};
use asl_value::Value;
use futures_util::FutureExt;

use crate::support::case::machines as machines_of_cases;
use crate::support::recorded;

const START: Timestamp = Timestamp(1_767_225_600_000);
/// So short that everything is put off that is more than a path.
const NOTHING: Slice = Slice { steps: 1, time: Duration::from_secs(1) };

fn begin(definition: &str, input: Value) -> Option<Simulator> {
    let runnable = Runnable::compile(&asl_lang::check_text(definition).machine?).ok()?;
    Some(Simulator::new(runnable, Start { input, seed: 7, ..Start::default() }, START))
}

/// Runs to the end with time that jumps; Tasks give back what they are called with, every third one an error. Tells
/// how many evaluations were put off.
fn run(mut simulator: Simulator) -> (String, usize) {
    let (mut now, mut calls, mut put_off) = (START, 0, 0);
    for _ in 0..100_000 {
        match simulator.advance(now, 100) {
            Progress::Done => break,
            Progress::Working => continue,
            Progress::Waiting => {}
        }
        let effects = simulator.take_effects();
        for effect in &effects {
            match &effect.request {
                Request::Evaluate(evaluation) => {
                    put_off += 1;
                    // As over a thread: as text, there and back.
                    let there = Evaluation::from_json(&evaluation.to_json()).unwrap();
                    assert!(simulator.evaluated(effect.id, there.perform(), now));
                }
                Request::Task(call) => {
                    calls += 1;
                    let outcome = if calls % 3 == 0 {
                        Err(StateError::new("Every.Third", "fails"))
                    } else {
                        Ok(call.parameters.clone())
                    };
                    simulator.resume(effect.id, Completion::of(outcome), now);
                }
                Request::Http(_) => {
                    simulator.resume(effect.id, Completion::of(Ok(Value::from("answer"))), now);
                }
            }
        }
        if effects.is_empty() {
            let Some(at) = simulator.wake_at() else { break };
            now = at.max(now);
        }
    }
    let lines = simulator.events().iter().map(|event| {
        let stages = event.trace.iter().flat_map(|trace| &trace.stages);
        let stages: Vec<_> = stages.map(|stage| format!("{:?} {}", stage.kind, stage.value)).collect();
        format!("{} visit {} {stages:?}", history::to_json(event), event.visit.0)
    });
    (lines.collect::<Vec<_>>().join("\n"), put_off)
}

/// Every machine with expressions, of our own cases and of the recordings where they are at hand.
#[test]
fn the_log_is_the_same_whether_an_expression_is_put_off_or_not() {
    let (mut machines, mut put_off) = (0, 0);
    let own = machines_of_cases(&["run"]).into_iter().map(|(_, definition, input)| (definition, Value::from(&input)));
    let recorded = ["executions.jsonl", "executions_2.jsonl"].into_iter().flat_map(recorded::cases);
    let recorded = recorded.filter_map(|case| {
        let input = case.get("input").cloned().unwrap_or_else(Value::empty_object);
        Some((case.get("definition")?.to_json(), input))
    });
    for (definition, input) in own.chain(recorded).filter(|(definition, _)| definition.contains("{%")) {
        let Some(plain) = begin(&definition, input.clone()) else { continue };
        let mut deferring = begin(&definition, input).unwrap();
        deferring.defer(NOTHING);
        let ((expected, none), (log, some)) = (run(plain), run(deferring));
        assert_eq!(none, 0);
        let other = log.lines().zip(expected.lines()).find(|(left, right)| left != right);
        assert!(log == expected, "{definition}\nput off, then at once: {other:?}");
        machines += 1;
        put_off += some;
    }
    println!("{machines} machines, {put_off} evaluations put off");
    assert!(machines >= 20 && put_off >= machines, "{machines} machines, {put_off} evaluations put off");
}

const RUNAWAY: &str = r#"{"QueryLanguage": "JSONata", "StartAt": "A", "TimeoutSeconds": 60, "States": {
    "A": {"Type": "Pass", "Output": "{% ($f := function($n) { $f($n + 1) }; $f(0)) %}", "Next": "B"},
    "B": {"Type": "Succeed"}}}"#;

#[test]
fn a_run_that_waits_for_an_evaluation_can_be_stopped_and_times_out_like_any_other() {
    let waiting = || {
        let mut simulator = begin(RUNAWAY, Value::empty_object()).unwrap();
        simulator.defer(Slice::FRAME);
        assert_eq!(simulator.advance(START, 100), Progress::Waiting);
        let effects = simulator.take_effects();
        assert!(matches!(effects.as_slice(), [Effect { request: Request::Evaluate(_), .. }]));
        (simulator, effects.first().map(|effect| effect.id).unwrap())
    };
    let (mut stopped, id) = waiting();
    stopped.stop(StateError::of(None, None), START);
    assert_eq!(stopped.outcome().unwrap().status(), "ABORTED");
    assert_eq!(stopped.take_cancelled(), [id]);
    assert!(!stopped.evaluated(id, Ok(Value::Null), START), "nobody waits for it any more");
    let (mut late, id) = waiting();
    assert!(!late.evaluated(EffectId(99), Ok(Value::Null), START), "that is not what was asked");
    let end = late.wake_at().unwrap();
    assert_eq!(end.millis_since(START), 60_000);
    assert_eq!(late.advance(end, 100), Progress::Done);
    assert_eq!(late.outcome().unwrap().status(), "TIMED_OUT");
    assert_eq!(late.take_cancelled(), [id]);
}

/// Counts what it is asked to evaluate.
struct Counting(RefCell<Vec<Rc<str>>>);

impl Host for Counting {
    fn now(&self) -> Timestamp {
        START
    }

    async fn sleep_until(&self, _: Timestamp) {}

    async fn pause(&self) {}

    async fn perform(&self, _: Effect) -> Completion {
        Completion::of(Err(StateError::without_cause("Unexpected")))
    }

    async fn evaluate(&self, evaluation: Rc<Evaluation>) -> Evaluated {
        self.0.borrow_mut().push(evaluation.expression.clone());
        evaluation.perform()
    }
}

#[test]
fn the_driver_asks_its_host_to_evaluate_what_takes_long_and_nothing_else() {
    let definition = r#"{"QueryLanguage": "JSONata", "StartAt": "A", "States": {
        "A": {"Type": "Pass", "Assign": {"total": "{% $sum([1..40000]) %}", "one": "{% 1 + 0 %}"},
              "Output": "{% $sum([1..3]) %}", "Next": "B"},
        "B": {"Type": "Choice", "Choices": [{"Condition": "{% $total = $sum([1..40000].($ * 1)) %}", "Next": "C"}], "Default": "D"},
        "C": {"Type": "Succeed"}, "D": {"Type": "Fail"}}}"#;
    let mut simulator = begin(definition, Value::empty_object()).unwrap();
    simulator.defer(Slice { steps: 50_000, time: Duration::from_secs(5) });
    let (simulator, host) = (RefCell::new(simulator), Counting(RefCell::default()));
    drive(&simulator, &host, Pace::Real, |_| {}).now_or_never().unwrap();
    assert_eq!(simulator.borrow().outcome().unwrap().status(), "SUCCEEDED");
    assert_eq!(host.0.borrow().len(), 1, "{:?}", host.0);
}
