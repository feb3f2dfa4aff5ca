//! The dialog of a template's resources: what each is, what becomes of it here, and all its connections in one step.

use asl_text::Span;
use asl_text::line_index::LineIndex;
use yew::prelude::*;

use super::create::CreateAll;
use crate::app::problems::analysis::Analysis;
use crate::app::state::commands::Commands;
use crate::app::state::document::Document;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::text::EditorId;
use crate::app::state::view::ViewAction;
use crate::app::ui::modal::Modal;
use crate::app::ui::prose::prose;

/// The dialog, as the last check of the document has it.
pub(crate) fn resources_dialog(analysis: &Analysis, document: &Shared<Document>, commands: &Shared<Commands>) -> Html {
    let Some(template) = &analysis.template else { return Html::default() };
    let go = |span: Span| {
        let (commands, document) = (commands.clone(), document.clone());
        move |_: MouseEvent| {
            let index = LineIndex::new(&document.definition);
            commands.dispatch(ViewAction::Dialog(None));
            commands.dispatch(PageRequest::go_to(
                EditorId::Definition,
                index.to_utf16(span.start),
                index.to_utf16(span.end),
            ));
        }
    };
    html! {
        <Modal key="resources" title="Resources of the template" class="help resources">
            if !template.connections.is_empty() { <CreateAll /> }
            <ul class="resource-list">
                for item in &template.resources {
                    <li key={item.id.to_string()} data-testid="resource">
                        <div class="call-head">
                            <button class="link-button" onclick={go(item.span)} aria-label={format!("Show {} in the template", item.id)}>{ item.id.to_string() }</button>
                            <code>{ item.kind.to_string() }</code>
                        </div>
                        if !item.what.is_empty() { <p>{ prose(&item.what) }</p> }
                        <p class="fine">{ item.here }</p>
                    </li>
                }
            </ul>
        </Modal>
    }
}
