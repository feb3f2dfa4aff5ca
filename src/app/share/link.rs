//! Share links: the document in the fragment of the page's address.

use std::rc::Rc;

use asl_document::DocumentFile;
use asl_share::link;

use crate::app::host::location;
use crate::app::state::document::{Document, Origin};

/// Whether the address may hold a document.
pub(crate) fn is_one() -> bool {
    location::fragment().trim_start_matches('#').split('&').any(|part| part.starts_with('d'))
}

/// The comparison in the address, as its chunk reads it; `None` if there is none.
pub(crate) fn comparison() -> Option<Rc<str>> {
    let fragment = location::fragment();
    fragment.starts_with("#compare=").then(|| fragment.into())
}

/// In the chunk of what is kept: the document that the address holds; `Ok(None)` if it holds none, else what is wrong with it.
pub(crate) fn open() -> Result<Option<Document>, String> {
    match link::decode(&location::fragment()) {
        Ok(envelope) => {
            let origin = Origin::Link { confirmed: false };
            Ok(envelope.map(|envelope| Document::from_envelope(envelope, origin)))
        }
        Err(error) => Err(error.to_string()),
    }
}

/// The document as a link can hold it, without as many of its largest files as that takes, and what was left out;
/// `None` if no link can hold the rest.
pub(crate) fn shareable(document: &Document) -> Option<(Document, Vec<DocumentFile>)> {
    let mut shared = document.clone();
    let mut left_out = Vec::new();
    while !link::fits(&shared.to_envelope()) {
        let mut files = shared.files.to_vec();
        let (index, _) = files.iter().enumerate().max_by_key(|(_, file)| file.text.len())?;
        left_out.push(files.remove(index));
        shared.files = files.into();
    }
    Some((shared, left_out))
}

/// The share link of a document: this page's address with the document in its fragment.
pub(crate) fn link_to(document: &Document) -> Option<String> {
    location::with_fragment(&link::encode(&document.to_envelope()))
}
