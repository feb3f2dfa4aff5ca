//! What is being edited: texts, files, settings, and where they came from.

use std::rc::Rc;

use asl_document::{DocumentFile, Project, ProjectFile, Settings};
use asl_examples::Example;
use asl_ide::refactor::rename::{rename_lesson, rename_mock, rename_scenarios};
use asl_lesson::Solution;
use asl_share::{ConnectionOutline, Envelope};
use asl_sim::debug::Breakpoints;
use asl_stack::requirements::MissingConnection;
use asl_stack::template::files::FileReference;
use asl_stack::template::source::{self, Read};
use asl_text::change::TextChange;

use super::notice::Notice;
use super::request::PageRequest;
use super::shared::Shared;
use super::text::EditorId;
use super::view::Pane;
use super::{Action, State};
use crate::app::edit::rename_history::Renamed;
use crate::app::graph::drawing::CurrentState;
use crate::app::lesson::state::LessonView;

/// The definition, what it is run with, and where all of it came from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Document {
    /// The definition's text.
    pub(crate) definition: Rc<str>,
    /// The input's text.
    pub(crate) input: Rc<str>,
    /// The text of the mocks.
    pub(crate) mocks: Rc<str>,
    /// The text of the events for its buses.
    pub(crate) events: Rc<str>,
    /// The text of the scenarios.
    pub(crate) scenarios: Rc<str>,
    /// The text of the lesson beside it.
    pub(crate) lesson: Rc<str>,
    /// Texts that stand in for objects in S3.
    pub(crate) files: Rc<[DocumentFile]>,
    /// How it is run.
    pub(crate) settings: Settings,
    /// Where all of it came from.
    pub(crate) origin: Origin,
    /// What the person calls it; empty for a name that is made of its text.
    pub(crate) title: Rc<str>,
    /// The tab that it is open in: editors keep what can be undone for each.
    pub(crate) tab: u32,
    /// Whether the person changed them since.
    pub(crate) edited: bool,
    /// Grows when the texts were replaced, not typed: editors then take them over.
    pub(crate) revision: u32,
    /// Whose the input is.
    pub(crate) input_of: InputOf,
    /// Grows when the input alone was replaced.
    pub(crate) input_revision: u32,
    /// The connections that a link says it needs. They are kept as long as the page is open.
    pub(crate) outlines: Rc<[ConnectionOutline]>,
    /// Where its runs are held. They are kept in this browser, and never in a link.
    pub(crate) breakpoints: Rc<Breakpoints>,
}

/// Whose the input is: what nobody typed gives way when another workflow takes the place of the one that it came with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum InputOf {
    /// It came with the definition.
    #[default]
    Workflow,
    /// The person wrote it.
    Person,
    /// It came with another definition: one made from what the workflow reads is to take its place.
    Other(Replaced),
    /// It was made from what the workflow reads, and follows that.
    Made(Replaced),
}

/// What a pasted definition took the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Replaced {
    /// The definition before.
    pub(crate) definition: Rc<str>,
    /// The input that came with it.
    pub(crate) input: Rc<str>,
}

/// Fewer bytes than these are typed, not pasted.
const LEAST_PASTED: usize = 20;

/// Whether another workflow took the place of the one before: what both texts begin and end with is the smaller part.
pub(crate) fn is_another(before: &str, after: &str) -> bool {
    let change = TextChange::between(before, after);
    let same = after.len() - change.put();
    change.put() >= LEAST_PASTED && 2 * same < before.len().max(after.len())
}

/// Whether that is no input to speak of.
pub(crate) fn is_no_input(text: &str) -> bool {
    text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().trim_matches(['{', '}']).is_empty()
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
pub(crate) struct Texts<'a>([&'a str; 6], &'a [DocumentFile], &'a Settings);

impl<'a> From<&'a Document> for Texts<'a> {
    fn from(document: &'a Document) -> Self {
        let Document { definition, input, mocks, events, scenarios, lesson, files, settings, .. } = document;
        Self([definition, input, mocks, events, scenarios, lesson], files, settings)
    }
}

impl Default for Document {
    fn default() -> Self {
        Self::new("", "{}", Origin::Own)
    }
}

