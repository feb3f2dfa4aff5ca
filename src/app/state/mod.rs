//! The page's one state and everything that changes it. No browser call in here.

pub(crate) mod commands;
pub(crate) mod document;
pub(crate) mod shared;

use std::rc::Rc;

use asl_playground::diagnostic::Code;
use asl_playground::http::Connections;
use asl_playground::http::relay::RelaySetting;
use asl_playground::run::{EventId, VisitId};
use asl_playground::share::{Settings, SharedFile};
use yew::Reducible;

use crate::app::connections::draft::Draft;
use crate::app::edit::operations::Told;
use crate::app::edit::rename_history::{Renamed, Renames};
use crate::app::editor::codemirror::Change;
use crate::app::graph::drawing::{Current, Drawing};
use crate::app::pending_tasks::queue::Question;
use crate::app::problems::analysis::{Findings, Place};
use crate::app::run::breadcrumbs::{Part, Trail};
use crate::app::run::consent::Plan;
use crate::app::run::view::RunView;
use crate::app::state::document::{Document, Texts};
use crate::app::state::shared::Shared;

/// Everything that the page shows, in parts that change at different times.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct State {
    /// What is being edited.
    pub(crate) document: Shared<Document>,
    /// Its states that were renamed together with their mocks.
    pub(crate) renames: Shared<Renames>,
    /// Documents that a link or an example took the place of, the newest last.
    pub(crate) kept: Shared<Vec<Document>>,
    /// What the last check found.
    pub(crate) findings: Shared<Findings>,
    /// The definition as a picture.
    pub(crate) drawing: Shared<Drawing>,
    /// The state that the caret or the picture points at.
    pub(crate) current: Current,
    /// The connections of this tab.
    pub(crate) connections: Shared<Connections>,
    /// The relay of this tab, if one is used.
    pub(crate) relay: Shared<Option<RelaySetting>>,
    /// The last run.
    pub(crate) run: Shared<RunView>,
    /// Which part of it is shown.
    pub(crate) trail: Shared<Trail>,
    /// The Tasks of it that wait for the person's answer.
    pub(crate) questions: Shared<Vec<Question>>,
    /// What is selected in what is shown.
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
    Rules,
    Input,
    Output,
    Stages,
    Error,
    Http,
    MapRun,
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
    /// What is shown below the definition.
    pub(crate) setup: SetupTab,
    /// The width of the left column in percent.
    pub(crate) split: u8,
    /// The open dialog.
    pub(crate) dialog: Option<Dialog>,
    /// What the person is told above the editors.
    pub(crate) notice: Option<Notice>,
    /// A place that an editor is asked to show.
    pub(crate) reveal: Option<Reveal>,
    /// Changes that an editor is asked to make, as if the person typed them.
    pub(crate) mend: Option<Mend>,
    /// The problem of the list that was gone to last.
    pub(crate) problem: Option<usize>,
    /// Grows whenever the fixes of that problem are to take the focus.
    pub(crate) fixes_wanted: u32,
    /// What assistive technology is told of what the person did.
    pub(crate) told: Rc<str>,
    /// What came of sharing, for the two seconds after it.
    pub(crate) shared: Option<Copied>,
    /// Grows whenever a run did not start for the problems that are listed: the list then takes the focus.
    pub(crate) problems_wanted: u32,
    /// Whether that was the last thing that happened.
    pub(crate) refused: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            pane: Pane::Definition,
            setup: SetupTab::Input,
            split: 40,
            dialog: None,
            notice: None,
            reveal: None,
            mend: None,
            problem: None,
            fixes_wanted: 0,
            told: Rc::default(),
            shared: None,
            problems_wanted: 0,
            refused: false,
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
    Setup,
    Graph,
    Run,
}

/// What a run is given beside the definition, a tab for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetupTab {
    Input,
    Mocks,
    Files,
    Settings,
}

/// A dialog.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Dialog {
    /// The connections; with a draft, its form.
    Connections(Option<Rc<Draft>>),
    /// The relay.
    Relay,
    /// What the workflow's role must allow.
    Permissions,
    /// The resources of the template.
    Resources,
    /// Shortcuts, and what differs from AWS.
    Help,
    /// What a code means.
    Code(Code),
    /// The list of states, to go to one.
    Outline,
    /// Asks for another name of that state.
    Rename(Rc<str>),
    /// The question before the first run of a document that came by link; it is about this very document.
    Confirm(Rc<Plan>, Shared<Document>),
}

