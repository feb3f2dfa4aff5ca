//! Answers that a Task cannot read, or reads in another way than expected.

use super::builder::ExplanationBuilder;
use super::words::header;
use crate::media_type::MediaType;
use crate::request::ShownRequest;
use crate::response::HttpResponse;
use asl_aws::state_error::{Reason, StateError};
use asl_value::Value;

/// 2xx, but AWS refuses the content.
pub(super) fn unreadable(response: &HttpResponse, request: &ShownRequest, error: &StateError) -> ExplanationBuilder {
    let content_type = response.header("content-type").unwrap_or_default();
    let cause = error.cause.as_deref().unwrap_or_default();
    if error.reason() != Some(&Reason::UnreadableContent) {
        let mut explanation =
            ExplanationBuilder::new("The call succeeded, but its result could not be used by the state.");
        explanation.evidence(format!("The cause given: {cause}"));
        explanation
            .next("Compare the paths of `ResultSelector`, `ResultPath` or `Output` with the result in Data flow.");
        return explanation;
    }
    let mut explanation = ExplanationBuilder::new("The call succeeded, but an HTTP Task cannot read such an answer.");
    explanation.evidence(format!("The answer is `Content-Type: {content_type}`, {} bytes.", response.body.len()));
    explanation.evidence("Retry and Catch can't handle `States.Runtime`.");
    let media_type = MediaType::parse(content_type);
    if media_type.is_binary() {
        explanation.cause(
            "AWS refuses `application/octet-stream`, `image/*`, `audio/*` and `video/*`, whatever the bytes are.",
        );
        if response.body.first().is_some_and(|first| matches!(first, b'{' | b'[')) {
            explanation.cause("The body looks like JSON: the API gives it a wrong type.");
        }
    } else {
        explanation.cause(
            "The bytes are no text in the character set that `Content-Type` names, or in UTF-8 if it names none.",
        );
    }
    explanation.next(if header(request, "accept").is_some() {
        "Check `Accept` in `Headers`: the API may have another type of answer."
    } else {
        "Set `Accept` to `application/json` in `Headers`: the API may answer with text then."
    });
    explanation.next("If it must be bytes, let a Lambda function fetch them, or let the API put them into S3.");
    explanation
}

/// A success whose body is not what its reader may expect; `None` if nothing is odd.
pub(super) fn surprise(response: &HttpResponse) -> Option<ExplanationBuilder> {
    let content_type = response.header("content-type").unwrap_or_default();
    let media_type = MediaType::parse(content_type);
    let text = media_type.decode(&response.body)?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return None;
    }
    let parsed = Value::from_json(text);
    let is_structure = matches!(parsed, Ok(Value::Object(_) | Value::Array(_)));
    let mut explanation = match parsed {
        Err(problem) if media_type.is_json() => {
            let mut explanation = ExplanationBuilder::new(
                "The answer is no JSON, though its content type says so: `ResponseBody` is a string.",
            );
            explanation.evidence(format!("Reading it as JSON fails: {problem}."));
            not_json(&mut explanation, text);
            explanation
                .next("Read it with `States.StringToJson` or `$parse` only after mending it; better mend the API.");
            explanation
        }
        _ if is_structure && !media_type.is_json() => {
            let mut explanation = ExplanationBuilder::new(
                "The answer is JSON, but its content type does not say so: `ResponseBody` is a string.",
            );
            explanation.evidence(if content_type.is_empty() {
                "The answer has no readable `Content-Type`.".to_owned()
            } else {
                format!("The answer is `Content-Type: {content_type}`.")
            });
            explanation.next(
                "Make a value of it: `States.StringToJson($.ResponseBody)`, or `$parse($states.result.ResponseBody)`.",
            );
            explanation
        }
        _ if text.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) => {
            let mut explanation =
                ExplanationBuilder::new("The answer is a page of HTML, for people and not for programs.");
            explanation.evidence(format!("The answer is `Content-Type: {content_type}`."));
            explanation.cause("The address is that of a web site, or leads to a page to sign in.");
            explanation.next("Look for the address of the API itself, often with `/api` or on a host of its own.");
            explanation
        }
        _ => return None,
    };
    explanation.0.is_hint = true;
    Some(explanation)
}

fn not_json(explanation: &mut ExplanationBuilder, text: &str) {
    if text.starts_with('<') {
        explanation.cause("It is HTML or XML: a page to sign in, or of an error, with a wrong type.");
    } else if text.lines().filter(|line| !line.trim().is_empty()).all(|line| Value::from_json(line).is_ok()) {
        explanation.cause("It is JSON Lines: a value in each line.");
    } else if text.ends_with(')') || text.ends_with(");") {
        explanation.cause("It is JSONP: JSON in a call of a function, for scripts.");
    } else if text.contains('\'') && !text.contains('"') {
        explanation.cause("It has single quotes, which JSON does not know.");
    } else {
        explanation.cause("It was cut off, or the API writes JSON by hand.");
    }
}
