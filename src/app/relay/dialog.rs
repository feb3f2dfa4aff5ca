//! The dialog of the relay: how to start one, its address and token, which calls go through it, and whether it is there.

use asl_http::attempt::PRACTICE_ORIGIN;
use asl_http::endpoint::Endpoint;
use asl_http::relay::{Fault, FaultKind, RelaySetting, Scope, Status, parse_address};
use asl_http::{Connections, Secret};
use asl_stack::requirements;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::transport as relay;
use crate::app::host::location;
use crate::app::problems::analysis;
use crate::app::state::Action;
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::shared::use_shared;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::modal::Modal;
use crate::app::ui::secret_field::SecretField;

/// How the connection to the relay stands.
#[derive(Clone, PartialEq)]
enum RelayState {
    /// It was not asked yet, or the form was changed since.
    Nothing,
    /// Waiting for the response.
    Asked,
    /// It answered: the origins that it may call, and what it signs for.
    Connected(Status),
    /// The address is none of a relay's.
    BadAddress(&'static str),
    /// It is not there, or not for us.
    Failed(Fault),
}

/// What the form holds.
#[derive(Clone, PartialEq)]
struct Form {
    address: String,
    token: Secret,
    scope: Scope,
    follows_redirects: bool,
}

impl From<Option<&RelaySetting>> for Form {
    fn from(setting: Option<&RelaySetting>) -> Self {
        Self {
            address: setting.map_or_else(|| parse_address("").unwrap_or_default(), |one| one.address.to_string()),
            token: setting.map(|one| one.token.clone()).unwrap_or_default(),
            scope: setting.map(|one| one.scope).unwrap_or_default(),
            follows_redirects: setting.is_some_and(|one| one.follows_redirects),
        }
    }
}

impl Form {
    fn setting(&self, address: &str, status: &Status) -> RelaySetting {
        RelaySetting {
            address: address.into(),
            token: Secret::new(self.token.expose().trim()),
            scope: self.scope,
            origins: status.origins.iter().map(|origin| origin.as_str().into()).collect(),
            follows_redirects: self.follows_redirects,
        }
    }
}

/// The dialog. A relay is used once it has answered; opened again, the dialog asks it at once.
#[component]
pub(crate) fn RelayDialog() -> Html {
    let (commands, setting, document) =
        (use_commands(), use_shared::<Option<RelaySetting>>(), use_shared::<Document>());
    let form = use_state(|| Form::from(setting.as_ref()));
    let state = use_state(|| RelayState::Nothing);
    let command = use_memo((), |()| start_command(&document));

    let connect = {
        let (form, state, commands) = (form.clone(), state.setter(), commands.clone());
        Callback::from(move |()| {
            let (form, state, commands) = ((*form).clone(), state.clone(), commands.clone());
            let address = match parse_address(&form.address) {
                Ok(address) => address,
                Err(problem) => return state.set(RelayState::BadAddress(problem)),
            };
            state.set(RelayState::Asked);
            spawn_local(async move {
                match relay::status(&address, &form.token).await {
                    Ok(status) => {
                        commands.dispatch(Action::SetRelay(Some(form.setting(&address, &status))));
                        state.set(RelayState::Connected(status));
                    }
                    Err(fault) => state.set(RelayState::Failed(fault)),
                }
            });
        })
    };
    // One that is used is asked whether it is still there.
    use_effect_with((), {
        let (connect, is_used) = (connect.clone(), setting.is_some());
        move |()| {
            if is_used {
                connect.emit(());
            }
        }
    });
    let change = {
        let (form, state) = (form.clone(), state.setter());
        move |edit: fn(&mut Form, String)| {
            let (form, state) = (form.clone(), state.clone());
            Callback::from(move |text: String| {
                let mut next = (*form).clone();
                edit(&mut next, text);
                form.set(next);
                state.set(RelayState::Nothing);
            })
        }
    };
    // Which calls go through is no question to the relay: it counts at once where one is used.
    let choose = {
        let (form, commands, setting) = (form.clone(), commands.clone(), setting.clone());
        move |edit: Box<dyn Fn(&mut Form)>| {
            let mut next = (*form).clone();
            edit(&mut next);
            if let Some(used) = setting.as_ref() {
                let used =
                    RelaySetting { scope: next.scope, follows_redirects: next.follows_redirects, ..used.clone() };
                commands.dispatch(Action::SetRelay(Some(used)));
            }
            form.set(next);
        }
    };
    let scope = |scope: Scope, words: &'static str| {
        let choose = choose.clone();
        html! {
            <label class="radio">
                <input type="radio" name="relay-scope" checked={form.scope == scope}
                    onchange={move |_| choose(Box::new(move |form| form.scope = scope))} />
                { words }
            </label>
        }
    };
    let onsubmit = move |event: SubmitEvent| {
        event.prevent_default();
        connect.emit(());
    };
    let switch_off = {
        let state = state.setter();
        move |_| {
            commands.dispatch(Action::SetRelay(None));
            state.set(RelayState::Nothing);
        }
    };
    let write_address = change(|form, text| form.address = text);
    let copied = command.clone();
    html! {
        <Modal title="Relay" class="relay">
            <p>{"A browser changes some requests, and hides the responses of APIs that do not allow this page with CORS. A relay does neither: it is a small program of this project that runs on your machine and sends HTTP Tasks byte for byte as AWS would."}</p>
            <section class="relay-step" aria-label="Start the relay">
                <div class="message-head"><h3>{"1. In the project's folder, start the relay"}</h3><CopyButton text={Callback::from(move |()| (*copied).clone())} /></div>
                <pre tabindex="0" aria-label="Command" data-testid="relay-command">{ (*command).clone() }</pre>
                <p class="fine">{"The relay calls only the APIs in "}<code>{"HOSTS"}</code>{", accepts only this page, and keeps no log. "}<code>{"LOCAL"}</code>{" lists APIs on this machine or in a private network."}</p>
            </section>
            <form class="connection-form" {onsubmit} novalidate={true} autocomplete="off">
                <h3>{"2. Enter what the relay prints"}</h3>
                <div class="field">
                    <label for="relay-address">{"Address"}</label>
                    <input id="relay-address" value={form.address.clone()} autocomplete="off" spellcheck="false" oninput={move |event: InputEvent| {
                        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                            write_address.emit(input.value());
                        }
                    }} />
                </div>
                <div class="field">
                    <label for="relay-token">{"Token"}</label>
                    <SecretField id="relay-token" name="token" value={form.token.clone()} set={change(|form, text| form.token = Secret::new(text))} />
                </div>
                <fieldset class="kinds">
                    <legend>{"Calls to send through the relay"}</legend>
                    { scope(Scope::Listed, "Calls to the relay's hosts") }
                    { scope(Scope::All, "All calls") }
                </fieldset>
                <label class="radio">
                    <input type="checkbox" checked={form.follows_redirects} onchange={move |event: Event| {
                        let follows = event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked());
                        choose(Box::new(move |form| form.follows_redirects = follows));
                    }} />
                    {"Follow redirects within the same origin"}
                </label>
                <div class="relay-status" role="status" data-testid="relay-status">{ status_line(&state) }</div>
                <div class="actions">
                    if setting.is_some() {
                        <button type="button" class="button" data-testid="relay-off" onclick={switch_off}>{"Turn off"}</button>
                    }
                    <button type="submit" class="button primary" data-testid="relay-connect" disabled={*state == RelayState::Asked}><span>{"Connect"}</span></button>
                </div>
                <p class="fine">{"The address and the token stay in this tab until you close it, and are never part of a link or an export. Calls to the Practice API stay in the page."}</p>
            </form>
        </Modal>
    }
}

