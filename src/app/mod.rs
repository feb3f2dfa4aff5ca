//! The page: a pure view of one [`state::State`], and the effects that change it.

mod api;
mod assist;
mod checking;
mod clipboard;
mod clock;
mod commands;
mod components;
mod desk;
mod document;
mod download;
mod draft;
mod drawing;
mod editor;
mod evaluator;
mod effects;
mod fetch;
mod files;
mod findings;
mod format;
mod host;
mod keys;
mod location;
mod mending;
mod plan;
mod probe;
mod refactor;
mod relay;
mod renames;
mod run_view;
mod runner;
mod shared;
mod start;
mod state;
mod storage;
mod trail;
mod turn;

use components::app::App;

/// Puts the page in the place of what `index.html` shows while it loads.
pub(crate) fn main() {
    console_error_panic_hook::set_once();
    if web_sys::window().is_none() {
        // A worker of the page, which has none of its own.
        return evaluator::serve();
    }
    api::offer();
    let root = web_sys::window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id("app"));
    if let Some(root) = root {
        root.set_inner_html("");
        yew::Renderer::<App>::with_root(root).render();
    }
}
