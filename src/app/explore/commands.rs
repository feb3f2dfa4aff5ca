//! What is done with a finding: its run is opened, it becomes a scenario, a Catch is added.

use std::rc::Rc;

use asl_explore::{Recipe, add_catch_in};
use asl_http::Connections;
use asl_sim::Runnable;
use asl_sim::mock::Mocks;
use asl_text::edit::Edit;
use asl_text::line_index::LineIndex;

use crate::app::problems::analysis;
use crate::app::run::compiled;
use crate::app::run::runner::{RunSpec, Setting};
use crate::app::state::commands::Commands;
use crate::app::state::document::Document;
use crate::app::state::events::EventsAction;
use crate::app::state::request::PageRequest;
use crate::app::state::text::{EditorId, TextEdit};
use crate::app::state::view::ViewAction;

/// Opens the run of a finding or of a scenario: with its input and its mocks, waits skipped, without credentials and without
/// code, so that it calls nothing. `from` says where it comes from: `the exploration`.
pub(super) fn run(commands: &Commands, recipe: &Recipe, from: &str) {
    let state = commands.state();
    let Some(dispatcher) = commands.dispatcher() else { return };
    let checked = analysis::check(&state.document, &state.connections);
    let Some(Ok(machine)) = checked.machine.as_ref().map(Runnable::compile) else { return };
    let Ok(mocks) = Mocks::from_value(&recipe.mocks) else { return };
    commands.dispatch(ViewAction::Dialog(None));
    if state.events.world.exists() {
        commands.dispatch(EventsAction::Forget);
    }
    let mut document: Document = (*state.document).clone();
    document.mocks = recipe.mocks.to_json().into();
    document.settings.skip_waits = true;
    let setting = Setting {
        machines: compiled(&checked.others).without(mocks.names()),
        mocks,
        connections: Connections::default(),
        relay: None,
        workflow: checked.workflow,
        functions: Rc::default(),
        access: None,
        document: &document,
    };
    let input = recipe.input.clone();
    commands.runner.begin_next_for(from);
    commands.runner.start(dispatcher, RunSpec { machine, input, function: None, what_ifs: Rc::default(), setting });
    commands.dispatch(PageRequest::announce("The run of the finding is open."));
}

/// The changes that give the state a catcher; `None` where the definition is not the text in the editor.
pub(super) fn catch(commands: &Commands, state: &str) -> Option<Vec<Edit>> {
    let page = commands.state();
    let document = &page.document;
    if page.analysis.definition_at != document.project().own() {
        return None;
    }
    let machine = analysis::check(document, &page.connections).machine?;
    add_catch_in(&document.definition, &machine, state)
}

/// Adds the catcher, as if the person had typed it.
pub(super) fn apply_catch(commands: &Commands, state: &str) {
    let Some(edits) = catch(commands, state) else { return };
    let document = commands.state().document;
    let index = LineIndex::new(&document.definition);
    let changes = edits.into_iter().map(|edit| TextEdit {
        from: index.to_utf16(edit.span.start),
        to: index.to_utf16(edit.span.end),
        insert: edit.text,
    });
    commands.dispatch(PageRequest::ApplyEdits { editor: EditorId::Definition, edits: changes.collect() });
    commands.dispatch(PageRequest::announce(format!("Added a Catch to “{state}”. Undo reverts it.")));
}
