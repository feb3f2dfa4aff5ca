//! `asl test`: scenarios, and which of them pass.

use std::path::Path;
use std::rc::Rc;

use asl_batch::{Finding, Hindrance, Scenarios, folder, parts, test as batch};
use asl_text::diagnostic::Severity;
use asl_text::line_index::LineIndex;
use asl_value::Value;

use super::hindered;
use crate::arguments::{Test, TestFormat};
use crate::host;
use crate::open::{self, Data, Opened};
use crate::problems::Problem;
use crate::report::{self, Case, Suite};
use crate::terminal::{self, Stream, Terminal};
use crate::{Outcome, Refusal, Verdict};

/// A document with the text of its scenarios.
struct Given {
    opened: Opened,
    /// The path of the scenarios; what to call them, where they have none.
    path: String,
    text: String,
}

/// Runs the scenarios that are named.
pub(crate) fn test(terminal: &mut Terminal, options: &Test) -> Outcome {
    let here = [".".to_owned()];
    let arguments = if options.files.is_empty() { here.as_slice() } else { options.files.as_slice() };
    let mut suites = Vec::new();
    let mut refusal = suites_of(terminal, options, arguments, &mut suites).err();
    if refusal.is_none() && suites.iter().any(|suite| suite.broken.is_some()) {
        refusal = Some(Refusal::new("scenarios can't be read: fix the errors above"));
    }
    let (passed, all) = report::totals(&suites);
    if refusal.is_none() && all == 0 {
        let why = if options.name.is_some() { "no scenario has such a name" } else { "there are no scenarios" };
        refusal = Some(Refusal::new(format!("{why} in {}", arguments.join(", "))));
    }
    if let Some(Refusal(why)) = refusal.as_ref().filter(|_| suites.iter().all(|suite| suite.broken.is_none())) {
        suites.push(Suite::broken(arguments.join(", "), why));
    }
    match options.format {
        TestFormat::Plain => {}
        TestFormat::Tap => terminal.write(&report::tap(&suites)),
        TestFormat::Junit => terminal.write(&report::junit(&suites)),
        TestFormat::Github => terminal.write(&report::github(&suites)),
        TestFormat::Json => terminal.print(&report::json(&suites)),
    }
    if let Some(path) = &options.junit {
        open::write(path, report::junit(&suites))?;
    }
    if let Some(refusal) = refusal {
        return Err(refusal);
    }
    let failed = all - passed;
    let (color, said) = match failed {
        0 => (terminal::GREEN, format!("{all} passed")),
        _ => (terminal::RED, format!("{failed} failed, {passed} passed")),
    };
    let said = terminal.paint(Stream::Error, color, &said);
    terminal.say(&said);
    Ok(if failed == 0 { Verdict::Fine } else { Verdict::Failed })
}

/// Runs what the arguments name, and adds what came of it. What is refused ends it.
fn suites_of(
    terminal: &mut Terminal,
    options: &Test,
    arguments: &[String],
    suites: &mut Vec<Suite>,
) -> Result<(), Refusal> {
    open::reads_once(arguments.iter().map(Some).chain([options.workflow.as_ref()]))?;
    let mut all = Vec::new();
    for argument in arguments {
        all.extend(find(argument, options)?);
    }
    open::knows_parameters(&options.choice, all.iter().map(|given| &given.opened))?;
    for given in all {
        let suite = suite(terminal, options, &given)?;
        let is_told = matches!(options.format, TestFormat::Plain | TestFormat::Github);
        if is_told && !suite.cases.is_empty() {
            tell(terminal, &suite);
        }
        suites.push(suite);
    }
    Ok(())
}

