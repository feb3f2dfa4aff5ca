//! How the page begins: with what the address holds, else what was kept, else the first example; and with what was typed
//! into it before the program had arrived.

use std::cell::RefCell;
use std::rc::Rc;

use asl_share::envelope::Shown;
use futures_util::future::join;
use yew::Reducible;

use crate::app::chunks::{KEPT, NotLoaded, SHARE};
use crate::app::editor::codemirror;
use crate::app::host::{location, storage};
use crate::app::layout::effects::{is_low, width};
use crate::app::layout::state::Layouts;
use crate::app::lesson::state::LessonView;
use crate::app::share::link::{self, Opened};
use crate::app::state::State;
use crate::app::state::dialog::Dialog;
use crate::app::state::document::{Document, DocumentAction, Origin};
use crate::app::state::notice::{Later, Notice};
use crate::app::state::shared::Shared;
use crate::app::state::tabs::Tabs;
use crate::app::state::text::EditorId;
use crate::app::state::view::ViewAction;

thread_local! {
    /// What is shown first of the document that the address held when the page began, and the run that was recorded with it.
    static SHOWN: RefCell<Option<(Shown, Rc<str>)>> = const { RefCell::new(None) };
}

/// What is shown first of the document that the page began with, if that came by link, and the run that was recorded with it; once.
pub(super) fn take_shown() -> Option<(Shown, Rc<str>)> {
    SHOWN.take()
}

/// Whether the page begins with something that was kept, or that the address holds: then chunks for that are needed first.
pub(crate) fn needs_chunks() -> bool {
    link::is_one() || storage::is_anything_kept()
}

/// Fetches them.
pub(crate) async fn fetch_chunks() -> Result<(), NotLoaded> {
    let share = async { if link::is_one() { SHARE.load().await.map(|_| ()) } else { Ok(()) } };
    let (kept, share) = join(KEPT.load(), share).await;
    kept.map(|_| ()).and(share)
}

/// The state of the page when it opens.
pub(crate) fn state() -> State {
    let begin = KEPT.get().map(|kept| (kept.begin)());
    let (is_of_later_version, (connections, strange)) = match &begin {
        Some(begin) => (begin.is_of_later_version, begin.connections.clone()),
        None => (false, (None, 0)),
    };
    let (document, (beside, at), previous, relay) = match begin {
        Some(begin) => (begin.document, begin.beside, begin.previous, begin.relay),
        None => (None, (Vec::new(), 0), Vec::new(), None),
    };
    let document = document.unwrap_or_else(first);
    let mut state = Rc::new(State {
        lesson: Shared::new(LessonView { waits: false, ..LessonView::of(&document) }),
        document: Shared::new(document),
        tabs: Shared::new(Tabs::kept(beside, at)),
        previous: Shared::new(previous),
        connections: Shared::new(connections.unwrap_or_else(|| asl_examples::connections().into_iter().collect())),
        relay: Shared::new(relay),
        view: Shared::new(storage::view()),
        layouts: Layouts::kept(width(), is_low(), storage::layouts()),
        ..State::default()
    });
    if strange > 0 || is_of_later_version {
        let what = if strange > 0 { Later::Connections } else { Later::Document };
        state = state.reduce(ViewAction::Notice(Some(Notice::OfLaterVersion(what))).into());
    }
    match SHARE.get().map_or(Ok(None), |share| (share.open)(&location::fragment())) {
        Ok(Some(Opened { document, shown, run })) => {
            state = state.reduce(DocumentAction::Open(document).into());
            SHOWN.replace(Some((shown, run)));
        }
        Ok(None) => {}
        Err(problem) => {
            location::clear();
            state = state.reduce(ViewAction::Notice(Some(Notice::BrokenLink(problem))).into());
        }
    }
    if let Some(comparison) = link::comparison() {
        state = state.reduce(ViewAction::Dialog(Some(Dialog::Compare(comparison, true))).into());
    }
    for editor in [EditorId::Definition, EditorId::Input] {
        if let Some(text) = codemirror::typed_before(editor.title()) {
            // Whoever types into it has taken it for their own.
            state = state.reduce(ViewAction::Lock(false).into());
            state = state.reduce(DocumentAction::Typed(editor, text.into()).into());
        }
    }
    Rc::unwrap_or_clone(state)
}

fn first() -> Document {
    let example = asl_examples::FIRST;
    Document::new(example.definition, example.input, Origin::Example(example.id.into()))
}
