//! How the page begins: with what the address holds, else what was kept, else the first example; and with what was typed
//! into it before the program had arrived.

use std::rc::Rc;

use yew::Reducible;

use crate::app::editor::codemirror;
use crate::app::host::{documents, location, storage};
use crate::app::layout::effects::{is_low, width};
use crate::app::layout::state::Layouts;
use crate::app::share::link;
use crate::app::state::State;
use crate::app::state::document::{Document, DocumentAction, Origin};
use crate::app::state::notice::{Later, Notice};
use crate::app::state::shared::Shared;
use crate::app::state::text::EditorId;
use crate::app::state::view::ViewAction;

/// The state of the page when it opens.
pub(crate) fn state() -> State {
    let document = documents::document().unwrap_or_else(first);
    let (connections, strange) = storage::connections();
    let mut state = Rc::new(State {
        document: Shared::new(document),
        previous: Shared::new(documents::previous_documents()),
        connections: Shared::new(connections.unwrap_or_else(|| asl_examples::connections().into_iter().collect())),
        relay: Shared::new(storage::relay()),
        view: Shared::new(storage::view()),
        layouts: Layouts::kept(width(), is_low(), storage::layouts()),
        ..State::default()
    });
    if strange > 0 || documents::is_of_later_version() {
        let what = if strange > 0 { Later::Connections } else { Later::Document };
        state = state.reduce(ViewAction::Notice(Some(Notice::OfLaterVersion(what))).into());
    }
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
