//! The request for an OAuth connection's access token went wrong: the call itself never left.

use super::builder::ExplanationBuilder;
use super::{Facts, browser, limits};
use crate::exchange::Exchange;
use crate::relay::explain as relay;
use crate::response::{HttpResponse, TransportError};
use asl_value::Value;

pub(super) fn explain(exchange: &Exchange, facts: &Facts<'_>) -> Option<ExplanationBuilder> {
    let mut explanation = match &exchange.response {
        Ok(response) => answered(response)?,
        Err(TransportError::NoAnswer(text)) => browser::no_answer(exchange, text, facts),
        Err(TransportError::TimedOut) => limits::sixty_seconds(exchange, facts),
        Err(TransportError::Relay(fault)) => relay::explain(fault, &exchange.request, &facts.page.origin),
        Err(TransportError::NotSent { text, header }) => {
            super::not_sent::by_the_page(text, header.as_deref(), &exchange.request)
        }
    };
    explanation
        .0
        .evidence
        .insert(0, "The request for the connection's access token failed, so the API was not called.".to_owned());
    // Few authorization endpoints let pages call them, and AWS does not call from a page.
    if matches!(exchange.response, Err(TransportError::NoAnswer(_))) {
        explanation
            .next("Or test with a connection of type API_KEY: header `Authorization`, value `Bearer` and a token.");
    }
    Some(explanation)
}

fn answered(response: &HttpResponse) -> Option<ExplanationBuilder> {
    let body = std::str::from_utf8(&response.body).ok().and_then(|text| Value::from_json(text).ok());
    let field = |name: &str| body.as_ref().and_then(|body| body.get(name)).and_then(Value::as_str).map(str::to_owned);
    if response.is_success() {
        if field("access_token").is_some() {
            return None;
        }
        let mut explanation = ExplanationBuilder::new("The authorization endpoint returned no `access_token`.");
        explanation.cause("The address is not the token endpoint, which often ends with `/token`.");
        explanation.cause("The endpoint returns a page or a form: it expects another flow than client credentials.");
        explanation.next("Find `token_endpoint` in the provider's `/.well-known/openid-configuration`.");
        explanation.answer(response);
        return Some(explanation);
    }
    let mut explanation = ExplanationBuilder::new(format!(
        "The authorization endpoint returned {} {} and no token.",
        response.status,
        response.phrase()
    ));
    let error = field("error").unwrap_or_default();
    if let Some(description) = field("error_description") {
        explanation.evidence(format!("The endpoint says `{error}`: {}", description.replace('`', "'")));
    } else {
        explanation.answer(response);
    }
    // RFC 6749, section 5.2.
    match error.as_str() {
        "invalid_client" => {
            explanation.cause("The client ID or the client secret is wrong, or belongs to another tenant.");
            explanation
                .cause("The endpoint expects the client ID and secret in the query or as BASIC, not in the body.");
            explanation.next("Compare both values in the connection with the provider's settings for the application.");
        }
        "unauthorized_client" => {
            explanation.cause("The client is not allowed to use the grant `client_credentials`.");
            explanation.next("Enable that grant for the application at the provider.");
        }
        "unsupported_grant_type" => {
            explanation
                .cause("The endpoint does not support `client_credentials`, or expects `grant_type` in another place.");
            explanation.next(
                "Check the connection's method, and add `grant_type` to its OAuth parameters where the \
                              endpoint expects it.",
            );
        }
        "invalid_scope" => {
            explanation.cause("The scope is missing, misspelled, or not granted to this client.");
            explanation.next("Set `scope` in the connection's OAuth parameters as the provider spells it.");
        }
        "invalid_request" => {
            explanation.cause("A parameter is missing or duplicated, often `audience`, `resource`, or `scope`.");
            explanation.next("Add what the provider requires to the connection's OAuth parameters.");
        }
        _ if response.status == 404 => {
            explanation.cause("The address of the token endpoint is wrong.");
            explanation.next("Compare `AuthorizationEndpoint` with the provider's documentation.");
        }
        _ if response.status >= 500 => {
            explanation.cause("The provider failed, perhaps temporarily.");
            explanation.next("Run again. On AWS, the connection stays AUTHORIZING in the meantime.");
        }
        _ => {
            explanation.cause("The client ID, the secret, or a parameter is not what the endpoint expects.");
            explanation
                .next("Read the endpoint's response below, and compare the request with the provider's documentation.");
        }
    }
    explanation.evidence("On AWS, the connection is then DEAUTHORIZED until you update it with valid values.");
    Some(explanation)
}
