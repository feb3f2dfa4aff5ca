//! The buttons above the picture.

use asl_view::graph::Direction;
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlDetailsElement, HtmlInputElement};
use yew::prelude::*;

use super::export::{Export, Source};
use super::tool_icons::{ToolIcon, tool_icon};
use super::viewport::Viewport;
use crate::app::chunks::EXPORTS;
use crate::app::host::clipboard::{COPIED_MILLIS, Copied};
use crate::app::layout::buttons::Maximize;
use crate::app::layout::state::Panel;
use crate::app::state::commands::use_commands;
use crate::app::state::shared::Shared;

/// What the buttons show and change.
pub(super) struct Tools<'a> {
    /// The view of the picture, which is zoomed.
    pub(super) viewport: &'a Shared<Viewport>,
    /// Which way the arrows lead.
    pub(super) direction: Direction,
    /// Another direction was picked.
    pub(super) turn: Callback<Direction>,
    /// Whether the list is shown in place of the picture.
    pub(super) listed: bool,
    /// The list or the picture was picked.
    pub(super) list: Callback<bool>,
    /// What the search is called.
    pub(super) finds: AttrValue,
    /// What is searched for.
    pub(super) search: &'a str,
    /// Another text is searched for.
    pub(super) find: Callback<String>,
    /// The next match was asked for.
    pub(super) next: Callback<()>,
    /// How many states were found.
    pub(super) found: Option<usize>,
    /// What an export takes.
    pub(super) source: Callback<(), Source>,
}

/// One notch of the buttons.
const ZOOM: f64 = 1.25;

/// The bar of buttons.
pub(super) fn toolbar(tools: Tools<'_>) -> Html {
    let Tools { viewport, direction, turn, listed, list, finds, search, find, next, found, source } = tools;
    let zoom = |factor: f64| {
        let viewport = viewport.clone();
        Callback::from(move |_: MouseEvent| viewport.zoom(factor, None))
    };
    let fit = {
        let viewport = viewport.clone();
        move |_| viewport.fit()
    };
    let other = if direction == Direction::Down { Direction::Right } else { Direction::Down };
    let turned = move |_| turn.emit(other);
    let oninput = {
        let find = find.clone();
        move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                find.emit(input.value());
            }
        }
    };
    let onkeydown = {
        let (find, next) = (find.clone(), next.clone());
        move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" => next.emit(()),
            "Escape" => {
                event.prevent_default();
                event.stop_propagation();
                find.emit(String::new());
            }
            _ => {}
        }
    };
    let listing = move |_| list.emit(!listed);
    html! {
        <div class="graph-tools" role="toolbar" aria-label="Graph tools">
            <div class="graph-search">
                <input type="search" placeholder={finds.clone()} aria-label={finds} value={search.to_owned()} {oninput} {onkeydown} />
                if let Some(found) = found { <span class="tally" aria-live="polite">{ format!("{found} found") }</span> }
            </div>
            if !listed {
                <span class="graph-zoom">
                    <button class="button small quiet square" aria-label="Zoom out" title="Zoom out (−)" onclick={zoom(1.0 / ZOOM)}>{ tool_icon(ToolIcon::Smaller) }</button>
                    <span class="scale" ref={viewport.scale.clone()} aria-hidden="true"></span>
                    <button class="button small quiet square" aria-label="Zoom in" title="Zoom in (+)" onclick={zoom(ZOOM)}>{ tool_icon(ToolIcon::Larger) }</button>
                    <button class="button small quiet square" aria-label="Fit the whole graph" title="Fit the whole graph (0)" onclick={fit}>{ tool_icon(ToolIcon::Fit) }</button>
                </span>
                <button class="button small quiet square" aria-pressed={(direction == Direction::Right).to_string()} aria-label="Draw from left to right"
                    title={if other == Direction::Right { "Draw from left to right" } else { "Draw from top to bottom" }} onclick={turned}>{ tool_icon(ToolIcon::Turn) }</button>
            }
            <button class="button small quiet square" aria-pressed={listed.to_string()} aria-label="Show as a list" title="Show as a list" onclick={listing}>{ tool_icon(ToolIcon::List) }</button>
            <ExportMenu {source} />
            <Maximize panel={Panel::Graph} />
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct ExportProps {
    source: Callback<(), Source>,
}

#[component]
fn ExportMenu(ExportProps { source }: &ExportProps) -> Html {
    let commands = use_commands();
    let menu = use_node_ref();
    let outcome = use_state(|| None::<Copied>);
    let timer = use_mut_ref(|| None::<Timeout>);
    let choose = |what: Export| {
        let (commands, source) = (commands.clone(), source.clone());
        let (menu, outcome, timer) = (menu.clone(), outcome.setter(), timer.clone());
        move |_| {
            close(&menu);
            let (source, outcome, timer) = (source.emit(()), outcome.clone(), timer.clone());
            commands.with(&EXPORTS, move |exports| {
                let (done, outcome, timer) = ((exports.graph)(source.clone(), what), outcome.clone(), timer.clone());
                spawn_local(async move {
                    outcome.set(Some(done.await));
                    timer.replace(Some(Timeout::new(COPIED_MILLIS, move || outcome.set(None))));
                });
            });
        }
    };
    // Some browsers let a page copy only in the very turn of the click: what it takes is here by then.
    let prepare = |_: MouseEvent| {
        spawn_local(async {
            // Whoever then exports is told what went wrong.
            let _ = EXPORTS.load().await;
        });
    };
    let onkeydown = {
        let menu = menu.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" && menu.cast::<HtmlDetailsElement>().is_some_and(|menu| menu.open()) {
                event.prevent_default();
                event.stop_propagation();
                close(&menu);
            }
        }
    };
    let onfocusout = {
        let menu = menu.clone();
        move |event: FocusEvent| {
            let to = event.related_target().and_then(|to| wasm_bindgen::JsCast::dyn_into::<web_sys::Node>(to).ok());
            let inside = menu.cast::<web_sys::Node>().is_some_and(|menu| menu.contains(to.as_ref()));
            if to.is_some() && !inside {
                close(&menu);
            }
        }
    };
    let word = match *outcome {
        None => "",
        Some(Copied::Done) => "Done",
        Some(Copied::Failed) => "Failed",
    };
    html! {
        <details class="menu" ref={menu.clone()} {onkeydown} {onfocusout}>
            <summary class="button small quiet" aria-label="Export" title="Save or copy the graph" onclick={prepare}>
                { tool_icon(ToolIcon::Save) }<span aria-live="polite">{ word }</span>
            </summary>
            <ul>
                for what in Export::ALL {
                    <li><button onclick={choose(what)}>{ what.label() }</button></li>
                }
            </ul>
        </details>
    }
}

fn close(menu: &NodeRef) {
    if let Some(menu) = menu.cast::<HtmlDetailsElement>() {
        menu.set_open(false);
    }
}
