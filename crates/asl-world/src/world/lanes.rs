//! The rate limit of an API destination: events wait in order, and none is lost.
//!
//! In no second begin more calls than the limit; whether AWS spreads them within the second is not known.

use std::collections::VecDeque;

use asl_aws::time::Timestamp;

use crate::log::DeliveryId;

const SECOND: i64 = 1_000;

/// The deliveries to one destination.
#[derive(Debug)]
pub(super) struct Lane {
    rate: usize,
    /// Those that wait, in order.
    waiting: VecDeque<DeliveryId>,
    /// When the calls of the last second began.
    begun: VecDeque<Timestamp>,
}

impl Lane {
    pub(super) fn new(rate: u32) -> Self {
        let rate = usize::try_from(rate).unwrap_or(usize::MAX).max(1);
        Self { rate, waiting: VecDeque::new(), begun: VecDeque::new() }
    }

    /// The delivery waits for its turn.
    pub(super) fn join(&mut self, delivery: DeliveryId) {
        self.waiting.push_back(delivery);
    }

    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// The delivery whose turn has come; its call begins now.
    pub(super) fn next(&mut self, now: Timestamp) -> Option<DeliveryId> {
        if self.waiting.is_empty() || !self.is_free(now) {
            return None;
        }
        self.begun.push_back(now);
        self.waiting.pop_front()
    }

    /// When the turn of the delivery comes that has so many before it, if each takes its turn.
    pub(super) fn turn_of(&self, ahead: usize, now: Timestamp) -> Timestamp {
        let recent: Vec<Timestamp> = self.begun.iter().copied().filter(|at| at.0 + SECOND > now.0).collect();
        let free = self.rate.saturating_sub(recent.len());
        let Some(behind) = ahead.checked_sub(free) else { return now };
        let seconds = |count: usize| i64::try_from(count).unwrap_or(i64::MAX / SECOND).saturating_mul(SECOND);
        // Those that are free now begin now, so they are the last of their second.
        let turns = behind / self.rate + 1;
        let first = recent.get(behind % self.rate).copied().unwrap_or(now);
        Timestamp(first.0.saturating_add(seconds(turns)))
    }

    /// When the next delivery that waits can begin.
    pub(super) fn next_start(&self, now: Timestamp) -> Option<Timestamp> {
        (!self.waiting.is_empty()).then(|| self.turn_of(0, now))
    }

    /// Nobody waits any more.
    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// Whether a call can begin now.
    fn is_free(&mut self, now: Timestamp) -> bool {
        while self.begun.front().is_some_and(|at| at.0 + SECOND <= now.0) {
            self.begun.pop_front();
        }
        self.begun.len() < self.rate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_five_at_ten_a_second_take_three_turns_and_know_them_before() {
        let mut lane = Lane::new(10);
        let mut expected = Vec::new();
        for number in 0..25 {
            lane.join(DeliveryId(number));
        }
        for ahead in 0..25 {
            expected.push(lane.turn_of(ahead, Timestamp(5)).0);
        }
        let mut begun = Vec::new();
        let mut now = Timestamp(5);
        while lane.len() > 0 {
            while let Some(delivery) = lane.next(now) {
                assert_eq!(delivery.0 as usize, begun.len(), "in order");
                begun.push(now.0);
            }
            now = lane.next_start(now).unwrap_or(now);
        }
        assert_eq!(begun, expected);
        assert_eq!((begun[9], begun[10], begun[19], begun[20], begun[24]), (5, 1005, 1005, 2005, 2005));
    }

    #[test]
    fn a_second_begins_with_each_call() {
        let mut lane = Lane::new(2);
        for (number, at) in [(0, 0), (1, 600), (2, 700), (3, 700)] {
            lane.join(DeliveryId(number));
            let begins = lane.next(Timestamp(at)).is_some();
            assert_eq!(begins, number < 2);
        }
        assert_eq!((lane.turn_of(0, Timestamp(700)).0, lane.turn_of(1, Timestamp(700)).0), (1000, 1600));
        assert_eq!(lane.next(Timestamp(999)), None);
        assert_eq!(lane.next(Timestamp(1000)), Some(DeliveryId(2)));
        assert_eq!(lane.next_start(Timestamp(1000)), Some(Timestamp(1600)));
    }
}
