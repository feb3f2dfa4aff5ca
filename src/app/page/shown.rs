//! What is shown of a run: status, timeline, events and inspector, or a Map Run or child execution that was opened.

use std::rc::Rc;

use asl_playground::run::Execution;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::app::inspector::pane::Inspector;
use crate::app::map_run::{ChildView, Choice, LIST, Page, TITLE, child_facts, child_view, crumbs, describe};
use crate::app::pending_tasks::panel::Questions;
use crate::app::run::breadcrumbs::{Part, Trail};
use crate::app::run::events::Events;
use crate::app::run::status::Status;
use crate::app::run::view::RunView;
use crate::app::state::commands::use_commands;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::timeline::pane::Timeline;

/// What is shown.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The whole run.
    pub(crate) run: Shared<RunView>,
    /// The execution that is shown, or that the Map Run belongs to.
    pub(crate) view: Shared<RunView>,
}

/// The part of the run that is open: the run itself, a Map Run, or a child execution.
#[component]
pub(crate) fn Shown(Props { run, view }: &Props) -> Html {
    let (commands, trail) = (use_commands(), use_shared::<Trail>());
    let choices = use_state(Shared::<Vec<Rc<Choice>>>::default);
    use_focus(&trail, run);
    let shown = match trail.current() {
        None => views(view, Html::default()),
        Some(Part::Child(child)) => {
            let views = views(view, child_facts(view, child, &commands));
            child_view(ChildView { run, trail: &trail, child, view, choices: &choices, views }, &commands)
        }
        Some(Part::MapRun(index)) => {
            let choice = choices.get(index).cloned().unwrap_or_default();
            let choose = Callback::from(move |choice: Choice| {
                let mut all: Vec<Rc<Choice>> = choices.to_vec();
                all.resize_with(all.len().max(index + 1), Rc::default);
                all.splice(index..=index, [Rc::new(choice)]);
                choices.set(Shared::new(all));
            });
            html! { <>{ crumbs(run, &trail, &commands, &Html::default()) }<Page key={index} {index} {choice} {choose} /></> }
        }
    };
    html! { <><Questions /><div class="shown">{ shown }</div></> }
}

/// Whoever opens a part, or goes back to where it was opened, has the focus there. What takes its place without the focus,
/// and where one came back to, is said.
#[hook]
fn use_focus(trail: &Shared<Trail>, run: &Shared<RunView>) {
    let (commands, run) = (use_commands(), run.clone());
    let before = use_mut_ref(|| 0);
    use_effect_with((**trail).clone(), move |trail| {
        let before = before.replace(trail.depth());
        if before > trail.depth() || (before > 0 && before == trail.depth()) {
            let words = |execution: &Execution| trail.current().map(|part| describe(execution, part));
            let words = run.log.with(words).flatten().unwrap_or_else(|| "The whole execution".to_owned());
            commands.dispatch(PageRequest::announce(words));
        }
        let target = match trail.current() {
            _ if before == trail.depth() => return,
            Some(Part::MapRun(_)) if before > trail.depth() => format!("#{LIST}"),
            Some(_) => format!("#{TITLE}"),
            None => ".timeline .rows".to_owned(),
        };
        let page = web_sys::window().and_then(|window| window.document());
        let element = page.and_then(|page| page.query_selector(&target).ok().flatten());
        if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            // Focus that is refused changes nothing.
            let _ = element.focus();
        }
    });
}

/// The views of one execution, which is the nearest run that is provided above them. `facts` are the last line of its status.
fn views(run: &RunView, facts: Html) -> Html {
    // What is unfolded or looked for in one execution is no business of another.
    let execution = run.run.0;
    html! {
        <>
            <Status>{ facts }</Status>
            <Timeline key={execution} />
            <div class="details">
                <Events />
                <Inspector />
            </div>
        </>
    }
}