impl Document {
    /// A document that nobody changed yet, without mocks, events and files and run as on AWS.
    pub(crate) fn new(definition: impl Into<Rc<str>>, input: impl Into<Rc<str>>, origin: Origin) -> Self {
        Self {
            definition: definition.into(),
            input: input.into(),
            mocks: "".into(),
            events: "".into(),
            scenarios: "".into(),
            lesson: "".into(),
            files: Rc::default(),
            settings: Settings::default(),
            origin,
            title: "".into(),
            tab: 0,
            edited: false,
            revision: 0,
            input_of: InputOf::Workflow,
            input_revision: 0,
            outlines: Rc::default(),
            breakpoints: Rc::default(),
        }
    }

    /// What a link holds, as a document that nobody changed yet.
    pub(crate) fn from_envelope(envelope: Envelope, origin: Origin) -> Self {
        let Envelope { definition, input, mocks, events, scenarios, lesson, files, settings, connections, .. } =
            envelope;
        let (mocks, events, scenarios, lesson) = (mocks.into(), events.into(), scenarios.into(), lesson.into());
        let (files, outlines) = (files.into(), connections.into());
        Self { mocks, events, scenarios, lesson, files, settings, outlines, ..Self::new(definition, input, origin) }
    }

    /// What a link to it holds, without its connections and without what is shown of it.
    pub(crate) fn to_envelope(&self) -> Envelope {
        Envelope {
            definition: self.definition.to_string(),
            input: self.input.to_string(),
            mocks: self.mocks.to_string(),
            events: self.events.to_string(),
            scenarios: self.scenarios.to_string(),
            lesson: self.lesson.to_string(),
            files: self.files.to_vec(),
            settings: self.settings.clone(),
            ..Envelope::default()
        }
    }

    /// What a link said of the connection that a Task misses.
    pub(crate) fn outline(&self, missing: &MissingConnection) -> Option<&ConnectionOutline> {
        let name = missing.substitution();
        let fits = |one: &&ConnectionOutline| {
            &*one.name == missing.suggested_name()
                || name.is_some_and(|name| one.aliases.iter().any(|known| &**known == name))
        };
        self.outlines.iter().find(fits)
    }

    /// Its definition, read and checked, whatever template stands around it.
    pub(crate) fn read(&self) -> Read {
        source::check(&self.definition, &self.settings.template, self.settings.machine_type)
    }

    /// Whether there is nothing in it yet: no definition, and no file beside it.
    pub(crate) fn is_blank(&self) -> bool {
        self.project().others.is_empty() && self.definition.trim().is_empty()
    }

    /// How many bytes its texts have.
    pub(crate) fn len(&self) -> usize {
        let files = self.files.iter().map(|file| file.bucket.len() + file.key.len() + file.text.len());
        let beside = self.settings.template.project.others.iter().map(|file| file.path.len() + file.text.len());
        let texts = [&self.definition, &self.input, &self.mocks, &self.events, &self.scenarios, &self.lesson];
        texts.map(|text| text.len()).into_iter().chain(files).chain(beside).sum()
    }

