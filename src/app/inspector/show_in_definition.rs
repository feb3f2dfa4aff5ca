//! The button that goes to a place of the definition that ran, while that is what the editor holds.

use asl_text::Span;
use asl_text::line_index::LineIndex;
use yew::prelude::*;

use crate::app::run::view::RunView;
use crate::app::run::view::use_run_view;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::Document;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::text::EditorId;
use crate::app::ui::icons::{Icon, icon};

/// What the button needs to know.
pub(super) struct Shown {
    pub(super) commands: Shared<Commands>,
    /// The run whose definition the places are in.
    pub(super) run: Shared<RunView>,
    /// Whether the editor still holds that definition.
    pub(super) is_current: bool,
}

/// What the button needs to know of the run that is shown.
#[hook]
pub(super) fn use_shown() -> Shown {
    let (commands, run, document) = (use_commands(), use_run_view(), use_shared::<Document>());
    let is_current = run.is_of(&document);
    Shown { commands, run, is_current }
}

/// The button for a place, in bytes of the definition that ran. Nothing, once the definition was changed: the place may
/// be another one.
pub(super) fn show_in_definition(shown: &Shown, span: Span) -> Html {
    let (commands, run) = (shown.commands.clone(), shown.run.clone());
    let go = move |_| {
        let (text, at) = run.definition_file(&run.read());
        let index = LineIndex::new(&text);
        commands.dispatch(PageRequest::go_to(EditorId::File(at), index.to_utf16(span.start), index.to_utf16(span.end)));
    };
    html! {
        if shown.is_current {
            <button class="button small quiet show-place" onclick={go}>{ icon(Icon::Target) }{"Show in definition"}</button>
        }
    }
}
