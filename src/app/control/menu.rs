//! What can be done with a state: a breakpoint, run to here, and the question what if. Opened in the graph and in the
//! inspector (ARIA Authoring Practices, "Menu"). In a chunk.

use std::rc::Rc;

use asl_sim::debug::Go;
use asl_sim::mock::edit::Pinned;
use asl_sim::what_if::{Offer, offers};
use asl_sim::{ActorId, VisitId};
use asl_view::pinned;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use yew::prelude::*;

use crate::app::run::control::{Controls, MenuPlace, WhatIf};
use crate::app::run::masking::{Masking, use_masking};
use crate::app::run::view::{RunOrigin, RunView};
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::dialog::Dialog;
use crate::app::state::document::Document;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::ViewAction;

/// So far the menu stays from the edges of the window, in pixels.
const EDGE: f64 = 4.0;

/// What an item does.
type Act = Rc<dyn Fn(&Shared<Commands>)>;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The state.
    pub(crate) state: Rc<str>,
    /// Where it opens.
    pub(crate) place: MenuPlace,
    /// It was closed.
    pub(crate) close: Callback<()>,
}

/// The menu. Arrows, Home and End move in it; Escape closes it and gives the focus back.
#[component]
pub(crate) fn StateMenu(Props { state, place, close }: &Props) -> Html {
    let (commands, document, controls) = (use_commands(), use_shared::<Document>(), use_shared::<Controls>());
    let once = use_state(|| false);
    let menu = use_node_ref();
    use_focus(&menu);
    let now = commands.state();
    let running = now.is_running();
    let of_run = commands.runner.what_ifs();
    let asked = if running { &of_run } else { &controls.what_ifs }.iter().find(|known| known.state == *state).cloned();
    let resource = now.analysis.tasks.iter().find(|task| task.name == *state).map(|task| task.resource.clone());
    let offers: Vec<Offer> = resource.map(|resource| offers(&resource)).unwrap_or_default();
    let has_breakpoint = document.breakpoints.states.contains(state);
    let act = |act: Act| {
        let (commands, close) = (commands.clone(), close.clone());
        Callback::from(move |_: MouseEvent| {
            close.emit(());
            act(&commands);
        })
    };
    let toggle = {
        let state = state.clone();
        act(Rc::new(move |commands| commands.toggle_breakpoint(&state)))
    };
    let run_to = {
        let state = state.clone();
        act(Rc::new(move |commands| commands.step(Go::To(state.clone()))))
    };
    let test = {
        let state = state.clone();
        act(Rc::new(move |commands| {
            commands.dispatch(ViewAction::Dialog(Some(Dialog::TestState(Some(state.clone())))));
        }))
    };
    let ask = |offer: Option<&Offer>| {
        let (state, offer, once) = (state.clone(), offer.cloned(), *once);
        act(Rc::new(move |commands| {
            let what_if = offer.clone().map(|offer| WhatIf { state: state.clone(), offer, once });
            commands.ask_what_if(&state, what_if);
        }))
    };
    let keep = asked.clone().map(|asked| {
        act(Rc::new(move |commands: &Shared<Commands>| {
            commands.ask_what_if(&asked.state, None);
            commands.add_mock(&asked.state, &asked.offer.mock.to_value());
        }))
    });
    let turn = {
        let once = once.clone();
        move |_: MouseEvent| once.set(!*once)
    };
    let onkeydown = {
        let (menu, close) = (menu.clone(), close.clone());
        move |event: KeyboardEvent| keyed(&event, &menu, &close)
    };
    let onfocusout = {
        let (menu, close) = (menu.clone(), close.clone());
        move |event: FocusEvent| {
            let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
            if !menu.cast::<Node>().is_some_and(|menu| menu.contains(to.as_ref())) {
                close.emit(());
            }
        }
    };
    let shown = match now.breadcrumbs.current() {
        Some(part) => now.run.of_part(part),
        None => (*now.run).clone(),
    };
    let ran = visit_of(&shown, now.selection.visit, state).map(|visit| (shown.run, visit));
    let run_again =
        |actor: ActorId, visit: VisitId| act(Rc::new(move |commands| commands.run_again(actor, visit, None)));
    let edit_again = |actor: ActorId, visit: VisitId| {
        act(Rc::new(move |commands| commands.dispatch(ViewAction::Dialog(Some(Dialog::RunAgain(actor, visit))))))
    };
    let masking = use_masking();
    let pin = ran.and_then(|(_, visit)| pinned(&shown, visit, &masking)).map(|pinned| {
        let state = state.clone();
        act(Rc::new(move |commands| commands.pin(&state, &pinned)))
    });
    html! {
        <div class="state-menu" role="menu" ref={menu.clone()} tabindex="-1" aria-label={format!("Run control of {state}")} style={style(*place)}
            data-testid="state-menu" {onkeydown} {onfocusout}>
            <p class="state-menu-title" role="none">{ state.to_string() }</p>
            <button role="menuitem" tabindex="-1" onclick={toggle}>{ if has_breakpoint { "Remove the breakpoint" } else { "Add a breakpoint" } }<kbd>{"Shift Alt B"}</kbd></button>
            <button role="menuitem" tabindex="-1" onclick={run_to}>{"Run to here"}</button>
            <button role="menuitem" tabindex="-1" onclick={test} data-testid="test-state">{"Test this state alone…"}</button>
            if let Some((actor, visit)) = ran {
                if !running && !matches!(shown.origin, RunOrigin::Imported | RunOrigin::Remote | RunOrigin::Linked | RunOrigin::Kept(_)) {
                    <button role="menuitem" tabindex="-1" onclick={run_again(actor, visit)} data-testid="again">{"Run again from here"}</button>
                    <button role="menuitem" tabindex="-1" onclick={edit_again(actor, visit)} data-testid="again-edited">{"Run again with an edited input…"}</button>
                }
                if let Some(pin) = pin {
                    <button role="menuitem" tabindex="-1" onclick={pin} data-testid="pin">{"Pin this result as a mock"}</button>
                }
            }
            if !offers.is_empty() {
                <div role="group" class="what-ifs" aria-label="What if a call comes to this">
                    <p class="state-menu-title" role="none">{ if running { "What if the next call comes to this?" } else { "What if, in the next run?" } }</p>
                    <button role="menuitemcheckbox" tabindex="-1" aria-checked={once.to_string()} onclick={turn}>{"Only the next call"}</button>
                    <div class="offers" role="none">
                        for offer in &offers {
                            <button key={offer.id.to_string()} role="menuitemradio" tabindex="-1" data-what-if={offer.id.to_string()} onclick={ask(Some(offer))}
                                aria-checked={asked.as_ref().is_some_and(|asked| asked.offer.id == offer.id).to_string()}>{ offer.title.to_string() }</button>
                        }
                    </div>
                    if let Some(keep) = keep {
                        <button role="menuitem" tabindex="-1" onclick={keep} data-testid="keep-as-mock">{"Keep as mock"}</button>
                        <button role="menuitem" tabindex="-1" onclick={ask(None)}>{"No what-if"}</button>
                    }
                </div>
            }
        </div>
    }
}

