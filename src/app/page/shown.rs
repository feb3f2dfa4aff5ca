//! What is shown of a run: status, timeline, events and inspector, or a Map Run or child execution that was opened.

use std::rc::Rc;

use asl_sim::Simulator;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::app::chunks::{DETAILS, Deferred, DeferredView, Wanted, use_chunk};
use crate::app::control::waiting::RunControl;
use crate::app::layout::buttons::{Hide, Maximize};
use crate::app::layout::effects::use_layouts;
use crate::app::layout::splitter::Splitter;
use crate::app::layout::state::{Panel, Size};
use crate::app::map_run::{ChildListState, ChildListStates, ChildView, LIST, TITLE, describe};
use crate::app::pending_tasks::panel::PendingTasksPanel;
use crate::app::run::breadcrumbs::{Breadcrumbs, RunPart};
use crate::app::run::records::Records;
use crate::app::run::state::Selection;
use crate::app::run::status::Status;
use crate::app::run::view::RunView;
use crate::app::run::view::use_run_view;
use crate::app::state::commands::use_commands;
use crate::app::state::parts::use_part;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::states::pane::States;
use crate::app::timeline::pane::Timeline;
use crate::app::ui::use_calm::use_calm;
use crate::app::ui::use_waited::use_waited;

/// The run, and the execution of it that is shown.
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
    let breadcrumbs = use_shared::<Breadcrumbs>();
    let list_states = use_state(ChildListStates::default);
    use_focus(&breadcrumbs, run);
    let shown = match breadcrumbs.current() {
        None => views(view, Html::default()),
        Some(part) => {
            html! { <Opened {part} run={run.clone()} view={view.clone()} breadcrumbs={breadcrumbs.clone()} {list_states} /> }
        }
    };
    html! { <><PendingTasksPanel /><div class="shown">{ shown }</div></> }
}

#[derive(PartialEq, Properties)]
struct OpenedProps {
    part: RunPart,
    run: Shared<RunView>,
    view: Shared<RunView>,
    breadcrumbs: Shared<Breadcrumbs>,
    list_states: UseStateHandle<ChildListStates>,
}

/// A Map Run or a child execution.
#[component]
fn Opened(OpenedProps { part, run, view, breadcrumbs, list_states }: &OpenedProps) -> Html {
    let commands = use_commands();
    let details = match use_chunk(&DETAILS) {
        Wanted::Here(details) => details,
        Wanted::NotYet(instead) => return instead,
    };
    match *part {
        RunPart::Child(child) => {
            let views = views(view, (details.child_facts)(view, child, &commands));
            (details.child)(ChildView { run, breadcrumbs, child, view, list_states, views }, &commands)
        }
        RunPart::MapRun(index) => {
            let list_state = list_states.get(index).cloned().unwrap_or_default();
            let list_states = list_states.clone();
            let set_list_state = Callback::from(move |list_state: ChildListState| {
                let mut all: Vec<Rc<ChildListState>> = list_states.to_vec();
                all.resize_with(all.len().max(index + 1), Rc::default);
                all.splice(index..=index, [Rc::new(list_state)]);
                list_states.set(Shared::new(all));
            });
            html! {
                <>
                    { (details.crumbs)(run, breadcrumbs, &commands, &Html::default()) }
                    { (details.map_run)(index, list_state, set_list_state) }
                </>
            }
        }
    }
}

/// Those views that the layout shows, and the details of what is selected.
#[component]
fn Views() -> Html {
    let layouts = use_layouts();
    let layout = layouts.current();
    // A function that is invoked alone has neither states nor events of an execution.
    let of_machine = use_run_view().function.is_none();
    let has_inspector = layout.shows(Panel::Inspector) || layouts.inspects;
    html! {
        <>
            if layout.shows(Panel::Timeline) { <Timeline /> }
            if of_machine && layout.shows(Panel::States) { <States /> }
            if of_machine && layout.shows(Panel::Events) { <Records /> }
            if has_inspector {
                <div class="inspector-place" data-panel={Panel::Inspector.id()}>
                    <Splitter size={Size::Inspector} />
                    <Splitter size={Size::Drawer} />
                    <Details />
                    <span class="corner-tools"><Maximize panel={Panel::Inspector} /><Hide panel={Panel::Inspector} /></span>
                </div>
            }
        </>
    }
}

/// How long a run is watched before the details of its steps are fetched, unless it ends or a step is picked.
const WATCHED_MILLIS: u32 = 5_000;

/// A run that is followed step by step is shown in the inspector so often, in milliseconds: nobody reads faster.
const FOLLOW_MILLIS: u32 = 300;

/// The inspector. Whoever sees the first run of all sees how it goes before the chunk of its details is fetched.
#[component]
fn Details() -> Html {
    let run = use_run_view();
    let selection = use_part::<Selection>();
    let waited = use_waited(WATCHED_MILLIS);
    let picked = selection != selection.cleared();
    let shown = use_calm(&run, FOLLOW_MILLIS, run.is_running() && !picked);
    if DETAILS.get().is_some() || waited || picked || !run.is_ticking() {
        html! { <ContextProvider<Shared<RunView>> context={shown}><Deferred view={DeferredView::new(&DETAILS, (), |details, ()| (details.inspector)())} /></ContextProvider<Shared<RunView>>> }
    } else {
        html! { <p class="empty">{"Select a step to inspect it."}</p> }
    }
}

/// Whoever opens a part, or goes back to where it was opened, has the focus there. What takes its place without the focus,
/// and where one came back to, is said.
#[hook]
fn use_focus(breadcrumbs: &Shared<Breadcrumbs>, run: &Shared<RunView>) {
    let (commands, run) = (use_commands(), run.clone());
    let before = use_mut_ref(|| 0);
    use_effect_with((**breadcrumbs).clone(), move |breadcrumbs| {
        let before = before.replace(breadcrumbs.depth());
        if before > breadcrumbs.depth() || (before > 0 && before == breadcrumbs.depth()) {
            let words = |simulator: &Simulator| breadcrumbs.current().map(|part| describe(simulator, part));
            let words = run.log.with(words).flatten().unwrap_or_else(|| "The whole execution".to_owned());
            commands.dispatch(PageRequest::announce(words));
        }
        let target = match breadcrumbs.current() {
            _ if before == breadcrumbs.depth() => return,
            Some(RunPart::MapRun(_)) if before > breadcrumbs.depth() => format!("#{LIST}"),
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
    let simulator = run.run.0;
    html! {
        <>
            <Status control={html! { <RunControl /> }}>{ facts }</Status>
            <Views key={simulator} />
        </>
    }
}
