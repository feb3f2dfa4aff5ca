//! The errors that a step met: retried, caught or final.

use std::rc::Rc;

use asl_aws::state_error::{Reason, StateError};
use asl_sim::VisitId;
use asl_stack::messages::AccessProblem;
use asl_view::handling;
use asl_view::state_visit::{Attempt, StateVisit};
use yew::prelude::*;

use super::fault_view::show_fault;
use super::show_in_definition::use_shown;
use super::why::{explain_step, step_key};
use crate::app::chunks::EDITING;
use crate::app::exchange::{ExplanationView, handled_by};
use crate::app::files::FileButton;
use crate::app::problems::analysis::{Analysis, Problem};
use crate::app::run::masking::use_masking;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::dialog::Dialog;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::ViewAction;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::icons::{Icon, icon};

/// The visit whose errors are shown.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the log has of the visit.
    pub(crate) visit: Shared<StateVisit>,
    /// The visit's number in its execution.
    pub(crate) id: VisitId,
}

/// Each error with its cause, and with what is behind it if it came from an expression.
#[component]
pub(crate) fn ErrorTab(Props { visit, id }: &Props) -> Html {
    let (shown, masking, commands) = (use_shown(), use_masking(), use_commands());
    let analysis = use_shared::<Analysis>();
    let run = &shown.run;
    let faults = use_memo(step_key(run, *id, visit), |_| {
        let faults =
            explain_step(run, *id, |subject| visit.errors.iter().map(|(event, _)| subject.fault(*event)).collect());
        faults.unwrap_or_else(Vec::new)
    });
    let task = use_memo((run.definition.clone(), run.choice.clone(), visit.name.clone()), |(_, _, name)| {
        let machine = run.read().machine;
        Shared::new(machine.map(|machine| machine.task_fields(name)).unwrap_or_default())
    });
    let handled = run.log.read(|events| handling::of_visit(events, *id));
    let policies = use_memo((run.definition.clone(), run.choice.clone(), visit.name.clone()), |(_, _, name)| {
        let machine = run.read().machine;
        let state = machine.as_ref().and_then(|machine| machine.find(name));
        state.map(|state| state.retry.iter().map(asl_lang::Retrier::policy).collect::<Vec<_>>()).unwrap_or_default()
    });
    // Attempts are explained beside their exchange; here what failed before one was made.
    let unsent = task.is_http && !visit.attempts.iter().any(Attempt::is_http);
    let several = visit.errors.len() > 1;
    html! {
        <ol class="errors">
            for (index, (event, error)) in visit.errors.iter().enumerate() {
                <li key={event.0}>
                    <div class="error-head">
                        <code class="error-name">
                            { if error.name().is_empty() { "No error name".to_owned() } else { error.name().to_owned() } }
                        </code>
                        <span class="facts">
                            { if several { format!("{} of {} · event {}", index + 1, visit.errors.len(), event.0) } else { format!("event {}", event.0) } }
                        </span>
                    </div>
                    if let Some(cause) = &error.cause {
                        <div class="cause-box">
                            <pre tabindex="0" aria-label="Cause">{ cause.to_string() }</pre>
                            <CopyButton text={
                                let cause = cause.clone();
                                Callback::from(move |()| cause.to_string())
                            } />
                        </div>
                    } else {
                        <p class="empty">{"AWS reports no cause for this error."}</p>
                    }
                    { handled.iter().find(|(known, _)| known == event).map(|(_, handling)| handled_by(handling, &policies)).unwrap_or_default() }
                    { way_out(error) }
                    { not_allowed(error, &visit.name, &analysis, &commands) }
                    if let Some(Some(fault)) = faults.get(index) {
                        { show_fault(&shown, fault, &masking) }
                    } else if unsent {
                        <ExplanationView exchange={None} error={error.clone()} attempt=1 task={(*task).clone()} state={Some(visit.name.clone())} />
                    }
                </li>
            }
        </ol>
    }
}

/// A call that the role does not allow: what to add to it.
fn not_allowed(error: &StateError, state: &Rc<str>, analysis: &Analysis, commands: &Shared<Commands>) -> Html {
    let Some(Reason::NotAllowed { action, is_denied }) = error.reason() else { return Html::default() };
    let is_its = |problem: &&Problem| matches!(problem.diagnostic.detail(), Some(AccessProblem::NotAllowed { state: of, .. }) if of == state);
    let add = analysis.problems.iter().find(is_its).cloned().map(|problem| {
        let commands = commands.clone();
        move |_: MouseEvent| {
            let (commands, problem) = (commands.clone(), problem.clone());
            let act = commands.clone();
            commands.with(&EDITING, move |editing| {
                let fixes = (editing.fixes)(&act.state().document, &problem);
                fixes.first().into_iter().for_each(|fix| act.apply_fix(&problem, &fix.title));
            });
        }
    });
    let commands = commands.clone();
    html! {
        <div class="explanation" data-testid="not-allowed">
            <p class="headline">{ icon(Icon::Key) }<span>{ if *is_denied { "The role denies this call" } else { "The role does not allow this call" } }</span></p>
            <p>
                {"The run asks the template's role, and "}
                { if *is_denied { "a statement denies " } else { "no statement allows " } }
                <code>{ *action }</code>{". Permissions has the statement to change or add."}
            </p>
            <p class="ways">
                if let Some(add) = add { <button class="button primary" onclick={add}>{"Add the statement"}</button>{" "} }
                <button class="button" onclick={move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Permissions)))}>{"Show the permissions"}</button>
            </p>
        </div>
    }
}

/// A file that an ItemReader did not find can be given to it.
fn way_out(error: &StateError) -> Html {
    let Some(Reason::MissingFile { bucket, key }) = error.reason() else { return Html::default() };
    html! {
        <div class="explanation" data-testid="way-out">
            <p class="headline">{ icon(Icon::Info) }<span>{"Files replace S3 here"}</span></p>
            <p>{"The playground reads S3 objects from the Files tab, which has no file at "}<code>{ format!("s3://{bucket}/{key}") }</code>{". Add one and run again."}</p>
            <FileButton label="Choose a file…" address={(bucket.clone(), key.clone())} class="primary" />
        </div>
    }
}
