//! The authorization endpoint (RFC 6749, section 4.4): tokens for one client, which live as long as it asks.
//!
//! There is no clock here, so a token ends after a number of calls; `expires_in` is only said.

use asl_value::SortedMap;

use super::request::read_pairs;
use super::routes::Visit;
use super::{Practice, PracticeAnswer, reply};
use asl_value::Value;

/// The client's id that gets tokens.
pub const CLIENT_ID: &str = "practice-client";
/// The secret of that client.
pub const CLIENT_SECRET: &str = "practice-secret";

/// How the text of every token begins; a number follows, and `-uses-` with the number of calls that it is good for.
const PREFIX: &str = "practice-token-";

/// What became of the tokens so far. One from an earlier run is accepted too: its text says all there is to know.
#[derive(Debug, Default)]
pub(super) struct Issued {
    count: u32,
    used: SortedMap<String, u32>,
}

impl Issued {
    /// Whether `token` is one and not used up; if so, it is used once more.
    pub(super) fn accepts(&mut self, token: &str) -> bool {
        let Some(rest) = token.strip_prefix(PREFIX) else { return false };
        let (number, limit) = rest.split_once("-uses-").unwrap_or((rest, ""));
        let limit = if limit.is_empty() { Some(u32::MAX) } else { limit.parse().ok() };
        let (Ok(_), Some(limit)) = (number.parse::<u32>(), limit) else { return false };
        let calls = self.used.get_or_default(token.to_owned());
        *calls = calls.saturating_add(1);
        *calls <= limit
    }
}

pub(super) fn issue(practice: &mut Practice, visit: &Visit<'_>) -> PracticeAnswer {
    let request = visit.request;
    let form =
        if &*request.method == "GET" { request.query.clone() } else { read_pairs(request.text().unwrap_or_default()) };
    let value = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let number = |name: &str| request.parameter(name).and_then(|text| text.parse::<u32>().ok());
    if value("grant_type") != Some("client_credentials") {
        let description = "the body must contain `grant_type=client_credentials`";
        return refusal(400, "unsupported_grant_type", description);
    }
    if value("client_id") != Some(CLIENT_ID) || value("client_secret") != Some(CLIENT_SECRET) {
        return refusal(
            401,
            "invalid_client",
            "the client must be `practice-client` with the secret `practice-secret`",
        );
    }
    practice.issued.count = practice.issued.count.saturating_add(1);
    let uses = number("uses").map(|uses| format!("-uses-{uses}")).unwrap_or_default();
    reply::json(
        200,
        &reply::object([
            ("access_token", Value::from(format!("{PREFIX}{}{uses}", practice.issued.count))),
            ("token_type", Value::from("Bearer")),
            ("expires_in", Value::from(i64::from(number("expires_in").unwrap_or(3600)))),
        ]),
    )
}

fn refusal(status: u16, error: &str, description: &str) -> PracticeAnswer {
    reply::json(
        status,
        &reply::object([("error", Value::from(error)), ("error_description", Value::from(description))]),
    )
}
