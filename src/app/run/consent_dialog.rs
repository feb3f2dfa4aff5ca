//! The question before the first run of a document that came by link.

use yew::prelude::*;

use super::consent::{PlannedCalls, UsedConnection};
use crate::app::state::commands::Commands;
use crate::app::state::document::Document;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::modal::Modal;

/// The question, with what `document` will call.
pub(crate) fn consent_dialog(calls: &PlannedCalls, document: &Shared<Document>, commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    let run = {
        let (commands, document) = (commands.clone(), document.clone());
        move |_| commands.run_confirmed(&document)
    };
    html! {
        <Modal key="consent" title="Run a workflow from a link?" class="confirm">
            <p>{"You opened this workflow from a link. Look at what it will do before it does it."}</p>
            <h3>{"It calls"}</h3>
            <ul class="plan">
                for endpoint in calls.endpoints.iter() { <li key={endpoint.to_string()}><code>{ endpoint.to_string() }</code></li> }
                if calls.computed { <li>{"addresses or connections that it computes while it runs"}</li> }
                if calls.endpoints.is_empty() && !calls.computed { <li>{"no API"}</li> }
            </ul>
            <h3>{"It uses these connections of yours"}</h3>
            <ul class="plan">
                for UsedConnection { name, origins, token_endpoint } in calls.connections.iter() {
                    <li key={name.to_string()}>
                        <code>{ name.to_string() }</code>
                        { if origins.is_empty() { ", bound to no origin".to_owned() } else { format!(", only at {origins}") } }
                        if let Some(endpoint) = token_endpoint { { "; its token is asked for at " }<code>{ endpoint.to_string() }</code> }
                    </li>
                }
                if calls.connections.is_empty() { <li>{"none"}</li> }
            </ul>
            <p class="fine">{"Whatever it computes: the credentials of a connection go to the origins of that connection and nowhere else."}</p>
            <div class="actions">
                <button class="button" onclick={move |_| commands.dispatch(ViewAction::Dialog(None))}>{"Cancel"}</button>
                <button class="button primary" data-testid="confirm-run" onclick={run}>{ icon(Icon::Run) }<span>{"Run it"}</span></button>
            </div>
        </Modal>
    }
}
