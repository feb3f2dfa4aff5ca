//! What belongs to a document beside its definition, as a share link holds it.

use asl_document::DocumentFile;
use asl_share::{LinkError, link};
use asl_sim::Files;

use crate::Document;

/// The texts of a share link beside the definition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The input; empty for none.
    pub input: String,
    /// The mocks; empty for none.
    pub mocks: String,
    /// The events for the buses; empty for none.
    pub events: String,
    /// The scenarios; empty for none.
    pub scenarios: String,
    /// What stands in for objects in S3.
    pub files: Vec<DocumentFile>,
}

impl Parts {
    /// What runs read in place of objects in S3.
    pub fn s3_files(&self) -> Files {
        let mut files = Files::new();
        for DocumentFile { bucket, key, text } in &self.files {
            files.insert(bucket, key, text.clone());
        }
        files
    }
}

/// The fragment of a share link, if `text` is one and nothing else.
pub fn link_in(text: &str) -> Option<&str> {
    let text = text.trim();
    let (address, fragment) = text.split_once('#')?;
    let is_link = ["d1=", "d2="].iter().any(|codec| fragment.starts_with(codec));
    (is_link && !address.contains(char::is_whitespace) && !fragment.contains(char::is_whitespace)).then_some(fragment)
}

/// The document of a share link.
///
/// # Errors
///
/// Why the link cannot be opened.
pub fn open_link(fragment: &str) -> Result<(Document, Parts), LinkError> {
    let envelope = link::decode(fragment)?.ok_or_else(|| LinkError::Damaged("it contains no workflow".to_owned()))?;
    let settings = envelope.settings;
    let document = Document::read(envelope.definition, settings.template, settings.machine_type);
    let parts = Parts {
        input: envelope.input,
        mocks: envelope.mocks,
        events: envelope.events,
        scenarios: envelope.scenarios,
        files: envelope.files,
    };
    Ok((document, parts))
}

#[cfg(test)]
mod tests {
    use super::{Parts, link_in, open_link};
    use asl_share::{Envelope, link};

    #[test]
    fn a_link_is_the_document_that_it_was_made_of() {
        let envelope = Envelope {
            definition: r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#.to_owned(),
            scenarios: "[]".to_owned(),
            ..Envelope::default()
        };
        let address = format!("https://playground.example/#{}", link::encode(&envelope));
        let (document, parts) = open_link(link_in(&address).unwrap()).unwrap();
        assert_eq!((&*document.text, &*parts.scenarios), (&*envelope.definition, "[]"));
        assert!(document.machine().is_ok());
        assert_eq!(parts, Parts { scenarios: "[]".into(), input: parts.input.clone(), ..Parts::default() });
        assert_eq!(link_in("see https://playground.example/#d2=x"), None);
        assert!(open_link("d2=broken").is_err());
    }
}