/// Something the person is told, until it is dismissed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Notice {
    /// The document came by link.
    FromLink {
        /// Whether it took the place of the person's own document, which is kept.
        kept: bool,
    },
    /// An example took the place of the person's own document, which is kept.
    Kept,
    /// A link could not be opened.
    BrokenLink(String),
    /// The browser keeps nothing for this page.
    StorageClosed,
    /// The document is larger than what is kept.
    TooLargeToKeep,
    /// The browser has no room for the document.
    StorageFull,
    /// The connections could not be kept: they are there until the page is left.
    ConnectionsNotKept,
    /// The relay could not be kept: it is there until the page is left.
    RelayNotKept,
    /// No link can hold the document.
    TooLargeToShare,
    /// The share link is copied, without these files.
    SharedWithout(String),
    /// The share link is so long that some programs cut it; its length in characters.
    LongLink(usize),
    /// A mock could not be added; why.
    MockNotAdded(String),
    /// A file was not taken, and why.
    FileNotTaken(String),
    /// The document is kept without its largest files.
    FilesNotKept,
    /// The definition was changed as a whole, or why it was not.
    Changed(Rc<Told>),
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
    /// Whether the editor takes the focus; it only shows the place otherwise.
    pub(crate) focus: bool,
    /// Makes a repeated request another one.
    pub(crate) turn: u32,
}

/// Changes that an editor is asked to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mend {
    /// The editor.
    pub(crate) place: Place,
    /// The changes, made at once.
    pub(crate) changes: Rc<[Change]>,
    /// Makes a repeated request another one.
    pub(crate) turn: u32,
}

