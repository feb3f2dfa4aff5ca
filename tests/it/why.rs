//! Explanations of past steps: which rule matched and why, where an error arose, what a filter let pass.
//! A case of `tests/cases/why` is a workflow, the step that is asked about, and the lines that a person is told.

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_path::evaluation_trace::{ConditionTrace, Filtered, Operand, shown};
use asl_sim::{ActorId, Completion, EventKind, Progress, Runnable, Simulator, Start, VisitId};
use asl_value::Value;
use asl_view::explain::{Fault, Subject};

use crate::support::case::{Format, bless};

const FORMAT: Format =
    Format { folder: "why", settings: &[], sections: &["step", "definition", "input", "answer", "told"] };

/// Runs a definition to its end; every task is answered with `answer`, or fails where there is none.
fn run(definition: &str, input: Value, answer: Option<&Value>) -> Simulator {
    let checked = asl_lang::check_text(definition);
    let runnable = Runnable::compile(&checked.machine.unwrap()).unwrap();
    let mut now = Timestamp(1_767_225_600_000);
    let mut simulator = Simulator::new(runnable, Start { input, seed: 7, ..Start::default() }, now);
    loop {
        match simulator.advance(now, 1000) {
            Progress::Done => return simulator,
            Progress::Working => {}
            Progress::Waiting => {
                let effects = simulator.take_effects();
                let idle = effects.is_empty();
                for effect in effects {
                    let outcome = answer.cloned().ok_or_else(|| StateError::new("Broken", "no answer"));
                    simulator.resume(effect.id, Completion::of(outcome), now);
                }
                if idle {
                    now = simulator.wake_at().unwrap();
                }
            }
        }
    }
}

/// The last visit of the state `name`.
fn visit_of(simulator: &Simulator, name: &str) -> VisitId {
    let entered = simulator
        .events()
        .iter()
        .rev()
        .find(|event| matches!(&event.kind, EventKind::StateEntered { name: entered, .. } if **entered == *name));
    entered.unwrap().visit
}

fn operand(Operand { text, value }: &Operand) -> String {
    format!("{text} is {}", value.as_ref().map_or_else(|| "nothing".to_owned(), shown))
}

fn tell_check(check: &ConditionTrace, indent: usize, lines: &mut Vec<String>) {
    let blanks = "  ".repeat(indent);
    lines.push(format!("{blanks}{}: {}", check.result.word(), check.text));
    lines.extend(check.operands.iter().map(|known| format!("{blanks}  {}", operand(known))));
    lines.extend(check.notes.iter().map(|note| format!("{blanks}  ! {note}")));
    check.parts.iter().for_each(|part| tell_check(part, indent + 1, lines));
}

fn tell_filter(filter: &Filtered, lines: &mut Vec<String>) {
    lines.push(format!("  {}", filter.sentence()));
    lines.extend(filter.rejected.iter().map(|item| format!("  rejected {}", shown(item))));
    if let Some(check) = &filter.check {
        tell_check(check, 2, lines);
    }
}

/// Everything that there is to tell of a step, in lines.
fn tell(definition: &str, subject: &Subject) -> Vec<String> {
    let mut lines = Vec::new();
    let cut = |span: asl_text::Span| definition[span.start as usize..span.end as usize].to_owned();
    for rule in subject.rules() {
        lines.push(format!("{} → {}", rule.outcome.words(), rule.next.as_deref().unwrap_or("nowhere")));
        tell_check(&rule.check, 1, &mut lines);
        rule.filters.iter().for_each(|filter| tell_filter(filter, &mut lines));
    }
    for (event, _) in &subject.visit().errors {
        let Some(Fault { field, expression, part, span, code, signature, values, hints, filters }) =
            subject.fault(*event)
        else {
            continue;
        };
        let part = part.map_or_else(String::new, |(start, end)| format!(", at {}", &expression[start..end]));
        lines.push(format!("{field} failed: {expression}{part}"));
        lines.push(format!("  in the definition: {}", cut(span)));
        lines.extend(code.iter().map(|code| format!("  code {code}")));
        lines.extend(signature.iter().map(|signature| format!("  {signature}")));
        lines.extend(values.iter().map(|known| format!("  {}", operand(known))));
        lines.extend(hints.iter().map(|hint| format!("  ! {hint}")));
        for filter in &filters {
            tell_filter(filter, &mut lines);
        }
    }
    for observation in subject.observations() {
        lines.push(format!("{}: {}", observation.field, observation.expression));
        lines.push(format!("  in the definition: {}", cut(observation.span)));
        lines.extend(observation.missing.iter().map(|missing| format!("  ! {missing}")));
        observation.filters.iter().for_each(|filter| tell_filter(filter, &mut lines));
    }
    lines
}

#[test]
fn what_a_person_is_told_about_a_step() {
    let mut failures = Vec::new();
    for mut case in FORMAT.cases() {
        let json = |name: &str| case.json(name).map(|json| Value::from(&json));
        let definition: Rc<str> = case.expect("definition").into();
        let simulator = run(&definition, json("input").unwrap_or_else(Value::empty_object), json("answer").as_ref());
        let visit = visit_of(&simulator, case.expect("step").trim_end());
        let subject = Subject::new(&definition, &simulator, ActorId::ROOT, visit).unwrap();
        let told: String = tell(&definition, &subject).into_iter().map(|line| line + "\n").collect();
        if bless() {
            case.set("told", &told);
            case.save();
        }
        if told != case.text("told").unwrap_or_default() {
            failures.push(format!("{}\n{told}  (the run: {:?})", case.name, simulator.outcome()));
        }
    }
    assert!(failures.is_empty(), "these cases tell something else:\n\n{}", failures.join("\n\n"));
}

#[test]
fn nothing_is_told_of_the_execution_itself() {
    let definition: Rc<str> = r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#.into();
    let simulator = run(&definition, Value::empty_object(), None);
    assert!(Subject::new(&definition, &simulator, ActorId::ROOT, VisitId(0)).is_none());
    assert!(Subject::new(&definition, &simulator, ActorId::ROOT, VisitId(9)).is_none());
    assert!(Subject::new(&"{}".into(), &simulator, ActorId::ROOT, VisitId(1)).is_none());
}
