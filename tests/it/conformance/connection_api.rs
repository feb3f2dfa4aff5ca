//! Recorded calls of EventBridge's connection API and of the secrets behind it.
//!
//! The product reads, checks and refuses connections; this file adds what the service remembers between calls, so that
//! recorded sequences can be replayed. Ids are the service's own: the first that a recording shows is taken, and has to
//! stay. What takes the service a while (deauthorizing, deleting) passes through phases; a recording may show any
//! phase that does not go back.

use std::cell::RefCell;
use std::collections::BTreeMap;

use asl_http::record::ConnectionRecord;
use asl_http::{Connection, access, messages, validate};
use asl_stack::template::secret;
use serde_json::{Map, Value as Json, json};

use super::compare::compare;

/// A sequence that begins with a connection: it was created and deauthorized in calls that are not in the file.
const EARLIER: (&str, &str, &str) = ("earlier_attempt", "stackd-connection-b93c36c921", "description update");
/// A connection that was created in a call that is not in the file, before it is deauthorized.
const UNRECORDED: (&str, &str) = ("stackd-apid-9174f6642cdb-basic", "owned API destination management evidence");

const DEAUTHORIZED: &str =
    "The authorization parameters were removed from this connection by a DeauthorizeConnection operation.";
const NOTHING_TO_UPDATE: &str = "Failed to update the connection(s). At least one of the following is required: \
    Description, KmsKeyIdentifier, AuthorizationType with BasicAuthParameters, ApiKeyAuthParameters, or OAuthParameters.";

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
            account.call(prior, 0).map_err(|(code, message)| format!("a call before: {code} {message}"))?;
            account.settle();
        }
        return account.judge(request, &case["expected"]);
    };
    ACCOUNTS.with_borrow_mut(|accounts| {
        let account = accounts.entry(sequence.to_owned()).or_insert_with(|| Account::of(sequence));
        account.judge(request, &case["expected"])
    })
}

/// One connection as the service keeps it.
#[derive(Clone, Default)]
struct Kept {
    description: Option<String>,
    kind: String,
    /// `AuthParameters` as they were given, secrets included.
    parameters: Map<String, Json>,
    arn: Option<String>,
    secret_arn: Option<String>,
    secret_versions: usize,
    change: Change,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Change {
    #[default]
    None,
    Deauthorizing,
    Deleting,
}

#[derive(Clone, Default)]
struct Account {
    connections: BTreeMap<String, Kept>,
    /// Secrets that are no more.
    gone: Vec<String>,
    /// How far the change that goes on has come.
    phase: u8,
}

/// The last phase of a change: 0 has only begun, 1 is seen, 2 is done.
const DONE: u8 = 2;

impl Account {
    fn of(sequence: &str) -> Self {
        let mut account = Self::default();
        if sequence == EARLIER.0 {
            let (_, name, description) = EARLIER;
            account.connections.insert(name.to_owned(), Kept { change: Change::Deauthorizing, ..basic(description) });
        }
        account
    }

    /// Ends what goes on.
    fn settle(&mut self) {
        self.connections.retain(|_, kept| kept.change != Change::Deleting);
        self.phase = 0;
    }

    /// Whether the service may answer so, in this phase or a later one.
    fn judge(&mut self, request: &Json, expected: &Json) -> Result<(), String> {
        let mut first = None;
        for phase in self.phase..=DONE {
            let mut next = self.clone();
            next.phase = phase;
            let answer = next.call(request, phase);
            match next.same(request, expected, answer) {
                Ok(()) => {
                    *self = next;
                    return Ok(());
                }
                Err(why) => _ = first.get_or_insert(why),
            }
        }
        Err(first.unwrap_or_default())
    }

    fn same(&mut self, request: &Json, expected: &Json, answer: Answer) -> Result<(), String> {
        match (answer, expected.get("error")) {
            (Err((code, message)), Some(error)) => {
                compare("error.code", &error["code"], &json!(code))?;
                compare("error.message", &error["message"], &json!(message))
            }
            (Err((code, message)), None) => Err(format!("refused with {code}: {message}")),
            (Ok(_), Some(error)) => Err(format!("accepted, expected {error}")),
            (Ok(actual), None) => {
                let mut wanted = expected["response"].clone();
                self.bind(request, &mut wanted)?;
                compare("response", &wanted, &actual)
            }
        }
    }

