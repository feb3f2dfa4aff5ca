//! The panel of what waits: a list if there are several, and the form of one.

use asl_value::SortedMap;
use std::cell::RefCell;
use std::rc::Rc;

use asl_sim::EffectId;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::form::{AnswerDraft, AnswerForm};
use crate::app::run::pending_tasks::PendingTask;
use crate::app::state::shared::use_shared;
use crate::app::ui::icons::{Icon, icon};

/// What was written of each answer so far.
pub(super) type Drafts = Rc<RefCell<SortedMap<EffectId, AnswerDraft>>>;

/// The most Tasks that are listed one by one.
const LISTED: usize = 50;

/// The panel; nothing while nothing waits.
#[component]
pub(crate) fn PendingTasksPanel() -> Html {
    let tasks = use_shared::<Vec<PendingTask>>();
    let picked = use_state(|| None::<EffectId>);
    let drafts = use_mut_ref(SortedMap::new);
    let host = use_node_ref();
    let asked = use_mut_ref(|| false);
    let current = picked.and_then(|id| tasks.iter().find(|task| task.id == id)).or(tasks.first());
    // Its first question takes the focus, and so does the next one after an answer; never from under somebody's hands.
    use_effect_with(current.map(|task| task.id), {
        let host = host.clone();
        move |current| {
            let before = asked.replace(current.is_some());
            match current {
                Some(_) if !is_typing() => focus(host.cast::<HtmlElement>()),
                None if before => focus_run(),
                _ => {}
            }
        }
    });
    let Some(current) = current else { return Html::default() };
    let alike = tasks.iter().filter(|task| task.state == current.state).map(|task| task.id);
    let alike: Rc<[EffectId]> = alike.collect();
    html! {
        <section class="questions" data-testid="questions" aria-labelledby="questions-title" tabindex="-1" ref={host}>
            <div class="questions-head">
                { icon(Icon::Edit) }
                <h2 id="questions-title">{ title(tasks.len()) }</h2>
                <p class="facts">{"A browser can't call this service. Answer in its place."}</p>
            </div>
            if tasks.len() > 1 {
                <div class="question-list" role="group" aria-label="Waiting Tasks">
                    for task in tasks.iter().take(LISTED) {
                        <button key={task.id.0} class="button small" aria-pressed={(task.id == current.id).to_string()} onclick={
                            let (picked, id) = (picked.clone(), task.id);
                            move |_| picked.set(Some(id))
                        }>{ name(task, &tasks) }</button>
                    }
                    if tasks.len() > LISTED { <span class="facts">{ format!("… and {} more", tasks.len() - LISTED) }</span> }
                </div>
            }
            <AnswerForm key={current.id.0} task={current.clone()} {alike} {drafts} />
        </section>
    }
}

fn title(count: usize) -> String {
    if count == 1 { "A Task needs your answer".to_owned() } else { format!("{count} Tasks need your answer") }
}

/// The state, and which of several that ask in the same one: a visit's number tells them apart.
fn name(task: &PendingTask, all: &[PendingTask]) -> String {
    let alike: Vec<_> = all.iter().filter(|other| other.state == task.state).collect();
    match alike.iter().position(|other| other.id == task.id) {
        Some(at) if alike.len() > 1 => format!("{} {}", task.state, at + 1),
        _ => task.state.to_string(),
    }
}

/// Whether the focus is where text is written.
fn is_typing() -> bool {
    let focused = web_sys::window().and_then(|window| window.document()).and_then(|page| page.active_element());
    let inside = "input, textarea, select, [contenteditable=true]";
    focused.is_some_and(|element| element.closest(inside).is_ok_and(|found| found.is_some()))
}

/// What had the focus is gone with the last question: the run takes it.
fn focus_run() {
    let Some(page) = web_sys::window().and_then(|window| window.document()) else { return };
    if page.active_element().is_none_or(|element| element.tag_name() == "BODY") {
        focus(page.get_element_by_id("run").and_then(|run| run.dyn_into().ok()));
    }
}

fn focus(element: Option<HtmlElement>) {
    if let Some(element) = element {
        // Focus that is refused changes nothing.
        let _ = element.focus();
    }
}
