//! The HTTP exchanges of a step: each attempt's request as sent and answer as received.

use asl_playground::http::exchange::Exchange;
use asl_playground::http::explain::{Explanation, explain};
use asl_playground::http::request::{Origin, ShownRequest};
use asl_playground::http::{HttpResponse, Purpose, TransportError, curl};
use asl_playground::value::Value;
use asl_playground::visit::{Attempt, AttemptResult, Visit};
use yew::prelude::*;

use super::copy::CopyButton;
use super::icons::{Icon, icon};
use super::json_view::JsonView;
use super::relay::offer::RelayOffer;
use crate::app::{format, location};

/// The step.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The step.
    pub(crate) visit: Visit,
}

/// The attempts; the last one is open.
#[component]
pub(crate) fn HttpTab(Props { visit }: &Props) -> Html {
    let count = visit.attempts.len();
    html! {
        <ol class="attempts-list">
            for (index, attempt) in visit.attempts.iter().enumerate() {
                <li key={attempt.event.0}><AttemptCard attempt={attempt.clone()} last={index + 1 == count} /></li>
            }
        </ol>
    }
}

#[derive(PartialEq, Properties)]
struct AttemptProps {
    attempt: Attempt,
    last: bool,
}

#[component]
fn AttemptCard(AttemptProps { attempt, last }: &AttemptProps) -> Html {
    // Until the person says otherwise, the last attempt is the open one.
    let chosen = use_state(|| None::<bool>);
    let open = chosen.unwrap_or(*last);
    let toggle = move |_| chosen.set(Some(!open));
    let exchange = attempt.exchange.as_deref();
    let (symbol, class, word) = match &attempt.result {
        AttemptResult::Pending => (Icon::Running, "running", "running"),
        AttemptResult::Succeeded(_) => (Icon::Check, "succeeded", "succeeded"),
        AttemptResult::Failed(_) => (Icon::Cross, "failed", "failed"),
    };
    let answer = match (exchange.map(|exchange| &exchange.response), &attempt.result) {
        (Some(Ok(response)), _) => format!("{} {}", response.status, response.phrase()),
        (_, AttemptResult::Failed(error)) => error.name().to_owned(),
        _ => "…".to_owned(),
    };
    html! {
        <div class={classes!("attempt", class)} data-testid="attempt">
            <button class="attempt-head" aria-expanded={open.to_string()} onclick={toggle}>
                <span class={classes!("chevron", open.then_some("open"))}>{ icon(Icon::Chevron) }</span>
                <span class={classes!("status-word", class)}>{ icon(symbol) }<span class="visually-hidden">{ word }</span></span>
                <b>{ format!("Attempt {}", attempt.number) }</b>
                <span class="answer">{ answer.trim().to_owned() }</span>
                if let Some(exchange) = exchange {
                    <span class="facts">
                        { format::duration(exchange.answered_at.millis_since(exchange.sent_at)) }{ " · " }{ exchange.transport.word() }
                    </span>
                }
            </button>
            if open {
                <div class="attempt-body">
                    { match exchange {
                        Some(exchange) => show(exchange),
                        None => not_sent(&attempt.result),
                    } }
                </div>
            }
        </div>
    }
}

fn not_sent(result: &AttemptResult) -> Html {
    match result {
        AttemptResult::Failed(error) => html! {
            <p class="empty">{ "Nothing was sent, or its answer was not waited for. " }{ error.cause.as_deref().unwrap_or_default().to_owned() }</p>
        },
        _ => html! { <p class="empty">{"The answer is awaited."}</p> },
    }
}

