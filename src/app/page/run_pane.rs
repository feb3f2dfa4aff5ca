//! The right column: graph, status, timeline, states, events and inspector; before the first run, the graph and what to do.

use asl_text::diagnostic::Severity;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use crate::app::chunks::{Deferred, DeferredView, EVENTS, RUN_PARTS};
use crate::app::graph::GraphPane;
use crate::app::graph::drawing::Drawing;
use crate::app::layout::effects::use_layouts;
use crate::app::layout::state::{Layouts, Panel};
use crate::app::problems::analysis::Analysis;
use crate::app::problems::state::Refusal;
use crate::app::run::breadcrumbs::{Breadcrumbs, RunPart};
use crate::app::run::earlier::use_earlier_run;
use crate::app::run::kept::KeptRuns;
use crate::app::run::state::RunAction;
use crate::app::run::view::RunView;
use crate::app::run::view::use_run_view;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::Document;
use crate::app::state::events::{EventsAction, EventsState, Selected, Starts};
use crate::app::state::request::PageRequest;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::{Pane, Theme, ViewAction};
use crate::app::ui::command_key::command_key;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

/// Where Backspace is a key to type with.
const TYPED: &str = "input, select, textarea, [contenteditable]";

/// How the column is drawn.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The theme of the page.
    pub(crate) theme: Theme,
    /// Why the last run that was asked for did not start.
    pub(crate) refused: Option<Refusal>,
    /// Whether there is no document yet that could be run.
    pub(crate) blank: bool,
}

/// The right column; Backspace goes back from an opened part of the run.
#[component]
pub(crate) fn RunPane(Props { theme, refused, blank }: &Props) -> Html {
    let (commands, run, breadcrumbs) = (use_commands(), use_run_view(), use_shared::<Breadcrumbs>());
    let (layouts, drawing) = (use_layouts(), use_shared::<Drawing>());
    let (events, analysis) = (use_shared::<EventsState>(), use_shared::<Analysis>());
    let has_machine = drawing.graph.state_count() > 0;
    let has_system = analysis.system.is_some();
    let on_events = events.world.exists() && !events.shows_execution;
    let exists = run.exists() || on_events;
    let is_earlier = (use_earlier_run() && !on_events) || (refused.is_some() && exists);
    let class = match breadcrumbs.current() {
        _ if !exists => "before",
        None => "whole",
        Some(RunPart::MapRun(_)) => "part of-map-run",
        Some(RunPart::Child(_)) => "part of-child",
    };
    let shown = use_memo((run.clone(), breadcrumbs.current()), |(run, part)| match part {
        Some(part) => Shared::new(run.of_part(*part)),
        None => run.clone(),
    });
    let back = {
        let commands = commands.clone();
        let depth = breadcrumbs.depth();
        move |event: KeyboardEvent| {
            let at = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let is_typing = |at: Element| at.closest(TYPED).ok().flatten().is_some();
            if event.key() == "Backspace" && depth > 0 && !at.is_some_and(is_typing) {
                event.prevent_default();
                commands.dispatch(RunAction::Leave(depth - 1));
            }
        }
    };
    // A run that goes on has room for the steps to come, so that nothing moves with each of them.
    let steps = if run.is_running() { drawing.graph.state_count() } else { 0 };
    let expected = format!("--steps-to-come:{steps}");
    // The graph is one and the same before and during a run: it keeps its place in the tree.
    html! {
        <div class={classes!("run-parts", class, is_earlier.then_some("earlier"), arrangement(&layouts, run.function.is_none()))} style={expected} onkeydown={back}>
            if let Some(why) = refused { <DidNotStart why={why.clone()} /> }
            if has_system && (!has_machine || !events.shows_machine) {
                <Deferred key="system" view={system_graph(*theme, which_graph(has_system && has_machine, events.shows_machine, &commands))} />
            } else {
                <GraphPane key="graph" run={(*shown).clone()} theme={*theme} beside_title={which_graph(has_system && has_machine, events.shows_machine, &commands)} />
            }
            if on_events {
                <Deferred key={format!("events-{}", events.world.id)} view={DeferredView::new(&EVENTS, (), |events, ()| (events.shown)())} />
            } else if run.exists() {
                if events.world.exists() { { back_to_events(&commands) } }
                // What was looked for in one run is no business of the next.
                <Deferred key={run.id} view={opened(&run, &shown)} />
            } else {
                if has_system && matches!(events.selected, Some(Selected::Part(_))) { <PartBeforeRun key="part" /> }
                if refused.is_none() && !*blank && (analysis.is_runnable || analysis.prevent_run() || !analysis.checked) {
                    <NothingYet key="nothing" {has_system} {has_machine} />
                }
            }
        </div>
    }
}

/// Classes that say which parts stand in the column.
fn arrangement(layouts: &Layouts, of_machine: bool) -> Classes {
    let layout = layouts.current();
    let class = |is_so: bool, class: &'static str| is_so.then_some(class);
    classes!(
        class(layout.shows(Panel::Graph), "with-graph"),
        class(layout.shows(Panel::Timeline), "with-timeline"),
        class(of_machine && layout.shows(Panel::States), "with-states"),
        class(of_machine && layout.shows(Panel::Events), "with-events"),
        class(layout.shows(Panel::Inspector) || layouts.inspects, "with-inspector"),
        class(layout.beside && layout.shows(Panel::Graph), "beside"),
    )
}

