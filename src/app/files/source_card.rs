//! What a Distributed Map reads: what it would find, or the file that it waits for.

use asl_sim::preview::{ItemSource, Preview, ReadLocation};
use yew::prelude::*;

use super::button::FileButton;
use super::import::S3Address;
use super::items;
use crate::app::ui::icons::{Icon, icon};

/// The card of the source at `index`: what its ItemReader would read. `write` makes an empty file at an address, to be
/// written in; without it, no file can be added.
pub(super) fn source_card(
    index: usize,
    source: &ItemSource,
    preview: &Preview,
    write: Option<&Callback<S3Address>>,
) -> Html {
    let (verb, path) = match &source.location {
        ReadLocation::Object { bucket, key } => (" reads ", format!("s3://{bucket}/{key}")),
        ReadLocation::Listing { bucket, prefix } => (" reads all of ", format!("s3://{bucket}/{prefix}*")),
        ReadLocation::Computed => (" reads a computed location", String::new()),
    };
    let missing = match preview {
        Preview::Failed { missing: Some(missing), .. } => Some(missing.clone()),
        _ => None,
    };
    html! {
        <section key={index} class={classes!("source-card", missing.is_some().then_some("missing"))} data-testid="source"
            aria-label={format!("Source of {}", source.state)}>
            <p class="source-head">
                <span><b>{ source.state.to_string() }</b>{ verb }<code>{ path }</code></span>
                <span class="tag">{ source.format() }</span>
            </p>
            if let Some(address) = missing {
                <p class="file-note">{ icon(Icon::Warning) }<span>
                    <code>{ format!("s3://{}/{}", address.0, address.1) }</code>{" is missing, so the run would fail. Add a file for it."}
                </span></p>
                if let Some(write) = write.cloned() {
                    <p class="source-actions">
                        <FileButton label="Choose a file…" address={address.clone()} class="primary" />
                        <button type="button" class="button small" onclick={move |_| write.emit(address.clone())}>{ icon(Icon::Edit) }{"Create it here"}</button>
                    </p>
                }
            } else {
                { items::show(preview) }
            }
        </section>
    }
}
