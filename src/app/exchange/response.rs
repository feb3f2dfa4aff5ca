//! An answer as it was received, and what the browser hid of it.

use asl_http::{Exchange, HttpResponse, Transport, TransportError};
use yew::prelude::*;

use super::headers::{HeaderRow, body_view, headers};
use crate::app::ui::format;
use crate::app::ui::prose::prose;

/// The answer, or that there is none.
pub(super) fn response_view(exchange: &Exchange) -> Html {
    let title = match exchange.transport {
        Transport::Direct => "Changed or hidden by the browser",
        Transport::Relay | Transport::Practice | Transport::Mock => "Differences from AWS",
    };
    html! {
        <>
            <div role="group" class="message" aria-label="Response">
                <div class="message-head"><h3>{"Response"}</h3></div>
                { match &exchange.response {
                    Ok(answer) => response(answer),
                    Err(error) => html! { <p class="empty">{ no_answer(error) }</p> },
                } }
            </div>
            if !exchange.notes.is_empty() {
                <div role="group" class="message" aria-label={title}>
                    <div class="message-head"><h3>{ title }</h3></div>
                    <ul class="notes">
                        { for hidden(exchange) }
                        for note in exchange.notes.iter() { <li key={note.to_string()}>{ prose(note) }</li> }
                    </ul>
                </div>
            }
        </>
    }
}

fn no_answer(error: &TransportError) -> String {
    match error.to_string() {
        text if text.is_empty() => text,
        text => format::capitalized(&text) + ".",
    }
}

fn response(response: &HttpResponse) -> Html {
    let row = |(name, value): &(std::rc::Rc<str>, std::rc::Rc<str>)| HeaderRow {
        name: name.to_string(),
        value: value.to_string(),
        ..HeaderRow::default()
    };
    let body = &response.body;
    html! {
        <>
            <p class="request-line">
                <b>{ response.status }</b>{ " " }{ response.phrase().to_owned() }
                <span class="facts">{ format::bytes(body.len()) }</span>
            </p>
            { headers(response.headers.iter().map(row).collect()) }
            { match std::str::from_utf8(body) {
                Ok("") => html! { <p class="empty">{"The response has no body."}</p> },
                Ok(text) => body_view(text),
                Err(_) => html! { <p class="empty">{ format!("The body is not text: {}.", format::bytes(body.len())) }</p> },
            } }
        </>
    }
}

/// Headers of an answer that every page may read (Fetch standard, "CORS-safelisted response-header name").
const READABLE: [&str; 7] =
    ["cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma"];

/// What can be said about headers that are not to be seen.
fn hidden(exchange: &Exchange) -> Option<Html> {
    let Ok(response) = &exchange.response else { return None };
    if exchange.transport != Transport::Direct {
        return None;
    }
    let exposed = response.headers.iter().filter(|(name, _)| !READABLE.contains(&&**name)).count();
    let count = format::count(response.headers.len(), "header");
    let text = if exposed == 0 {
        format!(
            "{count} readable. If the API sends other headers, such as `Retry-After` or `Location`, it does not expose them to pages. AWS sees every header, including `Set-Cookie`."
        )
    } else {
        format!("{count} readable, {exposed} of them because the API exposes them. Pages can never read `Set-Cookie`.")
    };
    Some(html! { <li key="hidden">{ prose(&text) }</li> })
}
