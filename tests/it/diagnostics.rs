//! Every diagnostic with its words, its place and its fixes: the cases of `tests/cases/diagnostics`.
//!
//! A case holds a text and what is found in it: each finding is underlined below its line, and has sections for its
//! message, its hint and the text after each fix. `ASL_BLESS=1 cargo test --test it diagnostics::` writes what is found
//! now, to be read before it is kept. A definition in JSON is tried in YAML too: the same is found, and the same fixes
//! are offered and hold.

use std::collections::BTreeSet;

use asl_document::TemplateChoice;
use asl_events::EventSystem;
use asl_http::Connections;
use asl_ide::events::known;
use asl_ide::fix::Fixer;
use asl_ide::help;
use asl_lang::aws::Finding;
use asl_lang::{WorkflowType, check_text};
use asl_sim::limits::check_input;
use asl_sim::mock::check;
use asl_stack::requirements;
use asl_stack::template::source;
use asl_text::diagnostic::{Code, Diagnostic, Severity};
use asl_text::edit::apply;
use asl_text::{Node, print};
use asl_view::events::assumed_bus::on_buses;
use asl_view::events::entries::EventText;

use crate::support::case::{Case, Format, bless};
use crate::support::marks;

const FORMAT: Format = Format {
    folder: "diagnostics",
    settings: &[("notation", &["JSON only"]), ("type", &["EXPRESS"]), ("connections", &["none"])],
    sections: &["machine", "events", "definition", "mocks", "scenarios", "input", "aws", "message", "hint", "fix"],
};

/// The section that is checked: the definition, or mocks or scenarios for the machine above them, or an input.
fn source_of(case: &Case) -> &'static str {
    ["mocks", "scenarios", "input"].into_iter().find(|name| case.text(name).is_some()).unwrap_or("definition")
}

/// The text that is checked, without what is underlined.
fn text_of(case: &Case) -> String {
    let name = source_of(case);
    case.expect(name);
    let (raw, has_final_newline) = case.raw(name).unwrap_or_default();
    let mut text = marks::without(raw);
    if !has_final_newline && text.ends_with('\n') {
        text.pop();
    }
    text
}

/// The definitions of all cases.
pub(crate) fn definitions() -> Vec<String> {
    let cases = FORMAT.cases();
    cases.iter().filter(|case| source_of(case) == "definition").map(text_of).collect()
}

fn workflow(case: &Case) -> WorkflowType {
    if case.setting("type") == Some("EXPRESS") { WorkflowType::Express } else { WorkflowType::Standard }
}

/// What the rules of a text look for that the events of the case do not have.
fn known(case: &Case) -> impl Fn(&EventSystem) -> Vec<Diagnostic> + use<> {
    let events = EventText::read(case.text("events").unwrap_or_default());
    move |system| known::check(system, &on_buses(system, &events))
}

/// A finding with its fixes: for each its title and the text after it.
type Found = (Diagnostic, Vec<(String, String)>);

/// What is found in the text of a case, with the fixes.
fn found(case: &Case, text: &str) -> Vec<Found> {
    let alone = |list: &[Diagnostic]| list.iter().map(|found| (found.clone(), Vec::new())).collect();
    match source_of(case) {
        "mocks" => {
            let machine = check_text(case.expect("machine")).machine;
            alone(&check::check_text(text, &machine.iter().collect::<Vec<_>>()).diagnostics)
        }
        "scenarios" => {
            let machine = check_text(case.expect("machine")).machine;
            alone(&asl_scenario::read(text, machine.as_ref(), None).diagnostics)
        }
        "input" => {
            // A text too long to stand in a case: so many letters.
            let count = text.trim().strip_prefix("\"@").and_then(|rest| rest.strip_suffix('"')?.parse().ok());
            let long = count.map(|count| format!("\"{}\"", "x".repeat(count)));
            let input = asl_text::parse(long.as_deref().unwrap_or(text)).root.as_ref().map(Node::to_value);
            alone(check_input(&input.unwrap_or_default(), false).as_slice())
        }
        _ if case.setting("connections") == Some("none") => {
            let machine = check_text(text).machine.expect("the machine is read");
            let missing = requirements::missing(&machine, &Connections::default());
            alone(&missing.iter().map(requirements::MissingConnection::diagnostic).collect::<Vec<_>>())
        }
        _ => {
            let choice = TemplateChoice::default();
            let rules = known(case);
            let fixer = Fixer::new(text, &choice, workflow(case), &rules);
            let with_texts = |found| {
                let offered = fixer.fixes(found).into_iter();
                offered.map(|fix| (fix.title, apply(text, &fix.edits))).collect()
            };
            fixer.diagnostics().iter().map(|found| (found.clone(), with_texts(found))).collect()
        }
    }
}

/// AWS response to the definition, a line each; in its own words, as far as those were recorded.
fn in_aws(case: &Case, text: &str) -> String {
    let read = source::check(text, &TemplateChoice::default(), workflow(case));
    let line = |found: Finding| {
        let message = if found.is_recorded { found.message } else { "(not recorded)".to_owned() };
        format!("{} {}: {message} at {}\n", found.severity, found.code, found.location.as_deref().unwrap_or("null"))
    };
    let lines: String = read.aws_response(text).diagnostics.into_iter().map(line).collect();
    if lines.is_empty() { "accepted\n".to_owned() } else { lines }
}

