//! Everything about the selected step.

use asl_http::redact::Redactor;
use asl_lang::StateType;
use asl_sim::{Event, EventId, StageKind, VisitId, express_log, history};
use asl_value::Value;
use asl_view::state_visit::{self, Attempt, StateVisit};
use asl_view::{map_runs, masked};
use yew::prelude::*;

use super::context_tab::ContextTab;
use super::data_view::DataView;
use super::error_tab::ErrorTab;
use super::source_tab::SourceTab;
use super::stages::Stages;
use super::started::started_execution;
use super::state_tools::StateTools;
use super::trying::Trying;
use super::unvisited::DidNotRun;
use super::why::Rules;
use crate::app::chunks::FUNCTIONS;
use crate::app::exchange::HttpTab;
use crate::app::map_run::cards;
use crate::app::run::limits_note::step_limits;
use crate::app::run::masking::use_masking;
use crate::app::run::state::{InspectorTab, RunAction, Selection};
use crate::app::run::status_style::{answered, of_row, of_run};
use crate::app::run::view::{RunView, use_run_view};
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::parts::use_part;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::tabs::{Tab, tabs};

/// The inspector. Nothing picked: it follows the newest step.
#[component]
pub(crate) fn Inspector() -> Html {
    let run = use_run_view();
    let selection = use_part::<Selection>();
    let unvisited = selection.unvisited.as_ref();
    // A run that goes on may get there.
    match unvisited.map(|name| (name, run.rows.iter().rev().find(|row| row.name == *name))) {
        None => html! { <Step id={selection.visit} /> },
        Some((_, Some(row))) => html! { <Step id={row.visit} /> },
        Some((name, None)) => html! { <DidNotRun name={name.clone()} /> },
    }
}

#[derive(PartialEq, Properties)]
struct StepProps {
    /// The visit that is shown; the newest one if `None`.
    id: Option<VisitId>,
}

/// The details of one step.
#[component]
fn Step(StepProps { id }: &StepProps) -> Html {
    let (commands, run) = (use_commands(), use_run_view());
    let selection = use_part::<Selection>();
    // What had not begun at the moment that is shown is not there yet.
    let id = id.filter(|id| run.moment.is_none() || id.0 == 0 || run.row(*id).is_some());
    let id = id.or_else(|| run.rows.last().map(|row| row.visit)).unwrap_or(VisitId(0));
    let masking = use_masking();
    // What the log does not tell anything new of stays one and the same: nothing of it is compared or drawn again.
    let told = run.log.read(|events| state_visit::told(events, id));
    let seen = use_memo(
        (run.id, run.run, id, (told, run.has_ended()), selection.event, masking.redactor.clone()),
        |(.., redactor)| Seen::of(&run, id, selection.event, redactor),
    );
    let holds_secrets = seen.masked.is_some() || seen.masked_event.is_some();
    let (visit, event) = seen.shown(masking.revealed);
    let map_runs = run.log.with(|simulator| map_runs::of_visit(simulator, run.run, id, run.moment.as_ref()));
    let map_runs = map_runs.unwrap_or_default();
    let row = run.row(id);
    let is_choice = row.is_some_and(|row| row.state_type == StateType::Choice);
    let available = available(&visit, event.is_some(), map_runs.len(), is_choice);
    let best = || {
        if !map_runs.is_empty() {
            InspectorTab::MapRun
        } else if visit.attempts.iter().any(Attempt::is_http) {
            InspectorTab::Http
        } else if visit.attempts.iter().any(|attempt| attempt.invocation.is_some()) {
            InspectorTab::Function
        } else if visit.output.is_none() && !visit.errors.is_empty() {
            InspectorTab::Error
        } else if is_choice && (selection.visit.is_some() || run.has_ended()) {
            // Rules take work: not for steps that a run goes through by the hundred.
            InspectorTab::Rules
        } else {
            InspectorTab::Output
        }
    };
    let tab = selection.tab.filter(|tab| available.iter().any(|known| known.value == *tab)).unwrap_or_else(best);
    let select = Callback::from({
        let commands = commands.clone();
        move |tab| commands.dispatch(RunAction::SelectTab(tab))
    });
    let style = row.map_or_else(|| of_run(run.outcome.as_deref()), |row| of_row(row.status));
    let active = available.iter().position(|known| known.value == tab).unwrap_or(0);
    html! {
        <section class="inspector" data-testid="inspector" aria-label="Selected step">
            <div class="bar inspector-head">
                <h2 translate={row.map(|_| "no")}>{ row.map_or_else(|| "Execution".to_owned(), |row| row.name.to_string()) }</h2>
                if let Some(row) = row { <span class="tag">{ if run.function.is_some() { "Function" } else { row.state_type.name() } }</span> }
                { style.show() }
                if let Some(by) = row.and_then(|row| row.answered_by) { { answered(by) } }
                if let Some(row) = row.filter(|_| run.function.is_none()) { <StateTools state={row.name.clone()} is_task={row.state_type == StateType::Task} /> }
                if holds_secrets { { reveal_button(masking.revealed, &commands) } }
                if let Some(next) = &visit.next { <span class="next">{"→ "}<code>{ next.to_string() }</code></span> }
            </div>
            { step_limits(&run, id) }
            { started_execution(&run, id, &commands) }
            { tabs("inspector", "Details of the step", &available, tab, &select) }
            <div class="panel" role="tabpanel" id="inspector-panel" aria-labelledby={format!("inspector-tab-{active}")}>
                { panel(tab, visit, event, id, &Trying::new(&run, &masking, &commands), || cards(&run, &map_runs, &commands)) }
            </div>
        </section>
    }
}

