//! How long the interpreter takes, natively: `cargo bench`, or `cargo bench -- NAME` for some. `make bench` measures the
//! same workloads in the browser as well.
//!
//! Criterion measures; then a table for each group says what one state, item or rule costs, and how that compares with
//! the group's first case. A case checks its own result, so that no number is about a failure.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a benchmark that cannot go on stops")]
#![expect(clippy::print_stdout, reason = "the numbers are what it is for")]

mod by_hand;
mod events;
mod expressions;
mod machines;
mod memory;
mod pictures;
mod table;
mod writing;

use std::hint::black_box;
use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_lang::check_text;
use asl_share::{Envelope, link};
use asl_sim::{Limits, Outcome, Progress, Runnable, Simulator, Start};
use asl_value::Value;
use table::Bench;

#[global_allocator]
static ALLOCATOR: memory::Counted = memory::Counted;

const NOW: Timestamp = Timestamp(1_700_000_000_000);
const TURNS: u32 = 100_000;

fn main() {
    let mut bench = Bench::new();
    loops(&mut bench);
    kinds(&mut bench);
    documents(&mut bench);
    maps(&mut bench);
    choices(&mut bench);
    expressions::measure(&mut bench);
    events::measure(&mut bench);
    texts(&mut bench);
    pictures::measure(&mut bench);
    writing::measure(&mut bench);
    println!("{}", bench.tables());
    println!("{}", memory_of_the_log());
}

/// Workload 1: a loop of 100,000 turns, two states each.
fn loops(bench: &mut Bench) {
    let group = "1: a loop of Pass and Choice";
    bench.case(group, "written by hand in Rust", 2 * TURNS, "transition", || {
        assert_eq!(black_box(by_hand::count(TURNS, NOW)).len(), 400_000, "four events a turn");
    });
    bench.case(group, "interpreted", 2 * TURNS, "transition", run_case(&machines::count(TURNS), start_at_zero()));
}

/// Where the time of workload 1 goes: states that do ever more.
fn kinds(bench: &mut Bench) {
    let group = "where the time goes";
    for (name, body) in [
        ("a Pass that hands its input on", r#""Type": "Pass""#),
        ("Parameters that are constant", r#""Type": "Pass", "Parameters": {"n": 1}"#),
        ("Parameters with a path", r#""Type": "Pass", "Parameters": {"n.$": "$.n"}"#),
        ("Parameters with a path into the context", r#""Type": "Pass", "Parameters": {"n.$": "$$.State.Name"}"#),
        ("Parameters with States.MathAdd", r#""Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}"#),
        ("ResultPath", r#""Type": "Pass", "Result": 1, "ResultPath": "$.r""#),
        ("Assign", r#""Type": "Pass", "Assign": {"v.$": "$.n"}"#),
    ] {
        let text = machines::chain(1000, |_| body.to_owned());
        bench.case(group, name, 1000, "state", run_case(&text, start_at_zero()));
    }
    bench.case(group, "a Choice with one rule", 1000, "state", run_case(&machines::choices(1000, 1), seven()));
}

/// Workload 2: a document carried through 1,000 states that write into it.
fn documents(bench: &mut Bench) {
    let group = "2: a document through 1,000 states";
    for (name, document) in [
        ("1 KiB of rows", machines::deep(1 << 10)),
        ("250 KiB of rows", machines::deep(250 << 10)),
        ("2500 KiB of rows", machines::deep(2500 << 10)),
        ("1 KiB of members", machines::wide(1 << 10)),
        ("250 KiB of members", machines::wide(250 << 10)),
    ] {
        bench.case(group, name, 1000, "state", run_case(&machines::carry(1000), document));
    }
}

/// Workload 3: a Map over 10,000 items with three states each.
fn maps(bench: &mut Bench) {
    let group = "3: a Map over 10,000 items";
    for at_once in [0, 40] {
        let case = run_case(&machines::map(at_once), machines::items(10_000));
        bench.case(group, &format!("MaxConcurrency {at_once}"), 30_000, "state", case);
    }
    bench.case(group, "1,000 items only", 3_000, "state", run_case(&machines::map(0), machines::items(1_000)));
}

/// Workload 4: many rules, and filters over 10,000 items.
fn choices(bench: &mut Bench) {
    let rules = "4: 200 rules";
    bench.case(
        rules,
        "100 Choices, the last rule matches",
        20_000,
        "rule",
        run_case(&machines::choices(100, 200), seven()),
    );
    let filters = "4: filters over 10,000 items";
    bench.case(filters, "two comparisons", 50_000, "item", run_case(&machines::filters(5), machines::items(10_000)));
}

/// What has to do with texts alone.
fn texts(bench: &mut Bench) {
    let long = machines::chain(500, |n| {
        format!(r#""Type": "Pass", "Parameters": {{"n": {n}, "id.$": "States.Format('{{}}-{n}', $$.State.Name)"}}"#)
    });
    let size = u32::try_from(long.len()).unwrap();
    let envelope = Envelope { definition: long.clone(), input: "{}".to_owned(), ..Envelope::default() };
    let fragment = link::encode(&envelope);
    let group = "texts";
    bench.case(group, "check a definition of 500 states", size, "byte", || {
        let checked = check_text(black_box(&long));
        assert!(checked.diagnostics.is_empty(), "the definition is sound: {:?}", checked.diagnostics);
    });
    bench.case(group, "write a share link", size, "byte", || drop(black_box(link::encode(&envelope))));
    bench.case(group, "read a share link", size, "byte", || {
        let read = link::decode(&fragment).unwrap().unwrap();
        assert_eq!(read.definition, envelope.definition, "the link holds the definition");
    });
}

/// What the log of workload 1 keeps, next to the log that is written by hand.
fn memory_of_the_log() -> String {
    let machine = compile(&machines::count(TURNS));
    let ((), by_hand, _) = memory::kept(|| std::mem::forget(by_hand::count(TURNS, NOW)));
    let (simulator, kept, calls) = memory::kept(|| run(machine, start_at_zero()));
    let events = simulator.events().len();
    format!(
        "memory of workload 1: {} bytes for an event ({events} events, {} allocations for 100); by hand {} bytes",
        kept / events,
        100 * calls / events,
        by_hand / events,
    )
}

fn start_at_zero() -> Value {
    Value::from_json(r#"{"n": 0}"#).unwrap()
}

fn seven() -> Value {
    Value::from_json(r#"{"n": 7, "tier": "silver"}"#).unwrap()
}

fn compile(definition: &str) -> Rc<Runnable> {
    let checked = check_text(definition);
    Runnable::compile(checked.machine.as_ref().unwrap()).unwrap()
}

fn run_case(definition: &str, input: Value) -> impl FnMut() + use<> {
    let machine = compile(definition);
    move || drop(black_box(run(machine.clone(), input.clone())))
}

/// Runs a machine that asks nothing of the world, at one instant, in slices as the page does.
fn run(machine: Rc<Runnable>, input: Value) -> Simulator {
    let start = Start { input, seed: 1, limits: Limits::NONE, ..Start::default() };
    let mut simulator = Simulator::new(machine, start, NOW);
    while simulator.advance(NOW, 64) == Progress::Working {}
    match simulator.outcome() {
        Some(Outcome::Succeeded(_)) => simulator,
        other => panic!("the run should succeed: {other:?}"),
    }
}
