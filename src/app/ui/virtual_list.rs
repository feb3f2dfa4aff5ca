//! A long list of rows of one height, of which only those in sight are drawn.

use std::ops::Range;

use gloo_timers::callback::Timeout;
use web_sys::HtmlElement;
use yew::prelude::*;

/// Rows drawn beyond the edges.
const OVERSCAN: usize = 8;
/// The height that a list is thought to have before it is measured, in pixels.
const SIGHT: usize = 800;

/// The rows in sight, and where to put them.
pub(crate) struct VisibleRows {
    /// The rows to draw.
    pub(crate) rows: Range<usize>,
    /// The height of what is left out above, in pixels.
    pub(crate) above: usize,
    /// The height of what is left out below, in pixels.
    pub(crate) below: usize,
    /// To be the `ref` of the scrolling element.
    pub(crate) element: NodeRef,
    /// For its `onscroll`.
    pub(crate) onscroll: Callback<Event>,
}

/// Of `count` rows that are `height` pixels high, those in sight. `selected` is kept in sight when it changes; with
/// `follow`, the end is, unless the person scrolled away from it.
#[hook]
pub(crate) fn use_visible_rows(count: usize, height: usize, selected: Option<usize>, follow: bool) -> VisibleRows {
    let element = use_node_ref();
    // Before it is measured: what a window may show of it.
    let seen = use_state(|| (0_usize, SIGHT / height.max(1)));
    let at_end = use_mut_ref(|| true);
    let measure = Callback::from({
        let (element, seen, at_end) = (element.clone(), seen.clone(), at_end.clone());
        move |()| {
            let Some(element) = element.cast::<HtmlElement>() else { return };
            let [top, sight, whole] = [element.scroll_top(), element.client_height(), element.scroll_height()]
                .map(|pixels| usize::try_from(pixels).unwrap_or(0));
            *at_end.borrow_mut() = top + sight + height >= whole;
            // In steps of some rows, so that most movements draw nothing.
            let (first, rows) = (top / height / 4 * 4, sight / height + 8);
            if *seen != (first, rows) {
                seen.set((first, rows));
            }
        }
    });
    use_effect_with(count, {
        let (element, measure) = (element.clone(), measure.clone());
        move |_| {
            if let Some(element) = element.cast::<HtmlElement>().filter(|_| follow && *at_end.borrow()) {
                element.set_scroll_top(element.scroll_height());
            }
            // To ask now would have the browser place everything now, and once more for what changes after it.
            let timer = Timeout::new(0, move || measure.emit(()));
            move || drop(timer)
        }
    });
    use_effect_with(selected, {
        let element = element.clone();
        move |selected| {
            let (Some(index), Some(element)) = (*selected, element.cast::<HtmlElement>()) else { return };
            let pixels = |rows: usize| i32::try_from(rows.saturating_mul(height)).unwrap_or(i32::MAX);
            let (top, bottom) = (pixels(index), pixels(index + 1));
            if top < element.scroll_top() {
                element.set_scroll_top(top);
            } else if bottom > element.scroll_top() + element.client_height() {
                element.set_scroll_top(bottom - element.client_height());
            }
        }
    });
    let (first, rows) = *seen;
    let start = first.saturating_sub(OVERSCAN).min(count);
    let end = (first + rows + OVERSCAN).min(count).max(start);
    VisibleRows {
        rows: start..end,
        above: start * height,
        below: (count - end) * height,
        element,
        onscroll: Callback::from(move |_| measure.emit(())),
    }
}

/// Where an arrow key leads from `current` in a list of `count`; `None` for other keys and empty lists.
pub(crate) fn arrow(key: &str, current: Option<usize>, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match key {
        "ArrowDown" | "j" => current.map_or(0, |index| (index + 1).min(last)),
        "ArrowUp" | "k" => current.map_or(last, |index| index.saturating_sub(1)),
        "Home" => 0,
        "End" => last,
        "PageDown" => current.map_or(0, |index| (index + 10).min(last)),
        "PageUp" => current.map_or(0, |index| index.saturating_sub(10)),
        _ => return None,
    })
}
