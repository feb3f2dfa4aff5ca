//! The page: a pure view of one [`state::State`], and the effects that change it.

mod checking;
mod chunks;
mod connections;
mod edit;
mod editor;
mod examples;
mod exchange;
mod files;
mod graph;
mod help;
mod host;
mod inspector;
mod map_run;
mod mocks;
mod notices;
mod page;
mod pending_tasks;
mod permissions;
mod problems;
mod relay;
mod run;
mod settings;
mod share;
mod state;
mod template;
mod timeline;
mod ui;

use page::app::App;

/// Puts the page in the place of what `index.html` shows while it loads.
pub(crate) fn main() {
    console_error_panic_hook::set_once();
    asl_playground::http::endpoint::set_to_ascii(host::location::ascii_host);
    if web_sys::window().is_none() {
        // A worker of the page, which has none of its own.
        return host::evaluator::serve();
    }
    page::api::offer();
    let root = web_sys::window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id("app"));
    if let Some(root) = root {
        root.set_inner_html("");
        yew::Renderer::<App>::with_root(root).render();
    }
}
