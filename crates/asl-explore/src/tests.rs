//! Explorations of whole machines: what they find, and that each finding is so.

use std::rc::Rc;

use super::{Budget, Exploration, Finding, Kind, Report, Setup, add_catch, add_catch_in};
use asl_lang::StateMachine;
use asl_scenario::{Expectation, Place, Scenario, judge};
use asl_value::Value;

fn read(definition: &str) -> StateMachine {
    let checked = asl_lang::check_text(definition);
    checked.machine.unwrap_or_else(|| panic!("{:?}", checked.diagnostics))
}

pub(crate) fn setup(definition: &str, input: &str) -> Setup {
    let mut setup = Setup::of(&read(definition), Value::from_json(input).unwrap()).unwrap();
    setup.connections = Some(Rc::new(asl_examples::connections().into_iter().collect()));
    setup
}

pub(crate) fn explore(setup: Setup) -> Report {
    let mut exploration = Exploration::new(setup);
    while !exploration.advance(100).is_done {}
    exploration.report()
}

/// Explores, and plays every finding as a scenario.
fn checked(definition: &str, input: &str) -> Report {
    let setup = setup(definition, input);
    let report = explore(setup.clone());
    for finding in &report.findings {
        let Some(scenario) = finding.scenario() else { continue };
        let verdict = judge(&setup.setting, &scenario, &Value::Null, None);
        assert!(verdict.unmet.is_empty(), "{finding:#?}: {:?}", verdict.unmet);
        if let Some(state) = &finding.state {
            assert!(verdict.facts.reached.contains(&Place::State(state.clone())), "{finding:?}");
        }
    }
    report
}

fn titles(report: &Report, kind: Kind) -> Vec<&str> {
    report.of(kind).map(|finding| &*finding.title).collect()
}

pub(crate) const ARTICLE: &str = include_str!("../../asl-examples/workflows/article.asl.json");

#[test]
fn the_workflow_of_the_article_has_failures_that_nothing_catches_and_none_after_the_catch() {
    let report = checked(ARTICLE, "{}");
    assert!(report.is_complete);
    assert_eq!(
        titles(&report, Kind::Unhandled),
        [
            "Nothing catches it when `Call third-party API` fails with `States.Http.StatusCode.500` or 8 other errors after 4 attempts.",
            "Nothing catches it when `Call third-party API` fails with `States.Http.Socket` after 4 attempts.",
        ]
    );
    assert_eq!(titles(&report, Kind::Twice), [""; 0], "a GET can be sent again");
    assert!(titles(&report, Kind::Longest)[0].contains("min"), "four timeouts of a minute each");

    let root = asl_text::parse(ARTICLE).root.unwrap();
    let edits = add_catch(ARTICLE, &root, &read(ARTICLE), "Call third-party API").unwrap();
    let mended = asl_text::edit::apply(ARTICLE, &edits);
    let found = asl_lang::check_text(&mended).diagnostics;
    assert!(found.iter().all(|found| found.severity != asl_text::diagnostic::Severity::Error), "{mended}: {found:?}");
    let report = checked(&mended, "{}");
    assert_eq!(titles(&report, Kind::Unhandled), [""; 0], "{mended}");
    assert_eq!(titles(&report, Kind::IdleCatcher), [""; 0]);
    assert_eq!(titles(&report, Kind::Unreached), [""; 0]);
}

