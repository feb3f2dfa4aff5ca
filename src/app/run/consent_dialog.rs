//! The question before the first run of a document that came by link.

use std::rc::Rc;

use asl_http::attempt::PRACTICE_ORIGIN;
use asl_http::endpoint::shown;
use yew::prelude::*;

use super::consent::{PlannedCall, PlannedCalls, PlannedFunction, UsedConnection};
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::document::Document;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::modal::Modal;

/// The question, with what `document` will call.
pub(crate) fn consent_dialog(calls: &PlannedCalls, document: &Shared<Document>, commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    let run = {
        let (commands, document) = (commands.clone(), document.clone());
        move |_| commands.run_confirmed(&document)
    };
    let word = if calls.is_function { "function" } else { "workflow" };
    let missing = calls.missing.iter().map(|name| {
        html! {
            <li key={name.to_string()}>
                {"It needs the connection "}<code>{ shown(name) }</code>{", which isn't set up in this tab. "}{ set_up(name, calls, &commands) }
            </li>
        }
    });
    let missing = html! { { for missing } };
    html! {
        <Modal key="consent" title={format!("Run a {word} from a link?")} class="confirm">
            <p>{ format!("You opened this {word} from a link. Review what it does before you run it.") }</p>
            { plan(calls, &missing) }
            <div class="actions">
                <button class="button" onclick={move |_| commands.dispatch(ViewAction::Dialog(None))}>{"Cancel"}</button>
                <button class="button primary" data-testid="confirm-run" onclick={run}>{ icon(Icon::Run) }<span>{ format!("Run {word}") }</span></button>
            </div>
        </Modal>
    }
}

/// What a document calls, with which connections and what code, and what it asks; with items for the connections that are
/// missing.
pub(crate) fn plan(calls: &PlannedCalls, missing: &Html) -> Html {
    html! {
        <>
            <h3>{"API calls"}</h3>
            <ul class="plan" data-testid="planned-calls">
                for (index, call) in calls.calls.iter().enumerate() { <li key={index}>{ planned(call) }</li> }
                if calls.calls.is_empty() { <li>{"None"}</li> }
            </ul>
            if only_practice(calls) {
                <p class="fine" data-testid="only-practice">{"This is the Practice API, which is built into the page: nothing leaves your browser, and you need no credentials of your own."}</p>
            }
            if !calls.functions.is_empty() {
                <h3>{"Code"}</h3>
                <ul class="plan" data-testid="planned-functions">
                    { for calls.functions.iter().map(code) }
                </ul>
                <p class="fine">{"The code runs in a sandbox: it reaches nothing of this page and gets none of your credentials. If it wants to call a host that it doesn't name, you are asked."}</p>
            }
            <h3>{"Your connections"}</h3>
            <ul class="plan" data-testid="planned-connections">
                for (index, connection) in calls.connections.iter().enumerate() { <li key={index}>{ used(connection) }</li> }
                if !calls.any_of.is_empty() {
                    <li key="any">
                        {"The workflow chooses a connection at run time. It can use any of yours:"}
                        <ul>{ for calls.any_of.iter().map(|connection| html! { <li>{ used(connection) }</li> }) }</ul>
                    </li>
                }
                { missing.clone() }
                if calls.connections.is_empty() && calls.any_of.is_empty() && calls.missing.is_empty() { <li>{"None"}</li> }
            </ul>
            if !calls.asks.is_empty() {
                <h3>{"Tasks that need your answer"}</h3>
                <ul class="plan" data-testid="planned-questions">
                    for (state, what) in calls.asks.iter() {
                        <li key={state.to_string()}><code>{ state.to_string() }</code>{": "}<code>{ shown(what) }</code>{" can't run in a browser"}</li>
                    }
                </ul>
            }
            <p class="fine">{"A connection's credentials are sent only to its allowed origins, whatever the workflow computes."}</p>
        </>
    }
}

/// Whether nothing but the Practice API is called, as far as the text says, and everything for it is there.
fn only_practice(calls: &PlannedCalls) -> bool {
    let is_practice = |call: &PlannedCall| {
        let path = call.endpoint.as_deref().and_then(|endpoint| endpoint.strip_prefix(PRACTICE_ORIGIN));
        path.is_some_and(|path| path.starts_with('/'))
    };
    let needs_more = !calls.missing.is_empty() || !calls.asks.is_empty() || !calls.functions.is_empty();
    !needs_more && !calls.calls.is_empty() && calls.calls.iter().all(is_practice)
}

/// The button that leaves the question for the form of a connection.
fn set_up(name: &Rc<str>, calls: &PlannedCalls, commands: &Shared<Commands>) -> Html {
    let Some(missing) = calls.needs.iter().find(|missing| missing.reference == *name).cloned() else {
        return Html::default();
    };
    let commands = commands.clone();
    let open = move |_| {
        let draft = Rc::new(commands.draft_for(&missing));
        commands.dispatch(ViewAction::Dialog(Some(Dialog::Connections(Some(draft)))));
    };
    html! { <button class="button small" onclick={open}>{"Set it up"}</button> }
}

/// A call, with its host as the network knows it.
fn planned(call: &PlannedCall) -> Html {
    let method = call.method.as_deref().unwrap_or("a computed method");
    html! {
        <>
            if let Some(endpoint) = &call.endpoint {
                <code title={endpoint.to_string()}>{ format!("{method} {}", shown(endpoint)) }</code>
            } else {
                { format!("{method} to an address that is computed at run time") }
            }
            if let Some(name) = call.unresolved() { { ", as written: " }<code>{ name }</code>{ " has no value" } }
        </>
    }
}

/// A function whose code will run, with the hosts that it names.
fn code(function: &PlannedFunction) -> Html {
    let lines = format::count(function.lines, "line");
    html! {
        <li key={function.name.to_string()}>
            <code>{ function.name.to_string() }</code>{ format!(", {}, {lines}", function.runtime) }
            if function.hosts.is_empty() {
                {"; it names no host"}
            } else {
                {"; it names "}
                for (index, host) in function.hosts.iter().enumerate() {
                    if index > 0 { {", "} }
                    <code>{ shown(host) }</code>
                }
            }
        </li>
    }
}

fn used(UsedConnection { name, origins, token_endpoint }: &UsedConnection) -> Html {
    html! {
        <>
            <code>{ name.to_string() }</code>
            { if origins.is_empty() { ", no allowed origins".to_owned() } else { format!(", only to {origins}") } }
            if let Some(endpoint) = token_endpoint { { "; its token comes from " }<code>{ shown(endpoint) }</code> }
        </>
    }
}
