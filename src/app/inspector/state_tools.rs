//! The button that opens what can be done with a state: breakpoint, run to here, what if.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use crate::app::chunks::{CONTROL, Deferred, DeferredView};
use crate::app::run::control::MenuPlace;
use crate::app::ui::icons::{Icon, icon};

/// The state.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// Its name.
    pub(super) state: Rc<str>,
    /// Whether it is a Task: its calls may come to something else.
    pub(super) is_task: bool,
}

/// The button and, once it was pressed, the menu.
#[component]
pub(super) fn StateTools(&Props { ref state, is_task }: &Props) -> Html {
    let place = use_state(|| None::<MenuPlace>);
    let button = use_node_ref();
    let onclick = {
        let (place, button) = (place.clone(), button.clone());
        move |_: MouseEvent| {
            let rect = button.cast::<Element>().map(|button| button.get_bounding_client_rect());
            #[expect(clippy::cast_possible_truncation, reason = "pixels of the window")]
            let at = rect.map(|rect| MenuPlace { x: rect.left() as i32, y: rect.bottom() as i32 + 2 });
            place.set(if place.is_some() { None } else { at });
        }
    };
    let menu = place.map(|at| {
        let close = Callback::from({
            let place = place.setter();
            move |()| place.set(None)
        });
        let view = DeferredView::new(&CONTROL, (state.clone(), at, close), |controls, (state, at, close)| {
            (controls.menu)(state, *at, close)
        });
        html! { <Deferred {view} /> }
    });
    html! {
        <>
            <button ref={button} class="button small quiet" aria-haspopup="menu" aria-expanded={place.is_some().to_string()} {onclick}
                data-testid="state-tools" title={format!("Breakpoint, run to here{}", if is_task { ", what if" } else { "" })}>
                { if is_task { "What if" } else { "Actions" } }{ icon(Icon::Chevron) }
            </button>
            { menu.unwrap_or_default() }
        </>
    }
}
