//! Files that stand in for objects in S3: a Distributed Map reads them.

use std::rc::Rc;

use asl_playground::share::SharedFile;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::icons::{Icon, icon};
use crate::app::commands::use_commands;
use crate::app::document::Document;
use crate::app::format;
use crate::app::shared::use_shared;
use crate::app::state::Action;

/// The files, and a form for one more.
#[component]
pub(crate) fn FilesTab() -> Html {
    let (commands, document) = (use_commands(), use_shared::<Document>());
    let (bucket, key, text) = (use_node_ref(), use_node_ref(), use_node_ref());
    let files = document.files.clone();
    let add = {
        let (commands, files) = (commands.clone(), files.clone());
        let (bucket, key, text) = (bucket.clone(), key.clone(), text.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let value =
                |field: &NodeRef| field.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            let (new_bucket, new_key) = (value(&bucket), value(&key));
            let Some(area) = text.cast::<HtmlTextAreaElement>() else { return };
            if new_bucket.trim().is_empty() || new_key.trim().is_empty() {
                return;
            }
            let file =
                SharedFile { bucket: new_bucket.trim().into(), key: new_key.trim().into(), text: area.value().into() };
            let others = files.iter().filter(|known| (&known.bucket, &known.key) != (&file.bucket, &file.key));
            let next: Rc<[_]> = others.cloned().chain([file.clone()]).collect();
            commands.dispatch(Action::SetFiles(next));
            area.set_value("");
            if let Some(key) = key.cast::<HtmlInputElement>() {
                key.set_value("");
            }
        }
    };
    html! {
        <div class="files">
            if files.is_empty() {
                <p class="setup-hint">{"A file here stands in for an object in S3: the ItemReader of a Distributed Map finds it under its bucket and key."}</p>
            } else {
                <ul class="file-list" aria-label="Files">
                    for (index, file) in files.iter().enumerate() {
                        <li key={format!("{}/{}", file.bucket, file.key)}>
                            <code>{ format!("s3://{}/{}", file.bucket, file.key) }</code>
                            <span class="facts">{ format::bytes(file.text.len()) }</span>
                            <button class="button small quiet square" aria-label={format!("Remove {}", file.key)} title="Remove" onclick={
                                let (commands, files) = (commands.clone(), files.clone());
                                move |_| {
                                    let rest = files.iter().enumerate().filter(|(at, _)| *at != index);
                                    commands.dispatch(Action::SetFiles(rest.map(|(_, file)| file.clone()).collect()));
                                }
                            }>{ icon(Icon::Cross) }</button>
                        </li>
                    }
                </ul>
            }
            <form class="file-form" onsubmit={add} autocomplete="off">
                <div class="field"><label for="file-bucket">{"Bucket"}</label><input id="file-bucket" ref={bucket} required={true} spellcheck="false" /></div>
                <div class="field"><label for="file-key">{"Key"}</label><input id="file-key" ref={key} required={true} spellcheck="false" /></div>
                <div class="field whole"><label for="file-text">{"Text"}</label><textarea id="file-text" ref={text} rows="3" spellcheck="false" /></div>
                <button type="submit" class="button">{ icon(Icon::Plus) }<span>{"Add the file"}</span></button>
            </form>
        </div>
    }
}
