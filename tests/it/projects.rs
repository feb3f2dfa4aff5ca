//! Templates with the files around them, whoever's they are: the cases of `tests/cases/projects`.
//!
//! The first file of a case is read; the section `read` says what is made of it. `ASL_BLESS=1 cargo test --test it
//! projects::` writes it.

use std::fmt::Write;
use std::rc::Rc;

use asl_document::{Project, ProjectFile, TemplateChoice};
use asl_lang::WorkflowType;
use asl_stack::template::source::{self, Read};
use asl_text::diagnostic::Diagnostic;
use asl_text::line_index::LineIndex;
use asl_value::Value;

use crate::support::case::{Case, Format, bless};

const FORMAT: Format = Format { folder: "projects", settings: &[], sections: &["file", "values", "read"] };

/// The text that is read, and the choice with the files around it.
fn project(case: &Case) -> (Rc<str>, TemplateChoice) {
    let file = |(path, text): (&str, &str)| ProjectFile { path: path.into(), text: text.into() };
    let (text, project) = Project::open(case.all("file").into_iter().map(file).collect(), 0);
    let mut choice = TemplateChoice { project, ..TemplateChoice::default() };
    for (key, value) in case.pairs("values") {
        if key == "machine" {
            choice.machine = value.into();
        } else {
            choice.parameters.insert(key.into(), value.into());
        }
    }
    (text, choice)
}

/// What is made of it, in words.
fn told(text: &str, path: &str, read: &Read) -> String {
    let mut told = String::new();
    let mut line = |what: &str, value: String| {
        if !value.is_empty() {
            writeln!(told, "{what}: {value}").unwrap();
        }
    };
    if let Some(template) = &read.template {
        line("kind", template.kind.name().to_owned());
        line("machines", template.machines.join(", "));
        line("chosen", template.machines.get(template.chosen).map(ToString::to_string).unwrap_or_default());
        for file in &template.files {
            let found = file.found.map_or("not here".to_owned(), |at| at.to_string());
            line("file", format!("{} of {}: {found}", file.written, file.machine));
        }
        for parameter in &template.parameters {
            let default = parameter.default.as_deref().unwrap_or("no value");
            line("parameter", format!("{} = {default}", parameter.name));
        }
        for item in &template.resources {
            let code = item.code.map(|at| format!(" Code: {at}.")).unwrap_or_default();
            line("resource", format!("{} {} {}{code}", item.id, item.kind, item.what).trim_end().to_owned());
        }
    }
    line("definition in", read.definition_file().map(|file| file.path.to_string()).unwrap_or_default());
    if let Some(machine) = &read.machine {
        let states = machine.scope.states.iter().map(|state| &*state.name.value);
        line("type", format!("{:?}", read.workflow));
        line("states", states.collect::<Vec<_>>().join(", "));
    }
    line("value", read.root.as_ref().map(|root| root.to_value().to_json()).unwrap_or_default());
    let found = |path: &str, text: &str, one: &Diagnostic| {
        let position = LineIndex::new(text).position(one.span.start);
        let at = format!("{path}:{}:{}", position.line + 1, position.column + 1);
        let first = one.span.slice(text).lines().next().unwrap_or_default();
        format!("{at} {} {} `{first}` {}", one.severity.word(), one.code, one.message())
    };
    for one in &read.diagnostics {
        line("found", found(path, text, one));
    }
    for file in &read.others {
        for one in &file.diagnostics {
            line("found", found(&file.path, &file.text, one));
        }
    }
    told
}

#[test]
fn each_project_is_read_as_its_case_says() {
    let mut wrong = Vec::new();
    for mut case in FORMAT.cases() {
        let (text, choice) = project(&case);
        let read = source::check(&text, &choice, WorkflowType::Standard);
        let told = told(&text, &choice.project.path, &read);
        assert_ne!(read.root.as_ref().map(asl_text::Node::to_value), Some(Value::Null), "{}", case.name);
        let written = case.written();
        case.set("read", &told);
        if bless() {
            case.save();
        } else if case.to_text() != written {
            wrong.push(format!("tests/cases/{}.case now reads\n{told}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
