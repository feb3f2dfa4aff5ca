//! 404, 405, 410 and redirects: nothing is there, or not so.

use super::TaskFields;
use super::body::left_as_text;
use super::builder::ExplanationBuilder;
use super::words::{is_encoded_twice, path};
use crate::request::ShownRequest;
use crate::response::HttpResponse;

pub(super) fn explain(
    explanation: &mut ExplanationBuilder,
    request: &ShownRequest,
    response: &HttpResponse,
    task: &TaskFields,
) {
    explanation.evidence(format!("The request went to {} `{}`.", request.method, request.url));
    match response.status {
        300..400 => redirect(explanation, response),
        405 => method(explanation, request, response),
        414 => {
            explanation.cause("The URL is too long for the API.");
            explanation.next("Send the data in the body, or send less data.");
        }
        _ => missing(explanation, request, response, task),
    }
}

fn missing(explanation: &mut ExplanationBuilder, request: &ShownRequest, response: &HttpResponse, task: &TaskFields) {
    let path = path(&request.url);
    if is_encoded_twice(path) {
        explanation.cause(
            "The path of `ApiEndpoint` is already encoded, and AWS encodes its `%` again, to `%25`. Write the path \
             unencoded.",
        );
    }
    left_as_text(explanation, request, task);
    if let Some(segment) =
        path.split('/').find(|segment| matches!(*segment, "undefined" | "null" | "None" | "%5Bobject%20Object%5D"))
    {
        explanation.cause(format!("The path contains `{segment}` where a value should be."));
    }
    if path.contains("//") {
        explanation.cause("The path contains `//`: a part of it is empty, or it has one slash too many.");
    }
    if response.status == 410 {
        explanation.cause("The resource at this path is permanently gone.");
    }
    explanation.cause("The resource does not exist, or its path is spelled differently.");
    if path.len() > 1 {
        explanation.cause(if path.ends_with('/') {
            "The path ends with a slash; some APIs expect it without one."
        } else {
            "The path ends without a slash; some APIs expect it with one."
        });
    }
    explanation.cause("Some APIs return this status when the credential is not allowed to see the resource.");
    explanation.next("Compare the URL as sent with the API's documentation, including its stage or version.");
    explanation.next("If a missing resource is expected, catch `States.Http.StatusCode.404` and continue from there.");
}

fn method(explanation: &mut ExplanationBuilder, request: &ShownRequest, response: &HttpResponse) {
    match response.header("allow").filter(|allowed| !allowed.is_empty()) {
        Some(allowed) => {
            explanation.evidence(format!("The API says that this path supports `{allowed}`."));
            explanation.cause(format!("This path does not support {}.", request.method));
        }
        None => explanation.cause(format!("The API does not support {} at this path.", request.method)),
    }
    explanation.cause("The path belongs to another resource, or its trailing slash is missing or not wanted.");
    explanation.next("Check `Method` and the path of `ApiEndpoint`.");
}

fn redirect(explanation: &mut ExplanationBuilder, response: &HttpResponse) {
    if let Some(location) = response.header("location") {
        explanation.evidence(format!("The response redirects to `{location}`."));
        explanation.next(format!("If the API has moved there, set `ApiEndpoint` to `{location}`."));
    } else {
        explanation.evidence("The response has no readable `Location`.");
        explanation.next(
            "Run the curl command to see where the response redirects to, and set `ApiEndpoint` to that \
                          address.",
        );
    }
    explanation.cause("The API has moved, requires `https`, or expects a slash at the end of the path.");
    explanation.cause("The API redirects unknown callers to a sign-in page.");
    explanation.evidence(
        "AWS does not document what it does with redirects. The playground treats a redirect as an \
                          error.",
    );
}
