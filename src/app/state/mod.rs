//! The page's one state and everything that changes it. No browser call in here.
//!
//! Each feature owns its part of the state and the actions on that part, in a `state.rs` or beside its types; this module
//! holds the parts together. What the person can do from anywhere is in [`commands`], what the page is asked to do once
//! in [`request`].

pub(crate) mod commands;
#[cfg(test)]
mod consent_tests;
pub(crate) mod dialog;
pub(crate) mod document;
pub(crate) mod events;
pub(crate) mod loads;
pub(crate) mod notice;
pub(crate) mod pad;
pub(crate) mod parts;
pub(crate) mod request;
pub(crate) mod shared;
pub(crate) mod tabs;
pub(crate) mod text;
pub(crate) mod trying;
pub(crate) mod view;

use std::rc::Rc;

use asl_http::Connections;
use asl_http::relay::RelaySetting;
use yew::Reducible;

use self::dialog::Dialog;
use self::document::{Document, DocumentAction};
use self::events::{EventsAction, EventsState};
use self::loads::Loads;
use self::request::{PageRequest, Requests};
use self::shared::Shared;
use self::tabs::{TabAction, Tabs};
use self::view::{Pane, View, ViewAction};
use crate::app::edit::rename_history::Renames;
use crate::app::graph::drawing::{Coverage, CurrentState, Drawing};
use crate::app::graph::state::GraphAction;
use crate::app::layout::state::{LayoutAction, Layouts};
use crate::app::lesson::state::{LessonAction, LessonView};
use crate::app::problems::analysis::Analysis;
use crate::app::problems::state::ProblemsAction;
use crate::app::run::breadcrumbs::Breadcrumbs;
use crate::app::run::control::Controls;
use crate::app::run::kept::KeptRuns;
use crate::app::run::pending_tasks::PendingTask;
use crate::app::run::state::{RunAction, Selection};
use crate::app::run::view::RunView;

/// Everything that the page shows, in parts that change at different times.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct State {
    /// What is being edited.
    pub(crate) document: Shared<Document>,
    /// Its states that were renamed together with their mocks.
    pub(crate) renames: Shared<Renames>,
    /// What else is open.
    pub(crate) tabs: Shared<Tabs>,
    /// What was opened in this tab, for undo.
    pub(crate) loads: Shared<Loads>,
    /// Documents that a link or an example took the place of, the newest last.
    pub(crate) previous: Shared<Vec<Document>>,
    /// What the last check found.
    pub(crate) analysis: Shared<Analysis>,
    /// The definition as a graph.
    pub(crate) drawing: Shared<Drawing>,
    /// The state that the caret or the graph points at.
    pub(crate) current: CurrentState,
    /// What the scenarios reach of the graph.
    pub(crate) coverage: Shared<Coverage>,
    /// The connections of this tab.
    pub(crate) connections: Shared<Connections>,
    /// The relay of this tab, if one is used.
    pub(crate) relay: Shared<Option<RelaySetting>>,
    /// The last run as it stands now.
    pub(crate) run: Shared<RunView>,
    /// The runs before it, the newest last, without the one that is shown.
    pub(crate) kept: Shared<KeptRuns>,
    /// What holds runs, and what is asked of them.
    pub(crate) controls: Shared<Controls>,
    /// The moment of it that is shown: so many events of the whole run. `None` is the newest one.
    pub(crate) moment: Option<usize>,
    /// Which part of it is shown.
    pub(crate) breadcrumbs: Shared<Breadcrumbs>,
    /// The Tasks of it that wait for the person's answer.
    pub(crate) pending_tasks: Shared<Vec<PendingTask>>,
    /// What is selected in what is shown.
    pub(crate) selection: Selection,
    /// What is shown of the event buses.
    pub(crate) events: Shared<EventsState>,
    /// What is shown of the document's lesson.
    pub(crate) lesson: Shared<LessonView>,
    /// How the page is set up, and what is open in it.
    pub(crate) view: Shared<View>,
    /// How the page shares its room out.
    pub(crate) layouts: Layouts,
    /// What the page is asked to do once.
    pub(crate) requests: Shared<Requests>,
}

