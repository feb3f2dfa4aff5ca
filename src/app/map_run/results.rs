//! What a ResultWriter wrote: files to look into, to copy and to download.

use std::rc::Rc;

use asl_sim::Files;
use asl_value::Value;
use asl_view::map_runs;
use yew::prelude::*;

use crate::app::host::download;
use crate::app::run::masking::use_masking;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::json_view::json_view;

/// A file that is longer is not shown in the page, in bytes.
const SHOWN: usize = 2_000_000;

/// The files of a Map Run.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the ResultWriter wrote.
    pub(crate) files: Rc<Files>,
    /// What the file with all results is called, without its ending.
    pub(crate) name: Rc<str>,
}

/// The list of the files.
#[component]
pub(crate) fn Results(Props { files, name }: &Props) -> Html {
    let (shown, masking) = (use_state(|| None::<usize>), use_masking());
    let all = {
        let (files, name, masking) = (files.clone(), name.clone(), masking.clone());
        move |_| {
            let results = files.iter().filter(|(_, key, _)| !key.ends_with("/manifest.json"));
            let joined = map_runs::joined(results.map(|(_, key, text)| (&**key, &**text)));
            download::save(&format!("{name}.json"), &masking.value(&joined).to_json_pretty());
        }
    };
    html! {
        <section class="results" aria-label="Files written">
            <div class="bar">
                <h3>{"Files written"}</h3><span class="tally">{ files.iter().count() }</span>
                <button class="button small" onclick={all} title="One JSON array of all results" data-testid="download-all">
                    { icon(Icon::Download) }{"Download all results"}
                </button>
            </div>
            <ul>
                for (index, (bucket, key, text)) in files.iter().enumerate() {
                    <File key={index} bucket={bucket.clone()} path={key.clone()} text={text.clone()} open={*shown == Some(index)}
                        toggle={
                            let shown = shown.clone();
                            Callback::from(move |()| shown.set(if *shown == Some(index) { None } else { Some(index) }))
                        } />
                }
            </ul>
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct FileProps {
    bucket: Rc<str>,
    path: Rc<str>,
    text: Rc<str>,
    open: bool,
    toggle: Callback<()>,
}

#[component]
fn File(FileProps { bucket, path, text, open, toggle }: &FileProps) -> Html {
    let masking = use_masking();
    let text: &Rc<str> = &masking.text(text).into();
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let copied = Callback::from({
        let text = text.clone();
        move |()| text.to_string()
    });
    let save = {
        let (path, text) = (path.clone(), text.clone());
        move |_| download::save(&path, &text)
    };
    let toggle = {
        let toggle = toggle.clone();
        move |_| toggle.emit(())
    };
    html! {
        <li class="result" data-testid="result-file">
            <div class="result-head">
                <button class="result-name" aria-expanded={open.to_string()} onclick={toggle}>
                    <span class={classes!("chevron", open.then_some("open"))} aria-hidden="true">{ icon(Icon::Chevron) }</span>
                    <span class="path" title={format!("s3://{bucket}/{path}")}>
                        <b>{ name.to_owned() }</b><span class="folder">{ format!("s3://{bucket}/{folder}") }</span>
                    </span>
                </button>
                <span class="facts">{ format::bytes(text.len()) }</span>
                <CopyButton text={copied} />
                <button class="button small quiet" onclick={save} aria-label={format!("Download {name}")} data-testid="download">
                    { icon(Icon::Download) }{"Download"}
                </button>
            </div>
            if *open { <div class="result-body">{ content(text) }</div> }
        </li>
    }
}

fn content(text: &Rc<str>) -> Html {
    if text.len() > SHOWN {
        let size = format::bytes(text.len());
        return html! { <p class="empty">{ format!("{size} is too large to show here. Download the file instead.") }</p> };
    }
    let value = Value::from_json(text)
        .unwrap_or_else(|_| text.lines().filter_map(|line| Value::from_json(line).ok()).collect());
    json_view(&value, "content")
}