    /// Takes ids that are new, checks their form, and puts marks in their places; dates and versions are left out.
    fn bind(&mut self, request: &Json, wanted: &mut Json) -> Result<(), String> {
        let by_secret = request["params"]["SecretId"].as_str().map(str::to_owned);
        let name = request["params"]["Name"].as_str().map(str::to_owned);
        let kept = self.connections.iter_mut().find(|(known, kept)| {
            Some(*known) == name.as_ref() || (by_secret.is_some() && kept.secret_arn == by_secret) || name.is_none()
        });
        let Some(members) = wanted.as_object_mut() else { return Ok(()) };
        members.retain(|key, value| value != "datetime" && key != "VersionId");
        let Some((name, kept)) = kept else { return Ok(()) };
        let mut take = |key: &str, place: &mut Option<String>, part: String| -> Result<(), String> {
            let Some(shown) = members.get(key).and_then(Json::as_str).map(str::to_owned) else { return Ok(()) };
            if !shown.contains(&part) {
                return Err(format!("{key}: the recording has {shown}, expected {part}"));
            }
            if place.get_or_insert_with(|| shown.clone()) != &shown {
                return Err(format!("{key}: the recording has {shown}, before it was {place:?}"));
            }
            members.insert(key.to_owned(), json!("ID"));
            Ok(())
        };
        take("ConnectionArn", &mut kept.arn, format!(":connection/{name}/"))?;
        let secret = format!(":secret:events!connection/{name}/");
        take("SecretArn", &mut kept.secret_arn, secret.clone())?;
        take("ARN", &mut kept.secret_arn, secret)?;
        for one in wanted.get_mut("Connections").and_then(Json::as_array_mut).into_iter().flatten() {
            one["ConnectionArn"] = json!("ID");
        }
        Ok(())
    }

    fn call(&mut self, request: &Json, phase: u8) -> Answer {
        let params = &request["params"];
        let name = params["Name"].as_str().unwrap_or_default().to_owned();
        if phase == DONE {
            self.connections.retain(|_, kept| kept.change != Change::Deleting);
        }
        match request["action"].as_str().unwrap_or_default() {
            "CreateConnection" => self.create(&name, params),
            "UpdateConnection" => self.update(&name, params, phase),
            "DescribeConnection" => {
                let kept = self.connections.get(&name).ok_or_else(|| missing(&name))?;
                Ok(describe(&name, kept, phase))
            }
            "DeauthorizeConnection" => {
                if name == UNRECORDED.0 {
                    self.connections.entry(name.clone()).or_insert_with(|| basic(UNRECORDED.1));
                }
                let kept = self.connections.get_mut(&name).ok_or_else(|| missing(&name))?;
                kept.change = Change::Deauthorizing;
                kept.parameters.clear();
                self.phase = 0;
                Ok(json!({"ConnectionArn": "ID", "ConnectionState": "DEAUTHORIZING"}))
            }
            "DeleteConnection" => {
                let kept = self.connections.get_mut(&name).ok_or_else(|| missing(&name))?;
                let reason = (kept.change == Change::Deauthorizing).then_some(DEAUTHORIZED);
                kept.parameters.insert("reason".to_owned(), json!(reason));
                kept.change = Change::Deleting;
                self.phase = 0;
                Ok(json!({"ConnectionArn": "ID", "ConnectionState": "DELETING"}))
            }
            "ListConnections" => {
                let prefix = params["NamePrefix"].as_str().unwrap_or_default();
                let listed =
                    self.connections.iter().filter(|(name, _)| name.starts_with(prefix)).map(|(name, kept)| {
                        json!({"ConnectionArn": "ID", "Name": name, "ConnectionState": state(kept, phase),
                        "AuthorizationType": kept.kind})
                    });
                Ok(json!({"Connections": listed.collect::<Vec<_>>()}))
            }
            action => self.secret(action, params),
        }
    }

    fn create(&mut self, name: &str, params: &Json) -> Answer {
        check(params)?;
        let kept = Kept {
            description: params["Description"].as_str().map(str::to_owned),
            kind: text(&params["AuthorizationType"]),
            parameters: params["AuthParameters"].as_object().cloned().unwrap_or_default(),
            secret_versions: 1,
            ..Kept::default()
        };
        let state = state(&kept, DONE);
        self.connections.insert(name.to_owned(), kept);
        Ok(json!({"ConnectionArn": "ID", "ConnectionState": state}))
    }

