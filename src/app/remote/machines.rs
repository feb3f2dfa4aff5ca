//! What is there: state machines and their executions, to open here, and to delete if they are of the playground.

use std::pin::Pin;
use std::rc::Rc;

use asl_remote::{ExecutionSummary, MachineSummary, is_own};
use asl_value::Value;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::connect::Reached;
use super::dialog::{Failure, Told};
use super::run::follow;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::Document;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::tabs::TabAction;
use crate::app::state::view::ViewAction;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The endpoint.
    pub(super) reached: Shared<Reached>,
    /// What the dialog is told.
    pub(super) told: Told,
}

/// The most machines that are listed.
const MOST: usize = 200;

/// The list.
#[component]
pub(super) fn Machines(Props { reached, told }: &Props) -> Html {
    let commands = use_commands();
    // The machine that is asked about before it is deleted.
    let asked = use_state(|| None::<String>);
    let heading = use_node_ref();
    let open = use_state(|| None::<(String, Rc<[ExecutionSummary]>)>);
    let busy = use_state(|| false);
    let is_running = commands.state().is_running();
    let listed = &reached.machines;
    // Does something with the endpoint, one thing at a time.
    let work = {
        let (busy, told) = (busy.setter(), told.clone());
        move |work: Pin<Box<dyn Future<Output = Result<(), Failure>>>>| {
            let (busy, told) = (busy.clone(), told.clone());
            told.failed.emit(None);
            told.busy.emit(true);
            busy.set(true);
            spawn_local(async move {
                if let Err(failure) = work.await {
                    told.failed.emit(Some(failure));
                }
                told.busy.emit(false);
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
                open_definition(&commands, &text, &machine.name, None).await?;
                commands.dispatch(ViewAction::Dialog(None));
                Ok(())
            }));
        }
    };
    let ask = |machine: Option<&MachineSummary>| {
        let (asked, arn) = (asked.setter(), machine.map(|machine| machine.arn.clone()));
        move |_: MouseEvent| asked.set(arn.clone())
    };
    let delete = |machine: &MachineSummary| {
        let (work, commands, told, asked) = (work.clone(), commands.clone(), told.clone(), asked.setter());
        let (reached, machine, heading) = (reached.clone(), machine.clone(), heading.clone());
        move |_: MouseEvent| {
            let (commands, told, asked) = (commands.clone(), told.clone(), asked.clone());
            let (reached, machine, heading) = (reached.clone(), machine.clone(), heading.clone());
            work(Box::pin(async move {
                reached.client.delete(&machine.arn).await.map_err(Failure::Call)?;
                asked.set(None);
                let machines = reached.machines.iter().filter(|one| one.arn != machine.arn).cloned().collect();
                told.changed.emit(Shared::new(Reached { machines, ..(*reached).clone() }));
                commands.dispatch(PageRequest::announce(format!("{} is deleted there.", machine.name)));
                // The row that had the focus is gone.
                if let Some(heading) = heading.cast::<HtmlElement>() {
                    let _ = heading.focus();
                }
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
        let is_asked = asked.as_ref() == Some(&machine.arn);
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
                            <button type="button" class="button small quiet square" disabled={*busy} onclick={ask(Some(machine))} data-testid="remote-delete"
                                aria-label={format!("Delete {}", machine.name)} aria-expanded={is_asked.to_string()} title="Delete it there">{ icon(Icon::Delete) }</button>
                        }
                    </span>
                </div>
                if is_asked {
                    <div class="remote-row remote-asked" role="group" aria-label={format!("Delete {}?", machine.name)}>
                        <span>{"Delete it there, with its executions? This can't be undone."}</span>
                        <span class="remote-actions">
                            <button type="button" class="button small danger" disabled={*busy} onclick={delete(machine)} data-testid="remote-delete-confirmed">{"Delete"}</button>
                            <button type="button" class="button small" onclick={ask(None)}>{"Keep"}</button>
                        </span>
                    </div>
                }
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
            <h3 ref={heading.clone()} tabindex="-1">{"State machines there"}</h3>
            if listed.is_empty() { <p class="fine" data-testid="remote-empty">{ format!("There are none in {}.", reached.region()) }</p> }
            <ul>{ for listed.iter().take(MOST).map(row) }</ul>
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
async fn open_definition(
    commands: &Shared<Commands>,
    text: &str,
    name: &str,
    input: Option<&str>,
) -> Result<Shared<Document>, Failure> {
    let value = Value::from_json(text).ok();
    let here = commands.state().document.read().root.map(|root| root.to_value());
    if value.is_some() && value == here {
        return Ok(commands.state().document);
    }
    if !commands.state().tabs.has_room() {
        return Err(Failure::Page("Too many workflows are open: close a tab first.".into()));
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
    Ok(commands.state().document)
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
    let document = open_definition(commands, &text, &machine.name, Some(&input)).await?;
    follow(commands, client.clone(), execution.arn.as_str().into(), document).await?;
    commands.dispatch(ViewAction::Dialog(None));
    Ok(())
}
