//! The dialogs of the page, of which at most one is open.

use std::rc::Rc;

use asl_sim::{ActorId, VisitId};
use asl_text::diagnostic::Code;

use super::document::Document;
use super::pad::PadStart;
use super::shared::Shared;
use super::trying::TryStart;
use crate::app::connections::draft::ConnectionDraft;
use crate::app::run::consent::PlannedCalls;
use crate::app::run::functions::HostQuestion;

/// Which dialog is open, and what it is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Dialog {
    /// Another run from the state of this visit on, with its input to edit.
    RunAgain(ActorId, VisitId),
    /// Two of the runs of this page side by side, by their numbers.
    CompareRuns(u32, u32),
    /// The connections; with a draft, its form.
    Connections(Option<Rc<ConnectionDraft>>),
    /// The settings of the relay.
    Relay,
    /// What the workflow's role must allow.
    Permissions,
    /// The resources of the template.
    Resources,
    /// A page of help, with its heading behind a slash if one is meant; empty for the first.
    Help(Rc<str>),
    /// The earlier versions of the workflows.
    Versions,
    /// What is printed.
    Print,
    /// The search over commands, states, examples and help.
    Palette,
    /// What AWS answers to the document.
    AwsAnswer,
    /// What a code means.
    Code(Code),
    /// One of that title, whose chunk is on its way: it holds the focus until then.
    Coming(&'static str),
    /// The list of states, to go to one.
    Outline,
    /// Patterns and transformers tried on an event.
    ScratchPad(Rc<PadStart>),
    /// Expressions tried on the data of a step.
    Try(Rc<TryStart>),
    /// The three ways to call an API, compared: the fragment of a link, empty for a new comparison, and whether it came by link.
    Compare(Rc<str>, bool),
    /// What goes out of a run as a file, and a history that comes in.
    RunFiles,
    /// Step Functions elsewhere: this workflow there, and what is there.
    Remote,
    /// What deploys the document, as files.
    Deploy,
    /// One state alone, by its name.
    TestState(Option<Rc<str>>),
    /// The exploration of failures.
    Explore,
    /// Asks for another name of that state.
    Rename(Rc<str>),
    /// The question before the first run of a document that came by link; it is about this very document. Whether it is asked as
    /// soon as the document opens.
    Consent(Rc<PlannedCalls>, Shared<Document>, bool),
    /// All examples with their pictures.
    Gallery,
    /// The editor of the document's lesson, at that step.
    Lesson(usize),
    /// What a link to the document holds, and the ways to send it.
    Share,
    /// Whether the code of a function from a link may call a host that it did not name.
    CallHost(HostQuestion),
}
