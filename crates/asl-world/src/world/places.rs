//! What a target is: what is called, started or written to, and what an API destination is called with.

use std::cell::RefCell;
use std::rc::Rc;

use asl_aws::arn::Arn;
use asl_events::system::{Destination, DestinationState, Target, TargetKind};
use asl_functions::CutOff;
use asl_http::destination::fill_path;
use asl_http::{Caller, HttpCall, Transform};
use asl_sim::{Identity, Request, Simulator, Start, TaskCall};
use asl_value::Value;

use super::executions::ExecutionOrigin;
use super::{MOST_EXECUTIONS, World};
use crate::log::{Answer, Delivery, DeliveryId, ErrorCode, Failure, Message, Origin, Step, Success};

impl World {
    /// Goes to the target.
    pub(super) fn go(&mut self, id: DeliveryId, target: &Target) {
        let body: Rc<str> = match self.log.delivery(id).map(|delivery| &delivery.body) {
            Some(Ok(body)) => body.as_str().into(),
            _ => return,
        };
        match &target.kind {
            TargetKind::ApiDestination(_) => self.go_to_destination(id, target, body),
            TargetKind::StateMachine(name) => self.go_to_machine(id, target, name, &body),
            TargetKind::Function(name) => self.ask_target(id, target, name.clone(), &body),
            TargetKind::Queue(_) => {
                let Some(queue) = self.system.queue(&target.arn).map(|queue| queue.resource.name.clone()) else {
                    return self.not_there(id, target);
                };
                self.note(id, Step::AttemptStart { attempt: 1 });
                let position = self.arrive_in_queue(id, &queue, body, Vec::new());
                self.succeed(id, Answer::default(), Success::Queued(queue, position));
            }
            TargetKind::LogGroup(_) => {
                let Some(group) = self.system.log_group(&target.arn).map(|group| group.name.clone()) else {
                    return self.not_there(id, target);
                };
                self.note(id, Step::AttemptStart { attempt: 1 });
                let messages = self.log.log_groups.get_or_default(group.clone());
                messages.push(Message { at: self.now, body, attributes: Vec::new(), delivery: id });
                let position = messages.len() - 1;
                self.succeed(id, Answer::default(), Success::Logged(group, position));
            }
            TargetKind::Bus(name) => self.go_to_bus(id, target, name),
            TargetKind::Other(_) => self.go_elsewhere(id, target, &target.id, &body),
        }
    }

    /// A target that is not simulated is asked, if somebody answers for it, or shown.
    fn go_elsewhere(&mut self, id: DeliveryId, target: &Target, name: &Rc<str>, body: &str) {
        let known = [&target.id, name].into_iter().find(|name| self.mocked_targets.contains(*name));
        if let Some(name) = known.cloned() {
            return self.ask_target(id, target, name, body);
        }
        self.note(id, Step::AttemptStart { attempt: 1 });
        self.succeed(id, Answer::default(), Success::Shown);
    }

    /// Asks whoever answers for the target.
    fn ask_target(&mut self, id: DeliveryId, target: &Target, name: Rc<str>, body: &str) {
        let parameters = Value::from_json(body).unwrap_or_else(|_| body.into());
        let call = TaskCall {
            resource: target.arn.clone(),
            parameters,
            token: None,
            timeout_seconds: None,
            heartbeat_seconds: None,
            cut_off: CutOff::default(),
        };
        self.run(id, target.retry, name, Request::Task(Rc::new(call)), None);
        self.attempt(id);
    }

    fn not_there(&mut self, id: DeliveryId, target: &Target) {
        let message = match &target.kind {
            TargetKind::Queue(_) => format!(
                "The specified queue does not exist or you do not have access to it. (Service: AmazonSQS; Status Code: 400; \
                 Error Code: AWS.SimpleQueueService.NonExistentQueue; Request ID: {}; Proxy: null)",
                self.new_uuid()
            ),
            _ => format!("The resource {} does not exist.", target.arn),
        };
        self.fail(id, &Failure::new(ErrorCode::NoResource, message), None, 0);
    }

    fn go_to_destination(&mut self, id: DeliveryId, target: &Target, body: Rc<str>) {
        let system = self.system.clone();
        let Some((index, destination)) = system.destination(&target.arn) else { return self.not_there(id, target) };
        match self.call_of(id, target, destination, body) {
            Ok(call) => {
                let call = Rc::new(call);
                if let Some(delivery) = self.log.deliveries.get_mut(id.0 as usize) {
                    delivery.call = Some(call.clone());
                }
                let name = destination.resource.name.clone();
                self.run(id, target.retry, name, Request::Http(call), Some(index));
                self.join_lane(id, index);
            }
            Err(failure) => self.fail(id, &failure, None, 0),
        }
    }

