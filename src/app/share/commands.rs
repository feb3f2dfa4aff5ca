//! Sharing by link: copying a link to the document, and opening the one in the address.

use std::rc::Rc;

use asl_share::link::COMFORTABLE_LENGTH;
use asl_share::written;
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

use super::link;
use crate::app::chunks::{EXPORTS, KEPT};
use crate::app::host::clipboard::{self, COPIED_MILLIS, Copied, PendingCopy};
use crate::app::host::location;
use crate::app::run::masking;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::notice::Notice;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;

impl Shared<Commands> {
    /// Opens what the address holds, or says what is wrong with it.
    pub(crate) fn open_address(&self) {
        if let Some(comparison) = link::comparison() {
            return self.dispatch(ViewAction::Dialog(Some(Dialog::Compare(comparison, true))));
        }
        if !link::is_one() {
            return;
        }
        let commands = self.clone();
        self.with(&KEPT, move |kept| match (kept.linked)() {
            Ok(Some(document)) => commands.open(document),
            Ok(None) => {}
            Err(problem) => {
                location::clear();
                commands.dispatch(ViewAction::Notice(Some(Notice::BrokenLink(problem))));
            }
        });
    }

    /// Copies a share link of the document, or says why there is none. A document with secrets in it is not copied before the
    /// person said so a second time.
    pub(crate) fn share(&self) {
        let commands = self.clone();
        let pending = if EXPORTS.get().is_some() { None } else { PendingCopy::begin().map(Rc::new) };
        self.with(&EXPORTS, move |exports| (exports.share)(&commands, pending.clone()));
    }

    /// Copies a share link of the document, whatever is in it, or says why there is none.
    pub(crate) fn share_anyway(&self) {
        let commands = self.clone();
        self.with(&EXPORTS, move |exports| (exports.share_anyway)(&commands, None));
    }
}

/// Copies a share link of a document without secrets; into `pending`, if that copy began before the chunk was here. In the chunk of exports.
pub(crate) fn share(commands: &Shared<Commands>, pending: Option<Rc<PendingCopy>>) {
    let State { document, connections, run, .. } = commands.state();
    let redactor = masking::redactor(&connections, &run.connections, &commands.tokens().borrow());
    let written = written::find(&document.to_envelope(), &redactor);
    if written.is_empty() {
        share_anyway(commands, pending);
    } else {
        commands.dispatch(ViewAction::Notice(Some(Notice::SecretsNotShared(written.into()))));
    }
}

/// Copies a share link of any document. In the chunk of exports.
pub(crate) fn share_anyway(commands: &Shared<Commands>, pending: Option<Rc<PendingCopy>>) {
    let commands = commands.clone();
    spawn_local(async move {
        let document = commands.state().document;
        let shareable = link::shareable(&document);
        let fits = shareable.is_some();
        let (link, left_out) = match &shareable {
            Some((shared, left_out)) => (link::link_to(shared), left_out.as_slice()),
            None => (None, [].as_slice()),
        };
        let copied = match (&link, pending) {
            (Some(link), Some(pending)) => pending.copy(link).await,
            (Some(link), None) => clipboard::copy(link).await,
            (None, _) => Copied::Failed,
        };
        commands.dispatch(ViewAction::Shared(Some(copied)));
        let length = link.as_ref().map_or(0, String::len);
        match (copied, link) {
            (Copied::Failed, Some(link)) => {
                commands.dispatch(ViewAction::Notice(Some(Notice::CopyByHand(link.into()))));
            }
            (Copied::Failed, None) if !fits => {
                commands.dispatch(ViewAction::Notice(Some(Notice::TooLargeToShare)));
            }
            (Copied::Done, _) if !left_out.is_empty() => {
                let names: Vec<&str> = left_out.iter().map(|file| &*file.key).collect();
                commands.dispatch(ViewAction::Notice(Some(Notice::SharedWithout(names.join(", ")))));
            }
            (Copied::Done, _) if length > COMFORTABLE_LENGTH => {
                commands.dispatch(ViewAction::Notice(Some(Notice::LongLink(length))));
            }
            _ => {}
        }
        let back = commands.clone();
        let timer = Timeout::new(COPIED_MILLIS, move || back.dispatch(ViewAction::Shared(None)));
        commands.share_timer.replace(Some(timer));
    });
}
