//! Fetches the chunks that nothing has asked for yet, while the page has nothing else to do.

use gloo_timers::future::TimeoutFuture;
use js_sys::Reflect;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::Load;
use super::editor::Editor;
use super::list::{ALL, EMBED, KEPT};
use crate::app::host::trusted;
use crate::app::state::commands::Commands;
use crate::app::state::notice::Notice;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;

/// How long the page is left to the person first, in milliseconds.
const REST_MILLIS: u32 = 10_000;
/// The pause between two chunks, and between two looks at a run that goes on, in milliseconds.
const PAUSE_MILLIS: u32 = 500;

/// Fetches all chunks quietly, one after the other, some time after the page was opened and never during a run. A
/// browser that saves data fetches only what is wanted.
#[hook]
pub(crate) fn use_prefetch(commands: &Shared<Commands>) {
    use_effect_with(commands.clone(), |commands| {
        if !saves_data() {
            let commands = commands.clone();
            spawn_local(async move {
                TimeoutFuture::new(REST_MILLIS).await;
                let editor: &dyn Load = &Editor;
                // Only pages of others want that one.
                let all = ALL.iter().map(|chunk| *chunk as &dyn Load).filter(|chunk| chunk.name() != EMBED.name);
                for chunk in std::iter::once(editor).chain(all) {
                    TimeoutFuture::new(PAUSE_MILLIS).await;
                    while commands.state().is_running() {
                        TimeoutFuture::new(PAUSE_MILLIS).await;
                    }
                    // Without a connection the rest would fail too. Whoever wants one of them is told then.
                    if chunk.load_it().await.is_err() {
                        return;
                    }
                    KEPT.get().into_iter().for_each(|kept| commands.keep_first_connections(kept));
                }
                // All of it is here now: keeping it costs next to nothing.
                let told = commands.clone();
                let renewed = Closure::once_into_js(move || {
                    told.dispatch(ViewAction::Notice(Some(Notice::NewBuild)));
                });
                trusted::keep_offline(&renewed);
            });
        }
    });
}

/// Whether the browser was asked to save data. Not every browser tells.
fn saves_data() -> bool {
    let connection = web_sys::window().and_then(|window| Reflect::get(&window.navigator(), &"connection".into()).ok());
    connection
        .and_then(|connection| Reflect::get(&connection, &"saveData".into()).ok())
        .is_some_and(|saves| saves.is_truthy())
}
