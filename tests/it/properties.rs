//! Whatever a definition, an input or an expression is: nothing panics, a run ends or can go on, and the same run gives
//! the same log. Real definitions are changed at random, and run with random answers.

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_lang::check_text;
use asl_sim::{Completion, Progress, Runnable, Simulator, Start, history};
use asl_stack::requirements;
use asl_text::diagnostic::Severity;
use asl_value::Value;
use asl_view::timeline;
use fastrand::Rng;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use crate::support::case::machines;

/// State transitions of a run; a loop has no end of its own.
const STEPS: usize = 300;
/// How often a run's world answers or lets time pass.
const TURNS: usize = 60;

thread_local! {
    static REAL: Vec<(Json, Json)> = real();
}

/// Definitions with inputs: the page's examples and the machines of the cases.
fn real() -> Vec<(Json, Json)> {
    let mut found: Vec<(Json, Json)> = asl_examples::ALL
        .iter()
        .filter_map(|example| {
            Some((serde_json::from_str(example.definition).ok()?, serde_json::from_str(example.input).ok()?))
        })
        .collect();
    for (_, definition, input) in machines(&["http", "run"]) {
        found.extend(serde_json::from_str(&definition).ok().map(|definition| (definition, input)));
    }
    found
}

const TEXTS: [&str; 34] = [
    "",
    "$",
    "$$",
    "$.a",
    "$..a",
    "$.a[*]",
    "$.a[?(@.b > 1)]",
    "$.a[-1:]",
    "$x",
    "$$.State.Name",
    "$$.Map.Item.Value",
    "States.Format('{} {}', $.a, $)",
    "States.ArrayRange(0, 9, 1)",
    "States.MathAdd($.n, 1)",
    "States.JsonMerge($, $, false)",
    "States.StringToJson($.a)",
    "States.UUID()",
    "States.ALL",
    "States.Timeout",
    "{% $states.input %}",
    "{% $states.result %}",
    "{% $x %}",
    "{% $sum($states.input.*) %}",
    "{% 1 +  %}",
    "{% $states.context.Execution.Id %}",
    "{% [1..3] %}",
    "{% $now() %}",
    "{% $error('e') %}",
    "2026-01-01T00:00:00Z",
    "JSONata",
    "JSONPath",
    "arn:aws:states:::http:invoke",
    "arn:aws:states:::lambda:invoke.waitForTaskToken",
    "FULL",
];

/// A part that a definition or an input may have, sound or not.
fn part(rng: &mut Rng) -> Json {
    match rng.u8(0..9) {
        0 => Json::Null,
        1 => json!(rng.bool()),
        2 => json!(rng.i64(-3..5)),
        3 => json!([0.5, -1e300, 1e15, 99_999_999_999.0][rng.usize(0..4)]),
        4 => json!([]),
        5 => json!({}),
        6 => json!([part(rng), part(rng)]),
        _ => json!(TEXTS[rng.usize(0..TEXTS.len())]),
    }
}

/// Every place of a document, as JSON pointers.
fn places(value: &Json, here: &str, into: &mut Vec<String>) {
    into.push(here.to_owned());
    match value {
        Json::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{here}/{index}"), into);
            }
        }
        Json::Object(members) => {
            for (key, member) in members {
                places(member, &format!("{here}/{}", key.replace('~', "~0").replace('/', "~1")), into);
            }
        }
        _ => {}
    }
}

fn any_place<'v>(value: &'v mut Json, rng: &mut Rng) -> &'v mut Json {
    let mut all = Vec::new();
    places(value, "", &mut all);
    let place = &all[rng.usize(0..all.len())];
    value.pointer_mut(place).unwrap()
}

/// Changes a document at one place: another part, a part of `other`, one member fewer, more, or of another name.
fn mutate(document: &mut Json, other: &Json, rng: &mut Rng) {
    let borrowed = any_place(&mut other.clone(), rng).clone();
    let place = any_place(document, rng);
    match (rng.u8(0..6), place) {
        (0 | 1, Json::Object(members)) if !members.is_empty() => {
            let key = members.keys().nth(rng.usize(0..members.len())).cloned().unwrap();
            let value = members.remove(&key).unwrap();
            if rng.bool() {
                let names =
                    ["Next", "End", "Output", "Assign", "Parameters", "ResultPath", "Catch", "Retry", "ItemsPath", "x"];
                members.insert(names[rng.usize(0..names.len())].to_owned(), value);
            }
        }
        (2, Json::Object(members)) => merge(members, &borrowed, rng),
        (3, Json::Array(items)) => items.push(borrowed),
        (4, place) => *place = borrowed,
        (_, place) => *place = part(rng),
    }
}

fn merge(members: &mut Map<String, Json>, other: &Json, rng: &mut Rng) {
    if let Json::Object(more) = other {
        let more = more.iter().filter(|_| rng.bool()).map(|(key, value)| (key.clone(), value.clone()));
        members.extend(more);
    }
}

