//! How the run stands: status, duration, and what it failed with.

use asl_aws::state_error::StateError;
use asl_sim::debug::{Held, Why};
use asl_sim::kept::Extent;
use asl_sim::{ActorId, Outcome};
use asl_view::failure_chain;
use asl_view::timeline::RowStatus;
use yew::prelude::*;

use super::control::{Controls, why_in_words};
use super::earlier::use_earlier_words;
use super::limits_note::limits_note;
use super::masking::{Masking, use_masking};
use super::pending_tasks::PendingTask;
use super::state::RunAction;
use super::status_style::{NEEDS_ANSWER, PAST, PAUSED, StatusStyle, of_row, of_run};
use super::view::{RunOrigin, RunView};
use crate::app::chunks::RECORDED;
use crate::app::layout::buttons::StageTools;
use crate::app::layout::state::Panel;
use crate::app::run::view::use_run_view;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::dialog::Dialog;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::ViewAction;
use crate::app::ui::elapsed::Elapsed;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

/// What else stands in the banner.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What holds the run and goes back in it.
    #[prop_or_default]
    pub(crate) control: Html,
    /// The last line of it.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// The banner: status, duration, counts, and the error of a run that failed.
#[component]
pub(crate) fn Status(props: &Props) -> Html {
    let (commands, run, is_earlier) = (use_commands(), use_run_view(), use_earlier_words());
    let (tasks, masking) = (use_shared::<Vec<PendingTask>>(), use_masking());
    let here = |asked: &PendingTask| run.asks(asked) && (run.run == ActorId::default() || asked.run == run.run);
    let needs_answer = run.is_running() && tasks.iter().any(here);
    let controls = use_shared::<Controls>();
    let held = controls.held.as_ref().filter(|_| run.is_running());
    let style = match held {
        Some(_) => PAUSED,
        None if needs_answer => NEEDS_ANSWER,
        None if run.moment.is_some() && run.outcome.is_none() => PAST,
        None => of_run(run.outcome.as_deref()),
    };
    let style = match (run.function.is_some(), style.word) {
        (true, "Succeeded") => StatusStyle { word: "Function succeeded", ..style },
        (true, "Failed") => StatusStyle { word: "Function failed", ..style },
        _ => style,
    };
    let status = run.outcome.as_deref().map_or("RUNNING", Outcome::status);
    let error = match run.outcome.as_deref() {
        Some(Outcome::Failed(error) | Outcome::TimedOut(error)) => Some(error),
        _ => None,
    };
    html! {
        <section class={classes!("status", style.class, is_earlier.then_some("earlier"))} data-panel={Panel::Stage.id()} data-testid="status" data-status={status} aria-label="Status">
            <div class="status-line">
                { at_moment(&run, style) }
                <Elapsed started={run.started} ended={(!run.is_running()).then_some(run.latest)} clock={run.clock} />
                <span class="facts">
                    if let Some(function) = &run.function {
                        <code>{ function.to_string() }</code>
                    } else {
                        { format::count(run.rows.len(), "step") }{ " · " }{ format::count(run.log.len(), "event") }
                    }
                </span>
                { with_role(&run, &commands) }
                { origin(&run, &commands) }
                if is_earlier { { from_earlier(&run, &commands) } }
                if let Some(held) = held { { held_at(held, &run) } } else if !needs_answer { { doing(&run) } }
                <StageTools of_machine={run.function.is_none()} />
            </div>
            { props.control.clone() }
            if let Some(error) = error { { failure(error, &run, &masking, &commands) } }
            { limits_note(&run, &commands) }
            { props.children.clone() }
        </section>
    }
}

/// How the run stands; at a moment that was gone back to, which one that is.
fn at_moment(run: &RunView, style: StatusStyle) -> Html {
    let Some(moment) = &run.moment else { return style.show() };
    let word = if style == PAST { "running".to_owned() } else { style.word.to_lowercase() };
    style.show_as(&format!("At event {} of {}: {word}", moment.events_before(), run.total_events()))
}

/// The role that the run asks whether its calls are allowed, and the way to what it allows.
fn with_role(run: &RunView, commands: &Shared<Commands>) -> Html {
    let arn = run.log.with(|simulator| simulator.execution(run.run).enforced_role()).flatten();
    let Some(arn) = arn else { return Html::default() };
    let name = arn.rsplit('/').next().unwrap_or(&arn).to_owned();
    let (commands, told) = (commands.clone(), if run.is_running() { "Runs" } else { "Ran" });
    html! {
        <button class="link-button with-role" data-testid="with-role" title={format!("{told} with {arn}: calls that it does not allow fail")}
            onclick={move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Permissions)))}>
            { format!("{told} with role {name}") }
        </button>
    }
}

