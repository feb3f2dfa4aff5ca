//! The page's one state and everything that changes it. No browser call in here.

use std::rc::Rc;

use asl_playground::http::Connections;
use asl_playground::run::{EventId, VisitId};
use yew::Reducible;

use super::document::{Document, Texts};
use super::draft::Draft;
use super::findings::{Findings, Place};
use super::plan::Plan;
use super::run_view::RunView;
use super::shared::Shared;

/// Everything that the page shows, in parts that change at different times.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct State {
    /// What is being edited.
    pub(crate) document: Shared<Document>,
    /// Documents that a link or an example took the place of, the newest last.
    pub(crate) kept: Shared<Vec<Document>>,
    /// What the last check found.
    pub(crate) findings: Shared<Findings>,
    /// The connections of this tab.
    pub(crate) connections: Shared<Connections>,
    /// The last run.
    pub(crate) run: Shared<RunView>,
    /// What is selected in it.
    pub(crate) selection: Selection,
    /// How the page is set up, and what stands open.
    pub(crate) view: Shared<View>,
}

/// What is selected in the last run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    /// The selected visit; `None` follows the newest one.
    pub(crate) visit: Option<VisitId>,
    /// The selected event, if one was picked.
    pub(crate) event: Option<EventId>,
    /// The inspector's tab; `None` shows what fits best.
    pub(crate) tab: Option<InspectorTab>,
}

/// The tabs of the inspector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InspectorTab {
    Input,
    Output,
    Stages,
    Error,
    Http,
    Definition,
    Event,
}

/// How the page is set up, and what stands open.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct View {
    /// Light, dark, or as the system has it.
    pub(crate) theme: Theme,
    /// The part that a narrow screen shows.
    pub(crate) pane: Pane,
    /// The width of the left column in percent.
    pub(crate) split: u8,
    /// The open dialog.
    pub(crate) dialog: Option<Dialog>,
    /// What the person is told above the editors.
    pub(crate) notice: Option<Notice>,
    /// A place that an editor is asked to show.
    pub(crate) reveal: Option<Reveal>,
    /// What came of sharing, for the two seconds after it.
    pub(crate) shared: Option<Copied>,
    /// Grows whenever the list of problems is asked to take the focus.
    pub(crate) problems_wanted: u32,
}

impl Default for View {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            pane: Pane::Definition,
            split: 40,
            dialog: None,
            notice: None,
            reveal: None,
            shared: None,
            problems_wanted: 0,
        }
    }
}

/// Which colours the page has.
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
    Input,
    Run,
}

/// A dialog.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Dialog {
    /// The connections; with a draft, its form.
    Connections(Option<Rc<Draft>>),
    /// Shortcuts, and what differs from AWS.
    Help,
    /// The question before the first run of a document that came by link.
    Confirm(Rc<Plan>),
}

/// Something the person is told, until it is dismissed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Notice {
    /// The document came by link.
    FromLink,
    /// An example took the place of the person's own document, which is kept.
    Kept,
    /// A link could not be opened.
    BrokenLink(String),
    /// The browser keeps nothing for this page.
    StorageClosed,
    /// The connections could not be kept: they are there until the page is left.
    ConnectionsNotKept,
    /// The share link is so long that some programs cut it; its length in characters.
    LongLink(usize),
    /// The share link could not be copied; here it is.
    CopyByHand(Rc<str>),
}

/// What came of copying something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Copied {
    /// It is in the clipboard.
    Done,
    /// The browser refused.
    Failed,
}

/// A place that an editor is asked to show, in UTF-16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reveal {
    /// The editor.
    pub(crate) place: Place,
    /// Where it begins.
    pub(crate) from: u32,
    /// Where it ends.
    pub(crate) to: u32,
    /// Makes a repeated request another one.
    pub(crate) turn: u32,
}