/// What an argument names: a file of scenarios, a workflow with one beside it, a link, or a folder.
fn find(argument: &str, options: &Test) -> Result<Vec<Given>, Refusal> {
    let is_link = parts::link_in(argument).is_some();
    if !is_link && Path::new(argument).is_dir() {
        let files = open::files_below(argument)?;
        let scenarios = files.iter().filter(|file| folder::is_scenarios(&file.path));
        return scenarios.map(|file| of_scenarios(&file.path, options)).collect();
    }
    if !is_link && (folder::is_scenarios(argument) || options.workflow.is_some()) {
        return Ok(vec![of_scenarios(argument, options)?]);
    }
    let opened = open::open_any(argument, &options.choice)?;
    if !opened.parts.scenarios.trim().is_empty() {
        let (path, text) = (format!("{}, scenarios", opened.name), opened.parts.scenarios.clone());
        return Ok(vec![Given { opened, path, text }]);
    }
    if asl_text::parse_data(&opened.document.text).root.is_some_and(|root| !root.items().is_empty()) {
        return Err(Refusal::new(format!("`{argument}`: name the workflow of these scenarios with --workflow FILE")));
    }
    let path = open::scenarios_beside(&opened.name).ok_or_else(|| {
        let stem = folder::stem(&opened.name);
        Refusal::new(format!(
            "`{argument}` has no scenarios: write them to `{stem}.scenarios.json`, or pass a file of scenarios with --workflow {argument}"
        ))
    })?;
    let text = open::read(Path::new(&path))?;
    Ok(vec![Given { opened, path, text }])
}

fn of_scenarios(path: &str, options: &Test) -> Result<Given, Refusal> {
    let text = if path == open::STANDARD_INPUT { Data::read("FILE", path)?.text } else { open::read(Path::new(path))? };
    let workflow = match &options.workflow {
        Some(workflow) => workflow.clone(),
        None => open::document_beside(path).ok_or_else(|| {
            Refusal::new(format!("`{path}`: there is no workflow of that name beside it; name it with --workflow"))
        })?,
    };
    let opened = open::open_any(&workflow, &options.choice)?;
    Ok(Given { opened, path: open::written(Path::new(path)), text })
}

/// Runs the scenarios of one text. Errors in it are printed, and told with it.
fn suite(terminal: &mut Terminal, options: &Test, given: &Given) -> Result<Suite, Refusal> {
    let document = &given.opened.document;
    let scenarios = Scenarios::read(&given.text, document);
    let mut broken = Vec::new();
    for diagnostic in scenarios.diagnostics.iter().filter(|found| found.severity != Severity::Info) {
        let finding = Finding {
            path: given.path.as_str().into(),
            text: given.text.as_str().into(),
            diagnostic: diagnostic.clone(),
        };
        let problem = Problem::at(&given.path, &finding);
        if diagnostic.severity == Severity::Error {
            broken.push(problem.short());
        }
        if options.format == TestFormat::Github {
            terminal.print(&problem.annotation());
        }
        let excerpt = problem.excerpt(terminal);
        terminal.say(&excerpt);
    }
    if !broken.is_empty() {
        return Ok(Suite { workflow: given.opened.name.clone(), ..Suite::broken(&given.path, broken.join("\n")) });
    }
    let input = match given.opened.parts.input.as_str() {
        "" => Value::empty_object(),
        text => Data { name: "the input of the link".to_owned(), text: text.to_owned() }.value()?,
    };
    let index = LineIndex::new(&given.text);
    let is_wanted = |name: &str| options.name.as_ref().is_none_or(|part| name.contains(part.as_str()));
    let wanted = scenarios.all.iter().filter(|scenario| is_wanted(&scenario.name));
    let mut cases = Vec::new();
    let mut began = host::instant();
    let files = Rc::new(given.opened.parts.s3_files());
    let outcome: Result<(), Hindrance> = batch::test(document, wanted, &input, &files, |_, tested| {
        let line = scenarios.place(&tested.name).map(|span| index.position(span.start).line + 1);
        let now = host::instant();
        let took = now.duration_since(began).as_secs_f64();
        began = now;
        cases.push(Case { name: tested.name.to_string(), unmet: tested.unmet, line, took, seconds: tested.seconds });
    });
    match outcome {
        Ok(()) => Ok(Suite { path: given.path.clone(), workflow: given.opened.name.clone(), cases, broken: None }),
        Err(why) => Err(hindered(terminal, &given.opened, &why)),
    }
}

/// A line for each scenario, and one for each thing that does not hold.
fn tell(terminal: &mut Terminal, suite: &Suite) {
    let title = terminal.paint(Stream::Output, terminal::BOLD, &suite.path);
    terminal.print(&title);
    for case in &suite.cases {
        let is_fine = case.unmet.is_empty();
        let (color, word) = if is_fine { (terminal::GREEN, "pass") } else { (terminal::RED, "FAIL") };
        let word = terminal.paint(Stream::Output, color, word);
        terminal.print(&format!("  {word}  {}", case.name));
        for unmet in &case.unmet {
            terminal.print(&format!("        {unmet}"));
        }
    }
}
