//! The line between the columns, moved with the pointer or the arrow keys.

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::app::state::commands::use_commands;
use crate::app::state::view::ViewAction;

/// One step of an arrow key, in percent.
const STEP: i16 = 2;

/// Where the line is.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The width of the left column in percent.
    pub(crate) split: u8,
}

/// The line; dragged, or moved with the arrow keys.
#[component]
pub(crate) fn Splitter(Props { split }: &Props) -> Html {
    let commands = use_commands();
    let line = use_node_ref();
    let dragging = use_state(|| false);
    let set = {
        let commands = commands.clone();
        move |percent: i16| commands.dispatch(ViewAction::Split(u8::try_from(percent.clamp(20, 75)).unwrap_or(40)))
    };
    let onkeydown = {
        let (set, split) = (set.clone(), i16::from(*split));
        move |event: KeyboardEvent| {
            let wanted = match event.key().as_str() {
                "ArrowLeft" => split - STEP,
                "ArrowRight" => split + STEP,
                "Home" => 20,
                "End" => 75,
                _ => return,
            };
            event.prevent_default();
            set(wanted);
        }
    };
    let onpointerdown = {
        let (line, dragging) = (line.clone(), dragging.clone());
        move |event: PointerEvent| {
            if let Some(line) = line.cast::<HtmlElement>() {
                // Without capture the drag ends at the line's edge, no worse.
                let _ = line.set_pointer_capture(event.pointer_id());
                dragging.set(true);
                event.prevent_default();
            }
        }
    };
    let onpointermove = {
        let (line, dragging) = (line.clone(), dragging.clone());
        move |event: PointerEvent| {
            let parent = line.cast::<HtmlElement>().and_then(|line| line.parent_element());
            let (true, Some(parent)) = (*dragging, parent) else { return };
            let area = parent.get_bounding_client_rect();
            let share = (f64::from(event.client_x()) - area.left()) / area.width().max(1.0) * 100.0;
            #[expect(clippy::cast_possible_truncation, reason = "a percentage")]
            set(share.round() as i16);
        }
    };
    let release = Callback::from({
        let dragging = dragging.clone();
        move |_: PointerEvent| dragging.set(false)
    });
    html! {
        <div ref={line} class={classes!("splitter", dragging.then_some("dragging"))} role="separator" tabindex="0"
            aria-orientation="vertical" aria-label="Width of the editors" aria-valuemin="20" aria-valuemax="75"
            aria-valuenow={split.to_string()} {onkeydown} {onpointerdown} {onpointermove}
            onpointerup={release.clone()} onpointercancel={release} />
    }
}
