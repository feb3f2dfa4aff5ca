//! `asl explore`: every failure of every call tried, and what nothing handles.

use std::rc::Rc;

use asl_batch::api::of_finding;
use asl_explore::{Budget, Exploration, Kind, Report};
use asl_sim::mock::Mocks;
use asl_value::Value;

use super::{hindered, run};
use crate::arguments::{Denied, Explore};
use crate::open::{self, Data};
use crate::terminal::{self, Stream, Terminal};
use crate::{Outcome, Refusal, Verdict};

/// Explores the workflow that is named.
pub(crate) fn explore(terminal: &mut Terminal, explore: &Explore) -> Outcome {
    open::reads_once([Some(&explore.file), explore.input.as_ref(), explore.mocks.as_ref()])?;
    let opened = open::open(&explore.file, &explore.choice)?;
    let input = match (&explore.input, opened.parts.input.as_str()) {
        (Some(value), _) => Data::read("--input", value)?.value()?,
        (None, "") => Value::empty_object(),
        (None, text) => Data { name: "the input of the link".to_owned(), text: text.to_owned() }.value()?,
    };
    let mocks = match (&explore.mocks, opened.parts.mocks.as_str()) {
        (Some(value), _) => run::mocks(terminal, &opened, &Data::read("--mocks", value)?, None)?,
        (None, "") => Value::empty_object(),
        (None, text) => Data { name: "the mocks of the link".to_owned(), text: text.to_owned() }.value()?,
    };
    let mocks = Mocks::from_value(&mocks).map_err(Refusal::new)?;
    let files = Rc::new(opened.parts.s3_files());
    let setup = opened.document.exploration(input, mocks, files);
    let mut setup = setup.map_err(|why| hindered(terminal, &opened, &why))?;
    setup.budget = Budget { runs: explore.runs, ..setup.budget };
    let mut exploration = Exploration::new(setup);
    while !exploration.advance(256).is_done {}
    let report = exploration.report();
    if let Some(path) = &explore.scenarios {
        let scenarios: Value = report
            .findings
            .iter()
            .filter_map(asl_explore::Finding::scenario)
            .map(|scenario| scenario.to_value())
            .collect();
        open::write(path, scenarios.to_json_pretty() + "\n")?;
    }
    if explore.json {
        terminal.print(&json(&report));
    } else {
        tell(terminal, &report);
    }
    let runs = report.progress.runs;
    let reached = report.places.iter().filter(|place| report.reached.contains(place)).count();
    let all = if report.is_complete { "everything was tried" } else { "not everything was tried: raise --runs" };
    terminal.say(&format!("{runs} runs, {all}; {reached} of {} places reached", report.places.len()));
    let is_denied =
        report.findings.iter().any(|finding| explore.deny.iter().any(|denied| denies(*denied, finding.kind)));
    Ok(if is_denied { Verdict::Failed } else { Verdict::Fine })
}

fn denies(denied: Denied, kind: Kind) -> bool {
    let of_kind = match denied {
        Denied::All => return !matches!(kind, Kind::Longest | Kind::Dearest),
        Denied::Unhandled => Kind::Unhandled,
        Denied::Endless => Kind::Endless,
        Denied::Overdue => Kind::Overdue,
        Denied::Data => Kind::Data,
        Denied::Twice => Kind::Twice,
        Denied::IdleRetrier => Kind::IdleRetrier,
        Denied::IdleCatcher => Kind::IdleCatcher,
        Denied::Unreached => Kind::Unreached,
    };
    of_kind == kind
}

fn tell(terminal: &mut Terminal, report: &Report) {
    for kind in Kind::ALL {
        let mut findings = report.of(kind).peekable();
        if findings.peek().is_none() {
            continue;
        }
        let title = terminal.paint(Stream::Output, terminal::BOLD, kind.title());
        terminal.print(&title);
        for finding in findings {
            terminal.print(&format!("  {}", finding.title));
            for more in [finding.detail.as_str(), finding.advice] {
                if !more.is_empty() {
                    terminal.print(&format!("    {more}"));
                }
            }
        }
        terminal.print("");
    }
}

fn json(report: &Report) -> String {
    let findings: Vec<_> = report.findings.iter().map(of_finding).collect();
    let all = serde_json::json!({
        "findings": findings,
        "runs": report.progress.runs,
        "isComplete": report.is_complete,
        "reached": report.places.iter().filter(|place| report.reached.contains(place)).count(),
        "places": report.places.len(),
    });
    serde_json::to_string_pretty(&all).unwrap_or_default()
}
