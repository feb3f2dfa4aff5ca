//! One attempt: what came of it, and as much of its exchange as the level says.

use std::rc::Rc;

use asl_http::explain::TaskFields;
use asl_http::request::ShownRequest;
use asl_http::reveal::reveal;
use asl_http::test_state::Level;
use asl_http::{Connections, Exchange, Purpose};
use asl_sim::AnsweredBy;
use asl_value::Value;
use asl_view::state_visit::{Attempt, AttemptResult};
use yew::prelude::*;

use super::copies::Tested;
use super::explanation::{ExplanationView, by_whom};
use super::options::ExchangeOptions;
use super::outcome::outcome;
use super::timing::timing;
use super::view::messages;
use crate::app::run::status_style::answered;
use crate::app::run::view::use_run_view;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::shared::{Shared, use_shared};
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::json_view::json_view;

/// An attempt of a state, and how much of it is shown.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The state's name.
    pub(super) state: Rc<str>,
    /// The state's input.
    pub(super) input: Value,
    /// The attempt and its exchange.
    pub(super) attempt: Attempt,
    /// The state's fields.
    pub(super) task: Shared<TaskFields>,
    /// How much is shown.
    pub(super) options: ExchangeOptions,
    /// Whether it is the one to look at: that of the selected event, else the newest.
    pub(super) is_shown: bool,
}

/// The attempt, folded unless it is the newest or was opened.
#[component]
pub(super) fn AttemptCard(Props { state, input, attempt, task, options, is_shown }: &Props) -> Html {
    let (commands, connections) = (use_commands(), use_shared::<Connections>());
    let context = Context { commands: &commands, connections: &connections, state, input, options: *options };
    // Until the person says otherwise, the one to look at is open.
    let chosen = use_state(|| None::<bool>);
    let open = chosen.unwrap_or(*is_shown);
    let toggle = move |_| chosen.set(Some(!open));
    let exchange = attempt.exchange.as_deref();
    let left_out = use_run_view().origin.left_out();
    let (symbol, class, word) = match &attempt.result {
        AttemptResult::Pending => (Icon::Running, "running", "running"),
        AttemptResult::Succeeded(_) => (Icon::Check, "succeeded", "succeeded"),
        AttemptResult::Failed(_) => (Icon::Cross, "failed", "failed"),
    };
    let answer = match (exchange.map(|exchange| &exchange.response), &attempt.result) {
        (Some(Ok(response)), _) => format!("{} {}", response.status, response.phrase()),
        (_, AttemptResult::Failed(error)) => error.name().to_owned(),
        (None, AttemptResult::Succeeded(result)) => status_line(result),
        _ => "…".to_owned(),
    };
    html! {
        <div class={classes!("attempt", class)} data-testid="attempt">
            <button class="attempt-head" aria-expanded={open.to_string()} onclick={toggle}>
                <span class={classes!("chevron", open.then_some("open"))}>{ icon(Icon::Chevron) }</span>
                <span class={classes!("status-word", class)}>{ icon(symbol) }<span class="visually-hidden">{ word }</span></span>
                <b>{ format!("Attempt {}", attempt.number) }</b>
                <span class="answer">{ answer.trim().to_owned() }</span>
                if let Some(by) = attempt.answered_by { { answered(by) } }
                if let Some(exchange) = exchange {
                    <span class="facts">
                        { format::duration(exchange.answered_at.millis_since(exchange.sent_at)) }{ " · " }{ exchange.transport.word() }
                    </span>
                }
            </button>
            if open {
                <div class="attempt-body">
                    <ExplanationView
                        exchange={attempt.exchange.clone()} error={failure(attempt)} attempt={attempt.number} task={task.clone()}
                        state={Some(state.clone())} answered={answered_by(attempt)}
                    />
                    if let (Some(by), AttemptResult::Succeeded(_)) = (attempt.answered_by, &attempt.result) {
                        <p class="fine" data-testid="stand-in">{ format!("Answered by {}. Nothing was sent to the API.", by_whom(by)) }</p>
                    }
                    if options.level != Level::Info { { parameters(&attempt.parameters, options.level) } }
                    if let (Level::Trace, Some(exchange)) = (options.level, &attempt.exchange) {
                        for (index, earlier) in exchange.earlier.iter().enumerate() {
                            <details key={index} class="earlier" data-testid="earlier">
                                <summary>{ title(earlier) }</summary>
                                <div class="attempt-body">
                                    { trace(&context, earlier, &attempt.parameters) }
                                </div>
                            </details>
                        }
                        { trace(&context, exchange, &attempt.parameters) }
                    }
                    if let Some(why) = left_out.filter(|_| exchange.is_none() && attempt.answered_by.is_none()) {
                        <p class="fine" data-testid="left-out">{ why }</p>
                    }
                    { timing(attempt) }
                    { outcome(attempt, options.level) }
                </div>
            }
        </div>
    }
}

/// The status line of an HTTP Task's result, as far as it has one.
fn status_line(result: &Value) -> String {
    let code = result.get("StatusCode").map(Value::to_json).unwrap_or_default();
    let text = result.get("StatusText").and_then(Value::as_str).unwrap_or_default();
    format!("{code} {text}")
}

/// Who answered in place of the API, and what the call would have been.
fn answered_by(attempt: &Attempt) -> Option<(AnsweredBy, Value)> {
    attempt.answered_by.map(|by| (by, attempt.parameters.clone()))
}

fn failure(attempt: &Attempt) -> Option<asl_aws::state_error::StateError> {
    match &attempt.result {
        AttemptResult::Failed(error) => Some(error.clone()),
        _ => None,
    }
}

fn parameters(parameters: &Value, level: Level) -> Html {
    // The request says the same, and stands below.
    if level == Level::Trace {
        return html! {
            <details class="evaluated"><summary>{"Evaluated parameters"}</summary>{ json_view(parameters, "parameters") }</details>
        };
    }
    html! {
        <div role="group" class="message" aria-label="Evaluated parameters">
            <div class="message-head"><h3>{"Evaluated parameters"}</h3></div>
            { json_view(parameters, "parameters") }
        </div>
    }
}

/// What the exchanges of an attempt are shown with.
struct Context<'a> {
    commands: &'a Shared<Commands>,
    connections: &'a Shared<Connections>,
    state: &'a Rc<str>,
    input: &'a Value,
    options: ExchangeOptions,
}

/// What an earlier exchange was, and what came of it.
pub(super) fn title(exchange: &Exchange) -> String {
    let what = match exchange.purpose {
        Purpose::Token => "Before: access token request",
        Purpose::Call => "Before: the call with the rejected token",
    };
    let came = match &exchange.response {
        Ok(response) => format!("{} {}", response.status, response.phrase()),
        Err(error) => error.to_string(),
    };
    format!("{what} · {came}")
}

/// The request and the response of one exchange of an attempt.
fn trace(context: &Context<'_>, exchange: &Exchange, parameters: &Value) -> Html {
    let Context { commands, connections, state, input, options } = *context;
    let tested = Tested { commands, connections, state, input, level: options.level, reveal: options.share };
    let again = |request: &ShownRequest| reveal(parameters, connections, request);
    messages(exchange, options, again, Some(&tested))
}
