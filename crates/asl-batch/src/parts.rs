//! What belongs to a document beside its definition, as a share link holds it.

use asl_document::DocumentFile;
use asl_share::{Envelope, LinkError, link};
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
    /// The lesson; empty for none.
    pub lesson: String,
    /// The recorded run; empty for none.
    pub run: String,
    /// What stands in for objects in S3.
    pub files: Vec<DocumentFile>,
}

impl Parts {
    /// What there is, by the names that people use.
    pub fn names(&self) -> Vec<&'static str> {
        let texts = [
            ("input", self.input.as_str()),
            ("mocks", &self.mocks),
            ("events", &self.events),
            ("scenarios", &self.scenarios),
            ("lesson", &self.lesson),
            ("recorded run", &self.run),
        ];
        let is_there = |text: &str| !matches!(text.trim(), "" | "{}");
        let named = texts.into_iter().filter(|(_, text)| is_there(text)).map(|(name, _)| name);
        named.chain((!self.files.is_empty()).then_some("files")).collect()
    }

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
        lesson: envelope.lesson,
        run: envelope.run,
        files: envelope.files,
    };
    Ok((document, parts))
}

/// The link of that text with another definition. All else stays in it, the lesson and the recorded run too.
///
/// # Errors
///
/// Why the link cannot be opened.
pub fn with_definition(text: &str, definition: &str) -> Result<String, LinkError> {
    let (address, fragment) = text.trim().split_once('#').unwrap_or_default();
    let envelope = link::decode(fragment)?.ok_or_else(|| LinkError::Damaged("it contains no workflow".to_owned()))?;
    let envelope = Envelope { definition: definition.to_owned(), ..envelope };
    Ok(format!("{address}#{}", link::encode(&envelope)))
}

#[cfg(test)]
mod tests {
    use super::{Parts, link_in, open_link, with_definition};
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
        assert_eq!(parts.names(), ["scenarios"]);
        assert_eq!(link_in("see https://playground.example/#d2=x"), None);
        assert!(open_link("d2=broken").is_err());
    }

    #[test]
    fn another_definition_leaves_the_rest_of_a_link() {
        let envelope = Envelope {
            definition: "{}".to_owned(),
            lesson: r#"{"steps": [{"text": "Look."}]}"#.to_owned(),
            mocks: r#"{"A": {"result": 1}}"#.to_owned(),
            ..Envelope::default()
        };
        let address = format!("https://playground.example/x/#{}", link::encode(&envelope));
        let changed = with_definition(&format!("{address}\n"), "{ }").unwrap();
        assert!(changed.starts_with("https://playground.example/x/#d2="));
        let expected = Envelope { definition: "{ }".to_owned(), ..envelope };
        assert_eq!(link::decode(link_in(&changed).unwrap()).unwrap(), Some(expected));
        assert!(with_definition("https://playground.example/#d2=broken", "{}").is_err());
    }
}
