//! `asl check`: what is wrong with documents and their scenarios.

use std::path::Path;

use asl_batch::{Finding, Scenarios};
use asl_http::Connections;
use asl_text::diagnostic::Severity;

use crate::arguments::{Check, CheckFormat, Choice};
use crate::connections;
use crate::open::{self, Opened};
use crate::problems::{Problem, Tally};
use crate::terminal::Terminal;
use crate::{Outcome, Refusal, Verdict};

/// Prints the problems of all documents that are named.
pub(crate) fn check(terminal: &mut Terminal, check: &Check) -> Outcome {
    let here = [".".to_owned()];
    let arguments = if check.files.is_empty() { here.as_slice() } else { check.files.as_slice() };
    let known = check.connections.as_deref().map(connections::named).transpose()?;
    let (mut tally, mut count) = (Tally::default(), 0);
    let mut records = Vec::new();
    let mut all = Vec::new();
    for argument in arguments {
        for opened in open::all(argument, &check.choice)? {
            all.push(readings(opened, &check.choice)?);
        }
    }
    open::knows_parameters(&check.choice, all.iter().flatten())?;
    for readings in all {
        count += 1;
        for (opened, finding) in findings(readings, known.as_ref())? {
            let problem = Problem::of(&opened, &finding);
            if check.quiet && problem.severity() == Severity::Info {
                continue;
            }
            tally.add(problem.severity());
            match check.format {
                CheckFormat::Human => {
                    let excerpt = problem.excerpt(terminal);
                    terminal.print(&excerpt);
                    terminal.print("");
                }
                CheckFormat::Short => terminal.print(&problem.short()),
                CheckFormat::Github => terminal.print(&problem.annotation()),
                CheckFormat::Json => records.push(serde_json::json!(problem.record())),
            }
        }
    }
    if count == 0 {
        return Err(Refusal::new(format!("there is no workflow in {}", arguments.join(", "))));
    }
    if check.format == CheckFormat::Json {
        let text = serde_json::to_string_pretty(&records).unwrap_or_default();
        terminal.print(&text);
    }
    let summary = tally.in_words(terminal);
    let plural = if count == 1 { "" } else { "s" };
    terminal.say(&format!("{count} workflow{plural} checked: {summary}"));
    let is_bad = tally.errors > 0 || check.deny_warnings && tally.warnings > 0;
    Ok(if is_bad { Verdict::Failed } else { Verdict::Fine })
}

/// A document, read once for each of its machines.
fn readings(opened: Opened, choice: &Choice) -> Result<Vec<Opened>, Refusal> {
    let machines = opened.document.machines().to_vec();
    let wanted: Vec<_> = match &choice.machine {
        Some(machine) => vec![std::rc::Rc::from(machine.as_str())],
        None => machines,
    };
    let mut readings = Vec::new();
    for machine in &wanted {
        let (document, parts) = (opened.document.clone(), opened.parts.clone());
        let document = document.with_machine(machine).map_err(|why| Refusal::new(format!("{}: {why}", opened.name)))?;
        readings.push(Opened { name: opened.name.clone(), document, parts, is_from_link: opened.is_from_link });
    }
    if readings.is_empty() {
        readings.push(opened);
    }
    Ok(readings)
}

/// The problems of a document, of each of its machines, and of the scenarios beside it, each once.
fn findings(
    readings: Vec<Opened>,
    known: Option<&Connections>,
) -> Result<Vec<(std::rc::Rc<Opened>, Finding)>, Refusal> {
    let mut all: Vec<(std::rc::Rc<Opened>, Finding)> = Vec::new();
    for reading in readings {
        let mut found = reading.document.findings();
        if let Some(known) = known {
            found.extend(reading.document.missing_connections(known));
        }
        found.extend(of_scenarios(&reading)?);
        let reading = std::rc::Rc::new(reading);
        for finding in found {
            let is_same = |other: &Finding| other.path == finding.path && other.diagnostic == finding.diagnostic;
            if !all.iter().any(|(_, other)| is_same(other)) {
                all.push((reading.clone(), finding));
            }
        }
    }
    Ok(all)
}

/// What is wrong with the scenarios beside a document, or in its link.
fn of_scenarios(opened: &Opened) -> Result<Vec<Finding>, Refusal> {
    let (path, text) = match open::scenarios_beside(&opened.name) {
        _ if !opened.parts.scenarios.is_empty() => ("the scenarios".to_owned(), opened.parts.scenarios.clone()),
        Some(path) => {
            let text = open::read(Path::new(&path))?;
            (path, text)
        }
        None => return Ok(Vec::new()),
    };
    let found = Scenarios::read(&text, &opened.document).diagnostics;
    let finding = |diagnostic| Finding { path: path.as_str().into(), text: text.as_str().into(), diagnostic };
    Ok(found.into_iter().map(finding).collect())
}
