//! Distributed Maps and activities from outside: what the recordings do not show, or only in part.

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_sim::{
    Completion, Event, Files, Limits, MapRunStatus, Outcome, Progress, Request, Runnable, Simulator, Start, history,
};
use asl_value::Value;

const START: Timestamp = Timestamp(1_767_225_600_000);

fn begin(definition: &str, input: &str, files: Files, limits: Limits) -> Simulator {
    let checked = asl_lang::check_text(definition);
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    let runnable = Runnable::compile(&checked.machine.unwrap()).unwrap();
    let input = Value::from_json(input).unwrap();
    Simulator::new(runnable, Start { input, files: Rc::new(files), limits, seed: 7, ..Start::default() }, START)
}

/// Lets the run go on until `until`, and says whether it has ended.
fn go_on(simulator: &mut Simulator, until: Timestamp) -> bool {
    let mut now = START;
    loop {
        match simulator.advance(now, 1000) {
            Progress::Done => return true,
            Progress::Working => {}
            Progress::Waiting => match simulator.wake_at() {
                Some(at) if at <= until => now = at,
                _ => return false,
            },
        }
    }
}

fn finished(definition: &str, input: &str) -> Simulator {
    let mut simulator = begin(definition, input, Files::new(), Limits::default());
    assert!(go_on(&mut simulator, Timestamp(i64::MAX)));
    simulator
}

fn names(events: &[Event]) -> String {
    events.iter().map(|event| event.kind.name().into_owned()).collect::<Vec<_>>().join(" ")
}

/// A machine of one Distributed Map: an item that is negative fails, another waits so many seconds.
fn machine(fields: &str) -> String {
    format!(
        r#"{{"StartAt": "M", "States": {{"M": {{"Type": "Map", "Label": "L", {fields} "End": true,
            "ItemProcessor": {{"ProcessorConfig": {{"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}},
            "StartAt": "C", "States": {{
                "C": {{"Type": "Choice", "Choices": [{{"Variable": "$", "NumericLessThan": 0, "Next": "F"}}], "Default": "W"}},
                "F": {{"Type": "Fail", "Error": "Negative"}},
                "W": {{"Type": "Wait", "SecondsPath": "$", "End": true}}}}}}}}}}}}"#
    )
}

