//! A request to take away: as curl, as fetch, as the AWS CLI's command.

use std::rc::Rc;

use asl_http::Connections;
use asl_http::curl::curl;
use asl_http::fetch_code::fetch_code;
use asl_http::request::ShownRequest;
use asl_http::test_state::{Level, test_state_command};
use asl_lang::extract_state;
use asl_value::Value;
use yew::prelude::*;

use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::ui::copy::CopyButton;

/// What makes a call again with the AWS CLI: the state that made it.
pub(super) struct Tested<'a> {
    /// The commands, for the definition that ran.
    pub(super) commands: &'a Shared<Commands>,
    /// The connections of the tab.
    pub(super) connections: &'a Shared<Connections>,
    /// The state's name.
    pub(super) state: &'a Rc<str>,
    /// The state's input.
    pub(super) input: &'a Value,
    /// How much `test-state` is asked for.
    pub(super) level: Level,
    /// Whether it is asked for secrets.
    pub(super) reveal: bool,
}

/// The buttons that copy a request, which has secrets only if the person ticked that, and the command of the state that made it.
pub(super) fn copy_buttons(request: Rc<ShownRequest>, tested: Option<&Tested<'_>>) -> Html {
    let as_curl = {
        let request = request.clone();
        Callback::from(move |()| curl(&request).command)
    };
    let as_fetch = Callback::from(move |()| fetch_code(&request));
    let as_command = tested.map(|Tested { commands, connections, state, input, level, reveal }| {
        let (commands, connections, state, input) =
            ((*commands).clone(), (*connections).clone(), (*state).clone(), (*input).clone());
        let (level, reveal) = (*level, *reveal);
        Callback::from(move |()| {
            let alone = commands.state().run.read().root.and_then(|root| extract_state(&root, &state));
            test_state_command(&alone.unwrap_or_default(), &input, level, reveal, &connections)
        })
    });
    html! {
        <div class="copies" role="group" aria-label="Copy the request">
            <CopyButton label="Copy as curl" text={as_curl} />
            <CopyButton label="Copy as fetch" text={as_fetch} />
            if let Some(as_command) = as_command { <CopyButton label="Copy as AWS CLI" text={as_command} /> }
        </div>
    }
}
