//! A request as AWS would send it and as the browser sent it, side by side in words: what differs, and why.

use std::rc::Rc;

use asl_http::as_sent::{AsSent, Difference, as_sent};
use asl_http::request::{Origin, ShownRequest};
use asl_http::{Caller, Transport};
use yew::prelude::*;

use super::headers::{HeaderRow, body_view, headers};
use crate::app::ui::prose::prose;

/// The request, and how it is shown.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The request as AWS would send it.
    pub(super) request: Rc<ShownRequest>,
    /// The transport that it was sent with.
    pub(super) transport: Transport,
    /// Whether its secrets are shown.
    pub(super) revealed: bool,
    /// What may be copied of it.
    pub(super) children: Html,
}

/// The request; of a call that the browser sent, in both forms.
#[component]
pub(super) fn RequestView(Props { request, transport, revealed, children }: &Props) -> Html {
    let browsers = use_state(|| false);
    let direct = *transport == Transport::Direct;
    let sent = direct.then(|| as_sent(request));
    let shows_browsers = direct && *browsers;
    let side = |on: bool, name: &'static str| {
        let browsers = browsers.clone();
        html! { <button aria-pressed={(shows_browsers == on).to_string()} onclick={move |_| browsers.set(on)}>{ name }</button> }
    };
    html! {
        <div role="group" class="message" aria-label="Request" data-revealed={revealed.to_string()}>
            <div class="message-head">
                <h3>{"Request"}</h3>
                if direct {
                    <div class="segmented" role="group" aria-label="Request version">
                        { side(false, "As AWS sends it") }{ side(true, "As the browser sent it") }
                    </div>
                }
            </div>
            { match &sent {
                Some(sent) if shows_browsers => browser_request(sent),
                _ => aws_request(request, sent.as_ref()),
            } }
            if let Some(sent) = &sent { { differences(&sent.differences) } }
            { children.clone() }
        </div>
    }
}

fn line(method: &str, url: &str) -> Html {
    html! { <p class="request-line"><b>{ method.to_owned() }</b>{ " " }<code>{ url.to_owned() }</code></p> }
}

fn aws_request(request: &ShownRequest, sent: Option<&AsSent>) -> Html {
    let differs = |name: &str| {
        sent.and_then(|sent| sent.differences.iter().find(|difference| difference.part.eq_ignore_ascii_case(name)))
    };
    let rows = request.headers.iter().map(|header| HeaderRow {
        name: header.name.to_string(),
        value: header.value.to_string(),
        from: match header.origin {
            Origin::Task => "",
            Origin::Connection => "connection",
            Origin::Service if request.caller == Caller::ApiDestination => "EventBridge",
            Origin::Service => "Step Functions",
        },
        mark: match differs(&header.name) {
            Some(Difference { browser: None, .. }) => "dropped by the browser",
            Some(_) => "changed by the browser",
            None => "",
        },
    });
    let is_lost = sent.is_some_and(|sent| sent.body.is_none());
    html! {
        <>
            { line(&request.method, &request.url) }
            { headers(rows.collect()) }
            if let Some(body) = &request.body {
                if is_lost { <p class="mark">{"dropped by the browser"}</p> }
                { body_view(body) }
            }
        </>
    }
}

fn browser_request(sent: &AsSent) -> Html {
    let row = |(name, value): &(Rc<str>, Rc<str>)| HeaderRow {
        name: name.to_string(),
        value: value.to_string(),
        ..HeaderRow::default()
    };
    html! {
        <>
            { line(&sent.method, &sent.url) }
            { headers(sent.headers.iter().map(row).collect()) }
            <p class="fine">
                {"The browser adds headers that a page can't see: "}<code>{"User-Agent"}</code>{", "}
                <code>{"Accept"}</code>{", "}<code>{"Origin"}</code>{" and others. It sends no cookies and no Referer."}
            </p>
            if let Some(body) = &sent.body { { body_view(body) } }
        </>
    }
}

fn differences(differences: &[Difference]) -> Html {
    let side = |value: &Option<Rc<str>>| match value {
        Some(value) => html! { <code>{ value.to_string() }</code> },
        None => html! { <span class="nothing">{"nothing"}</span> },
    };
    html! {
        <details class="differences">
            <summary>{ format!("Differences between the two requests ({})", differences.len()) }</summary>
            <ul>
                for (index, difference) in differences.iter().enumerate() {
                    <li key={index}>
                        <b>{ difference.part.to_string() }</b>
                        <span class="sides">{"AWS: "}{ side(&difference.aws) }{" · browser: "}{ side(&difference.browser) }</span>
                        <span class="why">{ prose(difference.why) }</span>
                    </li>
                }
            </ul>
        </details>
    }
}
