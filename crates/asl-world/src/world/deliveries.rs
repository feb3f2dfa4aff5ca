//! What a rule begins for each of its targets, and how it ends.

use std::rc::Rc;

use asl_events::system::{Permission, Target};
use asl_events::{Context, Undelivered};

use super::World;
use crate::log::{
    Answer, DeadLetter, Delivery, DeliveryId, DropReason, ErrorCode, EventId, ExhaustedRetryCondition, Failure,
    LogEntry, Message, Step, Success,
};

impl World {
    /// Begins the delivery of an event to a target of a rule that takes it.
    pub(super) fn begin(&mut self, event: EventId, rule: usize, target: usize) -> DeliveryId {
        let id = DeliveryId(u32::try_from(self.log.deliveries.len()).unwrap_or(u32::MAX));
        let system = self.system.clone();
        let nothing = || Err(Undelivered { body: String::new(), is_dead_letter: true });
        let found = system.rules.get(rule).zip(system.target(rule, target));
        let body = match (found, self.log.event(event).map(|record| &record.outcome)) {
            (Some((rule, Target { input: Ok(input), .. })), Some(Ok(sent))) => {
                let context = Context {
                    rule_arn: rule.resource.arn.to_string(),
                    rule_name: rule.resource.name.to_string(),
                    ingestion_time: self.now.to_string(),
                };
                input.body(&sent.value, &context)
            }
            _ => nothing(),
        };
        self.log.deliveries.push(Delivery { id, event, rule, target, body, call: None, steps: Vec::new() });
        self.note(id, Step::Start);
        let Some((_, target)) = found else { return id };
        match self.obstacle(id, target) {
            Some(Obstacle::Failure(failure)) => self.fail(id, &failure, None, 0),
            Some(Obstacle::EmptyBody) => self.note(id, Step::Dropped(DropReason::EmptyBody)),
            None => self.go(id, target),
        }
        id
    }

    /// What keeps a target from being called at all.
    fn obstacle(&self, id: DeliveryId, target: &Target) -> Option<Obstacle> {
        let failure = |code, message: String| Obstacle::Failure(Failure::new(code, message));
        if let Err(refused) = &target.input {
            return Some(failure(ErrorCode::InvalidParameter, refused.message(&target.id)));
        }
        if let Some(undelivered) = self.log.delivery(id).and_then(Delivery::undelivered) {
            return Some(if undelivered.is_dead_letter {
                failure(ErrorCode::InvalidJson, Undelivered::MESSAGE.to_owned())
            } else {
                Obstacle::EmptyBody
            });
        }
        let Permission::Denied(denied) = &target.permission else { return None };
        let (who, policy) = match &target.role {
            Some(role) => (&**role, "identity-based"),
            None => ("events.amazonaws.com", "resource-based"),
        };
        let (action, resource) = (&denied.action, &denied.resource);
        let message = format!(
            "User: {who} is not authorized to perform: {action} on resource: {resource} because no {policy} policy allows the \
             {action} action"
        );
        Some(failure(ErrorCode::NoPermissions, message))
    }

    /// Adds a step to the log.
    pub(super) fn note(&mut self, id: DeliveryId, step: Step) {
        let (order, at) = (self.log.next_order(), self.now);
        if let Some(delivery) = self.log.deliveries.get_mut(id.0 as usize) {
            delivery.steps.push(LogEntry { order, at, step });
        }
    }

    /// The delivery is over: its target has it.
    pub(super) fn succeed(&mut self, id: DeliveryId, answer: Answer, success: Success) {
        self.running.remove(&id);
        self.note(id, Step::AttemptSuccess(answer));
        self.note(id, Step::Success(success));
    }

    /// The delivery is over, and its target does not have it.
    pub(super) fn fail(
        &mut self,
        id: DeliveryId,
        failure: &Failure,
        exhausted: Option<ExhaustedRetryCondition>,
        retries: u32,
    ) {
        self.running.remove(&id);
        self.note(id, Step::Failure { failure: failure.clone(), exhausted, retries });
        let step = match self.dead_letter(id, failure, exhausted, retries) {
            Ok(letter) => Step::DeadLetter(letter),
            Err(reason) => Step::Dropped(reason),
        };
        self.note(id, step);
    }

    fn dead_letter(
        &mut self,
        id: DeliveryId,
        failure: &Failure,
        exhausted: Option<ExhaustedRetryCondition>,
        retries: u32,
    ) -> Result<DeadLetter, DropReason> {
        let system = self.system.clone();
        let delivery = self.log.delivery(id).ok_or(DropReason::NoQueue)?;
        let rule = system.rules.get(delivery.rule).ok_or(DropReason::NoQueue)?;
        let target = rule.targets.get(delivery.target).ok_or(DropReason::NoQueue)?;
        let arn = target.dead_letters.clone().ok_or(DropReason::NoQueue)?;
        let queue = system.queue(&arn).ok_or(DropReason::QueueMissing(arn))?;
        let name = queue.resource.name.clone();
        if queue.is_fifo {
            return Err(DropReason::QueueIsFifo(name));
        }
        // What the target would have been sent, and not the event (recorded).
        let body = match &delivery.body {
            Ok(body) => body.clone(),
            Err(undelivered) => undelivered.body.clone(),
        };
        let mut attributes: Vec<(&'static str, Rc<str>)> = vec![
            ("RULE_ARN", rule.resource.arn.clone()),
            ("TARGET_ARN", target.arn.clone()),
            ("ERROR_CODE", failure.code.as_str().into()),
            ("ERROR_MESSAGE", failure.message.clone()),
        ];
        attributes.extend(exhausted.map(|condition| ("EXHAUSTED_RETRY_CONDITION", condition.as_str().into())));
        // What was never tried again has no number of retries (recorded).
        if retries > 0 || exhausted.is_some() {
            attributes.push(("RETRY_ATTEMPTS", retries.to_string().into()));
        }
        let position = self.arrive_in_queue(id, &name, body.into(), attributes);
        Ok(DeadLetter { queue: name, position })
    }

    /// Puts a message into a queue; gives its position there.
    pub(super) fn arrive_in_queue(
        &mut self,
        delivery: DeliveryId,
        queue: &Rc<str>,
        body: Rc<str>,
        attributes: Vec<(&'static str, Rc<str>)>,
    ) -> usize {
        let messages = self.log.queues.get_or_default(queue.clone());
        messages.push(Message { at: self.now, body, attributes, delivery });
        messages.len() - 1
    }

    /// No delivery goes on: the run was stopped.
    pub(super) fn drop_deliveries(&mut self) {
        for (id, running) in std::mem::take(&mut self.running) {
            if let Some(effect) = running.effect {
                self.outbox.cancel(effect);
            }
            self.note(id, Step::Dropped(DropReason::Stopped));
        }
        self.timers.clear();
        self.lanes.iter_mut().for_each(super::lanes::Lane::clear);
    }
}

enum Obstacle {
    Failure(Failure),
    EmptyBody,
}
