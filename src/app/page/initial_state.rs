//! How the page begins: with what the address holds, else what was kept, else the first example; and with what was typed
//! into it before the program had arrived.

use std::rc::Rc;

use yew::Reducible;

use crate::app::editor::codemirror;
use crate::app::host::{location, storage};
use crate::app::layout::effects::width;
use crate::app::layout::state::Layouts;
use crate::app::share::link;
use crate::app::state::State;
use crate::app::state::document::{Document, DocumentAction, Origin};
use crate::app::state::notice::Notice;
use crate::app::state::shared::Shared;
use crate::app::state::text::EditorId;
use crate::app::state::view::ViewAction;

/// The state of the page when it opens.
pub(crate) fn state() -> State {
    let mut state = Rc::new(State {
        document: Shared::new(storage::document().unwrap_or_else(first)),
        previous: Shared::new(storage::previous_documents()),
        connections: Shared::new(
            storage::connections().unwrap_or_else(|| asl_examples::connections().into_iter().collect()),
        ),
        relay: Shared::new(storage::relay()),
        view: Shared::new(storage::view()),
        layouts: Layouts::kept(width(), storage::layouts()),
        ..State::default()
    });
    match link::open() {
        Ok(Some(document)) => state = state.reduce(DocumentAction::Open(document).into()),
        Ok(None) => {}
        Err(problem) => {
            location::clear();
            state = state.reduce(ViewAction::Notice(Some(Notice::BrokenLink(problem))).into());
        }
    }
    for editor in [EditorId::Definition, EditorId::Input] {
        if let Some(text) = codemirror::typed_before(editor.title()) {
            state = state.reduce(DocumentAction::Typed(editor, text.into()).into());
        }
    }
    Rc::unwrap_or_clone(state)
}

fn first() -> Document {
    let example = asl_examples::FIRST;
    Document::new(example.definition, example.input, Origin::Example(example.id.into()))
}
