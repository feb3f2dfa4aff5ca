//! The dialog of what goes out of a run as a file, and of a history that comes in.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::commands::{import, replay, report_of, sequence_of};
use crate::app::chunks::EXPORTS;
use crate::app::exchange::save_archive;
use crate::app::files::import::read;
use crate::app::host::download;
use crate::app::run::masking::use_masking;
use crate::app::state::commands::use_commands;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::modal::Modal;

/// The dialog.
#[component]
pub(crate) fn RunFiles() -> Html {
    let (commands, masking) = (use_commands(), use_masking());
    let text = use_state(String::new);
    let problem = use_state(|| None::<String>);
    let run = commands.state().run;
    let is_over = run.exists() && !run.is_running() && run.function.is_none();
    let save = |name: &'static str, label: &'static str, title: &'static str, act: Callback<MouseEvent>| {
        html! { <button class="button" onclick={act} data-testid={name} {title}>{ icon(Icon::Download) }{ label }</button> }
    };
    let history = {
        let (commands, run, masking) = (commands.clone(), run.clone(), masking.clone());
        Callback::from(move |_: MouseEvent| {
            let (run, masking) = (run.clone(), masking.clone());
            commands.with(&EXPORTS, move |exports| (exports.history)(&run, &masking));
        })
    };
    let archive = {
        let (run, masking) = (run.clone(), masking.clone());
        let connections = commands.state().connections;
        Callback::from(move |_: MouseEvent| save_archive(&run, &connections, &masking.redactor, masking.revealed))
    };
    let redactor = (!masking.revealed).then(|| masking.redactor.clone());
    let diagram = {
        let (run, redactor) = (run.clone(), redactor.clone());
        Callback::from(move |()| sequence_of(&run, redactor.as_deref()))
    };
    let save_diagram = {
        let (diagram, id) = (diagram.clone(), run.id);
        Callback::from(move |_: MouseEvent| download::save(&format!("run-{id}.mmd"), &diagram.emit(())))
    };
    let report = {
        let run = run.clone();
        Callback::from(move |_: MouseEvent| {
            download::save(&format!("run-{}.html", run.id), &report_of(&run, redactor.as_deref()));
        })
    };
    let take = {
        let (commands, problem) = (commands.clone(), problem.setter());
        Callback::from(move |texts: Vec<Rc<str>>| problem.set(import(&commands, &texts).err()))
    };
    let oninput = {
        let text = text.setter();
        move |event: InputEvent| {
            if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
                text.set(area.value());
            }
        }
    };
    let onchange = {
        let (take, problem) = (take.clone(), problem.setter());
        move |event: Event| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            let Some(files) = input.and_then(|input| input.files()) else { return };
            let files: Vec<_> = (0..files.length()).filter_map(|place| files.get(place)).collect();
            let (take, problem) = (take.clone(), problem.clone());
            spawn_local(async move {
                let mut texts = Vec::new();
                for file in files {
                    match read(&file).await {
                        Ok(text) => texts.push(text.into()),
                        Err(why) => return problem.set(Some(format!("The file can't be read: {why}."))),
                    }
                }
                if !texts.is_empty() {
                    take.emit(texts);
                }
            });
        }
    };
    let open = {
        let text = text.clone();
        move |_: MouseEvent| take.emit(vec![text.as_str().into()])
    };
    let again = {
        let commands = commands.clone();
        move |_: MouseEvent| replay(&commands)
    };
    html! {
        <Modal key="run-files" title="Export and import runs" class="run-files">
            <h3>{ "This run" }</h3>
            if is_over {
                <p class="fine">{ if masking.revealed { "Secrets are revealed: the files contain them." } else { "Known secrets of your connections are masked in all files." } }</p>
                <div class="run-file-list">
                    { save("save-report", "HTML report", "One file with everything, to read and to print", report) }
                    { save("save-history", "History (JSON)", "The events as GetExecutionHistory gives them", history) }
                    { save("save-har", "HTTP calls (HAR)", "All HTTP exchanges, for developer tools", archive) }
                    { save("save-sequence", "Sequence diagram", "Who called whom, as Mermaid text", save_diagram) }
                    <CopyButton label="Copy the diagram" text={diagram} />
                    <button class="button" onclick={again} data-testid="replay">{ icon(Icon::Retry) }{"Replay here"}</button>
                </div>
                <p class="fine">{"A replay runs the definition with the recorded results in place of calls, and shows the first difference."}</p>
            } else {
                <p class="fine">{"There is no finished run to export."}</p>
            }
            <h3>{"Import a history"}</h3>
            <p class="fine">{"The output of GetExecutionHistory, an export of the console, or the records of an Express execution. It opens as a run of the definition in the editor. Nothing is called. For the child executions of a Distributed Map, or executions that Tasks started, give their histories with it: several files, or a list of them, each with its executionArn."}</p>
            <div class="field">
                <label for="history-text">{"History"}</label>
                <textarea id="history-text" data-testid="history-text" class="history-text" spellcheck="false" {oninput} placeholder="Paste the JSON, or choose files" />
            </div>
            if let Some(problem) = &*problem { <p class="field-problem" role="alert" data-testid="import-problem">{ problem.clone() }</p> }
            <div class="run-file-list">
                <button class="button primary" onclick={open} disabled={text.trim().is_empty()} data-testid="import-history">{ icon(Icon::Upload) }{"Open as a run"}</button>
                <label class="button">{"Choose files…"}<input class="visually-hidden" type="file" multiple={true} accept=".json,.txt,.jsonl" data-testid="history-file" {onchange} /></label>
            </div>
        </Modal>
    }
}
