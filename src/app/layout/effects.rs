//! Puts the layout where the style sheets read it: on the root of the page. `index.html` does the same before the first
//! paint.

use std::fmt::Write as _;

use gloo_events::EventListener;
use yew::{hook, use_effect_with};

use super::state::{Layout, LayoutAction, Layouts, Width};
use crate::app::host::storage;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::parts::use_part;
use crate::app::state::shared::Shared;

/// From this width on three columns have room.
const WIDE: &str = "(min-width: 1280px)";
/// Up to this one there is room for one thing at a time.
const NARROW: &str = "(max-width: 800px)";

/// Up to this height there is room for one band below the graph.
const LOW: &str = "(max-height: 820px)";

/// The layout of the page, as the parts that it arranges see it.
#[hook]
pub(crate) fn use_layouts() -> Layouts {
    use_part::<Layouts>()
}

fn matches(query: &str) -> bool {
    let window = web_sys::window();
    window.and_then(|window| window.match_media(query).ok().flatten()).is_some_and(|query| query.matches())
}

/// Whether the page is low.
pub(crate) fn is_low() -> bool {
    matches(LOW)
}

/// How wide the page is.
pub(crate) fn width() -> Width {
    match (matches(WIDE), matches(NARROW)) {
        (true, _) => Width::Wide,
        (_, true) => Width::Narrow,
        _ => Width::Medium,
    }
}

/// Keeps the layout, shows it, and takes another one when the page gets another size.
#[hook]
pub(crate) fn use_layout(state: &State, commands: &Shared<Commands>) {
    use_effect_with(state.layouts.clone(), show);
    use_effect_with(state.layouts.changed().clone(), storage::save_layouts);
    let commands = commands.clone();
    use_effect_with((), move |()| {
        let queries = [WIDE, NARROW, LOW].into_iter().filter_map(|query| web_sys::window()?.match_media(query).ok()?);
        let listeners: Vec<_> = queries
            .map(|query| {
                let commands = commands.clone();
                EventListener::new(&query, "change", move |_| {
                    commands.dispatch(LayoutAction::Width(width()));
                    commands.dispatch(LayoutAction::Low(is_low()));
                })
            })
            .collect();
        move || drop(listeners)
    });
}

fn show(layouts: &Layouts) {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|page| page.document_element());
    let Some(root) = root else { return };
    let layout = layouts.current();
    let maximized = layouts
        .maximized
        .map(|panel| if layouts.inspects { format!("{} inspector", panel.id()) } else { panel.id().to_owned() });
    // Attributes of these names can be set.
    let _ = root.set_attribute("style", &style(&layout));
    let _ =
        root.set_attribute("data-hidden", &layout.hidden().map(super::state::Panel::id).collect::<Vec<_>>().join(" "));
    let _ = match maximized {
        Some(maximized) => root.set_attribute("data-maximized", &maximized),
        None => root.remove_attribute("data-maximized"),
    };
}

fn style(layout: &Layout) -> String {
    layout.sizes().fold(String::new(), |mut style, (size, percent)| {
        // Writing to a string does not fail.
        let _ = write!(style, "--{}-size:{percent}%;", size.id());
        style
    })
}
