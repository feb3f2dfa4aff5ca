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
        explanation
            .cause("A header's value has a character that HTTP does not allow there, such as a letter beyond Latin-1.");
        explanation.next("Encode the value, in Base64 or with percent signs, as the API expects it.");
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
        explanation.cause(format!("AWS forbids the header `{}` in `Headers`.", names.join(", ")));
        explanation.next(if names.iter().any(|name| name.contains("authorization")) {
            "Let the connection send `Authorization`: of the kind BASIC, or API_KEY with that header's name."
        } else {
            "Take it out, or let the connection send it: the rule is for the Task's `Headers` only."
        });
    } else if error.reason() == Some(&Reason::BodyNotMergeable) {
        explanation
            .cause("`RequestBody` is a string, and the connection adds members to the body: they cannot be merged.");
        explanation.next("Make `RequestBody` an object, or take the connection's BodyParameters out.");
    } else if let Some(Reason::OriginNotAllowed { connection, origin }) = error.reason() {
        explanation.evidence(cause);
        explanation.cause("The connection is bound to other origins. The rule is the playground's own; AWS has none.");
        explanation.next(format!(
            "If the credentials of `{connection}` may go to `{origin}`, add that origin to the connection."
        ));
        explanation.0.add_origin = Some((Rc::clone(connection), Rc::clone(origin)));
    } else if let Some(condition) = error.name().strip_prefix("Events.ConnectionResource.") {
        connection(&mut explanation, condition);
    } else if error.name() == "States.Http.AccessDenied" {
        explanation
            .cause("The role of the state machine does not allow `states:InvokeHTTPEndpoint` for this URL and method.");
        explanation.next("Compare `states:HTTPEndpoint` of the policy with the URL: `https://a.example/*` does not match `https://a.example`.");
    } else if !cause.is_empty() {
        explanation.evidence(format!("The cause given: {cause}"));
    }
    explanation
}

fn connection(explanation: &mut ExplanationBuilder, condition: &str) {
    let (cause, next) = match condition {
        "ResourceNotFound" => (
            "There is no such connection.",
            "Create it, or give an existing one the substitution that the definition uses.",
        ),
        "AccessDenied" => (
            "The role of the state machine may not read the connection, or the secret behind it.",
            "Allow `events:RetrieveConnectionCredentials`, and `secretsmanager:GetSecretValue` and `DescribeSecret`.",
        ),
        "InvalidConnectionState" | "InvalidPrivateConnectionState" => (
            "The connection is not AUTHORIZED: its token could not be fetched, or an API answered 401.",
            "Update the connection with credentials that work; retrying alone does not help.",
        ),
        "AuthInProgress" | "ConcurrentModification" => {
            ("The connection was being changed or authorised at this moment.", "Retry it after some seconds.")
        }
        _ => ("EventBridge could not give the connection.", "Retry it after some seconds."),
    };
    explanation.cause(cause);
    explanation.next(next);
}
