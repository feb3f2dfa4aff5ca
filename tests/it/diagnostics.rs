//! Every diagnostic with its words, its place and its fixes: `tests/diagnostics/cases.jsonl`, a case on each line.
//!
//! A case holds a text and what is found in it; `ASL_BLESS=1` writes what is found now, to be read before it is kept. A
//! definition in JSON is tried in YAML too: the same is found, and the same fixes are offered and hold.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use asl_playground::asl::{WorkflowType, check_text};
use asl_playground::diagnostic::{Code, Diagnostic, Severity};
use asl_playground::fix::Fixer;
use asl_playground::help;
use asl_playground::http::Connections;
use asl_playground::needs;
use asl_playground::run::limits::check_input;
use asl_playground::run::mock::check;
use asl_playground::share::TemplateChoice;
use asl_playground::template::source;
use asl_playground::text::edit::apply;
use asl_playground::text::{self, Node, print};
use serde_json::{Value as Json, json};

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics/cases.jsonl")
}

fn cases() -> Vec<Json> {
    let text = fs::read_to_string(path()).expect("the cases are there");
    text.lines().map(|line| serde_json::from_str(line).expect("a case is JSON")).collect()
}

fn text_of(case: &Json) -> String {
    match case["text"].as_str().expect("a case has a text") {
        // A text too long to stand in a case: so many letters.
        long if long.starts_with("\"@") => {
            format!("\"{}\"", "x".repeat(long[2..long.len() - 1].parse().expect("a length")))
        }
        text => text.to_owned(),
    }
}

fn workflow(case: &Json) -> WorkflowType {
    if case["workflow"] == "EXPRESS" { WorkflowType::Express } else { WorkflowType::Standard }
}

/// What is found in the text of a case, with the fixes.
fn found(case: &Json) -> Vec<Json> {
    let (text, choice) = (text_of(case), TemplateChoice::default());
    let of = |list: &[Diagnostic]| list.iter().map(|found| shown(&text, found, &[])).collect::<Vec<_>>();
    match case["reads"].as_str() {
        Some("connections") => {
            let machine = check_text(&text).machine.expect("the machine is read");
            let missing = needs::missing(&machine, &Connections::default());
            of(&missing.iter().map(needs::Missing::diagnostic).collect::<Vec<_>>())
        }
        Some("mocks") => {
            let machine = check_text(case["machine"].as_str().expect("a machine")).machine;
            of(&check::check_text(&text, machine.as_ref()).diagnostics)
        }
        Some("input") => {
            let input = text::parse(&text).root.as_ref().map(Node::to_value).unwrap_or_default();
            of(check_input(&input, false).as_slice())
        }
        _ => {
            let fixer = Fixer::new(&text, &choice, workflow(case));
            let with_fixes = |found: &Diagnostic| {
                let offered: Vec<Json> = fixer
                    .fixes(found)
                    .iter()
                    .map(|fix| json!({"title": fix.title, "gives": apply(&text, &fix.edits)}))
                    .collect();
                shown(&text, found, &offered)
            };
            fixer.diagnostics().iter().map(with_fixes).collect()
        }
    }
}

fn shown(text: &str, found: &Diagnostic, fixes: &[Json]) -> Json {
    json!({
        "code": found.code.as_str(), "severity": found.severity.word(), "message": found.message, "hint": found.hint,
        "underlined": text.get(found.span.start as usize..found.span.end as usize), "fixes": fixes,
    })
}

#[test]
fn each_case_finds_what_it_says_and_offers_its_fixes() {
    let mut all = cases();
    if std::env::var("ASL_BLESS").is_ok_and(|value| value == "1") {
        let mut lines = String::new();
        for case in &mut all {
            case["finds"] = Json::Array(found(case));
            writeln!(lines, "{case}").expect("a string takes any text");
        }
        // The other tests read meanwhile: the file is there at once or as it was.
        let new = path().with_extension("new");
        fs::write(&new, lines).expect("the cases are written");
        fs::rename(new, path()).expect("the cases are put in place");
    }
    for case in &all {
        assert_eq!(case["finds"], Json::Array(found(case)), "{}", case["id"]);
        assert!(case["finds"].as_array().is_some_and(|finds| !finds.is_empty()), "{} finds something", case["id"]);
    }
}

#[test]
fn every_code_has_a_case() {
    let shown: BTreeSet<String> = cases()
        .iter()
        .flat_map(|case| case["finds"].as_array().cloned().unwrap_or_default())
        .filter_map(|found| found["code"].as_str().map(str::to_owned))
        .collect();
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !shown.contains(code.as_str())).collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

/// Checks that every fix of `text` removes what it is for and adds no error; gives the titles.
fn try_fixes(text: &str, workflow: WorkflowType) -> Vec<(Code, String, Vec<String>)> {
    let choice = TemplateChoice::default();
    let fixer = Fixer::new(text, &choice, workflow);
    let before = fixer.diagnostics();
    let mut titles = Vec::new();
    for found in before {
        let offered = fixer.fixes(found);
        for fix in &offered {
            let mended = apply(text, &fix.edits);
            let after = source::check(&mended, &choice, workflow).diagnostics;
            let same = |list: &[Diagnostic]| {
                list.iter().filter(|other| other.code == found.code && other.message == found.message).count()
            };
            let errors = |list: &[Diagnostic]| list.iter().filter(|other| other.severity == Severity::Error).count();
            assert!(same(&after) < same(before), "`{}` leaves {} in\n{mended}", fix.title, found.message);
            assert!(errors(&after) <= errors(before), "`{}` adds an error to\n{text}\n{after:?}", fix.title);
        }
        titles.push((found.code, found.message.clone(), offered.into_iter().map(|fix| fix.title).collect()));
    }
    titles
}

#[test]
fn a_fix_removes_its_diagnostic_and_adds_no_error_in_json_and_in_yaml() {
    for case in cases().iter().filter(|case| case["reads"].is_null()) {
        let text = text_of(case);
        let mut in_json = try_fixes(&text, workflow(case));
        if case["json_only"] == true {
            continue;
        }
        let root = text::parse(&text).root.expect("the text holds a value");
        let mut in_yaml = try_fixes(&print::node_yaml(&root), workflow(case));
        // The same things, at places that may come in another order.
        in_json.sort_by(|one, other| one.1.cmp(&other.1));
        in_yaml.sort_by(|one, other| one.1.cmp(&other.1));
        assert_eq!(in_json, in_yaml, "{}", case["id"]);
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
        if matches!(code, Code::MissingConnection | Code::InvalidMock | Code::ServiceLimit) {
            continue;
        }
        let whole = |example: &str| {
            if example.starts_with("\"A\": ") {
                format!("{{\"StartAt\": \"A\", \"States\": {{{example}\n}}}}")
            } else {
                example.to_owned()
            }
        };
        let read = |text: &str| source::check(text, &TemplateChoice::default(), WorkflowType::Standard);
        let has = |example: &str| read(&whole(example)).diagnostics.iter().any(|found| found.code == *code);
        assert!(has(page.wrong), "the wrong example of {code} is right");
        assert!(!has(page.right), "the right example of {code} is wrong");
    }
}
