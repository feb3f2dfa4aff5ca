//! When a version is kept: before something takes its place, and from time to time while someone writes.

use asl_document::retention::EVERY_MILLIS;
use gloo_timers::callback::Timeout;
use yew::{hook, use_effect_with, use_mut_ref};

use crate::app::chunks::VERSIONS;
use crate::app::host::clock;
use crate::app::host::versions::Why;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::document::{Document, Texts};
use crate::app::state::shared::Shared;

/// So long after a change the text is kept, if it is time: nobody wants every half of a word.
const REST_MILLIS: u32 = 3_000;

/// What was seen of the document.
struct Seen {
    document: Shared<Document>,
    /// When a version of it was kept last, or it was opened.
    kept: i64,
}

/// Keeps earlier versions of the document.
#[hook]
pub(crate) fn use_versions(state: &State, commands: &Shared<Commands>) {
    let seen = use_mut_ref(|| Seen { document: state.document.clone(), kept: clock::now().0 });
    let commands = commands.clone();
    use_effect_with(state.document.clone(), move |document| {
        let mut last = seen.borrow_mut();
        let before = std::mem::replace(&mut last.document, document.clone());
        let is_replaced = before.revision != document.revision && before.tab == document.tab;
        let differs = Texts::from(&*before) != Texts::from(&**document);
        let mut timer = None;
        if is_replaced && differs && before.is_own_work() {
            let why = if before.origin == document.origin && document.edited { Why::Change } else { Why::Load };
            keep(&commands, before, why);
            last.kept = clock::now().0;
        } else if differs && document.edited && clock::now().0 - last.kept >= EVERY_MILLIS {
            let (commands, document, seen) = (commands.clone(), document.clone(), seen.clone());
            timer = Some(Timeout::new(REST_MILLIS, move || {
                seen.borrow_mut().kept = clock::now().0;
                keep(&commands, document, Why::Time);
            }));
        }
        move || drop(timer)
    });
}

/// Keeps a version, as soon as the chunk is here that packs it.
fn keep(commands: &Shared<Commands>, document: Shared<Document>, why: Why) {
    commands.with(&VERSIONS, move |versions| (versions.keep)(&document, why));
}
