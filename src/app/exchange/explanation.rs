//! What a failed call may mean: the evidence, the causes, the next step, and the ways around.

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_http::endpoint::Endpoint;
use asl_http::explain::{Explanation, Facts, Page, Probe, StandIn, TaskFields, explain};
use asl_http::relay::RelaySetting;
use asl_http::{Connections, Exchange, TransportError};
use asl_sim::AnsweredBy;
use asl_value::Value;
use asl_view::exchanges;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::retry::retry_chart;
use super::workarounds::Workarounds;
use crate::app::chunks::DIALOGS;
use crate::app::host::probe;
use crate::app::relay::offer::relay_offer;
use crate::app::run::view::RunView;
use crate::app::run::view::use_run_view;
use crate::app::state::Action;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::dialog::Dialog;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::ViewAction;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

/// The attempt that is explained.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What was sent and received.
    pub(crate) exchange: Option<Rc<Exchange>>,
    /// What it failed with.
    pub(crate) error: Option<StateError>,
    /// Its number, from 1.
    pub(crate) attempt: u32,
    /// The fields of its state.
    pub(crate) task: Shared<TaskFields>,
    /// The state's name; `None` for a call that no state made.
    pub(crate) state: Option<Rc<str>>,
    /// Who answered it in place of the API, and the evaluated parameters.
    #[prop_or_default]
    pub(crate) answered: Option<(AnsweredBy, Value)>,
}

/// The explanation; nothing if there is nothing to explain.
#[component]
pub(crate) fn ExplanationView(Props { exchange, error, attempt, task, state, answered }: &Props) -> Html {
    let (commands, has_relay) = (use_commands(), use_shared::<Option<RelaySetting>>().is_some());
    let probed = use_state(|| None::<Probe>);
    let asking = use_state(|| false);
    let (run, connections) = (use_run_view(), use_shared::<Connections>());
    let answered_before = use_memo((run.id, run.log.len(), exchange.clone()), |(.., exchange)| {
        exchange.as_ref().is_some_and(|exchange| {
            exchange.response.is_err()
                && (has_answered(&run, exchange) || commands.runner.has_answered(&exchange.request.url))
        })
    });
    let page = Page { probe: *probed, answered_before: *answered_before, ..probe::page() };
    let stand_in = answered.as_ref().map(|(by, parameters)| StandIn { by: by_whom(*by), parameters });
    let facts =
        Facts { exchange: exchange.as_deref(), error: error.as_ref(), attempt: *attempt, task, page: &page, stand_in };
    let Some(explanation) = explain(&facts) else { return Html::default() };
    let ask = explanation.probe.clone().map(|url| {
        let onclick = {
            let (url, probed, asking) = (url.clone(), probed.setter(), asking.clone());
            move |_| {
                let (url, probed, asking) = (url.clone(), probed.clone(), asking.setter());
                asking.set(true);
                spawn_local(async move {
                    let found = probe::probe(&url).await;
                    probed.set(Some(found));
                    asking.set(false);
                });
            }
        };
        html! {
            <div class="probe">
                <button class="button small" {onclick} disabled={*asking} data-testid="probe">
                    { icon(if *asking { Icon::Running } else { Icon::Target }) }{ if *asking { "Asking…" } else { "Check reachability" } }
                </button>
                <span class="fine">{"Sends "}<code>{ format!("GET {url}") }</code>{" without credentials. The page can't read the response, only whether there is one."}</span>
            </div>
        }
    });
    let is_relays =
        exchange.as_ref().is_some_and(|exchange| matches!(exchange.response, Err(TransportError::Relay(_))));
    let chart = explanation.retry.and_then(|check| {
        let policy = task.retry.get(check.index)?;
        Some(retry_chart(check.index, policy, Some(*attempt), check.asked))
    });
    html! {
        <div role="group" class={classes!("explanation", explanation.is_hint.then_some("hint"))} aria-label="Explanation" data-testid="explanation">
            { text(&explanation) }
            { cors(&explanation) }
            { ask }
            if let Some(state) = state.as_ref().filter(|_| explanation.has_ways_around) { <Workarounds state={state.clone()} {has_relay} /> }
            if let Some((connection, origin)) = &explanation.add_origin { { add_origin(connection, origin, &connections, &commands) } }
            if let Some(connection) = &explanation.edit_connection { { edit_connection(connection, &connections, &commands) } }
            if is_relays { { relay_offer(&commands, has_relay) } }
            { chart }
        </div>
    }
}

