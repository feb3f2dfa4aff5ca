//! Runs recorded cases of the real service, suites of other tools, and our own cases.
//!
//! Cases are JSON Lines: ours in `tests/cases/`, shared ones in `../shared/conformance` when that is there, and
//! any in the directories that `ASL_CORPUS` names (colon-separated). For each file one line is printed:
//! `PATH PASSED/TOTAL`; `ASL_VERBOSE=1` adds the id and first difference of each case that fails.
//!
//! A failing case of ours fails the test. A shared one does unless `tests/known_failures.txt` lists it; that list
//! only shrinks (`ASL_BLESS=1` takes off what passes by now). A corpus is only reported.
#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a test with a harness of its own: it prints, and a panic is a failed case"
)]

#[path = "conformance/activity.rs"]
mod activity;
#[path = "conformance/cases.rs"]
mod cases;
#[path = "conformance/compare.rs"]
mod compare;
#[path = "conformance/connection_api.rs"]
mod connection_api;
#[path = "conformance/execution.rs"]
mod execution;
#[path = "conformance/explain.rs"]
mod explain;
#[path = "conformance/http.rs"]
mod http;
#[path = "conformance/jsonata.rs"]
mod jsonata;
#[path = "conformance/known.rs"]
mod known;
#[path = "conformance/language.rs"]
mod language;
#[path = "conformance/map_run.rs"]
mod map_run;
#[path = "conformance/peers.rs"]
mod peers;
#[path = "conformance/refactor.rs"]
mod refactor;
#[path = "conformance/validation.rs"]
mod validation;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cases::Case;
use known::KnownFailures;

/// What one case came to: `Err` says the first difference.
type Verdict = Result<(), String>;
/// What becomes of the verdict on a case of a file.
type Judge<'a> = Box<dyn FnMut(&str, &Case, &Verdict) + 'a>;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let verbose = std::env::var("ASL_VERBOSE").is_ok_and(|value| value == "1");
    let bless = std::env::var("ASL_BLESS").is_ok_and(|value| value == "1");
    let known_path = root.join("tests/known_failures.txt");
    let mut known = KnownFailures::read(&known_path);
    let mut total = (0, 0);
    let mut regressions = Vec::new();
    // A case that panics is a failed case: the hook would print a page for each.
    std::panic::set_hook(Box::new(|_| {}));

    let mut run = |directory: &Path, mut judge: Judge<'_>| {
        for file in cases::files(directory) {
            let name = file.strip_prefix(directory).unwrap_or(&file).to_string_lossy().into_owned();
            let (mut passed, mut count) = (0, 0);
            for case in cases::read(&file) {
                let verdict = verdict(&case);
                count += 1;
                passed += usize::from(verdict.is_ok());
                if verbose && let Err(why) = &verdict {
                    println!("  {} {why}", case.id);
                }
                judge(&name, &case, &verdict);
            }
            println!("{} {passed}/{count}", file.display());
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
    println!("conformance: {} of {} cases pass", total.0, total.1);
    if bless {
        known.write(&known_path);
    } else if known.passing() > 0 {
        println!("{} listed failures pass by now: take them off with ASL_BLESS=1", known.passing());
    }
    ours.extend(regressions);
    for regression in &ours {
        println!("FAILED {regression}");
    }
    if ours.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
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
    std::panic::catch_unwind(run).unwrap_or_else(|_| Err("panicked".to_owned()))
}
