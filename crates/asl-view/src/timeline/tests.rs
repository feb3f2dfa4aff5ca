//! What failed, what was cut off with it, and what goes on after a redrive.

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_sim::{Completion, Progress, Request, Runnable, Simulator, Start};
use asl_value::{SortedSet, Value};

use super::{RowStatus, rows};
use crate::failure_chain;
use crate::graph::{self, Graph};
use crate::outline::{Line, Outline, Wanted, WantedStatus, search};

const TASK: &str = r#""Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f""#;

fn begin(definition: &str, input: &str) -> (Graph, Simulator) {
    let machine = asl_lang::check_text(definition).machine.unwrap();
    let start = Start { input: Value::from_json(input).unwrap(), ..Start::default() };
    (Graph::of(&machine).0, Simulator::new(Runnable::compile(&machine).unwrap(), start, Timestamp(0)))
}

/// Goes on to the end. A Task fails with `Bad` if its input is a negative number and `fails`; any other succeeds, if it was
/// called after those that fail.
fn drive(simulator: &mut Simulator, fails: bool) {
    let mut now = simulator.now();
    while simulator.outcome().is_none() {
        while simulator.advance(now, 1_000) == Progress::Working {}
        for effect in simulator.take_effects() {
            let Request::Task(call) = &effect.request else { continue };
            let is_negative = call.parameters.to_json().starts_with('-');
            if fails && is_negative {
                simulator.resume(effect.id, Completion::of(Err(StateError::new("Bad", "boom"))), now);
            } else if !fails {
                simulator.resume(effect.id, Completion::of(Ok(Value::Null)), now);
            }
        }
        if simulator.outcome().is_none() && simulator.advance(now, 1_000) != Progress::Done {
            now = simulator.wake_at().unwrap_or(now).max(now);
        }
    }
}

fn told(simulator: &Simulator) -> Vec<String> {
    let all = rows(simulator.events());
    all.iter()
        .map(|row| format!("{} {} {}", row.name, row.status.word(), row.error.as_deref().unwrap_or("-")))
        .collect()
}

fn each() -> String {
    format!(
        r#"{{"StartAt": "M", "States": {{"M": {{"Type": "Map", "End": true, "ItemProcessor": {{"StartAt": "T", "States": {{
            "T": {{{TASK}, "End": true}}}}}}}}}}}}"#
    )
}

#[test]
fn the_iteration_that_failed_is_told_from_those_that_were_cut_off_with_it() {
    let (graph, mut simulator) = begin(&each(), "[1, 2, 3, -1, 5]");
    drive(&mut simulator, true);
    let cut = "T Stopped -";
    assert_eq!(told(&simulator), ["M Failed Bad", cut, cut, cut, "T Failed Bad", cut]);
    let all = rows(simulator.events());
    let mut outline = Outline::default();
    outline.read(&all);
    let heads = outline.lines(&all, &SortedSet::new(), true).into_iter().filter_map(|line| match line {
        Line::Head(folded) => Some((folded.iteration.1, outline.head(&all, folded.iteration).unwrap().status)),
        Line::Row(_) => None,
    });
    let stopped = |number| (number, RowStatus::Aborted);
    let failed = (3, RowStatus::Failed);
    assert_eq!(heads.collect::<Vec<_>>(), [failed, stopped(0), stopped(1), stopped(2), stopped(4)]);
    let failing = failure_chain::failing(&all, simulator.events()).unwrap();
    assert_eq!(failing, all[4].visit, "neither the Map nor what was entered last");
    let words = failure_chain::in_words(&failure_chain::chain(&all, failing));
    assert_eq!(words.as_deref(), Some("`T` in iteration 3 failed with `Bad` → `M` failed"));
    let found = |status| search(&all, &Wanted { status: Some(status), ..Wanted::default() });
    assert_eq!(found(WantedStatus::Failed), [Line::Row(0), Line::Row(4)]);
    assert_eq!(found(WantedStatus::Stopped), [1, 2, 3, 5].map(Line::Row));
    let progress = graph::Progress::of(&graph, &all, simulator.events());
    let run = |name: &str| progress.node(graph.nodes.iter().position(|node| &*node.name == name).unwrap()).unwrap();
    assert_eq!(run("M").describe(), "Failed, Bad, 5 of 5 iterations, 1 failed, 4 stopped");
    assert_eq!(run("T").describe(), "Failed, Bad, 1 failed, 4 stopped");
    assert_eq!(
        run("M").signs(),
        [(None, "5/5"), (Some(RowStatus::Failed), "1"), (Some(RowStatus::Aborted), "4")]
            .map(|(status, text)| (status, text.to_owned()))
    );
}

