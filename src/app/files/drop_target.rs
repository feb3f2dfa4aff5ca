//! Files that are dropped anywhere on the page.

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::DragEvent;
use yew::prelude::*;

use super::entries::dropped;
use super::import::Destination;
use crate::app::state::commands::use_commands;
use crate::app::ui::icons::{Icon, icon};

/// Shows where files go while they are dragged over the page, and takes them.
#[component]
pub(crate) fn DropTarget() -> Html {
    let commands = use_commands();
    let over = use_state(|| false);
    use_effect_with((), {
        let over = over.setter();
        move |()| {
            let window = web_sys::window();
            // Before the editors see them: CodeMirror would write the text into itself.
            let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
            let listen = |kind: &'static str, handle: Box<dyn Fn(&DragEvent)>| {
                window.as_ref().map(|window| {
                    EventListener::new_with_options(window, kind, options, move |event| {
                        if let Some(event) = event.dyn_ref::<DragEvent>().filter(|event| has_files(event)) {
                            event.prevent_default();
                            event.stop_propagation();
                            handle(event);
                        }
                    })
                })
            };
            let (enter, stay, leave, end) = (over.clone(), over.clone(), over.clone(), over);
            let listeners = [
                listen("dragenter", Box::new(move |_| enter.set(true))),
                listen("dragover", Box::new(move |_| stay.set(true))),
                listen(
                    "dragleave",
                    Box::new(move |event| {
                        // To nowhere: the pointer has left the page.
                        if event.related_target().is_none() {
                            leave.set(false);
                        }
                    }),
                ),
                listen(
                    "drop",
                    Box::new(move |event| {
                        end.set(false);
                        let Some(data) = event.data_transfer() else { return };
                        let (files, commands) = (dropped(&data), commands.clone());
                        spawn_local(async move { commands.take_files(files.await, Destination::Any) });
                    }),
                ),
            ];
            move || drop(listeners)
        }
    });
    if !*over {
        return Html::default();
    }
    html! {
        <div class="drop-target" aria-hidden="true">
            <div>{ icon(Icon::Upload) }<b>{"Drop the files"}</b><span>{"A definition, a template, or a folder of them. CSV and JSON Lines files replace objects in S3."}</span></div>
        </div>
    }
}

/// Whether files are dragged, and not a text of the page.
fn has_files(event: &DragEvent) -> bool {
    event
        .data_transfer()
        .is_some_and(|data| data.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files")))
}
