//! Executions that a Task starts of another machine of the document: results, errors, and what becomes of them when the
//! Task is gone.

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_sim::{
    ActorId, Event, Execution, Identity, Machines, OtherMachine, Outcome, Progress, Runnable, Simulator, Start,
};
use asl_value::Value;

const START: Timestamp = Timestamp(1_767_225_600_000);
const PASSES: &str = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"n": 1}, "End": true}}}"#;
const FAILS: &str = r#"{"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "Own", "Cause": "why"}}}"#;
const WAITS: &str = r#"{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 60, "End": true}}}"#;
const TOO_LONG: &str =
    r#"{"TimeoutSeconds": 5, "StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 60, "End": true}}}"#;

fn compiled(text: &str) -> Rc<Runnable> {
    Runnable::compile(&asl_lang::check_text(text).machine.unwrap()).unwrap()
}

/// A Task that starts the machine `child`, with further fields.
fn task(action: &str, parameters: &str, fields: &str) -> String {
    format!(
        r#"{{"Type": "Task", "Resource": "arn:aws:states:::{action}", {fields} "Parameters": {{
            "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:child", {parameters}}}, "End": true}}"#
    )
}

fn machine(task: &str) -> String {
    format!(
        r#"{{"StartAt": "T", "States": {{"T": {task}, "C": {{"Type": "Pass", "OutputPath": "$.Error", "End": true}}}}}}"#
    )
}

fn begin(definition: &str, child: &str) -> Simulator {
    let other = OtherMachine { names: vec!["child".into()], machine: compiled(child), express: false };
    let identity = Identity { state_machine_name: "parent".into(), ..Identity::default() };
    let start = Start { identity, machines: Rc::new(Machines::new(vec![other])), seed: 1, ..Start::default() };
    Simulator::new(compiled(definition), start, START)
}

/// Goes on to the end, or to the time `until`.
fn go_on(simulator: &mut Simulator, until: i64) {
    let until = Timestamp(START.0 + until);
    let mut now = START;
    loop {
        match simulator.advance(now, 1000) {
            Progress::Done => return,
            Progress::Working => {}
            Progress::Waiting => match simulator.wake_at() {
                Some(at) if at <= until => now = at,
                _ => return,
            },
        }
    }
}

fn run(definition: &str, child: &str) -> Simulator {
    let mut simulator = begin(definition, child);
    go_on(&mut simulator, i64::from(i32::MAX));
    simulator
}

fn names(events: &[Event]) -> String {
    events.iter().map(|event| event.kind.name().into_owned()).collect::<Vec<_>>().join(" ")
}

fn ended(execution: &Execution) -> (&'static str, Option<&str>, Option<&str>) {
    let outcome = execution.outcome().unwrap();
    let error = outcome.error();
    let name = error.and_then(|error| error.name.as_deref());
    (outcome.status(), name, error.and_then(|error| error.cause.as_deref()))
}

fn output(simulator: &Simulator) -> String {
    let outcome = simulator.outcome();
    outcome.and_then(Outcome::output).map_or_else(|| panic!("{outcome:?}"), Value::to_json)
}

const ABORTED: &str = "The Task state in AWS Step Functions execution \
    [arn:aws:states:us-east-1:123456789012:execution:parent:run] which was managing this resource was aborted";