    fn update(&mut self, name: &str, params: &Json, phase: u8) -> Answer {
        let kept = self.connections.get_mut(name).ok_or_else(|| missing(name))?;
        if let Some(description) = params["Description"].as_str() {
            kept.description = Some(description.to_owned());
        } else if params["AuthorizationType"].is_null() {
            return Err(("ValidationException", NOTHING_TO_UPDATE.to_owned()));
        }
        if let Some(kind) = params["AuthorizationType"].as_str() {
            if kept.change == Change::Deauthorizing {
                if phase < DONE {
                    let message =
                        format!("Failed to update the connection(s). Connection '{name}' was modified concurrently.");
                    return Err(("ConcurrentModificationException", message));
                }
                self.gone.extend(kept.secret_arn.take());
                *kept = Kept { description: kept.description.take(), arn: kept.arn.take(), ..Kept::default() };
            }
            kind.clone_into(&mut kept.kind);
            for (group, members) in params["AuthParameters"].as_object().into_iter().flatten() {
                let place = kept.parameters.entry(group.clone()).or_insert_with(|| json!({}));
                if let (Some(place), Some(members)) = (place.as_object_mut(), members.as_object()) {
                    place.extend(members.clone());
                }
            }
            kept.secret_versions += 1;
            let mut whole = params.clone();
            whole["AuthParameters"] = Json::Object(kept.parameters.clone());
            check(&whole)?;
        }
        Ok(json!({"ConnectionArn": "ID", "ConnectionState": state(kept, phase)}))
    }

    fn secret(&self, action: &str, params: &Json) -> Answer {
        let id = params["SecretId"].as_str().unwrap_or_default();
        if action == "secretsmanager:PutSecretValue" {
            let message = "Operation is not allowed on secret owned by events";
            return Err(("InvalidRequestException", message.to_owned()));
        }
        if self.gone.iter().any(|gone| gone == id) {
            let message = "Secrets Manager can't find the specified secret.";
            return Err(("ResourceNotFoundException", message.to_owned()));
        }
        let all = || self.connections.iter();
        let found = all().find(|(_, kept)| kept.secret_arn.as_deref() == Some(id)).or_else(|| all().next());
        let (connection, kept) = found.ok_or(("ResourceNotFoundException", "there is no connection".to_owned()))?;
        if kept.change == Change::Deauthorizing {
            let message = "You can't perform this operation on the secret because it was marked for deletion.";
            return Err(("InvalidRequestException", message.to_owned()));
        }
        let arn =
            kept.secret_arn.clone().unwrap_or_else(|| format!("x:events!connection/{connection}/<secret-uuid>-<>"));
        let start = arn.find("events!").unwrap_or_default();
        let name = arn[start..].rsplit_once('-').map_or("", |(name, _)| name);
        match action {
            "secretsmanager:DescribeSecret" => Ok(json!({"ARN": "ID", "Name": name, "OwningService": "events",
                "Tags": [{"Key": "aws:secretsmanager:owningService", "Value": "events"}]})),
            "secretsmanager:ListSecretVersionIds" => {
                let stages = |index| if index + 1 == kept.secret_versions { "AWSCURRENT" } else { "AWSPREVIOUS" };
                let versions: Vec<Json> =
                    (0..kept.secret_versions).map(|index| json!({"VersionStages": [stages(index)]})).collect();
                Ok(json!({"ARN": "ID", "Name": name, "Versions": versions}))
            }
            "secretsmanager:GetSecretValue" => {
                let value = secret_value(connection, kept).map_err(|why| ("Unreadable", why))?;
                Ok(json!({"ARN": "ID", "Name": name, "VersionStages": ["AWSCURRENT"], "SecretString": value}))
            }
            other => Err(("Unknown", other.to_owned())),
        }
    }
}

fn basic(description: &str) -> Kept {
    Kept { description: Some(description.to_owned()), kind: "BASIC".to_owned(), ..Kept::default() }
}

/// Reads and checks a connection as the product does.
fn check(params: &Json) -> Result<(), (&'static str, String)> {
    let refused = |message| ("ValidationException", message);
    let mut params = params.clone();
    // A recording that stands for any name stands for a valid one.
    if params["Name"] == "<connection-name>" {
        params["Name"] = json!("name");
    }
    let record: ConnectionRecord = serde_json::from_value(params).map_err(|error| refused(error.to_string()))?;
    let connection = Connection::try_from(record).map_err(|error| refused(error.to_string()))?;
    messages::refusal(&validate::problems(&connection)).map_or(Ok(()), |message| Err(refused(message)))
}

fn missing(name: &str) -> (&'static str, String) {
    let cause = access::no_connection(name).cause.unwrap_or_default();
    ("ResourceNotFoundException", format!("Failed to describe the connection(s). {cause}"))
}

fn state(kept: &Kept, phase: u8) -> &'static str {
    match kept.change {
        Change::Deleting => "DELETING",
        Change::Deauthorizing if phase < DONE => "DEAUTHORIZING",
        Change::Deauthorizing => "DEAUTHORIZED",
        Change::None if kept.kind == "OAUTH_CLIENT_CREDENTIALS" => "AUTHORIZING",
        Change::None => "AUTHORIZED",
    }
}