/// A definition and an input that were changed `changes` times, mostly the definition.
fn changed(seed: u64, changes: usize) -> (String, Json) {
    let mut rng = Rng::with_seed(seed);
    let mut one = || REAL.with(|real| real[rng.usize(0..real.len())].clone());
    let (mut definition, mut input) = one();
    let others: Vec<Json> = (0..changes).map(|_| one().0).collect();
    for other in &others {
        if rng.u8(0..5) == 0 { mutate(&mut input, other, &mut rng) } else { mutate(&mut definition, other, &mut rng) }
    }
    (definition.to_string(), input)
}

/// The text with some bytes taken out, doubled or exchanged.
fn torn(text: &str, rng: &mut Rng) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..rng.usize(1..6) {
        if characters.is_empty() {
            break;
        }
        let at = rng.usize(0..characters.len());
        match rng.u8(0..4) {
            0 => drop(characters.drain(at..(at + rng.usize(0..40)).min(characters.len()))),
            1 => characters.insert(at, ['"', '{', '}', '\\', ':', '\u{0}', '😀', '\n'][rng.usize(0..8)]),
            2 => characters.insert(at, characters[at]),
            _ => characters.truncate(at),
        }
    }
    characters.into_iter().collect()
}

/// What the world answers.
fn answer(rng: &mut Rng) -> Completion {
    let outcome = match rng.u8(0..4) {
        0 => Err(StateError::new("States.TaskFailed", "by chance")),
        1 => Err(StateError::without_cause(TEXTS[rng.usize(0..TEXTS.len())])),
        _ => Ok(Value::from(&part(rng))),
    };
    Completion { delay_ms: rng.u32(0..3), ..Completion::of(outcome) }
}

/// Runs the machine for a while; the answers and the passing of time follow from the seed.
fn run(machine: &Rc<Runnable>, input: &Json, seed: u64) -> Simulator {
    let mut rng = Rng::with_seed(seed);
    let mut now = Timestamp(1_767_225_600_000);
    let start = Start { input: Value::from(input), seed, ..Start::default() };
    let mut simulator = Simulator::new(machine.clone(), start, now);
    let mut open = Vec::new();
    let mut steps = STEPS;
    for _ in 0..TURNS {
        while steps > 0 && simulator.advance(now, 1) == Progress::Working {
            steps -= 1;
        }
        open.extend(simulator.take_effects().into_iter().map(|effect| effect.id));
        let cancelled = simulator.take_cancelled();
        open.retain(|id| !cancelled.contains(id));
        if simulator.outcome().is_some() || steps == 0 {
            break;
        }
        match simulator.wake_at() {
            Some(at) if open.is_empty() || rng.u8(0..4) == 0 => now = Timestamp(now.0.max(at.0)),
            _ if open.is_empty() => break,
            _ => {
                let id = open.swap_remove(rng.usize(0..open.len()));
                simulator.started(id, None, now);
                simulator.resume(id, answer(&mut rng), now);
            }
        }
    }
    if simulator.outcome().is_none() && rng.bool() {
        simulator.stop(StateError::without_cause("Stopped"), now);
    }
    simulator
}

/// The log as text: every event with all that hangs on it, as the page and an export show it.
fn log(simulator: &Simulator) -> String {
    let lines: Vec<String> =
        simulator.events().iter().map(|event| format!("{event:?}\n{}", history::to_json(event))).collect();
    lines.join("\n")
}

/// The machine of a text, if it can run.
fn compiled(text: &str) -> Option<Rc<Runnable>> {
    let checked = check_text(text);
    let sound = checked.diagnostics.iter().all(|found| found.severity != Severity::Error);
    let machine = checked.machine?;
    let _ = requirements::of(&machine);
    // What the checks let through compiles; the rest may or may not, but says why. So does what is still to be filled in.
    let compiled = Runnable::compile(&machine);
    let is_filled = !text.contains("${");
    assert!(!sound || !is_filled || compiled.is_ok(), "a sound definition compiles: {:?}\n{text}", compiled.err());
    compiled.ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_definition_is_checked_and_runs_without_a_panic_and_always_alike(seed in any::<u64>(), changes in 0_usize..5) {
        let (text, input) = changed(seed, changes);
        if let Some(machine) = compiled(&text) {
            let first = run(&machine, &input, seed);
            let rows = timeline::rows(first.events());
            // A run that has ended shows nothing that goes on, whatever failed inside of what was caught.
            let open: Vec<_> = rows.iter().filter(|row| row.status.is_open() || row.left.is_none()).collect();
            prop_assert!(first.outcome().is_none() || open.is_empty(), "{:?}\n{}", open, text);
            prop_assert_eq!(log(&first), log(&run(&machine, &input, seed)), "{}", text);
        }
    }

    #[test]
    fn a_torn_text_is_checked_and_runs_without_a_panic(seed in any::<u64>()) {
        let (text, input) = changed(seed, 0);
        if let Some(machine) = compiled(&torn(&text, &mut Rng::with_seed(seed))) {
            run(&machine, &input, seed);
        }
    }
}

#[test]
fn unchanged_definitions_do_run() {
    let real = REAL.with(Clone::clone);
    assert!(real.len() > 50, "there are real definitions: {}", real.len());
    let running = real.iter().filter_map(|(definition, input)| Some((compiled(&definition.to_string())?, input)));
    let events: usize = running.map(|(machine, input)| run(&machine, input, 1).events().len()).sum();
    assert!(events > 500, "and they do something: {events} events");
}
