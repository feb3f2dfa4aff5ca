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
        let mut explanation = ExplanationBuilder::new("The call succeeded, but the state could not use its result.");
        explanation.evidence(format!("Cause: {cause}"));
        explanation
            .next("In Data flow, compare the paths of `ResultSelector`, `ResultPath`, or `Output` with the result.");
        return explanation;
    }
    let mut explanation = ExplanationBuilder::new("The call succeeded, but an HTTP Task cannot read this response.");
    explanation.evidence(format!("The response is `Content-Type: {content_type}`, {} bytes.", response.body.len()));
    explanation.evidence("Retry and Catch can't handle `States.Runtime`.");
    let media_type = MediaType::parse(content_type);
    if media_type.is_binary() {
        explanation.cause(
            "AWS rejects `application/octet-stream`, `image/*`, `audio/*`, and `video/*`, whatever the bytes are.",
        );
        if response.body.first().is_some_and(|first| matches!(first, b'{' | b'[')) {
            explanation.cause("The body looks like JSON: the API gives it the wrong type.");
        }
    } else {
        explanation.cause(
            "The bytes are not text in the character set of `Content-Type`, or in UTF-8 if `Content-Type` names none.",
        );
    }
    explanation.next(if header(request, "accept").is_some() {
        "Check `Accept` in `Headers`: the API may offer another type."
    } else {
        "Set `Accept` to `application/json` in `Headers`: the API may then respond with text."
    });
    explanation.next("If you need the bytes, fetch them with a Lambda function, or make the API store them in S3.");
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
                "The response is not JSON, although its content type says so: `ResponseBody` is a string.",
            );
            explanation.evidence(format!("The response can't be read as JSON: {problem}."));
            not_json(&mut explanation, text);
            explanation.next(
                "Fix the API if you can. Otherwise, repair the text before you use `States.StringToJson` or \
                       `$parse`.",
            );
            explanation
        }
        _ if is_structure && !media_type.is_json() => {
            let mut explanation = ExplanationBuilder::new(
                "The response is JSON, but its content type does not say so: `ResponseBody` is a string.",
            );
            explanation.evidence(if content_type.is_empty() {
                "The response has no readable `Content-Type`.".to_owned()
            } else {
                format!("The response is `Content-Type: {content_type}`.")
            });
            explanation.next(
                "Convert it to a value: `States.StringToJson($.ResponseBody)`, or \
                 `$parse($states.result.ResponseBody)`.",
            );
            explanation
        }
        _ if text.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) => {
            let mut explanation =
                ExplanationBuilder::new("The response is an HTML page, meant for people and not for programs.");
            explanation.evidence(format!("The response is `Content-Type: {content_type}`."));
            explanation.cause("The address is a website, or redirects to a sign-in page.");
            explanation.next("Find the address of the API itself, often with `/api` or on a separate host.");
            explanation
        }
        _ => return None,
    };
    explanation.0.is_hint = true;
    Some(explanation)
}

fn not_json(explanation: &mut ExplanationBuilder, text: &str) {
    if text.starts_with('<') {
        explanation.cause("It is HTML or XML: a sign-in page or an error page with the wrong type.");
    } else if text.lines().filter(|line| !line.trim().is_empty()).all(|line| Value::from_json(line).is_ok()) {
        explanation.cause("It is JSON Lines: one value per line.");
    } else if text.ends_with(')') || text.ends_with(");") {
        explanation.cause("It is JSONP: JSON wrapped in a function call for scripts.");
    } else if text.contains('\'') && !text.contains('"') {
        explanation.cause("It uses single quotes, which JSON does not allow.");
    } else {
        explanation.cause("It is truncated, or the API does not use a JSON library.");
    }
}
