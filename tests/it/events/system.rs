//! The system of a case: what the commands `put-rule`, `put-targets`, `create-api-destination` are given.

use std::rc::Rc;

use asl_events::system::{
    Bus, DEFAULT_BUS, DEFAULT_RATE, Denied, Destination, DestinationState, EventSystem, HttpParameters, ParameterValue,
    Permission, Queue, ResourceKind, RetryPolicy, Rule, RulePattern, RuleSchedule,
};
use asl_events::{Input, Target};
use asl_http::Method;
use serde_json::Value as Json;

pub(super) fn read(text: &Json) -> EventSystem {
    let mut system = EventSystem::default();
    let list = |name: &str| text[name].as_array().cloned().unwrap_or_default();
    let known = ["buses", "queues", "log groups", "destinations", "rules"];
    for name in text.as_object().unwrap().keys() {
        assert!(known.contains(&&**name), "`{name}` means nothing in a system");
    }
    for name in list("buses") {
        let resource = system.resource(ResourceKind::Bus, name.as_str().unwrap());
        system.buses.push(Bus { resource });
    }
    for name in list("queues") {
        let name = name.as_str().unwrap();
        let resource = system.resource(ResourceKind::Queue, name);
        system.queues.push(Queue { resource, is_fifo: name.strip_suffix(".fifo").is_some() });
    }
    for name in list("log groups") {
        let resource = system.resource(ResourceKind::LogGroup, name.as_str().unwrap());
        system.log_groups.push(resource);
    }
    for one in list("destinations") {
        let name = one["Name"].as_str().unwrap();
        system.destinations.push(Destination {
            resource: system.resource(ResourceKind::Destination, name),
            endpoint: one["InvocationEndpoint"].as_str().unwrap().into(),
            endpoint_place: None,
            method: Method::parse(one["HttpMethod"].as_str().unwrap_or("POST")).unwrap(),
            rate: one["InvocationRateLimitPerSecond"].as_u64().map_or(DEFAULT_RATE, |rate| rate.try_into().unwrap()),
            connection: one["ConnectionArn"].as_str().unwrap_or("connection").into(),
            state: match one["ApiDestinationState"].as_str() {
                Some("INACTIVE") => DestinationState::Inactive,
                _ => DestinationState::Active,
            },
        });
    }
    for one in list("rules") {
        let name = one["Name"].as_str().unwrap();
        let bus = one["EventBusName"].as_str().unwrap_or(DEFAULT_BUS);
        let in_arn = if bus == DEFAULT_BUS { name.to_owned() } else { format!("{bus}/{name}") };
        let mut resource = system.resource(ResourceKind::Rule, &in_arn);
        resource.name = name.into();
        let targets = one["Targets"].as_array().into_iter().flatten().map(|one| target(&system, one)).collect();
        system.rules.push(Rule {
            resource,
            bus: bus.into(),
            is_enabled: one["State"].as_str() != Some("DISABLED"),
            pattern: (!one["EventPattern"].is_null()).then(|| RulePattern::new(&one["EventPattern"].to_string(), None)),
            schedule: one["ScheduleExpression"].as_str().map(|text| RuleSchedule::new(text, None)),
            targets,
        });
    }
    system
}

/// `Arn` may be short: `queue:NAME`, `destination:NAME`, `machine:NAME`, `function:NAME`, `log group:NAME`, `bus:NAME`.
fn target(system: &EventSystem, one: &Json) -> Target {
    let arn = one["Arn"].as_str().unwrap();
    let mut target = Target::new(one["Id"].as_str().unwrap_or("target"), &arn_of(system, arn));
    let map: Vec<(String, String)> = one["InputTransformer"]["InputPathsMap"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, path)| (name.clone(), path.as_str().unwrap().to_owned()))
        .collect();
    let transformer = one["InputTransformer"]["InputTemplate"].as_str().map(|template| (&*map, template));
    target.input = Input::read(one["Input"].as_str(), one["InputPath"].as_str(), transformer);
    let http = &one["HttpParameters"];
    let value = |text: &Json| ParameterValue::new(text.as_str().unwrap(), None);
    let pairs = |name: &str| -> Vec<(Rc<str>, ParameterValue)> {
        http[name].as_object().into_iter().flatten().map(|(name, text)| (name.as_str().into(), value(text))).collect()
    };
    target.http = HttpParameters {
        path: http["PathParameterValues"].as_array().into_iter().flatten().map(value).collect(),
        headers: pairs("HeaderParameters"),
        query: pairs("QueryStringParameters"),
    };
    let number =
        |name: &str, default: u32| one["RetryPolicy"][name].as_u64().map_or(default, |n| n.try_into().unwrap());
    let default = RetryPolicy::default();
    target.retry = RetryPolicy {
        attempts: number("MaximumRetryAttempts", default.attempts),
        maximum_age: number("MaximumEventAgeInSeconds", default.maximum_age),
    };
    target.dead_letters = one["DeadLetterConfig"]["Arn"].as_str().map(|arn| arn_of(system, arn));
    target.role = one["RoleArn"].as_str().map(|role| ResourceKind::Role.arn("", &system.account, role));
    if let Some(action) = one["denied"].as_str() {
        target.permission = Permission::Denied(Denied { action: action.into(), resource: target.arn.clone() });
    }
    target
}

fn arn_of(system: &EventSystem, text: &str) -> Rc<str> {
    let kinds = [
        ("queue", ResourceKind::Queue),
        ("destination", ResourceKind::Destination),
        ("machine", ResourceKind::StateMachine),
        ("function", ResourceKind::Function),
        ("log group", ResourceKind::LogGroup),
        ("bus", ResourceKind::Bus),
    ];
    let short = text.split_once(':').and_then(|(kind, name)| {
        let (_, kind) = kinds.into_iter().find(|(known, _)| *known == kind)?;
        Some(kind.arn(&system.region, &system.account, name))
    });
    short.unwrap_or_else(|| text.into())
}
