//! One-shot requests to the page: what is to be done once, by whichever component can do it, and is no part of what the
//! page shows. They wait in one queue, each with a serial number; a component takes what is for it with [`use_requests`].

use std::rc::Rc;

use yew::{hook, use_effect_with, use_mut_ref};

use super::commands::use_commands;
use super::document::{DocumentAction, LOCKED};
use super::shared::{Shared, use_shared};
use super::text::{EditorId, TextEdit, TextRange};
use super::view::View;
use super::{Action, State};

/// Something that the page is asked to do once.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PageRequest {
    /// An editor shows this range.
    Reveal {
        /// The editor.
        editor: EditorId,
        /// What is selected and scrolled into view.
        range: TextRange,
        /// Whether the editor also takes the focus.
        focus: bool,
    },
    /// An editor changes its text as if the person typed: Undo takes it back.
    ApplyEdits {
        /// Which editor.
        editor: EditorId,
        /// The edits, made in one step.
        edits: Rc<[TextEdit]>,
    },
    /// Assistive technology says this.
    Announce(Rc<str>),
    /// The list of problems takes the focus.
    FocusProblems,
    /// The field for the value of the placeholder of this name takes the focus.
    AskValue(Rc<str>),
    /// The fixes of the problem at this index of the list take the focus.
    FocusFixes(usize),
}

impl PageRequest {
    /// Goes to a range of a text: its editor comes into sight and takes the focus.
    pub(crate) fn go_to(editor: EditorId, from: u32, to: u32) -> Self {
        Self::Reveal { editor, range: TextRange { from, to }, focus: true }
    }

    /// Shows a range of the definition; the focus stays where it is.
    pub(crate) fn show(editor: EditorId, range: TextRange) -> Self {
        Self::Reveal { editor, range, focus: false }
    }

    /// Says `message` to assistive technology.
    pub(crate) fn announce(message: impl Into<Rc<str>>) -> Self {
        Self::Announce(message.into())
    }

    /// Puts the request into the queue, and brings into sight what it is about.
    pub(crate) fn apply(self, state: &mut State) {
        let request = self.in_open_file(state);
        let request = match request {
            // The editor would show what the document does not hold.
            Self::ApplyEdits { .. } if state.view.is_locked => Self::announce(LOCKED),
            request => request,
        };
        match &request {
            Self::Reveal { editor, range, focus } => {
                state.set_view(|view| {
                    view.revealed = Some((*editor, *range));
                    if *focus {
                        view.show_editor(*editor);
                    }
                });
                if *focus {
                    state.layouts.show_source();
                }
            }
            Self::ApplyEdits { editor, .. } => {
                state.set_view(|view| view.pane = View::pane_of(*editor));
                state.layouts.show_source();
            }
            Self::FocusProblems | Self::FocusFixes(_) => state.layouts.show_problems(),
            Self::AskValue(_) => state.layouts.show_source(),
            Self::Announce(_) => {}
        }
        state.requests = Shared::new(state.requests.with(request));
    }

    /// The same, where it is about a file of the project, in the definition's editor, in which that file is opened.
    fn in_open_file(mut self, state: &mut State) -> Self {
        if let Self::Reveal { editor, .. } | Self::ApplyEdits { editor, .. } = &mut self
            && let EditorId::File(at) = *editor
        {
            DocumentAction::OpenFile(at).apply(state);
            *editor = EditorId::Definition;
        }
        self
    }
}

impl From<PageRequest> for Action {
    fn from(request: PageRequest) -> Self {
        Self::Request(request)
    }
}

/// The requests that nobody has performed yet, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Requests {
    last: u64,
    waiting: Vec<(u64, PageRequest)>,
}

impl Requests {
    fn with(&self, request: PageRequest) -> Self {
        let last = self.last + 1;
        Self { last, waiting: self.waiting.iter().cloned().chain([(last, request)]).collect() }
    }

    /// The queue without the request of that serial number.
    pub(super) fn without(&self, serial: u64) -> Self {
        let others = self.waiting.iter().filter(|(known, _)| *known != serial);
        Self { last: self.last, waiting: others.cloned().collect() }
    }

    fn after(&self, serial: u64) -> impl Iterator<Item = &(u64, PageRequest)> {
        self.waiting.iter().filter(move |(known, _)| *known > serial)
    }
}

/// Performs requests: `perform` gets each one once, with its serial number, and says whether it was for this component;
/// it then leaves the queue.
#[hook]
pub(crate) fn use_requests(perform: impl Fn(u64, &PageRequest) -> bool + 'static) {
    let (commands, requests) = (use_commands(), use_shared::<Requests>());
    let seen = use_mut_ref(|| 0_u64);
    use_effect_with(requests, move |requests| {
        let before = seen.replace(requests.last);
        for (serial, request) in requests.after(before) {
            if perform(*serial, request) {
                commands.dispatch(Action::Performed(*serial));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use wasm_bindgen_test::wasm_bindgen_test;
    use yew::Reducible;

    use super::PageRequest;
    use crate::app::state::text::EditorId;
    use crate::app::state::view::{Pane, SetupTab};
    use crate::app::state::{Action, State};

    fn waiting(state: &State, after: u64) -> Vec<(u64, PageRequest)> {
        state.requests.after(after).cloned().collect()
    }

    #[wasm_bindgen_test]
    fn the_same_request_twice_is_two_and_each_leaves_when_it_is_performed() {
        let hello = || PageRequest::announce("hello");
        let state = Rc::new(State::default()).reduce(hello().into()).reduce(hello().into());
        assert_eq!(waiting(&state, 0), [(1, hello()), (2, hello())]);
        assert_eq!(waiting(&state, 1), [(2, hello())], "what was seen is not seen again");
        let state = state.reduce(Action::Performed(1)).reduce(Action::Performed(2)).reduce(hello().into());
        assert_eq!(waiting(&state, 0), [(3, hello())], "a serial number is never used again");
    }

    #[wasm_bindgen_test]
    fn a_place_that_is_gone_to_comes_into_sight() {
        let state = Rc::new(State::default()).reduce(PageRequest::go_to(EditorId::Mocks, 1, 2).into());
        assert_eq!((state.view.pane, state.view.setup), (Pane::Setup, SetupTab::Mocks));
    }
}
