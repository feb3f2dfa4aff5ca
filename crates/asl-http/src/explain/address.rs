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
            explanation.cause("The URL is longer than the API takes.");
            explanation.next("Send the data in the body, or less of it.");
        }
        _ => missing(explanation, request, response, task),
    }
}

fn missing(explanation: &mut ExplanationBuilder, request: &ShownRequest, response: &HttpResponse, task: &TaskFields) {
    let path = path(&request.url);
    if is_encoded_twice(path) {
        explanation.cause(
            "The path of `ApiEndpoint` was encoded already: AWS encodes its `%` once more, to `%25`. Write it without \
             encoding.",
        );
    }
    left_as_text(explanation, request, task);
    if let Some(segment) =
        path.split('/').find(|segment| matches!(*segment, "undefined" | "null" | "None" | "%5Bobject%20Object%5D"))
    {
        explanation.cause(format!("The path holds `{segment}` where a value should be."));
    }
    if path.contains("//") {
        explanation.cause("The path holds `//`: a part of it is empty, or two slashes met.");
    }
    if response.status == 410 {
        explanation.cause("What the path names is gone for good.");
    }
    explanation.cause("What the path names does not exist, or the API spells the path in another way.");
    if path.len() > 1 {
        explanation.cause(if path.ends_with('/') {
            "The path ends with a slash; some APIs know it only without one."
        } else {
            "The path ends without a slash; some APIs know it only with one."
        });
    }
    explanation.cause("The API answers so where the credential may not see it; some do.");
    explanation
        .next("Compare the URL as it was sent with the API's documentation, the stage or version at its start too.");
    explanation.next("If it may well be missing, catch `States.Http.StatusCode.404` and go on from there.");
}

fn method(explanation: &mut ExplanationBuilder, request: &ShownRequest, response: &HttpResponse) {
    match response.header("allow").filter(|allowed| !allowed.is_empty()) {
        Some(allowed) => {
            explanation.evidence(format!("The API says that this path knows `{allowed}`."));
            explanation.cause(format!("{} is none of the methods of this path.", request.method));
        }
        None => explanation.cause(format!("The API does not know {} at this path.", request.method)),
    }
    explanation.cause("The path is that of another resource, or a slash at its end is missing or too much.");
    explanation.next("Check `Method` and the path of `ApiEndpoint`.");
}

fn redirect(explanation: &mut ExplanationBuilder, response: &HttpResponse) {
    if let Some(location) = response.header("location") {
        explanation.evidence(format!("The answer leads to `{location}`."));
        explanation.next(format!("Put `{location}` into `ApiEndpoint`, if that is where the API is now."));
    } else {
        explanation.evidence("The answer has no readable `Location`.");
        explanation.next("Ask the curl command where it leads, and put that address into `ApiEndpoint`.");
    }
    explanation.cause("The API has moved, wants `https`, or wants a slash at the end of the path.");
    explanation.cause("The API sends callers that it does not know to a page to sign in.");
    explanation.evidence("What AWS does with a redirect is not documented; here it is an error.");
}
