//! The workflows that are open beside the one that is shown: each as it was left, with its run.

use std::rc::Rc;

use super::document::{self, Document};
use super::events::EventsState;
use super::loads::Loads;
use super::notice::Notice;
use super::shared::Shared;
use super::view::View;
use super::{Action, State};
use crate::app::edit::rename_history::Renames;
use crate::app::lesson::state::LessonView;
use crate::app::run::view::RunView;

/// The most workflows that are open at once.
pub(crate) const MOST_OPEN: usize = 12;
/// How many closed ones can be opened again.
const MOST_CLOSED: usize = 5;

/// A workflow as it was left.
#[derive(Clone, Default, PartialEq)]
struct Left {
    document: Shared<Document>,
    renames: Shared<Renames>,
    loads: Shared<Loads>,
    run: Shared<RunView>,
    events: Shared<EventsState>,
    /// What is shown of its lesson; `None` if it was not shown yet.
    lesson: Option<Shared<LessonView>>,
}

/// The workflows that are open, in the order of their tabs.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Tabs {
    /// Those beside the shown one.
    beside: Vec<Left>,
    /// The place of the shown one: so many of them are before it.
    at: usize,
    /// Those that were closed last, with their places.
    closed: Vec<(usize, Left)>,
    /// The number of the last tab.
    last: u32,
}

impl Tabs {
    /// The tabs of an earlier visit, beside the shown document.
    pub(crate) fn kept(beside: Vec<Document>, at: usize) -> Self {
        let mut last = 0;
        let left = |document| {
            last += 1;
            Left { document: Shared::new(Document { tab: last, ..document }), ..Left::default() }
        };
        let beside: Vec<Left> = beside.into_iter().take(MOST_OPEN - 1).map(left).collect();
        let at = at.min(beside.len());
        Self { beside, at, closed: Vec::new(), last }
    }

    /// How many are open.
    pub(crate) fn count(&self) -> usize {
        self.beside.len() + 1
    }

    /// The place of the shown one.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Whether there is room for one more.
    pub(crate) fn has_room(&self) -> bool {
        self.count() < MOST_OPEN
    }

    /// Whether one was closed that can be opened again.
    pub(crate) fn has_closed(&self) -> bool {
        !self.closed.is_empty()
    }

    /// The documents beside the shown one.
    pub(crate) fn beside(&self) -> impl Iterator<Item = &Document> {
        self.beside.iter().map(|left| &*left.document)
    }

    /// The number and the name of each tab, in their order.
    pub(crate) fn labels(&self, shown: &Document) -> Vec<(u32, String)> {
        let label = |document: &Document| (document.tab, document.label().to_owned());
        let mut labels: Vec<_> = self.beside().map(label).collect();
        labels.insert(self.at.min(labels.len()), label(shown));
        labels
    }
}

/// What changes which workflows are open.
pub(crate) enum TabAction {
    /// A workflow is opened in a tab of its own, behind the shown one.
    Open(Document),
    /// The tab at this place is shown.
    Show(usize),
    /// The tab at this place is closed.
    Close(usize),
    /// The tab that was closed last is opened again.
    Reopen,
    /// The tab at the first place moves to the second.
    Move(usize, usize),
    /// The workflow at this place is called so; by an empty name, as its text says.
    Rename(usize, Rc<str>),
}

impl TabAction {
    pub(super) fn apply(self, state: &mut State) {
        let mut tabs = (*state.tabs).clone();
        let mut all = std::mem::take(&mut tabs.beside);
        let here = tabs.at.min(all.len());
        all.insert(here, left(state));
        let mut notice = None;
        let wanted = match self {
            Self::Open(document) => {
                if all.len() >= MOST_OPEN {
                    return;
                }
                tabs.last += 1;
                let document = Shared::new(Document { tab: tabs.last, ..document });
                all.insert(here + 1, Left { document, ..Left::default() });
                here + 1
            }
            Self::Show(at) => at.min(all.len() - 1),
            Self::Close(at) => {
                if all.len() < 2 || at >= all.len() {
                    return;
                }
                let gone = all.remove(at);
                notice = Some(Notice::TabClosed(gone.document.label().into()));
                tabs.closed.push((at, gone));
                tabs.closed.drain(..tabs.closed.len().saturating_sub(MOST_CLOSED));
                if at < here { here - 1 } else { here.min(all.len() - 1) }
            }
            Self::Reopen => {
                let Some((at, again)) = tabs.closed.pop().filter(|_| all.len() < MOST_OPEN) else { return };
                let at = at.min(all.len());
                all.insert(at, again);
                at
            }
            Self::Move(from, to) => {
                if from >= all.len() || to >= all.len() {
                    return;
                }
                let moved = all.remove(from);
                all.insert(to, moved);
                let shown = state.document.tab;
                all.iter().position(|one| one.document.tab == shown).unwrap_or(here)
            }
            Self::Rename(at, title) => {
                let Some(one) = all.get_mut(at) else { return };
                one.document = Shared::new(Document { title, ..(*one.document).clone() });
                if at == here {
                    state.document = one.document.clone();
                }
                here
            }
        };
        let shown = all.remove(wanted);
        tabs.at = wanted;
        tabs.beside = all;
        state.tabs = Shared::new(tabs);
        if shown.document.tab != state.document.tab {
            enter(state, shown, notice);
        } else if notice.is_some() {
            state.set_view(|view: &mut View| view.notice = notice);
        }
    }
}

