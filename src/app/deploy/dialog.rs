//! The dialog: the format, what to know before one deploys, and the files with what is in them.

use std::rc::Rc;

use asl_export::{Asked, Format};
use asl_http::Connections;
use asl_share::written::WrittenSecret;
use futures_util::future::abortable;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::made::{Made, make, save};
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::shared::use_shared;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::modal::Modal;
use crate::app::ui::prose::prose;
use crate::app::ui::tabs::{Tab, tabs};
use crate::app::ui::virtual_list::arrow;

/// The dialog; it exports anew when the document or a connection changes.
#[component]
pub(crate) fn Deploy() -> Html {
    let commands = use_commands();
    let (document, connections) = (use_shared::<Document>(), use_shared::<Connections>());
    let format = use_state_eq(|| Format::Sam);
    let made = use_state(|| None::<Result<Rc<Made>, Rc<str>>>);
    use_effect_with((document, connections, *format), {
        let (commands, made) = (commands.clone(), made.setter());
        move |(_, _, format)| {
            let format = *format;
            let (work, abort) = abortable(async move { made.set(Some(make(&commands, format).await)) });
            spawn_local(async move {
                // Whoever ends it does not ask what came of it.
                let _ = work.await;
            });
            move || abort.abort()
        }
    });
    let all = Format::ALL.map(|value| Tab { value, name: value.title(), count: None });
    let select = {
        let (format, made) = (format.clone(), made.setter());
        Callback::from(move |chosen: Format| {
            // The files of the format that is shown are there already.
            if chosen != *format {
                made.set(None);
                format.set(chosen);
            }
        })
    };
    let at = Format::ALL.iter().position(|one| *one == *format).unwrap_or_default();
    let download = |made: &Rc<Made>| {
        let (commands, made, format) = (commands.clone(), Rc::clone(made), *format);
        move |_: MouseEvent| save(&commands, &made, format)
    };
    html! {
        <Modal key="deploy" title="Export for deployment" class="deploy">
            <p class="fine">{"Everything in the document that AWS can run, with roles that allow only what it calls. You enter the secrets of connections when you deploy."}</p>
            { tabs("deploy", "Format", &all, *format, &select) }
            <div id="deploy-panel" class="deploy-panel" role="tabpanel" aria-labelledby={format!("deploy-tab-{at}")} data-testid="deploy-panel">
                { match &*made {
                    None => html! { <p role="status">{"Writing the files…"}</p> },
                    Some(Err(why)) => html! { <p class="field-problem" role="alert" data-testid="deploy-refused">{ prose(why) }</p> },
                    Some(Ok(made)) => html! {
                        <>
                            <div class="deploy-ways">
                                <button class="button primary" data-testid="deploy-download" onclick={download(made)}>{ icon(Icon::Download) }{"Download ZIP"}</button>
                                <span class="fine" role="status">{ format::count(made.exported.files.len(), "file") }</span>
                            </div>
                            { secrets(&made.secrets) }
                            { asked(&made.exported.asked) }
                            { notes(&made.exported.notes) }
                            <Files made={ByPointer(Rc::clone(made))} />
                        </>
                    },
                } }
            </div>
        </Modal>
    }
}

/// What looks like a secret in the files, by its place alone.
fn secrets(found: &[WrittenSecret]) -> Html {
    if found.is_empty() {
        return Html::default();
    }
    html! {
        <div class="share-secrets" role="alert" data-testid="deploy-secrets">
            { icon(Icon::Warning) }
            <div>
                <p>{"The document itself contains what looks like a secret, so the files contain it, too:"}</p>
                <ul class="plan">
                    for (index, one) in found.iter().take(6).enumerate() { <li key={index}>{ format!("{} (line {})", one.text, one.line) }</li> }
                </ul>
                <p>{"Put secrets in a connection, which is exported without its values."}</p>
            </div>
        </div>
    }
}

/// What whoever deploys the files is asked for.
fn asked(all: &[Asked]) -> Html {
    if all.is_empty() {
        return Html::default();
    }
    html! {
        <p data-testid="deploy-asked">
            {"You enter when you deploy: "}
            for (index, one) in all.iter().enumerate() {
                <span key={index}>if index > 0 { {", "} }<code>{ one.name.clone() }</code>if one.is_secret { {" (secret)"} }</span>
            }
            {"."}
        </p>
    }
}

/// What is not exported, or has to be looked at.
fn notes(all: &[String]) -> Html {
    if all.is_empty() {
        return Html::default();
    }
    html! {
        <section aria-label="Before you deploy" data-testid="deploy-notes">
            <h3>{"Before you deploy"}</h3>
            <ul class="plan">for (index, note) in all.iter().enumerate() { <li key={index}>{ prose(note) }</li> }</ul>
        </section>
    }
}

/// An export that is compared by where it is: a new one is another one.
#[derive(Clone)]
struct ByPointer(Rc<Made>);

impl PartialEq for ByPointer {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The export whose files are listed.
#[derive(PartialEq, Properties)]
struct FilesProps {
    made: ByPointer,
}

/// The list of the files, and the one that is picked.
#[component]
fn Files(FilesProps { made }: &FilesProps) -> Html {
    let files = &made.0.exported.files;
    let picked = use_state_eq(|| 0_usize);
    let at = (*picked).min(files.len().saturating_sub(1));
    let onkeydown = {
        let (picked, count) = (picked.setter(), files.len());
        move |event: KeyboardEvent| {
            if let Some(to) = arrow(&event.key(), Some(at), count) {
                event.prevent_default();
                picked.set(to);
            }
        }
    };
    let Some(file) = files.get(at) else { return Html::default() };
    let copied = {
        let made = made.0.clone();
        Callback::from(move |()| made.exported.files.get(at).map(|file| file.text.clone()).unwrap_or_default())
    };
    html! {
        <div class="versions-columns">
            <ul class="versions-list deploy-files" role="listbox" tabindex="0" aria-label="Files" {onkeydown}
                aria-activedescendant={format!("deploy-file-{at}")} data-testid="deploy-files">
                for (index, file) in files.iter().enumerate() {
                    <li key={file.path.clone()} id={format!("deploy-file-{index}")} role="option" aria-selected={(index == at).to_string()}
                        onclick={ let picked = picked.setter(); move |_: MouseEvent| picked.set(index) }>{ file.path.clone() }</li>
                }
            </ul>
            <section class="deploy-shown" aria-label={file.path.clone()}>
                <div class="message-head"><span class="fine">{ format::bytes(file.text.len()) }</span><CopyButton label="Copy file" text={copied} /></div>
                <pre tabindex="0" aria-label={file.path.clone()} data-testid="deploy-text">{ file.text.clone() }</pre>
            </section>
        </div>
    }
}