#[test]
fn a_catch_is_added_where_the_definition_is_a_string_of_a_template_too() {
    let definition = r#"{"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "${Fn}", "End": true}}}"#;
    let lines = "{\n  \"StartAt\": \"Call\",\n  \"States\": {\n    \"Call\": {\n      \"Type\": \"Task\",\n      \"Resource\": \"r\",\n      \"End\": true\n    }\n  }\n}";
    let quoted = asl_text::print::quote(definition);
    let block = lines.lines().fold(String::new(), |block, line| block + "          " + line + "\n");
    for template in [
        format!(r#"{{"Resources": {{"M": {{"Properties": {{"DefinitionString": {quoted}, "RoleArn": "r"}}}}}}}}"#),
        format!(r#"{{"Resources": {{"M": {{"Properties": {{"DefinitionString": {{"Fn::Sub": {quoted}}}}}}}}}}}"#),
        format!("Resources:\n  M:\n    Properties:\n      DefinitionString: {quoted}\n      RoleArn: r\n"),
        format!("Resources:\n  M:\n    Properties:\n      DefinitionString: |\n{block}      RoleArn: r\n"),
        format!("Resources:\n  M:\n    Properties:\n      DefinitionString: !Sub |\n{block}      RoleArn: r\n"),
    ] {
        let edits = add_catch_in(&template, &read(definition), "Call").unwrap_or_else(|| panic!("{template}"));
        let mended = asl_text::edit::apply(&template, &edits);
        let parsed = asl_text::parse(&mended);
        assert!(parsed.diagnostics.is_empty(), "{mended}: {:?}", parsed.diagnostics);
        assert!(mended.contains("States.ALL") && mended.contains("Call failed"), "{mended}");
        assert!(!template.contains("RoleArn") || mended.contains("RoleArn"), "{mended}");
    }
    assert_eq!(add_catch_in("{}", &read(definition), "Call"), None);
}

pub(crate) const POLL: &str = r#"{"StartAt": "Create", "States": {
    "Create": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Next": "Wait", "ResultPath": null,
        "Parameters": {"Method": "POST", "ApiEndpoint": "https://api.example.com/jobs", "Authentication": {"ConnectionArn": "c"}},
        "Retry": [
            {"ErrorEquals": ["States.Http.StatusCode.429"], "MaxAttempts": 2},
            {"ErrorEquals": ["States.ALL"], "MaxAttempts": 1},
            {"ErrorEquals": ["States.Http.StatusCode.503"]}],
        "Catch": [{"ErrorEquals": ["States.Http.StatusCode.404"], "Next": "Gone"}, {"ErrorEquals": ["Lambda.Unknown"], "Next": "Gone"}]},
    "Wait": {"Type": "Wait", "Seconds": 60, "Next": "Poll"},
    "Poll": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Next": "Is it done?", "ResultPath": "$.job",
        "Parameters": {"Method": "GET", "ApiEndpoint": "https://api.example.com/jobs/1", "Authentication": {"ConnectionArn": "c"}},
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Gone"}]},
    "Is it done?": {"Type": "Choice", "Default": "Wait", "Choices": [
        {"Variable": "$.job.ResponseBody.status", "StringEquals": "done", "Next": "Each"},
        {"Variable": "$.job.ResponseBody.status", "StringEquals": "failed", "Next": "Gone"}]},
    "Each": {"Type": "Map", "ItemsPath": "$.items", "End": true, "ItemProcessor": {"StartAt": "Item", "States": {
        "Item": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "F"}, "End": true}}}},
    "Gone": {"Type": "Fail", "Error": "Gone"},
    "Never": {"Type": "Pass", "End": true}}}"#;