impl From<TabAction> for Action {
    fn from(action: TabAction) -> Self {
        Self::Tabs(action)
    }
}

/// The shown workflow as it is left.
fn left(state: &State) -> Left {
    Left {
        document: state.document.clone(),
        renames: state.renames.clone(),
        loads: state.loads.clone(),
        run: state.run.clone(),
        events: state.events.clone(),
        lesson: Some(state.lesson.clone()),
    }
}

/// Shows a workflow as it was left.
fn enter(state: &mut State, left: Left, notice: Option<Notice>) {
    let Left { document, renames, loads, run, events, lesson } = left;
    document::enter(state, Document::clone(&document), notice);
    state.lesson = lesson.unwrap_or_else(|| Shared::new(LessonView::of(&document)));
    (state.document, state.renames, state.loads) = (document, renames, loads);
    (state.run, state.events) = (run, events);
    state.moment = None;
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;
    use yew::Reducible;

    use super::*;
    use crate::app::state::document::{DocumentAction, Origin};
    use crate::app::state::text::EditorId;

    fn after(actions: Vec<Action>) -> Rc<State> {
        actions.into_iter().fold(Rc::default(), <State as Reducible>::reduce)
    }

    fn names(state: &State) -> Vec<String> {
        state.tabs.labels(&state.document).into_iter().map(|(_, name)| name).collect()
    }

    fn open(name: &str) -> Action {
        let text = format!("{{\"StartAt\": \"{name}\"}}");
        TabAction::Open(Document::new(text, "{}", Origin::Own)).into()
    }

    fn typed(text: &str) -> Action {
        DocumentAction::Typed(EditorId::Input, text.into()).into()
    }

    #[wasm_bindgen_test]
    fn each_tab_has_its_own_texts() {
        let state = after(vec![typed("first"), open("A"), typed("of A"), TabAction::Show(0).into()]);
        assert_eq!((names(&state), &*state.document.input), (vec!["New workflow".into(), "A".into()], "first"));
        let state = state.reduce(TabAction::Show(1).into());
        assert_eq!((&*state.document.input, state.tabs.at()), ("of A", 1));
        let state = state.reduce(DocumentAction::Open(Document::new("{}", "x", Origin::Own)).into());
        assert_eq!(names(&state), ["New workflow", "New workflow"], "what is opened stays in its tab");
    }

    #[wasm_bindgen_test]
    fn tabs_are_closed_opened_again_moved_and_renamed() {
        let state = after(vec![open("A"), open("B"), TabAction::Rename(2, "Orders".into()).into()]);
        assert_eq!(names(&state), ["New workflow", "A", "Orders"]);
        let state = state.reduce(TabAction::Move(2, 0).into());
        assert_eq!((names(&state), state.tabs.at()), (vec!["Orders".into(), "New workflow".into(), "A".into()], 0));
        let state = state.reduce(TabAction::Close(0).into());
        assert_eq!((names(&state), state.tabs.at()), (vec!["New workflow".into(), "A".into()], 0));
        assert!(matches!(&state.view.notice, Some(Notice::TabClosed(name)) if &**name == "Orders"));
        let state = state.reduce(TabAction::Reopen.into());
        assert_eq!(
            (names(&state), state.document.label()),
            (vec!["Orders".into(), "New workflow".into(), "A".into()], "Orders")
        );
        let state = state.reduce(TabAction::Close(2).into());
        assert_eq!((names(&state), state.document.label()), (vec!["Orders".into(), "New workflow".into()], "Orders"));
        let alone = after(vec![TabAction::Close(0).into(), TabAction::Close(7).into(), TabAction::Reopen.into()]);
        assert_eq!(alone.tabs.count(), 1, "the last one stays");
    }

    #[wasm_bindgen_test]
    fn there_is_an_end_to_how_many_are_open() {
        let state = after((0..20).map(|n| open(&n.to_string())).collect());
        assert_eq!((state.tabs.count(), state.tabs.has_room()), (MOST_OPEN, false));
        let kept = Tabs::kept(vec![Document::default(); 30], 99);
        assert_eq!((kept.count(), kept.at()), (MOST_OPEN, MOST_OPEN - 1));
    }
}
