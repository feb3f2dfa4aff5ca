//! The notes below the report of a change: each leads to its place.

use yew::prelude::*;

use super::operations::EditReport;
use crate::app::state::commands::Commands;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::text::{EditorId, TextRange};
use crate::app::ui::prose::prose;

/// How many are shown before the rest is folded.
const SHOWN: usize = 3;

/// The notes of a report: the first ones, and the rest folded.
pub(crate) fn notes(report: &EditReport, commands: &Shared<Commands>) -> Html {
    if report.notes.is_empty() {
        return Html::default();
    }
    let item = |(message, editor, range): &(String, EditorId, TextRange)| {
        let (commands, editor, range) = (commands.clone(), *editor, *range);
        let go = move |_: MouseEvent| commands.dispatch(PageRequest::go_to(editor, range.from, range.to));
        html! { <li><button class="note-link" onclick={go}>{ prose(message) }</button></li> }
    };
    html! {
        <div class="notice-notes">
            <ul>for shown in report.notes.iter().take(SHOWN) { { item(shown) } }</ul>
            if report.notes.len() > SHOWN {
                <details>
                    <summary>{ format!("{} more", report.notes.len() - SHOWN) }</summary>
                    <ul>for more in report.notes.iter().skip(SHOWN) { { item(more) } }</ul>
                </details>
            }
        </div>
    }
}