#[test]
fn a_step_that_fails_without_an_attempt_has_failed_too() {
    // The second kind of error ends the whole execution at once, and no state inside has an event of its own.
    for (language, broken) in [
        ("JSONata", r#""Arguments": "{% $error('no') %}""#),
        ("JSONPath", r#""Parameters": {"a.$": "States.StringToJson('no')"}"#),
    ] {
        fails_inside(language, broken);
    }
}

fn fails_inside(language: &str, broken: &str) {
    let definition = format!(
        r#"{{"StartAt": "P", "QueryLanguage": "{language}", "States": {{"P": {{"Type": "Parallel", "End": true, "Branches": [
            {{"StartAt": "S", "States": {{"S": {{"Type": "Wait", "Seconds": 9, "End": true}}}}}},
            {{"StartAt": "I", "States": {{"I": {{"Type": "Parallel", "End": true, "Branches": [
                {{"StartAt": "R", "States": {{"R": {{"Type": "Wait", "Seconds": 9, "End": true}}}}}},
                {{"StartAt": "T", "States": {{"T": {{{TASK}, "End": true, {broken}}}}}}}]}}}}}}]}}}}}}"#
    );
    let (_, mut simulator) = begin(&definition, "{}");
    drive(&mut simulator, true);
    let all = told(&simulator);
    let words: Vec<&str> = all.iter().filter_map(|row| row.rsplit_once(' ')).map(|(row, _)| row).collect();
    let all = rows(simulator.events());
    let failing = failure_chain::failing(&all, simulator.events());
    assert_eq!(failing.and_then(|visit| all.of(visit)).map(|row| &*row.name), Some("T"), "{language}");
    assert_eq!(words, ["P Failed", "S Stopped", "I Failed", "R Stopped", "T Failed"], "{language}");
}

#[test]
fn an_attempt_that_would_have_been_retried_is_cut_off() {
    let definition = format!(
        r#"{{"StartAt": "M", "States": {{"M": {{"Type": "Map", "End": true, "ItemProcessor": {{"StartAt": "C", "States": {{
            "C": {{"Type": "Choice", "Choices": [{{"Variable": "$", "NumericLessThan": 0, "Next": "T"}}], "Default": "W"}},
            "W": {{"Type": "Wait", "Seconds": 1, "Next": "F"}}, "F": {{"Type": "Fail", "Error": "Worse"}},
            "T": {{{TASK}, "Retry": [{{"ErrorEquals": ["Bad"], "IntervalSeconds": 60}}], "End": true}}}}}}}}}}}}"#
    );
    let (_, mut simulator) = begin(&definition, "[-1, 1]");
    drive(&mut simulator, true);
    let expected = ["M Failed Worse", "C Succeeded -", "C Succeeded -", "T Stopped Bad", "W Succeeded -", "F Failed -"];
    assert_eq!(told(&simulator), expected);
}

#[test]
fn a_redriven_branch_that_fails_again_is_not_taken_for_the_other_one() {
    let definition = format!(
        r#"{{"StartAt": "P", "States": {{"P": {{"Type": "Parallel", "End": true, "Branches": [
            {{"StartAt": "L", "States": {{"L": {{{TASK}, "End": true}}}}}},
            {{"StartAt": "R", "States": {{"R": {{"Type": "Wait", "Seconds": 9, "End": true}}}}}}]}}}}}}"#
    );
    let (_, mut simulator) = begin(&definition, "-1");
    let expected = ["P Failed Bad", "L Failed Bad", "R Stopped -"];
    for _ in 0..2 {
        drive(&mut simulator, true);
        assert_eq!(told(&simulator), expected);
        simulator.redrive(simulator.now()).unwrap();
    }
    drive(&mut simulator, false);
    assert_eq!(told(&simulator), ["P Succeeded -", "L Succeeded -", "R Succeeded -"]);
}

#[test]
fn a_failure_that_a_map_tolerates_is_not_taken_for_the_one_that_ended_the_run() {
    // Iteration 1 fails at once and is tolerated, iteration 0 fails later and is not.
    let definition = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ToleratedFailureCount": 1,
        "ItemProcessor": {"StartAt": "C", "States": {
            "C": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericLessThan": 0, "Next": "F"}], "Default": "W"},
            "W": {"Type": "Wait", "Seconds": 1, "Next": "G"}, "G": {"Type": "Fail", "Error": "Late"},
            "F": {"Type": "Fail", "Error": "Early"}}}}}}"#;
    let (_, mut simulator) = begin(definition, "[1, -1]");
    drive(&mut simulator, true);
    let all = rows(simulator.events());
    let failing = failure_chain::failing(&all, simulator.events());
    assert_eq!(failing.and_then(|visit| all.of(visit)).map(|row| &*row.name), Some("G"));
}

#[test]
fn a_redriven_map_that_succeeds_has_no_error_and_no_iteration_that_failed() {
    let (graph, mut simulator) = begin(&each(), "[1, -1, 3]");
    drive(&mut simulator, true);
    simulator.redrive(simulator.now()).unwrap();
    drive(&mut simulator, false);
    assert_eq!(told(&simulator), ["M Succeeded -", "T Succeeded -", "T Succeeded -", "T Succeeded -"]);
    let progress = graph::Progress::of(&graph, &rows(simulator.events()), simulator.events());
    let map = graph.nodes.iter().position(|node| &*node.name == "M").unwrap();
    assert_eq!(progress.node(map).unwrap().describe(), "Succeeded, 3 of 3 iterations");
}
