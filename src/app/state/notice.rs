//! The notices above the editors.

use std::rc::Rc;

use asl_share::written::WrittenSecret;
use yew::Callback;

use crate::app::edit::operations::EditReport;

/// A message above the editors, until it is dismissed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Notice {
    /// The document came by link.
    FromLink {
        /// Whether it took the place of the person's own document, which is kept.
        kept: bool,
    },
    /// An example took the place of the person's own document, which is kept.
    PreviousKept,
    /// The tab of that name was closed, and can be opened again.
    TabClosed(Rc<str>),
    /// Another build of the page is kept in this browser.
    NewBuild,
    /// A link could not be opened.
    BrokenLink(String),
    /// The storage holds something of a later version of the playground, which is left alone.
    OfLaterVersion(Later),
    /// The browser keeps nothing for this page.
    StorageClosed,
    /// The document is larger than what is kept.
    TooLargeToKeep,
    /// The browser has no room for the document.
    StorageFull,
    /// The other tabs could not be kept: they are there until the page is left.
    TabsNotKept,
    /// The connections could not be kept: they are there until the page is left.
    ConnectionsNotKept,
    /// The relay could not be kept: it is there until the page is left.
    RelayNotKept,
    /// No link can hold the document.
    TooLargeToShare,
    /// No link was copied, since what looks like a secret stands in these places.
    SecretsNotShared(Rc<[WrittenSecret]>),
    /// The share link is copied, without these files.
    SharedWithout(String),
    /// The share link is so long that some programs cut it; its length in characters.
    LongLink(usize),
    /// A mock could not be added; why.
    MockNotAdded(String),
    /// Something was not done, or not as a whole, and why.
    NotDone(String),
    /// Files were left out of the project: how many were taken, and the names of the others with why.
    FilesLeftOut(usize, Rc<[String]>),
    /// The document is kept without its largest files.
    FilesNotKept,
    /// The definition was changed as a whole, or why it was not.
    Changed(Rc<EditReport>),
    /// A chunk that something needs could not be loaded: what it is for, and another try.
    NotLoaded(&'static str, Callback<()>),
    /// The page may not read the clipboard: the person pastes with the keys.
    PasteByHand,
    /// The share link could not be copied; here it is.
    CopyByHand(Rc<str>),
}

/// What is of a later version of the playground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Later {
    /// The document of the last visit.
    Document,
    /// Connections of this tab.
    Connections,
}