/// An exchange with those that came before it in the same attempt.
pub(crate) fn show(exchange: &Exchange) -> Html {
    let command = curl::curl(&exchange.request).command;
    html! {
        <>
            for (index, earlier) in exchange.earlier.iter().enumerate() {
                <details key={index} class="earlier" data-testid="earlier">
                    <summary>{ title(earlier) }</summary>
                    <div class="attempt-body">{ show(earlier) }</div>
                </details>
            }
            if exchange.purpose == Purpose::Token {
                <p class="fine">{"This is the request for the connection's access token, with the token and the secrets masked."}</p>
            }
            { explain(exchange, &location::origin()).map(explanation) }
            if matches!(exchange.response, Err(TransportError::NoAnswer(_) | TransportError::Relay(_))) { <RelayOffer /> }
            <section class="message" aria-label="Request">
                <div class="message-head">
                    <h3>{"Request"}</h3>
                    <CopyButton label="Copy as curl" text={Callback::from(move |()| command.clone())} />
                </div>
                { request(&exchange.request) }
            </section>
            <section class="message" aria-label="Response">
                <div class="message-head"><h3>{"Response"}</h3></div>
                { match &exchange.response {
                    Ok(answer) => response(answer),
                    Err(error) => html! { <p class="empty">{ no_answer(error) }</p> },
                } }
            </section>
            if !exchange.notes.is_empty() {
                <section class="message" aria-label="Differences from AWS">
                    <div class="message-head"><h3>{"Differences from AWS"}</h3></div>
                    <ul class="notes">for note in exchange.notes.iter() { <li key={note.to_string()}>{ note.to_string() }</li> }</ul>
                </section>
            }
        </>
    }
}

/// What an earlier exchange was, and what came of it.
fn title(exchange: &Exchange) -> String {
    let what = match exchange.purpose {
        Purpose::Token => "Before: the access token was asked for",
        Purpose::Call => "Before: the call, whose token was refused",
    };
    let came = match &exchange.response {
        Ok(response) => format!("{} {}", response.status, response.phrase()),
        Err(error) => no_answer(error),
    };
    format!("{what} · {came}")
}

fn no_answer(error: &TransportError) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>() + ".").unwrap_or_default()
}

fn request(request: &ShownRequest) -> Html {
    let rows = request.headers.iter().map(|header| {
        let from = match header.origin {
            Origin::Task => "",
            Origin::Connection => "connection",
            Origin::Service => "Step Functions",
        };
        (header.name.to_string(), header.value.to_string(), from)
    });
    html! {
        <>
            <p class="request-line"><b>{ request.method.to_string() }</b>{ " " }<code>{ request.url.to_string() }</code></p>
            { headers(rows.collect()) }
            if let Some(body) = &request.body { { body_view(body) } }
        </>
    }
}

fn response(response: &HttpResponse) -> Html {
    let rows = response.headers.iter().map(|(name, value)| (name.to_string(), value.to_string(), ""));
    let body = &response.body;
    html! {
        <>
            <p class="request-line">
                <b>{ response.status }</b>{ " " }{ response.phrase().to_owned() }
                <span class="facts">{ format::bytes(body.len()) }</span>
            </p>
            { headers(rows.collect()) }
            { match std::str::from_utf8(body) {
                Ok("") => html! { <p class="empty">{"It has no body."}</p> },
                Ok(text) => body_view(text),
                Err(_) => html! { <p class="empty">{ format!("The body is no text: {}.", format::bytes(body.len())) }</p> },
            } }
        </>
    }
}

fn headers(rows: Vec<(String, String, &'static str)>) -> Html {
    if rows.is_empty() {
        return Html::default();
    }
    html! {
        <dl class="headers">
            for (index, (name, value, from)) in rows.into_iter().enumerate() {
                <div key={index}>
                    <dt>{ name }</dt>
                    <dd>{ value }if !from.is_empty() { <span class="from">{ from }</span> }</dd>
                </div>
            }
        </dl>
    }
}

/// A body: JSON as a tree, other text as it is.
fn body_view(text: &str) -> Html {
    match Value::from_json(text) {
        Ok(value) if matches!(value, Value::Object(_) | Value::Array(_)) => html! { <JsonView {value} /> },
        _ => html! { <JsonView value={Value::from(text)} /> },
    }
}

fn explanation(told: Explanation) -> Html {
    let Explanation { headline, causes, advice, cors_headers, .. } = told;
    html! {
        <section class="explanation" aria-label="What this may mean">
            <p class="headline">{ icon(Icon::Info) }{ headline }</p>
            if !causes.is_empty() {
                <h4>{"Probable causes"}</h4>
                <ul>for cause in causes { <li>{ cause }</li> }</ul>
            }
            if !advice.is_empty() {
                <h4>{"What to do"}</h4>
                <ul>for line in advice { <li>{ line }</li> }</ul>
            }
            if !cors_headers.is_empty() {
                <h4>{"Headers with which the API would let this page in"}</h4>
                <pre tabindex="0" aria-label="Headers">{ cors_headers.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n") }</pre>
            }
        </section>
    }
}
