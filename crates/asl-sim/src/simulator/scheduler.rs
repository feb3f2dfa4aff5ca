//! The scheduler: the clock, which thread runs next, which ones sleep until when, and who waits for which effect.
//!
//! It knows threads by their numbers alone, so whatever has threads can be scheduled by it. Threads that are ready take
//! turns in the order in which they became ready; timers fire in the order of their times, those of one time in the
//! order in which they were set. So the order of everything follows from the order of the calls.

use std::collections::{BTreeMap, VecDeque};

use crate::effect::EffectId;
use crate::thread::ThreadId;
use asl_aws::time::Timestamp;

/// A time that a thread sleeps until; the number keeps timers of one time in order.
type Timer = (Timestamp, u32);

/// Who runs next, and who waits for what.
#[derive(Debug)]
pub(crate) struct Scheduler {
    now: Timestamp,
    ready: VecDeque<ThreadId>,
    timers: BTreeMap<Timer, ThreadId>,
    /// The timers of the threads that have one.
    timer_of: BTreeMap<ThreadId, Timer>,
    next_timer: u32,
    /// The threads that wait for the answers to effects.
    waiting: BTreeMap<EffectId, ThreadId>,
    /// The thread that everything waits for, until its evaluation is answered.
    parked: Option<(EffectId, ThreadId)>,
}

impl Scheduler {
    /// A scheduler without threads whose clock shows `now`.
    pub(crate) fn new(now: Timestamp) -> Self {
        Self {
            now,
            ready: VecDeque::new(),
            timers: BTreeMap::new(),
            timer_of: BTreeMap::new(),
            next_timer: 0,
            waiting: BTreeMap::new(),
            parked: None,
        }
    }

    /// What the clock shows.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Sets the clock; it never goes back.
    pub(crate) fn set_clock(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
    }

    /// The thread runs when those have run that are ready already.
    pub(crate) fn make_ready(&mut self, thread: ThreadId) {
        self.ready.push_back(thread);
    }

    /// The thread runs before all others.
    pub(crate) fn make_ready_first(&mut self, thread: ThreadId) {
        self.ready.push_front(thread);
    }

    /// The thread whose turn it is; it is not ready any more.
    pub(crate) fn next_ready(&mut self) -> Option<ThreadId> {
        self.ready.pop_front()
    }

    /// Whether there is nothing to run before time passes or an answer comes.
    pub(crate) fn is_blocked(&self) -> bool {
        self.ready.is_empty() || self.parked.is_some()
    }

    /// The thread sleeps until `at`; an earlier timer of it is forgotten.
    pub(crate) fn set_timer(&mut self, thread: ThreadId, at: Timestamp) {
        self.clear_timer(thread);
        let timer = (at, self.next_timer);
        self.next_timer = self.next_timer.wrapping_add(1);
        self.timers.insert(timer, thread);
        self.timer_of.insert(thread, timer);
    }

    /// The thread sleeps no more, if it did.
    pub(crate) fn clear_timer(&mut self, thread: ThreadId) {
        if let Some(timer) = self.timer_of.remove(&thread) {
            self.timers.remove(&timer);
        }
    }

    /// A thread whose timer has fired; the timer is gone.
    pub(crate) fn next_due(&mut self) -> Option<ThreadId> {
        let ((at, _), _) = self.timers.first_key_value()?;
        if *at > self.now {
            return None;
        }
        let (_, thread) = self.timers.pop_first()?;
        self.timer_of.remove(&thread);
        Some(thread)
    }

    /// When the next timer fires; never while a thread is parked.
    pub(crate) fn wake_at(&self) -> Option<Timestamp> {
        self.timers.keys().next().map(|(at, _)| *at).filter(|_| self.parked.is_none())
    }

    /// The thread waits for the answer to an effect.
    pub(crate) fn wait_for(&mut self, effect: EffectId, thread: ThreadId) {
        self.waiting.insert(effect, thread);
    }

    /// The thread that waits for the answer to an effect.
    pub(crate) fn waiting_for(&self, effect: EffectId) -> Option<ThreadId> {
        self.waiting.get(&effect).copied()
    }

    /// The thread that waited for the answer to an effect; it waits no more.
    pub(crate) fn stop_waiting(&mut self, effect: EffectId) -> Option<ThreadId> {
        self.waiting.remove(&effect)
    }

    /// Everything waits until the evaluation that the thread needs is answered, so that the log is the same as if it had
    /// been evaluated at once.
    pub(crate) fn park(&mut self, effect: EffectId, thread: ThreadId) {
        self.parked = Some((effect, thread));
    }

    /// Whether a thread is parked.
    pub(crate) fn is_parked(&self) -> bool {
        self.parked.is_some()
    }

    /// The thread that waits for this evaluation runs next. Says whether one did.
    pub(crate) fn unpark(&mut self, effect: EffectId) -> bool {
        let Some((_, thread)) = self.parked.take_if(|(parked, _)| *parked == effect) else { return false };
        self.ready.push_front(thread);
        true
    }