/// A step as the log tells of it, and with masks where it holds credentials.
struct Seen {
    visit: Shared<StateVisit>,
    event: Option<Value>,
    masked: Option<Shared<StateVisit>>,
    masked_event: Option<Value>,
}

impl Seen {
    fn of(run: &RunView, id: VisitId, event: Option<EventId>, redactor: &Redactor) -> Self {
        let express = run.log.with(|simulator| simulator.execution(run.run).express_arn()).flatten();
        let (visit, event) = run.log.read(|events| {
            let event = event.and_then(|event| events.get((event.0 as usize).saturating_sub(1)));
            (state_visit::gather(events, id), event.map(|event| shape(event, express.as_deref())))
        });
        let masked = masked::visit(&visit, redactor).map(Shared::new);
        let masked_event = event.as_ref().and_then(|event| redactor.changed(event));
        Self { visit: Shared::new(visit), event, masked, masked_event }
    }

    fn shown(&self, revealed: bool) -> (Shared<StateVisit>, Option<Value>) {
        let visit = self.masked.as_ref().filter(|_| !revealed).unwrap_or(&self.visit);
        let event = self.masked_event.as_ref().filter(|_| !revealed).or(self.event.as_ref());
        (visit.clone(), event.cloned())
    }
}

/// Shows the known secrets that the step holds, or masks them again.
pub(crate) fn reveal_button(revealed: bool, commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    let toggle = move |_| commands.dispatch(ViewAction::RevealSecrets(!revealed));
    html! {
        <button class="button small quiet" onclick={toggle} data-testid="reveal-known" aria-pressed={revealed.to_string()}
            title="Known secrets of your connections are masked in every view and copy; the run itself keeps them, as on AWS">
            { icon(if revealed { Icon::EyeOff } else { Icon::Eye }) }{ if revealed { "Hide secrets" } else { "Reveal secrets" } }
        </button>
    }
}

