//! The details of a delivery: its attempts with their exchanges, the body before and after the transformer, why the rule took
//! the event, and the dead letter.

use std::rc::Rc;

use asl_functions::{Condition, Invocation};
use asl_http::explain::{TargetFields, TaskFields};
use asl_http::{Connections, HttpCall};
use asl_sim::AnsweredBy;
use asl_value::Value;
use asl_view::events::attempts::{DeliveryAttempt, Wait, attempts};
use asl_view::events::counts::status_of;
use asl_view::events::reasons;
use asl_view::events::rows::RowSubject;
use asl_world::log::{DeadLetter, DropReason, LambdaStep, Message, RetryAfter, Success};
use asl_world::{Delivery, DeliveryId, Step};
use yew::prelude::*;

use super::commands::look_into;
use super::export;
use super::messages::message_view;
use super::world::read_log;
use crate::app::chunks::FUNCTIONS;
use crate::app::exchange::{ExchangeOptions, ExchangeView, secrets_bar};
use crate::app::inspector::{check_tree, reveal_button};
use crate::app::run::masking::{Masking, use_masking};
use crate::app::run::page_host::MOST_CALLS_WITHOUT_WAITS;
use crate::app::run::status_style::{answered, of_row};
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::events::{EventsAction, EventsState, Selected};
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::ViewAction;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::json_view::json_view;
use crate::app::ui::tabs::{Tab, tabs};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DeliveryTab {
    Attempts,
    Body,
    Match,
    DeadLetter,
}

/// Which delivery it is.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// Its number in the log.
    pub(super) number: u32,
}

/// The details.
#[component]
pub(super) fn DeliveryDetails(&Props { number }: &Props) -> Html {
    let (commands, events, masking) = (use_commands(), use_shared::<EventsState>(), use_masking());
    let world = events.world.clone();
    let picked = use_state(|| None::<DeliveryTab>);
    let (connections, options) = (use_shared::<Connections>(), use_state(ExchangeOptions::default));
    let chosen = options.setter();
    let found = read_log(&world, |log| {
        let delivery = log.delivery(DeliveryId(number))?.clone();
        let event = log.event(delivery.event)?.outcome.as_ref().ok()?.value.clone();
        let why = log.explain(&world.system, delivery.event, delivery.rule);
        let letter =
            dead_letter(&delivery).and_then(|letter| log.queues.get(&letter.queue)?.get(letter.position)).cloned();
        Some((delivery, event, why, letter))
    });
    let Some((delivery, event, why, letter)) = found.flatten() else { return Html::default() };
    let system = &world.system;
    let rule = system.rules.get(delivery.rule).map(|rule| rule.resource.name.clone()).unwrap_or_default();
    let target = system.target(delivery.rule, delivery.target);
    let fields = target.map(|target| TargetFields {
        retries: target.retry.attempts,
        maximum_age: target.retry.maximum_age,
        has_dead_letters: target.dead_letters.is_some(),
    });
    let task =
        use_memo(fields, |fields| Shared::new(TaskFields { is_http: true, target: *fields, ..TaskFields::default() }));
    let tried = attempts(&delivery);
    let mut all = vec![
        Tab { value: DeliveryTab::Attempts, name: "Attempts", count: Some(tried.len()).filter(|count| *count > 0) },
        Tab { value: DeliveryTab::Body, name: "Body", count: None },
        Tab { value: DeliveryTab::Match, name: "Match", count: None },
    ];
    let is_lost = delivery.steps.iter().any(|entry| matches!(entry.step, Step::DeadLetter(_) | Step::Dropped(_)));
    if is_lost {
        all.push(Tab { value: DeliveryTab::DeadLetter, name: "Dead letter", count: None });
    }
    let best = if tried.is_empty() && is_lost { DeliveryTab::DeadLetter } else { DeliveryTab::Attempts };
    let shown = picked.filter(|tab| all.iter().any(|known| known.value == *tab)).unwrap_or(best);
    let select = {
        let picked = picked.setter();
        Callback::from(move |wanted| picked.set(Some(wanted)))
    };
    let active = all.iter().position(|known| known.value == shown).unwrap_or(0);
    let holds_secrets = {
        let body = delivery.body.as_ref().map_or_else(|undelivered| &*undelivered.body, |body| &**body);
        masking.redactor.changed(&event).is_some()
            || matches!(masking.redactor.known(body), std::borrow::Cow::Owned(_))
            || delivery.exchanges().any(|exchange| exchange.masked(&masking.redactor).is_some())
            || tried
                .iter()
                .filter_map(|attempt| attempt.answer.as_ref()?.invocation.as_ref())
                .any(|invocation| invocation.masked(&masking.redactor).is_some())
    };
    let options = ExchangeOptions { reveal: masking.revealed, ..*options };
    let change = {
        let (commands, chosen, revealed) = (commands.clone(), chosen, masking.revealed);
        Callback::from(move |next: ExchangeOptions| {
            if next.reveal != revealed {
                commands.dispatch(ViewAction::RevealSecrets(next.reveal));
            }
            chosen.set(next);
        })
    };
    let save = {
        let (world, masking, connections, share) = (world.clone(), masking.clone(), connections.clone(), options.share);
        move |_| export::archive(&world, &masking, share.then_some(&*connections))
    };
    let end = html! {
        <button class="button small" onclick={save} data-testid="download-har" title="All HTTP exchanges of this run, for developer tools (HAR 1.2)">
            { icon(Icon::Download) }{"Download HAR"}
        </button>
    };
    let above = if delivery.call.is_some() && delivery.exchanges().next().is_some() {
        secrets_bar(options, &change, &end)
    } else {
        Html::default()
    };
    let to_event = {
        let (commands, event) = (commands.clone(), delivery.event);
        move |_| commands.dispatch(EventsAction::Select(Some(Selected::Row(RowSubject::Event(event)))))
    };
    html! {
        <section class="inspector" data-testid="inspector" aria-label="Selected delivery">
            <div class="bar inspector-head">
                <h2>{ target.map(|target| target.id.to_string()).unwrap_or_default() }</h2>
                <span class="tag">{"Delivery"}</span>
                { of_row(status_of(&delivery)).show() }
                if holds_secrets { { reveal_button(masking.revealed, &commands) } }
                <span class="next">{"by "}<code>{ rule.to_string() }</code></span>
                <button class="button small quiet" onclick={to_event}>{"Its event"}</button>
            </div>
            { came_to(&delivery, &commands) }
            { tabs("inspector", "Parts of the delivery", &all, shown, &select) }
            <div class="panel" role="tabpanel" id="inspector-panel" aria-labelledby={format!("inspector-tab-{active}")}>
                { match shown {
                    DeliveryTab::Attempts => html! { <>{ above }{ attempts_view(&tried, &task, &masking, &delivery, options) }</> },
                    DeliveryTab::Body => bodies(&event, &delivery, &masking),
                    DeliveryTab::Match => match why {
                        Some(why) => check_tree(&reasons::trace(&why), &masking),
                        None => html! { <p class="empty">{"A schedule triggered the rule, so there was nothing to match."}</p> },
                    },
                    DeliveryTab::DeadLetter => lost(&delivery, letter.as_ref(), &masking),
                } }
            </div>
        </section>
    }
}

