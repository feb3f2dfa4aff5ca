//! Places and edits in the texts of a document, in the unit of the editors: UTF-16 units from the start of the text.

use serde::Serialize;

/// One of the editors, by the text that it edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EditorId {
    /// The definition, or the template around it.
    Definition,
    /// The input of the execution.
    Input,
    /// The mocks of the Tasks.
    Mocks,
    /// The events for the buses.
    Events,
    /// The scenarios.
    Scenarios,
    /// The file at that position of the project: the definition's editor shows it.
    File(usize),
}

impl EditorId {
    /// The editor's name, as the page shows it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Definition => "Definition",
            Self::Input => "Input",
            Self::Mocks => "Mocks",
            Self::Events => "Events",
            Self::Scenarios => "Scenarios",
            Self::File(_) => "File",
        }
    }
}

/// A range of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextRange {
    /// The start.
    pub(crate) from: u32,
    /// The end, exclusive.
    pub(crate) to: u32,
}

/// A part of a text to replace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct TextEdit {
    /// Where the part begins.
    pub(crate) from: u32,
    /// Where the part ends.
    pub(crate) to: u32,
    /// What comes in its place.
    pub(crate) insert: String,
}
