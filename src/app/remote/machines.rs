//! What is there: state machines and their executions, to open here, and to delete if they are of the playground.

use std::rc::Rc;

use asl_remote::{ExecutionSummary, MachineSummary, is_own};
use asl_value::Value;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::connect::Reached;
use super::dialog::Failure;
use super::run::follow;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::Document;
use crate::app::state::shared::Shared;
use crate::app::state::tabs::TabAction;
use crate::app::state::view::ViewAction;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The endpoint.
    pub(super) reached: Shared<Reached>,
    /// What went wrong, or nothing any more.
    pub(super) failed: Callback<Option<Failure>>,
}

/// The most machines that are listed.
const MOST: usize = 200;

/// The list.
#[component]
pub(super) fn Machines(Props { reached, failed }: &Props) -> Html {
    let commands = use_commands();
    let gone = use_state(Vec::<String>::new);
    let open = use_state(|| None::<(String, Rc<[ExecutionSummary]>)>);
    let busy = use_state(|| false);
    let is_running = commands.state().is_running();
    let listed: Vec<&MachineSummary> = reached.machines.iter().filter(|one| !gone.contains(&one.arn)).collect();
    // Does something with the endpoint, one thing at a time.
    let work = {
        let (busy, failed) = (busy.setter(), failed.clone());
        move |work: std::pin::Pin<Box<dyn Future<Output = Result<(), Failure>>>>| {
            let (busy, failed) = (busy.clone(), failed.clone());
            failed.emit(None);
            busy.set(true);
            spawn_local(async move {
                if let Err(failure) = work.await {
                    failed.emit(Some(failure));
                }
                busy.set(false);
            });
        }
    };
    let executions = |arn: &str| {
        let (work, open, reached, arn) = (work.clone(), open.clone(), reached.clone(), arn.to_owned());
        move |_: MouseEvent| {
            if open.as_ref().is_some_and(|(shown, _)| *shown == arn) {
                return open.set(None);
            }
            let (open, reached, arn) = (open.setter(), reached.clone(), arn.clone());
            work(Box::pin(async move {
                let found = reached.client.executions(&arn).await.map_err(Failure::Call)?;
                open.set(Some((arn, found.into())));
                Ok(())
            }));
        }
    };
    let definition = |machine: &MachineSummary| {
        let (work, commands, reached, machine) = (work.clone(), commands.clone(), reached.clone(), machine.clone());
        move |_: MouseEvent| {
            let (commands, reached, machine) = (commands.clone(), reached.clone(), machine.clone());
            work(Box::pin(async move {
                let text = reached.client.definition(&machine.arn).await.map_err(Failure::Call)?;
                open_definition(&commands, &text, &machine.name, None).await;
                commands.dispatch(ViewAction::Dialog(None));
                Ok(())
            }));
        }
    };
    let delete = |machine: &MachineSummary| {
        let (work, gone, reached, machine) = (work.clone(), gone.clone(), reached.clone(), machine.clone());
        move |_: MouseEvent| {
            let (gone, reached, machine) = (gone.clone(), reached.clone(), machine.clone());
            work(Box::pin(async move {
                reached.client.delete(&machine.arn).await.map_err(Failure::Call)?;
                gone.set(gone.iter().cloned().chain([machine.arn]).collect());
                Ok(())
            }));
        }
    };
    let execution = |machine: &MachineSummary, execution: &ExecutionSummary| {
        let (work, commands, reached) = (work.clone(), commands.clone(), reached.clone());
        let (machine, execution) = (machine.clone(), execution.clone());
        move |_: MouseEvent| {
            let (commands, reached) = (commands.clone(), reached.clone());
            let (machine, execution) = (machine.clone(), execution.clone());
            work(Box::pin(async move { open_execution(&commands, &reached, &machine, &execution).await }));
        }
    };
    let row = |machine: &MachineSummary| {
        let shown = open.as_ref().filter(|(arn, _)| *arn == machine.arn).map(|(_, found)| found.clone());
        html! {
            <li key={machine.arn.clone()} data-testid="remote-machine" data-name={machine.name.clone()}>
                <div class="remote-row">
                    <span class="remote-name" title={machine.arn.clone()}>{ machine.name.clone() }</span>
                    if is_own(&machine.name) { <span class="tag">{"Of the playground"}</span> }
                    <span class="remote-actions">
                        <button type="button" class="button small" disabled={*busy} onclick={definition(machine)}>{"Open definition"}</button>
                        if machine.is_express {
                            <span class="fine">{"Express: no histories here"}</span>
                        } else {
                            <button type="button" class="button small" disabled={*busy} aria-expanded={shown.is_some().to_string()} onclick={executions(&machine.arn)}>{"Executions"}</button>
                        }
                        if is_own(&machine.name) {
                            <button type="button" class="button small quiet square" disabled={*busy} onclick={delete(machine)} data-testid="remote-delete"
                                aria-label={format!("Delete {}", machine.name)} title="Delete it there">{ icon(Icon::Delete) }</button>
                        }
                    </span>
                </div>
                if let Some(found) = shown {
                    <ul class="remote-executions" aria-label={format!("Executions of {}", machine.name)}>
                        if found.is_empty() { <li class="fine">{"No executions."}</li> }
                        for one in found.iter() {
                            <li key={one.arn.clone()} class="remote-row">
                                <span class="remote-name" title={one.arn.clone()}>{ one.name.clone() }</span>
                                <span class="tag">{ one.status.clone() }</span>
                                <span class="fine">{ started(one) }</span>
                                <span class="remote-actions">
                                    <button type="button" class="button small" disabled={*busy || is_running} data-testid="remote-open" onclick={execution(machine, one)}>{"Open"}</button>
                                </span>
                            </li>
                        }
                    </ul>
                }
            </li>
        }
    };
    html! {
        <section class="remote-machines" aria-label="State machines there">
            <h3>{"State machines there"}</h3>
            if listed.is_empty() { <p class="fine" data-testid="remote-empty">{"There are none in this region."}</p> }
            <ul>{ for listed.iter().take(MOST).map(|machine| row(machine)) }</ul>
            if listed.len() > MOST { <p class="fine">{ format!("{} more", format::count(listed.len() - MOST, "state machine")) }</p> }
        </section>
    }
}

