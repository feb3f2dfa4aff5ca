//! Ways around a browser that is in the way: a mock, or the Practice API.

use std::rc::Rc;

use asl_http::Connections;
use asl_http::attempt::PRACTICE_ORIGIN;
use asl_http::mock_answer::mock_of_pasted;
use asl_lang::{PracticeCopy, to_practice};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::app::relay::offer::relay_offer;
use crate::app::state::Action;
use crate::app::state::commands::use_commands;
use crate::app::state::document::{Document, DocumentAction};
use crate::app::state::shared::use_shared;
use crate::app::ui::icons::{Icon, icon};

/// The call that failed.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The state's name.
    pub(super) state: Rc<str>,
    /// Whether a relay is used.
    pub(super) has_relay: bool,
}

/// The ways, as buttons.
#[component]
pub(super) fn Workarounds(Props { state, has_relay }: &Props) -> Html {
    let (commands, document, connections) = (use_commands(), use_shared::<Document>(), use_shared::<Connections>());
    let pasting = use_state(|| false);
    let sample = {
        let (commands, state) = (commands.clone(), state.clone());
        move |_| commands.mock_sample(&state)
    };
    let paste = {
        let pasting = pasting.clone();
        move |_| pasting.set(!*pasting)
    };
    let moved = use_memo((document.definition.clone(), state.clone()), |(text, state)| to_practice(text, state));
    let practise = (*moved).clone().map(|PracticeCopy { definition, connection }| {
        let commands = commands.clone();
        let onclick = move |_| {
            // The Practice API is a part of this page: what is sent there does not leave it.
            if let Some(named) = &connection {
                commands.dispatch(Action::SetConnections(connections.with_origin(named, PRACTICE_ORIGIN)));
            }
            commands.dispatch(DocumentAction::SetDefinition(definition.clone().into()));
        };
        html! {
            <button class="button small" {onclick} title="Its /echo endpoint returns the request, in this page" data-testid="use-practice">
                { icon(Icon::Run) }{"Call the Practice API instead"}
            </button>
        }
    });
    html! {
        <div class="ways">
            <h3>{"Workarounds"}</h3>
            <div class="ways-row">
                <button class="button small" onclick={sample} data-testid="mock-sample">{ icon(Icon::Edit) }{"Mock this call"}</button>
                <button class="button small" onclick={paste} aria-expanded={pasting.to_string()} data-testid="mock-paste">
                    { icon(Icon::Copy) }{"Paste a response as mock"}
                </button>
                { practise }
                { relay_offer(&commands, *has_relay) }
            </div>
            if *pasting { <PasteResponse state={state.clone()} /> }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct PasteResponseProps {
    state: Rc<str>,
}

#[component]
fn PasteResponse(PasteResponseProps { state }: &PasteResponseProps) -> Html {
    let commands = use_commands();
    let area = use_node_ref();
    let error = use_state(|| None::<String>);
    let add = {
        let (area, error, state) = (area.clone(), error.clone(), state.clone());
        move |_| {
            let text = area.cast::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default();
            match mock_of_pasted(&text) {
                Ok(mock) => {
                    error.set(None);
                    commands.add_mock(&state, &mock);
                }
                Err(why) => error.set(Some(why.to_string())),
            }
        }
    };
    html! {
        <div class="paste">
            <label for="pasted-answer">{"Output of "}<code>{"curl --include"}</code>{", or only the body"}</label>
            <textarea id="pasted-answer" ref={area} rows="6" spellcheck="false" placeholder={"HTTP/2 200\ncontent-type: application/json\n\n{\"ok\": true}"} />
            if let Some(error) = &*error { <p class="look-warning" role="alert">{ icon(Icon::Warning) }{ error.clone() }</p> }
            <button class="button small primary" onclick={add} data-testid="mock-add">{"Add as mock"}</button>
        </div>
    }
}
