//! The HTTP tab of a step: its attempts, and the state's Retry.

use asl_http::Connections;
use asl_sim::VisitId;
use asl_view::handling::{self, Handling};
use asl_view::state_visit::{Attempt, StateVisit};
use yew::prelude::*;

use super::archive::archive_button;
use super::attempt::AttemptCard;
use super::options::{ExchangeOptions, options_bar};
use super::retry::{handled_by, retry_chart};
use crate::app::run::masking::use_masking;
use crate::app::run::state::Selection;
use crate::app::run::view::use_run_view;
use crate::app::state::commands::use_commands;
use crate::app::state::parts::use_part;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::ViewAction;

/// The visit whose exchanges are shown.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the log has of the visit.
    pub(crate) visit: Shared<StateVisit>,
    /// The visit's number in its execution.
    pub(crate) id: VisitId,
}

/// The attempts; the last one is open.
#[component]
pub(crate) fn HttpTab(Props { visit, id }: &Props) -> Html {
    let (run, connections) = (use_run_view(), use_shared::<Connections>());
    let options = use_state(ExchangeOptions::default);
    let task = use_memo((run.definition.clone(), run.choice.clone(), visit.name.clone()), |(_, _, name)| {
        let machine = run.read().machine;
        Shared::new(machine.map(|machine| machine.task_fields(name)).unwrap_or_default())
    });
    let (commands, masking) = (use_commands(), use_masking());
    let change = Callback::from({
        let (options, revealed) = (options.clone(), masking.revealed);
        move |next: ExchangeOptions| {
            if next.reveal != revealed {
                commands.dispatch(ViewAction::RevealSecrets(next.reveal));
            }
            options.set(next);
        }
    });
    let options = ExchangeOptions { reveal: masking.revealed, ..*options };
    let count = visit.attempts.len();
    // The attempt of the selected event is the open one; else the newest.
    let selected = use_part::<Selection>().event;
    let of_event = selected.and_then(|event| visit.attempts.iter().rposition(|attempt| attempt.event <= event));
    let open = of_event.unwrap_or(count.saturating_sub(1));
    let state = visit.name.clone();
    let input = visit.input.clone().unwrap_or_default();
    // Between two attempts stands how long the state waited, and why so long.
    let handled = run.log.read(|events| handling::of_visit(events, *id));
    let wait_after = |attempt: &Attempt| {
        let later = visit.attempts.iter().map(|other| other.event).filter(|event| *event > attempt.event).min();
        let is_of_it = |event| event > attempt.event && later.is_none_or(|later| event < later);
        let (_, retried) = handled
            .iter()
            .find(|(event, handling)| is_of_it(*event) && matches!(handling, Handling::Retried { .. }))?;
        Some(handled_by(retried, &task.retry))
    };
    html! {
        <div class="exchanges">
            { options_bar(options, &change, &archive_button(&run, &connections, &masking.redactor, options.share)) }
            <ol class="attempts-list">
                for (index, attempt) in visit.attempts.iter().filter(|attempt| Attempt::is_http(attempt)).enumerate() {
                    <li key={format!("{}-{}", attempt.event.0, index == open)}>
                        <AttemptCard
                            state={state.clone()} input={input.clone()} attempt={attempt.clone()} task={(*task).clone()}
                            {options} is_shown={index == open}
                        />
                        { wait_after(attempt).unwrap_or_default() }
                    </li>
                }
            </ol>
            if !task.retry.is_empty() {
                <details class="retry-policy">
                    <summary>{"Retry of this state"}</summary>
                    for (index, policy) in task.retry.iter().enumerate() {
                        { retry_chart(index, policy, None, None) }
                    }
                </details>
            }
        </div>
    }
}
