//! Event patterns and input transformers, recorded from EventBridge or from the engine it is built on.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_events::entry::EventEntry;
use asl_events::system::{DEFAULT_BUS, EventSystem, Queue, ResourceKind, Rule, RulePattern};
use asl_events::{Context, Event, Input, Pattern, PatternIndex, Target};
use asl_value::Value;
use asl_world::{World, WorldStart};
use serde_json::{Value as Json, json};

use super::compare::compare;

/// Whether the event of a case matches its pattern, or what is wrong with the pattern.
///
/// AWS tests patterns with whole events and has a sentence of its own before the engine's; the engine's own cases have
/// neither, and give the place apart.
pub(crate) fn pattern(case: &Json) -> Result<(), String> {
    let text = case["pattern"].as_str().unwrap_or_default();
    let is_aws = case["source"]["aws_recorded"].as_bool().unwrap_or_default();
    let found = judge(text, case["event"].as_str(), is_aws);
    match (&found, &case["expected"]) {
        (Ok(found), Json::Bool(wanted)) if found == wanted => Ok(()),
        (Err((code, message, _)), Json::Object(wanted)) if is_aws => {
            let same = wanted["error"] == *message && (wanted.get("code").is_none() || wanted["code"] == code.as_str());
            // Names of the account were taken out of some messages after they were recorded.
            let is_masked = |text: &str| text.contains("<region>") || text.contains("<partition>");
            let start = |text: &str| text.split("[Source").next().unwrap_or_default().to_owned();
            let error = wanted["error"].as_str().unwrap_or_default();
            if same || (is_masked(error) && start(error) == start(message)) {
                Ok(())
            } else {
                Err(differs(case, &found))
            }
        }
        (Err((_, message, place)), Json::Object(wanted)) => {
            let place = place.as_ref().filter(|_| case.get("error_location").is_some_and(Json::is_object));
            let column = case["error_location"]["column"].as_u64();
            let same_place =
                place.is_none_or(|place| column.is_some_and(|column| place.ends_with(&format!("column: {column}]"))));
            let error = wanted["error"].as_str().unwrap_or_default();
            if message == error && same_place { Ok(()) } else { Err(differs(case, &found)) }
        }
        _ => Err(differs(case, &found)),
    }
}

/// A verdict, or a code, a message and the whole text of the error.
type Judged = Result<bool, (String, String, Option<String>)>;

fn judge(text: &str, event: Option<&str>, is_aws: bool) -> Judged {
    let own = |error: asl_events::EventError| (error.code().to_owned(), error.to_string(), None);
    let event = event
        .map(|event| if is_aws { Event::parse_for_test(event) } else { Event::parse(event) })
        .transpose()
        .map_err(own)?;
    let pattern = Pattern::parse(text).map_err(|error| {
        let message = if is_aws { error.message() } else { error.reason.to_string() };
        (error.code().to_owned(), message, error.at.map(|_| error.to_string()))
    })?;
    let event = event.unwrap_or_default();
    let is_match = pattern.matches(&event);
    assert_eq!(pattern.explain(&event).is_match, is_match, "the explanation does not agree");
    let alone = PatternIndex::new(vec![Rc::new(pattern)]).matching(&event);
    assert_eq!(!alone.is_empty(), is_match, "the index does not agree");
    Ok(is_match)
}

fn differs(case: &Json, found: &Judged) -> String {
    format!("wanted {} {}, found {found:?}", case["expected"], case["error_location"])
}

