//! The chunk of the dialogs.

use asl_playground::needs::Missing;
use yew::prelude::*;

use crate::app::connections::dialog::ConnectionsDialog;
use crate::app::connections::draft::Draft;
use crate::app::edit::{Outline, Rename};
use crate::app::help::codes::CodeHelp;
use crate::app::help::dialog::Help;
use crate::app::permissions::dialog::PermissionsDialog;
use crate::app::permissions::resources::ResourcesDialog;
use crate::app::problems::aws_answer::AwsAnswer;
use crate::app::relay::dialog::RelayDialog;
use crate::app::run::consent_dialog::Confirm;
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;

/// What the chunk of the dialogs holds.
pub(crate) struct Dialogs {
    /// The view of a dialog.
    pub(crate) view: fn(&Dialog) -> Html,
    /// The form of a connection that a Task misses.
    pub(crate) draft: fn(&Commands, &Missing) -> Draft,
}

pub(super) const TABLE: Dialogs = Dialogs { view, draft: Commands::draft_for };

fn view(dialog: &Dialog) -> Html {
    match dialog {
        Dialog::Connections(draft) => html! { <ConnectionsDialog start={draft.clone()} /> },
        Dialog::Relay => html! { <RelayDialog /> },
        Dialog::Permissions => html! { <PermissionsDialog /> },
        Dialog::Resources => html! { <ResourcesDialog /> },
        Dialog::Outline => html! { <Outline /> },
        Dialog::Rename(name) => html! { <Rename name={name.clone()} /> },
        Dialog::Help => html! { <Help /> },
        Dialog::AwsAnswer => html! { <AwsAnswer /> },
        Dialog::Code(code) => html! { <CodeHelp code={*code} /> },
        Dialog::Confirm(plan, document) => html! { <Confirm plan={plan.clone()} document={document.clone()} /> },
    }
}
