//! `CreateApiDestination` and `UpdateApiDestination`.

use asl_aws::arn::Arn;
use asl_http::Method;

use super::{Constraint, NAME, constraint_message, is_name};
use crate::system::MOST_RATE;

/// Which call it is: the messages name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `CreateApiDestination`
    Create,
    /// `UpdateApiDestination`
    Update,
}

/// What a call gives of a destination; an update may leave anything out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DestinationCall {
    /// `Name`
    pub name: String,
    /// `ConnectionArn`
    pub connection: Option<String>,
    /// `InvocationEndpoint`
    pub endpoint: Option<String>,
    /// `HttpMethod`
    pub method: Option<String>,
    /// `InvocationRateLimitPerSecond`
    pub rate: Option<i64>,
}

/// Why a destination is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DestinationProblem {
    /// Members break rules of the model.
    Constraints(Vec<Constraint>),
    /// The endpoint is none that EventBridge calls: no `https`, credentials in it, no host, or a `*` in the host.
    Endpoint(String),
    /// More calls a second than the account allows: how many, and the destination's name.
    Rate(i64, String),
    /// There is no such connection: its ARN.
    Connection(String),
}

const CONNECTION_ARN: &str = "Member must satisfy regular expression pattern: \
    ^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:([0-9]{12})?:connection\\/[\\.\\-_A-Za-z0-9]+\\/[\\-A-Za-z0-9]+$";
const ENDPOINT: &str = "Member must satisfy regular expression pattern: \
    ^((%[0-9A-Fa-f]{2}|[-()_.!~*';/?:@\\x26=+$,A-Za-z0-9])+)([).!';/?:,])?$";
const METHOD: &str = "Member must satisfy enum value set: [HEAD, POST, PATCH, DELETE, PUT, GET, OPTIONS]";
const LEAST_ONE: &str = "Member must have value greater than or equal to 1";
const NOT_EMPTY: &str = "Member must have length greater than or equal to 1";

impl DestinationCall {
    /// The first thing that is wrong; `is_there` says whether there is a connection of an ARN.
    pub fn problem(&self, is_there: impl Fn(&str) -> bool) -> Option<DestinationProblem> {
        let constraints = self.constraints();
        if !constraints.is_empty() {
            return Some(DestinationProblem::Constraints(constraints));
        }
        if let Some(endpoint) = self.endpoint.as_deref().filter(|endpoint| !is_callable(endpoint)) {
            return Some(DestinationProblem::Endpoint(endpoint.to_owned()));
        }
        if let Some(rate) = self.rate.filter(|rate| *rate > i64::from(MOST_RATE)) {
            return Some(DestinationProblem::Rate(rate, self.name.clone()));
        }
        let missing = self.connection.as_deref().filter(|arn| !is_there(arn))?;
        Some(DestinationProblem::Connection(missing.to_owned()))
    }

    fn constraints(&self) -> Vec<Constraint> {
        let mut found = Vec::new();
        if !is_name(&self.name) {
            found.push(Constraint::new(&self.name, "name", NAME));
        }
        if let Some(arn) = self.connection.as_deref().filter(|arn| !is_connection_arn(arn)) {
            found.push(Constraint::new(arn, "connectionArn", CONNECTION_ARN));
        }
        if let Some(method) = self.method.as_deref().filter(|method| Method::parse(method).is_none()) {
            found.push(Constraint::new(method, "httpMethod", METHOD));
        }
        if let Some(endpoint) = self.endpoint.as_deref() {
            if !is_endpoint_text(endpoint) {
                found.push(Constraint::new(endpoint, "invocationEndpoint", ENDPOINT));
            }
            if endpoint.is_empty() {
                found.push(Constraint::new(endpoint, "invocationEndpoint", NOT_EMPTY));
            }
        }
        if let Some(rate) = self.rate.filter(|rate| *rate < 1) {
            found.push(Constraint::new(rate.to_string(), "invocationRateLimitPerSecond", LEAST_ONE));
        }
        found
    }
}

/// Whether it has only characters of URLs; `{`, `#`, quotes and blanks are none of them.
fn is_endpoint_text(text: &str) -> bool {
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let escaped =
            |rest: &str| rest.get(1..3).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let length = match letter {
            '%' if escaped(rest) => 3,
            letter if letter.is_ascii_alphanumeric() || "-()_.!~*';/?:@&=+$,".contains(letter) => 1,
            _ => return false,
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    !text.is_empty()
}

/// Whether EventBridge takes it: `https` or no scheme at all, a host without `*`, and no credentials.
fn is_callable(endpoint: &str) -> bool {
    let rest = match endpoint.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => rest,
        Some(_) => return false,
        None => endpoint,
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    !authority.is_empty() && !authority.contains(['@', '*'])
}

fn is_connection_arn(text: &str) -> bool {
    let Some(arn) = Arn::parse(text).filter(|arn| arn.service == "events") else { return false };
    let parts: Vec<&str> = arn.resource.split('/').collect();
    let is_account =
        arn.account.is_empty() || (arn.account.len() == 12 && arn.account.bytes().all(|byte| byte.is_ascii_digit()));
    matches!(&*parts, ["connection", name, id] if is_name(name) && is_name(id)) && is_account
}

impl DestinationProblem {
    /// The error code of the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Constraints(_) | Self::Endpoint(_) => "ValidationException",
            Self::Rate(..) => "LimitExceededException",
            Self::Connection(_) => "ResourceNotFoundException",
        }
    }

    /// The message of the API.
    pub fn message(&self, operation: Operation) -> String {
        let why = match self {
            Self::Constraints(constraints) => return constraint_message(constraints).unwrap_or_default(),
            Self::Endpoint(endpoint) => format!(
                "Parameter InvocationEndpoint is not valid. Reason: Endpoint '{endpoint}' is invalid, please provide a valid \
                 HTTPS endpoint URL."
            ),
            Self::Rate(rate, name) => format!(
                "Invalid Invocation Rate Limit: Rate specified '{rate}' for '{name}' exceeds maximum allowed of '{MOST_RATE}'."
            ),
            Self::Connection(arn) => format!("Connection '{arn}' does not exist."),
        };
        let failed = match operation {
            Operation::Create => "create",
            Operation::Update => "update",
        };
        format!("Failed to {failed} the api-destination(s). {why}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(endpoint: &str) -> Option<DestinationProblem> {
        let call = DestinationCall { name: "n".into(), endpoint: Some(endpoint.into()), ..DestinationCall::default() };
        call.problem(|_| true)
    }

    #[test]
    fn an_endpoint_is_https_with_a_host_and_characters_of_urls() {
        for endpoint in
            ["https://a.example/t/*?x=%20", "a.example/t", "https://localhost/", "https://127.0.0.1", "HTTPS://a"]
        {
            assert_eq!(problem(endpoint), None, "{endpoint}");
        }
        for endpoint in ["http://a.example", "ftp://a", "https://", "https://*.example/", "https://me:pw@a.example"] {
            assert!(matches!(problem(endpoint), Some(DestinationProblem::Endpoint(_))), "{endpoint}");
        }
        for endpoint in
            ["https://a/{id}", "https://[::1]/", "https://a/#x", "https://a/b c", "https://a/%zz", "", "https://ä"]
        {
            assert!(matches!(problem(endpoint), Some(DestinationProblem::Constraints(_))), "{endpoint}");
        }
    }
}
