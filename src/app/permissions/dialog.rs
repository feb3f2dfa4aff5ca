//! The dialog of the permissions: every call, what its role says to it, and the statements to copy.

use std::rc::Rc;

use asl_document::Settings;
use asl_stack::iam::report::Judged;
use asl_stack::iam::roles::consequence;
use asl_stack::iam::write::{Notation, statements};
use asl_stack::iam::{Report, Standing};
use asl_text::line_index::LineIndex;
use asl_text::{Format, Span};
use yew::prelude::*;

use super::go_to_span;
use crate::app::problems::analysis::Analysis;
use crate::app::state::commands::Commands;
use crate::app::state::document::{Document, DocumentAction};
use crate::app::state::shared::Shared;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::modal::Modal;
use crate::app::ui::prose::prose;

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
            { with_role(report, document, commands) }
            <ul class="calls">
                for judged in &report.calls { { call(judged, analysis, commands, document) } }
            </ul>
            if !shown.is_empty() {
                <div class="statements-head">
                    <h3>{ heading(report, lacking.len()) }</h3>
                    <CopyButton label="Copy" text={
                        let text = Rc::clone(&text);
                        Callback::from(move |()| text.to_string())
                    } />
                </div>
                <pre class="statements" tabindex="0" data-testid="statements">{ text.to_string() }</pre>
                <p class="fine">{ where_to(notation) }</p>
            }
        </Modal>
    }
}

/// The switch that has a run ask the role.
fn with_role(report: &Report, document: &Document, commands: &Shared<Commands>) -> Html {
    if report.role.is_none() {
        return html! { <p class="fine">{"A run allows every call. To run with a role, paste the template that defines it."}</p> };
    }
    let (commands, with_role) = (commands.clone(), document.settings.with_role);
    let onchange = move |_| {
        let settings = Settings { with_role: !with_role, ..commands.state().document.settings.clone() };
        commands.dispatch(DocumentAction::SetSettings(settings));
    };
    html! {
        <label class="radio run-with-role">
            <input type="checkbox" checked={with_role} {onchange} data-testid="run-with-role" />
            <span>{"Run with this role"}<span class="meaning">{"calls that it does not allow fail, as on AWS; otherwise a run allows every call"}</span></span>
        </label>
    }
}

fn summary(report: &Report, lacking: usize, is_template: bool) -> String {
    let Some(role) = &report.role else {
        return if is_template {
            "The template does not include the role of this state machine, so its permissions are unknown. The role needs these permissions.".to_owned()
        } else {
            "A definition does not include its role. The role needs these permissions.".to_owned()
        };
    };
    let elsewhere = if role.elsewhere.is_empty() {
        String::new()
    } else {
        format!(
            " It also has statements that the playground can't read and that may allow or deny more: {}.",
            role.elsewhere.join(", ")
        )
    };
    let name = format::capitalized(&role.name.replace('`', ""));
    if lacking == 0 {
        format!("{name} has every permission that the workflow is known to need.{elsewhere}")
    } else {
        format!("{name} is missing {}.{elsewhere}", format::count(lacking, "permission"))
    }
}

fn heading(report: &Report, lacking: usize) -> &'static str {
    match (lacking, &report.role) {
        (0, Some(_)) => "All permissions that the workflow needs",
        (0, None) => "Permissions that the role needs",
        _ => "Add to the role",
    }
}

fn where_to(notation: Notation) -> &'static str {
    match notation {
        Notation::Document => {
            "A policy for the role of the state machine. Replace us-east-1 and 123456789012 with your region and account."
        }
        Notation::TemplateJson | Notation::TemplateYaml => {
            "Add these to the Statement list of the role's policy: in Policies of a SAM state machine, or in the PolicyDocument of an AWS::IAM::Role."
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
                <p class="fine">{"The playground does not know the permissions of this call."}</p>
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
                                Standing::Lacking => html! { <b>{" missing"}</b> },
                                Standing::Unknown => Html::default(),
                            } }
                            <span class="fine">
                                { format::capitalized(permission.why()) }
                                if standing.refuses() { {". On AWS: "}{ prose(&consequence(permission)) } }
                            </span>
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
