//! What is wrong with a document, as the page shows it: places in an editor's units.

use std::cell::RefCell;
use std::rc::Rc;

use asl_events::EventSystem;
use asl_functions::Function;
use asl_http::Connections;
use asl_ide::assist::{self, MockedTask};
use asl_lang::{StateMachine, WorkflowType};
use asl_sim::limits;
use asl_sim::mock::{Mocks, check};
use asl_sim::preview::{ItemSource, sources};
use asl_stack::iam::Report;
use asl_stack::requirements;
use asl_stack::template::forms::Form;
use asl_stack::template::placeholders::Missing;
use asl_stack::template::siblings::{Sibling, siblings};
use asl_stack::template::source::{Checker, Parameter, Template};
use asl_text::Span;
use asl_text::diagnostic::{Code, Diagnostic, Severity};
use asl_text::line_index::LineIndex;
use asl_value::{Sort, Value};

use super::reading::read_last;
use crate::app::chunks::{EVENTS, EXPLORE};
use crate::app::state::document::Document;
use crate::app::state::text::EditorId;
use crate::app::ui::format;

/// One problem of a document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Problem {
    /// The editor it is in.
    pub(crate) editor: EditorId,
    /// The diagnostic itself, whose span is in bytes.
    pub(crate) diagnostic: Rc<Diagnostic>,
    /// The rule's code.
    pub(crate) code: Code,
    /// How bad it is.
    pub(crate) severity: Severity,
    /// The sentence for people.
    pub(crate) message: Rc<str>,
    /// How it could be solved, if the rule knows.
    pub(crate) hint: Option<Rc<str>>,
    /// Where it begins, in UTF-16 units from the start.
    pub(crate) from: u32,
    /// Where it ends, likewise.
    pub(crate) to: u32,
    /// The line, from 1.
    pub(crate) line: u32,
    /// The column in UTF-16 units, from 1.
    pub(crate) column: u32,
    /// The file that it is in, if that is not the one in the editor.
    pub(crate) file: Option<Rc<str>>,
    /// The connection that is missing.
    pub(crate) connection: Option<Rc<requirements::MissingConnection>>,
}

/// What a check of a document found.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Analysis {
    /// The problems, those of the definition first, in the order of their places.
    pub(crate) problems: Rc<[Problem]>,
    /// The states that the mocks answer.
    pub(crate) mocked: Rc<[Rc<str>]>,
    /// The Tasks that a mock can answer.
    pub(crate) tasks: Rc<[MockedTask]>,
    /// What the Distributed Maps read.
    pub(crate) sources: Rc<[ItemSource]>,
    /// The position of the file in which the definition stands.
    pub(crate) definition_at: usize,
    /// The template around the definition, if there is one.
    pub(crate) template: Option<Rc<Template>>,
    /// What stands around the definition instead of a template, if something does.
    pub(crate) form: Option<Rc<Form>>,
    /// The placeholders of the definition that nothing around it has a value for.
    pub(crate) placeholders: Rc<[Parameter]>,
    /// Those without a value that a run cannot do without.
    pub(crate) missing: Rc<[Missing]>,
    /// The type of the machine, where what stands around the definition decides on it.
    pub(crate) set_type: Option<WorkflowType>,
    /// What the machine calls, and what its role says to that.
    pub(crate) permissions: Rc<Report>,
    /// Its event buses, rules and destinations, if it has any.
    pub(crate) system: Option<Rc<EventSystem>>,
    /// Whether there is a machine or an event bus to run.
    pub(crate) is_runnable: bool,
    /// Whether anything was checked yet.
    pub(crate) checked: bool,
}

impl Analysis {
    /// Whether a run is hindered: an error other than a missing connection, which AWS finds only while running.
    pub(crate) fn prevent_run(&self) -> bool {
        // Scenarios are no part of a run.
        let hinders = |problem: &Problem| problem.severity == Severity::Error && problem.editor != EditorId::Scenarios;
        self.problems.iter().any(hinders)
    }

    /// How many problems are that bad.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|problem| problem.severity == severity).count()
    }
}

/// A document that was read and checked.
pub(crate) struct CheckedDocument {
    /// The machine, as far as it could be read.
    pub(crate) machine: Option<StateMachine>,
    /// The type of the machine: the template's word for it, else that of the settings.
    pub(crate) workflow: WorkflowType,
    /// The machines that its Tasks can start.
    pub(crate) others: Vec<Sibling>,
    /// The Lambda functions of the template.
    pub(crate) functions: Rc<[Function]>,
    /// The input, as far as it could be read.
    pub(crate) input: Value,
    /// The mocks, if nothing is wrong with them.
    pub(crate) mocks: Mocks,
    /// The problems, and what else the page shows of the document.
    pub(crate) analysis: Analysis,
}