    /// Forgets all threads; gives the effects that were waited for.
    pub(crate) fn clear(&mut self) -> Vec<EffectId> {
        self.ready.clear();
        self.timers.clear();
        self.timer_of.clear();
        let mut unanswered: Vec<EffectId> = std::mem::take(&mut self.waiting).into_keys().collect();
        unanswered.extend(self.parked.take().map(|(effect, _)| effect));
        unanswered
    }
}

#[cfg(test)]
mod tests {
    use super::Scheduler;
    use crate::effect::EffectId;
    use asl_aws::time::Timestamp;

    fn scheduler() -> Scheduler {
        Scheduler::new(Timestamp(1000))
    }

    fn due(scheduler: &mut Scheduler, now: i64) -> Vec<usize> {
        scheduler.set_clock(Timestamp(now));
        std::iter::from_fn(|| scheduler.next_due()).collect()
    }

    #[test]
    fn threads_take_turns_in_the_order_in_which_they_became_ready() {
        let mut scheduler = scheduler();
        assert!(scheduler.is_blocked());
        for thread in [3, 1, 2] {
            scheduler.make_ready(thread);
        }
        assert_eq!(scheduler.next_ready(), Some(3));
        scheduler.make_ready(3);
        assert!(!scheduler.is_blocked());
        assert_eq!(std::iter::from_fn(|| scheduler.next_ready()).collect::<Vec<_>>(), [1, 2, 3]);
        assert!(scheduler.is_blocked());
    }

    #[test]
    fn the_clock_never_goes_back() {
        let mut scheduler = scheduler();
        scheduler.set_clock(Timestamp(2000));
        scheduler.set_clock(Timestamp(1500));
        assert_eq!(scheduler.now(), Timestamp(2000));
    }

    #[test]
    fn timers_fire_in_the_order_of_their_times_and_those_of_one_time_as_they_were_set() {
        let mut scheduler = scheduler();
        for (thread, at) in [(1, 3000), (2, 2000), (3, 2000), (4, 5000)] {
            scheduler.set_timer(thread, Timestamp(at));
        }
        assert_eq!(scheduler.wake_at(), Some(Timestamp(2000)));
        assert!(due(&mut scheduler, 1999).is_empty());
        assert_eq!(due(&mut scheduler, 3000), [2, 3, 1]);
        assert_eq!(scheduler.wake_at(), Some(Timestamp(5000)));
    }

    #[test]
    fn a_thread_has_one_timer_which_can_be_set_anew_and_cleared() {
        let mut scheduler = scheduler();
        scheduler.set_timer(1, Timestamp(2000));
        scheduler.set_timer(1, Timestamp(4000));
        scheduler.set_timer(2, Timestamp(3000));
        assert!(due(&mut scheduler, 2500).is_empty());
        scheduler.clear_timer(2);
        scheduler.clear_timer(2);
        assert_eq!(due(&mut scheduler, 4000), [1]);
        scheduler.clear_timer(1);
        assert_eq!(scheduler.wake_at(), None);
    }

    #[test]
    fn an_effect_is_waited_for_by_one_thread_until_its_answer() {
        let mut scheduler = scheduler();
        scheduler.wait_for(EffectId(7), 1);
        scheduler.wait_for(EffectId(8), 2);
        assert_eq!(scheduler.waiting_for(EffectId(8)), Some(2));
        assert_eq!(scheduler.stop_waiting(EffectId(8)), Some(2));
        assert_eq!(scheduler.waiting_for(EffectId(8)), None);
        assert_eq!(scheduler.stop_waiting(EffectId(9)), None);
    }

    #[test]
    fn everything_waits_for_a_parked_thread_which_then_runs_first() {
        let mut scheduler = scheduler();
        scheduler.make_ready(1);
        scheduler.set_timer(2, Timestamp(2000));
        scheduler.park(EffectId(7), 3);
        assert!(scheduler.is_blocked() && scheduler.is_parked());
        assert_eq!(scheduler.wake_at(), None);
        assert!(!scheduler.unpark(EffectId(6)), "another evaluation");
        assert!(scheduler.unpark(EffectId(7)) && !scheduler.unpark(EffectId(7)));
        assert_eq!(scheduler.wake_at(), Some(Timestamp(2000)));
        assert_eq!((scheduler.next_ready(), scheduler.next_ready()), (Some(3), Some(1)));
    }

    #[test]
    fn what_was_waited_for_at_the_end_is_told() {
        let mut scheduler = scheduler();
        scheduler.make_ready(1);
        scheduler.set_timer(2, Timestamp(2000));
        scheduler.wait_for(EffectId(9), 2);
        scheduler.wait_for(EffectId(4), 3);
        scheduler.park(EffectId(5), 4);
        assert_eq!(scheduler.clear(), [EffectId(4), EffectId(9), EffectId(5)]);
        assert!(scheduler.is_blocked() && !scheduler.is_parked());
        assert_eq!((scheduler.wake_at(), scheduler.next_ready()), (None, None));
    }
}