/// What changes the state: an action of one of its parts.
pub(crate) enum Action {
    /// An action on the document.
    Document(DocumentAction),
    /// An action on which workflows are open.
    Tabs(TabAction),
    /// An action on what was found wrong with it.
    Problems(ProblemsAction),
    /// An action on its graph.
    Graph(GraphAction),
    /// An action on the last run.
    Run(RunAction),
    /// An action on what is shown of the event buses.
    Events(EventsAction),
    /// An action on the page's view.
    View(ViewAction),
    /// An action on what is shown of the document's lesson.
    Lesson(LessonAction),
    /// An action on how the page shares its room out.
    Layout(LayoutAction),
    /// The connections of this tab are replaced.
    SetConnections(Connections),
    /// A relay is used from now on, or none.
    SetRelay(Option<RelaySetting>),
    /// The page is asked to do something once.
    Request(PageRequest),
    /// The request of that serial number was performed.
    Performed(u64),
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Action::Document(action) => action.apply(&mut next),
            Action::Tabs(action) => action.apply(&mut next),
            Action::Problems(action) => action.apply(&mut next),
            Action::Graph(action) => action.apply(&mut next),
            Action::Run(action) => action.apply(&mut next),
            Action::Events(action) => action.apply(&mut next),
            Action::View(action) => action.apply(&mut next),
            Action::Lesson(action) => action.apply(&mut next),
            Action::Layout(action) => action.apply(&mut next),
            Action::SetConnections(connections) => next.connections = Shared::new(connections),
            Action::SetRelay(relay) => next.relay = Shared::new(relay),
            Action::Request(request) => request.apply(&mut next),
            Action::Performed(serial) => next.requests = Shared::new(next.requests.without(serial)),
        }
        next.withdraw_consent_dialog();
        if next == *self { self } else { Rc::new(next) }
    }
}

impl State {
    /// Whether a run goes on, of an execution or of the event buses.
    pub(crate) fn is_running(&self) -> bool {
        self.run.is_running() || self.events.world.is_running
    }

    /// A question is about the document that it was asked for: whatever changes that one withdraws it.
    fn withdraw_consent_dialog(&mut self) {
        if matches!(&self.view.dialog, Some(Dialog::Consent(_, asked, _)) if *asked != self.document) {
            self.set_view(|view| view.dialog = None);
        }
    }

    /// Changes the view; what stays the same stays shared.
    pub(crate) fn set_view(&mut self, change: impl FnOnce(&mut View)) {
        let mut view = (*self.view).clone();
        change(&mut view);
        if view != *self.view {
            self.view = Shared::new(view);
        }
    }

