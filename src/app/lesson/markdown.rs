//! Draws the text of a lesson.

use yew::prelude::*;

use crate::app::ui::markdown::markdown as draw;

/// The text; its headings begin at the third level, below those of the page and of the step.
pub(super) fn markdown(text: &str) -> Html {
    // The address of a link within the page is enough: the page follows it.
    let follow = Callback::from(|_| false);
    html! { <div class="lesson-text">{ draw(&asl_markdown::parse(text), 3, &follow) }</div> }
}
