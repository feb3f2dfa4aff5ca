//! What AWS itself answers to the document: beside each problem, and whole in a dialog. Worked out when it is looked at.

use asl_lang::aws::{Finding, Validation, input_refusal};
use asl_stack::template::source;
use asl_text::Span;
use asl_text::diagnostic::Code;
use yew::prelude::*;

use super::analysis::{Analysis, Problem};
use crate::app::chunks;
use crate::app::state::document::Document;
use crate::app::state::shared::use_shared;
use crate::app::state::text::EditorId;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::modal::Modal;

/// A rule and a place of the definition, with what AWS reports for it.
pub(crate) type Reported = (Code, Span, Finding);

/// What AWS reports for the problems of the definition. In the chunk for editing.
pub(crate) fn reported(document: &Document) -> Vec<Reported> {
    let read = read(document);
    let findings = read.aws_findings(&document.definition);
    let each = read.diagnostics.iter().zip(findings);
    each.filter_map(|(diagnostic, finding)| Some((diagnostic.code, diagnostic.span, finding?))).collect()
}

/// What AWS reports for `problem`, out of those.
pub(super) fn of<'r>(reported: &'r [Reported], problem: &Problem) -> Option<&'r Finding> {
    if problem.editor != EditorId::Definition || problem.connection.is_some() {
        return None;
    }
    let same = |(code, span, _): &&Reported| *code == problem.code && *span == problem.diagnostic.span;
    reported.iter().find(same).map(|(.., finding)| finding)
}

/// What stands under a problem: AWS's code, its message where it was recorded, and its location.
pub(super) fn line(finding: &Finding) -> Html {
    html! {
        <span class="aws-line" data-testid="aws-line">
            {"AWS: "}<code>{ finding.code }</code>
            if finding.is_recorded { { " " }{ finding.message.lines().next().unwrap_or_default() } }
            if let Some(location) = finding.location.as_deref().filter(|location| location.starts_with('/')) {
                {" at "}<code>{ location }</code>
            }
        </span>
    }
}

fn read(document: &Document) -> source::Read {
    source::check(&document.definition, &document.settings.template, document.settings.machine_type)
}

/// The dialog: the response of ValidateStateMachineDefinition, and the errors of CreateStateMachine and StartExecution.
/// While a chunk that the definition takes is on its way, there is no answer yet; the check of the document fetches it,
/// and its analysis has the answer worked out again.
#[component]
pub(crate) fn AwsAnswer() -> Html {
    let (document, analysis) = (use_shared::<Document>(), use_shared::<Analysis>());
    let answer = use_memo((document, analysis.clone()), |(document, _)| {
        chunks::take_missed();
        let validation = read(document).aws_response(&document.definition);
        let input = if document.input.trim().is_empty() { None } else { input_refusal(&document.input) };
        chunks::take_missed().is_none().then_some((validation, input))
    });
    let Some((validation, input)) = &*answer else {
        return html! { <Modal title="AWS response" class="help aws-answer"><p role="status">{"Checking…"}</p></Modal> };
    };
    if !analysis.missing.is_empty() {
        return without_values(&analysis);
    }
    let refusal = validation.refusal();
    let all_recorded = validation.diagnostics.iter().all(|finding| finding.is_recorded);
    html! {
        <Modal title="AWS response" class="help aws-answer">
            <p>
                { match (&refusal, validation.diagnostics.is_empty()) {
                    (Some(_), _) => "AWS rejects this definition.",
                    (None, false) => "AWS accepts this definition, with warnings.",
                    (None, true) => "AWS accepts this definition.",
                } }
            </p>
            if !analysis.placeholders.is_empty() {
                <p class="fine">{"AWS receives the definition with its placeholders replaced by the values above the definition. A placeholder without a value stays as written."}</p>
            }
            { block("ValidateStateMachineDefinition", json(validation)) }
            { match refusal {
                Some(message) => block("CreateStateMachine", of_client("InvalidDefinition", "CreateStateMachine", &message)),
                None => Html::default(),
            } }
            if let Some(message) = input {
                { block("StartExecution", of_client("InvalidExecutionInput", "StartExecution", message)) }
            }
            <p class="fine">
                if !all_recorded {
                    {"Not every message above was recorded from AWS: "}
                    { validation.diagnostics.iter().filter(|finding| !finding.is_recorded).count() }
                    {" in the playground's own words, with the matching code. "}
                }
                {"The response includes warnings, as with "}<code>{"severity: WARNING"}</code>{"."}
            </p>
        </Modal>
    }
}

/// AWS cannot be asked about a text that is no definition before its placeholders have values.
fn without_values(analysis: &Analysis) -> Html {
    let names = analysis.missing.iter().map(|missing| html! { <li><code>{ &*missing.name }</code></li> });
    html! {
        <Modal title="AWS response" class="help aws-answer">
            <p>{"AWS receives the definition with its placeholders replaced by values. These placeholders have no value yet. Enter their values above the definition:"}</p>
            <ul>{ for names }</ul>
        </Modal>
    }
}

/// A text with its heading and a button that copies it.
fn block(heading: &'static str, text: String) -> Html {
    let copied = text.clone();
    html! {
        <>
            <div class="message-head"><h3>{ heading }</h3><CopyButton text={Callback::from(move |()| copied.clone())} /></div>
            <pre class="sample" tabindex="0" aria-label={format!("Response of {heading}")}>{ text }</pre>
        </>
    }
}

fn json(validation: &Validation) -> String {
    serde_json::to_string_pretty(validation).unwrap_or_default()
}

/// An error as the AWS CLI and the SDK for Python print it.
fn of_client(code: &str, operation: &str, message: &str) -> String {
    format!("An error occurred ({code}) when calling the {operation} operation: {message}")
}
