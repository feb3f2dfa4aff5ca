//! Attempts: a target is called, its answer is judged, and it is called again, or that was it.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_events::system::{RetryPolicy, TargetKind};
use asl_http::{Caller, RetryAfter};
use asl_sim::{ActorId, Asker, Completion, Effect, EffectId, Request, VisitId};

use super::World;
use super::backoff;
use super::outbox::Asked;
use super::verdict::{self, Verdict};
use crate::log::{Answer, DeliveryId, ExhaustedRetryCondition, Failure, Step, Success};

/// A host that keeps the time limit of a call says so with the exchange; it has this long to do so.
const GRACE_MILLIS: i64 = 250;

/// A delivery that is not over.
#[derive(Debug)]
pub(super) struct Running {
    /// What is asked, and by which name.
    pub(super) request: Request,
    pub(super) name: Rc<str>,
    policy: RetryPolicy,
    /// The position of the destination whose rate limit counts.
    lane: Option<usize>,
    /// How many attempts began.
    pub(super) attempts: u32,
    /// What the newest attempt failed with.
    failure: Option<Failure>,
    /// What is waited for.
    pub(super) effect: Option<EffectId>,
    timer: Option<(Timestamp, u32)>,
    /// How often the function that is the target has ended. From the first time on, Lambda has the event.
    pub(super) invocations: u32,
    /// How it ended last.
    pub(super) ended: Option<Answer>,
    /// Whether the event is too old when Lambda's wait is over.
    pub(super) is_too_old: bool,
}

impl Running {
    /// What the attempt asks for that has just been counted.
    pub(super) fn effect_of(&self, id: DeliveryId) -> Effect {
        Effect {
            id: EffectId(0),
            asker: Asker::Delivery(id.0),
            actor: ActorId::ROOT,
            visit: VisitId(0),
            state: self.name.clone(),
            attempt: self.attempts - 1,
            iteration: None,
            request: self.request.clone(),
        }
    }
}

impl World {
    /// The delivery is going to call its target.
    pub(super) fn run(
        &mut self,
        id: DeliveryId,
        policy: RetryPolicy,
        name: Rc<str>,
        request: Request,
        lane: Option<usize>,
    ) {
        let running = Running {
            request,
            name,
            policy,
            lane,
            attempts: 0,
            failure: None,
            effect: None,
            timer: None,
            invocations: 0,
            ended: None,
            is_too_old: false,
        };
        self.running.insert(id, running);
    }

    /// The delivery waits for the rate limit of its destination, however short.
    pub(super) fn join_lane(&mut self, id: DeliveryId, lane: usize) {
        let now = self.now;
        let Some(lane) = self.lanes.get_mut(lane) else { return };
        let ahead = lane.len();
        let until = lane.turn_of(ahead, now);
        lane.join(id);
        if until > now {
            let ahead = u32::try_from(ahead).unwrap_or(u32::MAX);
            self.note(id, Step::ThrottleStart { until, ahead });
        }
    }

    /// Does one thing that is due; says whether there was one.
    pub(super) fn continue_delivery(&mut self) -> bool {
        if let Some((_, _, id)) = self.timers.first().copied().filter(|(at, ..)| *at <= self.now) {
            self.timers.pop_first();
            self.timer_fired(id);
            return true;
        }
        let now = self.now;
        let Some(id) = self.lanes.iter_mut().find_map(|lane| lane.next(now)) else { return false };
        self.attempt(id);
        true
    }

    fn timer_fired(&mut self, id: DeliveryId) {
        let Some(running) = self.running.get_mut(&id) else { return };
        running.timer = None;
        match (running.effect.take(), running.lane) {
            // The host has not kept to the time limit.
            (Some(effect), _) => {
                self.outbox.cancel(effect);
                self.judge(id, Verdict::timed_out());
            }
            (None, Some(lane)) => self.join_lane(id, lane),
            (None, None) if running.invocations > 0 => self.invoke_again(id),
            (None, None) => self.attempt(id),
        }
    }

