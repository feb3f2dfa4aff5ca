//! An exchange that no state made: that of a connection's trial, or of a delivery. What the connection added stays masked.

use std::rc::Rc;

use asl_http::Exchange;
use asl_http::explain::TaskFields;
use asl_http::response::socket_error;
use yew::prelude::*;

use super::explanation::ExplanationView;
use super::request::RequestView;
use super::response::response_view;
use crate::app::state::shared::Shared;

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
}

/// What it means, what was sent, and what came back; those before it are folded.
#[component]
pub(crate) fn ExchangeView(Props { exchange, task, attempt, explains }: &Props) -> Html {
    let error = exchange.response.as_ref().err().map(socket_error);
    html! {
        <>
            for (index, earlier) in exchange.earlier.iter().enumerate() {
                <details key={index} class="earlier" data-testid="earlier">
                    <summary>{ super::attempt::title(earlier) }</summary>
                    <div class="attempt-body"><ExchangeView exchange={earlier.clone()} /></div>
                </details>
            }
            if *explains {
                <ExplanationView exchange={Some(exchange.clone())} {error} attempt={*attempt} task={task.clone()} state={None::<Rc<str>>} />
            }
            <RequestView request={exchange.request.clone()} transport={exchange.transport} revealed={false}>{ Html::default() }</RequestView>
            { response_view(exchange) }
        </>
    }
}