/// What changes the state.
pub(crate) enum Action {
    /// The person typed into an editor.
    Typed(Place, Rc<str>),
    /// Other files stand in for objects in S3.
    SetFiles(Rc<[SharedFile]>),
    /// The document is run in another way.
    SetSettings(Settings),
    /// The text of the mocks was changed by a command: its editor takes it over.
    SetMocks(Rc<str>),
    /// The text of the definition was changed by a command: its editor takes it over.
    SetDefinition(Rc<str>),
    /// A state was renamed together with its mock.
    Renamed(Renamed),
    /// A check is done.
    Checked(Findings),
    /// Another document takes the place of the present one, which is kept if it is the person's work.
    Open(Document),
    /// The last document kept comes back.
    Back,
    /// The person agreed to run this document, which came by link; ignored if it is no longer the present one.
    ConfirmLink(Shared<Document>),
    /// The connections changed.
    Connections(Connections),
    /// A relay is used from now on, or none.
    SetRelay(Option<RelaySetting>),
    /// A run did not start: these problems hinder it.
    Refused(Findings),
    /// A run started.
    Started(RunView),
    /// A run went on or ended; ignored if it is not the last one.
    Progressed(RunView),
    /// A Map Run or a child execution was opened.
    Enter(Part),
    /// Another one of the same kind was asked for.
    Beside(Part),
    /// The part at this depth was gone back to; 0 is the run itself.
    Leave(usize),
    /// These Tasks of that run wait for an answer; ignored if it is not the last one.
    Asked(u32, Vec<Question>),
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
    /// A text is changed as if the person typed: it stays undoable.
    Mend(Place, Rc<[Change]>),
    /// A problem of the list was gone to.
    AtProblem(usize),
    /// The fixes of the problem gone to last are to take the focus.
    WantFixes,
    /// Assistive technology is told something.
    Tell(String),
    /// The definition was drawn.
    Drawn(Drawing),
    /// The caret or the picture points at another state, or at none.
    Point(Current),
    /// A state was picked in the picture: its place in the definition is shown, without the focus.
    Show(u32, u32),
    /// Another theme was picked.
    SetTheme(Theme),
    /// Another part of a narrow page was picked.
    SetPane(Pane),
    /// Another tab below the definition was picked.
    SetSetup(SetupTab),
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
                let step = (place == Place::Definition)
                    .then(|| self.renames.follow(&self.document.definition, &text, &self.document.mocks))
                    .flatten();
                next.edit(self.document.typed(place, text));
                if let Some((renames, mocks)) = step {
                    next.renames = Shared::new(renames);
                    if let Some(mocks) = mocks {
                        let document = next.document.typed(Place::Mocks, mocks).revised(self.document.revision);
                        next.document = Shared::new(document);
                    }
                }
            }
            Action::Renamed(renamed) => next.renames = Shared::new(self.renames.with(renamed)),
            Action::SetFiles(files) if self.document.files != files => next.edit(self.document.with_files(files)),
            Action::SetSettings(settings) if self.document.settings != settings => {
                next.edit(self.document.with_settings(settings));
            }
            Action::SetMocks(text) if self.document.mocks != text => {
                next.edit(self.document.typed(Place::Mocks, text).revised(self.document.revision));
            }
            Action::SetDefinition(text) => {
                next.edit(self.document.typed(Place::Definition, text).revised(self.document.revision));
            }
            Action::SetMocks(_) | Action::SetFiles(_) | Action::SetSettings(_) => return self,
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
                next.kept = Shared::new(kept);
                next.replace(document, None);
            }
            Action::ConfirmLink(asked) => {
                if asked != self.document {
                    return self;
                }
                next.document = Shared::new(self.document.confirmed());
            }
            Action::Connections(connections) => next.connections = Shared::new(connections),
            Action::SetRelay(relay) => next.relay = Shared::new(relay),
            Action::Refused(findings) => {
                next.findings = Shared::new(findings);
                next.set_view(|view| {
                    view.refused = true;
                    view.problems_wanted += 1;
                    if matches!(view.pane, Pane::Run | Pane::Graph) {
                        view.pane = Pane::Definition;
                    }
                });
            }
            Action::Started(run) => {
                next.run = Shared::new(run);
                next.trail = Shared::default();
                next.questions = Shared::default();
                next.selection = Selection { tab: self.selection.tab, ..Selection::default() };
                next.set_view(|view| {
                    view.refused = false;
                    // Whoever looks at the graph watches the run there.
                    if view.pane != Pane::Graph {
                        view.pane = Pane::Run;
                    }
                });
            }
            Action::Progressed(run) => {
                if run.id != self.run.id || self.run.has_ended() {
                    return self;
                }
                next.run = Shared::new(run);
            }
            Action::Enter(part) => {
                next.trail = Shared::new(self.trail.further_in(part, self.selection));
                next.selection = Selection::default();
            }
            Action::Beside(part) => {
                next.trail = Shared::new(self.trail.beside(part));
                next.selection = Selection { tab: self.selection.tab, ..Selection::default() };
            }
            Action::Leave(depth) => {
                let Some((trail, selection)) = self.trail.back_to(depth) else { return self };
                next.trail = Shared::new(trail);
                next.selection = selection;
            }
            Action::Asked(run, questions) => {
                if run != self.run.id || *self.questions == questions {
                    return self;
                }
                next.questions = Shared::new(questions);
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
                // On a narrow screen the step is not beside the graph.
                next.set_view(|view| view.pane = Pane::Run);
            }
            Action::Drawn(drawing) => {
                if *self.drawing == drawing {
                    return self;
                }
                next.drawing = Shared::new(drawing);
            }
            Action::Point(current) => next.current = current,
            Action::Show(from, to) => next.set_view(|view| {
                let turn = view.reveal.map_or(0, |reveal| reveal.turn) + 1;
                view.reveal = Some(Reveal { place: Place::Definition, from, to, focus: false, turn });
            }),
            Action::Reveal(place, from, to) => next.set_view(|view| {
                let turn = view.reveal.map_or(0, |reveal| reveal.turn) + 1;
                view.reveal = Some(Reveal { place, from, to, focus: true, turn });
                view.pane = if place == Place::Definition { Pane::Definition } else { Pane::Setup };
                match place {
                    Place::Definition => {}
                    Place::Input => view.setup = SetupTab::Input,
                    Place::Mocks => view.setup = SetupTab::Mocks,
                }
            }),
            Action::Mend(place, changes) => next.set_view(|view| {
                let turn = view.mend.as_ref().map_or(0, |mend| mend.turn) + 1;
                view.mend = Some(Mend { place, changes, turn });
                view.pane = if place == Place::Definition { Pane::Definition } else { Pane::Setup };
            }),
            Action::AtProblem(index) => next.set_view(|view| view.problem = Some(index)),
            Action::WantFixes => next.set_view(|view| view.fixes_wanted += 1),
            // The same words again are said again: a blank that nobody hears makes them others.
            Action::Tell(words) => next.set_view(|view| {
                view.told = if *view.told == *words { format!("{words}\u{a0}").into() } else { words.into() };
            }),
            Action::SetTheme(theme) => next.set_view(|view| view.theme = theme),
            Action::SetPane(pane) => next.set_view(|view| view.pane = pane),
            Action::SetSetup(tab) => next.set_view(|view| view.setup = tab),
            Action::SetSplit(split) => next.set_view(|view| view.split = split.clamp(20, 75)),
            Action::SetDialog(dialog) => next.set_view(|view| view.dialog = dialog),
            Action::SetNotice(notice) => next.set_view(|view| view.notice = notice),
            Action::SetShared(shared) => next.set_view(|view| view.shared = shared),
        }
        next.withdraw_question();
        if next == *self { self } else { Rc::new(next) }
    }
}