#[test]
fn tolerated_failures_leave_nothing_in_the_output() {
    let simulator = finished(&machine(r#""ToleratedFailureCount": 1,"#), "[0, -1, 2]");
    let output = simulator.outcome().and_then(Outcome::output).unwrap();
    assert_eq!(output.to_json(), "[0,2]");
    let run = &simulator.map_runs()[0];
    let (items, executions) = simulator.map_run_counts(run);
    assert_eq!(
        (run.status(), items.succeeded, items.failed, items.results_written),
        (MapRunStatus::Succeeded, 2, 1, 3)
    );
    assert_eq!(items, executions);
}

#[test]
fn a_breach_aborts_what_waits_and_leaves_pending_what_was_not_started() {
    let definition = machine(
        r#""MaxConcurrency": 2, "Catch": [{"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "Next": "P"}],"#,
    );
    let definition = definition.replacen(r#""M": {"#, r#""P": {"Type": "Pass", "End": true}, "M": {"#, 1);
    let simulator = finished(&definition, "[50, -1, 50, 0, 0]");
    assert_eq!(simulator.outcome().unwrap().status(), "SUCCEEDED");
    let (items, _) = simulator.map_run_counts(&simulator.map_runs()[0]);
    assert_eq!((items.aborted, items.failed, items.pending, items.running), (2, 1, 2, 0));
    assert_eq!(
        names(simulator.events()),
        "ExecutionStarted MapStateEntered MapStateStarted MapRunStarted MapRunFailed MapStateFailed MapStateExited \
         PassStateEntered PassStateExited ExecutionSucceeded"
    );
    let aborted = simulator.child(simulator.map_runs()[0].children()[0]).unwrap();
    assert_eq!(
        names(aborted.events()),
        "ExecutionStarted ChoiceStateEntered ChoiceStateExited WaitStateEntered ExecutionAborted"
    );
    // Nobody waits for the fifty seconds.
    assert!(simulator.events().last().unwrap().at.millis_since(START) < 1000);
}

#[test]
fn a_retry_starts_a_new_map_run() {
    let retry = r#""Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 1}],"#;
    let simulator = finished(&machine(retry), "[-1]");
    assert_eq!(simulator.map_runs().len(), 2);
    assert_ne!(simulator.map_runs()[0].arn(), simulator.map_runs()[1].arn());
    assert_eq!(names(simulator.events()).matches("MapRunFailed").count(), 2);
}

#[test]
fn stopping_the_run_stops_its_child_executions() {
    let mut simulator = begin(&machine(""), "[50, 50]", Files::new(), Limits::default());
    assert!(!go_on(&mut simulator, START));
    simulator.stop(StateError::new("Stopped", "by hand"), START);
    assert!(names(simulator.events()).ends_with("MapRunStarted MapRunAborted ExecutionAborted"));
    assert_eq!(simulator.map_runs()[0].status(), MapRunStatus::Aborted);
    for id in simulator.map_runs()[0].children() {
        assert_eq!(simulator.child(*id).and_then(|child| child.outcome()).unwrap().status(), "ABORTED");
    }
    assert_eq!(simulator.wake_at(), None);
}

#[test]
fn a_failing_branch_aborts_the_map_run_of_its_sibling() {
    let map = machine("");
    let map = map.strip_prefix(r#"{"StartAt": "M", "States": "#).unwrap().strip_suffix('}').unwrap();
    let definition = format!(
        r#"{{"StartAt": "P", "States": {{"P": {{"Type": "Parallel", "End": true, "Branches": [
            {{"StartAt": "M", "States": {map}}},
            {{"StartAt": "S", "States": {{"S": {{"Type": "Wait", "Seconds": 1, "Next": "X"}}, "X": {{"Type": "Fail", "Error": "E"}}}}}}]}}}}}}"#
    );
    let simulator = finished(&definition, "[50]");
    assert!(
        names(simulator.events())
            .ends_with("FailStateEntered MapRunAborted MapStateAborted ParallelStateFailed ExecutionFailed"),
        "{}",
        names(simulator.events())
    );
    assert_eq!(simulator.map_runs()[0].status(), MapRunStatus::Aborted);
}

/// Distributed Maps nested twice, around an inline Map and a Parallel; the innermost state shows its context.
const NESTED: &str = r#"{"StartAt": "A", "States": {"A": {"Type": "Map", "Label": "Outer", "End": true, "ItemProcessor": {
    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "B", "States": {
    "B": {"Type": "Map", "Label": "Inner", "End": true, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "C", "States": {
        "C": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "D", "States": {
            "D": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "E", "States": {
                "E": {"Type": "Pass", "Parameters": {"item.$": "$", "machine.$": "$$.StateMachine.Id", "map.$": "$$.Map.Item.Value"}, "End": true}}}]}}}}}}}}}}}}"#;

#[test]
fn maps_nest_and_each_child_has_its_own_log_and_context() {
    let simulator = finished(NESTED, "[[[1, 2], [3]], [[4]]]");
    let output = simulator.outcome().and_then(Outcome::output).unwrap();
    let inner = output.as_array().unwrap()[0].as_array().unwrap()[0].as_array().unwrap()[1].as_array().unwrap();
    let expected =
        r#"{"map":2,"item":2,"machine":"arn:aws:states:us-east-1:123456789012:stateMachine:Playground/Inner"}"#;
    assert_eq!(inner[0], Value::from_json(expected).unwrap());
    assert_eq!(simulator.map_runs().len(), 3);
    assert_eq!(simulator.map_runs()[0].children().len(), 2);
    let outer = simulator.child(simulator.map_runs()[0].children()[0]).unwrap();
    assert!(
        outer.arn().starts_with("arn:aws:states:us-east-1:123456789012:express:Playground/Outer:"),
        "{}",
        outer.arn()
    );
    let types = names(outer.events());
    assert_eq!(
        types,
        "ExecutionStarted MapStateEntered MapStateStarted MapRunStarted MapRunSucceeded MapStateSucceeded MapStateExited \
         ExecutionSucceeded"
    );
    let visits = outer.events().iter().map(|event| event.visit.0).max();
    assert_eq!(visits, Some(1), "visits are counted within an execution");
}