    /// Its files as Distributed Maps find them.
    pub(crate) fn s3_files(&self) -> asl_sim::Files {
        let mut files = asl_sim::Files::new();
        for file in self.files.iter() {
            files.insert(&file.bucket, &file.key, file.text.clone());
        }
        files
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
            EditorId::Events => &self.events,
            EditorId::Scenarios => &self.scenarios,
            EditorId::File(at) => self.project().other(at).map_or(&self.definition, |file| &file.text),
        }
    }

    /// The same after the person typed.
    pub(crate) fn typed(&self, editor: EditorId, text: Rc<str>) -> Self {
        let mut next = Self { edited: true, ..self.clone() };
        match editor {
            EditorId::Definition => {
                next.definition = text;
                next.follow_input(&self.definition);
            }
            EditorId::Input => {
                next.input = text;
                next.input_of = InputOf::Person;
            }
            EditorId::Mocks => next.mocks = text,
            EditorId::Events => next.events = text,
            EditorId::Scenarios => next.scenarios = text,
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

    /// The definition was changed from `before`. What came with another one is to give way, and comes back with it.
    fn follow_input(&mut self, before: &Rc<str>) {
        match &self.input_of {
            InputOf::Other(replaced) | InputOf::Made(replaced) if replaced.definition == self.definition => {
                self.input = replaced.input.clone();
                self.input_revision += 1;
                self.input_of = InputOf::Workflow;
            }
            InputOf::Person if !is_no_input(&self.input) => {}
            InputOf::Other(_) | InputOf::Made(_) => {}
            InputOf::Workflow | InputOf::Person => {
                if is_another(before, &self.definition) {
                    let replaced = Replaced { definition: before.clone(), input: self.input.clone() };
                    self.input_of = InputOf::Other(replaced);
                }
            }
        }
    }

    /// The same with an input that was made for its definition.
    fn with_made_input(&self, input: Rc<str>) -> Self {
        let replaced = match &self.input_of {
            InputOf::Other(replaced) | InputOf::Made(replaced) => replaced.clone(),
            InputOf::Workflow | InputOf::Person => Replaced { definition: "".into(), input: self.input.clone() },
        };
        let input_revision = self.input_revision + u32::from(self.input != input);
        Self { input, input_revision, input_of: InputOf::Made(replaced), ..self.clone() }
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

    /// The same with what reaches the goal of a step. What a link brings for that nobody agreed to run yet.
    fn solved(&self, Solution { definition, input, mocks, scenarios }: &Solution) -> Self {
        let mut next = Self { edited: true, ..self.clone() };
        let or = |new: &Option<Rc<str>>, old: &Rc<str>| new.as_ref().unwrap_or(old).clone();
        next.definition = or(definition, &self.definition);
        next.input = or(input, &self.input);
        next.mocks = or(mocks, &self.mocks);
        next.scenarios = or(scenarios, &self.scenarios);
        next.asking_again()
    }

    /// The same, asking again before it runs if it came by link.
    fn asking_again(mut self) -> Self {
        if let Origin::Link { confirmed } = &mut self.origin {
            *confirmed = false;
        }
        self
    }

    /// A document of an example.
    pub(crate) fn of_example(example: &Example) -> Self {
        let document = Self::new(example.definition, example.input, Origin::Example(example.id.into()));
        let file = |(bucket, key, text): &(&str, &str, &str)| DocumentFile {
            bucket: (*bucket).into(),
            key: (*key).into(),
            text: (*text).into(),
        };
        let files = example.files.iter().map(file).collect();
        // An example with events is about them, also where a rule starts its machine.
        let settings = Settings { starts_events: !example.events.is_empty(), ..document.settings.clone() };
        let (mocks, events) = (example.mocks.into(), example.events.into());
        Self { mocks, events, files, settings, ..document }
    }

    /// The same with that function of its template invoked alone. Code of a link that nobody saw does not run.
    fn invoking(&self, function: Rc<str>) -> Self {
        let mut settings = self.settings.clone();
        settings.template.machine = function;
        self.with_settings(settings).asking_again()
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

    /// What it is called: the person's name for it, or the state that it starts at.
    pub(crate) fn label(&self) -> &str {
        if self.title.is_empty() { self.name().unwrap_or("New workflow") } else { &self.title }
    }

    /// Whether the person would miss it.
    pub(crate) fn is_own_work(&self) -> bool {
        (self.edited || self.origin == Origin::Own) && !self.definition.trim().is_empty()
    }
}

/// What is said to who changes a document that is only read.
pub(super) const LOCKED: &str = "This workflow is read-only.";

/// How many documents are kept.
const MOST_PREVIOUS: usize = 5;

/// What a text becomes; `None` leaves it as it is.
pub(crate) type ChangeOfText = Rc<dyn Fn(&str) -> Option<String>>;

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
    /// Runs are held at other places.
    SetBreakpoints(Breakpoints),
    /// The text of the mocks was changed by a command: its editor takes it over.
    SetMocks(Rc<str>),
    /// The text of the input was changed by a command: its editor takes it over.
    SetInput(Rc<str>),
    /// An input was made from what this definition reads; ignored if it is no longer the present one, or if the person has
    /// written an input meanwhile.
    MakeInput {
        /// The definition that it was made for.
        definition: Rc<str>,
        /// The input.
        input: Rc<str>,
        /// Whether the person asked for it.
        asked: bool,
    },
    /// The input that a made one took the place of comes back.
    RestoreInput,
    /// The text of the events was changed by a command or in their form: their editor takes it over.
    SetEvents(Rc<str>),
    /// The text of the scenarios was changed by a command: their editor takes it over.
    SetScenarios(Rc<str>),
    /// The same for a change of the newest text, whatever was pressed just before; `None` leaves it as it is. What changes
    /// it stands in a chunk.
    ChangeScenarios(ChangeOfText),
    /// The lesson was changed.
    SetLesson(Rc<str>),
    /// The guided text of the example took its place beside it, which changes nothing of the example.
    SetGuide(Rc<str>),
    /// What reaches the goal of a step takes the place of the person's texts.
    Solve(Rc<Solution>),
    /// The text of the definition was changed by a command: its editor takes it over.
    SetDefinition(Rc<str>),
    /// A state was renamed together with its mock.
    Renamed(Renamed),
    /// Another document takes the place of the present one, which is kept if it is the person's work.
    Open(Document),
    /// The last document kept comes back.
    Back,
    /// A function of the template is invoked alone from now on, in place of its machine or its rules.
    Invoke(Rc<str>),
    /// The person agreed to run this document, which came by link; ignored if it is no longer the present one.
    Consent(Shared<Document>),
}

impl DocumentAction {
    /// Whether it changes what a person wrote.
    fn edits(&self, document: &Document) -> bool {
        match self {
            Self::Open(_) | Self::Back | Self::Consent(_) | Self::OpenFile(_) | Self::SetBreakpoints(_) => false,
            // Which machine of a template is looked at.
            Self::SetSettings(settings) => {
                let mut looked_at = document.settings.clone();
                looked_at.template.machine = settings.template.machine.clone();
                looked_at != *settings
            }
            _ => true,
        }
    }

    pub(super) fn apply(self, state: &mut State) {
        let document = state.document.clone();
        if state.view.is_locked && self.edits(&document) {
            return PageRequest::announce(LOCKED).apply(state);
        }
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
            Self::SetBreakpoints(breakpoints) => {
                // They are no part of the work: nothing is edited.
                state.document = Shared::new(Document { breakpoints: Rc::new(breakpoints), ..(*document).clone() });
            }
            Self::Invoke(function) => {
                if document.settings.template.machine != function {
                    edit(state, document.invoking(function));
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
            Self::MakeInput { definition, input, asked } => {
                let may = asked || matches!(document.input_of, InputOf::Other(_) | InputOf::Made(_));
                if may && document.definition == definition {
                    let next = document.with_made_input(input);
                    if next != *document {
                        edit(state, Document { edited: true, ..next });
                    }
                }
            }
            Self::RestoreInput => {
                if let InputOf::Made(replaced) = &document.input_of {
                    let next = document.typed(EditorId::Input, replaced.input.clone());
                    edit(state, Document { input_revision: document.input_revision + 1, ..next });
                }
            }
            Self::SetEvents(text) => {
                if document.events != text {
                    edit(state, document.typed(EditorId::Events, text).revised(document.revision));
                }
            }
            Self::SetScenarios(text) => {
                if document.scenarios != text {
                    edit(state, document.typed(EditorId::Scenarios, text).revised(document.revision));
                }
            }
            Self::ChangeScenarios(change) => {
                if let Some(text) = change(&document.scenarios).filter(|text| **text != *document.scenarios) {
                    edit(state, document.typed(EditorId::Scenarios, text.into()).revised(document.revision));
                }
            }
            Self::SetLesson(lesson) => {
                if document.lesson != lesson {
                    edit(state, Document { lesson, edited: true, ..(*document).clone() });
                }
            }
            Self::Solve(solution) => edit(state, document.solved(&solution).revised(document.revision)),
            Self::SetGuide(lesson) => state.document = Shared::new(Document { lesson, ..(*document).clone() }),
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
                    state.set_view(|view| view.is_locked = false);
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

/// Calls a state of the mocks, the scenarios, the lesson and the breakpoints as it is called now.
fn rename_along(state: &mut State, was: &str, is: &str, revision: u32) {
    if let Some(Ok(mocks)) = rename_mock(&state.document.mocks, was, is) {
        state.document = Shared::new(state.document.typed(EditorId::Mocks, mocks.into()).revised(revision));
    }
    if let Some(Ok(scenarios)) = rename_scenarios(&state.document.scenarios, was, is) {
        state.document = Shared::new(state.document.typed(EditorId::Scenarios, scenarios.into()).revised(revision));
    }
    if let Some(Ok(lesson)) = rename_lesson(&state.document.lesson, was, is) {
        state.document = Shared::new(Document { lesson: lesson.into(), ..(*state.document).clone() });
    }
    if let Some(breakpoints) = renamed_breakpoint(&state.document.breakpoints, was, is) {
        let breakpoints = Rc::new(breakpoints);
        state.document = Shared::new(Document { breakpoints, ..(*state.document).clone() });
    }
}

/// The breakpoints with that on `was` on `is`; `None` if there is none.
pub(crate) fn renamed_breakpoint(breakpoints: &Breakpoints, was: &str, is: &str) -> Option<Breakpoints> {
    let mut breakpoints = breakpoints.clone();
    breakpoints.states.remove(was).then(|| {
        breakpoints.states.insert(is.into());
        breakpoints
    })
}

/// The person typed `text` into an editor. Where that takes a rename back, or makes it again, mocks, scenarios and
/// breakpoints go along.
fn typed(state: &mut State, editor: EditorId, text: Rc<str>) {
    let document = state.document.clone();
    if editor == EditorId::Definition
        && let Some((loads, other)) = state.loads.follow(&document, &text)
    {
        let input_revision = document.input_revision;
        enter(state, Document { input_revision, ..other.revised(document.revision) }, None);
        state.loads = Shared::new(loads);
        return;
    }
    let is_lost = editor == EditorId::Definition && is_workflow(&document.definition) && is_piece(&text);
    let step = (editor == EditorId::Definition).then(|| state.renames.follow(&document.definition, &text)).flatten();
    edit(state, document.typed(editor, text));
    if let Some((renames, [was, is])) = step {
        state.renames = Shared::new(renames);
        rename_along(state, &was, &is, document.revision);
    }
    if is_lost {
        // What was pasted over a workflow belongs to it: the workflow can be gone back to.
        keep(state, &document);
        state.set_view(|view| view.notice = Some(Notice::PreviousKept));
    }
}

/// Keeps a document among those that something took the place of.
fn keep(state: &mut State, document: &Document) {
    let mut previous = (*state.previous).clone();
    previous.push(document.clone());
    previous.drain(..previous.len().saturating_sub(MOST_PREVIOUS));
    state.previous = Shared::new(previous);
}

/// Whether a text has a definition in it, as far as a glance says.
fn is_workflow(text: &str) -> bool {
    text.contains("States") && text.contains("StartAt")
}

/// Whether a text is a connection or a policy, which belong to a workflow and are none, as far as a glance says.
fn is_piece(text: &str) -> bool {
    let has = |word: &str| text.contains(word);
    // What a workflow has is found at its beginning: nothing else is looked for in one.
    if has("States") || has("StartAt") {
        return false;
    }
    (has("AWS::Events::Connection") && !has("AWS::Events::Rule")) || (has("Effect") && has("Action"))
}

/// The person changed the document.
fn edit(state: &mut State, document: Document) {
    state.document = Shared::new(document);
    state.set_view(|view| {
        view.problems.refused = None;
        view.notice.take_if(|notice| matches!(notice, Notice::PreviousKept | Notice::Changed(_)));
    });
}

/// Another document takes the place of the present one, which is kept if it is the person's work.
fn open(state: &mut State, document: Document) {
    let keeps = state.document.is_own_work() && Texts::from(&document) != Texts::from(&*state.document);
    if keeps {
        let document = state.document.clone();
        keep(state, &document);
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
    let tab = state.document.tab;
    // Both numbers grow: the input's editor looks at their sum.
    let input_revision = state.document.input_revision;
    let document = Document { tab, input_revision, ..document.revised(state.document.revision) };
    state.loads = Shared::new(state.loads.with(&state.document, &document));
    enter(state, document, notice);
}

/// The document in the place of the present one, and nothing that belonged to that.
pub(super) fn enter(state: &mut State, document: Document, notice: Option<Notice>) {
    // What was taken out of a link is the person's own work.
    let is_locked = document.needs_consent() && !document.edited;
    state.document = Shared::new(document);
    state.renames = Shared::default();
    state.run = Shared::default();
    state.breadcrumbs = Shared::default();
    state.pending_tasks = Shared::default();
    state.events = Shared::default();
    state.current = CurrentState::default();
    state.lesson = Shared::new(LessonView::of(&state.document));
    state.selection = state.selection.cleared();
    state.set_view(|view| {
        view.notice = notice;
        view.is_locked = is_locked;
        view.problems.refused = None;
        view.pane = Pane::Definition;
    });
}
