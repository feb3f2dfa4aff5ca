//! Runs recorded cases of the real service, suites of other tools, and our own cases.
//!
//! Ours stand in `tests/cases`, a file a case. Recorded ones are JSON Lines in `../shared/conformance`, when that is
//! there, and in the directories that `ASL_CORPUS` names (colon-separated). For each of our folders and each file one
//! line is printed: `PATH PASSED/TOTAL`; `ASL_VERBOSE=1` adds the id and first difference of each case that fails.
//!
//! A failing case of ours fails the test. A shared one does unless `tests/known_failures.txt` lists it; that list
//! only shrinks (`ASL_BLESS=1` takes off what passes by now). A corpus is only reported. A case whose Tasks nobody
//! recorded the answers of cannot be run: it has neither passed nor failed, and is counted apart.

mod activity;
pub(crate) mod cases;
mod compare;
mod connection_api;
mod destination_api;
mod events;
mod execution;
mod explain;
mod http;
mod jsonata;
mod known;
mod language;
mod map_run;
mod measured;
mod ours;
mod paste;
mod peers;
mod recorded;
mod refactor;
mod test_state;
mod validation;

use std::cell::Cell;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Once;

use crate::support::case::bless;
use cases::Case;
use known::KnownFailures;
use recorded::Recorded;

/// Why a case does not pass.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The first difference, or what went wrong.
    Differs(String),
    /// It cannot be run: what a Task answered was not recorded.
    Unanswered(String),
}

impl Failure {
    fn why(&self) -> &str {
        match self {
            Self::Differs(why) | Self::Unanswered(why) => why,
        }
    }
}

impl From<String> for Failure {
    fn from(why: String) -> Self {
        Self::Differs(why)
    }
}

impl From<&str> for Failure {
    fn from(why: &str) -> Self {
        Self::Differs(why.to_owned())
    }
}

/// What one case came to.
type Verdict = Result<(), Failure>;
/// What becomes of the verdict on a case of a file.
type Judge<'a> = Box<dyn FnMut(&str, &str, &Verdict) + 'a>;

#[test]
fn every_case_passes_that_is_ours_or_passed_before() {
    // As much stack as a program's main thread has: the suite of JSONata goes deep.
    let run = std::thread::Builder::new().stack_size(8 << 20).spawn(measure).unwrap();
    assert!(run.join().unwrap(), "what is wrong stands above, in lines that begin with FAILED");
}

/// Prints a line past the test harness, which would keep it for itself.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
}

/// How many cases there were, in all or in one file.
#[derive(Clone, Copy, Default)]
struct Count {
    passed: usize,
    unanswered: usize,
    all: usize,
}

impl Count {
    fn add(&mut self, verdict: &Verdict) {
        self.all += 1;
        self.passed += usize::from(verdict.is_ok());
        self.unanswered += usize::from(matches!(verdict, Err(Failure::Unanswered(_))));
    }
}

/// Counts verdicts, and prints what they come to.
struct Counter {
    is_verbose: bool,
    total: Count,
    /// Those of recorded executions that call Lambda functions.
    functions: Count,
}

impl Counter {
    /// The verdicts on the cases of a file.
    fn file(&mut self, path: &Path, verdicts: impl IntoIterator<Item = (String, Verdict)>, judge: &mut Judge<'_>) {
        let mut count = Count::default();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for (id, verdict) in verdicts {
            count.add(&verdict);
            if let (Err(failure), true) = (&verdict, self.is_verbose) {
                say(&format!("  {id} {}", failure.why()));
            }
            judge(&name, &id, &verdict);
        }
        let Count { passed, unanswered, all } = count;
        say(&format!("{} {passed}/{all}", path.display()));
        if unanswered > 0 {
            say(&format!("  {unanswered} of them cannot be run: the answers of their Tasks were not recorded"));
        }
        let total = &mut self.total;
        *total =
            Count { passed: total.passed + passed, unanswered: total.unanswered + unanswered, all: total.all + all };
    }

    /// The files of cases below a directory.
    fn directory(
        &mut self,
        directory: &Path,
        judge: &mut dyn FnMut(&str, &str, &Verdict),
        read: &mut dyn FnMut(&str, usize),
    ) {
        for file in cases::files(directory) {
            let name = file.strip_prefix(directory).unwrap_or(&file).to_string_lossy().replace('\\', "/");
            let cases = cases::read(&file);
            read(&name, cases.len());
            let mut judge: Judge<'_> = Box::new(|_, id, verdict| judge(&name, id, verdict));
            let mut functions = self.functions;
            let verdicts = cases.iter().map(|case| {
                let verdict = verdict(case);
                if calls_functions(case) {
                    functions.add(&verdict);
                }
                (case.id.clone(), verdict)
            });
            self.file(&file, verdicts, &mut judge);
            self.functions = functions;
        }
    }
}

