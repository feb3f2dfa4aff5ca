//! This workflow there: its name, what is sent, and its start.

use std::rc::Rc;

use asl_remote::{Deployment, LeftMachine, NAME_PREFIX, name_problem};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::before::{self, Before};
use super::connect::Reached;
use super::dialog::{Failure, Told};
use super::run::follow;
use crate::app::host::clock;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::Document;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::ViewAction;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The endpoint.
    pub(super) reached: Shared<Reached>,
    /// What the dialog is told.
    pub(super) told: Told,
}

/// The part of the dialog.
#[component]
pub(super) fn StartThere(Props { reached, told }: &Props) -> Html {
    let (commands, document) = (use_commands(), use_shared::<Document>());
    let name = use_state({
        let document = document.clone();
        move || before::name(&document)
    });
    let starting = use_state(|| false);
    let known = {
        let commands = commands.clone();
        use_memo((document.clone(), reached.clone()), move |(document, reached)| {
            Before::of(&commands, document, reached)
        })
    };
    let is_running = commands.state().is_running();
    let misnamed = name_problem(&name);
    let must_agree = document.needs_consent();
    let oninput = {
        let (name, document) = (name.setter(), document.clone());
        move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                before::keep_name(&document, &input.value());
                name.set(input.value());
            }
        }
    };
    let onsubmit = {
        let (reached, told) = (reached.clone(), told.clone());
        let (name, starting) = (name.clone(), starting.setter());
        move |event: SubmitEvent| {
            event.prevent_default();
            told.failed.emit(None);
            let document = commands.state().document;
            let definition = match before::definition(&document) {
                Ok(definition) => definition,
                Err(why) => return told.failed.emit(Some(Failure::Page(why.into()))),
            };
            starting.set(true);
            told.busy.emit(true);
            let input = if document.input.trim().is_empty() { "{}".to_owned() } else { document.input.to_string() };
            let deployment = Deployment {
                name: (*name).clone(),
                definition,
                role_arn: reached.role().unwrap_or_default().to_owned(),
                input,
                execution_name: clock::uuid(),
            };
            let (reached, told, starting) = (reached.clone(), told.clone(), starting.clone());
            let commands = commands.clone();
            spawn_local(async move {
                let failure = run_there(&commands, &reached, &deployment, document).await.err();
                // What was left there is in the list at once.
                let is_left = match &failure {
                    Some(Failure::HalfWay(left)) => left.machine != LeftMachine::Untouched,
                    other => other.is_some(),
                };
                if is_left && let Ok(machines) = reached.client.machines().await {
                    told.changed.emit(Shared::new(Reached { machines, ..(*reached).clone() }));
                }
                starting.set(false);
                told.busy.emit(false);
                match failure {
                    Some(failure) => told.failed.emit(Some(failure)),
                    None => commands.dispatch(ViewAction::Dialog(None)),
                }
            });
        }
    };
    html! {
        <form class="remote-start" {onsubmit} novalidate={true} autocomplete="off">
            <h3>{"This workflow"}</h3>
            <div class="field">
                <label for="remote-name">{"Name there"}</label>
                <input id="remote-name" data-testid="remote-name" value={(*name).clone()} autocomplete="off" spellcheck="false" aria-describedby="remote-name-hint"
                    aria-invalid={misnamed.is_some().then_some("true")} {oninput} />
                if let Some(why) = &misnamed { <span class="field-problem" role="alert" data-testid="remote-misnamed">{ prose(why) }</span> }
                <span id="remote-name-hint" class="fine">{ format!("Begins with {NAME_PREFIX}: no other state machine is created, changed, or deleted. One of that name is updated.") }</span>
            </div>
            <ul class="remote-notes">for note in &known.notes { <li key={note.clone()}>{ prose(note) }</li> }</ul>
            if let Some(secrets) = &known.secrets { <p class="field-problem" role="alert" data-testid="remote-secrets">{ prose(secrets) }</p> }
            if let Some(why) = &known.hindrance { <p class="field-problem" role="alert" data-testid="remote-hindered">{ prose(why) }</p> }
            if must_agree { <p class="field-problem">{"This document came by link. Run it here once and agree to its calls first."}</p> }
            if is_running { <p class="field-problem">{"Another run is not finished. Stop it, or wait for its end."}</p> }
            <div class="actions">
                <button class="button primary" data-testid="remote-run" disabled={*starting || is_running || must_agree || misnamed.is_some() || known.hindrance.is_some()}>
                    { icon(Icon::Run) }{ if *starting { "Starting…" } else { "Run there" } }
                </button>
            </div>
        </form>
    }
}

/// Brings the workflow there, starts it, and puts the execution on stage.
async fn run_there(
    commands: &Shared<Commands>,
    reached: &Reached,
    deployment: &Deployment,
    document: Shared<Document>,
) -> Result<(), Failure> {
    let deployed = reached.client.deploy_and_start(deployment).await.map_err(Failure::HalfWay)?;
    let arn = deployed.execution_arn.as_str().into();
    let followed = follow(commands, reached.client.clone(), arn, document).await;
    followed.map_err(|why| Failure::Unfollowed(deployed, Rc::new(why)))
}
