//! The second wire form: the texts of a document one after the other, and a record of the rest.
//!
//! ```text
//! d2{"StartAt":…}␀ i0{"id":7}␀ R{"settings":{…},"files":[…]}␀
//! ```
//!
//! Each part is a letter, for a text a second letter that says how it is written, the text, and the byte 0. A part that is not
//! known is ignored if its letter is small; a link with a capital letter that is not known is of a newer playground.

use asl_document::{DocumentFile, Settings};
use serde::{Deserialize, Serialize};

use super::envelope::{Envelope, Shown, lenient};
use super::layout::Layout;
use super::link::LinkError;
use super::outline::{ConnectionOutline, MOST_CONNECTIONS};
use super::record::{FileRecord, ProjectRecord, SettingsRecord};

/// What ends a part.
const END: char = '\0';
/// A text stands as it is.
const AS_IS: char = '0';
/// A text stands as JSON, since the end of a part is in it.
const QUOTED: char = '1';
/// The letter of the record.
const RECORD: char = 'R';
/// The input that most documents have, and that a link without one has.
const USUAL_INPUT: &str = "{}";

/// What is no text: `{"files":[…],"settings":{…},"project":{…},"connections":[…],"view":{…}}`; what has its default is absent.
#[derive(Default, PartialEq, Serialize, Deserialize)]
struct Record {
    #[serde(default, deserialize_with = "lenient", skip_serializing_if = "Vec::is_empty")]
    files: Vec<FileRecord>,
    #[serde(default, deserialize_with = "lenient", skip_serializing_if = "is_default")]
    settings: SettingsRecord,
    #[serde(default, deserialize_with = "lenient", skip_serializing_if = "ProjectRecord::is_alone")]
    project: ProjectRecord,
    #[serde(default, deserialize_with = "lenient", skip_serializing_if = "Vec::is_empty")]
    connections: Vec<ConnectionOutline>,
    #[serde(default, deserialize_with = "lenient", skip_serializing_if = "is_default")]
    view: Shown,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Envelope {
    /// The texts and their letters.
    fn texts(&self) -> [(char, &str, &str); 7] {
        [
            ('d', &self.definition, ""),
            ('i', &self.input, USUAL_INPUT),
            ('m', &self.mocks, ""),
            ('e', &self.events, ""),
            ('s', &self.scenarios, ""),
            ('h', &self.run, ""),
            ('l', &self.lesson, ""),
        ]
    }

    /// The second wire form.
    pub(super) fn to_parts(&self) -> String {
        let mut out = String::new();
        for (letter, text, usual) in self.texts() {
            if text != usual {
                out.push(letter);
                write(text, &mut out);
            }
        }
        let record = Record {
            files: self.files.iter().map(FileRecord::from).collect(),
            settings: SettingsRecord::from(&self.settings),
            project: ProjectRecord::from(&self.settings.template.project),
            connections: self.connections.iter().take(MOST_CONNECTIONS).cloned().collect(),
            view: self.shown.clone(),
        };
        if !is_default(&record) {
            out.push(RECORD);
            // INVARIANT: texts and numbers are always written, and JSON has no byte 0.
            out.push_str(&serde_json::to_string(&record).unwrap_or_default());
            out.push(END);
        }
        out
    }

    /// Reads the second wire form; of at most `limit` bytes once all is laid out.
    pub(super) fn from_parts(parts: &str, limit: usize) -> Result<Self, LinkError> {
        let mut envelope = Self { input: USUAL_INPUT.to_owned(), ..Self::default() };
        let mut room = limit;
        let mut rest = parts;
        while let Some((part, after)) = rest.split_once(END) {
            rest = after;
            let mut letters = part.chars();
            let letter = letters.next();
            let text = match letter {
                Some('d') => &mut envelope.definition,
                Some('i') => &mut envelope.input,
                Some('m') => &mut envelope.mocks,
                Some('e') => &mut envelope.events,
                Some('s') => &mut envelope.scenarios,
                Some('h') => &mut envelope.run,
                Some('l') => &mut envelope.lesson,
                Some(RECORD) => {
                    envelope.take(letters.as_str())?;
                    continue;
                }
                Some(letter) if letter.is_ascii_lowercase() => continue,
                Some(letter) if letter.is_ascii_uppercase() => return Err(LinkError::Newer),
                _ => return Err(LinkError::changed()),
            };
            *text = read(letters.as_str(), room).map_err(|problem| match problem {
                LinkError::TooLarge(_) => LinkError::TooLarge(limit),
                other => other,
            })?;
            room = room.saturating_sub(text.len());
        }
        if rest.is_empty() { Ok(envelope) } else { Err(LinkError::changed()) }
    }

    fn take(&mut self, json: &str) -> Result<(), LinkError> {
        let Record { files, settings, project, connections, view } = serde_json::from_str(json)
            .map_err(|error| LinkError::Damaged(format!("its contents can't be read ({error})")))?;
        self.files = files.into_iter().map(DocumentFile::from).collect();
        self.settings = Settings::from(settings);
        self.settings.template.project = project.into();
        self.connections = connections.into_iter().take(MOST_CONNECTIONS).collect();
        self.shown = view;
        Ok(())
    }
}

/// Writes a text with the letter that says how.
fn write(text: &str, out: &mut String) {
    if text.contains(END) {
        out.push(QUOTED);
        // INVARIANT: a text is always written.
        out.push_str(&serde_json::to_string(text).unwrap_or_default());
    } else if let Some((letter, bare)) = Layout::remove(text) {
        out.push(letter);
        out.push_str(&bare);
    } else {
        out.push(AS_IS);
        out.push_str(text);
    }
    out.push(END);
}

/// Reads a text behind the letter that says how it is written.
fn read(text: &str, room: usize) -> Result<String, LinkError> {
    let mut letters = text.chars();
    let how = letters.next().ok_or_else(LinkError::changed)?;
    let text = letters.as_str();
    match how {
        AS_IS => Ok(text.to_owned()),
        QUOTED => serde_json::from_str(text).map_err(|_| LinkError::changed()),
        letter => {
            let layout = u8::try_from(letter).ok().and_then(Layout::of).ok_or(LinkError::Newer)?;
            layout.put_back(text, room).map_err(|_| LinkError::TooLarge(room))
        }
    }
}
