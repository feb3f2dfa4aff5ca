//! What the events of an execution led to → segments: the rules that took them, below the call that put them on a bus, and what
//! the rules called. EventBridge hands the header of a trace on, so that all of it is one.

use std::rc::Rc;

use super::spans::{self, Ids};
use super::{Kind, Mark, Segment, Trace};
use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_events::system::TargetKind;
use asl_sim::ActorId;
use asl_world::log::{DeliveryStatus, LambdaStep, Success};
use asl_world::{Delivery, EventId, EventRecord, ExecutionId, Origin, RuleOutcome, Step, World};

/// How many executions, started by rules one after the other, are followed.
const MOST_HOPS: u32 = 16;

/// The trace of an execution of a world, with what its events led to; `None` if there is no such execution, or if the world works
/// on it.
pub fn trace_in(world: &World, execution: ExecutionId, actor: ActorId) -> Option<Trace> {
    let simulator = world.execution(execution)?.simulator().try_borrow().ok()?;
    let mut trace = spans::trace(&simulator, actor);
    if actor == ActorId::ROOT {
        let mut follow = Follow { world, ids: Ids::new(simulator.seed().rotate_left(32)), hops: 0 };
        follow.execution(execution, &mut trace.root);
    }
    Some(trace)
}

struct Follow<'w> {
    world: &'w World,
    ids: Ids,
    hops: u32,
}

impl Follow<'_> {
    /// What the events of an execution led to, below the calls that put them on their buses.
    fn execution(&mut self, execution: ExecutionId, root: &mut Segment) {
        for event in &self.world.log().events {
            let Origin::Execution { execution: by, state } = &event.origin else { continue };
            if *by == execution
                && let Some(call) = call_of(root, state, event.at)
            {
                let rules = self.rules(event);
                call.parts.extend(rules);
            }
        }
    }

    /// The rules that took an event.
    fn rules(&mut self, event: &EventRecord) -> Vec<Segment> {
        let world = self.world;
        let mut found = Vec::new();
        for (rule, outcome) in &event.rules {
            let RuleOutcome::Matched(deliveries) = outcome else { continue };
            let name = world.system().rules.get(*rule).map(|rule| rule.resource.name.clone()).unwrap_or_default();
            let mut segment = self.ids.segment(name, Kind::Rule, event.at, None);
            let deliveries = deliveries.iter().filter_map(|id| world.log().delivery(*id));
            segment.parts = deliveries.map(|delivery| self.delivery(delivery)).collect();
            let ends: Option<Vec<Timestamp>> = segment.parts.iter().map(|part| part.end).collect();
            segment.end = ends.map(|ends| ends.into_iter().max().unwrap_or(event.at));
            found.push(segment);
        }
        found
    }

    /// What a rule called.
    fn delivery(&mut self, delivery: &Delivery) -> Segment {
        let target = self.world.system().target(delivery.rule, delivery.target);
        let (service, name) = match target.map(|target| &target.kind) {
            Some(TargetKind::ApiDestination(name)) => ("API destination", name.clone()),
            Some(TargetKind::Function(name)) => ("lambda", name.clone()),
            Some(TargetKind::StateMachine(name)) => ("states", name.clone()),
            Some(TargetKind::Queue(name)) => ("sqs", name.clone()),
            Some(TargetKind::LogGroup(name)) => ("logs", name.clone()),
            Some(TargetKind::Bus(name)) => ("events", name.clone()),
            Some(TargetKind::Other(_)) | None => ("target", target.map(|target| target.id.clone()).unwrap_or_default()),
        };
        let kind = Kind::Service(service.into(), Rc::default());
        let mut segment = self.ids.segment(name, kind, delivery.began_at(), None);
        segment.end = delivery.ended_at();
        let is_lost = matches!(
            delivery.status(),
            DeliveryStatus::Dead | DeliveryStatus::Dropped | DeliveryStatus::FunctionFailed
        );
        for entry in &delivery.steps {
            match &entry.step {
                Step::AttemptSuccess(answer) | Step::Lambda(LambdaStep::Ended(answer)) => {
                    let error = answer.result.as_ref().and_then(|result| result.as_ref().err());
                    let function = answer.invocation.as_ref();
                    let function = function.map(|invocation| self.ids.function(invocation, error, entry.at, None));
                    segment.parts.extend(function);
                    segment.parts.extend(answer.exchange.as_ref().map(|exchange| self.ids.exchange(exchange, None)));
                    segment.cause = error.cloned();
                }
                Step::AttemptRetryableFailure(failure) | Step::AttemptPermanentFailure(failure) => {
                    let exchange = failure.answer.exchange.as_ref();
                    segment.parts.extend(exchange.map(|exchange| self.ids.exchange(exchange, None)));
                    segment.cause = Some(StateError::new(failure.code.as_str(), &*failure.message));
                }
                Step::Failure { failure, .. } => {
                    segment.cause = Some(StateError::new(failure.code.as_str(), &*failure.message));
                }
                Step::Success(Success::Started(execution)) => segment.parts.extend(self.started(*execution)),
                Step::Success(Success::Forwarded(event))
                | Step::Lambda(LambdaStep::Recorded { place: Success::Forwarded(event), .. }) => {
                    segment.parts.extend(self.forwarded(*event));
                }
                _ => {}
            }
        }
        if is_lost {
            segment.mark = Mark { fault: true, ..Mark::default() };
        } else {
            segment.cause = None;
        }
        segment
    }

    /// The execution that a rule has started.
    fn started(&mut self, execution: ExecutionId) -> Option<Segment> {
        if self.hops >= MOST_HOPS {
            return None;
        }
        let simulator = self.world.execution(execution)?.simulator().try_borrow().ok()?;
        let mut root = spans::trace(&simulator, ActorId::ROOT).root;
        root.each_mut(&mut |segment| segment.event = None);
        self.hops += 1;
        self.execution(execution, &mut root);
        self.hops -= 1;
        Some(root)
    }

    /// What an event on another bus led to.
    fn forwarded(&mut self, event: EventId) -> Vec<Segment> {
        if self.hops >= MOST_HOPS {
            return Vec::new();
        }
        self.hops += 1;
        let rules = self.world.log().event(event).map(|event| self.rules(event)).unwrap_or_default();
        self.hops -= 1;
        rules
    }
}

/// The call of a state of that name that put an event on a bus at that time.
fn call_of<'s>(segment: &'s mut Segment, state: &str, at: Timestamp) -> Option<&'s mut Segment> {
    let is_its = matches!(segment.kind, Kind::State(_)) && &*segment.name == state;
    segment.parts.iter_mut().find_map(|part| {
        let is_call = matches!(&part.kind, Kind::Service(_, action) if action.starts_with("putEvents"));
        if is_its && is_call && part.start <= at && part.end.is_none_or(|end| at <= end) {
            return Some(part);
        }
        call_of(part, state, at)
    })
}
