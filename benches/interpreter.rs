//! How long the interpreter takes, natively: `make bench`, or `cargo bench --bench interpreter -- NAME` for some.
//!
//! Each case is repeated for about a second; shown are the median and the fastest time of one repetition, and what that
//! is for one item (a state, a transition, a byte). A case checks its own result, so that no number is about a failure.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a benchmark that cannot go on stops")]
#![expect(clippy::print_stdout, reason = "the numbers are what it is for")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::rc::Rc;
use std::time::{Duration, Instant};

use asl_playground::asl::check_text;
use asl_playground::jsonata::{Expression, Scope};
use asl_playground::path::Environment;
use asl_playground::run::{Execution, Limits, Outcome, Progress, Runnable, Start};
use asl_playground::share::{Envelope, link};
use asl_playground::time::Timestamp;
use asl_playground::value::Value;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    println!("{:<34} {:>12} {:>12} {:>16}", "case", "median", "fastest", "for one");
    for (name, items, unit, mut case) in cases() {
        if wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str())) {
            let (median, fastest) = measure(&mut case);
            let one = median / items;
            println!("{name:<34} {median:>12.2?} {fastest:>12.2?} {:>16}", format!("{one:.0?} / {unit}"));
        }
    }
}

type Case = (&'static str, u32, &'static str, Box<dyn FnMut()>);

fn cases() -> Vec<Case> {
    let long = chain(500);
    let long_size = u32::try_from(long.len()).unwrap();
    let envelope = Envelope { definition: long.clone(), input: "{}".to_owned(), ..Envelope::default() };
    let fragment = link::encode(&envelope);
    let (checked, linked) = (long.clone(), envelope.clone());
    vec![
        ("check a definition of 500 states", long_size, "byte", Box::new(move || check(&checked))),
        ("run a chain of 500 states", 500, "state", run_case(&long, "{}")),
        ("count to 5,000 in a loop", 10_000, "state", run_case(COUNT, r#"{"n": 0, "limit": 5000}"#)),
        ("200 results into 200 KB of state", 200, "state", run_case(&fill(200), &wide(200_000))),
        ("a condition in JSONata", 1, "rule", jsonata("$states.input.n > 5 and $states.input.tier = 'gold'", 1)),
        ("filter 10,000 items in JSONata", 10_000, "item", jsonata("$states.input.items[price > 50]", 10_000)),
        ("one of 10,000 items in JSONata", 1, "item", jsonata("'' & $states.input.items[5000].name", 10_000)),
        ("write a share link", long_size, "byte", Box::new(move || drop(black_box(link::encode(&linked))))),
        (
            "read a share link",
            long_size,
            "byte",
            Box::new(move || {
                let read = link::decode(&fragment).unwrap().unwrap();
                assert_eq!(read.definition, envelope.definition, "the link holds the definition");
            }),
        ),
    ]
}

/// An expression on an input with so many items.
fn jsonata(text: &str, items: i64) -> Box<dyn FnMut()> {
    let expression = Expression::compile(&format!("{{% {text} %}}")).unwrap();
    let item = |index| format!(r#"{{"name": "item {index}", "price": {}.5, "tags": ["a", "b"]}}"#, index % 100);
    let items: Vec<String> = (0..items).map(item).collect();
    let input = Value::from_json(&format!(r#"{{"n": 7, "tier": "gold", "items": [{}]}}"#, items.join(","))).unwrap();
    Box::new(move || {
        let scope = Scope::new(&input, &NoRun, Timestamp(0));
        black_box(expression.evaluate(&scope, "Output").unwrap());
    })
}

/// An expression's surroundings without a run.
struct NoRun;

impl Environment for NoRun {
    fn context(&self) -> Value {
        Value::Null
    }

    fn variable(&self, _name: &str) -> Option<Value> {
        None
    }

    fn random(&self) -> u64 {
        0
    }
}

/// A loop of a Pass state that adds and a Choice state that decides.
const COUNT: &str = r#"{
  "StartAt": "Add",
  "States": {
    "Add": { "Type": "Pass", "Parameters": { "sum.$": "States.MathAdd($.n, 1)" }, "ResultPath": "$.next", "Next": "Enough" },
    "Enough": {
      "Type": "Choice",
      "InputPath": "$",
      "Choices": [{ "Variable": "$.next.sum", "NumericLessThanPath": "$.limit", "Next": "Again" }],
      "Default": "Done"
    },
    "Again": { "Type": "Pass", "Parameters": { "n.$": "$.next.sum", "limit.$": "$.limit" }, "Next": "Add" },
    "Done": { "Type": "Succeed" }
  }
}"#;

/// `states` Pass states, one after the other, each with a template.
fn chain(states: usize) -> String {
    let mut text = r#"{"StartAt": "S0", "States": {"#.to_owned();
    for n in 0..states {
        write!(
            text,
            r#""S{n}": {{"Type": "Pass", "Parameters": {{"n": {n}, "id.$": "States.Format('{{}}-{n}', $$.State.Name)"}}, "ResultPath": "$.last", "Next": "S{}"}}, "#,
            n + 1
        )
        .unwrap();
    }
    text + &format!(r#""S{states}": {{"Type": "Succeed"}}}}}}"#)
}

/// `states` Pass states, each of which puts a result of its own into the data.
fn fill(states: usize) -> String {
    let mut text = r#"{"StartAt": "S0", "States": {"#.to_owned();
    for n in 0..states {
        write!(text, r#""S{n}": {{"Type": "Pass", "Result": {n}, "ResultPath": "$.r{n}", "Next": "S{}"}}, "#, n + 1)
            .unwrap();
    }
    text + &format!(r#""S{states}": {{"Type": "Succeed"}}}}}}"#)
}

/// An object of about so many bytes.
fn wide(bytes: usize) -> String {
    let rows: Vec<String> =
        (0..bytes / 50).map(|n| format!(r#"{{"id": {n:>8}, "name": "row number {n:>8}"}}"#)).collect();
    format!(r#"{{"rows": [{}]}}"#, rows.join(", "))
}

fn check(text: &str) {
    let checked = check_text(black_box(text));
    assert!(checked.diagnostics.is_empty(), "the definition is sound: {:?}", checked.diagnostics);
}

fn run_case(definition: &str, input: &str) -> Box<dyn FnMut()> {
    let machine = Runnable::compile(check_text(definition).machine.as_ref().unwrap()).unwrap();
    let input = Value::from_json(input).unwrap();
    Box::new(move || run(Rc::clone(&machine), input.clone()))
}

/// Runs a machine that asks nothing of the world, at one instant, in slices as the page does.
fn run(machine: Rc<Runnable>, input: Value) {
    let now = Timestamp(1_700_000_000_000);
    let limits = Limits { events: None, ..Limits::default() };
    let start = Start { input, seed: 1, limits, ..Start::default() };
    let mut execution = Execution::new(machine, start, now);
    while execution.advance(now, 200) == Progress::Working {}
    match execution.outcome() {
        Some(Outcome::Succeeded(output)) => drop(black_box(output.clone())),
        other => panic!("the run should succeed: {other:?}"),
    }
}

/// The median and the fastest of as many repetitions as a second holds, at least five.
fn measure(case: &mut dyn FnMut()) -> (Duration, Duration) {
    case();
    let mut times = Vec::new();
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(1) || times.len() < 5 {
        let one = Instant::now();
        case();
        times.push(one.elapsed());
    }
    times.sort_unstable();
    (times.get(times.len() / 2).copied().unwrap_or_default(), times.first().copied().unwrap_or_default())
}
