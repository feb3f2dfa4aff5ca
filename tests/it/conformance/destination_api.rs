//! Recorded calls of EventBridge's API for destinations and targets.
//!
//! The product says what is refused ([`asl_events::api`]); this file adds what the service remembers between calls, so that
//! recorded sequences can be replayed. Ids are the service's own and left out.

use std::cell::RefCell;
use std::collections::BTreeMap;

use asl_events::api::{DestinationCall, Operation, TargetRequest};
use asl_events::system::DEFAULT_RATE;
use serde_json::{Map, Value as Json, json};

use super::compare::compare;

/// What the service says: a response, or an error's code and message.
type Answer = Result<Json, (&'static str, String)>;

thread_local! {
    /// The accounts of the recorded sequences.
    static ACCOUNTS: RefCell<BTreeMap<String, Account>> = RefCell::default();
}

pub(crate) fn run(case: &Json) -> Result<(), String> {
    let request = &case["request"];
    let Some(sequence) = case["sequence"].as_str() else {
        let mut account = Account::default();
        for prior in case["prior"].as_array().into_iter().flatten() {
            account.call(prior).map_err(|(code, message)| format!("a call before: {code} {message}"))?;
        }
        return account.judge(request, &case["expected"]);
    };
    ACCOUNTS.with_borrow_mut(|accounts| {
        let account = accounts.entry(sequence.to_owned()).or_default();
        // Connections are deleted in calls that another file holds.
        if case["step"].as_u64() >= Some(GONE_FROM) {
            account.gone = Some("-basic/");
        }
        account.judge(request, &case["expected"])
    })
}

/// From this step on the connection with BASIC is gone.
const GONE_FROM: u64 = 93;

#[derive(Clone, Debug)]
struct Kept {
    members: Map<String, Json>,
    is_active: bool,
}

#[derive(Default)]
struct Account {
    destinations: BTreeMap<String, Kept>,
    targets: Vec<Json>,
    /// What the ARNs of connections hold that are gone.
    gone: Option<&'static str>,
    /// Whether a connection waits for its first token.
    is_authorizing: bool,
}

impl Account {
    fn judge(&mut self, request: &Json, expected: &Json) -> Result<(), String> {
        match (self.call(request), expected.get("error")) {
            (Err((code, message)), Some(error)) => {
                compare("error.code", &error["code"], &json!(code))?;
                compare("error.message", &error["message"], &json!(message))
            }
            (Err((code, message)), None) => Err(format!("refused with {code}: {message}")),
            (Ok(_), Some(error)) => Err(format!("accepted, expected {error}")),
            (Ok(actual), None) => compare("response", &without_ids(&expected["response"]), &without_ids(&actual)),
        }
    }

    fn call(&mut self, request: &Json) -> Answer {
        let params = &request["params"];
        let name = params["Name"].as_str().unwrap_or_default().to_owned();
        let missing = |verb: &str| {
            let message =
                format!("Failed to {verb} the api-destination(s). An api-destination '{name}' does not exist.");
            ("ResourceNotFoundException", message)
        };
        match request["action"].as_str().unwrap_or_default() {
            "CreateConnection" => {
                self.is_authorizing = params["AuthorizationType"] == "OAUTH_CLIENT_CREDENTIALS";
                Ok(json!({}))
            }
            "CreateApiDestination" => {
                self.check(params, Operation::Create)?;
                if self.destinations.contains_key(&name) {
                    let message = format!(
                        "Failed to create the api-destination(s). An api-destination with name '{name}' already exists."
                    );
                    return Err(("ResourceAlreadyExistsException", message));
                }
                let mut members = params.as_object().cloned().unwrap_or_default();
                members.entry("InvocationRateLimitPerSecond").or_insert(json!(DEFAULT_RATE));
                let kept = Kept { members, is_active: !self.is_authorizing };
                let answer = summary(&kept);
                self.destinations.insert(name, kept);
                Ok(answer)
            }
            "UpdateApiDestination" => {
                let Some(mut kept) = self.destinations.get(&name).cloned() else { return Err(missing("update")) };
                self.check(params, Operation::Update)?;
                kept.members.extend(params.as_object().cloned().unwrap_or_default());
                kept.is_active |= params.get("ConnectionArn").is_some() && !self.is_authorizing;
                let answer = summary(&kept);
                self.destinations.insert(name, kept);
                Ok(answer)
            }
            "DescribeApiDestination" => {
                let kept = self.destinations.get(&name).ok_or_else(|| missing("describe"))?;
                Ok(self.described(kept))
            }
            "DeleteApiDestination" => {
                self.destinations.remove(&name).ok_or_else(|| missing("delete"))?;
                Ok(json!({}))
            }
            "ListApiDestinations" => self.list(params),
            "PutTargets" => self.put_targets(params),
            "ListTargetsByRule" => Ok(json!({ "Targets": self.targets })),
            other => Err(("Unknown", other.to_owned())),
        }
    }

    fn is_gone(&self, arn: &str) -> bool {
        arn.contains("00000000-0000-0000-0000-999000999000") || self.gone.is_some_and(|gone| arn.contains(gone))
    }

    fn check(&self, params: &Json, operation: Operation) -> Result<(), (&'static str, String)> {
        let text = |name: &str| params[name].as_str().map(str::to_owned);
        // A recording that stands for any name or ARN stands for a valid one.
        let masked = ["<destination-name>", "<connection arn>", "connection-arn"];
        let given = |name: &str| text(name).filter(|text| !masked.contains(&text.as_str()));
        let call = DestinationCall {
            name: given("Name").unwrap_or_else(|| "name".to_owned()),
            connection: given("ConnectionArn"),
            endpoint: text("InvocationEndpoint"),
            method: text("HttpMethod"),
            rate: params["InvocationRateLimitPerSecond"].as_i64(),
        };
        let problem = call.problem(|arn| !self.is_gone(arn));
        problem.map_or(Ok(()), |problem| Err((problem.code(), problem.message(operation))))
    }

    fn state(&self, kept: &Kept) -> &'static str {
        let connection = kept.members.get("ConnectionArn").and_then(Json::as_str).unwrap_or_default();
        if kept.is_active && !self.is_gone(connection) { "ACTIVE" } else { "INACTIVE" }
    }

    fn described(&self, kept: &Kept) -> Json {
        let mut members = kept.members.clone();
        members.retain(|name, value| name != "Description" || value != "");
        members.insert("ApiDestinationState".to_owned(), json!(self.state(kept)));
        Json::Object(members)
    }

    fn list(&self, params: &Json) -> Answer {
        let refused = |message: String| Err(("ValidationException", message));
        let constraint = |value: &str, member: &str, rule: &str| {
            format!("1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {rule}")
        };
        let limit = params["Limit"].as_i64();
        match limit {
            Some(limit) if limit < 1 => {
                let rule = "Member must have value greater than or equal to 1";
                return refused(constraint(&limit.to_string(), "limit", rule));
            }
            Some(limit) if limit > 100 => {
                let rule = "Member must have value less than or equal to 100";
                return refused(constraint(&limit.to_string(), "limit", rule));
            }
            _ => {}
        }
        if let Some(token) = params["NextToken"].as_str().filter(|token| token.len() % 4 != 0) {
            let rule = "Member must satisfy regular expression pattern: \
                ^(?:[A-Za-z0-9+\\/]{4})*(?:[A-Za-z0-9+\\/]{4}|[A-Za-z0-9+\\/]{3}=|[A-Za-z0-9+\\/]{2}={2})$";
            return refused(constraint(token, "nextToken", rule));
        }
        let (prefix, connection) = (params["NamePrefix"].as_str(), params["ConnectionArn"].as_str());
        if prefix.is_some() && connection.is_some() {
            let message = "Failed to list the api-destination(s). Request failed because only one filter is supported per \
                request, either ConnectionArn or NamePrefix.";
            return refused(message.to_owned());
        }
        let listed = self.destinations.iter().filter(|(name, kept)| {
            prefix.is_none_or(|prefix| name.starts_with(prefix))
                && connection.is_none_or(|arn| kept.members.get("ConnectionArn") == Some(&json!(arn)))
        });
        let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        let all: Vec<Json> = listed
            .map(|(_, kept)| {
                let mut shown = self.described(kept);
                shown.as_object_mut().unwrap().remove("Description");
                shown
            })
            .collect();
        let mut answer = json!({ "ApiDestinations": all.iter().take(limit).collect::<Vec<_>>() });
        if all.len() > limit {
            answer["NextToken"] = json!("ID");
        }
        Ok(answer)
    }

    fn put_targets(&mut self, params: &Json) -> Answer {
        let given = params["Targets"].as_array().cloned().unwrap_or_default();
        let pairs = |value: &Json| {
            let members = value.as_object().into_iter().flatten();
            members.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
        };
        let request = |target: &Json| TargetRequest {
            id: target["Id"].as_str().unwrap_or_default().to_owned(),
            arn: target["Arn"].as_str().unwrap_or_default().to_owned(),
            role: target["RoleArn"].as_str().map(str::to_owned),
            path: target["HttpParameters"]["PathParameterValues"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|value| value.as_str().unwrap().to_owned())
                .collect(),
            headers: pairs(&target["HttpParameters"]["HeaderParameters"]),
            query: pairs(&target["HttpParameters"]["QueryStringParameters"]),
        };
        let requests: Vec<TargetRequest> = given.iter().map(request).collect();
        if let Some(problem) = TargetRequest::problem(&requests) {
            return Err((problem.code(), problem.message()));
        }
        for target in given {
            self.targets.retain(|known| known["Id"] != target["Id"]);
            self.targets.push(target);
        }
        Ok(json!({"FailedEntryCount": 0, "FailedEntries": []}))
    }
}

fn summary(kept: &Kept) -> Json {
    json!({ "ApiDestinationState": if kept.is_active { "ACTIVE" } else { "INACTIVE" } })
}

/// A response without what the service makes up: ids, dates, tokens.
fn without_ids(value: &Json) -> Json {
    match value {
        Json::Object(members) => {
            let made_up = ["ApiDestinationArn", "CreationTime", "LastModifiedTime"];
            let kept = members.iter().filter(|(name, _)| !made_up.contains(&name.as_str()));
            let shown = |(name, value): (&String, &Json)| {
                let value = if name == "NextToken" { json!("ID") } else { without_ids(value) };
                (name.clone(), value)
            };
            Json::Object(kept.map(shown).collect())
        }
        Json::Array(items) => items.iter().map(without_ids).collect(),
        other => other.clone(),
    }
}