fn dead_letter(delivery: &Delivery) -> Option<&DeadLetter> {
    delivery.steps.iter().find_map(|entry| match &entry.step {
        Step::DeadLetter(letter) => Some(letter),
        _ => None,
    })
}

/// Where the event is now, if that is no API.
fn came_to(delivery: &Delivery, commands: &Shared<Commands>) -> Html {
    let success = delivery.steps.iter().find_map(|entry| match &entry.step {
        Step::Success(success) => Some(success),
        _ => None,
    });
    let line = |text: String| html! { <div class="arn-line started"><span class="facts">{ text }</span></div> };
    match success {
        Some(Success::Started(execution)) => {
            let (commands, execution) = (commands.clone(), *execution);
            html! {
                <div class="arn-line started" data-testid="started-execution">
                    <span class="facts">{"It started an execution."}</span>
                    <button class="button small" onclick={move |_| look_into(&commands, execution, None)} data-testid="open-started">{"Open"}</button>
                </div>
            }
        }
        Some(Success::Queued(queue, _)) => line(format!("It is in the queue {queue}.")),
        Some(Success::Logged(group, _)) => line(format!("It is in the log group {group}.")),
        Some(Success::Forwarded(_)) => line("It is on another bus.".to_owned()),
        Some(Success::Shown) => line(
            "This target is not simulated; the Body tab shows what it would receive. A mock with its name can answer in its place."
                .to_owned(),
        ),
        Some(Success::Invoked) => delivery
            .steps
            .iter()
            .filter_map(|entry| match &entry.step {
                Step::Lambda(step) => lambda_told(step),
                _ => None,
            })
            .map(|text| html! { <div class="arn-line started" data-testid="function-record"><span class="facts">{ text }</span></div> })
            .collect(),
        Some(Success::Called) | None => Html::default(),
    }
}