/// Whether the origin of `failed` answered a call of the run.
fn has_answered(run: &RunView, failed: &Exchange) -> bool {
    let origin = |exchange: &Exchange| Endpoint::parse(&exchange.request.url).map(|endpoint| endpoint.origin);
    let wanted = origin(failed);
    let calls = run.log.with(exchanges::of_run).unwrap_or_default();
    wanted.is_some() && calls.iter().any(|call| call.exchange.response.is_ok() && origin(&call.exchange) == wanted)
}

/// Lets a connection's credentials go to one more origin, with what that means.
fn add_origin(
    connection: &Rc<str>,
    origin: &Rc<str>,
    connections: &Shared<Connections>,
    commands: &Shared<Commands>,
) -> Html {
    let add = {
        let (commands, connections) = (commands.clone(), connections.clone());
        let (connection, origin) = (connection.clone(), origin.clone());
        move |_| commands.dispatch(Action::SetConnections(connections.with_origin(&connection, &origin)))
    };
    let allows = connections.find(connection).is_some_and(|known| known.allows(origin));
    html! {
        <div class="ways-row">
            <button class="button small" onclick={add} disabled={allows} data-testid="add-origin">
                { icon(if allows { Icon::Check } else { Icon::Plus }) }
                { if allows { "Origin added: run again" } else { "Add this origin to the connection" } }
            </button>
            <span class="fine">{"The credentials of "}<code>{ connection.to_string() }</code>{" may then be sent to "}<code>{ origin.to_string() }</code>{"."}</span>
        </div>
    }
}

/// Opens the form of a connection that was not accepted, if it is there.
fn edit_connection(name: &Rc<str>, connections: &Shared<Connections>, commands: &Shared<Commands>) -> Html {
    if connections.find(name).is_none() {
        return Html::default();
    }
    let onclick = {
        let (commands, name) = (commands.clone(), name.clone());
        move |_: MouseEvent| {
            let (asking, name) = (commands.clone(), name.clone());
            commands.with(&DIALOGS, move |dialogs| {
                let draft = (dialogs.known)(&asking, &name).map(Rc::new);
                asking.dispatch(ViewAction::Dialog(Some(Dialog::Connections(draft))));
            });
        }
    };
    html! {
        <div class="ways-row">
            <button class="button small" aria-haspopup="dialog" {onclick} data-testid="edit-connection">
                { icon(Icon::Key) }{"Edit connection "}<code>{ name.to_string() }</code>
            </button>
        </div>
    }
}

/// The end of the sentence "Answered by …".
pub(super) fn by_whom(by: AnsweredBy) -> &'static str {
    match by {
        AnsweredBy::Mock => "your mock",
        AnsweredBy::WhatIf => "your what-if",
        AnsweredBy::Person => "you",
        AnsweredBy::LastAnswer => "the answer before",
    }
}

fn text(explanation: &Explanation) -> Html {
    let list = |title: &'static str, lines: &[String], ordered: bool| {
        let items = lines.iter().enumerate().map(|(index, line)| html! { <li key={index}>{ prose(line) }</li> });
        html! {
            if !lines.is_empty() {
                <h3>{ title }</h3>
                if ordered { <ol>{ for items }</ol> } else { <ul>{ for items }</ul> }
            }
        }
    };
    html! {
        <>
            <p class="headline">{ icon(Icon::Info) }<span>{ prose(&explanation.headline) }</span></p>
            { list("Evidence", &explanation.evidence, false) }
            { list("Likely causes, most likely first", &explanation.causes, true) }
            { list("Next step", &explanation.next_steps, true) }
        </>
    }
}

/// What the API would have to send.
fn cors(explanation: &Explanation) -> Html {
    if explanation.cors_headers.is_empty() {
        return Html::default();
    }
    let lines: Vec<String> = explanation.cors_headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let lines = lines.join("\n");
    let copied = lines.clone();
    html! {
        <>
            <h3>{"Response headers that would allow this page"}</h3>
            <div class="cause-box">
                <pre tabindex="0" aria-label="Headers">{ lines }</pre>
                <CopyButton text={Callback::from(move |()| copied.clone())} />
            </div>
        </>
    }
}
