//! What is being edited: texts, files, settings, and where they came from.

use std::rc::Rc;

use asl_document::{DocumentFile, Project, ProjectFile, Settings};
use asl_share::Envelope;
use asl_stack::template::files::FileReference;
use asl_stack::template::source::{self, Read};

use super::notice::Notice;
use super::shared::Shared;
use super::text::EditorId;
use super::view::Pane;
use super::{Action, State};
use crate::app::edit::rename_history::Renamed;
use crate::app::graph::drawing::CurrentState;

/// The definition, what it is run with, and where all of it came from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Document {
    /// The definition's text.
    pub(crate) definition: Rc<str>,
    /// The input's text.
    pub(crate) input: Rc<str>,
    /// The text of the mocks.
    pub(crate) mocks: Rc<str>,
    /// Texts that stand in for objects in S3.
    pub(crate) files: Rc<[DocumentFile]>,
    /// How it is run.
    pub(crate) settings: Settings,
    /// Where all of it came from.
    pub(crate) origin: Origin,
    /// Whether the person changed them since.
    pub(crate) edited: bool,
    /// Grows when the texts were replaced, not typed: editors then take them over.
    pub(crate) revision: u32,
}

/// Where a document came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The person wrote it.
    #[default]
    Own,
    /// The example of that id.
    Example(Rc<str>),
    /// A share link; it does not run before the person agreed.
    Link {
        /// Whether the person agreed.
        confirmed: bool,
    },
}

/// What a person wrote of it, and nothing else.
#[derive(PartialEq)]
pub(crate) struct Texts<'a>([&'a str; 3], &'a [DocumentFile], &'a Settings);

impl<'a> From<&'a Document> for Texts<'a> {
    fn from(document: &'a Document) -> Self {
        let Document { definition, input, mocks, files, settings, .. } = document;
        Self([definition, input, mocks], files, settings)
    }
}

impl Default for Document {
    fn default() -> Self {
        Self::new("", "{}", Origin::Own)
    }
}

impl Document {
    /// A document that nobody changed yet, without mocks and files and run as on AWS.
    pub(crate) fn new(definition: impl Into<Rc<str>>, input: impl Into<Rc<str>>, origin: Origin) -> Self {
        Self {
            definition: definition.into(),
            input: input.into(),
            mocks: "".into(),
            files: Rc::default(),
            settings: Settings::default(),
            origin,
            edited: false,
            revision: 0,
        }
    }

    /// What a link holds, as a document that nobody changed yet.
    pub(crate) fn from_envelope(envelope: Envelope, origin: Origin) -> Self {
        let Envelope { definition, input, mocks, files, settings } = envelope;
        Self { mocks: mocks.into(), files: files.into(), settings, ..Self::new(definition, input, origin) }
    }

    /// What a link to it holds.
    pub(crate) fn to_envelope(&self) -> Envelope {
        Envelope {
            definition: self.definition.to_string(),
            input: self.input.to_string(),
            mocks: self.mocks.to_string(),
            files: self.files.to_vec(),
            settings: self.settings.clone(),
        }
    }

    /// Its definition, read and checked, whatever template stands around it.
    pub(crate) fn read(&self) -> Read {
        source::check(&self.definition, &self.settings.template, self.settings.machine_type)
    }

    /// How many bytes its texts have.
    pub(crate) fn len(&self) -> usize {
        let files = self.files.iter().map(|file| file.bucket.len() + file.key.len() + file.text.len());
        let beside = self.settings.template.project.others.iter().map(|file| file.path.len() + file.text.len());
        self.definition.len() + self.input.len() + self.mocks.len() + files.chain(beside).sum::<usize>()
    }

    /// The files that the definition stands among.
    pub(crate) fn project(&self) -> &Project {
        &self.settings.template.project
    }

    /// The text of the file at `at` in the project: the definition's own, or another one.
    pub(crate) fn file_text(&self, at: usize) -> Rc<str> {
        self.project().other(at).map_or_else(|| self.definition.clone(), |file| file.text.clone())
    }

    /// The editor of the file at `at`: the definition's, if that file is open in it.
    pub(crate) fn editor_of(&self, at: usize) -> EditorId {
        if at == self.project().own() { EditorId::Definition } else { EditorId::File(at) }
    }

    /// All files of the project.
    pub(crate) fn all_files(&self) -> Vec<ProjectFile> {
        self.project().files(&self.definition)
    }

