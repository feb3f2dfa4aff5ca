//! What is proposed at a place, and the text after a proposal was taken: cases of `tests/cases/assist`, whose texts
//! hold a `|` where the caret stands, or a `§`. No cut of a workflow, and no caret in it, makes completion or description panic, and
//! a valid text stays readable when a proposed field is taken.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_ide::assist::{MockedTask, World, accept, complete, complete_mocks, describe};
use asl_lang::StateType;
use asl_sim::{Event, EventId, EventKind, VisitId};
use asl_value::Value as JsonValue;
use serde_json::{Value, json};

use crate::support::case::{Case, Format};

const FORMAT: Format =
    Format { folder: "assist", settings: &[], sections: &["tasks", "text", "proposes", "does not propose", "taking"] };

/// A run in which the state `A` was given some data and got a result.
fn log() -> Vec<Event> {
    let event = |id, kind| Event {
        id: EventId(id),
        previous: EventId(id - 1),
        at: Timestamp(0),
        visit: VisitId(1),
        kind,
        trace: None,
    };
    let value = |value: Value| JsonValue::from_json(&value.to_string()).unwrap();
    let input = value(json!({"seen": 1, "order": {"id": "x", "odd-name": 1, "lines": [{"sku": 1}, {"price": 2}]}}));
    let result = value(json!({"ResponseBody": {"total": 3}, "Headers": {"content-type": ["text/html"]}}));
    let assigned = Rc::from([("kept".into(), value(json!({"inner": [{"deep": 1}]})))]);
    let (name, state_type): (Rc<str>, _) = ("A".into(), StateType::Task);
    vec![
        event(1, EventKind::ExecutionStarted { input: value(json!({"given": {"first": 1}})), role_arn: "".into() }),
        event(2, EventKind::StateEntered { name: name.clone(), state_type, input: input.clone(), within: None }),
        event(3, EventKind::LambdaFunctionSucceeded(result)),
        event(4, EventKind::StateExited { name, state_type, output: input, assigned: Some(assigned) }),
    ]
}

fn world(events: &[Event]) -> World<'_> {
    World { connections: vec!["MyConnection".into()], events, sent: &[] }
}

/// What differs from the case; `None` if nothing does.
fn difference(case: &Case) -> Option<String> {
    let written = case.expect("text");
    let caret = if written.contains('§') { '§' } else { '|' };
    let (before, after) = written.split_once(caret).unwrap();
    let text = [before, after].concat();
    // With `tasks` the text is one of mocks.
    let task = |line: &str| {
        let (resource, name) = line.split_once(' ').unwrap();
        MockedTask { name: name.into(), resource: resource.into() }
    };
    let tasks: Vec<MockedTask> = case.lines("tasks").into_iter().map(task).collect();
    let list = if tasks.is_empty() {
        complete(&text, before.len(), &world(&log()))
    } else {
        complete_mocks(&text, before.len(), &tasks)
    };
    let labels: Vec<String> =
        list.iter().flat_map(|list| &list.completions).map(|completion| completion.label.clone()).collect();
    let expected = case.lines("proposes");
    if expected.is_empty() && !labels.is_empty() {
        return Some(format!("nothing fits here, but it proposes {labels:?}"));
    }
    for label in expected {
        if !labels.iter().any(|proposed| proposed == label) {
            return Some(format!("it does not propose {label}, only {labels:?}"));
        }
    }
    for label in case.lines("does not propose") {
        if labels.iter().any(|proposed| proposed == label) {
            return Some(format!("it proposes {label}"));
        }
    }
    let taken = case.rest("taking")?;
    let list = list?;
    let completion = list.completions.iter().find(|completion| completion.label == taken);
    let Some(completion) = completion else { return Some(format!("it does not propose {taken}")) };
    let result = accept(&text, &list, completion);
    let wanted = case.expect("taking");
    (result != wanted).then(|| format!("taking {taken} gives\n{result}\nand not\n{wanted}"))
}

#[test]
fn every_place_proposes_what_fits_there() {
    let cases = FORMAT.cases();
    let wrong = cases.iter().filter_map(|case| Some(format!("{}: {}", case.name, difference(case)?)));
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n\n"));
}

/// The definitions of the examples, and one of them in YAML.
fn samples() -> Vec<String> {
    let mut all: Vec<String> = asl_examples::ALL.iter().map(|example| example.definition.to_owned()).collect();
    all.push("StartAt: A\nStates:\n  A:\n    Type: Task\n    Resource: arn:aws:states:::http:invoke\n    Retry:\n      - ErrorEquals: [States.ALL]\n    Parameters:\n      Method: \"GET\"\n      x.$: States.Format('{}', $.é)\n    Next: B\n  B: {Type: Succeed}\n".into());
    all.push("Parameters:\n  P: {Type: String}\nResources:\n  C:\n    Type: AWS::Events::Connection\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      DefinitionSubstitutions: {A: !GetAtt C.Arn, B: !Ref P}\n      Role: !Sub 'x${P}-é'\n      DefinitionString: !Sub |\n        {\n          \"StartAt\": \"A\",\n          \"States\": {\"A\": {\"Type\": \"Pass\", \"Comment\": \"${P} é\", \"End\": true}}\n        }\n".into());
    all.push("QueryLanguage: JSONata\nStartAt: A\nStates:\n  A:\n    Type: Pass\n    Output: |-\n      {%\n        $sum($states.input.`é`.b[0])\n      %}\n    End: true\n".into());
    all
}

#[test]
fn no_cut_and_no_caret_makes_it_fail() {
    for sample in samples() {
        let places: Vec<usize> = sample.char_indices().map(|(at, _)| at).chain([sample.len()]).collect();
        let step = (places.len() / 150).max(1);
        for (index, at) in places.iter().enumerate().filter(|(index, _)| index % step == 0) {
            complete(&sample, *at, &world(&log()));
            describe(&sample, *at);
            let cut = sample.get(..*at).unwrap();
            complete(cut, cut.len(), &world(&log()));
            describe(cut, cut.len());
            let hole = places.get(index + 3).copied().unwrap_or(sample.len());
            let holed = [cut, sample.get(hole..).unwrap()].concat();
            complete(&holed, *at, &world(&log()));
            describe(&holed, *at + 1);
        }
    }
}

#[test]
fn a_field_that_is_taken_leaves_a_readable_text() {
    let mut taken = 0;
    for sample in samples() {
        assert!(asl_text::parse(&sample).diagnostics.is_empty());
        // Where a key stands, and where a new line would: behind each comma and at each key's first letter.
        for (at, _) in sample.match_indices([',', '{']).step_by(7) {
            let place = at + 1;
            let Some(list) = complete(&sample, place, &world(&log())) else { continue };
            for completion in list.completions.iter().filter(|completion| completion.kind == "property") {
                let result = accept(&sample, &list, completion);
                let found = asl_text::parse(&result).diagnostics;
                assert!(
                    found.is_empty(),
                    "taking {} at {place} of\n{sample}\ngives\n{result}\n{found:?}",
                    completion.label
                );
                taken += 1;
            }
        }
    }
    assert!(taken > 100, "only {taken} fields were taken");
}
