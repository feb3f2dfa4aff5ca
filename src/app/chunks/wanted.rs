//! What a view shows in place of a chunk that is not here yet.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{Chunk, Load, NotLoaded, Table};

/// A chunk that a view wants.
pub(crate) enum Wanted<T: 'static> {
    /// It is here.
    Here(&'static T),
    /// It is on its way, or could not be fetched: what to show in its place.
    NotYet(Html),
}

/// Fetches a chunk as long as the view is there; the view is drawn anew when it has come.
#[hook]
pub(crate) fn use_chunk<T: Table + 'static>(chunk: &'static Chunk<T>) -> Wanted<T> {
    let instead = use_loading(chunk);
    chunk.get().map_or(Wanted::NotYet(instead), Wanted::Here)
}

/// Fetches a chunk; says so, or that it could not be fetched.
#[hook]
pub(super) fn use_loading(chunk: &'static dyn Load) -> Html {
    let update = use_force_update();
    // The number of the try, and of the last one that failed.
    let (at, failed) = (use_state(|| 1_u32), use_state(|| 0_u32));
    use_effect_with((*at, chunk.name()), {
        let failed = failed.setter();
        move |(at, _)| {
            let at = *at;
            if !chunk.is_here() {
                spawn_local(async move {
                    match chunk.load_it().await {
                        Ok(()) => update.force_update(),
                        Err(NotLoaded) => failed.set(at),
                    }
                });
            }
        }
    });
    if chunk.is_here() {
        return Html::default();
    }
    if *failed != *at {
        return html! { <p class="coming" role="status">{"Loading…"}</p> };
    }
    let again = move |_: MouseEvent| at.set(*at + 1);
    html! {
        <p class="coming" role="alert">
            { not_loaded(chunk.name()) }{" "}
            <button class="button small" onclick={again}>{"Try again"}</button>
        </p>
    }
}

/// What the person is told of a chunk that could not be fetched.
pub(crate) fn not_loaded(name: &str) -> String {
    format!("{name} could not be loaded. Check your network connection.")
}
