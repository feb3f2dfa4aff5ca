//! Fuzzes the readers of untrusted text: `make fuzz [SECONDS=60] [TARGET=yaml] [SEED=1]`.
//!
//! Texts of the corpus (`fuzz/corpus`, the examples, the machines of the test cases) are changed at random, a few
//! changes each, for so many seconds for each reader. A reader that panics, or takes more than a second for a text of at
//! most 64 KB, is reported; the text, made as short as the failure allows, is written to `fuzz/found`. What overflows the
//! stack ends the process: the text stands in `target/fuzz`.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a program for the command line, which measures time"
)]

use std::io::{Seek, Write};
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use fastrand::Rng;

#[path = "../tests/it/support/case.rs"]
#[expect(dead_code, clippy::unwrap_used, clippy::panic, reason = "tests use the rest, and may panic")]
mod case;
#[path = "../fuzz/mutate.rs"]
mod mutate;
#[path = "../fuzz/targets.rs"]
mod targets;

use mutate::mutate;
use targets::Target;

/// What takes longer hangs.
const HANGS: Duration = Duration::from_secs(1);
fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| env::var(name).ok().filter(|text| !text.is_empty());
    let seconds = read("SECONDS").and_then(|text| text.parse().ok()).unwrap_or(60);
    let seed = read("SEED").and_then(|text| text.parse().ok()).unwrap_or(1);
    let only = read("TARGET");
    println!("seed {seed}, {seconds} s for each reader");
    // What a panic says is said with the text.
    std::panic::set_hook(Box::new(|_| {}));
    let mut failures = 0;
    for target in targets::ALL.iter().filter(|target| only.as_deref().is_none_or(|only| only == target.name)) {
        failures += fuzz(target, root, Duration::from_secs(seconds), seed);
    }
    std::process::exit(i32::from(failures > 0));
}

/// Tries one reader; tells how many failures it found.
fn fuzz(target: &Target, root: &Path, time: Duration, seed: u64) -> usize {
    let corpus = corpus(root, target.name);
    let mut rng = Rng::with_seed(seed);
    let now = root.join(format!("target/fuzz/{}.txt", target.name));
    fs::create_dir_all(root.join("target/fuzz")).expect("target/ can be written");
    // One file that stays open: to make it anew for each text takes longer than to read most.
    let mut now = fs::File::create(now).expect("target/fuzz can be written");
    let (begin, mut tried, mut slowest) = (Instant::now(), 0_u64, Duration::ZERO);
    let had = processor_time();
    let mut found: Vec<String> = Vec::new();
    while begin.elapsed() < time {
        let text = mutate(&corpus, &mut rng);
        keep(&mut now, &text).expect("target/fuzz can be written");
        let (failure, took) = attempt(target, &text);
        (tried, slowest) = (tried + 1, slowest.max(took));
        let Some(failure) = failure else { continue };
        if found.contains(&failure) {
            continue;
        }
        let text = shortest(target, text, &failure);
        let place = root.join(format!("fuzz/found/{}-{}.txt", target.name, found.len()));
        fs::create_dir_all(root.join("fuzz/found")).expect("fuzz/ can be written");
        fs::write(&place, &text).expect("fuzz/found can be written");
        println!("{}: {failure}: {} bytes in {}", target.name, text.len(), place.display());
        found.push(failure);
    }
    let work = had.zip(processor_time()).map_or(time, |(had, has)| has.saturating_sub(had));
    println!(
        "{:<14} {tried:>9} texts in {} s ({} s of processor time), the slowest took {slowest:.0?}, {} failures",
        target.name,
        time.as_secs(),
        work.as_secs(),
        found.len()
    );
    found.len()
}

/// Writes the text that is tried over the one before.
fn keep(file: &mut fs::File, text: &str) -> std::io::Result<()> {
    file.rewind()?;
    file.write_all(text.as_bytes())?;
    file.set_len(text.len() as u64)
}

/// How a reader fails on a text, if it does, and how long it took.
fn attempt(target: &Target, text: &str) -> (Option<String>, Duration) {
    let begin = Instant::now();
    let outcome = catch_unwind(|| (target.read)(text));
    let took = begin.elapsed();
    let failure = match outcome {
        Err(panic) => {
            let words =
                panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
            Some(format!("panics: {}", words.unwrap_or("without a word")))
        }
        // A busy machine takes long for anything: what hangs does so again, and keeps a processor busy.
        Ok(()) if took > HANGS && (0..2).all(|_| timed(target, text) > HANGS) => Some("hangs".to_owned()),
        Ok(()) => None,
    };
    (failure, took)
}

fn timed(target: &Target, text: &str) -> Duration {
    let begin = (processor_time(), Instant::now());
    (target.read)(text);
    match (begin.0, processor_time()) {
        (Some(begin), Some(end)) => end.saturating_sub(begin),
        _ => begin.1.elapsed(),
    }
}

/// How long this thread has had a processor; `None` where the system does not tell.
fn processor_time() -> Option<Duration> {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(told.split(' ').next()?.parse().ok()?))
}

/// The text without whatever the failure does not need.
fn shortest(target: &Target, mut text: String, failure: &str) -> String {
    let begin = Instant::now();
    let mut size = text.len() / 2;
    while size > 0 && begin.elapsed() < Duration::from_secs(20) {
        let mut at = 0;
        while at < text.len() {
            let without: String = [text.get(..at), text.get(at + size..)].into_iter().flatten().collect();
            if without.len() < text.len() && attempt(target, &without).0.as_deref() == Some(failure) {
                text = without;
            } else {
                at += size;
            }
        }
        size /= 2;
    }
    text
}

/// The texts that are changed.
fn corpus(root: &Path, target: &str) -> Vec<String> {
    let mut texts: Vec<String> = files(&root.join("fuzz/corpus").join(target));
    if matches!(
        target,
        "json"
            | "yaml"
            | "definition"
            | "template"
            | "fixes"
            | "connection"
            | "mocks"
            | "run"
            | "assist"
            | "refactor"
            | "aws_answer"
    ) {
        texts.extend(asl_examples::ALL.iter().map(|example| example.definition.to_owned()));
        let machines = case::machines(&["assist", "diagnostics", "http", "run", "why"]);
        texts.extend(machines.into_iter().map(|(_, definition, _)| definition));
    }
    texts.push(String::new());
    texts
}

fn files(folder: &Path) -> Vec<String> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect()).unwrap_or_default();
    paths.sort();
    paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}