/// Whether a case is an execution of AWS with a Task that calls a Lambda function.
fn calls_functions(case: &Case) -> bool {
    let is_run = matches!(case.kind.as_str(), "execution" | "measured");
    let is_call = |text: &str| text.contains(":::lambda:invoke") || text.contains("arn:aws:lambda:");
    is_run && case.json.get("definition").is_some_and(|definition| is_call(&definition.to_string()))
}

/// Runs all cases, and says whether those pass that have to.
pub(crate) fn measure() -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let known_path = root.join("tests/known_failures.txt");
    let mut known = KnownFailures::read(&known_path);
    let mut recorded = Recorded::read(root);
    let is_verbose = std::env::var("ASL_VERBOSE").is_ok_and(|value| value == "1");
    let mut counter = Counter { is_verbose, total: Count::default(), functions: Count::default() };
    let mut failed = Vec::new();

    let mut ours: Judge<'_> = Box::new(|_, id, verdict| {
        failed.extend(verdict.as_ref().err().map(|failure| format!("tests/cases/{id}: {}", failure.why())));
    });
    let folder = |name: &str| root.join("tests/cases").join(name);
    for (name, cases) in ours::folders() {
        let verdicts = cases.iter().map(|case| (case.id.clone(), verdict(case)));
        counter.file(&folder(name), verdicts, &mut ours);
    }
    let refactored = refactor::verdicts().into_iter().map(|(id, verdict)| (id, verdict.map_err(Failure::from)));
    counter.file(&folder("refactor"), refactored, &mut ours);
    drop(ours);

    let mut judge = |file: &str, id: &str, verdict: &Verdict| match verdict {
        Err(Failure::Differs(why)) if !known.contains(file, id) => failed.push(format!("{file} {id}: {why}")),
        Err(Failure::Unanswered(_)) => {}
        verdict => known.note(file, id, verdict.is_ok()),
    };
    counter.directory(&root.join("../shared/conformance"), &mut judge, &mut |file, count| recorded.found(file, count));
    for directory in std::env::var("ASL_CORPUS").unwrap_or_default().split(':').filter(|name| !name.is_empty()) {
        counter.directory(&PathBuf::from(directory), &mut |_, _, _| {}, &mut |_, _| {});
    }

    let Count { passed, unanswered, all } = counter.total;
    say(&format!("conformance: {passed} of {all} cases pass, {unanswered} cannot be run for lack of recorded answers"));
    let Count { passed, unanswered, all } = counter.functions;
    say(&format!("of them with Lambda functions: {passed} of {all} pass, {unanswered} cannot be run"));
    if bless() {
        known.write(&known_path);
        recorded.write();
    }
    if known.passing() > 0 && !bless() {
        say(&format!("{} listed failures pass by now: take them off with ASL_BLESS=1", known.passing()));
    }
    if recorded.has_more() && !bless() {
        say("there are more recorded cases than tests/recorded-cases.txt lists: add them with ASL_BLESS=1");
    }
    if let (cases @ 1.., files) = recorded.missing() {
        // `scripts/test.sh` repeats this line at its end.
        let what = format!("{cases} recorded cases in {files} files are not there (../shared/conformance)");
        say(&format!("NOT TESTED: {what}"));
        if std::env::var("CI").is_ok_and(|value| value == "true" || value == "1") {
            failed.push(format!("{what}; in CI they have to be"));
        }
    }
    for failure in &failed {
        say(&format!("FAILED {failure}"));
    }
    failed.is_empty()
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
    let json = &case.json;
    let run = std::panic::AssertUnwindSafe(|| match case.kind.as_str() {
        "execution" => execution::run(json),
        "state_action" | "state_executor" => peers::state(json),
        "event_pattern" => Ok(events::pattern(json)?),
        "input_transformer" => Ok(events::transformer(json)?),
        "connection_api" => Ok(connection_api::run(json)?),
        "api_destination_api" | "put_targets" => Ok(destination_api::run(json)?),
        "explain" => Ok(explain::run(json)?),
        "test_state" => test_state::run(json),
        "measured" => measured::run(json),
        "http_invoke" => Ok(http::run(json)?),
        "validity" | "sample_definition" => Ok(language::validity(json)?),
        "jayway" => Ok(language::jayway(json)?),
        "intrinsic" => Ok(language::intrinsic(json)?),
        "jsonpath" => Ok(language::path(json)?),
        "jsonata" => Ok(jsonata::run(json)?),
        "paste" => Ok(paste::run(json)?),
        "io" => Ok(peers::io(json)?),
        "validate" => Ok(validation::validate(json)?),
        "invalid_definition" => Ok(validation::refused(json)?),
        "start_error" => Ok(validation::start(json)?),
        "diagnostics" => Ok(validation::editor(json)?),
        "variable_references" => Ok(validation::variables(json)?),
        other => Err(format!("cases of kind `{other}` cannot be run yet").into()),
    });
    silence_cases();
    IN_CASE.set(true);
    let verdict = std::panic::catch_unwind(run).unwrap_or_else(|_| Err("panicked".into()));
    IN_CASE.set(false);
    verdict
}