/// When an execution started, to the second.
fn started(execution: &ExecutionSummary) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of a date")]
    let at = asl_aws::time::Timestamp((execution.started * 1000.0) as i64);
    at.to_string().get(..19).unwrap_or_default().replace('T', " ")
}

/// Opens a definition in a tab of its own, unless the document on stage has it.
async fn open_definition(commands: &Shared<Commands>, text: &str, name: &str, input: Option<&str>) {
    let value = Value::from_json(text).ok();
    let here = commands.state().document.read().root.map(|root| root.to_value());
    if value.is_some() && value == here {
        return;
    }
    let is_one_line = !text.trim().contains('\n');
    let definition = match value.filter(|_| is_one_line) {
        Some(value) => value.to_json_pretty(),
        None => text.to_owned(),
    };
    commands.change_tabs(TabAction::Open(Document {
        title: name.into(),
        definition: definition.into(),
        input: input.unwrap_or_default().into(),
        edited: true,
        ..Document::default()
    }));
    // The state knows it after its turn.
    TimeoutFuture::new(0).await;
}

/// Opens an execution with the definition that it ran.
async fn open_execution(
    commands: &Shared<Commands>,
    reached: &Reached,
    machine: &MachineSummary,
    execution: &ExecutionSummary,
) -> Result<(), Failure> {
    let client = &reached.client;
    let of_execution = client.definition_of(&execution.arn).await;
    let text = match of_execution {
        Ok(text) => text,
        // Emulators may not know what ran then.
        Err(_) => client.definition(&machine.arn).await.map_err(Failure::Call)?,
    };
    let input = client.execution(&execution.arn).await.map_err(Failure::Call)?.input;
    open_definition(commands, &text, &machine.name, Some(&input)).await;
    follow(commands, client.clone(), execution.arn.as_str().into()).await?;
    commands.dispatch(ViewAction::Dialog(None));
    Ok(())
}
