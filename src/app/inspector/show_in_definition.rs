//! The button that goes to a place of the definition that ran, while that is what the editor holds.

use asl_playground::text::Span;
use asl_playground::text::line_index::LineIndex;
use yew::prelude::*;

use crate::app::run::view::RunView;
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::use_shared;
use crate::app::state::text::EditorId;
use crate::app::ui::icons::{Icon, icon};

/// The place, in bytes of the definition that ran.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The place.
    pub(crate) span: Span,
}

/// Nothing, once the definition was changed: the place may be another one.
#[component]
pub(crate) fn ShowInDefinition(Props { span }: &Props) -> Html {
    let (commands, run, document) = (use_commands(), use_shared::<RunView>(), use_shared::<Document>());
    let same = document.definition == run.definition;
    let span = *span;
    let go = move |_| {
        let index = LineIndex::new(&run.definition);
        commands.dispatch(PageRequest::go_to(
            EditorId::Definition,
            index.to_utf16(span.start),
            index.to_utf16(span.end),
        ));
    };
    html! {
        if same {
            <button class="button small quiet show-place" onclick={go}>{ icon(Icon::Target) }{"Show in definition"}</button>
        }
    }
}
