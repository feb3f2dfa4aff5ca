//! The rules that the Serverless Framework makes of the events of functions, and its plugin of those of state machines.

use std::rc::Rc;

use super::super::foreign::{OWNER, array, member, object, resource, string};
use asl_text::{Member, Node, Span};

/// The rule for an event of the resource with that id, which the file calls `name`: its `number`th event.
pub(in super::super) fn rule(
    id: &Rc<str>,
    name: &str,
    number: usize,
    event: &Node,
    key: Span,
    span: Span,
) -> Option<Member> {
    // `- schedule: rate(1 day)` and so on: an object of one member.
    let [one] = event.members() else { return None };
    let value = &one.value;
    let get = |names: &[&str]| names.iter().find_map(|name| value.member(name));
    let mut properties = Vec::new();
    match &*one.key.value {
        "eventBridge" | "cloudwatchEvent" => {
            let mut take = |names: &[&str], to: &str| {
                properties.extend(get(names).map(|found| member(to, found.key.span, found.value.clone())));
            };
            take(&["pattern", "event"], "EventPattern");
            take(&["schedule"], "ScheduleExpression");
            take(&["eventBus", "eventBusName"], "EventBusName");
            if properties.iter().all(|one| !matches!(&*one.key.value, "EventPattern" | "ScheduleExpression")) {
                return None;
            }
        }
        "schedule" => {
            let rate = value.get("rate").unwrap_or(value);
            let rate = rate.items().first().unwrap_or(rate);
            properties.push(member("ScheduleExpression", key, rate.clone()));
        }
        _ => return None,
    }
    let is_off = value.get("enabled").is_some_and(|flag| flag.kind == asl_text::NodeKind::Bool(false))
        || value.get("state").and_then(Node::as_str).is_some_and(|state| &**state == "DISABLED");
    if is_off {
        properties.push(member("State", key, string("DISABLED", key)));
    }
    let arn = object(vec![member("Fn::GetAtt", key, string(format!("{id}.Arn"), key))], key);
    let mut target = vec![member("Arn", key, arn), member("Id", key, string(name, key))];
    for (from, to) in [("input", "Input"), ("inputPath", "InputPath")] {
        target.extend(get(&[from]).map(|found| member(to, found.key.span, found.value.clone())));
    }
    if let Some(transformer) = get(&["inputTransformer"]) {
        let inner = [("inputPathsMap", "InputPathsMap"), ("inputTemplate", "InputTemplate")];
        let parts = inner.into_iter().filter_map(|(from, to)| {
            let found = transformer.value.member(from).or_else(|| transformer.value.member(to))?;
            Some(member(to, found.key.span, found.value.clone()))
        });
        let made = object(parts.collect(), transformer.value.span);
        target.push(member("InputTransformer", transformer.key.span, made));
    }
    if let Some(queue) = get(&["deadLetterQueueArn"]) {
        let config = object(vec![member("Arn", queue.key.span, queue.value.clone())], queue.value.span);
        target.push(member("DeadLetterConfig", queue.key.span, config));
    }
    if let Some(policy) = get(&["retryPolicy"]) {
        let inner = [("maximumRetryAttempts", "MaximumRetryAttempts"), ("maximumEventAge", "MaximumEventAgeInSeconds")];
        let parts = inner.into_iter().filter_map(|(from, to)| {
            policy.value.member(from).map(|found| member(to, found.key.span, found.value.clone()))
        });
        target.push(member("RetryPolicy", policy.key.span, object(parts.collect(), policy.value.span)));
    }
    properties.push(member("Targets", key, array(vec![object(target, span)], span)));
    let rule: Rc<str> = format!("{id}EventsRule{number}").into();
    let mut made = resource(&rule, key, "AWS::Events::Rule", properties, span);
    if let asl_text::NodeKind::Object(members) = &mut made.value.kind {
        members.push(member(OWNER, key, string(Rc::clone(id), key)));
    }
    Some(made)
}