/// Target input of an event.
pub(crate) fn transformer(case: &Json) -> Result<(), String> {
    let text = |name: &str| case.get(name).and_then(Json::as_str);
    let context = |name: &str| case["context"][name].as_str().unwrap_or_default().to_owned();
    let map: Vec<(String, String)> = case["input_transformer"]["InputPathsMap"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, path)| (name.clone(), path.as_str().unwrap_or_default().to_owned()))
        .collect();
    let template = case["input_transformer"]["InputTemplate"].as_str();
    let transformer = template.map(|template| (map.as_slice(), template));
    let expected = &case["expected"];
    let target = case["context"]["target_id"].as_str().unwrap_or("<target-id>");
    let input = match (Input::read(text("input"), text("input_path"), transformer), expected.get("error")) {
        (Ok(input), None) => input,
        (Err(error), Some(wanted)) if wanted["code"] == error.code() && wanted["message"] == error.message(target) => {
            return Ok(());
        }
        (found, _) => return Err(format!("wanted {expected}, found {found:?}")),
    };
    let event = Value::from_json(&case["event"].to_string()).map_err(|error| error.to_string())?;
    let given = Context {
        rule_arn: context("rule_arn"),
        rule_name: context("rule_name"),
        ingestion_time: context("ingestion_time"),
    };
    if expected["dlq"].is_object() {
        return dead_letter(&event, input, &expected["dlq"]);
    }
    let body = input.body(&event, &given);
    let same = match &body {
        Ok(body) => {
            if let Some(wanted) = expected["body"].as_str() {
                masked(wanted) == masked(body)
            } else {
                let found: Json = serde_json::from_str(body).map_err(|error| error.to_string())?;
                expected.get("body_json").is_some_and(|wanted| compare("body", &unmasked(wanted), &found).is_ok())
            }
        }
        Err(_) => expected["not_delivered"] == true,
    };
    if same { Ok(()) } else { Err(format!("wanted {expected}, found {body:?}")) }
}

/// The dead letter of an event whose target is a queue, which is not there where the recording says so.
fn dead_letter(event: &Value, input: Input, wanted: &Json) -> Result<(), String> {
    let mut system = EventSystem::default();
    let mut queues = vec!["dead"];
    if wanted["ERROR_CODE"] != "NO_RESOURCE" {
        queues.push("in");
    }
    for name in queues {
        let resource = system.resource(ResourceKind::Queue, name);
        system.queues.push(Queue { resource, is_fifo: false });
    }
    let arn = |name| ResourceKind::Queue.arn(&system.region, &system.account, name);
    let target = Target { input: Ok(input), dead_letters: Some(arn("dead")), ..Target::new("target", &arn("in")) };
    let text = |name: &str| event.get(name).and_then(Value::as_str).map(Rc::<str>::from);
    system.rules.push(Rule {
        resource: system.resource(ResourceKind::Rule, "rule"),
        bus: DEFAULT_BUS.into(),
        is_enabled: true,
        pattern: Some(RulePattern::new(r#"{"source":[{"exists":true}]}"#, None)),
        schedule: None,
        targets: vec![target],
    });
    let mut world = World::new(WorldStart { system: Rc::new(system), ..WorldStart::default() }, Timestamp(0));
    let entry = EventEntry {
        source: text("source"),
        detail_type: text("detail-type"),
        detail: event.get("detail").map(|detail| detail.to_json().into()),
        ..EventEntry::default()
    };
    world.put_events(vec![entry], Timestamp(0)).map_err(asl_events::entry::PutError::message)?;
    let letters = world.log().queues.get("dead").map(Vec::as_slice).unwrap_or_default();
    let [letter] = letters else { return Err(format!("{} dead letters", letters.len())) };
    compare("body", &wanted["body"], &json!(letter.body.to_string()))?;
    for name in ["ERROR_CODE", "ERROR_MESSAGE"] {
        let found = letter.attributes.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| &**value);
        let wanted = wanted[name].as_str().unwrap_or_default().replace("<request-id>", "{{*}}");
        compare(name, &json!(wanted), &json!(found))?;
    }
    Ok(())
}

/// The time at which AWS took the event in is not in the cases.
fn masked(text: &str) -> String {
    match text.split_once("\"ingested\":\"") {
        Some((before, behind)) => {
            let behind = behind.split_once('"').map_or("", |(_, behind)| behind);
            format!("{before}\"ingested\":\"\"{behind}")
        }
        None => text.to_owned(),
    }
}

/// What was taken out of a recording, such as `<uuid:2>`, may be anything.
fn unmasked(value: &Json) -> Json {
    match value {
        Json::String(text) if text.starts_with('<') && text.ends_with('>') => Json::String("{{*}}".to_owned()),
        Json::Array(items) => items.iter().map(unmasked).collect(),
        Json::Object(map) => map.iter().map(|(name, value)| (name.clone(), unmasked(value))).collect(),
        other => other.clone(),
    }
}