#[test]
fn a_run_with_children_repeats_exactly() {
    let text = || {
        let simulator = finished(NESTED, "[[[1, 2], [3]], [[4]]]");
        let children = simulator.map_runs().iter().flat_map(|run| run.children().to_vec());
        let mut logs: Vec<String> = children
            .flat_map(|id| simulator.child(id).unwrap().events().iter().map(history::to_json).collect::<Vec<_>>())
            .map(|event| event.to_string())
            .collect();
        logs.extend(simulator.events().iter().map(|event| history::to_json(event).to_string()));
        logs
    };
    assert_eq!(text(), text());
}

#[test]
fn children_do_not_fill_the_history_of_the_run_and_their_errors_stay_theirs() {
    let limits = Limits { events: Some(12), ..Limits::default() };
    let mut simulator =
        begin(&machine(r#""ToleratedFailurePercentage": 100,"#), &format!("{:?}", vec![0; 500]), Files::new(), limits);
    assert!(go_on(&mut simulator, Timestamp(i64::MAX)));
    assert_eq!(simulator.outcome().unwrap().status(), "SUCCEEDED");

    // A runtime error ends a child, not the run.
    let simulator = finished(&machine(r#""ToleratedFailureCount": 1,"#), r#"["no number", 0]"#);
    assert_eq!(simulator.outcome().unwrap().status(), "SUCCEEDED");
    let failed = simulator.child(simulator.map_runs()[0].children()[0]).unwrap();
    assert_eq!(failed.outcome().and_then(Outcome::error).unwrap().name(), "States.Runtime");
}

#[test]
fn files_are_read_and_written_and_an_unreadable_one_can_be_caught() {
    let definition = machine(
        r#""ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSONL", "MaxItemsPath": "$.most"},
               "Parameters": {"Bucket": "b", "Key.$": "$.key"}},
           "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "out", "Prefix": "p"},
               "WriterConfig": {"Transformation": "COMPACT", "OutputType": "JSONL"}},"#,
    );
    let run = |input: &str| {
        let mut files = Files::new();
        files.insert("b", "k", "0\n1\n2\n");
        let mut simulator = begin(&definition, input, files, Limits::default());
        assert!(go_on(&mut simulator, Timestamp(i64::MAX)));
        simulator
    };
    let simulator = run(r#"{"key": "k", "most": 2}"#);
    let written: Vec<_> = simulator.written().iter().collect();
    assert_eq!(written.len(), 2);
    assert_eq!(&**written[0].2, "0\n1\n");
    assert!(written[1].1.ends_with("/manifest.json"));

    let simulator = run(r#"{"key": "none", "most": 2}"#);
    assert_eq!(simulator.outcome().and_then(Outcome::error).unwrap().name(), "States.ItemReaderFailed");
    assert_eq!(simulator.map_runs()[0].status(), MapRunStatus::Failed);
    let simulator = run(r#"{"key": "k", "most": "many"}"#);
    let error = simulator.outcome().and_then(Outcome::error).unwrap().clone();
    assert!(
        error
            .cause
            .unwrap()
            .ends_with("The MaxItemsPath field refers to value \"many\" which is not a valid integer: $.most")
    );
}

#[test]
fn an_empty_map_run_succeeds_at_once() {
    let simulator = finished(&machine(""), "[]");
    assert_eq!(simulator.outcome().and_then(Outcome::output).unwrap().to_json(), "[]");
    assert!(names(simulator.events()).contains("MapRunStarted MapRunSucceeded MapStateSucceeded MapStateExited"));
}

#[test]
fn iterations_end_with_a_map_whose_selector_fails_later_than_they_began() {
    // The selector of the second item fails: the first one's wait must neither be waited for nor wake a state that
    // has long been left.
    let map = |distributed: &str, concurrency: u32| {
        format!(
            r#"{{"StartAt": "M", "QueryLanguage": "JSONata", "States": {{"After": {{"Type": "Wait", "Seconds": 9, "End": true}},
            "M": {{"Type": "Map", "MaxConcurrency": {concurrency}, "ItemSelector": "{{% $states.context.Map.Item.Value > 0 %}}",
                "Catch": [{{"ErrorEquals": ["States.QueryEvaluationError"], "Next": "After"}}], "End": true,
                "ItemProcessor": {{{distributed}"StartAt": "W", "States": {{"W": {{"Type": "Wait", "Seconds": 1, "End": true}}}}}}}}}}}}"#
        )
    };
    let distributed = r#""ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "#;
    for (definition, items, waits) in [
        (map("", 0), r#"[1, "x", 1]"#, 1),
        (map("", 2), r#"[1, 1, "x", 1]"#, 2),
        (map(distributed, 0), r#"[1, "x", 1]"#, 1),
    ] {
        let simulator = finished(&definition, items);
        assert_eq!(simulator.outcome().unwrap().status(), "SUCCEEDED", "{:?}", simulator.outcome());
        assert_eq!(names(simulator.events()).matches("WaitStateExited").count(), waits);
    }
}

// ---- activities and tokens ----

fn task(resource: &str) -> String {
    format!(
        r#"{{"StartAt": "T", "States": {{"T": {{"Type": "Task", "Resource": "{resource}", "TimeoutSeconds": 10,
            "HeartbeatSeconds": 3, "Parameters": {{"token.$": "$$.Task.Token"}}, "End": true}}}}}}"#
    )
}