    /// The same with these files, the one at `at` as its definition.
    pub(crate) fn with_project(&self, files: Vec<ProjectFile>, at: usize) -> Self {
        let mut next = self.clone();
        (next.definition, next.settings.template.project) = Project::open(files, at);
        next
    }

    /// The text of that editor.
    pub(crate) fn text(&self, editor: EditorId) -> &Rc<str> {
        match editor {
            EditorId::Definition => &self.definition,
            EditorId::Input => &self.input,
            EditorId::Mocks => &self.mocks,
            EditorId::File(at) => self.project().other(at).map_or(&self.definition, |file| &file.text),
        }
    }

    /// The same after the person typed.
    pub(crate) fn typed(&self, editor: EditorId, text: Rc<str>) -> Self {
        let mut next = Self { edited: true, ..self.clone() };
        match editor {
            EditorId::Definition => next.definition = text,
            EditorId::Input => next.input = text,
            EditorId::Mocks => next.mocks = text,
            EditorId::File(at) => {
                let mut files = self.all_files();
                if let Some(file) = files.get_mut(at) {
                    file.text = text;
                }
                next = next.with_project(files, self.project().own());
            }
        }
        next
    }

    /// The same with other files.
    pub(crate) fn with_files(&self, files: Rc<[DocumentFile]>) -> Self {
        Self { files, edited: true, ..self.clone() }
    }

    /// The same, run in another way.
    pub(crate) fn with_settings(&self, settings: Settings) -> Self {
        Self { settings, edited: true, ..self.clone() }
    }

    /// The same, to be taken over by editors that show `before`.
    pub(crate) fn revised(self, before: u32) -> Self {
        Self { revision: before.wrapping_add(1), ..self }
    }

    /// The same after the person agreed to run it.
    pub(crate) fn confirmed(&self) -> Self {
        let mut next = self.clone();
        if let Origin::Link { confirmed } = &mut next.origin {
            *confirmed = true;
        }
        next
    }

    /// Whether it came by link, whatever happened since.
    pub(crate) fn is_from_link(&self) -> bool {
        matches!(self.origin, Origin::Link { .. })
    }

    /// Whether it must not run before the person agreed.
    pub(crate) fn needs_consent(&self) -> bool {
        self.origin == Origin::Link { confirmed: false }
    }

    /// What tells it from others in a list: the state it starts at, as far as a glance at the text says.
    pub(crate) fn name(&self) -> Option<&str> {
        let (_, rest) = self.definition.split_once("StartAt")?;
        let line = rest.trim_start_matches(['"', '\'', ' ', ':']).lines().next()?;
        let name = line.split(['"', '\'', ',', '#']).next()?.trim();
        (!name.is_empty() && name.chars().count() <= 80).then_some(name)
    }

    /// Whether the person would miss it.
    pub(crate) fn is_own_work(&self) -> bool {
        (self.edited || self.origin == Origin::Own) && !self.definition.trim().is_empty()
    }
}

/// How many documents are kept.
const MOST_PREVIOUS: usize = 5;

/// What changes the document.
pub(crate) enum DocumentAction {
    /// The person typed into an editor.
    Typed(EditorId, Rc<str>),
    /// Other files stand in for objects in S3.
    SetFiles(Rc<[DocumentFile]>),
    /// The file at that position of the project is the definition from now on.
    OpenFile(usize),
    /// The project has these files from now on, and the one at that position is the definition.
    SetProject(Vec<ProjectFile>, usize),
    /// The document is run in another way.
    SetSettings(Settings),
    /// The text of the mocks was changed by a command: its editor takes it over.
    SetMocks(Rc<str>),
    /// The text of the input was changed by a command: its editor takes it over.
    SetInput(Rc<str>),
    /// The text of the definition was changed by a command: its editor takes it over.
    SetDefinition(Rc<str>),
    /// A state was renamed together with its mock.
    Renamed(Renamed),
    /// Another document takes the place of the present one, which is kept if it is the person's work.
    Open(Document),
    /// The last document kept comes back.
    Back,
    /// The person agreed to run this document, which came by link; ignored if it is no longer the present one.
    Consent(Shared<Document>),
}

