//! The files that a template is read with: the text that was given, and those of its project.

use std::rc::Rc;

use super::definition::TemplateText;
use super::{command, terraform};
use asl_document::Project;
use asl_document::project::Position;
use asl_text::{Format, detect};

/// The text that is read, and the files beside it.
#[derive(Clone, Copy)]
pub(super) struct Files<'a> {
    pub(super) text: &'a str,
    pub(super) project: &'a Project,
}

impl<'a> Files<'a> {
    /// The position of the text that is read.
    pub(super) fn own(&self) -> Position {
        self.project.own()
    }

    /// The text of the file at `at`.
    pub(super) fn text(&self, at: Position) -> &'a str {
        self.project.other(at).map_or(self.text, |file| &file.text)
    }

    /// The path of the file at `at`.
    pub(super) fn path(&self, at: Position) -> &'a Rc<str> {
        self.project.path(at)
    }

    /// The text of the file at `at` in its notation.
    pub(super) fn source(&self, at: Position) -> TemplateText<'a> {
        let text = self.text(at);
        // The texts of Terraform have the escapes of JSON.
        let format = if terraform::looks_like(text) || command::is_one(text) { Format::Json } else { detect(text) };
        TemplateText { text, format }
    }

    /// All positions: of the text that is read first.
    pub(super) fn positions(&self) -> impl Iterator<Item = Position> + use<> {
        let own = self.own();
        [own].into_iter().chain((0..self.project.count()).filter(move |at| *at != own))
    }
}

/// A file that a template names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileReference {
    /// The path as it is written.
    pub written: Rc<str>,
    /// The state machine whose definition it holds; empty for what holds something else.
    pub machine: Rc<str>,
    /// The position of the file in the project; `None` if it is not there.
    pub found: Option<Position>,
}
