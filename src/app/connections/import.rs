//! Import: a text is pasted, what it leaves open is asked for, and what it holds opens in the form.

use asl_stack::template::cloudformation::Answers;
use asl_stack::template::connection::{ConnectionText, read};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::draft::ConnectionDraft;
use super::template_field::template_field;
use crate::app::chunks::{complete, not_loaded};

/// Where an imported connection goes.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Opens the form with the imported connection.
    pub(crate) edit: Callback<Option<ConnectionDraft>>,
}

/// The panel. The text is read anew when it changes; nothing of it is kept.
#[component]
pub(crate) fn ImportPanel(Props { edit }: &Props) -> Html {
    let source = use_state(|| None::<Result<ConnectionText, String>>);
    let answers = use_state(Answers::new);
    let failed = use_state(|| None::<String>);
    let oninput = {
        let (source, failed) = (source.setter(), failed.setter());
        move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlTextAreaElement>() else { return };
            let (text, source) = (input.value(), source.clone());
            failed.set(None);
            if text.trim().is_empty() {
                source.set(None);
                return;
            }
            spawn_local(async move {
                let read = complete(|| read(&text).map_err(|error| error.to_string())).await;
                source.set(Some(read.unwrap_or_else(|_| Err(not_loaded("The connection reader")))));
            });
        }
    };
    let open = |index: usize, source: &ConnectionText| {
        let (edit, failed) = (edit.clone(), failed.setter());
        let (source, answers) = (source.clone(), (*answers).clone());
        move |_| match source.connections(&answers).into_iter().nth(index) {
            Some(Ok(connection)) => edit.emit(Some(ConnectionDraft::imported(&connection))),
            Some(Err(error)) => failed.set(Some(error.to_string())),
            None => {}
        }
    };
    html! {
        <div class="connection-panel import" data-testid="import">
            <div class="field">
                <label for="import-text">{"A CloudFormation or SAM template, the JSON of create-connection, or the secret of a connection"}</label>
                <textarea id="import-text" rows="6" spellcheck="false" autocomplete="off" {oninput} aria-describedby="import-told" />
            </div>
            <div id="import-told" role="status">
                { match &*source {
                    None => html! { <p class="fine">{"The text is read in this page and not stored. You review everything in the form before you save."}</p> },
                    Some(Err(error)) => html! { <p class="field-problem">{ error.clone() }</p> },
                    Some(Ok(source)) => html! { <p class="fine">{ if source.count() == 1 { "One connection was found.".to_owned() } else { format!("{} connections were found.", source.count()) } }</p> },
                } }
                if let Some(failed) = &*failed { <p class="field-problem">{ failed.clone() }</p> }
            </div>
            if let Some(Ok(source)) = &*source {
                for (index, ask) in source.asks().into_iter().enumerate() {
                    <div class="field" key={ask.name.to_string()}>
                        { template_field(&format!("ask-{index}"), &ask, &answers) }
                        if !ask.description.is_empty() { <p class="fine">{ ask.description.to_string() }</p> }
                    </div>
                }
                <div class="actions">
                    for (index, name) in source.names().enumerate() {
                        <button key={index} type="button" class="button primary" onclick={open(index, source)}><span>{ if name.is_empty() { "Open in the form".to_owned() } else { format!("Open {name} in the form") } }</span></button>
                    }
                </div>
            }
        </div>
    }
}
