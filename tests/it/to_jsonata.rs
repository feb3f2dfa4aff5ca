//! A machine that was converted to JSONata does what it did in JSONPath: the same status and output, and the same error
//! where the machine itself fails. Where a path finds nothing JSONata may differ, and the conversion says so.

use std::collections::BTreeMap;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_document::TemplateChoice;
use asl_ide::refactor::{notation, to_jsonata};
use asl_lang::QueryLanguage;
use asl_sim::{Completion, Outcome, Progress, Request, Runnable, Simulator, Start};
use asl_text::diagnostic::Severity;
use asl_value::Value;

use crate::support::case::machines as machines_of_cases;
use crate::support::recorded;

const START: Timestamp = Timestamp(1_767_225_600_000);

fn begin(definition: &str, input: Value) -> Option<Simulator> {
    let runnable = Runnable::compile(&asl_lang::check_text(definition).machine?).ok()?;
    Some(Simulator::new(runnable, Start { input, seed: 7, ..Start::default() }, START))
}

/// Runs to the end with time that jumps. Tasks give back what they are called with; the third one of a resource, an
/// error.
fn run(mut simulator: Simulator) -> Option<Outcome> {
    let mut now = START;
    let mut calls: BTreeMap<String, u32> = BTreeMap::new();
    for _ in 0..100_000 {
        match simulator.advance(now, 100) {
            Progress::Done => break,
            Progress::Working => continue,
            Progress::Waiting => {}
        }
        let effects = simulator.take_effects();
        for effect in &effects {
            let outcome = match &effect.request {
                Request::Task(call) => {
                    let count = calls.entry(call.resource.to_string()).or_default();
                    *count += 1;
                    if count.is_multiple_of(3) {
                        Err(StateError::new("Every.Third", "fails"))
                    } else {
                        Ok(call.parameters.clone())
                    }
                }
                Request::Http(_) => Ok(Value::from("answer")),
                Request::Evaluate(_) => panic!("nothing is put off"),
            };
            simulator.resume(effect.id, Completion::of(outcome), now);
        }
        if effects.is_empty() {
            now = simulator.wake_at()?.max(now);
        }
    }
    simulator.outcome().cloned()
}

fn of_a_path(error: &StateError) -> bool {
    matches!(error.name(), "States.Runtime" | "States.ReferencePathConflict")
}

/// What differs, if the difference is more than what the conversion tells of.
fn difference(before: Option<&Outcome>, after: Option<&Outcome>) -> Option<String> {
    let fine = match (before, after) {
        (Some(Outcome::Succeeded(before)), Some(Outcome::Succeeded(after))) => before == after,
        (Some(Outcome::Failed(error)), _) if of_a_path(error) => true,
        (Some(Outcome::Failed(before)), Some(Outcome::Failed(after))) => before.name() == after.name(),
        (Some(before), Some(after)) => before.status() == after.status(),
        (None, None) => true,
        _ => false,
    };
    (!fine).then(|| format!("{before:?}\n became {after:?}"))
}

/// Whether a note tells of a difference that only the values decide.
fn tells(note: &str) -> bool {
    ["States.Format", "States.StringToJson", "States.JsonToString", "States.MathAdd", "States.ArrayPartition"]
        .iter()
        .any(|name| note.contains(name))
}

fn languages(definition: &str) -> (usize, usize) {
    let machine = asl_lang::check_text(definition).machine.unwrap();
    let states: Vec<_> = machine.scopes().into_iter().flat_map(|scope| &scope.states).collect();
    let jsonata = states.iter().filter(|state| machine.language_of(state) == QueryLanguage::Jsonata).count();
    (states.len(), jsonata)
}

fn errors(definition: &str) -> usize {
    asl_lang::check_text(definition).diagnostics.iter().filter(|found| found.severity == Severity::Error).count()
}

/// The same in YAML is converted into the same.
fn check_yaml(definition: &str, converted: &str) {
    let read = |text: &str| asl_text::parse(text).root.unwrap().to_value();
    let Ok(yaml) = notation::convert(definition) else { return };
    let other = to_jsonata::machine(&yaml.text, &TemplateChoice::default());
    let other = other.unwrap_or_else(|refused| panic!("{}\n{refused}", yaml.text)).text;
    assert_eq!(read(&other), read(converted), "{}\n{other}", yaml.text);
}

#[test]
fn a_converted_machine_does_the_same() {
    let (mut machines, mut states, mut converted, mut same, mut told, mut whole) = (0, 0, 0, 0, 0, 0);
    let mut wrong = Vec::new();
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    let own = machines_of_cases(&["run"]).into_iter().map(|(_, definition, input)| (definition, Value::from(&input)));
    let recorded =
        ["executions.jsonl", "executions_2.jsonl", "aws_samples.jsonl"].into_iter().flat_map(recorded::cases);
    let recorded = recorded.filter_map(|case| {
        let definition = match case.get("definition")? {
            Value::String(text) => text.to_string(),
            definition => definition.to_json_pretty(),
        };
        Some((definition, case.get("input").cloned().unwrap_or_else(Value::empty_object)))
    });
    for (definition, input) in own.chain(recorded) {
        let Some(before) = begin(&definition, input.clone()) else { continue };
        let changed = match to_jsonata::machine(&definition, &TemplateChoice::default()) {
            Ok(changed) => changed,
            Err(refused) => {
                if !refused.message.contains("already uses JSONata") {
                    let (all, jsonata) = languages(&definition);
                    machines += 1;
                    states += all - jsonata;
                    *reasons.entry(refused.message).or_default() += 1;
                }
                continue;
            }
        };
        check_yaml(&definition, &changed.text);
        let ((all, was), (count, is)) = (languages(&definition), languages(&changed.text));
        assert_eq!(all, count);
        machines += 1;
        states += all - was;
        converted += is - was;
        whole += usize::from(is == all);
        for note in &changed.notes {
            if let Some((_, why)) = note.message.split_once("stays in JSONPath because ") {
                *reasons.entry(why.to_owned()).or_default() += 1;
            }
        }
        if errors(&changed.text) > errors(&definition) {
            wrong.push(format!("{}\n has errors: {:?}", changed.text, asl_lang::check_text(&changed.text).diagnostics));
            continue;
        }
        let Some(after) = begin(&changed.text, input) else {
            wrong.push(format!("{}\n does not run", changed.text));
            continue;
        };
        match difference(run(before).as_ref(), run(after).as_ref()) {
            None => same += 1,
            Some(_) if changed.notes.iter().any(|note| tells(&note.message)) => told += 1,
            Some(difference) => wrong.push(format!("{definition}\n{}\n{difference}", changed.text)),
        }
    }
    println!(
        "{machines} machines, {whole} converted whole; {converted} of {states} states; {same} with the same result, \
         {told} with another that was told of"
    );
    for (reason, count) in &reasons {
        println!("{count:>5} {reason}");
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n----\n"));
    assert!(told * 50 < same, "what is told of is the exception");
    assert!(converted * 10 > states * 6, "{converted} of {states} states");
}