/// How many documents are kept.
const KEPT: usize = 5;

impl State {
    /// The person changed the document.
    fn edit(&mut self, document: Document) {
        self.document = Shared::new(document);
        self.set_view(|view| {
            view.refused = false;
            view.notice.take_if(|notice| matches!(notice, Notice::Kept | Notice::Changed(_)));
        });
    }

    fn open(&mut self, document: Document) {
        let keeps = self.document.is_own_work() && Texts::from(&document) != Texts::from(&*self.document);
        if keeps {
            let mut kept = (*self.kept).clone();
            kept.push((*self.document).clone());
            kept.drain(..kept.len().saturating_sub(KEPT));
            self.kept = Shared::new(kept);
        }
        let notice = if document.is_from_link() {
            Some(Notice::FromLink { kept: keeps })
        } else {
            keeps.then_some(Notice::Kept)
        };
        self.replace(document, notice);
    }

    /// The document and nothing that belonged to the one before it.
    fn replace(&mut self, document: Document, notice: Option<Notice>) {
        self.document = Shared::new(document.revised(self.document.revision));
        self.renames = Shared::default();
        self.run = Shared::default();
        self.trail = Shared::default();
        self.questions = Shared::default();
        self.current = Current::default();
        self.selection = Selection { tab: self.selection.tab, ..Selection::default() };
        self.set_view(|view| {
            view.notice = notice;
            view.refused = false;
            view.pane = Pane::Definition;
        });
    }

    /// A question is about the document that it was asked for: whatever changes that one withdraws it.
    fn withdraw_question(&mut self) {
        if matches!(&self.view.dialog, Some(Dialog::Confirm(_, asked)) if *asked != self.document) {
            self.set_view(|view| view.dialog = None);
        }
    }

