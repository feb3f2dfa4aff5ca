//! The dialog of a template's resources: what each is, what becomes of it here, and all its connections in one step.

use asl_ide::refactor::code_file::code_to_file;
use asl_stack::template::inventory::Item;
use asl_stack::template::source::TemplateKind;
use asl_text::Span;
use yew::prelude::*;

use super::create::CreateAll;
use super::go_to_span;
use crate::app::problems::analysis::Analysis;
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::document::Document;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::modal::Modal;
use crate::app::ui::prose::prose;

/// The dialog, as the last check of the document has it.
pub(crate) fn resources_dialog(analysis: &Analysis, document: &Shared<Document>, commands: &Shared<Commands>) -> Html {
    let Some(template) = &analysis.template else { return Html::default() };
    let go = |span: Span| go_to_span(commands, document, template.at, span);
    let show = |at: usize| {
        let commands = commands.clone();
        move |_: MouseEvent| {
            commands.dispatch(ViewAction::Dialog(None));
            commands.open_file(at);
        }
    };
    let deploy = {
        let commands = commands.clone();
        move |_: MouseEvent| commands.dispatch(ViewAction::Dialog(Some(Dialog::Deploy)))
    };
    let text = document.file_text(template.at);
    let is_plain = matches!(template.kind, TemplateKind::Sam | TemplateKind::CloudFormation);
    let moves = |item: &Item| {
        let moved = code_to_file(&text, &item.id).filter(|_| is_plain && item.kind.ends_with("::Function"))?;
        let (commands, at) = (commands.clone(), template.at);
        Some(Callback::from(move |_: MouseEvent| {
            commands.dispatch(ViewAction::Dialog(None));
            commands.move_code(at, &moved);
        }))
    };
    let invokes = |item: &Item| {
        let function = template.functions.iter().find(|id| **id == item.id)?.clone();
        let commands = commands.clone();
        Some(Callback::from(move |_: MouseEvent| commands.invoke(&function)))
    };
    html! {
        <Modal key="resources" title="Template resources" class="help resources">
            if !template.connections.is_empty() { <CreateAll /> }
            <p class="fine">
                {"All of it as SAM, CloudFormation, Terraform, or CDK, with what the roles need: "}
                <button class="link-button" data-testid="resources-deploy" onclick={deploy}>{"Export for deployment…"}</button>
            </p>
            <ul class="resource-list">
                for item in &template.resources {
                    <li key={item.id.to_string()} data-testid="resource">
                        <div class="call-head">
                            <button class="link-button" onclick={go(item.span)} aria-label={format!("Show {} in the template", item.id)}>{ item.id.to_string() }</button>
                            <code>{ item.kind.to_string() }</code>
                        </div>
                        if !item.what.is_empty() { <p>{ prose(&item.what) }</p> }
                        <p class="fine">{ item.here.to_string() }</p>
                        { offers(invokes(item), moves(item)) }
                        if let Some(at) = item.code {
                            <p class="fine">
                                {"Its code: "}
                                <button class="link-button" onclick={show(at)}>{ document.project().path(at).to_string() }</button>
                            </p>
                        }
                    </li>
                }
            </ul>
        </Modal>
    }
}

/// What can be done with a function.
fn offers(invoke: Option<Callback<MouseEvent>>, move_code: Option<Callback<MouseEvent>>) -> Html {
    if invoke.is_none() && move_code.is_none() {
        return Html::default();
    }
    html! {
        <div class="offers">
            if let Some(onclick) = invoke {
                <button class="button small" {onclick} data-testid="invoke" title="Run this function alone, with the input as its event">
                    { icon(Icon::Run) }{"Invoke"}
                </button>
            }
            if let Some(onclick) = move_code {
                <button class="button small" {onclick} data-testid="move-code">{"Edit its code in a tab"}</button>
            }
        </div>
    }
}
