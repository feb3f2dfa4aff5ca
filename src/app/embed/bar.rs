//! The bar of an embedded playground: its views, how the run stands, what can be done with it, and the way to the whole page.

use std::rc::Rc;

use asl_share::embed::{EmbedControls, EmbedView, Embedding};
use asl_sim::Outcome;
use asl_sim::debug::Go;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlAnchorElement;
use yew::prelude::*;

use super::frame::Frame;
use crate::app::host::location;
use crate::app::run::status_style::{PAUSED, of_run};
use crate::app::run::view::RunView;
use crate::app::state::State;
use crate::app::state::document::Document;
use crate::app::state::shared::use_shared;
use crate::app::ui::elapsed::Elapsed;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::tabs::{Tab, tabs};

/// The bar. `active` is the view in front, `shown` the run in the moment that is shown.
pub(super) fn bar(
    frame: &Rc<Frame>,
    state: &State,
    chosen: &Embedding,
    active: EmbedView,
    is_split: bool,
    select: &Callback<EmbedView>,
    shown: &RunView,
) -> Html {
    let all: Vec<Tab<EmbedView>> =
        chosen.views.iter().map(|view| Tab { value: *view, name: view.title(), count: None }).collect();
    let has_tabs = all.len() > if is_split { 2 } else { 1 };
    let goes_on = state.is_running() || frame.is_playing.get();
    let plays = Frame::plays(state);
    let act = |act: fn(&Rc<Frame>)| {
        let frame = frame.clone();
        Callback::from(move |_: MouseEvent| act(&frame))
    };
    let run_word = if plays { "Play" } else { "Run" };
    let title = if plays { "Play the recorded run" } else { "Run with mocks and the Practice API: nothing is sent" };
    html! {
        <header class="embed-bar">
            if has_tabs { { tabs("embed", "Views", &all, active, select) } }
            { status(state, shown) }
            if chosen.controls != EmbedControls::None {
                <span class="embed-buttons">
                    if goes_on {
                        <button class="button small" onclick={act(|frame| frame.stop())} data-testid="embed-stop">{ icon(Icon::Stop) }<span class="word">{"Stop"}</span></button>
                    } else {
                        <button class="button small primary" {title} onclick={act(Frame::run)} data-testid="embed-run">{ icon(Icon::Run) }<span class="word">{ run_word }</span></button>
                    }
                    if chosen.controls == EmbedControls::Step {
                        <button class="button small" title="Go to the next state" onclick={act(|frame| frame.step(Go::Into))} data-testid="embed-step">{ icon(Icon::StepInto) }<span class="word">{"Step"}</span></button>
                    }
                </span>
            }
            <WholePage frame={frame.clone()} />
        </header>
    }
}

/// How the run stands.
fn status(state: &State, shown: &RunView) -> Html {
    if !shown.exists() {
        return html! { <span class="embed-status" /> };
    }
    let is_held = state.controls.held.is_some() && shown.is_running();
    let style = if is_held { PAUSED } else { of_run(shown.outcome.as_deref()) };
    let error = match shown.outcome.as_deref() {
        Some(Outcome::Failed(error) | Outcome::TimedOut(error)) => Some(error.name().to_owned()),
        _ => None,
    };
    let word = shown.outcome.as_deref().map_or("RUNNING", Outcome::status);
    html! {
        <span class="embed-status" data-testid="embed-status" data-status={word} data-events={shown.log.len().to_string()}>
            if shown.moment.is_some() && shown.outcome.is_none() {
                <span class="facts">{ format!("Event {} of {}", shown.log.len(), state.run.total_events()) }</span>
            } else {
                { style.show() }
                <Elapsed started={shown.started} ended={(!shown.is_running()).then_some(shown.latest)} clock={shown.clock} />
                if let Some(error) = error { <code class="error-name" title={error.clone()}>{ error }</code> }
            }
        </span>
    }
}

#[derive(PartialEq, Properties)]
struct WholePageProps {
    frame: Rc<Frame>,
}

/// The way to the whole page, with what is shown here.
#[component]
fn WholePage(WholePageProps { frame }: &WholePageProps) -> Html {
    let document = use_shared::<Document>();
    let anchor = use_node_ref();
    let prepare = {
        let (frame, anchor) = (frame.clone(), anchor.clone());
        Callback::from(move |()| {
            let (frame, anchor) = (frame.clone(), anchor.clone());
            spawn_local(async move {
                if let (Ok(link), Some(anchor)) = (frame.link().await, anchor.cast::<HtmlAnchorElement>()) {
                    anchor.set_href(&link);
                }
            });
        })
    };
    // What was changed is packed when somebody goes for it.
    use_effect_with(document, {
        let prepare = prepare.clone();
        move |document| {
            if !document.edited {
                prepare.emit(());
            }
        }
    });
    html! {
        <a ref={anchor} class="button small quiet" href={location::folder().unwrap_or_default()} target="_blank" rel="noopener" title="Open in the ASL Playground" data-testid="embed-open"
            onpointerenter={prepare.reform(|_: PointerEvent| ())} onfocus={prepare.reform(|_: FocusEvent| ())}>
            <span class="word">{"Open in the playground"}</span><span aria-hidden="true">{"↗"}</span>
        </a>
    }
}
