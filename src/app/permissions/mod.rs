//! What the role of the workflow must allow, and the resources of the template around it.

pub(crate) mod button;
pub(crate) mod create;
pub(crate) mod dialog;
pub(crate) mod resources;

use asl_text::Span;
use asl_text::line_index::LineIndex;
use yew::MouseEvent;

use crate::app::state::commands::Commands;
use crate::app::state::document::Document;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::text::EditorId;
use crate::app::state::view::ViewAction;

/// Closes the dialog and goes to that place of the file at `at` when something is clicked.
fn go_to_span(
    commands: &Shared<Commands>,
    document: &Shared<Document>,
    at: usize,
    span: Span,
) -> impl Fn(MouseEvent) + use<> {
    let (commands, document) = (commands.clone(), document.clone());
    move |_| {
        let index = LineIndex::new(&document.file_text(at));
        commands.dispatch(ViewAction::Dialog(None));
        commands.dispatch(PageRequest::go_to(EditorId::File(at), index.to_utf16(span.start), index.to_utf16(span.end)));
    }
}
