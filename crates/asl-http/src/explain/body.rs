//! 400, 415, 422 and their kin: the API does not take the request as it is written.

use super::TaskFields;
use super::builder::ExplanationBuilder;
use super::words::{excerpt, header, is_encoded_twice, left_substitution, path, query};
use crate::exchange::Exchange;
use crate::media_type::MediaType;
use crate::request::{Origin, ShownRequest};
use crate::response::HttpResponse;
use asl_value::Value;

const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn explain(
    explanation: &mut ExplanationBuilder,
    exchange: &Exchange,
    response: &HttpResponse,
    task: &TaskFields,
) {
    let request = &*exchange.request;
    let content_type = header(request, "content-type").unwrap_or_default();
    let is_json = MediaType::parse(content_type).is_json();
    let is_form = content_type.to_ascii_lowercase().starts_with(FORM);
    match &request.body {
        Some(body) => {
            explanation
                .evidence(format!("The body has {} bytes and was sent as `Content-Type: {content_type}`.", body.len()));
            written_wrong(explanation, body, is_json, is_form);
        }
        None => explanation.evidence("The request has no body."),
    }
    if let Some(accepted) = response.header("accept-post").or_else(|| response.header("accept")) {
        explanation.evidence(format!("The API says that it accepts `{accepted}`."));
    }
    left_as_text(explanation, request, task);
    if is_encoded_twice(path(&request.url)) {
        explanation.cause("The path of `ApiEndpoint` is already encoded, and AWS encodes its `%` again, to `%25`.");
    }
    if is_encoded_twice(query(&request.url)) {
        explanation.cause("A query value is already encoded, and AWS encodes `QueryParameters` again.");
    }
    let needs_body = matches!(&*request.method, "POST" | "PUT" | "PATCH");
    if request.body.is_none() && needs_body {
        explanation
            .cause(format!("The API expects a body with {}, but the Task has no `RequestBody`.", request.method));
    }
    let default_type = request
        .headers
        .iter()
        .any(|known| known.name.eq_ignore_ascii_case("content-type") && known.origin == Origin::Service);
    match response.status {
        415 => {
            explanation.cause(format!("The API does not accept `{content_type}`."));
            let accepted = response.header("accept-post").or_else(|| response.header("accept")).unwrap_or_default();
            let says = excerpt(&response.body).unwrap_or_default();
            if !is_form && [accepted, &says].iter().any(|text| asks_for_form(text)) {
                explanation.next(format!(
                    "The API expects a form: set `Content-Type` in `Headers` to `{FORM}` and \
                     `Transform.RequestBodyEncoding` to `URL_ENCODED`."
                ));
            }
            explanation.next(if default_type {
                "Set `Content-Type` in the Task's `Headers`. Without it, AWS sends `application/json; charset=UTF-8`."
            } else {
                "Compare `Content-Type` in `Headers` with the API's documentation."
            });
        }
        406 => {
            explanation.cause("The API cannot respond with a type that the request's `Accept` allows.");
            explanation.next("Set `Accept` in `Headers` to a type that the API supports, such as `application/json`.");
        }
        409 => {
            explanation.cause("The resource already exists, or has changed in the meantime.");
            explanation.next(
                "Read the resource first, or catch `States.Http.StatusCode.409` and continue if the \
                              conflict is harmless.",
            );
        }
        413 => {
            explanation.cause("The body is too large for the API.");
            explanation.next("Send the body in parts, or send a reference to the data.");
        }
        422 => explanation.cause("The body is valid, but a field is missing or its value is not allowed."),
        _ => explanation.cause("A parameter or a field is missing, misspelled, or has the wrong type."),
    }
    explanation.next(
        "Read the API's response here. AWS discards the body of a failed call, and a catcher sees only the \
               status.",
    );
    explanation.next("Compare the request as sent with an example in the API's documentation.");
}

/// Whether the body is what its content type says.
fn written_wrong(explanation: &mut ExplanationBuilder, body: &str, is_json: bool, is_form: bool) {
    let parsed = Value::from_json(body).ok();
    match (&parsed, is_json, is_form) {
        (None, true, _) if looks_like_form(body) => explanation.cause(
            "The body is encoded as a form but was sent as JSON, because AWS keeps the default `Content-Type`. Set \
             `Content-Type` in `Headers` to `application/x-www-form-urlencoded`.",
        ),
        (None, true, _) => explanation.cause(
            "The body is not JSON, although `Content-Type` says so: AWS sends a `RequestBody` string unchanged.",
        ),
        (Some(Value::Object(_) | Value::Array(_)), _, true) => explanation.cause(
            "`Content-Type` is a form, but the body is JSON: set `Transform.RequestBodyEncoding` to `URL_ENCODED`.",
        ),
        (Some(Value::String(text)), true, _) if holds_json(text) => explanation.cause(
            "The body is JSON encoded twice: a JSON string that contains JSON. Set `RequestBody` to the value itself.",
        ),
        (Some(Value::Object(members)), true, _) => {
            let doubled = members.iter().find(|(_, value)| value.as_str().is_some_and(holds_json));
            if let Some((name, _)) = doubled {
                explanation.cause(format!(
                    "The member `{name}` is a string that holds JSON: if the API expects the value itself, it was \
                     encoded twice."
                ));
            }
        }
        _ => {}
    }
}

/// Whether an API says that it wants a form.
fn asks_for_form(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["urlencoded", "url-encoded", "url encoded", "form data", "form-data", "form body", "form encod"]
        .iter()
        .any(|words| text.contains(words))
        && !text.contains("multipart")
}

fn looks_like_form(body: &str) -> bool {
    body.contains('=') && !body.contains([' ', '\n', '{', '<'])
}

fn holds_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && Value::from_json(text).is_ok()
}

/// Paths, expressions and substitutions that went out as text.
pub(super) fn left_as_text(explanation: &mut ExplanationBuilder, request: &ShownRequest, task: &TaskFields) {
    let body = request.body.as_deref().unwrap_or_default();
    let places = [&*request.url, body].into_iter().chain(request.headers.iter().map(|header| &*header.value));
    let texts: Vec<&str> = places.collect();
    if let Some(left) = texts.iter().find_map(|text| left_substitution(text)) {
        explanation.cause(format!("`{left}` was sent unchanged: nothing replaced the placeholder."));
    }
    let is_path = |text: &str| text.contains("\"$.") || text.contains("=%24.") || text.starts_with("$.");
    let is_expression = |text: &str| text.contains("{%") || text.contains("%7B%25");
    if task.is_jsonata {
        if texts.iter().any(|text| is_path(text)) {
            explanation.cause(
                "A string that starts with `$.` was sent unchanged, because this state uses JSONata, `{% … \
                        %}`.",
            );
        }
    } else {
        if texts.iter().any(|text| is_path(text)) {
            explanation.cause(
                "A string that starts with `$.` was sent unchanged: a path is evaluated only if the field's name \
                 ends in `.$`.",
            );
        }
        if texts.iter().any(|text| is_expression(text)) {
            explanation.cause(
                "An expression `{% … %}` was sent unchanged, because the state uses JSONPath. Set `QueryLanguage` to \
                 `JSONata`.",
            );
        }
    }
}
