//! The limits of AWS that a run exceeded, where they are only reported.

use asl_sim::{ActorId, Exceeded, Limit, VisitId};
use yew::prelude::*;

use super::state::RunAction;
use super::view::RunView;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::ui::icons::{Icon, icon};

/// The most notes that are listed.
const LISTED: usize = 20;

/// All of a run, each with the way to its step; nothing if there are none.
pub(super) fn limits_note(run: &RunView, commands: &Shared<Commands>) -> Html {
    let own = |note: &&Exceeded| run.run == ActorId::default() || note.actor == run.run;
    let notes: Vec<&Exceeded> = run.exceeded.iter().filter(own).collect();
    let Some(first) = notes.first() else { return Html::default() };
    let title = format!("AWS would have ended this run at event {}: {}", first.event.0, what(first));
    html! {
        <details class="limits-note" data-testid="limits-note">
            <summary>{ icon(Icon::Warning) }<span>{ title }</span>
                if notes.len() > 1 { <span class="facts">{ format!("and {} more", notes.len() - 1) }</span> }
            </summary>
            <ol>
                for (index, note) in notes.iter().take(LISTED).enumerate() {
                    <li key={index}>{ row(note, run.run, commands) }</li>
                }
                if notes.len() > LISTED { <li class="facts">{ format!("… and {} more", notes.len() - LISTED) }</li> }
            </ol>
        </details>
    }
}

/// What AWS would have failed the step with; nothing if it would not.
pub(crate) fn step_limits(run: &RunView, visit: VisitId) -> Html {
    let notes: Vec<&Exceeded> =
        run.exceeded.iter().filter(|note| note.actor == run.run && note.visit == visit).take(LISTED).collect();
    if notes.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="step-limits" aria-label="Limits of AWS">
            for (index, note) in notes.into_iter().enumerate() {
                <li key={index}>
                    { icon(Icon::Warning) }
                    <span>{ format!("Beyond AWS's limit: {}. AWS fails here with ", what(note)) }<code>{ note.error.name().to_owned() }</code>
                        if let Some(cause) = &note.error.cause { <span class="cause">{ cause.to_string() }</span> }
                    </span>
                </li>
            }
        </ul>
    }
}

/// What was too large, and how large it may be.
fn what(note: &Exceeded) -> String {
    let word = note.limit.word();
    match (note.limit, note.size) {
        (Limit::Events, Some((_, most))) => format!("its history has more than {most} events"),
        (_, Some((size, most))) => format!("{word} of {size} bytes, at most {most}"),
        (Limit::Duration, None) => "it runs longer than its type allows".to_owned(),
        (_, None) => format!("{word} too large"),
    }
}

fn row(exceeded: &Exceeded, shown: ActorId, commands: &Shared<Commands>) -> Html {
    let summary = format!("event {} · {}", exceeded.event.0, what(exceeded));
    let place = if exceeded.state.is_empty() { String::new() } else { format!("{}: ", exceeded.state) };
    if exceeded.actor != shown || exceeded.visit == VisitId::default() {
        return html! { <span>{ place }{ summary }</span> };
    }
    let (commands, visit) = (commands.clone(), exceeded.visit);
    html! {
        <button class="link-button" onclick={move |_| commands.dispatch(RunAction::SelectVisit(visit))}>
            <strong>{ place }</strong>{ summary }<span class="facts">{ format!(" · {}", exceeded.error.name()) }</span>
        </button>
    }
}