/// What Lambda did with the event of a function in the end.
fn lambda_told(step: &LambdaStep) -> Option<String> {
    let why = |condition: Condition| match condition {
        Condition::Success => "The function handled the event",
        Condition::RetriesExhausted => "The function failed each time",
        Condition::EventAgeExceeded => "The function failed, and the event is too old to retry",
    };
    let place = |destination: &str, place: &Success| match place {
        Success::Queued(queue, _) => format!("the queue {queue}"),
        Success::Forwarded(_) => format!("the bus {}", destination.rsplit('/').next().unwrap_or(destination)),
        _ => format!("{destination}, which is not simulated"),
    };
    match step {
        LambdaStep::Waits { .. } | LambdaStep::Invoked { .. } | LambdaStep::Ended(_) => None,
        LambdaStep::Recorded { condition, destination, place: at } => {
            Some(format!("{}: Lambda sent a record to {}.", why(*condition), place(destination, at)))
        }
        LambdaStep::DeadLetter { condition, destination, place: at } => {
            Some(format!("{}: Lambda sent the event to {}.", why(*condition), place(destination, at)))
        }
        LambdaStep::Discarded(condition) => Some(format!(
            "{}: Lambda discards the event, because the function has neither an OnFailure destination nor a dead-letter queue.",
            why(*condition)
        )),
    }
}

fn attempts_view(
    tried: &[DeliveryAttempt],
    task: &Shared<TaskFields>,
    masking: &Masking,
    delivery: &Delivery,
    options: ExchangeOptions,
) -> Html {
    if tried.is_empty() {
        let waits = delivery.steps.iter().rev().find_map(|entry| match entry.step {
            Step::ThrottleStart { ahead, .. } => Some(ahead),
            _ => None,
        });
        return match waits {
            Some(ahead) => {
                html! { <p class="empty">{ format!("It is waiting for the rate limit of its destination, with {ahead} ahead of it.") }</p> }
            }
            None => html! { <p class="empty">{"No call was made."}</p> },
        };
    }
    let last = tried.len() - 1;
    html! {
        <ol class="attempts-list">
            for (at, attempt) in tried.iter().enumerate() {
                <li key={format!("{}-{}", attempt.number, at == last)}>
                    { attempt_view(attempt, at == last, task, masking, delivery.call.as_ref(), options) }
                    { attempt.wait.as_ref().map(wait_view) }
                </li>
            }
        </ol>
    }
}

fn attempt_view(
    attempt: &DeliveryAttempt,
    open: bool,
    task: &Shared<TaskFields>,
    masking: &Masking,
    call: Option<&Rc<HttpCall>>,
    options: ExchangeOptions,
) -> Html {
    let (symbol, class, word) = match attempt.succeeded() {
        None => (Icon::Running, "running", "running"),
        Some(true) => (Icon::Check, "succeeded", "succeeded"),
        Some(false) => (Icon::Cross, "failed", "failed"),
    };
    let is_repeated = attempt.answered_by() == Some(AnsweredBy::LastAnswer);
    let exchange = attempt.exchange();
    let answer = match (exchange.map(|exchange| &exchange.response), &attempt.failure) {
        (Some(Ok(response)), _) => format!("{} {}", response.status, masking.text(response.phrase())),
        (_, Some(failure)) => failure.code.as_str().to_owned(),
        _ => attempt.function_error().map(|error| error.name().to_owned()).unwrap_or_default(),
    };
    html! {
        <details class={classes!("attempt", class)} {open} data-testid="delivery-attempt">
            <summary class="attempt-head">
                <span class={classes!("status-word", class)}>{ icon(symbol) }<span class="visually-hidden">{ word }</span></span>
                <b>{ format!("Attempt {}", attempt.number) }</b>
                <span class="answer">{ answer.trim().to_owned() }</span>
                if let Some(by) = attempt.answered_by() { { answered(by) } }
                if let Some(exchange) = exchange {
                    <span class="facts">{ format::duration(exchange.answered_at.millis_since(exchange.sent_at)) }{" · "}{ exchange.transport.word() }</span>
                }
            </summary>
            <div class="attempt-body">
                if let Some(failure) = &attempt.failure {
                    <p class="failure-text"><code class="error-name">{ failure.code.as_str() }</code>{" "}{ masking.text(&failure.message).into_owned() }</p>
                }
                if let Some(error) = attempt.function_error() {
                    <p class="failure-text"><code class="error-name">{ masking.text(error.name()).into_owned() }</code>{" "}{ masking.text(error.cause.as_deref().unwrap_or_default()).into_owned() }</p>
                }
                if let Some(exchange) = exchange {
                    <ExchangeView exchange={exchange.clone()} task={task.clone()} attempt={attempt.number} call={call.cloned()} {options} />
                }
                if let Some(invocation) = attempt.answer.as_ref().and_then(|answer| answer.invocation.as_ref()) {
                    { invocation_view(invocation, masking) }
                }
                if is_repeated {
                    <p class="fine" data-testid="not-sent">{ format!("Not sent: while waits are skipped, the playground calls an API at most {MOST_CALLS_WITHOUT_WAITS} times for each event. The last answer counts again.") }</p>
                } else if let Some(Ok(result)) = attempt.answer.as_ref().and_then(|answer| answer.result.as_ref()) {
                    { json_view(&masking.value(result), "result") }
                }
            </div>
        </details>
    }
}

