//! 401, 403, 407: who called was not accepted.

use super::builder::ExplanationBuilder;
use super::words::{excerpt, header};
use crate::connection::MASK;
use crate::request::{Origin, ShownHeader, ShownRequest};
use crate::response::HttpResponse;

/// Names of headers that APIs ask keys in, in lower case.
const KEY_HEADERS: [&str; 9] = [
    "x-api-key",
    "api-key",
    "apikey",
    "x-auth-token",
    "x-access-token",
    "private-token",
    "ocp-apim-subscription-key",
    "x-rapidapi-key",
    "authorization",
];

pub(super) fn explain(explanation: &mut ExplanationBuilder, request: &ShownRequest, response: &HttpResponse) {
    let sent = request.headers.iter().find(|header| header.origin == Origin::Connection);
    let says = excerpt(&response.body).unwrap_or_default().to_lowercase();
    match sent {
        Some(header) => explanation
            .evidence(format!("The connection sent its credential in the header `{}: {}`.", header.name, header.value)),
        None => explanation.evidence("The request carried no credential."),
    }
    let challenge = response.header("www-authenticate").or_else(|| response.header("proxy-authenticate"));
    match challenge {
        Some(challenge) => explanation.evidence(format!("The response asks for `WWW-Authenticate: {challenge}`.")),
        None if response.status == 401 => explanation.evidence(
            "The response has no readable `WWW-Authenticate`: the API did not send it or does not expose it to pages.",
        ),
        None => {}
    }
    gateway(explanation, response, &says);
    let wanted = challenge.map(scheme).unwrap_or_default();
    scheme_differs(explanation, sent, &wanted);
    place_differs(explanation, request, sent, &says);
    if response.status == 403 {
        explanation.cause("The credential is valid, but has no permission for this call or this resource.");
        explanation.cause(
            "A firewall of the API blocks the caller because of its IP address, its country, or the `Origin` \
                    of this page.",
        );
        explanation.next("Check what the account behind the connection is allowed to do, and from where.");
    } else {
        explanation.cause(match sent.map(|header| scheme(&header.value)).as_deref() {
            Some("basic") => "The user name or the password is wrong.",
            Some("bearer") => "The token has expired or belongs to another API.",
            _ => "The key is wrong, has expired, or belongs to another environment of the API.",
        });
        explanation.next("Open the connection, and compare its type and values with the API's documentation.");
        explanation.evidence(
            "On AWS, a 401 can also set the connection to DEAUTHORIZED. Later attempts then fail with \
             `Events.ConnectionResource.InvalidConnectionState`.",
        );
    }
    explanation.next(
        "Run the curl command with the same credential. If it fails too, the problem is not in the \
                      playground.",
    );
}

/// The first word of a credential or challenge, in lower case.
fn scheme(value: &str) -> String {
    value.split([' ', ',']).next().unwrap_or_default().to_ascii_lowercase()
}

fn scheme_differs(explanation: &mut ExplanationBuilder, sent: Option<&ShownHeader>, wanted: &str) {
    let Some(sent) = sent.filter(|_| !wanted.is_empty()) else { return };
    let is_authorization = sent.name.eq_ignore_ascii_case("authorization");
    let used = if !is_authorization || &*sent.value == MASK { String::new() } else { scheme(&sent.value) };
    if used == wanted {
        return;
    }
    let advice = match wanted {
        "basic" => "use a connection of type BASIC",
        "bearer" if is_authorization && used.is_empty() => "the value of the key must start with `Bearer` and a space",
        "bearer" => {
            "use a connection of type OAUTH_CLIENT_CREDENTIALS, or API_KEY with the header `Authorization` and a \
             value that starts with `Bearer` and a space"
        }
        "aws4-hmac-sha256" => {
            "a connection cannot sign requests for AWS; use the integration of that AWS service instead"
        }
        _ => {
            "check whether a connection supports it: it can send BASIC credentials, a key in a header, or an OAuth \
              token"
        }
    };
    explanation.cause(format!("The API expects the scheme `{wanted}`, and the connection does not send it: {advice}."));
}

fn place_differs(explanation: &mut ExplanationBuilder, request: &ShownRequest, sent: Option<&ShownHeader>, says: &str) {
    let in_query = ["query", "?key=", "?api_key", "apikey=", "api_key=", "url parameter", "request parameter"];
    let gives_one = request.url.contains(MASK);
    if sent.is_some() && !gives_one && in_query.iter().any(|word| says.contains(word)) {
        explanation.cause(
            "The API's response mentions a query parameter, but the key was sent as a header: set it as a \
             QueryStringParameter of the connection.",
        );
    }
    let named = KEY_HEADERS.iter().find(|name| says.contains(**name));
    if let Some(name) = named.filter(|name| header(request, name).is_none()) {
        let used = sent.map_or("none", |header| &header.name);
        explanation.cause(format!("The API's response names the header `{name}`, but the key was sent in `{used}`."));
    }
}

/// Answers that gateways are known for.
fn gateway(explanation: &mut ExplanationBuilder, response: &HttpResponse, says: &str) {
    let kind = response.header("x-amzn-errortype").unwrap_or_default().to_lowercase();
    if says.contains("missing authentication token") {
        explanation.cause(
            "Amazon API Gateway returns this when no method is deployed at this path, so check the stage, the path, \
             and `Method`. It also does so when the method requires requests signed with IAM, which a connection \
             cannot send.",
        );
    } else if kind.contains("signature") || says.contains("not a valid key=value pair") {
        explanation
            .cause("The API requires requests signed with IAM (Signature Version 4), which a connection cannot send.");
    } else if says == r#"{"message":"forbidden"}"# || kind.contains("forbidden") {
        explanation.cause(
            "Amazon API Gateway returns this when a method needs an API key and the header `x-api-key` is missing or \
             wrong, when the key belongs to no usage plan of this stage, or when AWS WAF blocks the request.",
        );
    } else if says.contains("explicit deny") {
        explanation.cause("A policy of the API or its authorizer denies this caller.");
    }
    // That it answered says little: it hands on what the API itself says. Its own refusals are pages.
    let is_page = response.header("content-type").is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    let challenges = response.header("cf-mitigated").is_some();
    if challenges || (is_page && says.contains("cloudflare")) {
        explanation.cause("Cloudflare protects the API and took the call for a bot.");
    }
}