/// Writes what is found into the case: the marks below the lines, then the sections of each finding.
fn write(case: &mut Case, text: &str, found: &[Found]) {
    let (name, several) = (source_of(case), found.len() > 1);
    let marked: Vec<_> = found.iter().map(|(one, _)| (one.span, label(one))).collect();
    case.set_raw(name, marks::written(text, &marked));
    if case.text("aws").is_some() {
        case.remove(&["aws"]);
        case.add("aws", &in_aws(case, text));
    }
    case.remove(&["message", "hint", "fix"]);
    for (index, (one, fixes)) in found.iter().enumerate() {
        let number = if several { format!(" {}", index + 1) } else { String::new() };
        case.add(&format!("message{number}"), &format!("{}\n", one.message()));
        if let Some(hint) = one.hint() {
            case.add(&format!("hint{number}"), &format!("{hint}\n"));
        }
        for (title, after) in fixes {
            case.add(&format!("fix{number} {title}"), after);
        }
    }
}

fn label(found: &Diagnostic) -> String {
    format!("{} {}", found.code.as_str(), found.severity.word())
}

/// The first line that differs between two texts, with the two lines.
fn first_difference(written: &str, found: &str) -> String {
    let (mut written, mut found) = (written.lines(), found.lines());
    for number in 1.. {
        let (one, other) = (written.next(), found.next());
        if one != other || one.is_none() {
            let shown = |line: Option<&str>| line.unwrap_or("(the end)").to_owned();
            return format!("line {number}\n  says  {}\n  found {}", shown(one), shown(other));
        }
    }
    String::new()
}

#[test]
fn each_case_finds_what_it_says_and_offers_its_fixes() {
    let mut wrong = Vec::new();
    for mut case in FORMAT.cases() {
        let text = text_of(&case);
        let found = found(&case, &text);
        assert!(!found.is_empty(), "{} finds nothing", case.name);
        let written = case.written();
        write(&mut case, &text, &found);
        if bless() {
            case.save();
        } else if case.to_text() != written {
            wrong.push(format!("tests/cases/{}.case, {}", case.name, first_difference(&written, &case.to_text())));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} cases find something else. `ASL_BLESS=1 cargo test --test it diagnostics::` writes it into them: read it \
         before you keep it.\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_code_has_a_case() {
    let mut shown = BTreeSet::new();
    for case in FORMAT.cases() {
        let (raw, _) = case.raw(source_of(&case)).unwrap_or_default();
        shown.extend(marks::labels(raw).map(str::to_owned));
    }
    let has = |code: &&Code| shown.iter().any(|label| label.starts_with(code.as_str()));
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !has(code)).collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

/// Checks that every fix of `text` removes what it is for and adds no error; gives the titles.
fn try_fixes(text: &str, case: &Case) -> Vec<(Code, String, Vec<String>)> {
    let (choice, workflow) = (TemplateChoice::default(), workflow(case));
    let rules = known(case);
    let fixer = Fixer::new(text, &choice, workflow, &rules);
    let before = fixer.diagnostics();
    let mut titles = Vec::new();
    for found in before {
        let offered = fixer.fixes(found);
        for fix in &offered {
            let mended = apply(text, &fix.edits);
            let mended = Fixer::new(&mended, &choice, workflow, &rules);
            let after = mended.diagnostics();
            let same = |list: &[Diagnostic]| list.iter().filter(|other| other.is_same(found)).count();
            let errors = |list: &[Diagnostic]| list.iter().filter(|other| other.severity == Severity::Error).count();
            assert!(same(after) < same(before), "`{}` leaves {} in\n{text}", fix.title, found.message());
            assert!(errors(after) <= errors(before), "`{}` adds an error to\n{text}\n{after:?}", fix.title);
        }
        titles.push((found.code, found.message(), offered.into_iter().map(|fix| fix.title).collect()));
    }
    titles
}

#[test]
fn a_fix_removes_its_diagnostic_and_adds_no_error_in_json_and_in_yaml() {
    let checked = |case: &Case| source_of(case) == "definition" && case.setting("connections").is_none();
    for case in FORMAT.cases().iter().filter(|case| checked(case)) {
        let text = text_of(case);
        let mut in_json = try_fixes(&text, case);
        if case.setting("notation") == Some("JSON only") {
            continue;
        }
        let root = asl_text::parse(&text).root.expect("the text holds a value");
        let mut in_yaml = try_fixes(&print::node_yaml(&root), case);
        // The same things, at places that may come in another order.
        in_json.sort_by(|one, other| one.1.cmp(&other.1));
        in_yaml.sort_by(|one, other| one.1.cmp(&other.1));
        assert_eq!(in_json, in_yaml, "{}", case.name);
    }
}

#[test]
fn every_code_has_help_of_its_own_and_its_examples_are_what_they_are_called() {
    let mut said = BTreeSet::new();
    for code in Code::ALL {
        let page = help::of(*code).unwrap_or_else(|| panic!("{code} has no help"));
        for words in [page.title, page.meaning, page.wrong, code.explanation()] {
            assert!(said.insert(words), "{code} is worded as another code: {words}");
        }
        // These are found in other texts, or with the connections of the tab.
        if matches!(
            code,
            Code::MissingConnection
                | Code::InvalidMock
                | Code::UnknownMock
                | Code::InvalidScenario
                | Code::ServiceLimit
        ) {
            continue;
        }
        let whole = |example: &str| {
            if example.starts_with("\"A\": ") {
                format!("{{\"StartAt\": \"A\", \"States\": {{{example}\n}}}}")
            } else {
                example.to_owned()
            }
        };
        let has = |example: &str| {
            let (text, choice) = (whole(example), TemplateChoice::default());
            let rules = |system: &EventSystem| known::check(system, &[]);
            let fixer = Fixer::new(&text, &choice, WorkflowType::Standard, &rules);
            fixer.diagnostics().iter().any(|found| found.code == *code)
        };
        assert!(has(page.wrong), "the wrong example of {code} is right");
        assert!(!has(page.right), "the right example of {code} is wrong");
    }
}
