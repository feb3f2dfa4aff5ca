//! The page: a view of one [`state::State`], and the effects that change it.
//!
//! A folder is a feature: its part of the state with the actions on that part, what the person can do (`commands.rs`),
//! its effects and its views.
//!
//! | folder | holds |
//! |---|---|
//! | `state` | the state, put together from the features' parts; the document, the view, the store ([`state::commands`]), and the queue of one-shot requests ([`state::request`]) |
//! | `host` | what the page asks of the browser: clock, `fetch`, storage, clipboard, downloads, the address, workers |
//! | `ui` | widgets that know nothing of workflows |
//! | `chunks` | what is fetched when it is wanted |
//! | `page` | the page as a whole: header, columns, shortcuts, effects, the first state, `window.aslPlayground` |
//! | `layout` | which parts of the page are shown, and how large they are |
//! | `editor`, `edit`, `project`, `template`, `problems`, `checking` | writing: the editors, changes of the whole definition, the files and the template around it, what is wrong and how to fix it, when it is checked |
//! | `input`, `mocks`, `files`, `settings`, `examples`, `share` | what a run is given beside the definition, and where documents come from |
//! | `run`, `pending_tasks`, `graph`, `timeline` | running and watching |
//! | `inspector`, `exchange`, `map_run` | looking into what happened |
//! | `control` | going back in a run, holding it, and asking what if |
//! | `observed` | what CloudWatch Logs and X-Ray would show of a run |
//! | `functions` | Lambda functions: the sandbox in which their code runs, and what is shown of it |
//! | `compare` | the three ways to call an API, side by side |
//! | `explore` | every failure of every call, and what nobody handles; what must hold, and what it reaches |
//! | `lesson` | lessons beside the workflow, the view of a speaker, and their editor |
//! | `recorded` | runs as files: exports, histories that are imported, replays |
//! | `testing` | one state alone, as TestState runs it |
//! | `events` | EventBridge: patterns and transformers tried on an event |
//! | `embed` | what stands in pages of others |
//! | `connections`, `relay`, `permissions` | the way to APIs, and what the role must allow |
//! | `remote` | a workflow on AWS or in an emulator |
//! | `notices`, `help` | what the person is told |
//!
//! Features do not use each other in circles; any of them may use `state`, `ui` and `chunks` (tests/it/tidy.rs).
//!
//! What has no state, hook or memo of its own is a function that returns `Html`, not a component. An action is dispatched
//! through [`state::commands::Commands`]; what is to be done once, by whichever component can do it, is a
//! [`state::request::PageRequest`].

mod checking;
mod chunks;
mod compare;
mod connections;
mod control;
mod deploy;
mod edit;
mod editor;
mod embed;
mod events;
mod examples;
mod exchange;
mod explore;
mod files;
mod functions;
mod graph;
mod help;
mod host;
mod input;
mod inspector;
mod layout;
mod lesson;
mod map_run;
mod mocks;
mod notices;
mod observed;
mod page;
mod palette;
mod pending_tasks;
mod permissions;
mod print;
mod problems;
mod project;
mod recorded;
mod relay;
mod remote;
mod run;
mod settings;
mod share;
mod state;
mod states;
mod tabs;
mod template;
mod testing;
mod timeline;
mod ui;
mod versions;

use js_sys::{Function, Reflect};
use page::app::App;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// Puts the page in the place of what `index.html` shows while it loads.
pub(crate) fn main() {
    console_error_panic_hook::set_once();
    asl_http::endpoint::set_to_ascii(host::location::ascii_host);
    if web_sys::window().is_none() {
        // A worker of the page, which has none of its own.
        return host::evaluator::serve();
    }
    if host::location::is_embedded() {
        return start_embedded();
    }
    page::api::offer();
    start();
}

/// Draws what stands in the page of somebody else.
fn start_embedded() {
    spawn_local(async {
        match chunks::EMBED.load().await {
            Ok(embedded) => root().into_iter().for_each(embedded.begin),
            Err(chunks::NotLoaded) => not_begun(start_embedded),
        }
    });
}

/// The program's place in the page.
fn root() -> Option<web_sys::Element> {
    web_sys::window()?.document()?.get_element_by_id("app")
}

/// Draws the page, as soon as what it begins with can be read.
fn start() {
    if !page::needs_chunks() {
        return begin();
    }
    spawn_local(async {
        match page::fetch_chunks().await {
            Ok(()) => begin(),
            Err(chunks::NotLoaded) => not_begun(start),
        }
    });
}

/// Draws the page.
fn begin() {
    if let Some(root) = root() {
        root.replace_children_with_node_0();
        yew::Renderer::<App>::with_root(root).render();
    }
}

/// Nothing can be drawn, as long as a part of the program is missing: the page says so and offers another try.
fn not_begun(start: fn()) {
    let again = Closure::once_into_js(start);
    let show =
        Reflect::get(&js_sys::global(), &"showFailure".into()).ok().and_then(|show| show.dyn_into::<Function>().ok());
    if let Some(show) = show {
        // What it throws has no other place to be told.
        let _ = show.call2(&JsValue::UNDEFINED, &"a part of the program could not be loaded".into(), &again);
    }
}
