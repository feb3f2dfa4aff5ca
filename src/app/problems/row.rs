//! One problem of the list; in the chunk of the words, without which there is none to show.

use std::rc::Rc;

use asl_lang::messages::DataProblem;
use asl_stack::messages::{EventProblem, TemplateProblem};
use asl_text::diagnostic::Severity;
use yew::prelude::*;

use super::analysis::Problem;
use super::aws_answer;
use super::fix_buttons::{self, Offered};
use super::state::ProblemsAction;
use crate::app::chunks::{DIALOGS, EDITING};
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::text::EditorId;
use crate::app::state::view::ViewAction;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

/// A problem: what, which rule, where, and how it could be solved.
pub(crate) fn row(index: usize, problem: &Problem, offered: &Offered, commands: &Shared<Commands>) -> Html {
    let titles = fix_buttons::of(offered, problem);
    let (symbol, class) = match problem.severity {
        Severity::Error => (Icon::Cross, "error"),
        Severity::Warning => (Icon::Warning, "warning"),
        Severity::Info => (Icon::Info, "info"),
    };
    let go = {
        let (commands, Problem { editor, from, to, .. }) = (commands.clone(), problem.clone());
        move |_| {
            commands.dispatch(PageRequest::go_to(editor, from, to));
            commands.dispatch(ProblemsAction::GoneTo(index));
        }
    };
    let help = {
        let (commands, code) = (commands.clone(), problem.code);
        move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Code(code))))
    };
    let create = problem.connection.as_ref().map(|missing| {
        let (commands, missing) = (commands.clone(), missing.clone());
        let open = move |_: MouseEvent| {
            let (asking, missing) = (commands.clone(), Rc::clone(&missing));
            commands.with(&DIALOGS, move |dialogs| {
                let draft = Rc::new((dialogs.draft)(&asking, &missing));
                asking.dispatch(ViewAction::Dialog(Some(Dialog::Connections(Some(draft)))));
            });
        };
        html! { <button class="button small" onclick={open}>{ icon(Icon::Plus) }{"Create connection"}</button> }
    });
    // Where no fix takes it out of the text, the person does.
    let is_elsewhere = matches!(problem.diagnostic.detail(), Some(DataProblem::Secret { .. })) && titles.is_empty();
    let to_connection = is_elsewhere.then(|| {
        let commands = commands.clone();
        let open = move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Connections(None))));
        html! { <button class="button small" aria-haspopup="dialog" onclick={open}>{"Open connections"}</button> }
    });
    let piece = of_piece(problem, commands);
    let part = match problem.editor {
        EditorId::Definition | EditorId::File(_) => "",
        EditorId::Input => "Input ",
        EditorId::Mocks => "Mocks ",
        EditorId::Events => "Events ",
        EditorId::Scenarios => "Scenarios ",
    };
    let file = problem.file.as_ref().map(|path| format!("{path} ")).unwrap_or_default();
    let label = format::at(problem.line, problem.column);
    html! {
        <div class={classes!("problem", class)} data-index={index.to_string()}>
            <button class="problem-go" data-testid="problem" onclick={go} title={problem.code.explanation().trim()}>
                { icon(symbol) }<span class="visually-hidden">{ problem.severity.word() }</span>
                <span class="problem-text">
                    <span class="message">{ prose(&problem.message) }</span>
                    <span class="where">{ format!(" · {} · {file}{part}{label}", problem.code) }</span>
                    if let Some(hint) = &problem.hint { <span class="hint">{ prose(hint) }</span> }
                    if let Some(finding) = aws_answer::of(&offered.reported, problem) { { aws_answer::line(finding) } }
                </span>
            </button>
            <button class="button quiet small code-help-button" aria-haspopup="dialog" onclick={help}
                aria-label={format!("What {} means", problem.code)} title={format!("What {} means", problem.code)}>{"?"}</button>
            if !titles.is_empty() || to_connection.is_some() || create.is_some() || piece.is_some() {
                <div class="fixes" role="group" aria-label="Fixes">
                    { create }
                    { piece }
                    for title in titles { { fix(problem, title, commands) } }
                    { to_connection }
                </div>
            }
        </div>
    }
}

/// The button of a fix; the names in its title stand as code.
fn fix(problem: &Problem, title: &str, commands: &Shared<Commands>) -> Html {
    let apply = {
        let (commands, problem, title) = (commands.clone(), problem.clone(), title.to_owned());
        move |_| commands.apply_fix(&problem, &title)
    };
    html! {
        <button key={title.to_owned()} class="button small fix" data-testid="fix" onclick={apply}>
            {"Fix: "}
            { prose(title) }
        </button>
    }
}

/// What can be done with a text that belongs to a workflow and is none.
fn of_piece(problem: &Problem, commands: &Shared<Commands>) -> Option<Html> {
    let commands = commands.clone();
    if problem.diagnostic.detail() == Some(&TemplateProblem::ConnectionsAlone) {
        let onclick = move |_: MouseEvent| {
            let asking = commands.clone();
            commands.with(&DIALOGS, move |dialogs| {
                let draft = (dialogs.written)(&asking).map(Rc::new);
                asking.dispatch(ViewAction::Dialog(Some(Dialog::Connections(draft))));
            });
        };
        return Some(html! {
            <button class="button small" aria-haspopup="dialog" {onclick}>{ icon(Icon::Plus) }{"Set up the connection"}</button>
        });
    }
    if problem.diagnostic.detail() == Some(&TemplateProblem::CodeAlone) {
        let onclick = move |_: MouseEvent| {
            let asking = commands.clone();
            commands.with(&EDITING, move |editing| (editing.make_function)(&asking));
        };
        return Some(
            html! { <button class="button small" {onclick}>{ icon(Icon::Plus) }{"Make it a function"}</button> },
        );
    }
    if problem.diagnostic.detail() == Some(&EventProblem::Statements) {
        let onclick = move |_: MouseEvent| {
            let asking = commands.clone();
            commands.with(&EDITING, move |editing| (editing.judge_statements)(&asking));
        };
        return Some(html! { <button class="button small" {onclick}>{"Compare with my workflow"}</button> });
    }
    None
}
