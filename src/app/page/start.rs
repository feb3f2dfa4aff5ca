//! How the page begins: what was kept, else the first example.

use asl_playground::examples;

use crate::app::host::storage;
use crate::app::state::State;
use crate::app::state::document::{Document, Origin};
use crate::app::state::shared::Shared;

/// The state of the page when it opens. What the address holds is opened after it.
pub(crate) fn state() -> State {
    State {
        document: Shared::new(storage::document().unwrap_or_else(first)),
        kept: Shared::new(storage::kept()),
        connections: Shared::new(
            storage::connections().unwrap_or_else(|| examples::connections().into_iter().collect()),
        ),
        relay: Shared::new(storage::relay()),
        view: Shared::new(storage::view()),
        ..State::default()
    }
}

fn first() -> Document {
    let example = examples::FIRST;
    Document::new(example.definition, example.input, Origin::Example(example.id.into()))
}
