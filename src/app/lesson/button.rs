//! The button that opens the lesson of the document.

use yew::prelude::*;

use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::document::Origin;
use crate::app::state::shared::Shared;
use crate::app::ui::icons::{Icon, icon};

/// The button: the lesson of the document, the guided text of an example, or the editor for a new lesson.
pub(crate) fn lesson_button(state: &State, commands: &Shared<Commands>) -> Html {
    let has_lesson = !state.document.lesson.is_empty();
    let is_example = matches!(state.document.origin, Origin::Example(_)) && !state.document.edited;
    let title = match (has_lesson, is_example) {
        (true, _) => "Show or hide the lesson",
        (false, true) => "Explain this example step by step",
        (false, false) => "Write a lesson beside this workflow",
    };
    let commands = commands.clone();
    html! {
        <button class="button quiet" data-testid="lesson-button" aria-pressed={has_lesson.then(|| state.lesson.is_shown().to_string())}
            onclick={move |_| commands.press_lesson()} {title} disabled={state.document.is_blank() && !has_lesson}>
            { icon(Icon::Book) }<span class="wide-only">{"Lesson"}</span>
        </button>
    }
}
