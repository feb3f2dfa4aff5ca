//! Inputs made from what a workflow reads. A case of `tests/cases/samples` is a workflow, the input that is made for it,
//! and what an input that someone typed lacks. Each workflow is run with the input that was made: it has to find what it
//! reads.

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_ide::sample_input::{SampleInput, complete_text};
use asl_lang::StateMachine;
use asl_sim::mock::sample;
use asl_sim::{Completion, Outcome, Progress, Request, Runnable, Simulator, Start};
use asl_value::Value;

use crate::support::case::{Format, bless, machines};

const FORMAT: Format =
    Format { folder: "samples", settings: &[], sections: &["definition", "sample", "input", "missing", "completed"] };

/// How a run of `machine` ends; every Task answers with what its service could give.
fn run(machine: &StateMachine, input: Value) -> Outcome {
    let mut now = Timestamp(1_767_225_600_000);
    let start = Start { input, seed: 7, ..Start::default() };
    let mut simulator = Simulator::new(Runnable::compile(machine).unwrap(), start, now);
    for _ in 0..2_000 {
        match simulator.advance(now, 1000) {
            Progress::Done => return simulator.outcome().unwrap().clone(),
            Progress::Working => {}
            Progress::Waiting => {
                let effects = simulator.take_effects();
                if effects.is_empty() {
                    now = simulator.wake_at().unwrap();
                }
                for effect in effects {
                    let outcome = match &effect.request {
                        Request::Http(_) => sample::result("arn:aws:states:::http:invoke"),
                        Request::Task(call) => sample::result(&call.resource),
                        Request::Evaluate(_) => Value::empty_object(),
                    };
                    simulator.resume(effect.id, Completion::of(Ok(outcome)), now);
                }
            }
        }
    }
    Outcome::Aborted(StateError::new("Endless", "the run does not come to its end"))
}

fn pretty(value: &Value) -> String {
    value.to_json_pretty().trim_end().to_owned() + "\n"
}

#[test]
fn an_input_has_what_the_workflow_reads() {
    let mut failures = Vec::new();
    for mut case in FORMAT.cases() {
        let machine = asl_lang::check_text(case.expect("definition")).machine.unwrap();
        let sample = SampleInput::of(&machine);
        let value = sample.as_ref().map_or_else(Value::empty_object, SampleInput::value);
        let outcome = run(&machine, value.clone());
        if let Outcome::Failed(error) = &outcome
            && error.name() == "States.Runtime"
        {
            failures.push(format!("{}: with {value} the run fails: {error:?}", case.name));
        }
        let made = sample.as_ref().map_or_else(|| "nothing\n".to_owned(), |sample| pretty(&sample.value()));
        let mut found = vec![("sample", made)];
        if let (Some(given), Some(sample)) = (case.json("input"), &sample) {
            let given = Value::from(&given);
            let missing: String = sample.missing(&given).into_iter().map(|path| path + "\n").collect();
            found.push(("missing", if missing.is_empty() { "nothing\n".to_owned() } else { missing }));
            found.push(("completed", complete_text(case.expect("input"), sample)));
        }
        if bless() {
            for (section, text) in found {
                case.set(section, &text);
            }
            case.save();
            continue;
        }
        for (section, text) in found {
            if case.text(section) != Some(&*text) {
                failures.push(format!("{}: {section} is\n{text}", case.name));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn what_has_all_that_is_read_lacks_nothing() {
    for (name, definition, input) in machines(&["run", "http", "why"]) {
        let Some(machine) = asl_lang::check_text(&definition).machine else { continue };
        let Some(sample) = SampleInput::of(&machine) else { continue };
        assert_eq!(sample.missing(&sample.value()), Vec::<String>::new(), "{name}: {definition}");
        let given = Value::from(&input);
        let completed = sample.complete(&given);
        if given.as_object().is_some() {
            assert_eq!(sample.missing(&completed), Vec::<String>::new(), "{name}: {completed}");
        }
    }
}

#[test]
fn the_inputs_of_the_examples_lack_nothing() {
    for example in asl_examples::ALL {
        let choice = asl_document::TemplateChoice::default();
        let read = asl_stack::template::source::check(example.definition, &choice, asl_lang::WorkflowType::Standard);
        // An example of events alone has no machine.
        let Some(sample) = read.machine.as_ref().and_then(SampleInput::of) else { continue };
        let input = asl_text::parse(example.input).root.unwrap().to_value();
        assert_eq!(sample.missing(&input), Vec::<String>::new(), "{}", example.id);
    }
}

#[test]
fn a_path_of_any_length_is_followed_as_far_as_a_value_is_made() {
    let steps = ".a".repeat(20_000);
    for (language, field, path) in
        [("JSONPath", "InputPath", format!("${steps}")), ("JSONata", "Output", format!("{{% $states.input{steps} %}}"))]
    {
        let definition = format!(
            r#"{{"StartAt":"A","QueryLanguage":"{language}","States":{{"A":{{"Type":"Pass","{field}":"{path}","End":true}}}}}}"#
        );
        let machine = asl_lang::check_text(&definition).machine.unwrap();
        let Some(sample) = SampleInput::of(&machine) else { continue };
        let value = sample.value();
        assert!(value.to_json().starts_with(r#"{"a":{"a":{"#), "{language}: {value}");
        assert_eq!(sample.missing(&value), Vec::<String>::new(), "{language}");
    }
}
