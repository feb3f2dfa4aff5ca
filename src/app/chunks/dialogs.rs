//! The chunk of the dialogs, and of what runs with a role.

use std::rc::Rc;

use asl_sim::Access;
use asl_stack::iam::Report;
use asl_stack::iam::roles::Roles;
use asl_stack::requirements::MissingConnection;
use asl_stack::template::siblings::Sibling;
use yew::prelude::*;

use super::{Load, Table, WORDS, YAML};
use crate::app::connections::dialog::ConnectionsDialog;
use crate::app::connections::draft::ConnectionDraft;
use crate::app::edit::{Outline, Rename};
use crate::app::permissions::dialog::permissions_dialog;
use crate::app::permissions::resources::resources_dialog;
use crate::app::problems::analysis::CheckedDocument;
use crate::app::problems::aws_answer::AwsAnswer;
use crate::app::relay::dialog::RelayDialog;
use crate::app::run::consent_dialog::consent_dialog;
use crate::app::run::host_dialog::HostDialog;
use crate::app::share::card::LinkCard;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::shared::Shared;

/// What the chunk of the dialogs holds.
pub(crate) struct Dialogs {
    /// The dialog that is open.
    pub(crate) view: fn(&State, &Shared<Commands>) -> Html,
    /// The form of a connection that a Task misses.
    pub(crate) draft: fn(&Commands, &MissingConnection) -> ConnectionDraft,
    /// The form of the first connection in the text, if there is one.
    pub(crate) written: fn(&Commands) -> Option<ConnectionDraft>,
    /// The form of the connection that a reference names.
    pub(crate) known: fn(&Commands, &str) -> Option<ConnectionDraft>,
    /// What the roles of the document's machines allow; `None` where no role is in reach.
    pub(crate) roles: fn(&CheckedDocument) -> Option<Rc<dyn Access>>,
}

impl Table for Dialogs {
    // Connections are imported from YAML, too, and what cannot be read is said.
    const NEEDS: &[fn() -> &'static dyn Load] = &[|| &YAML, || &WORDS];
}

pub(super) const TABLE: Dialogs =
    Dialogs { view, draft: Commands::draft_for, written: Commands::written_draft, known: Commands::known_draft, roles };

fn roles(checked: &CheckedDocument) -> Option<Rc<dyn Access>> {
    roles_of(&checked.analysis.permissions, &checked.others)
}

/// What the role of a machine allows, and those of the machines that it can start; `None` where no role is in reach.
pub(crate) fn roles_of(own: &Rc<Report>, others: &[Sibling]) -> Option<Rc<dyn Access>> {
    let name = |other: &Sibling| other.names.first().cloned().unwrap_or_default();
    let others: Vec<_> = others.iter().map(|other| (name(other), other.permissions.clone())).collect();
    let is_known = own.role.is_some() || others.iter().any(|(_, report)| report.role.is_some());
    is_known.then(|| -> Rc<dyn Access> { Rc::new(Roles::new(own.clone(), others)) })
}

fn view(state: &State, commands: &Shared<Commands>) -> Html {
    let Some(dialog) = &state.view.dialog else { return Html::default() };
    match dialog {
        Dialog::Connections(draft) => html! { <ConnectionsDialog start={draft.clone()} /> },
        Dialog::Relay => html! { <RelayDialog /> },
        Dialog::Permissions => permissions_dialog(&state.analysis, &state.document, commands),
        Dialog::Resources => resources_dialog(&state.analysis, &state.document, commands),
        Dialog::Outline => html! { <Outline /> },
        Dialog::Rename(name) => html! { <Rename name={name.clone()} /> },
        Dialog::AwsAnswer => html! { <AwsAnswer /> },
        // They are in chunks of their own; the last needs none.
        Dialog::Help(_)
        | Dialog::Code(_)
        | Dialog::Palette
        | Dialog::Print
        | Dialog::Versions
        | Dialog::ScratchPad(_)
        | Dialog::Try(_)
        | Dialog::Compare(..)
        | Dialog::Explore
        | Dialog::TestState(_)
        | Dialog::RunFiles
        | Dialog::Remote
        | Dialog::Deploy
        | Dialog::Share
        | Dialog::Gallery
        | Dialog::Lesson(_)
        | Dialog::RunAgain(..)
        | Dialog::CompareRuns(..)
        | Dialog::Coming(_) => Html::default(),
        Dialog::CallHost(question) => {
            html! { <HostDialog key={question.origin.to_string()} question={question.clone()} /> }
        }
        Dialog::Consent(calls, document, true) => {
            html! { <LinkCard calls={calls.clone()} document={document.clone()} /> }
        }
        Dialog::Consent(calls, document, false) => consent_dialog(calls, document, commands),
    }
}
