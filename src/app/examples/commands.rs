//! Opening an example.

use crate::app::chunks::SETUP;
use crate::app::host::location;
use crate::app::state::commands::Commands;
use crate::app::state::document::Document;
use crate::app::state::shared::Shared;

impl Shared<Commands> {
    /// Opens the example of that id, as soon as the chunk with the texts is here, and brings the connections that it needs.
    pub(crate) fn open_example(&self, id: &str) {
        let commands = self.clone();
        self.opening.replace(Some(id.to_owned()));
        self.with(&SETUP, move |setup| {
            // Several examples may have been chosen meanwhile: the last one is meant, and it is opened once.
            let Some(example) = commands.opening.take().and_then(|id| (setup.example)(&id)) else { return };
            commands.add_missing(asl_examples::connections());
            commands.open(Document::of_example(example));
            location::clear();
        });
    }
}
