//! How the page is set up, and what is open in it.

use super::dialog::Dialog;
use super::notice::Notice;
use super::shared::Shared;
use super::text::{EditorId, TextRange};
use super::{Action, State};
use crate::app::host::clipboard::Copied;
use crate::app::lesson::state::LessonView;
use crate::app::problems::state::ProblemList;
use crate::app::run::records::Record;

/// How the page is set up, and what is open in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct View {
    /// Light, dark, or as the system has it.
    pub(crate) theme: Theme,
    /// The part that a narrow screen shows.
    pub(crate) pane: Pane,
    /// What is shown below the definition.
    pub(crate) setup: SetupTab,
    /// The open dialog, if any.
    pub(crate) dialog: Option<Dialog>,
    /// Which record of a run is in front.
    pub(crate) record: Record,
    /// The message above the editors.
    pub(crate) notice: Option<Notice>,
    /// The range that an editor was last asked to show.
    pub(crate) revealed: Option<(EditorId, TextRange)>,
    /// How the list of problems stands.
    pub(crate) problems: ProblemList,
    /// Whether known secrets are shown in what is seen of a run. It is not kept beyond the page.
    pub(crate) reveals_secrets: bool,
    /// What came of sharing, for the two seconds after it.
    pub(crate) shared: Option<Copied>,
    /// Whether the document is only read: it came by link, and the person has not taken it for their own.
    pub(crate) is_locked: bool,
    /// What came of saving.
    pub(crate) saved: Saved,
}

/// What came of saving the document in this browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Saved {
    /// Nothing was to be saved yet.
    #[default]
    NotYet,
    /// It was saved at this time, in milliseconds since 1970.
    At(i64),
    /// It could not be saved, or not whole.
    Failed,
}

/// Whether the document is only read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Locked(pub(crate) bool);

impl Default for View {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            pane: Pane::Definition,
            setup: SetupTab::Input,
            dialog: None,
            record: Record::default(),
            notice: None,
            revealed: None,
            problems: ProblemList::default(),
            reveals_secrets: false,
            shared: None,
            is_locked: false,
            saved: Saved::NotYet,
        }
    }
}

impl View {
    /// The part of a narrow screen in which that editor is.
    pub(super) fn pane_of(editor: EditorId) -> Pane {
        if matches!(editor, EditorId::Definition | EditorId::File(_)) { Pane::Definition } else { Pane::Setup }
    }

    /// Brings an editor into sight.
    pub(super) fn show_editor(&mut self, editor: EditorId) {
        self.pane = Self::pane_of(editor);
        match editor {
            EditorId::Definition | EditorId::File(_) => {}
            EditorId::Input => self.setup = SetupTab::Input,
            EditorId::Mocks => self.setup = SetupTab::Mocks,
            EditorId::Events => self.setup = SetupTab::Events,
            EditorId::Scenarios => self.setup = SetupTab::Scenarios,
        }
    }
}

/// Which colors the page has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// The parts of the page on a narrow screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pane {
    Definition,
    Setup,
    Graph,
    Run,
}

/// What a run is given beside the definition, a tab for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetupTab {
    Events,
    Input,
    Mocks,
    Scenarios,
    Files,
    Settings,
}

impl SetupTab {
    const WORDS: [(Self, &str); 6] = [
        (Self::Events, "events"),
        (Self::Input, "input"),
        (Self::Mocks, "mocks"),
        (Self::Scenarios, "scenarios"),
        (Self::Files, "files"),
        (Self::Settings, "settings"),
    ];

    /// How a link names it.
    pub(crate) fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(tab, _)| *tab == self).map_or("", |(_, word)| word)
    }

    /// The tab that a link names so.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(tab, _)| *tab)
    }
}

/// What changes the view.
pub(crate) enum ViewAction {
    /// Another theme was picked.
    Theme(Theme),
    /// Another part of a narrow page was picked.
    Pane(Pane),
    /// Another tab below the definition was picked.
    Setup(SetupTab),
    /// Another record of a run was picked.
    Record(Record),
    /// A dialog opens or closes.
    Dialog(Option<Dialog>),
    /// A message is shown above the editors, or dismissed.
    Notice(Option<Notice>),
    /// Known secrets are shown in what is seen of a run, or masked again.
    RevealSecrets(bool),
    /// The document was saved, or not.
    Saved(Saved),
    /// A share link was copied, or two seconds have passed since.
    Shared(Option<Copied>),
    /// The document is only read from now on, or can be changed.
    Lock(bool),
}

impl ViewAction {
    pub(super) fn apply(self, state: &mut State) {
        if matches!((&self, &state.view.dialog), (Self::Dialog(_), Some(Dialog::Consent(_, _, true))))
            && state.lesson.waits
        {
            // The card of the link was answered.
            state.lesson = Shared::new(LessonView { waits: false, ..(*state.lesson).clone() });
        }
        state.set_view(|view| match self {
            Self::Theme(theme) => view.theme = theme,
            Self::Pane(pane) => view.pane = pane,
            Self::Setup(tab) => view.setup = tab,
            Self::Record(record) => view.record = record,
            Self::Dialog(dialog) => view.dialog = dialog,
            Self::Notice(notice) => view.notice = notice,
            Self::RevealSecrets(revealed) => view.reveals_secrets = revealed,
            Self::Saved(saved) => view.saved = saved,
            Self::Shared(shared) => view.shared = shared,
            Self::Lock(is_locked) => view.is_locked = is_locked,
        });
    }
}

impl From<ViewAction> for Action {
    fn from(action: ViewAction) -> Self {
        Self::View(action)
    }
}
