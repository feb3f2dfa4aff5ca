//! What is proposed at a place, and the text after a proposal was taken: cases of `tests/assist/cases.jsonl`, whose texts
//! hold a `|` where the caret stands. No cut of a workflow, and no caret in it, makes completion or description panic, and
//! a valid text stays readable when a proposed field is taken.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its cases cannot go on")]

use std::collections::BTreeMap;

use asl_playground::asl::shape::Shape;
use asl_playground::assist::{World, accept, complete, describe};
use asl_playground::examples;
use asl_playground::text;
use serde_json::Value;

fn world() -> World {
    let seen = Shape::object([("seen".into(), Shape::Any)]);
    World { connections: vec!["MyConnection".into()], inputs: BTreeMap::from([("A".into(), seen)]) }
}

fn strings(case: &Value, field: &str) -> Vec<String> {
    let list = case.get(field).and_then(Value::as_array).cloned().unwrap_or_default();
    list.iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

/// What differs from the case; `None` if nothing does.
fn difference(case: &Value) -> Option<String> {
    let written = case["text"].as_str().unwrap();
    let (before, after) = written.split_once('|').unwrap();
    let text = [before, after].concat();
    let list = complete(&text, before.len(), &world());
    let labels: Vec<String> =
        list.iter().flat_map(|list| &list.completions).map(|completion| completion.label.clone()).collect();
    let expected = strings(case, "labels");
    if expected.is_empty() && !labels.is_empty() {
        return Some(format!("nothing fits here, but it proposes {labels:?}"));
    }
    for label in &expected {
        if !labels.contains(label) {
            return Some(format!("it does not propose {label}, only {labels:?}"));
        }
    }
    for label in strings(case, "without") {
        if labels.contains(&label) {
            return Some(format!("it proposes {label}"));
        }
    }
    let taken = case.get("take").and_then(Value::as_str)?;
    let list = list?;
    let completion = list.completions.iter().find(|completion| completion.label == taken);
    let Some(completion) = completion else { return Some(format!("it does not propose {taken}")) };
    let result = accept(&text, &list, completion);
    let wanted = case["after"].as_str().unwrap();
    (result != wanted).then(|| format!("taking {taken} gives\n{result}\nand not\n{wanted}"))
}

#[test]
fn every_place_proposes_what_fits_there() {
    let cases = include_str!("assist/cases.jsonl");
    let cases: Vec<Value> = cases.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let wrong = cases.iter().filter_map(|case| Some(format!("{}: {}", case["id"], difference(case)?)));
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n\n"));
}

/// The definitions of the examples, and one of them in YAML.
fn samples() -> Vec<String> {
    let mut all: Vec<String> = examples::ALL.iter().map(|example| example.definition.to_owned()).collect();
    all.push("StartAt: A\nStates:\n  A:\n    Type: Task\n    Resource: arn:aws:states:::http:invoke\n    Retry:\n      - ErrorEquals: [States.ALL]\n    Parameters:\n      Method: \"GET\"\n      x.$: States.Format('{}', $.é)\n    Next: B\n  B: {Type: Succeed}\n".into());
    all
}

#[test]
fn no_cut_and_no_caret_makes_it_fail() {
    for sample in samples() {
        let places: Vec<usize> = sample.char_indices().map(|(at, _)| at).chain([sample.len()]).collect();
        let step = (places.len() / 150).max(1);
        for (index, at) in places.iter().enumerate().filter(|(index, _)| index % step == 0) {
            complete(&sample, *at, &world());
            describe(&sample, *at);
            let cut = sample.get(..*at).unwrap();
            complete(cut, cut.len(), &world());
            describe(cut, cut.len());
            let hole = places.get(index + 3).copied().unwrap_or(sample.len());
            let holed = [cut, sample.get(hole..).unwrap()].concat();
            complete(&holed, *at, &world());
            describe(&holed, *at + 1);
        }
    }
}

#[test]
fn a_field_that_is_taken_leaves_a_readable_text() {
    let mut taken = 0;
    for sample in samples() {
        assert!(text::parse(&sample).diagnostics.is_empty());
        // Where a key stands, and where a new line would: behind each comma and at each key's first letter.
        for (at, _) in sample.match_indices([',', '{']).step_by(7) {
            let place = at + 1;
            let Some(list) = complete(&sample, place, &world()) else { continue };
            for completion in list.completions.iter().filter(|completion| completion.kind == "property") {
                let result = accept(&sample, &list, completion);
                let found = text::parse(&result).diagnostics;
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
