//! "Test": one request with a connection, or its token alone, and what came of it.

use std::rc::Rc;

use asl_http::oauth::{OAuth, answer};
use asl_http::steps::{oauth_of, prepare_token, token_exchange};
use asl_http::trial::{self, Verdict};
use asl_http::{Connection, Connections, Exchange};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::exchange::ExchangeView;
use crate::app::run::masking::use_masking;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::ui::icons::{Icon, icon};

/// The connection to test.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) connection: Connection,
}

/// How far the test is.
#[derive(Clone)]
enum Progress {
    Idle,
    Waiting,
    Done(Verdict, Option<Rc<Exchange>>),
}

/// The panel: a call with the connection, or a request for its token alone, and what came of it.
#[component]
pub(crate) fn ConnectionTrial(Props { connection }: &Props) -> Html {
    let (commands, masking) = (use_commands(), use_masking());
    let endpoint = use_state(|| trial::default_endpoint(connection));
    let progress = use_state(|| Progress::Idle);
    let send = {
        let (commands, connection) = (commands.clone(), connection.clone());
        let (endpoint, progress) = (endpoint.clone(), progress.setter());
        move |event: SubmitEvent| {
            event.prevent_default();
            progress.set(Progress::Waiting);
            let (commands, connection) = (commands.clone(), connection.clone());
            let (endpoint, progress) = (endpoint.trim().to_owned(), progress.clone());
            spawn_local(async move {
                let (verdict, exchange) = call(&commands, &connection, &endpoint).await;
                progress.set(Progress::Done(verdict, exchange));
            });
        }
    };
    let fetch = oauth_of(connection).cloned().map(|oauth| {
        let (commands, name, progress) = (commands.clone(), connection.name.clone(), progress.setter());
        move |_| {
            progress.set(Progress::Waiting);
            let (commands, oauth, name, progress) = (commands.clone(), oauth.clone(), name.clone(), progress.clone());
            spawn_local(async move {
                let (verdict, exchange) = token(&commands, &oauth, &name).await;
                progress.set(Progress::Done(verdict, exchange));
            });
        }
    });
    let oninput = {
        let endpoint = endpoint.setter();
        move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                endpoint.set(input.value());
            }
        }
    };
    let waiting = matches!(&*progress, Progress::Waiting);
    html! {
        <div class="connection-panel" data-testid="trial">
            <form class="trial" onsubmit={send}>
                <div class="field">
                    <label for="trial-url">{"URL of a GET request"}</label>
                    <input id="trial-url" value={(*endpoint).clone()} {oninput} placeholder="https://api.example.com/me" autocomplete="off" spellcheck="false" />
                </div>
                <button type="submit" class="button primary" disabled={waiting}><span>{"Send"}</span></button>
                if let Some(fetch) = fetch {
                    <button type="button" class="button" disabled={waiting} onclick={fetch}>{"Fetch only a token"}</button>
                }
            </form>
            <div role="status">
                { match &*progress {
                    Progress::Idle => html! { <p class="fine">{"Sends one request with the credentials, only to the connection's allowed origins."}</p> },
                    Progress::Waiting => html! { <p class="fine">{"Waiting for the response…"}</p> },
                    Progress::Done(verdict, _) => html! {<>
                        <h3 class="visually-hidden">{"Result"}</h3>
                        <p class={classes!("verdict-line", if verdict.works { "works" } else { "fails" })} data-testid="verdict">
                            { icon(if verdict.works { Icon::Check } else { Icon::Cross }) }<span>{ masking.text(&verdict.said).into_owned() }</span>
                        </p>
                    </>},
                } }
            </div>
            if let Progress::Done(_, Some(exchange)) = &*progress {
                <details class="earlier"><summary>{"Request and response"}</summary><div class="attempt-body"><ExchangeView exchange={exchange.clone()} /></div></details>
            }
        </div>
    }
}

async fn call(commands: &Commands, connection: &Connection, endpoint: &str) -> (Verdict, Option<Rc<Exchange>>) {
    let (call, connections) = trial::call(connection, endpoint);
    let done = commands.trial_host(connections).call(&call).await;
    let exchange = done.exchange;
    (trial::verdict(connection, done.outcome.as_ref().err(), exchange.as_deref()), exchange)
}

async fn token(commands: &Commands, oauth: &OAuth, name: &Rc<str>) -> (Verdict, Option<Rc<Exchange>>) {
    let host = commands.trial_host(Connections::default());
    let prepared = match prepare_token(oauth, name) {
        Ok(prepared) => host.route(prepared),
        Err(error) => return (trial::of_refusal(&error), None),
    };
    let (came, _) = host.send(&prepared).await;
    let fetched = answer::read(&came.answer, came.answered_at);
    let times = (came.sent_at, came.answered_at);
    let exchange = token_exchange(oauth, &prepared, &came.answer, times, came.notes);
    let seconds = fetched.as_ref().map(|token| token.expires_at.map(|end| end.millis_since(came.answered_at) / 1000));
    let verdict = trial::of_token(seconds);
    if let Ok(token) = fetched {
        commands.keep_token(oauth, token);
    }
    (verdict, Some(exchange))
}
