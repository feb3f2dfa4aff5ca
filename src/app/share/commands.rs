//! Sharing by link: copying a link to the document, and opening the one in the address.

use std::rc::Rc;

use asl_share::envelope::Shown;
use asl_share::link::COMFORTABLE_LENGTH;
use asl_share::written;
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

use super::link::{self, Opened};
use crate::app::chunks::{self, RECORDED, SHARE};
use crate::app::graph::drawing::CurrentState;
use crate::app::graph::state::GraphAction;
use crate::app::help;
use crate::app::host::clipboard::{self, COPIED_MILLIS, Copied, PendingCopy};
use crate::app::host::location;
use crate::app::problems::analysis;
use crate::app::run::consent::PlannedCalls;
use crate::app::run::masking;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::document::Document;
use crate::app::state::notice::Notice;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::view::{SetupTab, ViewAction};

/// What stands in the place of the card until the document was read.
const READING: &str = "Reading the workflow from the link";

impl Shared<Commands> {
    /// Opens what the address holds, or says what is wrong with it.
    pub(crate) fn open_address(&self) {
        if let Some(comparison) = link::comparison() {
            return self.dispatch(ViewAction::Dialog(Some(Dialog::Compare(comparison, true))));
        }
        if let Some(id) = link::example() {
            return self.open_linked_example(&id);
        }
        if let Some(place) = help::address::named() {
            return self.dispatch(ViewAction::Dialog(Some(Dialog::Help(place))));
        }
        if let Some(id) = link::at("#guide/") {
            return self.open_guide(&id);
        }
        if let Some(number) = link::at("#course/") {
            return self.open_course(&number);
        }
        if link::at("#examples").is_some() {
            location::clear();
            return self.dispatch(ViewAction::Dialog(Some(Dialog::Gallery)));
        }
        if link::is_one() {
            self.open_link(location::fragment().into());
        }
    }

    /// Opens the example of that id, or says that there is none.
    fn open_linked_example(&self, id: &str) {
        if asl_examples::LIST.iter().any(|known| known.id == id) {
            self.dispatch(ViewAction::Dialog(None));
            return self.open_example(id);
        }
        location::clear();
        let problem = "there is no example of that name".to_owned();
        self.dispatch(ViewAction::Notice(Some(Notice::BrokenLink(problem))));
    }

    /// Opens the document that a fragment holds, or says what is wrong with it.
    pub(crate) fn open_link(&self, fragment: Rc<str>) {
        let commands = self.clone();
        self.with(&SHARE, move |share| match (share.open)(&fragment) {
            Ok(Some(Opened { document, shown, run })) => {
                // What is about another document gives way.
                commands.dispatch(ViewAction::Dialog(None));
                commands.open(document);
                let commands = commands.clone();
                // Once the state knows it.
                Timeout::new(0, move || commands.present(&shown, &run)).forget();
            }
            Ok(None) => {}
            Err(problem) => {
                location::clear();
                commands.dispatch(ViewAction::Notice(Some(Notice::BrokenLink(problem))));
            }
        });
    }

    /// Says what the document that came by link does, before anything else is done with it; the run that was recorded in the
    /// link is there behind the words.
    pub(crate) fn present(&self, shown: &Shown, run: &Rc<str>) {
        let state = self.state();
        let is_reading = matches!(state.view.dialog, Some(Dialog::Coming(READING)));
        if !state.document.needs_consent() || state.document.edited {
            // Another document took its place meanwhile.
            if is_reading {
                self.dispatch(ViewAction::Dialog(None));
            }
            return;
        }
        if state.view.dialog.is_some() && !is_reading {
            return;
        }
        let again = {
            let (commands, shown, run) = (self.clone(), shown.clone(), run.clone());
            move || commands.present(&shown, &run)
        };
        // The card shows nothing that is not whole: until all of the document was read, it says that it is being read.
        let wait = || self.dispatch(ViewAction::Dialog(Some(Dialog::Coming(READING))));
        if self.reads_first(again.clone()) {
            return wait();
        }
        chunks::take_missed();
        let checked = analysis::check(&state.document, &state.connections);
        let calls = PlannedCalls::of_document(&checked, &state.connections);
        if let Some(chunk) = chunks::take_missed() {
            wait();
            let commands = self.clone();
            return spawn_local(async move {
                if chunk.load_it().await.is_ok() {
                    return again();
                }
                commands.dispatch(ViewAction::Dialog(None));
                commands.say_not_loaded(chunk, Rc::new(again));
            });
        }
        if let Some(tab) = SetupTab::of_word(&shown.tab) {
            self.dispatch(ViewAction::Setup(tab));
        }
        if !shown.state.is_empty() {
            self.dispatch(GraphAction::Point(CurrentState(Some(shown.state.clone()))));
        }
        if !run.is_empty() {
            self.show_recorded(&state.document, run.clone());
        }
        self.dispatch(ViewAction::Dialog(Some(Dialog::Consent(Rc::new(calls), state.document.clone(), true))));
    }

    /// Puts the run that was recorded in the link of that document on stage.
    fn show_recorded(&self, document: &Shared<Document>, run: Rc<str>) {
        let (commands, document) = (self.clone(), document.clone());
        self.with(&RECORDED, move |recorded| {
            let state = commands.state();
            if state.document != document || state.is_running() {
                return;
            }
            if let Err(why) = (recorded.open_shared)(&commands, &run) {
                commands.dispatch(PageRequest::announce(format!("The recorded run in the link can't be read: {why}")));
            }
        });
    }

    /// Says what a link to the document holds, and offers the ways to send it.
    pub(crate) fn share(&self) {
        self.dispatch(ViewAction::Dialog(Some(Dialog::Share)));
    }

    /// Copies a share link of the document, or says why there is none. A document with secrets in it is not copied before the
    /// person said so a second time.
    pub(crate) fn copy_link(&self) {
        let commands = self.clone();
        let pending = if SHARE.get().is_some() { None } else { PendingCopy::begin().map(Rc::new) };
        self.with(&SHARE, move |share| (share.copy)(&commands, pending.clone()));
    }

    /// Copies a share link of the document, whatever is in it, or says why there is none.
    pub(crate) fn copy_link_anyway(&self) {
        let commands = self.clone();
        self.with(&SHARE, move |share| (share.copy_anyway)(&commands, None));
    }
}

/// Copies a share link of a document without secrets; into `pending`, if that copy began before the chunk was here. In the chunk of share links.
pub(crate) fn copy(commands: &Shared<Commands>, pending: Option<Rc<PendingCopy>>) {
    let state = commands.state();
    let State { connections, run, .. } = &state;
    let redactor = masking::redactor(connections, &run.connections, &commands.tokens().borrow());
    let written = written::find(&link::envelope(&state), &redactor);
    if written.is_empty() {
        copy_anyway(commands, pending);
    } else {
        commands.dispatch(ViewAction::Notice(Some(Notice::SecretsNotShared(written.into()))));
    }
}

/// Copies a share link of any document. In the chunk of share links.
pub(crate) fn copy_anyway(commands: &Shared<Commands>, pending: Option<Rc<PendingCopy>>) {
    let commands = commands.clone();
    spawn_local(async move {
        let shareable = link::shareable(link::envelope(&commands.state()));
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
