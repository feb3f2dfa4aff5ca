//! The tab: what the definition reads, the files that there are, and the ways to add one.

use std::rc::Rc;

use asl_document::DocumentFile;
use asl_sim::Files;
use asl_sim::preview::{ItemSource, Preview};
use yew::prelude::*;

use super::button::FileButton;
use super::import::{S3Address, address_for, with_file};
use super::row::{FileRow, file_row};
use super::source_card::source_card;
use crate::app::host::documents::LARGEST;
use crate::app::notices::locked::locked_note;
use crate::app::problems::analysis::Analysis;
use crate::app::state::commands::use_commands;
use crate::app::state::document::{Document, DocumentAction};
use crate::app::state::parts::use_part;
use crate::app::state::shared::use_shared;
use crate::app::state::view::Locked;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};

/// What the definition reads, the files that there are, and the buttons that add one.
#[component]
pub(crate) fn FilesTab() -> Html {
    let (commands, document, analysis) = (use_commands(), use_shared::<Document>(), use_shared::<Analysis>());
    let Locked(locked) = use_part::<Locked>();
    let open = use_state(|| None::<usize>);
    let (files, sources) = (document.files.clone(), analysis.sources.clone());
    let previews =
        use_memo((ByPointer(files.clone()), sources.clone()), |(files, sources)| previews(&files.0, sources));
    let write = {
        let (commands, open) = (commands.clone(), open.clone());
        Callback::from(move |address: S3Address| {
            let files = with_file(&commands.state().document.files, address, "".into());
            open.set(files.len().checked_sub(1));
            commands.dispatch(DocumentAction::SetFiles(files));
        })
    };
    let write_any = {
        let (write, commands) = (write.clone(), commands.clone());
        move |_| {
            let state = commands.state();
            let free = |number: usize| {
                let name = if number == 1 { "items.csv".to_owned() } else { format!("items-{number}.csv") };
                let is_taken =
                    state.document.files.iter().any(|file| file.key.rsplit('/').next() == Some(name.as_str()));
                (!is_taken).then_some(name)
            };
            let name = (1..).find_map(free).unwrap_or_default();
            write.emit(address_for(&name, "", &state.analysis.sources, &state.document.files));
        }
    };
    let size: usize = files.iter().map(|file| file.text.len()).sum();
    html! {
        <div class="files">
            if locked { { locked_note(&commands) } }
            if files.is_empty() && sources.is_empty() {
                <p class="setup-hint">{"Files here replace objects in S3. The ItemReader of a Distributed Map finds them by bucket and key."}</p>
            }
            for (index, (source, preview)) in sources.iter().zip(previews.iter()).enumerate() {
                { source_card(index, source, preview, (!locked).then_some(&write)) }
            }
            if !files.is_empty() {
                <ul class="file-list" aria-label="Files">
                    for (index, file) in files.iter().enumerate() {
                        { file_row(&commands, FileRow {
                            index,
                            file,
                            locked,
                            is_read: sources.iter().any(|source| source.reads(&file.bucket, &file.key)),
                            open: *open == Some(index),
                            toggle: {
                                let open = open.clone();
                                Callback::from(move |()| open.set(if *open == Some(index) { None } else { Some(index) }))
                            },
                        }) }
                    }
                </ul>
            }
            if size > LARGEST {
                <p class="file-note">{ icon(Icon::Info) }<span>
                    { format!("The files have {}, but this browser can save only 1 MB. The largest are lost when you leave the page.", format::bytes(size)) }
                </span></p>
            }
            if !locked {
                <div class="file-add">
                    <span>{"Drop CSV, JSON, or JSON Lines anywhere on the page, or"}</span>
                    <FileButton label="Choose files…" />
                    <FileButton label="Choose a folder…" folder={true} />
                    <button type="button" class="button small" onclick={write_any}>{ icon(Icon::Plus) }{"Create one"}</button>
                </div>
            }
        </div>
    }
}

/// Files that are compared by what they share: a long text is not read for it.
#[derive(Clone)]
struct ByPointer(Rc<[DocumentFile]>);

impl PartialEq for ByPointer {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

fn previews(files: &[DocumentFile], sources: &[ItemSource]) -> Vec<Rc<Preview>> {
    let mut all = Files::new();
    for file in files {
        all.insert(&file.bucket, &file.key, file.text.clone());
    }
    sources.iter().map(|source| Rc::new(source.preview(&all))).collect()
}