const TOKEN: &str = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";

#[test]
fn heartbeats_keep_a_call_alive_until_its_time_is_over() {
    let definition =
        task(TOKEN).replace("\"Parameters\": {", "\"Parameters\": {\"QueueUrl\": \"q\", \"MessageBody\": \"m\", ");
    let seconds = |seconds: i64| Timestamp(START.0 + seconds * 1000);
    for (beats, expected) in [(vec![], 3), (vec![2], 5), (vec![2, 4, 6, 8], 10)] {
        let mut simulator = begin(&definition, "{}", Files::new(), Limits::default());
        assert_eq!(simulator.advance(START, 10), Progress::Waiting);
        let effect = simulator.take_effects().remove(0);
        let Request::Task(call) = &effect.request else { panic!("no task") };
        assert_eq!(call.parameters.get("token").and_then(Value::as_str), call.token.as_deref());
        for beat in beats {
            assert_eq!(simulator.advance(seconds(beat), 10), Progress::Waiting);
            assert!(simulator.heartbeat(effect.id, seconds(beat)));
        }
        assert_eq!(simulator.wake_at(), Some(seconds(expected)));
        assert_eq!(simulator.advance(seconds(expected), 10), Progress::Done);
        assert_eq!(simulator.outcome().and_then(Outcome::error).unwrap().name(), "States.Timeout");
        assert!(!simulator.heartbeat(effect.id, seconds(expected)));
        assert!(!simulator.resume(effect.id, Completion::of(Ok(Value::Null)), seconds(expected)));
    }
}

#[test]
fn the_time_of_an_activity_counts_from_when_a_worker_takes_it() {
    let later = Timestamp(START.0 + 1_000_000);
    let definition =
        task("arn:aws:states:us-east-1:123456789012:activity:a").replace(r#"{"token.$": "$$.Task.Token"}"#, "{}");
    let mut simulator = begin(&definition, "{}", Files::new(), Limits::default());
    assert_eq!(simulator.advance(START, 10), Progress::Waiting);
    let effect = simulator.take_effects().remove(0);
    assert_eq!(simulator.wake_at(), None);
    assert_eq!(simulator.advance(later, 10), Progress::Waiting);
    assert!(simulator.started(effect.id, Some("w".into()), later));
    assert_eq!(simulator.wake_at(), Some(Timestamp(later.0 + 3000)));
    assert!(simulator.started(effect.id, Some("again".into()), later));
    assert!(simulator.resume(effect.id, Completion::of(Ok(Value::Null)), later));
    assert_eq!(simulator.advance(later, 10), Progress::Done);
    assert_eq!(names(simulator.events()).matches("ActivityStarted").count(), 1);
}