/// Where the run comes from, if not from here; one that was imported can be played again.
fn origin(run: &RunView, commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    match run.origin {
        RunOrigin::Here => Html::default(),
        RunOrigin::Kept(extent) => html! {
            <span class="tag" data-testid="run-origin" title={format!("Kept since an earlier visit, with secrets masked: read only. {}", run.origin.left_out().unwrap_or_default())}>
                { if extent == Extent::Whole { "Kept" } else { "Kept in part" } }
            </span>
        },
        RunOrigin::Replay(id) => {
            html! { <span class="tag" data-testid="run-origin">{ format!("Replay of run {id}") }</span> }
        }
        RunOrigin::Imported | RunOrigin::Remote | RunOrigin::Linked => html! {
            <>
                if run.origin == RunOrigin::Linked {
                    <span class="tag" data-testid="run-origin" title={format!("Recorded by the person who made the link, with secrets masked: read only. {}", run.origin.left_out().unwrap_or_default())}>{"Recorded"}</span>
                } else if run.origin == RunOrigin::Remote {
                    <button class="link-button" data-testid="run-origin" title="An execution of AWS or an emulator: open the list of what is there"
                        onclick={let commands = commands.clone(); move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Remote)))}>{ if run.is_running() { "Runs there" } else { "Ran there" } }</button>
                } else {
                    <span class="tag" data-testid="run-origin" title={format!("A history that was imported: read only. {}", run.origin.left_out().unwrap_or_default())}>{"Imported"}</span>
                }
                if !run.is_running() { <button class="button small" data-testid="replay-here" title="Run the definition with the recorded results in place of calls"
                    onclick={move |_| { let page = commands.clone(); commands.with(&RECORDED, move |recorded| (recorded.replay)(&page)); }}>{"Replay here"}</button> }
            </>
        },
    }
}

/// The run is not one of what is written now.
fn from_earlier(run: &RunView, commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    html! {
        <span class="from-earlier" data-testid="from-earlier">
            <span class="tag stale">{"From an earlier version"}</span>
            if !run.is_running() {
                <button class="button small" onclick={move |_| commands.run()}>{"Run again"}</button>
            }
        </span>
    }
}

/// Where the run is held, and why.
fn held_at(held: &Held, run: &RunView) -> Html {
    let mut why = why_in_words(&held.why);
    // Retry and Catch decide as soon as something fails; the run is held before they have done anything.
    if let Some(row) = run.row(held.visit).filter(|_| matches!(held.why, Why::Failed(_)) && held.actor == run.run) {
        why.push_str(match row.status {
            RowStatus::BackingOff => ", Retry waits next",
            RowStatus::Caught => ", Catch leads on next",
            status if !status.is_open() => ", nothing handles it",
            _ => "",
        });
    }
    html! {
        <span class="doing" data-testid="held" data-state={held.state.to_string()}>
            if held.state.is_empty() { {"before the first state"} } else { {"at "}<code>{ held.state.to_string() }</code> }
            { format!(" · {why}") }
        </span>
    }
}

/// What the newest step is doing.
fn doing(run: &RunView) -> Html {
    match run.rows.last() {
        Some(row) if run.is_running() => {
            let doing = format!("{} · {}", of_row(row.status).word, row.name);
            html! { <span class="doing" title={doing}>{ of_row(row.status).word }{ " · " }<code>{ row.name.to_string() }</code></span> }
        }
        _ => Html::default(),
    }
}

/// What the run failed with, and the way to where.
fn failure(error: &StateError, run: &RunView, masking: &Masking, commands: &Shared<Commands>) -> Html {
    let failed = run.failed_visit();
    let show = {
        let commands = commands.clone();
        move |_: MouseEvent| failed.into_iter().for_each(|visit| commands.dispatch(RunAction::ShowFailure(visit)))
    };
    let links = failed.map(|visit| failure_chain::chain(&run.rows, visit)).unwrap_or_default();
    let chain = failure_chain::in_words(&links);
    let cause = error.cause.as_ref().map(|cause| masking.text(cause).into_owned());
    html! {
        <div class={classes!("failure", failed.is_some().then_some("leads"))} onclick={show}>
            <p class="failure-text" title={cause.clone()}>
                <code class="error-name">{ error.name().to_owned() }</code>{ " " }
                if let Some(cause) = cause { <span class="cause">{ cause }</span> }
            </p>
            if failed.is_some() {
                <button class="button small">{ icon(Icon::Target) }<span class="word">{"Show the failing step"}</span></button>
            }
            if let Some(chain) = chain { <p class="failure-chain" data-testid="failure-chain">{ prose(&chain) }</p> }
        </div>
    }
}
