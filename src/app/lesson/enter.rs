//! What a step does when it is opened: what it shows, where runs are held, and what calls come to. It starts nothing.

use std::rc::Rc;

use asl_lesson::{Asked, Focus, Lesson, Step, View, place};
use asl_sim::mock::Mock;
use asl_sim::what_if::{Offer, offers};
use asl_text::line_index::LineIndex;

use super::state::breakpoints_on;
use crate::app::chunks::complete;
use crate::app::graph::drawing::CurrentState;
use crate::app::graph::state::GraphAction;
use crate::app::layout::state::{LayoutAction, Panel};
use crate::app::run::control::WhatIf;
use crate::app::run::state::RunAction;
use crate::app::state::commands::Commands;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::text::{EditorId, TextRange};
use crate::app::state::view::{Pane, SetupTab, ViewAction};

/// The resource of an HTTP Task: what an API destination calls comes to the same.
pub(super) const HTTP_INVOKE: &str = "arn:aws:states:::http:invoke";

/// Opens a step of the lesson.
pub(super) fn enter(commands: &Shared<Commands>, lesson: &Lesson, step: &Step) {
    if lesson.sets_breakpoints() {
        let before = commands.state().document.breakpoints.clone();
        let wanted = breakpoints_on(&step.breakpoints, &before);
        if wanted != *before {
            commands.set_breakpoints(wanted);
        }
    }
    if lesson.asks_what_if() {
        ask(commands, &step.what_if);
    }
    if let Some(focus) = &step.focus {
        show(commands, focus);
    }
}

/// Leaves the lesson: nothing is held or asked by it any more.
pub(super) fn leave(commands: &Shared<Commands>, lesson: &Lesson) {
    if lesson.sets_breakpoints() {
        let before = commands.state().document.breakpoints.clone();
        commands.set_breakpoints(breakpoints_on(&[], &before));
    }
    if lesson.asks_what_if() {
        ask(commands, &[]);
    }
}

/// Has the calls of the next run come to this.
pub(super) fn ask(commands: &Commands, asked: &[Asked]) {
    let state = commands.state();
    let resource = |name: &str| {
        let task = state.analysis.tasks.iter().find(|task| &*task.name == name).map(|task| task.resource.clone());
        let is_destination = || state.analysis.system.as_ref().is_some_and(|system| system.destination(name).is_some());
        task.or_else(|| is_destination().then(|| HTTP_INVOKE.into()))
    };
    let what_if = |asked: &Asked| {
        let resource = resource(&asked.state).unwrap_or_default();
        let known = offers(&resource).into_iter().find(|offer| offer.id == asked.what);
        let offer = known.unwrap_or_else(|| error_offer(&asked.what));
        WhatIf { state: asked.state.clone(), offer, once: asked.once }
    };
    let all: Rc<[WhatIf]> = asked.iter().map(what_if).collect();
    if state.controls.what_ifs != all {
        commands.dispatch(RunAction::WhatIf(all));
    }
}

/// Any other name is that of an error.
fn error_offer(name: &Rc<str>) -> Offer {
    let outcome = Err(asl_aws::state_error::StateError::without_cause(name));
    Offer { id: name.clone(), title: name.clone(), mock: Mock { outcome, delay_seconds: 0.0 } }
}

fn show(commands: &Shared<Commands>, focus: &Focus) {
    match focus {
        Focus::State { name, field } => {
            commands.dispatch(GraphAction::Point(CurrentState(Some(name.clone()))));
            commands.dispatch(ViewAction::Pane(if field.is_some() { Pane::Definition } else { Pane::Graph }));
            if field.is_some() {
                commands.dispatch(LayoutAction::Show(Panel::Source, true));
            }
            reveal(commands.clone(), focus.clone());
        }
        Focus::View(view) => show_view(commands, *view),
    }
}

/// Shows the place in the definition, once everything is here that reads it.
fn reveal(commands: Shared<Commands>, focus: Focus) {
    wasm_bindgen_futures::spawn_local(async move {
        let document = commands.state().document.clone();
        let read = {
            let document = document.clone();
            complete(move || document.read()).await
        };
        // Another document may be open by now.
        let is_same = commands.state().document.definition == document.definition;
        let Some(read) = read.ok().filter(|_| is_same) else { return };
        let (text, at) = match read.definition_file() {
            Some(file) => (file.text.clone(), file.at),
            None => (document.definition.clone(), document.project().own()),
        };
        let Some(span) = read.machine.as_ref().and_then(|machine| place(&focus, machine, &text)) else { return };
        let index = LineIndex::new(&text);
        let range = TextRange { from: index.to_utf16(span.start), to: index.to_utf16(span.end) };
        commands.dispatch(PageRequest::show(EditorId::File(at), range));
    });
}

fn show_view(commands: &Commands, view: View) {
    let setup = |tab: SetupTab| {
        commands.dispatch(LayoutAction::Show(Panel::Source, true));
        commands.dispatch(ViewAction::Setup(tab));
        commands.dispatch(ViewAction::Pane(Pane::Setup));
    };
    let panel = |panel: Panel, pane: Pane| {
        commands.dispatch(LayoutAction::Show(panel, true));
        commands.dispatch(ViewAction::Pane(pane));
    };
    match view {
        View::Definition => panel(Panel::Source, Pane::Definition),
        View::Input => setup(SetupTab::Input),
        View::Mocks => setup(SetupTab::Mocks),
        View::Events => setup(SetupTab::Events),
        View::Scenarios => setup(SetupTab::Scenarios),
        View::Files => setup(SetupTab::Files),
        View::Settings => setup(SetupTab::Settings),
        View::Graph => panel(Panel::Graph, Pane::Graph),
        View::Timeline => panel(Panel::Timeline, Pane::Run),
        View::States => panel(Panel::States, Pane::Run),
        View::History => panel(Panel::Events, Pane::Run),
        View::Inspector => panel(Panel::Inspector, Pane::Run),
    }
}

/// Whether a speaker shows the editors for a step, and not the graph and the run.
pub(super) fn is_about_source(focus: Option<&Focus>) -> bool {
    match focus {
        Some(Focus::State { field, .. }) => field.is_some(),
        Some(Focus::View(view)) => matches!(
            view,
            View::Definition
                | View::Input
                | View::Mocks
                | View::Events
                | View::Scenarios
                | View::Files
                | View::Settings
        ),
        None => false,
    }
}
