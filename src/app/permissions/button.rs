//! The button that opens the permissions, with how many lack.

use yew::prelude::*;

use crate::app::problems::analysis::Analysis;
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;

/// The button; nothing where the machine calls nothing.
pub(crate) fn permissions_button(analysis: &Analysis, commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    if analysis.permissions.calls.is_empty() {
        return Html::default();
    }
    let lacking = analysis.permissions.lacking().len();
    html! {
        <button class={classes!("button", "small", "quiet", "permissions-button", (lacking > 0).then_some("lacks"))} aria-haspopup="dialog"
            title="Permissions that the workflow's role needs" onclick={move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Permissions)))}>
            { if lacking > 0 { format!("Permissions ({lacking} missing)") } else { "Permissions".to_owned() } }
        </button>
    }
}
