//! What an empty document offers to begin with. In the chunk of the setup.

use asl_examples::STARTERS;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::app::files::FileButton;
use crate::app::host::clipboard;
use crate::app::state::commands::Commands;
use crate::app::state::document::DocumentAction;
use crate::app::state::notice::Notice;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::text::EditorId;
use crate::app::state::view::ViewAction;
use crate::app::ui::icons::{Icon, icon};

/// A card for each starter, and the ways to bring a workflow of one's own. The editor goes on taking what is typed and pasted.
pub(crate) fn starters(commands: &Shared<Commands>) -> Html {
    html! {
        <div class="starters" role="group" aria-label="Start with" data-testid="starters">
            <p class="starters-hint">{"Paste a definition, a template, or AWS CLI output anywhere on this page, or start with one of these:"}</p>
            <ul>
                for starter in STARTERS {
                    <li key={starter.example}>
                        <button class="starter" data-testid={format!("starter-{}", starter.example)} onclick={
                            let commands = commands.clone();
                            move |_| commands.open_example(starter.example)
                        }>
                            <b>{ starter.title }</b><span>{ starter.summary }</span>
                        </button>
                    </li>
                }
            </ul>
            <div class="starters-own">
                <button class="button small" onclick={
                    let commands = commands.clone();
                    move |_| paste(&commands)
                }>{ icon(Icon::Copy) }<span>{"Paste"}</span></button>
                <FileButton label="Open a file…" />
                <FileButton label="Open a folder…" folder={true} />
            </div>
        </div>
    }
}

/// Puts what is in the clipboard into the definition. Where the browser does not let the page read it, the editor takes the
/// focus and a notice names the keys.
fn paste(commands: &Shared<Commands>) {
    let commands = commands.clone();
    spawn_local(async move {
        match clipboard::read().await.filter(|text| !text.trim().is_empty()) {
            Some(text) => commands.dispatch(DocumentAction::SetDefinition(text.into())),
            None => commands.dispatch(ViewAction::Notice(Some(Notice::PasteByHand))),
        }
        commands.dispatch(PageRequest::go_to(EditorId::Definition, 0, 0));
    });
}
