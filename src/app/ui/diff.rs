//! What changed between two texts, line by line.

use std::rc::Rc;

use asl_text::diff::Change;
use yew::prelude::*;

/// The lines that are shown at first, and then with every request.
const LINES: usize = 300;
/// The characters of a line that are shown.
const CHARACTERS: usize = 2_000;

/// Lines with what became of them.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The lines.
    pub(crate) lines: Rc<Vec<(Change, String)>>,
    /// What they are, for assistive technology.
    pub(crate) label: AttrValue,
}

/// The lines.
#[component]
pub(crate) fn Diff(Props { lines, label }: &Props) -> Html {
    let shown = use_state(|| LINES);
    let more = {
        let shown = shown.clone();
        move |_| shown.set(*shown + LINES)
    };
    html! {
        <div class="diff" tabindex="0" role="group" aria-label={label}>
            for (index, (change, line)) in lines.iter().take(*shown).enumerate() {
                { diff_line(index, *change, line) }
            }
            if lines.len() > *shown {
                <button class="button small" onclick={more}>{ format!("Show more lines: {} left", lines.len() - *shown) }</button>
            }
        </div>
    }
}

fn diff_line(key: usize, change: Change, line: &str) -> Html {
    let cut = line.char_indices().nth(CHARACTERS).and_then(|(at, _)| line.get(..at));
    let line = cut.map_or_else(|| line.to_owned(), |start| format!("{start}… ({} bytes)", line.len()));
    let (class, mark, word) = match change {
        Change::Same => ("same", " ", ""),
        Change::Added => ("added", "+", "added: "),
        Change::Removed => ("removed", "−", "removed: "),
        Change::Skipped => ("skipped", "⋯", ""),
    };
    html! {
        <div key={key} class={classes!("diff-line", class)}>
            <span class="mark" aria-hidden="true">{ mark }</span><span class="visually-hidden">{ word }</span>{ line }
        </div>
    }
}