impl DocumentAction {
    pub(super) fn apply(self, state: &mut State) {
        let document = state.document.clone();
        match self {
            Self::Typed(editor, text) => {
                if document.text(editor) != &text {
                    typed(state, editor, text);
                }
            }
            Self::Renamed(renamed) => state.renames = Shared::new(state.renames.with(renamed)),
            Self::SetFiles(files) => {
                if document.files != files {
                    edit(state, document.with_files(files));
                }
            }
            Self::SetSettings(settings) => {
                if document.settings != settings {
                    edit(state, document.with_settings(settings));
                }
            }
            Self::OpenFile(at) => {
                if at != document.project().own() && at < document.project().count() {
                    // What is only looked at is not changed; but the machine of the file is the chosen one.
                    let mut next = document.with_project(document.all_files(), at);
                    if let Some(machine) = machine_in(state, at) {
                        next.settings.template.machine = machine;
                    }
                    state.document = Shared::new(next);
                }
            }
            Self::SetProject(files, at) => {
                let next = Document { edited: true, ..document.with_project(files, at) };
                edit(state, next.revised(document.revision));
            }
            Self::SetMocks(text) => {
                if document.mocks != text {
                    edit(state, document.typed(EditorId::Mocks, text).revised(document.revision));
                }
            }
            Self::SetInput(text) => {
                edit(state, document.typed(EditorId::Input, text).revised(document.revision));
            }
            Self::SetDefinition(text) => {
                edit(state, document.typed(EditorId::Definition, text).revised(document.revision));
            }
            Self::Open(other) => open(state, other),
            Self::Back => {
                let mut previous = (*state.previous).clone();
                let Some(last) = previous.pop() else { return };
                if document.is_own_work() {
                    previous.insert(0, (*document).clone());
                }
                state.previous = Shared::new(previous);
                replace(state, last, None);
            }
            Self::Consent(asked) => {
                if asked == document {
                    state.document = Shared::new(document.confirmed());
                }
            }
        }
    }
}

impl From<DocumentAction> for Action {
    fn from(action: DocumentAction) -> Self {
        Self::Document(action)
    }
}

/// The state machine whose definition stands in the file at `at`, if another one is chosen now.
fn machine_in(state: &State, at: usize) -> Option<Rc<str>> {
    let template = state.analysis.template.as_ref()?;
    let own = |file: &&FileReference| file.found == Some(at) && !file.machine.is_empty();
    let machines: Vec<&Rc<str>> = template.files.iter().filter(own).map(|file| &file.machine).collect();
    let chosen = template.machines.get(template.chosen);
    if chosen.is_some_and(|chosen| machines.contains(&chosen)) {
        None
    } else {
        machines.first().map(|id| Rc::clone(id))
    }
}

/// The person typed `text` into an editor. Where that takes a rename back, or makes it again, the mocks go along.
fn typed(state: &mut State, editor: EditorId, text: Rc<str>) {
    let document = state.document.clone();
    let step = (editor == EditorId::Definition)
        .then(|| state.renames.follow(&document.definition, &text, &document.mocks))
        .flatten();
    edit(state, document.typed(editor, text));
    if let Some((renames, mocks)) = step {
        state.renames = Shared::new(renames);
        if let Some(mocks) = mocks {
            let with_mocks = state.document.typed(EditorId::Mocks, mocks).revised(document.revision);
            state.document = Shared::new(with_mocks);
        }
    }
}

/// The person changed the document.
fn edit(state: &mut State, document: Document) {
    state.document = Shared::new(document);
    state.set_view(|view| {
        view.problems.refused = false;
        view.notice.take_if(|notice| matches!(notice, Notice::PreviousKept | Notice::Changed(_)));
    });
}

/// Another document takes the place of the present one, which is kept if it is the person's work.
fn open(state: &mut State, document: Document) {
    let keeps = state.document.is_own_work() && Texts::from(&document) != Texts::from(&*state.document);
    if keeps {
        let mut previous = (*state.previous).clone();
        previous.push((*state.document).clone());
        previous.drain(..previous.len().saturating_sub(MOST_PREVIOUS));
        state.previous = Shared::new(previous);
    }
    let notice = if document.is_from_link() {
        Some(Notice::FromLink { kept: keeps })
    } else {
        keeps.then_some(Notice::PreviousKept)
    };
    replace(state, document, notice);
}

/// The document and nothing that belonged to the one before it.
fn replace(state: &mut State, document: Document, notice: Option<Notice>) {
    state.document = Shared::new(document.revised(state.document.revision));
    state.renames = Shared::default();
    state.run = Shared::default();
    state.breadcrumbs = Shared::default();
    state.pending_tasks = Shared::default();
    state.current = CurrentState::default();
    state.selection = state.selection.cleared();
    state.set_view(|view| {
        view.notice = notice;
        view.problems.refused = false;
        view.pane = Pane::Definition;
    });
}