/// The visit of a state that is meant: the one that is selected, or else its last one.
fn visit_of(run: &RunView, selected: Option<VisitId>, state: &str) -> Option<VisitId> {
    let selected = selected.and_then(|visit| run.row(visit)).filter(|row| *row.name == *state);
    selected.or_else(|| run.rows.iter().rev().find(|row| *row.name == *state)).map(|row| row.visit)
}

/// The last answer of a call in a visit as a mock, without known secrets; `None` if nothing was answered.
fn pinned(run: &RunView, visit: VisitId, masking: &Masking) -> Option<Pinned> {
    let batch = run.log.with(|simulator| {
        let execution = simulator.execution(run.run);
        execution.map_run().and_then(|_| u32::try_from(execution.index()).ok())
    });
    run.log.read(|events| pinned::pinned(events, visit, batch.flatten(), &|value| masking.redactor.value(value)))
}

/// The menu takes the focus, and gives it back when it goes, unless something else was chosen.
#[hook]
fn use_focus(menu: &NodeRef) {
    use_effect_with((), {
        let menu = menu.clone();
        move |()| {
            let before = web_sys::window().and_then(|window| window.document()).and_then(|page| page.active_element());
            bring_into_sight(&menu);
            let own = menu.cast::<Node>();
            if let Some(first) = items(&menu).first() {
                // An element of the page can take the focus.
                let _ = first.focus();
            }
            move || {
                let focused =
                    web_sys::window().and_then(|window| window.document()).and_then(|page| page.active_element());
                // What has it may be on its way out of the page.
                let is_lost = focused.is_none_or(|focused| {
                    focused.tag_name() == "BODY" || own.as_ref().is_some_and(|own| own.contains(Some(&focused)))
                });
                if let Some(before) =
                    before.and_then(|before| before.dyn_into::<HtmlElement>().ok()).filter(|_| is_lost)
                {
                    let _ = before.focus();
                }
            }
        }
    });
}

fn items(menu: &NodeRef) -> Vec<HtmlElement> {
    let found = menu.cast::<Element>().and_then(|menu| menu.query_selector_all("[role^=menuitem]").ok());
    let Some(found) = found else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}

fn keyed(event: &KeyboardEvent, menu: &NodeRef, close: &Callback<()>) {
    let items = items(menu);
    let focused = web_sys::window().and_then(|window| window.document()).and_then(|page| page.active_element());
    let here = items.iter().position(|item| focused.as_ref().is_some_and(|focused| item.is_same_node(Some(focused))));
    let (here, count) = (here.unwrap_or_default(), items.len().max(1));
    let to = match event.key().as_str() {
        "ArrowDown" => (here + 1) % count,
        "ArrowUp" => (here + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        "Escape" | "Tab" => {
            event.prevent_default();
            event.stop_propagation();
            return close.emit(());
        }
        _ => return,
    };
    event.prevent_default();
    if let Some(item) = items.get(to) {
        let _ = item.focus();
    }
}

/// The place as a style.
fn style(MenuPlace { x, y }: MenuPlace) -> String {
    format!("left:{x}px;top:{y}px")
}

/// Moves the menu so that it is in sight as a whole.
fn bring_into_sight(menu: &NodeRef) {
    let Some((window, element)) = web_sys::window().zip(menu.cast::<HtmlElement>()) else { return };
    let inner = |length: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| length.ok()?.as_f64();
    let (Some(width), Some(height)) = (inner(window.inner_width()), inner(window.inner_height())) else { return };
    let rect = element.get_bounding_client_rect();
    let place = |at: f64, beyond: f64| (at - beyond.max(0.0)).max(EDGE);
    let left = place(rect.left(), rect.right() + EDGE - width);
    let top = place(rect.top(), rect.bottom() + EDGE - height);
    // Setting an attribute of that name does not fail.
    let _ = element.set_attribute("style", &format!("left:{left}px;top:{top}px"));
}
