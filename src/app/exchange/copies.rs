//! A request to take away: as curl, as fetch, as the AWS CLI's command.

use std::rc::Rc;

use asl_playground::asl::extract_state;
use asl_playground::http::Connections;
use asl_playground::http::curl::curl;
use asl_playground::http::fetch_code::fetch_code;
use asl_playground::http::request::ShownRequest;
use asl_playground::http::test_state::{Level, test_state_command};
use asl_playground::value::Value;
use yew::prelude::*;

use crate::app::run::view::RunView;
use crate::app::state::shared::use_shared;
use crate::app::ui::copy::CopyButton;

/// What is copied.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The state's name.
    pub(super) state: Rc<str>,
    /// The state's input.
    pub(super) input: Value,
    /// The request, with secrets only if the person ticked that.
    pub(super) request: Rc<ShownRequest>,
    /// How much `test-state` is asked for.
    pub(super) level: Level,
    /// Whether it is asked for secrets.
    pub(super) reveal: bool,
}

/// The buttons.
#[component]
pub(super) fn Copies(Props { state, input, request, level, reveal }: &Props) -> Html {
    let (connections, run) = (use_shared::<Connections>(), use_shared::<RunView>());
    let as_curl = {
        let request = request.clone();
        Callback::from(move |()| curl(&request).command)
    };
    let as_fetch = {
        let request = request.clone();
        Callback::from(move |()| fetch_code(&request))
    };
    let as_command = {
        let (state, input, level, reveal) = (state.clone(), input.clone(), *level, *reveal);
        Callback::from(move |()| {
            let alone = run.read().root.and_then(|root| extract_state(&root, &state));
            test_state_command(&alone.unwrap_or_default(), &input, level, reveal, &connections)
        })
    };
    html! {
        <div class="copies" role="group" aria-label="Copy the request">
            <CopyButton label="Copy as curl" text={as_curl} />
            <CopyButton label="Copy as fetch" text={as_fetch} />
            <CopyButton label="Copy as AWS CLI" text={as_command} />
        </div>
    }
}
