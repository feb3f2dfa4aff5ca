//! Functions that are targets: EventBridge hands them the event and is done; Lambda keeps it in a queue of its own, invokes the
//! function again when it fails, and tells a destination or a dead-letter queue in the end.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_events::entry::EventEntry;
use asl_events::system::ResourceKind;
use asl_functions::{Asynchronous, Condition, Handled, find};
use asl_sim::{Completion, Request};
use asl_value::Value;

use super::World;
use super::attempts::Running;
use super::outbox::Asked;
use super::verdict;
use crate::log::{Answer, DeliveryId, LambdaStep, Origin, Step, Success};

impl World {
    /// A function has ended, which the delivery `id` invoked: that was it, or it waits in the queue.
    pub(super) fn function_ended(&mut self, id: DeliveryId, mut running: Running, answer: &Answer) {
        let Some((_, target)) = self.target_of(id) else { return };
        let arn = target.arn.clone();
        let functions = self.functions.clone();
        let rules = find(&functions, &arn).map(|function| function.asynchronous.clone()).unwrap_or_default();
        running.invocations += 1;
        let is_failure = answer.result.as_ref().is_some_and(Result::is_err);
        let condition = match (is_failure, running.invocations > rules.retries) {
            (false, _) => Condition::Success,
            (true, true) => Condition::RetriesExhausted,
            (true, false) => {
                let began = self.log.delivery(id).and_then(crate::log::Delivery::taken_at).unwrap_or(self.now);
                let gone = Timestamp(began.0.saturating_add(i64::from(rules.maximum_age) * 1000));
                let next = Timestamp(self.now.0.saturating_add(Asynchronous::wait_millis(running.invocations)));
                if self.now < gone {
                    running.is_too_old = next > gone;
                    running.ended = Some(answer.clone());
                    let until = next.min(gone);
                    self.running.insert(id, running);
                    self.note(id, Step::Lambda(LambdaStep::Waits { until }));
                    self.set_timer(id, until.millis_since(self.now));
                    return;
                }
                Condition::EventAgeExceeded
            }
        };
        self.function_done(id, &running, answer, condition, (&rules, &arn));
    }

    /// The wait in the queue is over: the function is invoked again, unless its event is too old by now.
    pub(super) fn invoke_again(&mut self, id: DeliveryId) {
        let Some(running) = self.running.get_mut(&id) else { return };
        if running.is_too_old {
            let Some(running) = self.running.remove(&id) else { return };
            let Some(arn) = self.target_of(id).map(|(_, target)| target.arn.clone()) else { return };
            let functions = self.functions.clone();
            let rules = find(&functions, &arn).map(|function| function.asynchronous.clone()).unwrap_or_default();
            let answer = running.ended.clone().unwrap_or_default();
            return self.function_done(id, &running, &answer, Condition::EventAgeExceeded, (&rules, &arn));
        }
        running.attempts += 1;
        let invocation = running.invocations + 1;
        let effect = running.effect_of(id);
        running.effect = Some(self.outbox.ask(effect, Asked::Delivery(id)));
        self.note(id, Step::Lambda(LambdaStep::Invoked { invocation }));
    }

    /// A function that was invoked again has ended.
    pub(super) fn answered_again(&mut self, id: DeliveryId, completion: &Completion) {
        let Some(running) = self.running.remove(&id) else { return };
        let answer = verdict::answer_of_target(completion);
        self.note(id, Step::Lambda(LambdaStep::Ended(answer.clone())));
        self.function_ended(id, running, &answer);
    }

    /// Lambda is done with an event: tells whoever wants to know.
    fn function_done(
        &mut self,
        id: DeliveryId,
        running: &Running,
        answer: &Answer,
        condition: Condition,
        (rules, arn): (&Asynchronous, &Rc<str>),
    ) {
        let Request::Task(call) = &running.request else { return };
        let request_id = match &answer.invocation {
            Some(invocation) => invocation.request_id.clone(),
            None => self.new_uuid().into(),
        };
        let result = answer.result.clone().unwrap_or(Ok(Value::Null));
        let handled = Handled {
            at: self.now,
            request_id: &request_id,
            function_arn: arn,
            condition,
            invocations: running.invocations,
            payload: &call.parameters,
            result: &result,
        };
        let is_success = condition == Condition::Success;
        let destination = if is_success { &rules.on_success } else { &rules.on_failure };
        if let Some(destination) = destination {
            let place = self.send_record(id, destination, &handled);
            let destination = destination.clone();
            self.note(id, Step::Lambda(LambdaStep::Recorded { condition, destination, place }));
        }
        if is_success {
            return;
        }
        match &rules.dead_letters {
            Some(queue) => {
                let place = self.dead_event(id, queue, &handled);
                let destination = queue.clone();
                self.note(id, Step::Lambda(LambdaStep::DeadLetter { condition, destination, place }));
            }
            None if destination.is_none() => self.note(id, Step::Lambda(LambdaStep::Discarded(condition))),
            None => {}
        }
    }

    /// Sends the record of an event to a destination.
    fn send_record(&mut self, id: DeliveryId, destination: &str, handled: &Handled<'_>) -> Success {
        let record = handled.record().to_json();
        let system = self.system.clone();
        if let Some(queue) = system.queue(destination).filter(|queue| !queue.is_fifo) {
            let name = &queue.resource.name;
            return Success::Queued(name.clone(), self.arrive_in_queue(id, name, record.into(), Vec::new()));
        }
        if ResourceKind::Bus.name_in(destination).is_none() {
            return Success::Shown;
        }
        let word = if handled.result.is_ok() { "Success" } else { "Failure" };
        let entry = EventEntry {
            source: Some("lambda".into()),
            detail_type: Some(format!("Lambda Function Invocation Result - {word}").into()),
            detail: Some(record.into()),
            resources: vec![destination.into(), format!("{}:$LATEST", handled.function_arn).into()],
            bus: Some(destination.into()),
            ..EventEntry::default()
        };
        Success::Forwarded(self.ingest(entry, Origin::Function(id), false).0)
    }

    /// Puts the event itself into the dead-letter queue of the function.
    fn dead_event(&mut self, id: DeliveryId, queue: &str, handled: &Handled<'_>) -> Success {
        let system = self.system.clone();
        let Some(queue) = system.queue(queue).filter(|queue| !queue.is_fifo) else { return Success::Shown };
        let name = &queue.resource.name;
        let position = self.arrive_in_queue(id, name, handled.payload.to_json().into(), handled.attributes());
        Success::Queued(name.clone(), position)
    }
}
