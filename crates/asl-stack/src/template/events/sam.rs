//! The rules that SAM makes of the events of functions and state machines (SAM Developer Guide, "EventSource", "Generated
//! resources").

use std::rc::Rc;

use super::super::foreign::{OWNER, SCHEDULER, array, member, object, resource, string};
use super::Source;
use asl_text::{Member, Node, NodeKind, Span};

/// Whether resources of this type can have events.
pub(super) fn may_have_events(kind: &str) -> bool {
    matches!(kind, "AWS::Serverless::StateMachine" | "AWS::Serverless::Function")
}

/// The rules.
pub(super) fn rules(source: Source<'_>) -> Vec<Member> {
    let mut made = Vec::new();
    for owner in source.resources {
        let kind = super::kind_of(&owner.value);
        if !may_have_events(kind) {
            continue;
        }
        let events = owner.value.get("Properties").and_then(|properties| properties.get("Events"));
        for event in events.map(Node::members).unwrap_or_default() {
            made.extend(rule(source, owner, kind, event));
        }
    }
    made
}

fn rule(source: Source<'_>, owner: &Member, owner_kind: &str, event: &Member) -> Option<Member> {
    let kind = event.value.get("Type").and_then(Node::as_str)?;
    let empty = object(Vec::new(), event.value.span);
    let properties = event.value.get("Properties").unwrap_or(&empty);
    let (key, span) = (event.key.span, event.value.span);
    let mut made: Vec<Member> = Vec::new();
    let mut take = |from: &str, to: &str| {
        if let Some(found) = properties.member(from) {
            made.push(member(to, found.key.span, found.value.clone()));
        }
    };
    match &**kind {
        "EventBridgeRule" | "CloudWatchEvent" => {
            take("RuleName", "Name");
            take("Pattern", "EventPattern");
            take("EventBusName", "EventBusName");
            take("State", "State");
        }
        "Schedule" => {
            take("Name", "Name");
            take("Schedule", "ScheduleExpression");
            take("State", "State");
        }
        // A schedule of EventBridge Scheduler, which has one more form of expression.
        "ScheduleV2" => {
            take("Name", "Name");
            take("ScheduleExpression", "ScheduleExpression");
            take("State", "State");
        }
        _ => return None,
    }
    let is_off =
        properties.get("Enabled").and_then(|node| source.quiet.text(node)).is_some_and(|flag| &*flag == "false");
    if is_off && made.iter().all(|one| &*one.key.value != "State") {
        made.push(member("State", key, string("DISABLED", key)));
    }
    made.push(member("Targets", key, array(vec![target(owner, owner_kind, event, properties, span)], span)));
    let id: Rc<str> = format!("{}{}", owner.key.value, event.key.value).into();
    let mut rule = resource(&id, key, "AWS::Events::Rule", made, span);
    if let NodeKind::Object(members) = &mut rule.value.kind {
        members.push(member(OWNER, key, string(Rc::clone(&owner.key.value), key)));
        if &**kind == "ScheduleV2" {
            members.push(member(SCHEDULER, key, string("true", key)));
        }
    }
    Some(rule)
}

fn target(owner: &Member, owner_kind: &str, event: &Member, properties: &Node, span: Span) -> Node {
    let key = event.key.span;
    let suffix = if owner_kind == "AWS::Serverless::Function" { "LambdaTarget" } else { "StepFunctionsTarget" };
    let own = properties.get("Target").and_then(|target| target.get("Id")).cloned();
    let id = own.unwrap_or_else(|| string(format!("{}{}{suffix}", owner.key.value, event.key.value), key));
    let attribute = array(vec![string(Rc::clone(&owner.key.value), key), string("Arn", key)], key);
    let arn = object(vec![member("Fn::GetAtt", key, attribute)], key);
    let mut made = vec![member("Id", key, id), member("Arn", key, arn)];
    for name in ["Input", "InputPath", "InputTransformer", "RetryPolicy"] {
        made.extend(properties.member(name).cloned());
    }
    if let Some(config) = properties.member("DeadLetterConfig") {
        // SAM makes the queue where only its kind is named.
        let arn = config.value.get("Arn").cloned().unwrap_or_else(|| {
            let named = config.value.get("QueueLogicalId").and_then(Node::as_str).cloned();
            let queue = named.unwrap_or_else(|| format!("{}{}Queue", owner.key.value, event.key.value).into());
            string(format!("${{{queue}.Arn}}"), config.key.span)
        });
        let arn = object(vec![member("Arn", config.key.span, arn)], config.value.span);
        made.push(member("DeadLetterConfig", config.key.span, arn));
    }
    object(made, span)
}
