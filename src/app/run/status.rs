//! How the run stands: status, duration, and what it failed with.

use asl_playground::run::{Outcome, RunId};
use asl_playground::state_error::StateError;
use yew::prelude::*;

use super::limits_note::LimitsNote;
use super::pending_tasks::Question;
use super::state::RunAction;
use super::status_word::{ASKING, of_row, of_run};
use super::view::RunView;
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::shared::use_shared;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::use_now::use_now;

/// What else stands in the banner.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The last line of it.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// The banner.
#[component]
pub(crate) fn Status(props: &Props) -> Html {
    let run = use_shared::<RunView>();
    let questions = use_shared::<Vec<Question>>();
    let here = |asked: &Question| run.run == RunId::default() || asked.run == run.run;
    let asks = run.is_running() && questions.iter().any(here);
    let look = if asks { ASKING } else { of_run(run.outcome.as_deref()) };
    let status = run.outcome.as_deref().map_or("RUNNING", Outcome::status);
    let error = match run.outcome.as_deref() {
        Some(Outcome::Failed(error) | Outcome::TimedOut(error)) => Some(error),
        _ => None,
    };
    html! {
        <section class={classes!("status", look.class)} data-testid="status" data-status={status} aria-label="Status">
            <div class="status-line">
                { look.show() }
                <Elapsed />
                <span class="facts">
                    { format::count(run.rows.len(), "step") }{ " · " }{ format::count(run.log.len(), "event") }
                </span>
                <Stale />
                if !asks { { doing(&run) } }
            </div>
            if let Some(error) = error { <Failure error={error.clone()} /> }
            <LimitsNote />
            { props.children.clone() }
        </section>
    }
}

/// What the newest step is doing.
fn doing(run: &RunView) -> Html {
    match run.rows.last() {
        Some(row) if run.is_running() => {
            html! { <span class="doing">{ of_row(row.status).word }{ " · " }<code>{ row.name.to_string() }</code></span> }
        }
        _ => Html::default(),
    }
}

/// Says so if the definition is no longer the one that ran.
#[component]
fn Stale() -> Html {
    let (run, document) = (use_shared::<RunView>(), use_shared::<Document>());
    if run.definition == document.definition {
        return Html::default();
    }
    html! { <span class="facts stale">{"the definition was edited since"}</span> }
}

#[component]
fn Elapsed() -> Html {
    let run = use_shared::<RunView>();
    let now = use_now(run.is_running());
    let end = if run.is_running() { now } else { run.latest };
    html! { <span class="elapsed">{ format::duration(end.millis_since(run.started)) }</span> }
}

#[derive(PartialEq, Properties)]
struct FailureProps {
    error: StateError,
}

#[component]
fn Failure(FailureProps { error }: &FailureProps) -> Html {
    let (commands, run) = (use_commands(), use_shared::<RunView>());
    let show = run.failed_visit().map(|visit| {
        html! {
            <button class="button small" onclick={move |_| commands.dispatch(RunAction::ShowFailure(visit))}>
                { icon(Icon::Target) }{"Show the failing step"}
            </button>
        }
    });
    html! {
        <div class="failure">
            <div class="failure-text">
                <code class="error-name">{ error.name().to_owned() }</code>
                if let Some(cause) = &error.cause { <p class="cause">{ cause.to_string() }</p> }
            </div>
            { show }
        </div>
    }
}
