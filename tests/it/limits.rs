//! Service limits: enforced, or only reported.

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_sim::{Identity, Limit, Limits, Outcome, Progress, Reported, Runnable, Simulator, Start, express_log};
use asl_value::Value;

/// A machine that calls nothing, run to its end in no time.
fn ended(definition: &str, limits: Limits, express: bool) -> Simulator {
    ended_with(definition, Value::empty_object(), limits, express)
}

fn ended_with(definition: &str, input: Value, limits: Limits, express: bool) -> Simulator {
    let machine = Runnable::compile(&asl_lang::check_text(definition).machine.unwrap()).unwrap();
    let express_id = express.then(|| "0a".into());
    let identity = Identity { express, express_id, ..Identity::default() };
    let mut now = Timestamp(0);
    let start = Start { input, identity, limits, ..Start::default() };
    let mut run = Simulator::new(machine, start, now);
    loop {
        match run.advance(now, 1_000) {
            Progress::Done => return run,
            Progress::Working => {}
            Progress::Waiting => now = run.wake_at().unwrap(),
        }
    }
}

/// A state whose output has `letters` letters, and one behind it.
fn large(letters: usize) -> String {
    let text = "x".repeat(letters);
    format!(
        r#"{{"StartAt": "A", "States": {{
            "A": {{"Type": "Pass", "Result": "{text}", "Assign": {{"v.$": "States.Format('{{}}{{}}', $, $)"}}, "Next": "B"}},
            "B": {{"Type": "Pass", "Result": 1, "End": true}}}}}}"#
    )
}

#[test]
fn limits_that_are_only_reported_end_nothing_and_are_noted_where_aws_would_fail() {
    let enforced = ended(&large(300_000), Limits::default(), false);
    assert_eq!(enforced.outcome().and_then(Outcome::error).map(StateError::name), Some("States.DataLimitExceeded"));
    assert!(enforced.exceeded().is_empty(), "it is the error");

    let reported = ended(&large(300_000), Limits::REPORTED, false);
    assert_eq!(reported.outcome().and_then(Outcome::output).map(Value::to_json).as_deref(), Some("1"));
    let notes: Vec<_> =
        reported.exceeded().iter().map(|note| (note.limit, &*note.state, note.visit.0, note.size)).collect();
    assert_eq!(notes, [(Limit::Output, "A", 1, Some((300_002, 262_144))), (Limit::Variables, "A", 1, None)]);
    let causes: Vec<_> = reported.exceeded().iter().filter_map(|note| note.error.cause.as_deref()).collect();
    assert!(causes.iter().any(|cause| cause.starts_with("Variable size limit exceeded.")), "{causes:?}");

    let small = ended(&large(10), Limits::REPORTED, false);
    assert!(small.exceeded().is_empty());
}

#[test]
fn each_limit_is_switched_on_its_own() {
    let payload = Reported { payload: true, ..Reported::NONE };
    let run = ended(&large(300_000), Limits { reported: payload, ..Limits::default() }, false);
    let cause = run.outcome().and_then(Outcome::error).and_then(|error| error.cause.clone());
    assert!(cause.is_some_and(|cause| cause.contains("Variable size limit exceeded.")), "variables still end the run");
    assert_eq!(run.exceeded().iter().map(|note| note.limit).collect::<Vec<_>>(), [Limit::Output]);

    let variables = Reported { variables: true, ..Reported::NONE };
    let run = ended(&large(300_000), Limits { reported: variables, ..Limits::default() }, false);
    assert_eq!(run.outcome().and_then(Outcome::error).map(StateError::name), Some("States.DataLimitExceeded"));
}

#[test]
fn a_history_that_is_too_long_is_noted_once_and_a_loop_still_ends() {
    let spin = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"},
        "B": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": true, "Next": "C"}], "Default": "A"},
        "C": {"Type": "Succeed"}}}"#;
    let run = ended(spin, Limits::REPORTED, false);
    let notes: Vec<_> = run.exceeded().iter().map(|note| (note.limit, note.event.0)).collect();
    assert_eq!(notes, [(Limit::Events, 25_000)]);
    assert_eq!(run.events().len(), 500_000);
    let cause = run.outcome().and_then(Outcome::error).and_then(|error| error.cause.clone());
    assert!(cause.is_some_and(|cause| cause.contains("500000 events")), "it says that this is the playground's limit");
}