    /// What the destination is called with. Paths read the event as it came, whatever a transformer makes of it.
    fn call_of(
        &self,
        id: DeliveryId,
        target: &Target,
        destination: &Destination,
        body: Rc<str>,
    ) -> Result<HttpCall, Failure> {
        let name = &destination.resource.name;
        if destination.state == DestinationState::Inactive {
            return Err(Failure::new(ErrorCode::SdkClientError, format!("The API destination {name} is INACTIVE.")));
        }
        let invalid = |message: String| Failure::new(ErrorCode::InvalidParameter, message);
        let event = self.log.delivery(id).and_then(|delivery| self.log.event(delivery.event));
        let Some(Ok(event)) = event.map(|record| &record.outcome) else {
            return Err(invalid("There is no event.".to_owned()));
        };
        let value = |parameter: &asl_events::system::ParameterValue| {
            let found = parameter.of(&event.value).map(std::borrow::Cow::into_owned);
            found.ok_or_else(|| invalid(format!("The path {} finds nothing in the event.", parameter.text)))
        };
        let path = target.http.path.iter().map(value).collect::<Result<Vec<_>, _>>()?;
        let endpoint = fill_path(&destination.endpoint, path.iter().map(String::as_str)).map_err(|takes| {
            invalid(format!(
                "The endpoint of the API destination {name} takes {takes} path values, not {}.",
                path.len()
            ))
        })?;
        let pairs = |pairs: &[(Rc<str>, asl_events::system::ParameterValue)]| {
            let pair = |(name, parameter): &(Rc<str>, _)| value(parameter).map(|value| (name.clone(), value.into()));
            pairs.iter().map(pair).collect::<Result<Vec<(Rc<str>, Rc<str>)>, _>>()
        };
        Ok(HttpCall {
            caller: Caller::ApiDestination,
            endpoint: endpoint.into(),
            method: destination.method,
            connection: destination.connection.clone(),
            headers: pairs(&target.http.headers)?,
            query: pairs(&target.http.query)?,
            body: Some(Value::String(body)),
            transform: Transform::None,
        })
    }

    fn go_to_machine(&mut self, id: DeliveryId, target: &Target, name: &Rc<str>, body: &str) {
        let machines = self.machines.clone();
        let Some(machine) = machines.find(&target.arn).or_else(|| machines.find(name)) else {
            return self.go_elsewhere(id, target, name, body);
        };
        let Ok(input) = Value::from_json(body) else {
            let message = "Invalid State Machine Execution Input".to_owned();
            return self.fail(id, &Failure::new(ErrorCode::InvalidParameter, message), None, 0);
        };
        let started = self.executions.iter().filter(|one| matches!(one.origin(), ExecutionOrigin::Delivery(_))).count();
        if started >= MOST_EXECUTIONS {
            let message =
                format!("The rules of the playground can start at most {MOST_EXECUTIONS} executions in one run.");
            return self.fail(id, &Failure::new(ErrorCode::Throttling, message), None, 0);
        }
        self.note(id, Step::AttemptStart { attempt: 1 });
        let event = self.log.delivery(id).and_then(|delivery| self.log.event(delivery.event));
        let event = event.and_then(|record| record.outcome.as_ref().ok()).map(|event| event.id.clone());
        // EventBridge names an execution after the event.
        let execution_name = format!("{}_{}", event.unwrap_or_default(), self.new_uuid());
        let express_id = machine.express.then(|| self.new_uuid().into());
        let identity = Identity {
            region: self.system.region.clone(),
            account: self.system.account.clone(),
            state_machine_name: machine.names.first().cloned().unwrap_or_default(),
            execution_name: execution_name.into(),
            express: machine.express,
            express_id,
            ..self.start.identity.clone()
        };
        let start = Start { input, identity, seed: self.random.u64(..), ..self.start.clone() };
        let mut simulator = Simulator::new(machine.machine.clone(), start, self.now);
        if let Some(slice) = self.slice {
            simulator.defer(slice);
        }
        let execution = self.add(Rc::new(RefCell::new(simulator)), ExecutionOrigin::Delivery(id));
        self.succeed(id, Answer::default(), Success::Started(execution));
    }

    /// A bus in the same region and account: the event goes on as it is, but no further than that one.
    fn go_to_bus(&mut self, id: DeliveryId, target: &Target, name: &Rc<str>) {
        let here = |arn: Arn<'_>| *self.system.region == *arn.region && *self.system.account == *arn.account;
        let is_elsewhere = Arn::parse(&target.arn).is_some_and(|arn| !here(arn));
        let event = self.log.delivery(id).map(|delivery| delivery.event);
        let record = event.and_then(|event| self.log.event(event));
        let Some((Ok(event), origin)) = record.map(|record| (record.outcome.clone(), &record.origin)) else { return };
        if matches!(origin, Origin::Delivery(_)) {
            let message = "Events received from another event bus cannot be forwarded to this event bus.".to_owned();
            return self.fail(id, &Failure::new(ErrorCode::ThirdAccountHopDetected, message), None, 0);
        }
        self.note(id, Step::AttemptStart { attempt: 1 });
        if is_elsewhere {
            return self.succeed(id, Answer::default(), Success::Shown);
        }
        let bus = self.system.bus(&target.arn).map_or_else(|| name.clone(), |bus| bus.resource.name.clone());
        let forwarded = self.forward(&event, bus, Origin::Delivery(id));
        self.succeed(id, Answer::default(), Success::Forwarded(forwarded));
    }

    /// The retry policy and the target of a delivery, for whoever looks at it again.
    pub(super) fn target_of(&self, id: DeliveryId) -> Option<(&Delivery, &Target)> {
        let delivery = self.log.delivery(id)?;
        Some((delivery, self.system.target(delivery.rule, delivery.target)?))
    }
}
