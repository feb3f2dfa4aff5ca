//! The first items of a file, as an ItemReader reads them.

use asl_sim::preview::{COUNTED, Items, Preview};
use yew::prelude::*;

use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};

/// How much of an item is shown, in characters.
const PREVIEW: usize = 300;

/// A preview in words; what is missing is said elsewhere.
pub(super) fn show(preview: &Preview) -> Html {
    match preview {
        Preview::Items(items) => show_items(items),
        Preview::Failed { error, .. } => html! {
            <p class="file-problem">
                { icon(Icon::Cross) }
                <span><code>{ error.name().to_owned() }</code>{": "}{ error.cause.as_deref().unwrap_or_default().to_owned() }</span>
            </p>
        },
        Preview::TooLong(bytes) => html! {
            <p class="fine">{ format!("{} of JSON: too large to preview.", format::bytes(*bytes)) }</p>
        },
        Preview::Computed => html! { <p class="fine">{"The location is computed at run time."}</p> },
    }
}

fn show_items(items: &Items) -> Html {
    let count = if items.more { format!("more than {COUNTED} items") } else { format::count(items.count, "item") };
    let limited = items.limited_to.map(|limit| format!(" · limited to {limit} by MaxItems")).unwrap_or_default();
    let remark = |rows: usize, what: &str| {
        (rows > 0).then(|| html! { <p class="file-note">{ icon(Icon::Warning) }<span>{ format!("{} {what}", format::count(rows, "row")) }</span></p> })
    };
    html! {
        <div class="file-items">
            <p class="fine" data-testid="item-count">{ format!("{count}{limited}") }</p>
            if !items.first.is_empty() {
                <ol start="0" aria-label="First items" tabindex="0">
                    for (index, item) in items.first.iter().enumerate() {
                        <li key={index}><span class="number">{ index }</span><code>{ item.preview(PREVIEW) }</code></li>
                    }
                </ol>
            }
            { remark(items.fewer_fields, "with fewer fields than column names: the missing fields are empty.") }
            { remark(items.more_fields, "with more fields than column names: the additional fields are ignored.") }
        </div>
    }
}