#[test]
fn a_run_that_keeps_ever_more_ends_before_the_page_does_and_says_a_way_out() {
    // Each round makes 200 KB of its own.
    let hoard = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters":
        {"n.$": "States.MathAdd($.n, 1)", "list.$": "States.ArrayRange(1, 900, 1)", "text.$":
        "States.Format('{}{}{}{}{}{}{}{}', $.seed, $.seed, $.seed, $.seed, $.seed, $.seed, $.seed, $.seed)", "seed.$": "$.seed"},
        "Next": "B"}, "B": {"Type": "Choice", "Choices": [{"Variable": "$.enough", "IsPresent": true, "Next": "C"}],
        "Default": "A"}, "C": {"Type": "Succeed"}}}"#;
    let input = format!(r#"{{"n": 0, "seed": "{}"}}"#, "x".repeat(25_000));
    let limits = Limits { memory: 8 * 1024 * 1024, ..Limits::default() };
    let run = ended_with(hoard, Value::from_json(&input).unwrap(), limits, false);
    assert!((60..200).contains(&run.events().len()), "{} events", run.events().len());
    let cause = run.outcome().and_then(Outcome::error).and_then(|error| error.cause.clone()).unwrap();
    assert!(cause.contains("8 MB") && cause.contains("Pass less"), "{cause}");
    // What is handed on and on is there once.
    let carry = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {}, "ResultPath": "$.x", "Next": "B"},
        "B": {"Type": "Choice", "Choices": [{"Variable": "$.enough", "IsPresent": true, "Next": "C"}], "Default": "A"},
        "C": {"Type": "Succeed"}}}"#;
    let input = format!(r#"{{"n": 0, "seed": "{}"}}"#, "x".repeat(250_000));
    let run = ended_with(carry, Value::from_json(&input).unwrap(), limits, false);
    assert_eq!(run.events().len(), 25_000);
}

#[test]
fn an_express_execution_has_five_minutes_and_an_arn_of_its_own_form() {
    let wait = r#"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 301, "Next": "P"},
        "P": {"Type": "Pass", "Parameters": {"id.$": "$$.Execution.Id"}, "End": true}}}"#;
    let start = |express, limits| ended(wait, limits, express);
    assert_eq!(start(true, Limits::default()).outcome().map(Outcome::status), Some("TIMED_OUT"));
    let reported = start(true, Limits::REPORTED);
    assert_eq!(reported.exceeded().iter().map(|note| note.limit).collect::<Vec<_>>(), [Limit::Duration]);
    let id = |run: &Simulator| {
        run.outcome().and_then(Outcome::output).and_then(|output| output.get("id")?.as_str().map(str::to_owned))
    };
    assert_eq!(id(&reported).as_deref(), Some("arn:aws:states:us-east-1:123456789012:express:Playground:run:0a"));
    let standard = start(false, Limits::default());
    assert_eq!(id(&standard).as_deref(), Some("arn:aws:states:us-east-1:123456789012:execution:Playground:run"));
}

#[test]
fn the_history_of_an_express_execution_has_no_limit_but_the_playgrounds() {
    // Two events a turn, and it counts its turns.
    let count = r#"{"StartAt": "N", "States": {"N": {"Type": "Pass", "Parameters": {"n": 0}, "Next": "C"},
        "C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": 8000, "Next": "A"}], "Default": "D"},
        "A": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "C"}, "D": {"Type": "Succeed"}}}"#;
    let standard = ended(count, Limits::default(), false);
    assert_eq!((standard.outcome().map(Outcome::status), standard.events().len()), (Some("FAILED"), 25_000));
    for limits in [Limits::default(), Limits::REPORTED] {
        let express = ended(count, limits, true);
        assert_eq!(express.outcome().map(Outcome::status), Some("SUCCEEDED"));
        assert!(express.events().len() > 25_000 && express.exceeded().is_empty(), "nothing is exceeded");
    }
}

#[test]
fn an_endless_express_loop_ends_with_an_explained_error() {
    let spin = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}}}"#;
    let run = ended(spin, Limits::default(), true);
    assert_eq!(run.events().len(), 500_000);
    let cause = run.outcome().and_then(Outcome::error).and_then(|error| error.cause.clone());
    assert!(cause.is_some_and(|cause| cause.contains("AWS has no such limit for Express workflows")));
}

#[test]
fn the_log_of_an_express_execution_has_the_form_of_cloudwatch() {
    let pass = r#"{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}"#;
    let run = ended(pass, Limits::default(), true);
    let arn = run.root().express_arn().unwrap();
    assert_eq!(arn, "arn:aws:states:us-east-1:123456789012:express:Playground:run:0a");
    assert_eq!(
        express_log::to_json(&run.events()[2], &arn),
        serde_json::json!({
            "id": "3", "type": "PassStateExited", "previous_event_id": "2", "event_timestamp": "0",
            "details": {"name": "P", "output": "{}", "outputDetails": {"truncated": false}},
            "execution_arn": arn, "redrive_count": "0",
        })
    );
    assert_eq!(ended(pass, Limits::default(), false).root().express_arn(), None, "a Standard one has a history");
}

#[test]
fn the_context_of_an_express_execution_counts_no_redrives() {
    let whole = r#"{"StartAt": "P", "States": {"P": {"Type": "Pass", "InputPath": "$$.Execution", "End": true}}}"#;
    let count = |express| {
        let run = ended(whole, Limits::default(), express);
        run.outcome().and_then(Outcome::output).and_then(|output| output.get("RedriveCount").cloned())
    };
    assert_eq!(count(false), Some(Value::from(0)));
    assert_eq!(count(true), None, "it cannot be redriven; AWS's recordings have no such field");
}
