//! The line between two parts: dragged, moved with the arrow keys, and brought back to its first place by a double click.

use web_sys::{DomRect, Element, HtmlElement};
use yew::prelude::*;

use super::effects::use_layouts;
use super::state::{LayoutAction, Size};
use crate::app::state::commands::use_commands;
use crate::app::ui::direction::is_rtl;

/// One step of an arrow key, in percent.
const STEP: i16 = 2;

/// Which line it is.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What it changes.
    pub(crate) size: Size,
}

/// Where the line is now.
struct Place {
    target: DomRect,
    whole: DomRect,
}

impl Place {
    fn of(line: &NodeRef, size: Size) -> Option<Self> {
        let span = size.span();
        let whole = line.cast::<Element>()?.closest(span.whole).ok()??;
        let target = whole.query_selector(span.target).ok()??;
        Some(Self { target: target.get_bounding_client_rect(), whole: whole.get_bounding_client_rect() })
    }

    /// The size that the target has, in percent.
    fn percent(&self, size: Size) -> i16 {
        let (target, whole) = if size.span().is_width {
            (self.target.width(), self.whole.width())
        } else {
            (self.target.height(), self.whole.height())
        };
        rounded(target, whole)
    }

    /// The size that the target has with the line at that place of the screen.
    fn percent_at(&self, size: Size, event: &PointerEvent) -> i16 {
        let span = size.span();
        let (at, start, end, whole) = if span.is_width {
            let (x, left, right) = (f64::from(event.client_x()), self.target.left(), self.target.right());
            // From right to left, what is before another part is right of it.
            let [at, start, end] = if is_rtl() { [-x, -right, -left] } else { [x, left, right] };
            (at, start, end, self.whole.width())
        } else {
            (f64::from(event.client_y()), self.target.top(), self.target.bottom(), self.whole.height())
        };
        rounded(if span.is_before { at - start } else { end - at }, whole)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a percentage")]
fn rounded(part: f64, whole: f64) -> i16 {
    (part / whole.max(1.0) * 100.0).round() as i16
}

/// The line.
#[component]
pub(crate) fn Splitter(&Props { size }: &Props) -> Html {
    let (commands, layouts) = (use_commands(), use_layouts());
    let line = use_node_ref();
    let dragging = use_state(|| false);
    // Where the style sheet has put it, as long as nobody has moved it.
    let measured = use_state(|| None::<i16>);
    let span = size.span();
    let (least, most) = span.range;
    let chosen = layouts.current().size(size).map(i16::from);
    use_effect_with((size, chosen), {
        let (line, measured) = (line.clone(), measured.clone());
        move |_| measured.set(Place::of(&line, size).map(|place| place.percent(size)))
    });
    let percent = chosen.or(*measured).unwrap_or_default().clamp(i16::from(least), i16::from(most));
    let set = {
        let commands = commands.clone();
        move |percent: i16| {
            let percent = percent.clamp(i16::from(least), i16::from(most));
            commands.dispatch(LayoutAction::Resize(size, u8::try_from(percent).ok()));
        }
    };
    let reset = {
        let commands = commands.clone();
        move || commands.dispatch(LayoutAction::Resize(size, None))
    };
    let onkeydown = {
        let (set, reset, line) = (set.clone(), reset.clone(), line.clone());
        move |event: KeyboardEvent| {
            let (grow, shrink) = match (span.is_width, span.is_before != is_rtl()) {
                (true, true) => ("ArrowRight", "ArrowLeft"),
                (true, false) => ("ArrowLeft", "ArrowRight"),
                (false, _) => ("ArrowUp", "ArrowDown"),
            };
            let here = || chosen.or_else(|| Some(Place::of(&line, size)?.percent(size))).unwrap_or(percent);
            match event.key().as_str() {
                key if key == grow => set(here() + STEP),
                key if key == shrink => set(here() - STEP),
                "Home" => set(i16::from(least)),
                "End" => set(i16::from(most)),
                "Enter" => reset(),
                _ => return,
            }
            event.prevent_default();
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
            if let (true, Some(place)) = (*dragging, Place::of(&line, size)) {
                set(place.percent_at(size, &event));
            }
        }
    };
    let release = Callback::from({
        let dragging = dragging.clone();
        move |_: PointerEvent| dragging.set(false)
    });
    let ondblclick = move |event: MouseEvent| {
        event.stop_propagation();
        reset();
    };
    html! {
        <div ref={line} class={classes!("splitter", format!("line-{}", size.id()), dragging.then_some("dragging"))} role="separator" tabindex="0"
            aria-orientation={if span.is_width { "vertical" } else { "horizontal" }} aria-label={span.label}
            title="Drag, or use the arrow keys. Double-click or press Enter to reset."
            aria-valuemin={least.to_string()} aria-valuemax={most.to_string()} aria-valuenow={percent.to_string()}
            {onkeydown} {onpointerdown} {onpointermove} {ondblclick} onpointerup={release.clone()} onpointercancel={release} />
    }
}
