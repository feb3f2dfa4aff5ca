//! Runs recorded cases of the real service, suites of other tools, and our own cases.
//!
//! Cases are JSON Lines: ours in `tests/cases/`, shared ones in `../shared/conformance` when that is there, and
//! any in the directories that `ASL_CORPUS` names (colon-separated). For each file one line is printed:
//! `PATH PASSED/TOTAL`; `ASL_VERBOSE=1` adds the id and first difference of each case that fails.
//!
//! A failing case of ours fails the test. A shared one does unless `tests/known_failures.txt` lists it; that list
//! only shrinks (`ASL_BLESS=1` takes off what passes by now). A corpus is only reported.

mod activity;
mod cases;
mod compare;
mod connection_api;
mod execution;
mod explain;
mod http;
mod jsonata;
mod known;
mod language;
mod map_run;
mod peers;
mod refactor;
mod validation;

use std::cell::Cell;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Once;

use cases::Case;
use known::KnownFailures;

/// What one case came to: `Err` says the first difference.
type Verdict = Result<(), String>;
/// What becomes of the verdict on a case of a file.
type Judge<'a> = Box<dyn FnMut(&str, &Case, &Verdict) + 'a>;

#[test]
fn every_case_passes_that_is_ours_or_passed_before() {
    // As much stack as a program's main thread has: the suite of JSONata goes deep.
    let run = std::thread::Builder::new().stack_size(8 << 20).spawn(measure).unwrap();
    assert!(run.join().unwrap(), "the cases that fail stand above, in lines that begin with FAILED");
}

/// Prints a line past the test harness, which would keep it for itself.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
}

/// Runs all cases, and says whether those pass that have to.
pub(crate) fn measure() -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let verbose = std::env::var("ASL_VERBOSE").is_ok_and(|value| value == "1");
    let bless = std::env::var("ASL_BLESS").is_ok_and(|value| value == "1");
    let known_path = root.join("tests/known_failures.txt");
    let mut known = KnownFailures::read(&known_path);
    let mut total = (0, 0);
    let mut regressions = Vec::new();

    let mut run = |directory: &Path, mut judge: Judge<'_>| {
        for file in cases::files(directory) {
            let name = file.strip_prefix(directory).unwrap_or(&file).to_string_lossy().into_owned();
            let (mut passed, mut count) = (0, 0);
            for case in cases::read(&file) {
                let verdict = verdict(&case);
                count += 1;
                passed += usize::from(verdict.is_ok());
                if verbose && let Err(why) = &verdict {
                    say(&format!("  {} {why}", case.id));
                }
                judge(&name, &case, &verdict);
            }
            say(&format!("{} {passed}/{count}", file.display()));
            total = (total.0 + passed, total.1 + count);
        }
    };

    run(
        &root.join("tests/cases"),
        Box::new(|file, case, verdict| {
            if let Err(why) = verdict {
                regressions.push(format!("tests/cases/{file} {}: {why}", case.id));
            }
        }),
    );
    let mut ours = regressions;
    let mut regressions = Vec::new();
    run(
        &root.join("../shared/conformance"),
        Box::new(|file, case, verdict| match verdict {
            Err(why) if !known.contains(file, &case.id) => {
                regressions.push(format!("{file} {}: {why}", case.id));
            }
            verdict => known.note(file, &case.id, verdict.is_ok()),
        }),
    );
    for directory in std::env::var("ASL_CORPUS").unwrap_or_default().split(':').filter(|name| !name.is_empty()) {
        run(&PathBuf::from(directory), Box::new(|_, _, _| {}));
    }
    say(&format!("conformance: {} of {} cases pass", total.0, total.1));
    if bless {
        known.write(&known_path);
    } else if known.passing() > 0 {
        say(&format!("{} listed failures pass by now: take them off with ASL_BLESS=1", known.passing()));
    }
    ours.extend(regressions);
    for regression in &ours {
        say(&format!("FAILED {regression}"));
    }
    ours.is_empty()
}

thread_local! {
    /// Whether a panic in this thread is a case that fails, and not to be printed in full.
    static IN_CASE: Cell<bool> = const { Cell::new(false) };
}

/// Silences panics of cases, and no others.
fn silence_cases() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !IN_CASE.get() {
                hook(panic);
            }
        }));
    });
}

/// Runs one case. A kind that is not supported yet has failed, never been skipped.
fn verdict(case: &Case) -> Verdict {
    let run = std::panic::AssertUnwindSafe(|| match case.kind.as_str() {
        "execution" => execution::run(&case.json),
        "connection_api" => connection_api::run(&case.json),
        "explain" => explain::run(&case.json),
        "http_invoke" => http::run(&case.json),
        "validity" | "sample_definition" => language::validity(&case.json),
        "jayway" => language::jayway(&case.json),
        "intrinsic" => language::intrinsic(&case.json),
        "jsonpath" => language::path(&case.json),
        "jsonata" => jsonata::run(&case.json),
        "state_action" | "state_executor" => peers::state(&case.json),
        "io" => peers::io(&case.json),
        "validate" => validation::validate(&case.json),
        "invalid_definition" => validation::refused(&case.json),
        "start_error" => validation::start(&case.json),
        "diagnostics" => validation::editor(&case.json),
        "refactor" => refactor::run(&case.json),
        "variable_references" => validation::variables(&case.json),
        other => Err(format!("cases of kind `{other}` cannot be run yet")),
    });
    silence_cases();
    IN_CASE.set(true);
    let verdict = std::panic::catch_unwind(run).unwrap_or_else(|_| Err("panicked".to_owned()));
    IN_CASE.set(false);
    verdict
}
