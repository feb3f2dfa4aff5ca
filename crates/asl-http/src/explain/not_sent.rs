//! Attempts from which nothing left.

use std::rc::Rc;

use super::builder::ExplanationBuilder;
use crate::request::{ShownHeader, ShownRequest};
use asl_aws::state_error::{RUNTIME, Reason, StateError};

/// The browser did not take the request; `header` is the one that it refused, if it was one.
pub(super) fn by_the_page(text: &str, header: Option<&str>, request: &ShownRequest) -> ExplanationBuilder {
    let mut explanation = ExplanationBuilder::new(format!("The playground did not send the request: {text}"));
    let beyond_latin_1 = |header: &ShownHeader| header.value.chars().any(|character| character > '\u{ff}');
    if header.is_some() || request.headers.iter().any(beyond_latin_1) {
        explanation.cause("A header value has a character that HTTP does not allow, such as a letter beyond Latin-1.");
        explanation.next("Encode the value in Base64 or with percent signs, as the API expects it.");
    }
    explanation
}

/// The state failed before the call.
pub(super) fn by_the_state(error: &StateError) -> ExplanationBuilder {
    let cause = error.cause.as_deref().unwrap_or_default();
    let mut explanation = ExplanationBuilder::new("Nothing was sent: the state failed before the call.");
    if error.name() == RUNTIME {
        explanation.evidence("Retry and Catch can't handle `States.Runtime`.");
    }
    if let Some(Reason::ForbiddenHeaders(names)) = error.reason() {
        explanation.cause(format!("AWS does not allow the header `{}` in `Headers`.", names.join(", ")));
        explanation.next(if names.iter().any(|name| name.contains("authorization")) {
            "Let the connection send `Authorization`: use type BASIC, or API_KEY with that header name."
        } else {
            "Remove it, or let the connection send it: the rule applies only to the Task's `Headers`."
        });
    } else if error.reason() == Some(&Reason::BodyNotMergeable) {
        explanation.cause("`RequestBody` is a string, and the connection adds body fields: they cannot be merged.");
        explanation.next("Make `RequestBody` an object, or remove the connection's BodyParameters.");
    } else if let Some(Reason::OriginNotAllowed { connection, origin }) = error.reason() {
        explanation.evidence(cause);
        explanation.cause(
            "The connection's allowed origins do not include this one. This rule belongs to the \
                           playground; AWS has no such rule.",
        );
        explanation.next(format!(
            "If `{origin}` may receive the credentials of `{connection}`, add that origin to the connection."
        ));
        explanation.0.add_origin = Some((Rc::clone(connection), Rc::clone(origin)));
    } else if let Some(condition) = error.name().strip_prefix("Events.ConnectionResource.") {
        connection(&mut explanation, condition);
    } else if error.name() == "States.Http.AccessDenied" {
        explanation
            .cause("The role of the state machine does not allow `states:InvokeHTTPEndpoint` for this URL and method.");
        explanation.next(
            "Compare `states:HTTPEndpoint` in the policy with the URL: `https://a.example/*` does not \
                          match `https://a.example`.",
        );
    } else if !cause.is_empty() {
        if let Some(name) = open_placeholder(cause) {
            explanation.cause(format!("The placeholder `{name}` in `ApiEndpoint` has no value."));
            explanation.next("Enter its value under Parameters or Placeholders, above the definition.");
        }
        explanation.evidence(format!("Cause: {cause}"));
    }
    explanation
}

/// The placeholder in the endpoint of the parameters that a cause repeats.
fn open_placeholder(cause: &str) -> Option<&str> {
    let (_, behind) = cause.split_once("\"ApiEndpoint\":\"")?;
    let (endpoint, _) = behind.split_once('"')?;
    let start = endpoint.find("${")?;
    let length = endpoint.get(start..)?.find('}')?;
    endpoint.get(start..=start + length)
}

fn connection(explanation: &mut ExplanationBuilder, condition: &str) {
    let (cause, next) = match condition {
        "ResourceNotFound" => (
            "The connection does not exist.",
            "Create it, or add the placeholder that the definition uses to an existing connection.",
        ),
        "AccessDenied" => (
            "The role of the state machine is not allowed to read the connection or its secret.",
            "Allow `events:RetrieveConnectionCredentials`, `secretsmanager:GetSecretValue`, and \
             `secretsmanager:DescribeSecret`.",
        ),
        "InvalidConnectionState" | "InvalidPrivateConnectionState" => (
            "The connection is not AUTHORIZED: its token could not be fetched, or an API returned 401.",
            "Update the connection with valid credentials. A retry alone does not help.",
        ),
        "AuthInProgress" | "ConcurrentModification" => {
            ("The connection was being changed or authorized at that time.", "Retry after a few seconds.")
        }
        _ => ("EventBridge could not provide the connection.", "Retry after a few seconds."),
    };
    explanation.cause(cause);
    explanation.next(next);
}