/// The part of `run` that is open; `view` is the execution that is shown, or that the Map Run belongs to.
fn opened(run: &Shared<RunView>, view: &Shared<RunView>) -> DeferredView {
    DeferredView::new(&RUN_PARTS, (run.clone(), view.clone()), |parts, (run, view)| (parts.shown)(run, view))
}

#[derive(PartialEq, Properties)]
struct DidNotStartProps {
    why: Refusal,
}

/// A run that was asked for did not start: said where its result would stand.
#[component]
fn DidNotStart(DidNotStartProps { why }: &DidNotStartProps) -> Html {
    let (commands, analysis) = (use_commands(), use_shared::<Analysis>());
    if let Refusal::Missing(why) = why {
        return html! {
            <section key="did-not-start" class="did-not-start" aria-label="Status" data-testid="did-not-start">
                <p><span class="status-word failed">{ icon(Icon::Cross) }{"Did not start"}</span></p>
                <p class="first-error">{ prose(why) }</p>
            </section>
        };
    }
    let errors = analysis.count(Severity::Error);
    let first = analysis.problems.iter().find(|problem| problem.severity == Severity::Error);
    let show = move |_| {
        commands.dispatch(ViewAction::Pane(Pane::Definition));
        commands.dispatch(PageRequest::FocusProblems);
    };
    html! {
        <section key="did-not-start" class="did-not-start" aria-label="Status" data-testid="did-not-start">
            <p>
                <span class="status-word failed">{ icon(Icon::Cross) }{ format!("Did not start: {}", format::count(errors, "error")) }</span>
                <button class="button small" onclick={show}>{ icon(Icon::Target) }{"Show in Problems"}</button>
            </p>
            if let Some(problem) = first { <p class="first-error">{ prose(&problem.message) }</p> }
        </section>
    }
}

/// Picks the picture of the system or that of the machine in it, where there are both.
fn which_graph(has_both: bool, shows_machine: bool, commands: &Shared<Commands>) -> Html {
    let button = |name: &'static str, machine: bool| {
        let commands = commands.clone();
        html! {
            <button aria-pressed={(shows_machine == machine).to_string()}
                onclick={move |_| commands.dispatch(EventsAction::ShowMachine(machine))}>{ name }</button>
        }
    };
    html! {
        if has_both {
            <span class="segmented" role="group" aria-label="Which graph">{ button("System", false) }{ button("Machine", true) }</span>
        }
    }
}

/// The way back from an execution to the events of the run.
fn back_to_events(commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    html! {
        <div key="back" class="stage-back">
            <button class="button small" data-testid="back-to-events" onclick={move |_| commands.dispatch(EventsAction::ShowExecution(false))}>
                {"← Events"}
            </button>
            <span class="facts">{"An execution of this run"}</span>
        </div>
    }
}

/// The picture of buses, rules and targets.
fn system_graph(theme: Theme, beside_title: Html) -> DeferredView {
    DeferredView::new(&EVENTS, (theme, beside_title), |events, (theme, beside_title)| {
        (events.graph)(*theme, beside_title)
    })
}

/// The details of the selected part of the picture, before anything has run.
#[component]
fn PartBeforeRun() -> Html {
    let commands = use_commands();
    let close = move |_| commands.dispatch(EventsAction::Select(None));
    html! {
        <div class="part-before">
            <Deferred view={DeferredView::new(&EVENTS, (), |events, ()| (events.inspector)())} />
            <button class="button small quiet square part-close" onclick={close} aria-label="Close the details" title="Close the details">{ icon(Icon::Cross) }</button>
        </div>
    }
}

/// What the document has.
#[derive(PartialEq, Properties)]
struct NothingYetProps {
    has_system: bool,
    has_machine: bool,
}

/// What is there before the first run.
#[component]
fn NothingYet(&NothingYetProps { has_system, has_machine }: &NothingYetProps) -> Html {
    let (commands, document) = (use_commands(), use_shared::<Document>());
    let template = use_shared::<Analysis>().template.clone();
    let function = template.as_ref().and_then(|template| template.invoked.as_deref());
    let earlier = use_shared::<KeptRuns>().last().map(|run| {
        let (commands, id) = (commands.clone(), run.id);
        html! {
            <button class="button" data-testid="show-kept" onclick={move |_| commands.dispatch(RunAction::Show(id))}>
                { icon(Icon::Timeline) }{"Show the last run"}
            </button>
        }
    });
    let of_events = has_system && Starts::of(&document.settings, has_machine) == Starts::Events;
    html! {
        <div class="nothing-yet">
            <button class="button primary" onclick={move |_| commands.run()}>
                { icon(Icon::Run) }<span>{ match (of_events, function) { (true, _) => "Send the events".to_owned(), (false, Some(function)) => format!("Invoke {function}"), (false, None) => "Run the workflow".to_owned() } }</span><kbd>{ format!("{} ↵", command_key()) }</kbd>
            </button>
            <p>
                if of_events {
                    {"Watch which rules match, each delivery, attempt, and HTTP call, and inspect them afterward. "}
                } else if function.is_some() {
                    {"The input is its event. Watch its log and HTTP calls, and inspect its result afterward. "}
                } else {
                    {"Watch each state, attempt, and HTTP call as it happens, and inspect it afterward. "}
                }
                <span class="fine">{"It runs in this page; your browser calls the API, or the Practice API built into it."}</span>
            </p>
            { earlier.unwrap_or_default() }
        </div>
    }
}