/// What changes the state.
pub(crate) enum Action {
    /// The person typed into an editor.
    Typed(Place, Rc<str>),
    /// A check is done.
    Checked(Findings),
    /// Another document takes the place of the present one, which is kept if it is the person's work.
    Open(Document),
    /// The last document kept comes back.
    Back,
    /// The person agreed to run a document that came by link.
    ConfirmLink,
    /// The connections changed.
    Connections(Connections),
    /// A run did not start: these problems hinder it.
    Refused(Findings),
    /// A run started.
    Started(RunView),
    /// A run went on or ended; ignored if it is not the last one.
    Progressed(RunView),
    /// A row was picked.
    SelectVisit(VisitId),
    /// An event was picked.
    SelectEvent(EventId, VisitId),
    /// A tab of the inspector was picked.
    SelectTab(InspectorTab),
    /// The step where a run failed was asked for.
    ShowFailure(VisitId),
    /// A place in an editor was asked for.
    Reveal(Place, u32, u32),
    /// Another theme was picked.
    SetTheme(Theme),
    /// Another part of a narrow page was picked.
    SetPane(Pane),
    /// The columns were moved.
    SetSplit(u8),
    /// A dialog opens or closes.
    SetDialog(Option<Dialog>),
    /// The person is told something, or has read it.
    SetNotice(Option<Notice>),
    /// A share link was copied, or two seconds have passed since.
    SetShared(Option<Copied>),
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Action::Typed(place, text) => {
                if self.document.text(place) == &text {
                    return self;
                }
                next.document = Shared::new(self.document.typed(place, text));
                if self.view.notice == Some(Notice::Kept) {
                    next.set_view(|view| view.notice = None);
                }
            }
            Action::Checked(findings) => {
                if *self.findings == findings {
                    return self;
                }
                next.findings = Shared::new(findings);
            }
            Action::Open(document) => next.open(document),
            Action::Back => {
                let mut kept = (*self.kept).clone();
                let Some(document) = kept.pop() else { return self };
                if self.document.is_own_work() {
                    kept.insert(0, (*self.document).clone());
                }
                next.document = Shared::new(document.revised(self.document.revision));
                next.kept = Shared::new(kept);
                next.set_view(|view| view.notice = None);
            }
            Action::ConfirmLink => next.document = Shared::new(self.document.confirmed()),
            Action::Connections(connections) => next.connections = Shared::new(connections),
            Action::Refused(findings) => {
                next.findings = Shared::new(findings);
                next.set_view(|view| {
                    view.problems_wanted += 1;
                    if view.pane == Pane::Run {
                        view.pane = Pane::Definition;
                    }
                });
            }
            Action::Started(run) => {
                next.run = Shared::new(run);
                next.selection = Selection { tab: self.selection.tab, ..Selection::default() };
                next.set_view(|view| view.pane = Pane::Run);
            }
            Action::Progressed(run) => {
                if run.id != self.run.id || self.run.has_ended() {
                    return self;
                }
                next.run = Shared::new(run);
            }
            Action::SelectVisit(visit) => {
                next.selection = Selection { visit: Some(visit), event: None, tab: self.selection.tab };
            }
            Action::SelectEvent(event, visit) => {
                next.selection = Selection { visit: Some(visit), event: Some(event), ..self.selection };
            }
            Action::SelectTab(tab) => next.selection.tab = Some(tab),
            Action::ShowFailure(visit) => {
                next.selection = Selection { visit: Some(visit), event: None, tab: Some(InspectorTab::Error) };
            }
            Action::Reveal(place, from, to) => next.set_view(|view| {
                let turn = view.reveal.map_or(0, |reveal| reveal.turn) + 1;
                view.reveal = Some(Reveal { place, from, to, turn });
                view.pane = if place == Place::Definition { Pane::Definition } else { Pane::Input };
            }),
            Action::SetTheme(theme) => next.set_view(|view| view.theme = theme),
            Action::SetPane(pane) => next.set_view(|view| view.pane = pane),
            Action::SetSplit(split) => next.set_view(|view| view.split = split.clamp(20, 75)),
            Action::SetDialog(dialog) => next.set_view(|view| view.dialog = dialog),
            Action::SetNotice(notice) => next.set_view(|view| view.notice = notice),
            Action::SetShared(shared) => next.set_view(|view| view.shared = shared),
        }
        if next == *self { self } else { Rc::new(next) }
    }
}

/// How many documents are kept.
const KEPT: usize = 5;

impl State {
    fn open(&mut self, document: Document) {
        let same = Texts::from(&document) == Texts::from(&*self.document);
        if !same && self.document.is_own_work() {
            let mut kept = (*self.kept).clone();
            kept.push((*self.document).clone());
            kept.drain(..kept.len().saturating_sub(KEPT));
            self.kept = Shared::new(kept);
        }
        let notice = if document.is_from_link() {
            Some(Notice::FromLink)
        } else if !same && self.document.is_own_work() {
            Some(Notice::Kept)
        } else {
            None
        };
        self.document = Shared::new(document.revised(self.document.revision));
        self.run = Shared::default();
        self.selection = Selection { tab: self.selection.tab, ..Selection::default() };
        self.set_view(|view| {
            view.notice = notice;
            view.pane = Pane::Definition;
        });
    }

    fn set_view(&mut self, change: impl FnOnce(&mut View)) {
        let mut view = (*self.view).clone();
        change(&mut view);
        if view != *self.view {
            self.view = Shared::new(view);
        }
    }
}