    /// Makes an attempt, unless the event is too old.
    pub(super) fn attempt(&mut self, id: DeliveryId) {
        let Some(began) = self.log.delivery(id).map(crate::log::Delivery::began_at) else { return };
        let Some(running) = self.running.get_mut(&id) else { return };
        if running.attempts > 0 && self.now.millis_since(began) > i64::from(running.policy.maximum_age) * 1000 {
            let (retries, failure) = (running.attempts.saturating_sub(1), running.failure.take());
            let failure = failure.unwrap_or_else(Failure::unknown);
            return self.fail(id, &failure, Some(ExhaustedRetryCondition::Age), retries);
        }
        running.attempts += 1;
        let attempt = running.attempts;
        let effect = running.effect_of(id);
        let limit = match &effect.request {
            Request::Http(call) if call.caller == Caller::ApiDestination => Some(call.caller.time_limit_millis()),
            _ => None,
        };
        running.effect = Some(self.outbox.ask(effect, Asked::Delivery(id)));
        self.note(id, Step::AttemptStart { attempt });
        if let Some(limit) = limit {
            self.set_timer(id, i64::from(limit) + GRACE_MILLIS);
        }
    }

    /// The answer to an attempt is there.
    pub(super) fn answered(&mut self, id: DeliveryId, completion: &Completion) {
        self.clear_timer(id);
        let Some(running) = self.running.get_mut(&id) else { return };
        running.effect = None;
        if running.invocations > 0 {
            return self.answered_again(id, completion);
        }
        let verdict = match &running.request {
            Request::Http(_) => verdict::of_call(completion, self.now),
            _ => verdict::of_target(completion),
        };
        self.judge(id, verdict);
    }

    fn judge(&mut self, id: DeliveryId, verdict: Verdict) {
        let Some(attempts) = self.running.get(&id).map(|running| running.attempts) else { return };
        match verdict {
            Verdict::Success(answer) => {
                let success = match self.target_of(id).map(|(_, target)| &target.kind) {
                    Some(TargetKind::ApiDestination(_)) => Success::Called,
                    Some(TargetKind::Function(_)) => Success::Invoked,
                    _ => Success::Shown,
                };
                let running = self.running.remove(&id).filter(|_| success == Success::Invoked);
                self.succeed(id, answer.clone(), success);
                if let Some(running) = running {
                    self.function_ended(id, running, &answer);
                }
            }
            Verdict::Permanent(failure) => {
                self.note(id, Step::AttemptPermanentFailure(failure.clone()));
                self.fail(id, &failure, None, attempts.saturating_sub(1));
            }
            Verdict::Retry(failure, retry_after) => {
                self.note(id, Step::AttemptRetryableFailure(failure.clone()));
                self.back_off(id, failure, retry_after);
            }
        }
    }

    fn back_off(&mut self, id: DeliveryId, failure: Failure, retry_after: Option<RetryAfter>) {
        let Some(began) = self.log.delivery(id).map(crate::log::Delivery::began_at) else { return };
        let Some(running) = self.running.get_mut(&id) else { return };
        let retries = running.attempts.saturating_sub(1);
        if retry_after == Some(RetryAfter::Never) {
            return self.fail(id, &failure, None, retries);
        }
        if retries >= running.policy.attempts {
            return self.fail(id, &failure, Some(ExhaustedRetryCondition::Attempts), retries);
        }
        let policy_millis = backoff::wait(running.attempts, &mut self.random);
        // What the API asks for counts where it is longer, but not beyond the age at which the event is given up anyway.
        let left = i64::from(running.policy.maximum_age) * 1000 - self.now.millis_since(began);
        let asked = match &retry_after {
            Some(RetryAfter::Wait(millis)) => (*millis).min(left.saturating_add(1)),
            _ => 0,
        };
        running.failure = Some(failure);
        let wait = policy_millis.max(asked);
        let until = Timestamp(self.now.0.saturating_add(wait));
        self.note(id, Step::BackOff { until, policy_millis, retry_after });
        self.set_timer(id, wait);
    }

    pub(super) fn set_timer(&mut self, id: DeliveryId, millis: i64) {
        let number = self.next_timer;
        self.next_timer = self.next_timer.wrapping_add(1);
        let at = Timestamp(self.now.0.saturating_add(millis));
        if let Some(running) = self.running.get_mut(&id) {
            running.timer = Some((at, number));
            self.timers.insert((at, number, id));
        }
    }

    fn clear_timer(&mut self, id: DeliveryId) {
        if let Some((at, number)) = self.running.get_mut(&id).and_then(|running| running.timer.take()) {
            self.timers.remove(&(at, number, id));
        }
    }
}
