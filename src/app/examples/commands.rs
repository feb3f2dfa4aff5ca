//! Opening an example.

use asl_document::DocumentFile;
use asl_examples::Example;

use crate::app::host::location;
use crate::app::state::commands::Commands;
use crate::app::state::document::{Document, Origin};

impl Commands {
    /// Opens an example and brings the connections that it needs.
    pub(crate) fn open_example(&self, example: &Example) {
        self.add_missing(asl_examples::connections());
        let document = Document::new(example.definition, example.input, Origin::Example(example.id.into()));
        let files = example.files.iter().map(shared_file).collect();
        self.open(Document { files, mocks: example.mocks.into(), ..document });
        location::clear();
    }
}

/// A file of an example.
fn shared_file((bucket, key, text): &(&str, &str, &str)) -> DocumentFile {
    DocumentFile { bucket: (*bucket).into(), key: (*key).into(), text: (*text).into() }
}
