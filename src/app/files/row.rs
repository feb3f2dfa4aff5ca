//! One file: where it stands, what it holds, and what can be done with it.

use std::rc::Rc;

use asl_document::DocumentFile;
use asl_sim::preview::{self, Preview};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::button::FileButton;
use super::items;
use crate::app::host::download;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::DocumentAction;
use crate::app::state::shared::Shared;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};

/// A longer text is not edited in the page, in bytes.
const EDITED: usize = 300_000;

/// A file as it is shown.
pub(super) struct FileRow<'a> {
    /// Its place among the files of the document.
    pub(super) index: usize,
    /// Its bucket, key and text.
    pub(super) file: &'a DocumentFile,
    /// Whether it can only be read.
    pub(super) locked: bool,
    /// Whether a Map reads it; then the preview stands there.
    pub(super) is_read: bool,
    /// Whether it is unfolded.
    pub(super) open: bool,
    /// Folds and unfolds it.
    pub(super) toggle: Callback<()>,
}

/// The file; unfolded, with its address and its text to be edited.
pub(super) fn file_row(commands: &Shared<Commands>, row: FileRow<'_>) -> Html {
    let FileRow { index, file, locked, is_read, open, toggle } = row;
    let name = file.key.rsplit('/').next().unwrap_or_default().to_owned();
    let path = format!("s3://{}/{}", file.bucket, file.key);
    let remove = {
        let commands = commands.clone();
        move |_| {
            change(&commands, |files| {
                if index < files.len() {
                    files.remove(index);
                }
            });
        }
    };
    let save = {
        let file = file.clone();
        move |_| download::save(&file.key, &file.text)
    };
    let unfold = move |_| toggle.emit(());
    html! {
        <li key={index} class="file" data-testid="file">
            <div class="file-head">
                <button class="result-name" aria-expanded={open.to_string()} onclick={unfold}>
                    <span class={classes!("chevron", open.then_some("open"))} aria-hidden="true">{ icon(Icon::Chevron) }</span>
                    <span class="path"><code title={path.clone()}>{ path }</code></span>
                </button>
                <span class="facts">{ format!("{} · {}", preview::guess(&file.key, &file.text), format::bytes(file.text.len())) }</span>
                if !locked { <FileButton label="Replace…" class="quiet" address={(file.bucket.clone(), file.key.clone())} /> }
                <button class="button small quiet square" onclick={save} aria-label={format!("Download {name}")} title="Download">{ icon(Icon::Download) }</button>
                if !locked { <button class="button small quiet square" onclick={remove} aria-label={format!("Remove {name}")} title="Remove">{ icon(Icon::Delete) }</button> }
            </div>
            if open { <FileEditor {index} file={file.clone()} {locked} {is_read} /> }
        </li>
    }
}

#[derive(PartialEq, Properties)]
struct FileEditorProps {
    index: usize,
    file: DocumentFile,
    locked: bool,
    is_read: bool,
}

#[component]
fn FileEditor(FileEditorProps { index, file, locked, is_read }: &FileEditorProps) -> Html {
    let commands = use_commands();
    let refused = use_state(|| None::<&'static str>);
    let first = use_node_ref();
    let preview =
        use_memo((file.clone(), *is_read), |(file, is_read)| (!is_read).then(|| preview::alone(&file.key, &file.text)));
    use_effect_with((), {
        let (first, empty) = (first.clone(), file.text.is_empty());
        move |()| {
            if let Some(area) = first.cast::<HtmlTextAreaElement>().filter(|_| empty) {
                // Focus that is refused changes nothing.
                let _ = area.focus();
            }
        }
    });
    // An address that cannot be is refused and stays in its field; the file keeps the one it had.
    let rename = |part: fn(&mut DocumentFile) -> &mut Rc<str>| {
        let (commands, refused, index) = (commands.clone(), refused.clone(), *index);
        move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let text: Rc<str> = input.value().trim().into();
            let files = &commands.state().document.files;
            let Some(mut renamed) = files.get(index).cloned() else { return };
            *part(&mut renamed) = text.clone();
            let is_other = |(at, other): (usize, &DocumentFile)| {
                at != index && other.bucket == renamed.bucket && other.key == renamed.key
            };
            if text.is_empty() {
                refused.set(Some("Enter a bucket and a key."));
            } else if files.iter().enumerate().any(is_other) {
                refused.set(Some("A file with this name already exists."));
            } else {
                refused.set(None);
                edit(&commands, index, |file| *part(file) = text);
            }
        }
    };
    let type_text = {
        let (commands, index) = (commands.clone(), *index);
        move |event: InputEvent| {
            let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() else { return };
            let text: Rc<str> = area.value().into();
            edit(&commands, index, |file| file.text = text);
        }
    };
    let (bucket_id, key_id, text_id) =
        (format!("file-bucket-{index}"), format!("file-key-{index}"), format!("file-text-{index}"));
    html! {
        <div class="file-form">
            <div class="field"><label for={bucket_id.clone()}>{"Bucket"}</label>
                <input id={bucket_id} value={file.bucket.to_string()} oninput={rename(|file| &mut file.bucket)} readonly={*locked} spellcheck="false" aria-invalid={refused.map(|_| "true")} /></div>
            <div class="field"><label for={key_id.clone()}>{"Key"}</label>
                <input id={key_id} value={file.key.to_string()} oninput={rename(|file| &mut file.key)} readonly={*locked} spellcheck="false" aria-invalid={refused.map(|_| "true")} /></div>
            if let Some(why) = *refused { <p class="field-problem whole" role="alert">{ why }</p> }
            if file.text.len() <= EDITED {
                <div class="field whole"><label for={text_id.clone()}>{"Text"}</label>
                    <textarea id={text_id} ref={first} rows="6" spellcheck="false" value={file.text.to_string()} oninput={type_text} readonly={*locked}
                        placeholder="Paste CSV, JSON, or JSON Lines" /></div>
            } else {
                <p class="fine whole">{ format!("{} is too large to edit here. Replace the file instead.", format::bytes(file.text.len())) }</p>
            }
            if let Some(preview) = &*preview { <div class="whole">{ alone(preview) }</div> }
        </div>
    }
}

/// The preview of a file that nothing asks for.
fn alone(preview: &Preview) -> Html {
    html! { <><p class="fine">{"No ItemReader in the definition uses this file. Its contents would be read as:"}</p>{ items::show(preview) }</> }
}

/// Changes the newest files.
fn change(commands: &Shared<Commands>, change: impl FnOnce(&mut Vec<DocumentFile>)) {
    let mut files = commands.state().document.files.to_vec();
    change(&mut files);
    commands.dispatch(DocumentAction::SetFiles(files.into()));
}

fn edit(commands: &Shared<Commands>, index: usize, edit: impl FnOnce(&mut DocumentFile)) {
    change(commands, |files| {
        if let Some(file) = files.get_mut(index) {
            edit(file);
        }
    });
}
