//! Opening an example.

use asl_document::{DocumentFile, Settings};

use crate::app::chunks::SETUP;
use crate::app::host::location;
use crate::app::state::commands::Commands;
use crate::app::state::document::{Document, Origin};
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
            let document = Document::new(example.definition, example.input, Origin::Example(example.id.into()));
            let files = example.files.iter().map(shared_file).collect();
            // An example with events is about them, also where a rule starts its machine.
            let settings = Settings { starts_events: !example.events.is_empty(), ..document.settings.clone() };
            let (mocks, events) = (example.mocks.into(), example.events.into());
            commands.open(Document { mocks, events, files, settings, ..document });
            location::clear();
        });
    }
}

/// A file of an example.
fn shared_file((bucket, key, text): &(&str, &str, &str)) -> DocumentFile {
    DocumentFile { bucket: (*bucket).into(), key: (*key).into(), text: (*text).into() }
}