/// What the function that was invoked logged and called. What shows it is here since it ran.
fn invocation_view(invocation: &Rc<Invocation>, masking: &Masking) -> Html {
    let masked = if masking.revealed { None } else { invocation.masked(&masking.redactor) };
    let shown = masked.as_ref().unwrap_or(invocation);
    FUNCTIONS.get().map(|functions| (functions.invocation)(shown)).unwrap_or_default()
}

fn wait_view(wait: &Wait) -> Html {
    let asked = match &wait.retry_after {
        Some(RetryAfter::Wait(millis)) => {
            format!(" `Retry-After` asks for {}. The longer wait is used.", format::duration(*millis))
        }
        Some(RetryAfter::Never) => " `Retry-After` is negative, so there is no retry.".to_owned(),
        Some(RetryAfter::Unreadable(text)) => format!(" `Retry-After: {text}` cannot be read and is ignored."),
        None => String::new(),
    };
    let millis = format::duration(wait.millis);
    let told = match wait.policy_millis {
        Some(policy) => format!(
            "{millis} until the next attempt. EventBridge's own back-off is {}.{asked}",
            format::duration(policy)
        ),
        None => format!(
            "{millis} in Lambda's queue until the next attempt. EventBridge has delivered the event and does not see that the function failed."
        ),
    };
    html! {
        <p class="fine back-off-line" data-testid="delivery-wait">{ icon(Icon::Clock) }
            <span>{ crate::app::ui::prose::prose(&told) }</span>
        </p>
    }
}

fn bodies(event: &Value, delivery: &Delivery, masking: &Masking) -> Html {
    let (text, why) = match &delivery.body {
        Ok(body) => (body.as_str(), None),
        Err(undelivered) if undelivered.is_dead_letter => (
            undelivered.body.as_str(),
            Some("It is not JSON, so nothing is sent, and the event becomes a dead letter with INVALID_JSON."),
        ),
        Err(undelivered) => {
            (undelivered.body.as_str(), Some("It is empty, so nothing is sent, and AWS drops the event."))
        }
    };
    html! {
        <>
            <h3>{"What the target receives"}</h3>
            if let Some(why) = why { <p class="pad-refused">{ icon(Icon::Warning) }<span>{ why }</span></p> }
            <pre class="pad-body" tabindex="0" aria-label="Body" data-testid="delivery-body">{ masking.text(text).into_owned() }</pre>
            <h3>{"Created from this event"}</h3>
            { json_view(&masking.value(event), "event") }
        </>
    }
}

fn lost(delivery: &Delivery, letter: Option<&Message>, masking: &Masking) -> Html {
    let dropped = delivery.steps.iter().find_map(|entry| match &entry.step {
        Step::Dropped(reason) => Some(reason),
        _ => None,
    });
    let why = dropped.map(|reason| match reason {
        DropReason::NoQueue => "The event is lost: the target has no dead-letter queue.".to_owned(),
        DropReason::QueueMissing(arn) => format!("The event is lost: there is no queue {arn}."),
        DropReason::QueueIsFifo(name) => {
            format!("The event is lost: {name} is a FIFO queue, which cannot hold dead letters.")
        }
        DropReason::Stopped => "You stopped the run.".to_owned(),
        DropReason::EmptyBody => "AWS drops the event: its body is empty.".to_owned(),
    });
    html! {
        <>
            if let Some(why) = why { <p>{ why }</p> }
            if let Some(letter) = letter { { message_view(letter, masking) } }
        </>
    }
}
