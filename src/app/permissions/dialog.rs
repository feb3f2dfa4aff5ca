//! The dialog of the permissions: every call, what its role says to it, and the statements to copy.

use std::rc::Rc;

use asl_stack::iam::report::Judged;
use asl_stack::iam::write::{Notation, statements};
use asl_stack::iam::{Report, Standing};
use asl_text::line_index::LineIndex;
use asl_text::{Format, Span};
use yew::prelude::*;

use super::go_to_span;
use crate::app::problems::analysis::Analysis;
use crate::app::state::commands::Commands;
use crate::app::state::document::Document;
use crate::app::state::shared::Shared;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::modal::Modal;

/// The dialog, as the last check of the document has it.
pub(crate) fn permissions_dialog(
    analysis: &Analysis,
    document: &Shared<Document>,
    commands: &Shared<Commands>,
) -> Html {
    let report = &analysis.permissions;
    let lacking = report.lacking();
    let is_template = analysis.template.is_some();
    let notation = match (
        is_template,
        asl_text::detect(
            &document.file_text(analysis.template.as_ref().map_or(analysis.definition_at, |template| template.at)),
        ),
    ) {
        (false, _) => Notation::Document,
        (true, Format::Json) => Notation::TemplateJson,
        (true, Format::Yaml) => Notation::TemplateYaml,
    };
    let shown = if lacking.is_empty() { report.wanted() } else { lacking.clone() };
    let text: Rc<str> = statements(&shown, &report.context, notation).into();
    html! {
        <Modal key="permissions" title="Permissions" class="help permissions">
            <p data-testid="permissions-told">{ summary(report, lacking.len(), is_template) }</p>
            <ul class="calls">
                for judged in &report.calls { { call(judged, analysis, commands, document) } }
            </ul>
            if !shown.is_empty() {
                <div class="statements-head">
                    <h3>{ heading(report, lacking.len(), is_template) }</h3>
                    <CopyButton label="Copy" text={
                        let text = Rc::clone(&text);
                        Callback::from(move |()| text.to_string())
                    } />
                </div>
                <pre class="statements" tabindex="0" data-testid="statements">{ text.to_string() }</pre>
                <p class="fine">{ where_to(notation) }</p>
            }
            <p class="fine">{"Nothing is refused here during a run: the page has no role. On AWS a call without its permission fails, an HTTP Task with States.Http.AccessDenied or Events.ConnectionResource.AccessDenied."}</p>
        </Modal>
    }
}

fn summary(report: &Report, lacking: usize, is_template: bool) -> String {
    let Some(role) = &report.role else {
        return if is_template {
            "The role of this machine does not stand in the template, so nobody here knows what it allows. This is what it has to.".to_owned()
        } else {
            "A definition says nothing of its role. This is what the role has to allow.".to_owned()
        };
    };
    let elsewhere = if role.elsewhere.is_empty() {
        String::new()
    } else {
        format!(" It also has what is not read here, which may allow or forbid more: {}.", role.elsewhere.join(", "))
    };
    let name = role.name.replace('`', "");
    if lacking == 0 {
        format!("Nothing is known to lack in {name}.{elsewhere}")
    } else {
        format!(
            "{} in {name}.{elsewhere}",
            if lacking == 1 {
                "1 permission is missing".to_owned()
            } else {
                format!("{lacking} permissions are missing")
            }
        )
    }
}

fn heading(report: &Report, lacking: usize, is_template: bool) -> &'static str {
    match (lacking, &report.role) {
        (0, Some(_)) => "All that the machine needs",
        (0, None) if !is_template => "The role needs",
        (0, None) => "Its role needs",
        _ => "To be added to the role",
    }
}

fn where_to(notation: Notation) -> &'static str {
    match notation {
        Notation::Document => {
            "A policy for the role of the state machine. Put your region and account in place of us-east-1 and 123456789012."
        }
        Notation::TemplateJson | Notation::TemplateYaml => {
            "For the Statement list of the role's policy: below Policies of a SAM machine, or in the PolicyDocument of an AWS::IAM::Role."
        }
    }
}

fn call(judged: &Judged, analysis: &Analysis, commands: &Shared<Commands>, document: &Shared<Document>) -> Html {
    let Judged { call, permissions } = judged;
    let go = |span: Span| go_to_span(commands, document, analysis.definition_at, span);
    let line = |span: Span| LineIndex::new(&document.file_text(analysis.definition_at)).position(span.start).line + 1;
    html! {
        <li key={call.span.start} data-testid="call">
            <div class="call-head">
                <button class="link-button" onclick={go(call.span)} aria-label={format!("Show state {} in the definition", call.state)}>{ call.state.to_string() }</button>
                <code>{ call.what.to_string() }</code>
            </div>
            if call.permissions.is_none() {
                <p class="fine">{"The playground does not know which permissions this call takes."}</p>
            }
            <ul>
                for (permission, standing) in permissions {
                    <li key={permission.action} class={class(*standing)} data-standing={class(*standing)}>
                        { icon(match standing { Standing::Allowed(_) => Icon::Check, Standing::Lacking | Standing::Denied(_) => Icon::Cross, Standing::Unknown => Icon::Key }) }
                        <div>
                            <code>{ permission.action }</code>
                            { match standing {
                                Standing::Allowed(span) => html! { <>{" allowed in "}<button class="link-button" onclick={go(*span)}>{ format!("line {}", line(*span)) }</button></> },
                                Standing::Denied(span) => html! { <>{" denied in "}<button class="link-button" onclick={go(*span)}>{ format!("line {}", line(*span)) }</button></> },
                                Standing::Lacking => html! { <b>{" lacking"}</b> },
                                Standing::Unknown => Html::default(),
                            } }
                            <span class="fine">{ permission.why() }</span>
                        </div>
                    </li>
                }
            </ul>
        </li>
    }
}

fn class(standing: Standing) -> &'static str {
    match standing {
        Standing::Allowed(_) => "allowed",
        Standing::Denied(_) => "denied",
        Standing::Lacking => "lacking",
        Standing::Unknown => "needed",
    }
}
