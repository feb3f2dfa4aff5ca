//! The request and the response of an exchange, with secrets where the person asks for them; an exchange that no state made:
//! that of a connection's trial, or of a delivery.

use std::rc::Rc;

use asl_http::explain::TaskFields;
use asl_http::request::ShownRequest;
use asl_http::response::socket_error;
use asl_http::reveal::{RevealError, Revealed, reveal_call};
use asl_http::{Connections, Exchange, HttpCall, Purpose};
use yew::prelude::*;

use super::copies::{Tested, copy_buttons};
use super::explanation::ExplanationView;
use super::options::ExchangeOptions;
use super::request::RequestView;
use super::response::response_view;
use crate::app::run::masking::use_masking;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::ui::icons::{Icon, icon};

/// The exchange that is shown.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What was sent and received.
    pub(crate) exchange: Rc<Exchange>,
    /// What made it.
    #[prop_or_default]
    pub(crate) task: Shared<TaskFields>,
    /// Which attempt it was.
    #[prop_or(1)]
    pub(crate) attempt: u32,
    /// Whether what it means for a Task is explained.
    #[prop_or(true)]
    pub(crate) explains: bool,
    /// The call that it was made for, if it can be made again to show its secrets; what the connection added stays masked
    /// otherwise.
    #[prop_or_default]
    pub(crate) call: Option<Rc<HttpCall>>,
    /// How it is shown.
    #[prop_or_default]
    pub(crate) options: ExchangeOptions,
}

/// What it means, what was sent, and what came back; those before it are folded.
#[component]
pub(crate) fn ExchangeView(Props { exchange, task, attempt, explains, call, options }: &Props) -> Html {
    let connections = use_shared::<Connections>();
    let masking = use_masking();
    let masked = use_memo((exchange.clone(), masking.clone()), |(exchange, masking)| {
        if masking.revealed { None } else { exchange.masked(&masking.redactor).map(Rc::new) }
    });
    let (sent, exchange) = (exchange, (*masked).as_ref().unwrap_or(exchange));
    let error = exchange.response.as_ref().err().map(socket_error);
    html! {
        <>
            for (index, earlier) in sent.earlier.iter().enumerate() {
                <details key={index} class="earlier" data-testid="earlier">
                    <summary>{ masking.text(&super::attempt::title(earlier)).into_owned() }</summary>
                    <div class="attempt-body"><ExchangeView exchange={earlier.clone()} call={call.clone()} options={*options} /></div>
                </details>
            }
            if *explains {
                <ExplanationView exchange={Some(exchange.clone())} {error} attempt={*attempt} task={task.clone()} state={None::<Rc<str>>} />
            }
            { match call {
                Some(call) => messages(exchange, *options, |_| reveal_call(call, &connections, &sent.request), None),
                None => html! {
                    <>
                        <RequestView request={exchange.request.clone()} transport={exchange.transport} revealed={false}>{ Html::default() }</RequestView>
                        { response_view(exchange) }
                    </>
                },
            } }
        </>
    }
}

/// The request and the response. `again` makes the request anew from the connection, only for as long as its secrets are asked
/// for; what it is copied as is offered below.
pub(super) fn messages(
    exchange: &Exchange,
    options: ExchangeOptions,
    again: impl Fn(&ShownRequest) -> Result<Revealed, RevealError>,
    tested: Option<&Tested<'_>>,
) -> Html {
    let is_call = exchange.purpose == Purpose::Call;
    let secret = ((options.reveal || options.share) && is_call).then(|| again(&exchange.request));
    let refused = secret.as_ref().and_then(|secret| secret.as_ref().err()).map(ToString::to_string);
    let secret: Option<Revealed> = secret.and_then(Result::ok);
    let choose = |wanted: bool| match &secret {
        Some(secret) if wanted => Rc::new(ShownRequest::clone(secret.expose())),
        _ => exchange.request.clone(),
    };
    html! {
        <>
            if exchange.purpose == Purpose::Token {
                <p class="fine">{"This is the request for the connection's access token. The token and the client secret are never shown."}</p>
            }
            <RequestView request={choose(options.reveal)} transport={exchange.transport} revealed={options.reveal && secret.is_some()}>
                { copy_buttons(choose(options.share), tested) }
            </RequestView>
            if let Some(why) = refused {
                <p class="look-warning" role="status">{ icon(Icon::Warning) }{ format!("Secrets stay masked: {why}.") }</p>
            }
            { response_view(exchange) }
        </>
    }
}
