//! Connections from anywhere: the form of a missing one, and those that an example brings.

use std::rc::Rc;

use asl_http::{Connection, Connections, Secret};
use asl_ide::fix::MovedSecret;
use asl_stack::requirements::MissingConnection;
use asl_stack::template::connection;
use asl_text::Span;

use super::draft::ConnectionDraft;
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::document::Document;
use crate::app::state::view::ViewAction;
use crate::app::state::{Action, State};

impl Commands {
    /// The form of a connection that a Task misses: as the template around the definition describes it, if it does. What
    /// is secret in it is left to the person.
    pub(crate) fn draft_for(&self, missing: &MissingConnection) -> ConnectionDraft {
        let State { document, analysis, .. } = self.state();
        draft_of(&document, analysis.template.as_ref().map(|template| template.at), missing)
    }

    /// The form of the connection that a secret of a Task's call goes to.
    pub(crate) fn moved_draft(&self, moved: &MovedSecret) -> ConnectionDraft {
        let reference = moved.connection.clone().unwrap_or_default();
        let draft = self.known_draft(&reference).unwrap_or_else(|| {
            self.draft_for(&MissingConnection {
                reference,
                span: Span::default(),
                state: Rc::default(),
                is_of_destination: false,
                origin: moved.origin.clone(),
            })
        });
        draft.with_moved(moved)
    }

    /// Opens that form.
    pub(crate) fn move_secret(&self, moved: &MovedSecret) {
        let draft = self.moved_draft(moved);
        self.dispatch(ViewAction::Dialog(Some(Dialog::Connections(Some(Rc::new(draft))))));
    }

    /// The form of the first connection in the text, if there is one.
    pub(crate) fn written_draft(&self) -> Option<ConnectionDraft> {
        let document = self.state().document;
        let source = connection::read(&document.definition).ok()?;
        let values = &document.settings.template.parameters;
        let answers = values.iter().map(|(name, value)| (name.clone(), Secret::new(&**value))).collect();
        let found = source.connections(&answers).into_iter().flatten().next()?;
        Some(ConnectionDraft::imported(&found))
    }

    /// The form of the connection that `reference` names, if it is there.
    pub(crate) fn known_draft(&self, reference: &str) -> Option<ConnectionDraft> {
        let connections = self.state().connections;
        let known = connections.find(reference)?;
        let index = connections.iter().position(|one| std::ptr::eq(one, known))?;
        Some(ConnectionDraft::of(index, known))
    }

    /// Has these connections from now on.
    pub(crate) fn set_connections(&self, connections: Connections) {
        if connections != *self.state().connections {
            self.dispatch(Action::SetConnections(connections));
        }
    }

    /// Adds those of `wanted` whose names are not there yet.
    pub(crate) fn add_missing(&self, wanted: Vec<Connection>) {
        let known = self.state().connections;
        let missing: Vec<_> = wanted.into_iter().filter(|new| known.find(&new.name).is_none()).collect();
        if !missing.is_empty() {
            self.dispatch(Action::SetConnections(known.iter().cloned().chain(missing).collect::<Connections>()));
        }
    }
}

/// The form of a connection that a Task of the document misses: as its link has it, as the template in the file at `template_at` does,
/// else as the Task that names it.
pub(crate) fn draft_of(
    document: &Document,
    template_at: Option<usize>,
    missing: &MissingConnection,
) -> ConnectionDraft {
    let in_template = || {
        let at = template_at.unwrap_or_else(|| document.project().own());
        let source = connection::read(&document.file_text(at)).ok()?;
        let values = &document.settings.template.parameters;
        let answers = values.iter().map(|(name, value)| (name.clone(), Secret::new(&**value))).collect();
        let mut found = source.connections(&answers).into_iter().flatten();
        found.find(|connection| &*connection.name == missing.suggested_name())
    };
    let linked = document.outline(missing).map(|outline| ConnectionDraft::imported(&outline.connection()));
    let written = || in_template().map(|found| ConnectionDraft::imported(&found));
    let mut draft = linked.or_else(written).unwrap_or_else(|| ConnectionDraft::for_missing(missing));
    if draft.origins.is_empty() {
        draft.origins = ConnectionDraft::for_missing(missing).origins;
    }
    draft
}
