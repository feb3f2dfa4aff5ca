//! This workflow there: its name, what is sent, and its start.

use asl_http::attempt::PRACTICE_ORIGIN;
use asl_http::endpoint::Endpoint;
use asl_remote::{Deployment, NAME_PREFIX, is_own, name_for};
use asl_stack::requirements;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::connect::Reached;
use super::dialog::Failure;
use super::run::follow;
use crate::app::host::clock;
use crate::app::problems::analysis;
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::ViewAction;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The endpoint.
    pub(super) reached: Shared<Reached>,
    /// What went wrong, or nothing any more.
    pub(super) failed: Callback<Option<Failure>>,
    /// There are other machines than before.
    pub(super) changed: Callback<Option<Shared<Reached>>>,
}

/// The part of the dialog.
#[component]
pub(super) fn StartThere(Props { reached, failed, changed }: &Props) -> Html {
    let (commands, document) = (use_commands(), use_shared::<Document>());
    let name = use_state({
        let document = document.clone();
        move || name_for(document.label())
    });
    let starting = use_state(|| false);
    let notes = use_memo((document.clone(), reached.clone()), |(document, reached)| notes(document, reached));
    let is_running = commands.state().is_running();
    let is_named = is_own(&name) && name_for(&name) == *name;
    let must_agree = document.needs_consent();
    let oninput = {
        let name = name.setter();
        move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                name.set(input.value());
            }
        }
    };
    let onsubmit = {
        let (reached, failed, changed) = (reached.clone(), failed.clone(), changed.clone());
        let (name, starting) = (name.clone(), starting.setter());
        move |event: SubmitEvent| {
            event.prevent_default();
            failed.emit(None);
            let document = commands.state().document;
            let definition = match definition(&document) {
                Ok(definition) => definition,
                Err(why) => return failed.emit(Some(Failure::Page(why.into()))),
            };
            starting.set(true);
            let input = if document.input.trim().is_empty() { "{}".to_owned() } else { document.input.to_string() };
            let deployment = Deployment {
                name: (*name).clone(),
                definition,
                role_arn: reached.place().role_arn.clone(),
                input,
                execution_name: clock::uuid(),
            };
            let (reached, failed, changed) = (reached.clone(), failed.clone(), changed.clone());
            let starting = starting.clone();
            let commands = commands.clone();
            spawn_local(async move {
                match reached.client.deploy_and_start(&deployment).await {
                    Err(left) => {
                        if left.machine_arn.is_some()
                            && let Ok(machines) = reached.client.machines().await
                        {
                            changed.emit(Some(Shared::new(Reached { machines, ..(*reached).clone() })));
                        }
                        failed.emit(Some(Failure::HalfWay(left)));
                    }
                    Ok(deployed) => {
                        match follow(&commands, reached.client.clone(), deployed.execution_arn.into()).await {
                            Ok(()) => commands.dispatch(ViewAction::Dialog(None)),
                            Err(failure) => failed.emit(Some(failure)),
                        }
                    }
                }
                starting.set(false);
            });
        }
    };
    html! {
        <form class="remote-start" {onsubmit} novalidate={true} autocomplete="off">
            <h3>{"This workflow"}</h3>
            <div class="field">
                <label for="remote-name">{"Name there"}</label>
                <input id="remote-name" data-testid="remote-name" value={(*name).clone()} autocomplete="off" spellcheck="false" aria-describedby="remote-name-hint" {oninput} />
                <span id="remote-name-hint" class="fine">{ format!("Begins with {NAME_PREFIX}: nothing else is created, changed, or deleted. A state machine of that name is updated.") }</span>
            </div>
            <ul class="remote-notes">for note in notes.iter() { <li key={note.clone()}>{ prose(note) }</li> }</ul>
            if must_agree { <p class="field-problem">{"This document came by link. Run it here once and agree to its calls first."}</p> }
            if is_running { <p class="field-problem">{"Another run is not finished. Stop it, or wait for its end."}</p> }
            <div class="actions">
                <button class="button primary" data-testid="remote-run" disabled={*starting || is_running || must_agree || !is_named}>
                    { icon(Icon::Run) }{ if *starting { "Starting…" } else { "Run there" } }
                </button>
            </div>
        </form>
    }
}

/// The definition as it is sent: JSON, with the values of its placeholders.
fn definition(document: &Document) -> Result<String, String> {
    let read = document.read();
    if let Some(missing) = read.missing.first() {
        return Err(format!("The placeholder {} has no value: enter one beside the definition first.", missing.name));
    }
    let root = read.root.filter(|_| read.machine.is_some());
    root.map(|root| root.to_value().to_json_pretty())
        .ok_or_else(|| "There is no state machine in this document.".to_owned())
}

/// What is different there, as far as the document shows it.
fn notes(document: &Document, reached: &Reached) -> Vec<String> {
    let checked = analysis::check(document, &asl_http::Connections::default());
    let mut notes = vec![
        "Sent are the definition with its values filled in, and the input. Mocks, what-ifs, and credentials stay here."
            .to_owned(),
    ];
    let machine = checked.machine.as_ref();
    let needs: Vec<_> = machine.into_iter().flat_map(requirements::of).collect();
    let origins = needs.iter().filter_map(|need| Endpoint::parse(need.endpoint.as_deref()?));
    let origins: Vec<String> = origins.map(|endpoint| endpoint.origin).collect();
    if origins.iter().any(|origin| origin == PRACTICE_ORIGIN) {
        notes.push(format!("`{PRACTICE_ORIGIN}` exists only in this page: its calls fail there."));
    }
    if origins.iter().any(|origin| origin.starts_with("http://")) {
        notes.push("AWS calls only `https` addresses: calls of this machine fail there.".to_owned());
    }
    if !needs.is_empty() {
        notes.push("Connections must exist there: write their ARNs in the definition, or in its values. Emulators do not have HTTP Tasks.".to_owned());
    }
    if reached.is_aws() {
        notes.push("AWS charges for what runs there: state transitions, and what the Tasks call.".to_owned());
    }
    notes
}