/// The status, in words.
fn status_line(state: &RelayState) -> Html {
    let line = |class: &'static str, symbol: Icon, text: String, more: Option<&'static str>| {
        html! {
            <p class={classes!("relay-line", class)}>
                { icon(symbol) }<span>{ text }if let Some(more) = more { <span class="fine">{ more }</span> }</span>
            </p>
        }
    };
    match state {
        RelayState::Nothing => Html::default(),
        RelayState::Asked => line("", Icon::Running, "Connecting to the relay…".to_owned(), None),
        RelayState::Connected(status) => line("good", Icon::Check, reached(status), None),
        RelayState::BadAddress(problem) => {
            line("bad", Icon::Cross, format!("The address is not valid: {problem}."), None)
        }
        RelayState::Failed(fault) => {
            let (word, more) = match fault.kind {
                FaultKind::WrongToken => {
                    ("Wrong token", "Each start of the relay creates a new token. Copy it from the terminal.")
                }
                FaultKind::NotRunning => (
                    "Not running",
                    "Start the relay with the command above. A relay that was started for another page does not respond to this page.",
                ),
                FaultKind::Busy => {
                    ("Busy", "Close other pages and programs that use the relay, or wait until their calls end.")
                }
                _ => ("Unexpected response", "Another program uses this port, or the relay has another version."),
            };
            line("bad", Icon::Cross, format!("{word}: {}.", fault.detail), Some(more))
        }
    }
}

/// What a relay that answered is there for.
fn reached(Status { origins, aws, .. }: &Status) -> String {
    let calls = (!origins.is_empty()).then(|| format!(" It calls {}.", origins.join(", ")));
    let signs =
        aws.as_ref().map(|aws| format!(" It signs for {} in {} with {}.", aws.endpoint, aws.region, aws.credentials));
    format!("Connected.{}{}", calls.unwrap_or_default(), signs.unwrap_or_default())
}

/// The command that starts a relay for this page and for what the document calls.
fn start_command(document: &Document) -> String {
    let mut public: Vec<String> = Vec::new();
    let mut local: Vec<String> = Vec::new();
    let machine = analysis::check(document, &Connections::default()).machine;
    let endpoints = machine.iter().flat_map(requirements::of).filter_map(|need| Endpoint::parse(&need.endpoint?));
    for Endpoint { origin, .. } in endpoints {
        let list = if origin.starts_with("http://") { &mut local } else { &mut public };
        let word = origin.strip_prefix("https://").unwrap_or(&origin).to_owned();
        if !list.contains(&word) && origin != PRACTICE_ORIGIN {
            list.push(word);
        }
    }
    if public.is_empty() && local.is_empty() {
        public.push("api.example.com".to_owned());
    }
    let part = |name: &str, list: &[String]| match list {
        [] => String::new(),
        list => format!(" {name}=\"{}\"", list.join(" ")),
    };
    format!("make relay{}{} PAGE={}", part("HOSTS", &public), part("LOCAL", &local), location::origin())
}