#[test]
fn a_task_that_waits_is_given_the_execution_as_text_or_as_json() {
    let sync = task("states:startExecution.sync", r#""Name": "one", "Input": {"k": 1}"#, "");
    let simulator = run(&machine(&sync), PASSES);
    let described = r#"{"ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:child:one","Input":"{\"k\":1}","InputDetails":{"Included":true},"Name":"one","Output":"{\"n\":1}","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","StartDate":1767225600000,"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:child","Status":"SUCCEEDED","StopDate":1767225600000}"#;
    assert_eq!(output(&simulator), described);
    assert_eq!(
        names(simulator.events()),
        "ExecutionStarted TaskStateEntered TaskScheduled TaskStarted TaskSubmitted TaskSucceeded TaskStateExited \
         ExecutionSucceeded"
    );
    let (_, child) = simulator.started_executions().next().unwrap();
    assert_eq!(names(child.events()), "ExecutionStarted PassStateEntered PassStateExited ExecutionSucceeded");
    let parsed = task("states:startExecution.sync:2", r#""Name": "one", "Input": "{\"k\":1}""#, "");
    let expected = described.replace(r#""{\"k\":1}""#, r#"{"k":1}"#).replace(r#""{\"n\":1}""#, r#"{"n":1}"#);
    assert_eq!(output(&run(&machine(&parsed), PASSES)), expected);
}

#[test]
fn whatever_a_child_fails_with_the_task_fails_with_task_failed_and_its_description() {
    let caught = r#""Catch": [{"ErrorEquals": ["Own", "States.Timeout"], "Next": "T"}, {"ErrorEquals": ["States.TaskFailed"], "Next": "C"}],"#;
    let sync = |fields: &str| machine(&task("states:startExecution.sync", r#""Name": "one""#, fields));
    assert_eq!(output(&run(&sync(caught), FAILS)), r#""States.TaskFailed""#);
    let simulator = run(&sync(""), FAILS);
    let failed = r#"{"Cause":"why","Error":"Own","ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:child:one","Input":"{}","InputDetails":{"Included":true},"Name":"one","RedriveCount":0,"RedriveStatus":"REDRIVABLE","StartDate":1767225600000,"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:child","Status":"FAILED","StopDate":1767225600000}"#;
    assert_eq!(ended(simulator.root()), ("FAILED", Some("States.TaskFailed"), Some(failed)));
    let simulator = run(&sync(""), TOO_LONG);
    let timed_out = failed
        .replace(r#""Cause":"why","Error":"Own","#, "")
        .replace("FAILED", "TIMED_OUT")
        .replace(r#""StopDate":1767225600000"#, r#""StopDate":1767225605000"#);
    assert_eq!(ended(simulator.root()), ("FAILED", Some("States.TaskFailed"), Some(&*timed_out)));
}

#[test]
fn a_task_that_does_not_wait_goes_on_at_once_and_the_execution_beside_it() {
    let simulator = run(&machine(&task("states:startExecution", r#""Name": "one""#, "")), WAITS);
    let output = output(&simulator);
    assert!(
        output.starts_with(
            r#"{"ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:child:one","SdkHttpMetadata":{"#
        ),
        "{output}"
    );
    assert!(output.ends_with(r#""StartDate":1767225600000}"#), "{output}");
    let (_, child) = simulator.started_executions().next().unwrap();
    assert_eq!(ended(child), ("SUCCEEDED", None, None));
    assert_eq!(child.ended_at().unwrap().millis_since(simulator.root().ended_at().unwrap()), 60_000);
    let sdk = run(&machine(&task("aws-sdk:sfn:startExecution", r#""Name": "one""#, "")), PASSES);
    let expected = r#"{"ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:child:one","StartDate":"2026-01-01T00:00:00.000Z"}"#;
    assert_eq!(self::output(&sdk), expected);
}

#[test]
fn a_task_that_is_over_its_time_or_cut_aborts_its_execution() {
    let sync = |fields: &str| task("states:startExecution.sync", r#""Name": "one""#, fields);
    let branches = |task: &str| {
        format!(
            r#"{{"StartAt": "P", "States": {{"P": {{"Type": "Parallel", "End": true, "Branches": [
                {{"StartAt": "T", "States": {{"T": {task}}}}},
                {{"StartAt": "W", "States": {{"W": {{"Type": "Wait", "Seconds": 1, "Next": "F"}}, "F": {{"Type": "Fail", "Error": "Cut"}}}}}}]}}}}}}"#
        )
    };
    for (definition, status, error) in [
        (machine(&sync(r#""TimeoutSeconds": 5,"#)), "FAILED", "States.Timeout"),
        (machine(&sync("")).replacen('{', r#"{"TimeoutSeconds": 5, "#, 1), "TIMED_OUT", "States.Timeout"),
        (branches(&sync("")), "FAILED", "Cut"),
    ] {
        let simulator = run(&definition, WAITS);
        assert_eq!((ended(simulator.root()).0, ended(simulator.root()).1), (status, Some(error)), "{definition}");
        let (_, child) = simulator.started_executions().next().unwrap();
        assert_eq!(ended(child), ("ABORTED", None, Some(ABORTED)), "{definition}");
        assert_eq!(names(child.events()), "ExecutionStarted WaitStateEntered ExecutionAborted");
    }
    let mut stopped = begin(&machine(&sync("")), WAITS);
    go_on(&mut stopped, 1000);
    stopped.stop(StateError::of(None, None), START);
    assert_eq!(ended(stopped.root()).0, "ABORTED");
    assert_eq!(ended(stopped.started_executions().next().unwrap().1).0, "ABORTED");
}

#[test]
fn a_name_that_is_taken_and_an_input_that_is_no_json_are_refused() {
    let twice = machine(&task(
        "states:startExecution.sync",
        r#""Name": "one""#,
        r#""Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "T2"}],"#,
    ))
    .replacen(
        r#""C": {"#,
        &format!(r#""T2": {}, "C": {{"#, task("states:startExecution", r#""Name": "one""#, "")),
        1,
    );
    let simulator = run(&twice, FAILS);
    let (status, error, cause) = ended(simulator.root());
    assert_eq!((status, error), ("FAILED", Some("StepFunctions.ExecutionAlreadyExistsException")));
    let cause = cause.unwrap();
    assert!(cause.starts_with("Execution Already Exists: 'arn:aws:states:us-east-1:123456789012:execution:child:one' (Service: AWSStepFunctions; Status Code: 400; Error Code: ExecutionAlreadyExists; Request ID: "), "{cause}");
    let simulator = run(&machine(&task("aws-sdk:sfn:startExecution", r#""Input": "{""#, "")), PASSES);
    assert_eq!(ended(simulator.root()).1, Some("Sfn.InvalidExecutionInputException"));
    assert!(names(simulator.events()).contains("TaskStarted TaskFailed ExecutionFailed"));
}

#[test]
fn a_machine_that_starts_itself_ends() {
    let own = machine(&task("states:startExecution.sync", r#""Input": {}"#, ""));
    let simulator = run(&own, &own);
    assert_eq!(ended(simulator.root()).1, Some("States.TaskFailed"));
    assert_eq!(simulator.started_executions().count(), 1000);
    let (_, last) = simulator.started_executions().last().unwrap();
    assert_eq!(ended(last).1, Some("StepFunctions.ExecutionLimitExceededException"));
    let mut stopped = begin(&own.replace(r#""End": true"#, r#""TimeoutSeconds": 9, "End": true"#), &own);
    for _ in 0..900 {
        stopped.advance(START, 1);
    }
    stopped.stop(StateError::of(None, None), START);
    assert!(stopped.started_executions().count() > 100);
    assert!(stopped.started_executions().all(|(_, execution)| execution.outcome().is_some()));
}

#[test]
fn a_machine_that_is_not_there_is_the_worlds_affair() {
    let other = machine(&task("states:startExecution.sync", "\"Input\": {}", "")).replace(":child", ":stranger");
    let mut simulator = begin(&other, PASSES);
    go_on(&mut simulator, 1000);
    assert!(simulator.outcome().is_none());
    assert_eq!(simulator.take_effects().len(), 1);
    assert_eq!(simulator.child(ActorId(1)).map(Execution::name), None);
}
