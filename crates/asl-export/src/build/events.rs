//! Buses, rules, targets, API destinations, and queues, with what lets EventBridge call them.

use std::rc::Rc;

use asl_events::Input;
use asl_events::system::{DEFAULT_RATE, HttpParameters, ParameterValue, RetryPolicy, Rule, Target, TargetKind};
use asl_value::{Map, Value};

use super::{Builder, roles};
use crate::stack::{attribute, list, map, object, reference, sub, text};

/// The service that delivers events.
const EVENTBRIDGE: &str = "events.amazonaws.com";

impl Builder<'_> {
    /// Gives the parts of the event system their logical ids.
    pub(super) fn name_events(&mut self) {
        let system = self.system.clone();
        let mut named: Vec<(Rc<str>, Rc<str>)> = Vec::new();
        let mut name = |resource: &asl_events::system::Resource| {
            let id = resource.logical_id.clone().unwrap_or_else(|| resource.name.clone());
            named.push((resource.arn.clone(), id));
        };
        system.queues.iter().for_each(|queue| name(&queue.resource));
        let is_default = |name: &str| name == asl_events::system::DEFAULT_BUS;
        system.buses.iter().filter(|bus| !is_default(&bus.resource.name)).for_each(|bus| name(&bus.resource));
        system.log_groups.iter().for_each(&mut name);
        system.destinations.iter().for_each(|destination| name(&destination.resource));
        for (arn, wanted) in named {
            let id = self.id(&wanted);
            self.events.push((arn, id));
        }
    }

    /// The logical id of what the event system has by that ARN.
    pub(super) fn event_id(&self, arn: &str) -> Option<String> {
        let arn = arn.strip_suffix(":*").unwrap_or(arn);
        let known = |known: &str| known.strip_suffix(":*").unwrap_or(known) == arn;
        self.events.iter().find(|(other, _)| known(other)).map(|(_, id)| id.clone())
    }

    /// Adds the queues; one that the document only refers to is made, so that it is there.
    pub(super) fn queues(&mut self) {
        for queue in self.system.queues.clone() {
            let Some(id) = self.event_id(&queue.resource.arn) else { continue };
            if queue.resource.is_made_up {
                self.note(format!(
                    "The document only refers to the queue `{}`: the export creates it.",
                    queue.resource.name
                ));
            }
            let mut properties = Map::new();
            if queue.is_fifo {
                properties.insert("QueueName", self.name_of(&queue.resource.name));
                properties.insert("FifoQueue", true.into());
            } else if queue.resource.logical_id.as_deref() != Some(&*queue.resource.name) {
                properties.insert("QueueName", self.name_of(&queue.resource.name));
            }
            properties.insert("SqsManagedSseEnabled", true.into());
            self.add(id, "AWS::SQS::Queue", properties);
        }
        for group in self.system.log_groups.clone() {
            let Some(id) = self.event_id(&group.arn) else { continue };
            // EventBridge writes to groups of this name alone.
            let name = self.name_of(&group.name);
            self.add(id, "AWS::Logs::LogGroup", map([("LogGroupName", name), ("RetentionInDays", 30.into())]));
        }
    }

    fn name_of(&mut self, name: &str) -> Value {
        self.value(name)
    }

    /// Adds the buses but for the default one.
    pub(super) fn buses(&mut self) {
        for bus in self.system.buses.clone() {
            let Some(id) = self.event_id(&bus.resource.arn) else { continue };
            if bus.resource.is_made_up {
                self.note(format!(
                    "The document only refers to the bus `{}`: the export creates it.",
                    bus.resource.name
                ));
            }
            let name = self.name_of(&bus.resource.name);
            self.add(id, "AWS::Events::EventBus", map([("Name", name)]));
        }
    }

    /// Adds the API destinations.
    pub(super) fn destinations(&mut self) {
        for destination in self.system.destinations.clone() {
            let Some(id) = self.event_id(&destination.resource.arn) else { continue };
            let known = self.system.connection(&destination.connection).map(|known| known.name.clone());
            let known = known.as_deref().and_then(|name| self.connection_named(name));
            let connection = match known.or_else(|| self.connection_named(&destination.connection)) {
                Some(known) => known.arn(),
                None => self.value(&destination.connection),
            };
            let mut properties = map([
                ("ConnectionArn", connection),
                ("InvocationEndpoint", self.value(&destination.endpoint)),
                ("HttpMethod", text(destination.method.as_str())),
            ]);
            if destination.resource.logical_id.as_deref() != Some(&*destination.resource.name) {
                properties.insert("Name", self.name_of(&destination.resource.name));
            }
            if destination.rate != DEFAULT_RATE {
                properties.insert("InvocationRateLimitPerSecond", i64::from(destination.rate).into());
            }
            self.add(id, "AWS::Events::ApiDestination", properties);
        }
    }

    /// Adds the rules, and what lets them call their targets.
    pub(super) fn rules(&mut self) {
        let mut receivers: Vec<Receiver> = Vec::new();
        for rule in self.system.rules.clone() {
            self.rule(&rule, &mut receivers);
        }
        self.receiver_policies(&receivers);
    }

    fn rule(&mut self, rule: &Rule, receivers: &mut Vec<Receiver>) {
        if rule.schedule.as_ref().is_some_and(|schedule| schedule.text.starts_with("at(")) {
            self.note(format!(
                "The schedule of `{}` is a single time, which a rule does not have: it is not exported.",
                rule.resource.name
            ));
            return;
        }
        let written = rule.resource.logical_id.clone().unwrap_or_else(|| rule.resource.name.clone());
        let id = self.id(&written);
        let mut statements = Vec::new();
        let mut targets = Vec::new();
        let caller = rule.targets.iter().any(needs_role).then(|| self.id(&format!("{id}Role")));
        for target in &rule.targets {
            let (arn, statement) = self.target_arn(target, &id, receivers);
            if let Some(statement) = statement.filter(|statement| !statements.contains(statement)) {
                statements.push(statement);
            }
            let caller = caller.as_ref().filter(|_| needs_role(target)).map(|caller| attribute(caller, "Arn"));
            targets.push(self.target(target, arn, caller, &id, receivers));
        }
        if let Some(caller) = caller {
            let properties = roles::role(EVENTBRIDGE, statements);
            self.add(caller, "AWS::IAM::Role", properties);
        }
        let mut properties = Map::new();
        let is_named = rule.resource.logical_id.as_deref().is_some_and(|known| *known != *rule.resource.name);
        if is_named && !rule.resource.name.contains('/') {
            properties.insert("Name", self.name_of(&rule.resource.name));
        }
        if *rule.bus != *asl_events::system::DEFAULT_BUS {
            let arn = self.system.bus(&rule.bus).map(|bus| bus.resource.arn.clone());
            let bus = arn.and_then(|arn| self.event_id(&arn)).map(|id| reference(&id));
            properties.insert("EventBusName", bus.unwrap_or_else(|| text(&rule.bus)));
        }
        if let Some(pattern) = &rule.pattern {
            let value = Value::from_json(&pattern.text).unwrap_or_else(|_| text(&pattern.text));
            properties.insert("EventPattern", self.values(&value));
        }
        if let Some(schedule) = &rule.schedule {
            properties.insert("ScheduleExpression", self.value(&schedule.text));
        }
        properties.insert("State", text(if rule.is_enabled { "ENABLED" } else { "DISABLED" }));
        properties.insert("Targets", list(targets));
        self.add(id, "AWS::Events::Rule", properties);
    }

    /// The ARN of a target, and the statement of the rule's role that lets it be called.
    fn target_arn(&mut self, target: &Target, rule: &str, receivers: &mut Vec<Receiver>) -> (Value, Option<Value>) {
        let receive = |to: Place, receivers: &mut Vec<Receiver>| {
            let receiver = Receiver { to, rule: rule.to_owned() };
            if !receivers.contains(&receiver) {
                receivers.push(receiver);
            }
        };
        match &target.kind {
            TargetKind::StateMachine(name) => {
                if let Some(machine) = self.machines.iter().find(|machine| machine.is_called(name)) {
                    let arn = sub(&machine.arn_template());
                    // The rule waits for the machine, whose ARN is made of its name.
                    let id = machine.id.clone();
                    return (reference(&id), Some(roles::allow(&["states:StartExecution"], arn)));
                }
                let arn = self.value(&target.arn);
                (arn.clone(), Some(roles::allow(&["states:StartExecution"], arn)))
            }
            TargetKind::Function(name) => {
                let known =
                    self.functions.iter().find(|function| function.name == *name || function.id == *name).cloned();
                if let Some(function) = known {
                    let template = self.function_arn(&function);
                    receive(Place::Function(template.clone()), receivers);
                    return (super::words::whole(&template), None);
                }
                self.note(format!(
                    "The function `{name}`, which a rule calls, is not in the document: allow EventBridge to call it."
                ));
                (self.value(&target.arn), None)
            }
            kind => {
                let id = self.event_id(&target.arn).or_else(|| match kind {
                    TargetKind::ApiDestination(name) => {
                        let arn = self.system.destination(name).map(|(_, found)| found.resource.arn.clone())?;
                        self.event_id(&arn)
                    }
                    _ => None,
                });
                let Some(id) = id else {
                    let arn = self.value(&target.arn);
                    let action = match kind {
                        TargetKind::Bus(_) => Some("events:PutEvents"),
                        TargetKind::ApiDestination(_) => Some("events:InvokeApiDestination"),
                        _ => None,
                    };
                    if action.is_none() {
                        self.note(format!("Allow EventBridge to call the target `{}` ({}).", target.id, target.arn));
                    }
                    return (arn.clone(), action.map(|action| roles::allow(&[action], arn)));
                };
                match kind {
                    TargetKind::ApiDestination(_) => {
                        let arn = attribute(&id, "Arn");
                        (arn.clone(), Some(roles::allow(&["events:InvokeApiDestination"], arn)))
                    }
                    TargetKind::Bus(_) => {
                        let arn = attribute(&id, "Arn");
                        (arn.clone(), Some(roles::allow(&["events:PutEvents"], arn)))
                    }
                    TargetKind::Queue(_) => {
                        receive(Place::Queue(id.clone()), receivers);
                        (attribute(&id, "Arn"), None)
                    }
                    TargetKind::LogGroup(_) => {
                        receive(Place::LogGroup(id.clone()), receivers);
                        let name = format!(
                            "arn:${{AWS::Partition}}:logs:${{AWS::Region}}:${{AWS::AccountId}}:log-group:${{{id}}}"
                        );
                        (sub(&name), None)
                    }
                    _ => (self.value(&target.arn), None),
                }
            }
        }
    }

    fn target(
        &mut self,
        target: &Target,
        arn: Value,
        caller: Option<Value>,
        rule: &str,
        receivers: &mut Vec<Receiver>,
    ) -> Value {
        let mut properties = map([("Id", self.value(&target.id)), ("Arn", arn)]);
        if let Some(caller) = caller {
            properties.insert("RoleArn", caller);
        }
        match &target.input {
            Ok(Input::Event) => {}
            Ok(Input::Constant(constant)) => _ = properties.insert("Input", self.value(constant)),
            Ok(Input::Path(path)) => {
                let path = path.as_ref().map(ToString::to_string).unwrap_or_default();
                properties.insert("InputPath", text(&path));
            }
            Ok(Input::Template(template)) => {
                let paths: Map = template.paths().map(|(name, path)| (name.into(), text(&path.to_string()))).collect();
                let mut transformer = Map::new();
                if !paths.is_empty() {
                    transformer.insert("InputPathsMap", paths.into());
                }
                transformer.insert("InputTemplate", self.value(&template.to_string()));
                properties.insert("InputTransformer", transformer.into());
            }
            Err(_) => self.note(format!("The input of the target `{}` is not valid and was left out.", target.id)),
        }
        if !target.http.is_empty() {
            let http = self.http(&target.http);
            properties.insert("HttpParameters", http);
        }
        if target.retry != RetryPolicy::default() {
            let retry = object([
                ("MaximumRetryAttempts", i64::from(target.retry.attempts).into()),
                ("MaximumEventAgeInSeconds", i64::from(target.retry.maximum_age).into()),
            ]);
            properties.insert("RetryPolicy", retry);
        }
        if let Some(queue) = &target.dead_letters {
            let id = self.event_id(queue);
            if let Some(id) = &id {
                let receiver = Receiver { to: Place::Queue(id.clone()), rule: rule.to_owned() };
                if !receivers.contains(&receiver) {
                    receivers.push(receiver);
                }
            }
            let arn = id.map_or_else(|| self.value(queue), |id| attribute(&id, "Arn"));
            properties.insert("DeadLetterConfig", object([("Arn", arn)]));
        }
        properties.into()
    }

    fn http(&mut self, http: &HttpParameters) -> Value {
        let mut members = Map::new();
        if !http.path.is_empty() {
            let values = http.path.iter().map(|value| self.value(&value.text)).collect::<Vec<_>>();
            members.insert("PathParameterValues", list(values));
        }
        let mut named = |name: &str, all: &[(Rc<str>, ParameterValue)], builder: &mut Self| {
            if !all.is_empty() {
                let all = all.iter().map(|(key, value)| (key.clone(), builder.value(&value.text)));
                members.insert(name, all.collect::<Map>().into());
            }
        };
        named("HeaderParameters", &http.headers, self);
        named("QueryStringParameters", &http.query, self);
        members.into()
    }

    /// What lets EventBridge call functions, and put messages into queues and log groups.
    fn receiver_policies(&mut self, receivers: &[Receiver]) {
        let mut queues: Vec<(String, Vec<String>)> = Vec::new();
        let mut groups: Vec<String> = Vec::new();
        for Receiver { to, rule } in receivers {
            match to {
                Place::Queue(queue) => match queues.iter_mut().find(|(known, _)| known == queue) {
                    Some((_, rules)) => rules.push(rule.clone()),
                    None => queues.push((queue.clone(), vec![rule.clone()])),
                },
                Place::LogGroup(group) if groups.contains(group) => {}
                Place::LogGroup(group) => groups.push(group.clone()),
                Place::Function(arn) => {
                    let id = self.id(&format!("{rule}Permission"));
                    let properties = map([
                        ("FunctionName", super::words::whole(arn)),
                        ("Action", text("lambda:InvokeFunction")),
                        ("Principal", text(EVENTBRIDGE)),
                        ("SourceArn", attribute(rule, "Arn")),
                    ]);
                    self.add(id, "AWS::Lambda::Permission", properties);
                }
            }
        }
        let by_service = |resource: Value, actions: &[&str], condition: Option<Value>| {
            let mut statement = roles::allow(actions, resource).as_object().cloned().unwrap_or_default();
            statement.insert("Principal", object([("Service", text(EVENTBRIDGE))]));
            if let Some(condition) = condition {
                statement.insert("Condition", condition);
            }
            roles::policy(vec![statement.into()])
        };
        for (queue, rules) in queues {
            let arns = match rules.as_slice() {
                [rule] => attribute(rule, "Arn"),
                _ => list(rules.iter().map(|rule| attribute(rule, "Arn"))),
            };
            let condition = object([("ArnEquals", object([("aws:SourceArn", arns)]))]);
            let document = by_service(attribute(&queue, "Arn"), &["sqs:SendMessage"], Some(condition));
            let id = self.id(&format!("{queue}Policy"));
            let properties = map([("Queues", list([reference(&queue)])), ("PolicyDocument", document)]);
            self.add(id, "AWS::SQS::QueuePolicy", properties);
        }
        for group in groups {
            let id = self.id(&format!("{group}Policy"));
            let arn = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:";
            let document = format!(
                r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":["{EVENTBRIDGE}","delivery.logs.amazonaws.com"]}},"Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"{arn}${{{group}}}:*"}}]}}"#
            );
            let properties =
                map([("PolicyName", sub(&format!("${{AWS::StackName}}-{id}"))), ("PolicyDocument", sub(&document))]);
            self.add(id, "AWS::Logs::ResourcePolicy", properties);
        }
    }
}

/// Something that a rule calls without a role.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Receiver {
    to: Place,
    rule: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// A queue, by its id.
    Queue(String),
    /// A log group, by its id.
    LogGroup(String),
    /// A function, by the template of its ARN.
    Function(String),
}

/// Whether EventBridge takes on a role for such a target.
fn needs_role(target: &Target) -> bool {
    matches!(target.kind, TargetKind::ApiDestination(_) | TargetKind::StateMachine(_) | TargetKind::Bus(_))
}
