//! What scenarios came to, in the formats of others.

mod junit;

pub(crate) use junit::junit;

use std::fmt::Write;

use crate::problems;

/// The scenarios of one text.
pub(crate) struct Suite {
    /// The path of the scenarios.
    pub(crate) path: String,
    /// The path of the workflow.
    pub(crate) workflow: String,
    /// The scenarios, in order.
    pub(crate) cases: Vec<Case>,
    /// Why there are none of them, a sentence: a report without it would look as if all passed.
    pub(crate) broken: Option<String>,
}

impl Suite {
    /// One that came to nothing.
    pub(crate) fn broken(path: impl Into<String>, why: impl Into<String>) -> Self {
        Self { path: path.into(), workflow: String::new(), cases: Vec::new(), broken: Some(why.into()) }
    }
}

/// A scenario that was run.
pub(crate) struct Case {
    /// Its name.
    pub(crate) name: String,
    /// What does not hold, a sentence each.
    pub(crate) unmet: Vec<String>,
    /// The line of its name, from 1.
    pub(crate) line: Option<u32>,
    /// How long it took to play, in seconds.
    pub(crate) took: f64,
    /// How long the run took by its own clock, in seconds.
    pub(crate) seconds: f64,
}

/// How many pass, of how many.
pub(crate) fn totals(suites: &[Suite]) -> (usize, usize) {
    let cases = || suites.iter().flat_map(|suite| &suite.cases);
    (cases().filter(|case| case.unmet.is_empty()).count(), cases().count())
}

/// How many came to nothing.
fn errors(suites: &[Suite]) -> usize {
    suites.iter().filter(|suite| suite.broken.is_some()).count()
}

/// The Test Anything Protocol, version 14. Scenarios that cannot be run are a test that fails.
pub(crate) fn tap(suites: &[Suite]) -> String {
    let mut out = "TAP version 14\n".to_owned();
    // Writing to a string does not fail.
    let _ = writeln!(out, "1..{}", totals(suites).1 + errors(suites));
    let cases = suites.iter().flat_map(|suite| suite.cases.iter().map(move |case| (suite, case)));
    let mut last = 0;
    for (number, (suite, case)) in (1..).zip(cases) {
        last = number;
        let name = tap_name(&case.name);
        let word = if case.unmet.is_empty() { "ok" } else { "not ok" };
        let _ = writeln!(out, "{word} {number} - {name}");
        if !case.unmet.is_empty() {
            let line = case.line.map(|line| format!(":{line}")).unwrap_or_default();
            out.push_str(&tap_block(&case.unmet.join("; "), &format!("{}{line}", suite.path)));
        }
    }
    let broken = suites.iter().filter_map(|suite| Some((suite, suite.broken.as_ref()?)));
    for (number, (suite, why)) in (last + 1..).zip(broken) {
        let _ = writeln!(out, "not ok {number} - {}", tap_name(&suite.path));
        out.push_str(&tap_block(why, &suite.path));
    }
    out
}

fn tap_name(name: &str) -> String {
    name.replace('\\', "\\\\").replace('#', "\\#").replace(['\n', '\r'], " ")
}

/// What a test that fails says of it, in YAML.
fn tap_block(message: &str, at: &str) -> String {
    let text = |text: &str| serde_json::to_string(text).unwrap_or_default();
    format!("  ---\n  message: {}\n  at: {}\n  ...\n", text(message), text(at))
}

/// An error of GitHub Actions for each scenario that fails.
pub(crate) fn github(suites: &[Suite]) -> String {
    let mut out = String::new();
    for suite in suites {
        for case in suite.cases.iter().filter(|case| !case.unmet.is_empty()) {
            let place = [
                ("file", suite.path.clone()),
                ("line", case.line.unwrap_or(1).to_string()),
                ("title", format!("The scenario “{}” fails", case.name)),
            ];
            let _ = writeln!(out, "{}", problems::github("error", &place, &case.unmet.join("\n")));
        }
    }
    out
}

/// All of it as a JSON object.
pub(crate) fn json(suites: &[Suite]) -> String {
    let (passed, all) = totals(suites);
    let suite = |suite: &Suite| {
        let case = |case: &Case| {
            serde_json::json!({
                "name": case.name, "passes": case.unmet.is_empty(), "unmet": case.unmet, "line": case.line,
                "seconds": case.seconds,
            })
        };
        let cases: Vec<_> = suite.cases.iter().map(case).collect();
        let mut record = serde_json::json!({ "file": suite.path, "workflow": suite.workflow, "scenarios": cases });
        if let (Some(record), Some(why)) = (record.as_object_mut(), &suite.broken) {
            record.insert("error".to_owned(), why.as_str().into());
        }
        record
    };
    let files: Vec<_> = suites.iter().map(suite).collect();
    let report =
        serde_json::json!({ "passed": passed, "failed": all - passed, "errors": errors(suites), "files": files });
    serde_json::to_string_pretty(&report).unwrap_or_default()
}
