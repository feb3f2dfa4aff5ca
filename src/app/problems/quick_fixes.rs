//! Quick fixes of the page: worked out when they are shown or asked for, and made as if the person had typed them.

use asl_events::EventSystem;
use asl_ide::fix::{Fix, Fixer};
use asl_stack::messages::TemplateProblem;
use asl_text::line_index::LineIndex;

use super::analysis::Problem;
use super::state::ProblemsAction;
use crate::app::chunks::{EDITING, EVENTS};
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::document::Document;
use crate::app::state::request::PageRequest;
use crate::app::state::text::{EditorId, TextEdit, TextRange};

/// The fixes of a problem in this document; none for what is no longer found in it. In the chunk for editing.
pub(crate) fn fixes(document: &Document, problem: &Problem) -> Vec<Fix> {
    if problem.editor != EditorId::Definition || problem.connection.is_some() {
        return Vec::new();
    }
    let settings = &document.settings;
    let rules = |system: &EventSystem| match EVENTS.get() {
        Some(events) => (events.known)(system, &document.events),
        None => Vec::new(),
    };
    let fixer = Fixer::new(&document.definition, &settings.template, settings.machine_type, &rules);
    let wanted = &problem.diagnostic;
    let same = fixer.diagnostics().iter().find(|found| found.span == wanted.span && found.is_same(wanted));
    same.map(|found| fixer.fixes(found)).unwrap_or_default()
}

/// The same, if the chunk is here: nobody has been shown a fix without it.
fn known_fixes(document: &Document, problem: &Problem) -> Vec<Fix> {
    EDITING.get().map(|editing| (editing.fixes)(document, problem)).unwrap_or_default()
}

/// A title of a fix in words alone, for what has no other way to show names.
pub(crate) fn plain(title: &str) -> String {
    let parts = title.split('`').enumerate();
    parts.map(|(index, part)| if index % 2 == 1 { format!("“{part}”") } else { part.to_owned() }).collect()
}

impl Commands {
    /// The titles of the fixes of the problem at `index` of those in one editor.
    pub(crate) fn fix_titles(&self, editor: EditorId, index: usize) -> Vec<String> {
        let State { document, analysis, .. } = self.state();
        let problem = analysis.problems.iter().filter(|problem| problem.editor == editor).nth(index);
        let found = problem.map(|problem| known_fixes(&document, problem)).unwrap_or_default();
        found.into_iter().map(|fix| fix.title).collect()
    }

    /// Makes the fix of that title of the problem at `index` of those in one editor.
    pub(crate) fn apply_fix_at(&self, editor: EditorId, index: usize, title: &str) {
        let analysis = self.state().analysis;
        if let Some(problem) = analysis.problems.iter().filter(|problem| problem.editor == editor).nth(index) {
            self.apply_fix(problem, title);
        }
    }

    /// Makes the fix of that title, if the problem still has it.
    pub(crate) fn apply_fix(&self, problem: &Problem, title: &str) {
        let document = self.state().document;
        let Some(fix) = known_fixes(&document, problem).into_iter().find(|fix| fix.title == title) else {
            self.dispatch(PageRequest::announce("The text has changed, so this fix no longer applies."));
            return;
        };
        let kept = match problem.diagnostic.detail() {
            Some(TemplateProblem::WrittenSecret { id, is_connection: true, .. }) => {
                EDITING.get().is_some_and(|editing| (editing.keep_connection)(self, &document, id))
            }
            _ => false,
        };
        let index = LineIndex::new(document.text(problem.editor));
        let changes = fix.edits.into_iter().map(|edit| TextEdit {
            from: index.to_utf16(edit.span.start),
            to: index.to_utf16(edit.span.end),
            insert: edit.text,
        });
        self.dispatch(PageRequest::ApplyEdits { editor: problem.editor, edits: changes.collect() });
        let words = match &fix.secret {
            Some(_) => " Save the connection to keep its value.",
            None if kept => " Its value is in this tab's connection.",
            None => "",
        };
        self.dispatch(PageRequest::announce(format!("Fixed: {}.{words} Undo reverts it.", plain(title))));
        if let (Some(secret), Some(editing)) = (&fix.secret, EDITING.get()) {
            (editing.move_secret)(self, secret);
        }
    }

    /// Shows and says the next problem, or the one before; after the last comes the first.
    pub(crate) fn step_problem(&self, forward: bool) {
        let State { analysis, view, .. } = self.state();
        let problems = &analysis.problems;
        let Some(last) = problems.len().checked_sub(1) else {
            self.dispatch(PageRequest::announce("There are no problems."));
            return;
        };
        let shown = view.revealed.and_then(|(editor, TextRange { from, to })| {
            problems.iter().position(|one| (one.editor, one.from, one.to) == (editor, from, to))
        });
        // Problems may share a place: the one that was stepped to counts, if it is still there.
        let at =
            view.problems.current.filter(|at| shown.is_some_and(|shown| same_place(problems, *at, shown))).or(shown);
        let next = match (at, forward) {
            (Some(at), true) if at < last => at + 1,
            (Some(at), false) if at > 0 => at - 1,
            (_, true) => 0,
            (_, false) => last,
        };
        let Some(problem) = problems.get(next) else { return };
        self.dispatch(PageRequest::go_to(problem.editor, problem.from, problem.to));
        self.dispatch(ProblemsAction::GoneTo(next));
        let hint = problem.hint.as_ref().map(|hint| format!(" {}", ended(plain(hint)))).unwrap_or_default();
        let words = ended(plain(&problem.message));
        self.dispatch(PageRequest::announce(format!(
            "{} {} of {}: {words}{hint}",
            problem.severity.word(),
            next + 1,
            last + 1
        )));
    }
}

fn same_place(problems: &[Problem], one: usize, other: usize) -> bool {
    let editor = |index: usize| problems.get(index).map(|problem| (problem.editor, problem.from, problem.to));
    editor(one) == editor(other)
}

/// `sentence` with a full stop, unless it ends already.
fn ended(mut sentence: String) -> String {
    if !sentence.ends_with(['.', '?', '!', '…']) {
        sentence.push('.');
    }
    sentence
}