fn describe(name: &str, kept: &Kept, phase: u8) -> Json {
    let mut parameters = kept.parameters.clone();
    let reason = parameters.remove("reason").unwrap_or_default();
    let mut shown = json!({"ConnectionArn": "ID", "Name": name, "ConnectionState": state(kept, phase),
        "AuthorizationType": kept.kind, "AuthParameters": public(&Json::Object(parameters))});
    if let Some(description) = &kept.description {
        shown["Description"] = json!(description);
    }
    let deauthorized = kept.change == Change::Deauthorizing;
    let has_secret = if deauthorized { phase < DONE } else { reason.is_null() };
    // The sequence of the API key leaves out what the others show.
    if has_secret && kept.arn.as_ref().is_none_or(|arn| !arn.contains("-apikey/")) {
        shown["SecretArn"] = json!("ID");
    }
    if deauthorized && phase > 0 || reason.is_string() {
        shown["StateReason"] = json!(DEAUTHORIZED);
    }
    shown
}

/// What `DescribeConnection` leaves of the parameters.
fn public(value: &Json) -> Json {
    match value {
        Json::Object(members) => {
            let hidden = members.get("IsValueSecret") == Some(&json!(true));
            let secret =
                |key: &str| matches!(key, "Password" | "ApiKeyValue" | "ClientSecret") || (hidden && key == "Value");
            let mut shown: Map<String, Json> = members
                .iter()
                .filter(|(key, _)| !secret(key))
                .map(|(key, value)| (key.clone(), public(value)))
                .collect();
            if shown.contains_key("Key") {
                shown.entry("IsValueSecret").or_insert(json!(false));
            }
            Json::Object(shown)
        }
        Json::Array(items) => items.iter().map(public).collect(),
        other => other.clone(),
    }
}

/// The secret's text; the product has to read the same connection from it.
fn secret_value(name: &str, kept: &Kept) -> Result<String, String> {
    let mut members = Map::new();
    for (group, value) in &kept.parameters {
        match group.as_str() {
            "InvocationHttpParameters" => _ = members.insert("invocation_http_parameters".to_owned(), snake(value)),
            _ => members.extend(snake(value).as_object().cloned().unwrap_or_default()),
        }
    }
    if let Some(Json::Object(client)) = members.remove("client_parameters") {
        members.extend(client);
    }
    let text = Json::Object(members).to_string();
    let read = secret::read(&text, name).map_err(|error| error.to_string())?;
    let params = json!({"Name": name, "AuthorizationType": kept.kind, "AuthParameters": kept.parameters});
    let record: ConnectionRecord = serde_json::from_value(params).map_err(|error| error.to_string())?;
    let given = Connection::try_from(record).map_err(|error| error.to_string())?;
    if read == given { Ok(text) } else { Err(format!("{read:?} was read from the secret of {given:?}")) }
}

fn snake(value: &Json) -> Json {
    match value {
        Json::Object(members) => {
            let mut shown = Map::new();
            for (key, value) in members {
                let key = key.replace("ID", "Id");
                let mut name = String::new();
                for letter in key.chars() {
                    if letter.is_uppercase() && !name.is_empty() {
                        name.push('_');
                    }
                    name.extend(letter.to_lowercase());
                }
                shown.insert(name.replace("o_auth", "oauth"), snake(value));
            }
            if shown.contains_key("key") {
                shown.entry("is_value_secret").or_insert(json!(false));
            }
            Json::Object(shown)
        }
        Json::Array(items) => items.iter().map(snake).collect(),
        other => other.clone(),
    }
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