    fn set_view(&mut self, change: impl FnOnce(&mut View)) {
        let mut view = (*self.view).clone();
        change(&mut view);
        if view != *self.view {
            self.view = Shared::new(view);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use asl_playground::run::{RunId, VisitId};
    use wasm_bindgen_test::wasm_bindgen_test;
    use yew::Reducible;

    use super::{Action, Dialog, Notice, Pane, Part, State};
    use crate::app::problems::analysis::Place;
    use crate::app::run::view::RunView;
    use crate::app::state::document::{Document, Origin};

    fn after(actions: impl IntoIterator<Item = Action>) -> Rc<State> {
        actions.into_iter().fold(Rc::new(State::default()), State::reduce)
    }

    fn typed(text: &str) -> Action {
        Action::Typed(Place::Definition, text.into())
    }

    fn open(text: &str, origin: Origin) -> Action {
        Action::Open(Document::new(text, "{}", origin))
    }

    const LINK: Origin = Origin::Link { confirmed: false };

    #[wasm_bindgen_test]
    fn what_the_person_wrote_comes_back_after_a_link_and_after_an_example() {
        for origin in [LINK, Origin::Example("x".into())] {
            let state = after([typed("own"), open("other", origin.clone())]);
            assert_eq!((&*state.document.definition, state.kept.len()), ("other", 1), "{origin:?}");
            let state = state.reduce(Action::Back);
            assert_eq!((&*state.document.definition, state.kept.len()), ("own", 0), "{origin:?}");
            assert!(state.document.revision > 1, "editors take the text over");
        }
        let state = after([typed("own"), open("a", LINK), typed("a, edited"), Action::Back, Action::Back]);
        assert_eq!(&*state.document.definition, "a, edited", "an edited text from a link is the person's work too");
        let examples = (0..9).map(|n| open(&n.to_string(), Origin::Example("x".into())));
        assert_eq!(after(examples).kept.len(), 0, "nobody misses an example that was not changed");
    }

    #[wasm_bindgen_test]
    fn a_document_from_a_link_needs_consent_until_it_is_given_and_edits_do_not_give_it() {
        let state = after([open("a", LINK), typed("b")]);
        assert!(state.document.needs_consent());
        assert_eq!(state.view.notice, Some(Notice::FromLink { kept: false }));
        let asked = state.document.clone();
        assert!(!state.reduce(Action::ConfirmLink(asked)).document.needs_consent());
    }

    #[wasm_bindgen_test]
    fn consent_to_one_document_is_none_to_another_that_took_its_place() {
        for other in [open("b", LINK), open("a", LINK), typed("b")] {
            let state = after([open("a", LINK)]);
            let asked = state.document.clone();
            let state = state.reduce(Action::SetDialog(Some(Dialog::Confirm(Rc::default(), asked.clone()))));
            assert!(state.view.dialog.is_some(), "the question stands");
            let state = state.reduce(other);
            assert_eq!(state.view.dialog, None, "the question is withdrawn");
            assert!(
                state.reduce(Action::ConfirmLink(asked)).document.needs_consent(),
                "a late answer counts for nothing"
            );
        }
    }

    #[wasm_bindgen_test]
    fn a_link_offers_the_way_back_only_to_what_it_took_the_place_of() {
        let state = after([typed("own"), open("x", Origin::Example("x".into())), open("a", LINK)]);
        assert_eq!(state.kept.len(), 1, "the own text is still kept");
        assert_eq!(state.view.notice, Some(Notice::FromLink { kept: false }), "an example was in its place");
    }

    #[wasm_bindgen_test]
    fn news_of_another_run_is_ignored() {
        let run = |id| RunView { id, ..RunView::default() };
        let state = after([Action::Started(run(2))]);
        assert_eq!(state.view.pane, Pane::Run);
        let same = state.clone().reduce(Action::Progressed(run(1)));
        assert!(Rc::ptr_eq(&state, &same), "nothing is drawn");
        assert!(!Rc::ptr_eq(&state, &state.clone().reduce(Action::Progressed(run(2)))));
    }

    #[wasm_bindgen_test]
    fn a_child_execution_is_left_to_where_it_was_opened() {
        let run = |id| RunView { id, ..RunView::default() };
        let child = Part::Child(RunId(7));
        let inside = after([
            Action::Started(run(1)),
            Action::SelectVisit(VisitId(3)),
            Action::Enter(Part::MapRun(0)),
            Action::Enter(child),
            Action::SelectVisit(VisitId(1)),
        ]);
        assert_eq!((inside.trail.current(), inside.trail.depth()), (Some(child), 2));
        let beside = inside.clone().reduce(Action::Beside(Part::Child(RunId(8))));
        assert_eq!((beside.trail.depth(), beside.selection.visit), (2, None), "the steps are another execution's");
        let outside = beside.reduce(Action::Leave(0));
        assert_eq!((outside.trail.depth(), outside.selection.visit), (0, Some(VisitId(3))));
        assert!(Rc::ptr_eq(&outside, &outside.clone().reduce(Action::Leave(0))), "there is nowhere to go back to");
        assert_eq!(inside.reduce(Action::Started(run(2))).trail.depth(), 0, "another run has other parts");
    }

    #[wasm_bindgen_test]
    fn what_changes_nothing_draws_nothing() {
        let state = after([typed("a")]);
        for action in [typed("a"), Action::SetSplit(40), Action::SetNotice(None), Action::Back] {
            assert!(Rc::ptr_eq(&state, &state.clone().reduce(action)));
        }
    }
}
