//! What a document of the playground holds beside the texts of its definition, input and mocks: how it is run, the files
//! that a run finds, the files of a project, and what is chosen of a template around the definition.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod project;
pub mod retention;
pub mod settings;

use asl_value::SortedMap;
use std::rc::Rc;

pub use project::{Project, ProjectFile};
pub use settings::{LONGEST_COLD_START, Settings};

/// A file of the document: a text that stands in for an object in S3.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentFile {
    /// The bucket's name.
    pub bucket: Rc<str>,
    /// The object's key.
    pub key: Rc<str>,
    /// What it holds.
    pub text: Rc<str>,
}

/// What is chosen of a template, and the files that it is read with. INVARIANT: the page offers no field for a parameter
/// that is a secret, and reading a template ignores a value for one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateChoice {
    /// The logical id of the state machine; the first one if there is none of that name.
    pub machine: Rc<str>,
    /// Values by the names of parameters; the others have their defaults.
    pub parameters: SortedMap<Rc<str>, Rc<str>>,
    /// The files that the text stands among.
    pub project: Project,
}