    /// The stage for a run, or a world of events, that begins: nothing of an earlier one is open or selected.
    pub(crate) fn clear_stage(&mut self) {
        self.moment = None;
        self.breadcrumbs = Shared::default();
        self.pending_tasks = Shared::default();
        self.selection = self.selection.cleared();
        self.layouts.show_stage();
        self.set_view(|view| {
            view.problems.refused = None;
            // Whoever looks at the graph watches the run there.
            if view.pane != Pane::Graph {
                view.pane = Pane::Run;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use asl_sim::{ActorId, VisitId};
    use wasm_bindgen_test::wasm_bindgen_test;
    use yew::Reducible;

    use super::dialog::Dialog;
    use super::document::DocumentAction;
    use super::notice::Notice;
    use super::text::EditorId;
    use super::view::ViewAction;
    use super::{Action, Pane, State};
    use crate::app::run::breadcrumbs::RunPart;
    use crate::app::run::state::RunAction;
    use crate::app::run::view::RunView;
    use crate::app::state::document::{Document, Origin};

    fn then(state: &Rc<State>, action: impl Into<Action>) -> Rc<State> {
        state.clone().reduce(action.into())
    }

    fn after<T: Into<Action>>(actions: impl IntoIterator<Item = T>) -> Rc<State> {
        actions.into_iter().fold(Rc::default(), |state, action| then(&state, action))
    }

    fn typed(text: &str) -> DocumentAction {
        DocumentAction::Typed(EditorId::Definition, text.into())
    }

    fn open(text: &str, origin: Origin) -> DocumentAction {
        DocumentAction::Open(Document::new(text, "{}", origin))
    }

    const LINK: Origin = Origin::Link { confirmed: false };

    #[wasm_bindgen_test]
    fn what_the_person_wrote_comes_back_after_a_link_and_after_an_example() {
        for origin in [LINK, Origin::Example("x".into())] {
            let state = after([typed("own"), open("other", origin.clone())]);
            assert_eq!((&*state.document.definition, state.previous.len()), ("other", 1), "{origin:?}");
            let state = then(&state, DocumentAction::Back);
            assert_eq!((&*state.document.definition, state.previous.len()), ("own", 0), "{origin:?}");
            assert!(state.document.revision > 1, "editors take the text over");
        }
        let state = after([typed("own"), open("a", LINK)]);
        let state = then(&state, ViewAction::Lock(false));
        let state = [typed("a, edited"), DocumentAction::Back, DocumentAction::Back]
            .into_iter()
            .fold(state, |state, action| then(&state, action));
        assert_eq!(&*state.document.definition, "a, edited", "an edited text from a link is the person's work too");
        let examples = (0..9).map(|n| open(&n.to_string(), Origin::Example("x".into())));
        assert_eq!(after(examples).previous.len(), 0, "nobody misses an example that was not changed");
    }

    #[wasm_bindgen_test]
    fn a_document_from_a_link_needs_consent_until_it_is_given_and_edits_do_not_give_it() {
        let locked = after([open("a", LINK), typed("b")]);
        assert_eq!(&*locked.document.definition, "a", "it is only read");
        let state = then(&then(&locked, ViewAction::Lock(false)), typed("b"));
        assert_eq!(&*state.document.definition, "b");
        assert!(state.document.needs_consent());
        assert_eq!(state.view.notice, Some(Notice::FromLink { kept: false }));
        let asked = state.document.clone();
        assert!(!then(&state, DocumentAction::Consent(asked)).document.needs_consent());
    }

    #[wasm_bindgen_test]
    fn consent_to_one_document_is_none_to_another_that_took_its_place() {
        for other in [open("b", LINK), open("a", LINK), typed("b")] {
            let state = then(&after([open("a", LINK)]), ViewAction::Lock(false));
            let asked = state.document.clone();
            let state = then(&state, ViewAction::Dialog(Some(Dialog::Consent(Rc::default(), asked.clone(), true))));
            assert!(state.view.dialog.is_some(), "the question stands");
            let state = then(&state, other);
            assert_eq!(state.view.dialog, None, "the question is withdrawn");
            assert!(
                then(&state, DocumentAction::Consent(asked)).document.needs_consent(),
                "a late answer counts for nothing"
            );
        }
    }

    #[wasm_bindgen_test]
    fn a_link_offers_the_way_back_only_to_what_it_took_the_place_of() {
        let state = after([typed("own"), open("x", Origin::Example("x".into())), open("a", LINK)]);
        assert_eq!(state.previous.len(), 1, "the own text is still kept");
        assert_eq!(state.view.notice, Some(Notice::FromLink { kept: false }), "an example was in its place");
    }

    #[wasm_bindgen_test]
    fn news_of_another_run_is_ignored() {
        let run = |id| RunView { id, ..RunView::default() };
        let state = after([RunAction::Started(run(2))]);
        assert_eq!(state.view.pane, Pane::Run);
        let same = then(&state, RunAction::Progressed(run(1)));
        assert!(Rc::ptr_eq(&state, &same), "nothing is drawn");
        assert!(!Rc::ptr_eq(&state, &then(&state, RunAction::Progressed(run(2)))));
    }

    #[wasm_bindgen_test]
    fn a_child_execution_is_left_to_where_it_was_opened() {
        let run = |id| RunView { id, ..RunView::default() };
        let child = RunPart::Child(ActorId(7));
        let inside = after([
            RunAction::Started(run(1)),
            RunAction::SelectVisit(VisitId(3)),
            RunAction::Enter(RunPart::MapRun(0)),
            RunAction::Enter(child),
            RunAction::SelectVisit(VisitId(1)),
        ]);
        assert_eq!((inside.breadcrumbs.current(), inside.breadcrumbs.depth()), (Some(child), 2));
        let beside = then(&inside, RunAction::EnterSibling(RunPart::Child(ActorId(8))));
        assert_eq!(
            (beside.breadcrumbs.depth(), beside.selection.visit),
            (2, None),
            "the steps are another execution's"
        );
        let outside = then(&beside, RunAction::Leave(0));
        assert_eq!((outside.breadcrumbs.depth(), outside.selection.visit), (0, Some(VisitId(3))));
        assert!(Rc::ptr_eq(&outside, &then(&outside, RunAction::Leave(0))), "there is nowhere to go back to");
        assert_eq!(then(&inside, RunAction::Started(run(2))).breadcrumbs.depth(), 0, "another run has other parts");
    }

    #[wasm_bindgen_test]
    fn what_changes_nothing_draws_nothing() {
        let state = after([typed("a")]);
        for action in [Action::from(typed("a")), ViewAction::Notice(None).into(), DocumentAction::Back.into()] {
            assert!(Rc::ptr_eq(&state, &then(&state, action)));
        }
    }
}