/// The tabs that have something to show.
fn available(visit: &StateVisit, event: bool, map_runs: usize, is_choice: bool) -> Vec<Tab<InspectorTab>> {
    let tab = |value, name, count| Tab { value, name, count };
    let mut all = Vec::new();
    if map_runs > 0 {
        all.push(tab(InspectorTab::MapRun, "Map Run", (map_runs > 1).then_some(map_runs)));
    }
    if visit.attempts.iter().any(Attempt::is_http) {
        all.push(tab(InspectorTab::Http, "HTTP", Some(visit.attempts.len())));
    }
    let invocations = visit.attempts.iter().filter(|attempt| attempt.invocation.is_some()).count();
    if invocations > 0 {
        all.push(tab(InspectorTab::Function, "Function", (invocations > 1).then_some(invocations)));
    }
    if !visit.errors.is_empty() {
        all.push(tab(InspectorTab::Error, "Error", None));
    }
    if is_choice {
        all.push(tab(InspectorTab::Rules, "Rules", None));
    }
    all.push(tab(InspectorTab::Input, "Input", None));
    all.push(tab(InspectorTab::Output, "Output", None));
    if !visit.name.is_empty() {
        all.push(tab(InspectorTab::Stages, "Data flow", None));
        all.push(tab(InspectorTab::Context, "Context", None));
        all.push(tab(InspectorTab::Definition, "Definition", None));
    }
    if event {
        all.push(tab(InspectorTab::Event, "Event", None));
    }
    all
}

fn panel(
    tab: InspectorTab,
    visit: Shared<StateVisit>,
    event: Option<Value>,
    id: VisitId,
    trying: &Trying,
    map_runs: impl FnOnce() -> Html,
) -> Html {
    // A key for each step and tab: what was unfolded in one is no business of another.
    let key = format!("{}-{tab:?}", id.0);
    let try_it = Callback::from({
        let (trying, visit) = (trying.clone(), visit.clone());
        move |(stage, (path, expression)): (StageKind, (String, Option<String>))| {
            trying.open(&visit, id, stage, path, expression);
        }
    });
    let tried = |visit: &StateVisit, stage: StageKind| {
        let try_it = try_it.clone();
        (!visit.name.is_empty()).then(|| Callback::from(move |paths| try_it.emit((stage, paths))))
    };
    match tab {
        InspectorTab::Rules => html! { <Rules {key} {visit} {id} /> },
        InspectorTab::Input => {
            let try_it = tried(&visit, StageKind::Input);
            data(&key, visit.input.clone(), Some("$states.input"), try_it, "No input.")
        }
        InspectorTab::Output => {
            let none = "No output: the step is still running, or it failed.";
            data(&key, visit.output.clone(), None, tried(&visit, StageKind::Output), none)
        }
        InspectorTab::Stages => html! { <Stages {key} {visit} {id} {try_it} /> },
        InspectorTab::Context => html! { <ContextTab {key} {id} left={visit.output.is_some()} /> },
        InspectorTab::Error => html! { <ErrorTab {key} {visit} {id} /> },
        InspectorTab::Http => html! { <HttpTab {key} {visit} {id} /> },
        // It is here since the function ran.
        InspectorTab::Function => FUNCTIONS.get().map(|functions| (functions.tab)(&visit)).unwrap_or_default(),
        InspectorTab::MapRun => map_runs(),
        InspectorTab::Definition => html! { <SourceTab {key} name={visit.name.clone()} /> },
        InspectorTab::Event => data(&key, event, None, None, "Select an event."),
    }
}

fn data(
    key: &str,
    value: Option<Value>,
    jsonata: Option<&'static str>,
    try_it: Option<Callback<(String, Option<String>)>>,
    otherwise: &'static str,
) -> Html {
    match value {
        Some(value) => html! { <DataView key={key.to_owned()} {value} {jsonata} {try_it} /> },
        None => html! { <p class="empty">{ otherwise }</p> },
    }
}

/// The event as AWS's API gives it; that of an Express execution as AWS logs it.
fn shape(event: &Event, express: Option<&str>) -> Value {
    Value::from(&express.map_or_else(|| history::to_json(event), |arn| express_log::to_json(event, arn)))
}
