//! The notes below what the person is told of a change: each leads to its place.

use std::rc::Rc;

use yew::prelude::*;

use super::operations::EditReport;
use crate::app::state::commands::use_commands;
use crate::app::state::request::PageRequest;
use crate::app::ui::prose::prose;

/// What was told.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// It.
    pub(crate) told: Rc<EditReport>,
}

/// How many are shown before the rest is folded.
const SHOWN: usize = 3;

/// The notes.
#[component]
pub(crate) fn Notes(Props { told }: &Props) -> Html {
    let commands = use_commands();
    if told.notes.is_empty() {
        return Html::default();
    }
    let note = |(message, place, range): &(String, _, crate::app::state::text::TextRange)| {
        let (commands, place, range) = (commands.clone(), *place, *range);
        let go = move |_: MouseEvent| commands.dispatch(PageRequest::go_to(place, range.from, range.to));
        html! { <li><button class="note-link" onclick={go}>{ prose(message) }</button></li> }
    };
    html! {
        <div class="notice-notes">
            <ul>for shown in told.notes.iter().take(SHOWN) { { note(shown) } }</ul>
            if told.notes.len() > SHOWN {
                <details>
                    <summary>{ format!("{} more", told.notes.len() - SHOWN) }</summary>
                    <ul>for more in told.notes.iter().skip(SHOWN) { { note(more) } }</ul>
                </details>
            }
        </div>
    }
}
