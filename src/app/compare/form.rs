//! What is compared: the API, the method, the connection, the scenario.

use asl_compare::{Scenario, Setup};
use asl_http::{Connections, Method};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::model::{Model, Stage};
use super::run::Handle;
use crate::app::state::dialog::Dialog;
use crate::app::state::view::ViewAction;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

/// The form, with the buttons that run it.
pub(super) fn form(model: &Model, handle: &Handle, is_own: bool, set_own: &Callback<bool>) -> Html {
    let setup = &model.setup;
    let connections = handle.commands.state().connections;
    let change = {
        let (handle, setup) = (handle.clone(), setup.clone());
        move |changed: &dyn Fn(&mut Setup)| {
            let mut setup = setup.clone();
            changed(&mut setup);
            handle.change(setup);
        }
    };
    let onmethod = {
        let change = change.clone();
        move |event: Event| {
            let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
            let Some(method) = Method::parse(&select.value()) else { return };
            change(&|setup| setup.method = method);
        }
    };
    let api = |own: bool| {
        let (set_own, change) = (set_own.clone(), change.clone());
        move |_: Event| {
            set_own.emit(own);
            if !own {
                change(&|setup| setup.endpoint = "".into());
            }
        }
    };
    html! {
        <form class="compare-form" onsubmit={
            let handle = handle.clone();
            move |event: SubmitEvent| {
                event.prevent_default();
                handle.run();
            }
        }>
            <div class="compare-call">
                <fieldset class="compare-api">
                    <legend>{"API"}</legend>
                    <label class="radio"><input type="radio" name="compare-api" checked={!is_own} onchange={api(false)} /><span>{"Practice API"}</span></label>
                    <label class="radio"><input type="radio" name="compare-api" checked={is_own} onchange={api(true)} /><span>{"Your API"}</span></label>
                </fieldset>
                <label class="compare-field"><span>{"Method"}</span>
                    <select onchange={onmethod}>
                        for method in Method::ALL {
                            <option value={method.as_str()} selected={method == setup.method}>{ method.as_str() }</option>
                        }
                    </select>
                </label>
                if is_own { { own_fields(setup, &connections, handle) } }
            </div>
            if is_own {
                <p class="fine">{"Your API does what it does: the scenarios are those of the Practice API. Waits are skipped, so its retries follow one another at once, at most 10 for an event. The function sends no credentials, because a connection never reaches code in this page."}</p>
            } else {
                { scenarios(setup, handle) }
            }
            { problem(model, &connections, is_own) }
            { buttons(model, handle, is_own) }
        </form>
    }
}

fn own_fields(setup: &Setup, connections: &Connections, handle: &Handle) -> Html {
    let (for_url, for_connection, commands) = (handle.clone(), handle.clone(), handle.commands.clone());
    let (with_url, with_connection) = (setup.clone(), setup.clone());
    let onurl = move |event: Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        for_url.change(Setup { endpoint: input.value().trim().into(), ..with_url.clone() });
    };
    let onconnection = move |event: Event| {
        let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
        for_connection.change(Setup { connection: select.value().into(), ..with_connection.clone() });
    };
    html! {
        <>
            <label class="compare-field wide"><span>{"Endpoint"}</span>
                <input type="text" inputmode="url" autocomplete="off" spellcheck="false" placeholder="https://api.example.com/tickets/{id}"
                    value={setup.endpoint.to_string()} onchange={onurl} data-testid="compare-endpoint" />
            </label>
            <label class="compare-field"><span>{"Connection"}</span>
                <select onchange={onconnection} data-testid="compare-connection">
                    <option value="" selected={setup.connection.is_empty()}>{"Choose…"}</option>
                    for connection in connections.iter() {
                        <option value={connection.name.to_string()} selected={connection.name == setup.connection}>{ connection.name.to_string() }</option>
                    }
                </select>
            </label>
            <button type="button" class="button" onclick={move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Connections(None))))}>
                { icon(Icon::Key) }<span>{"Connections…"}</span>
            </button>
        </>
    }
}

fn scenarios(setup: &Setup, handle: &Handle) -> Html {
    let one = |scenario: Scenario| {
        let (handle, setup) = (handle.clone(), setup.clone());
        let is_chosen = scenario == setup.scenario;
        html! {
            <label key={scenario.id()} class={classes!("compare-scenario", is_chosen.then_some("chosen"))}>
                <input type="radio" name="compare-scenario" value={scenario.id()} checked={is_chosen}
                    onchange={move |_: Event| handle.change(Setup { scenario, ..setup.clone() })} />
                <span>{ scenario.title() }</span>
            </label>
        }
    };
    html! {
        <fieldset class="compare-scenarios">
            <legend>{"Scenario"}</legend>
            <div>{ for Scenario::ALL.into_iter().map(one) }</div>
            <p class="compare-summary"><code>{ format!("{} {}", setup.method.as_str(), setup.url()) }</code>{" "}{ prose(setup.scenario.summary()) }</p>
        </fieldset>
    }
}

/// Why it cannot run.
fn problem(model: &Model, connections: &Connections, is_own: bool) -> Html {
    let of_form = if is_own && !model.setup.is_own() {
        Some("Enter the endpoint of your API.".to_owned())
    } else {
        model.setup.obstacle(connections).map(|obstacle| obstacle.message()).or_else(|| model.problem.clone())
    };
    match of_form {
        Some(problem) => {
            html! { <p class="compare-problem" role="status">{ icon(Icon::Warning) }<span>{ prose(&problem) }</span></p> }
        }
        None => Html::default(),
    }
}

fn buttons(model: &Model, handle: &Handle, is_own: bool) -> Html {
    let connections = handle.commands.state().connections;
    let is_ready =
        !model.plans.is_empty() && model.setup.obstacle(&connections).is_none() && is_own == model.setup.is_own();
    let stop = {
        let handle = handle.clone();
        move |_: MouseEvent| handle.stop()
    };
    match &model.stage {
        Stage::Running(way, _) => html! {
            <div class="compare-buttons">
                <button type="button" class="button" onclick={stop}>{ icon(Icon::Stop) }<span>{"Stop"}</span></button>
                <span role="status" class="compare-doing">{ format!("Running: {}", way.title()) }</span>
            </div>
        },
        Stage::Asking => {
            let consent = {
                let handle = handle.clone();
                move |_: MouseEvent| handle.consent()
            };
            let url = model.setup.url();
            let name = model.setup.connection_name().to_owned();
            html! {
                <div class="compare-asking" role="alert">
                    <p>{"You opened this comparison from a link. It calls "}<code>{ format!("{} {url}", model.setup.method.as_str()) }</code>{" several times, with your connection "}<code>{ name }</code>{"."}</p>
                    <div class="compare-buttons">
                        <button type="button" class="button primary" onclick={consent} data-testid="compare-consent">{ icon(Icon::Run) }<span>{"Run all three"}</span></button>
                        <button type="button" class="button" onclick={stop}>{"Cancel"}</button>
                    </div>
                </div>
            }
        }
        Stage::Idle => html! {
            <div class="compare-buttons">
                <button type="submit" class="button primary" disabled={!is_ready} data-testid="compare-run">
                    { icon(Icon::Run) }<span>{ if model.is_complete() { "Run all three again" } else { "Run all three" } }</span>
                </button>
            </div>
        },
    }
}