#[test]
fn loops_choices_maps_and_clauses_are_all_tried() {
    let report = checked(POLL, r#"{"items": [1, 2]}"#);
    assert!(report.is_complete, "{:?}", report.progress);
    println!("{:?}", report.progress);
    assert_eq!(titles(&report, Kind::Endless).len(), 1, "{:?}", titles(&report, Kind::Endless));
    assert_eq!(
        titles(&report, Kind::Twice),
        ["The call of `Create` may be made twice.", "The call of `Item` may be made twice."][..1]
    );
    let longest = [titles(&report, Kind::Longest), titles(&report, Kind::Dearest)].concat();
    assert!(longest[0].starts_with("The longest of the runs that end takes "), "a loop has no end: {longest:?}");
    assert!(longest[1].starts_with("The most expensive of the runs that end has "), "{longest:?}");
    let idle = titles(&report, Kind::IdleRetrier);
    assert_eq!(idle, ["Retrier 3 of `Create` never applies."]);
    assert_eq!(titles(&report, Kind::IdleCatcher), ["Catcher 2 of `Create` never applies."]);
    assert_eq!(titles(&report, Kind::Unreached), ["No outcome that was tried reaches `Never`."]);
    for place in [Place::Rule("Is it done?".into(), 0), Place::Rule("Is it done?".into(), 1)] {
        assert!(report.reached.contains(&place), "{place}");
    }
    let unhandled = titles(&report, Kind::Unhandled);
    assert!(unhandled.iter().any(|title| title.contains("`Item`")), "in a Map: {unhandled:?}");
    assert!(!unhandled.iter().any(|title| title.contains("`Poll`")), "caught: {unhandled:?}");
}

#[test]
fn exploring_twice_gives_the_same_whatever_the_slices() {
    for definition in [ARTICLE, POLL] {
        let slices = |runs: usize| {
            let mut exploration = Exploration::new(setup(definition, r#"{"items": [1]}"#));
            while !exploration.advance(runs).is_done {}
            exploration.report()
        };
        assert_eq!(slices(1), slices(1_000));
    }
}

#[test]
fn a_budget_ends_it_and_says_so() {
    let mut small = setup(POLL, r#"{"items": [1]}"#);
    small.budget = Budget { runs: 5, ..Budget::default() };
    let report = explore(small);
    assert_eq!(report.progress.runs, 5);
    assert!(!report.is_complete && report.of(Kind::Unreached).next().is_none(), "what was not tried is not said");
}

#[test]
fn a_finding_that_no_longer_holds_fails_as_a_scenario() {
    let setup = setup(ARTICLE, "{}");
    let report = explore(setup.clone());
    let finding: &Finding = report.of(Kind::Unhandled).next().unwrap();
    let scenario = Scenario {
        expect: Expectation { status: Some("SUCCEEDED".into()), ..Expectation::default() },
        ..finding.scenario().unwrap()
    };
    assert_eq!(judge(&setup.setting, &scenario, &Value::Null, None).unmet.len(), 1);
}

#[test]
fn ten_tasks_are_explored_within_the_budget() {
    let task = |number: usize| {
        let next = if number == 9 { r#""End": true"#.to_owned() } else { format!(r#""Next": "T{}""#, number + 1) };
        format!(
            r#""T{number}": {{"Type": "Task", "Resource": "arn:aws:states:::http:invoke", {next}, "ResultPath": null,
                "Parameters": {{"Method": "GET", "ApiEndpoint": "https://api.example.com/", "Authentication": {{"ConnectionArn": "c"}}}},
                "Retry": [{{"ErrorEquals": ["States.Http.StatusCode.429", "States.Http.StatusCode.503"], "MaxAttempts": 3}}],
                "Catch": [{{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "Tell"}}]}}"#
        )
    };
    let tasks: Vec<String> = (0..10).map(task).collect();
    let definition = format!(
        r#"{{"StartAt": "T0", "States": {{{}, "Tell": {{"Type": "Fail", "Error": "E"}}}}}}"#,
        tasks.join(",\n")
    );
    let report = checked(&definition, "{}");
    assert!(report.is_complete, "{:?}", report.progress);
    assert!(report.progress.runs > 200, "each failure at each attempt: {:?}", report.progress);
    assert_eq!(titles(&report, Kind::Unhandled), [""; 0]);
    println!("{:?}", report.progress);
}

#[test]
fn clauses_of_a_container_get_what_the_calls_inside_can_throw() {
    let each = |clauses: &str| {
        let definition = format!(
            r#"{{"StartAt": "Each", "States": {{
            "Each": {{"Type": "Map", "ItemsPath": "$.items", "End": true, {clauses}, "ItemProcessor": {{"StartAt": "Charge", "States": {{
                "Charge": {{"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {{"FunctionName": "F"}}, "End": true}}}}}}}},
            "Sorry": {{"Type": "Pass", "End": true}}}}}}"#
        );
        let report = checked(&definition, r#"{"items": [1, 2]}"#);
        assert!(report.is_complete);
        let idle = [titles(&report, Kind::IdleRetrier), titles(&report, Kind::IdleCatcher)].concat();
        idle.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let catcher = |error: &str| format!(r#"{{"ErrorEquals": ["{error}"], "Next": "Sorry"}}"#);
    let thrown = format!(
        r#""Retry": [{{"ErrorEquals": ["OutOfStock"], "MaxAttempts": 1}}], "Catch": [{}, {}]"#,
        catcher("Lambda.Unknown"),
        catcher("CardDeclined")
    );
    assert_eq!(each(&thrown), [""; 0]);
    // What no call gives, and no data that was tried, is not said never to apply.
    let own =
        format!(r#""Catch": [{}, {}]"#, catcher("States.ItemReaderFailed"), catcher("States.Http.StatusCode.404"));
    assert_eq!(each(&own), ["Catcher 2 of `Each` never applies."]);
}

#[test]
fn every_finding_of_every_example_is_so() {
    for example in asl_examples::ALL {
        let machine = asl_lang::check_text(example.definition).machine;
        if machine.is_none_or(|machine| machine.scope.states.is_empty()) {
            continue;
        }
        let input = if example.input.trim().is_empty() { "{}" } else { example.input };
        let report = checked(example.definition, input);
        assert!(report.is_complete, "{}: {:?}", example.id, report.progress);
        let is_loop = ["paged-list", "create-and-poll"].contains(&example.id);
        assert_eq!(report.of(Kind::Endless).count(), usize::from(is_loop), "{}", example.id);
    }
}