/// Reads and checks all texts.
pub(crate) fn check(document: &Document, connections: &Connections) -> CheckedDocument {
    let settings = &document.settings;
    let report_only = settings.report_limits.payload;
    let again = |checker: &mut Checker| checker.check(&document.definition, &settings.template, settings.machine_type);
    let mut checked = CHECKER.with_borrow_mut(again);
    if report_only {
        asl_lang::report_limits(&mut checked.diagnostics);
        checked.others.iter_mut().for_each(|file| asl_lang::report_limits(&mut file.diagnostics));
    }
    let mut problems = problems(EditorId::Definition, &document.definition, &checked.diagnostics);
    let definition_at = checked.definition_file().map_or(document.project().own(), |file| file.at);
    let missing = checked.machine.as_ref().map(|machine| requirements::missing(machine, connections));
    if let Some(missing) = missing.filter(|missing| !missing.is_empty()) {
        let index = LineIndex::new(&document.file_text(definition_at));
        let editor = document.editor_of(definition_at);
        for missing in missing {
            let diagnostic = missing.diagnostic();
            let mut problem = problem(editor, &index, &diagnostic);
            problem.file = (editor != EditorId::Definition).then(|| document.project().path(definition_at).clone());
            problem.connection = Some(Rc::new(missing));
            problems.push(problem);
        }
    }
    if let Some(system) = &checked.events {
        let at = checked.template.as_ref().map_or(document.project().own(), |template| template.at);
        let (index, editor) = (LineIndex::new(&document.file_text(at)), document.editor_of(at));
        for missing in requirements::missing_of_rules(system, connections) {
            let mut problem = problem(editor, &index, &missing.diagnostic());
            problem.file = (editor != EditorId::Definition).then(|| document.project().path(at).clone());
            problem.connection = Some(Rc::new(missing));
            problems.push(problem);
        }
        let known = EVENTS.get().map(|events| (events.known)(system, &document.events));
        for found in known.unwrap_or_default() {
            let mut problem = problem(editor, &index, &found);
            problem.file = (editor != EditorId::Definition).then(|| document.project().path(at).clone());
            problems.push(problem);
        }
    }
    for file in &checked.others {
        let mut found = self::problems(EditorId::File(file.at), &file.text, &file.diagnostics);
        for problem in &mut found {
            problem.file = Some(file.path.clone());
        }
        problems.extend(found);
    }
    let order = |problem: &Problem| match problem.editor {
        EditorId::File(at) => at + 1,
        _ => 0,
    };
    problems.order_by_key(|problem| (order(problem), problem.from));
    let (input, found) = read_last(&document.input);
    let large = limits::check_input(&input, report_only);
    problems.extend(self::problems(EditorId::Input, &document.input, large.as_slice()));
    problems.extend(self::problems(EditorId::Input, &document.input, &found));
    let others = siblings(&document.definition, &settings.template, &checked);
    let machines: Vec<&StateMachine> =
        checked.machine.iter().chain(others.iter().map(|other| &other.machine)).collect();
    for machine in &machines {
        asl_sim::ask_for_parts(machine);
    }
    let read = check::check_text(&document.mocks, &machines);
    problems.extend(self::problems(EditorId::Mocks, &document.mocks, &read.diagnostics));
    if let Some(explore) = EXPLORE.get().filter(|_| !document.scenarios.trim().is_empty()) {
        let found = (explore.check)(&document.scenarios, checked.machine.as_ref(), checked.events.as_deref());
        problems.extend(self::problems(EditorId::Scenarios, &document.scenarios, &found));
    }
    let sources = checked.machine.as_ref().map(sources).unwrap_or_default().into();
    let template = checked.template.map(Rc::new);
    let permissions = Rc::new(checked.permissions);
    let mocked = read.mocks.names().collect();
    let tasks = assist::tasks(&machines).into();
    let problems = problems.into();
    let (placeholders, missing) = (checked.placeholders.into(), checked.missing.into());
    let form = checked.form.map(|form| Rc::new(*form));
    let analysis = Analysis {
        problems,
        mocked,
        tasks,
        sources,
        definition_at,
        template,
        form,
        placeholders,
        missing,
        set_type: checked.workflow_is_set.then_some(checked.workflow),
        permissions,
        is_runnable: checked.machine.is_some() || checked.events.is_some(),
        system: checked.events,
        checked: true,
    };
    let (machine, workflow) = (checked.machine, checked.workflow);
    CheckedDocument { machine, workflow, others, functions: checked.functions, input, mocks: read.mocks, analysis }
}

thread_local! {
    /// What the next text of the definition is compared with.
    static CHECKER: RefCell<Checker> = RefCell::default();
}

/// Diagnostics about `text`, in the units of an editor.
pub(crate) fn problems(editor: EditorId, text: &str, diagnostics: &[Diagnostic]) -> Vec<Problem> {
    if diagnostics.is_empty() {
        return Vec::new();
    }
    let index = LineIndex::new(text);
    diagnostics.iter().map(|diagnostic| problem(editor, &index, diagnostic)).collect()
}

fn problem(editor: EditorId, index: &LineIndex, diagnostic: &Diagnostic) -> Problem {
    let Span { start, end } = diagnostic.span;
    let position = index.position(start);
    Problem {
        editor,
        diagnostic: Rc::new(diagnostic.clone()),
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: format::capitalized(&diagnostic.message()).into(),
        hint: diagnostic.hint().map(|hint| format::capitalized(&hint).into()),
        from: index.to_utf16(start),
        to: index.to_utf16(end),
        line: position.line + 1,
        column: position.column + 1,
        file: None,
        connection: None,
    }
}
