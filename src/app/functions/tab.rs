//! What the inspector shows of a step that ran a function: the log of each attempt, and the HTTP calls of its code.

use std::rc::Rc;

use asl_functions::{Invocation, LogLine, Source};
use asl_http::Exchange;
use asl_view::state_visit::{Attempt, StateVisit};
use yew::prelude::*;

use crate::app::exchange::ExchangeView;
use crate::app::state::shared::Shared;
use crate::app::ui::format;

/// The visit whose invocations are shown.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the log has of the visit.
    pub(crate) visit: Shared<StateVisit>,
}

/// The invocations, the newest first.
#[component]
pub(crate) fn FunctionTab(Props { visit }: &Props) -> Html {
    let shown = visit.attempts.iter().rev().filter_map(|attempt| Some((attempt, attempt.invocation.as_ref()?)));
    let numbers = visit.attempts.len() > 1;
    let one = |(attempt, invocation): (&Attempt, &Rc<Invocation>)| {
        let number = if numbers { format!(" · attempt {}", attempt.number) } else { String::new() };
        html! { <div key={attempt.event.0}>{ invocation_view(invocation, &number) }</div> }
    };
    html! { <div class="exchanges invocations">{ for shown.map(one) }</div> }
}

/// What an invocation logged, and what its code called; `number` tells it from the others of its step.
pub(crate) fn invocation_view(invocation: &Invocation, number: &str) -> Html {
    let calls = invocation.exchanges.len();
    html! {
        <section class="invocation" data-testid="invocation" aria-label={format!("Invocation of {}", invocation.function)}>
            <div class="invocation-head">
                <h3>{ format!("{}{number}", invocation.function) }</h3>
                <span class="tag">{ invocation.runtime.to_string() }</span>
                if let Some(version) = invocation.ran_as() {
                    <span class="fine" data-testid="ran-as">{ format!("runs as {version} in this page") }</span>
                }
            </div>
            <div class="log-lines" role="log" data-testid="function-log" tabindex="0" aria-label="Log">
                { for invocation.lines.iter().map(line) }
            </div>
            if calls > 0 {
                <h3>{ format!("HTTP calls ({calls})") }</h3>
                { for invocation.exchanges.iter().enumerate().map(call) }
            }
        </section>
    }
}

fn line(line: &LogLine) -> Html {
    let class = match line.source {
        Source::Lambda => "log-line of-lambda",
        Source::Function => "log-line",
        Source::Playground => "log-line of-playground",
    };
    html! { <p {class}>{ line.text.replace('\t', "  ") }</p> }
}

fn call((index, exchange): (usize, &Rc<Exchange>)) -> Html {
    let came = match &exchange.response {
        Ok(response) => format!("{} {}", response.status, response.phrase()),
        Err(error) => error.to_string(),
    };
    let took = format::duration(exchange.answered_at.millis_since(exchange.sent_at));
    html! {
        <details key={index} class="earlier" data-testid="function-call">
            <summary>
                <b>{ exchange.request.method.to_string() }</b>{" "}<code>{ exchange.request.url.to_string() }</code>
                { format!(" · {came} · {took} · {}", exchange.transport.word()) }
            </summary>
            <div class="attempt-body"><ExchangeView exchange={exchange.clone()} explains={false} /></div>
        </details>
    }
}
