//! How a run of the buses ended, in a word or two and numbers.

use asl_events::EventSystem;
use asl_world::{EventLog, Origin, RuleOutcome};

use super::counts::{Counts, TargetCount};

/// How it ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// Something did not arrive: an event was refused, a delivery is dead or was dropped.
    Failed,
    /// All deliveries arrived.
    Delivered,
    /// There were events, and no rule took one of them.
    Unmatched,
    /// There was no event.
    #[default]
    Nothing,
}

/// What became of the events of a log, status changes of executions left out where no rule listens to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How it ended.
    pub verdict: Verdict,
    /// How many events there were.
    pub events: u32,
    /// How many of them no rule took.
    pub unmatched: u32,
    /// How many `PutEvents` refused.
    pub refused: u32,
    /// How many deliveries arrived.
    pub delivered: u32,
    /// How many there were.
    pub deliveries: u32,
    /// How many are under way, or wait.
    pub open: u32,
    /// How many of those that arrived went to a function that failed each time.
    pub failed: u32,
}

impl Tally {
    /// That of a log in which all is quiet.
    pub fn of(system: &EventSystem, log: &EventLog) -> Self {
        let (mut events, mut unmatched, mut refused) = (0, 0, 0);
        for event in &log.events {
            let is_matched = event.rules.iter().any(|(_, outcome)| matches!(outcome, RuleOutcome::Matched(_)));
            if !is_matched && matches!(event.origin, Origin::Status { .. }) {
                continue;
            }
            events += 1;
            refused += u32::from(event.outcome.is_err());
            unmatched += u32::from(event.outcome.is_ok() && !is_matched);
        }
        let counts = Counts::of(system, log);
        let all = || counts.targets.iter().flatten();
        let sum = |part: fn(&TargetCount) -> u32| all().map(part).sum::<u32>();
        let lost = sum(|count| count.dead + count.dropped);
        let (delivered, failed) = (sum(|count| count.delivered), sum(|count| count.failed));
        let open = sum(|count| count.under_way + count.throttled);
        let deliveries = lost + delivered + open;
        let verdict = match () {
            () if refused + lost + failed > 0 => Verdict::Failed,
            () if events == 0 => Verdict::Nothing,
            () if unmatched == events => Verdict::Unmatched,
            () => Verdict::Delivered,
        };
        Self { verdict, events, unmatched, refused, delivered, deliveries, open, failed }
    }

    /// Whether a delivery is under way, or waits.
    pub fn is_open(&self) -> bool {
        self.open > 0
    }

    /// Said in a few words: `2 of 3 delivered`.
    pub fn words(&self) -> String {
        match self.verdict {
            Verdict::Nothing => "No events".to_owned(),
            Verdict::Unmatched => "No rule matched".to_owned(),
            Verdict::Failed if self.deliveries == 0 => "Rejected".to_owned(),
            // A rule without a target takes events, too.
            Verdict::Delivered if self.deliveries == 0 => "Matched, no target".to_owned(),
            Verdict::Failed | Verdict::Delivered => format!("{} of {} delivered", self.delivered, self.deliveries),
        }
    }

    /// The numbers beside them: what no rule took and what was refused.
    pub fn facts(&self) -> String {
        let mut facts = vec![count(self.events, "event", "events")];
        if self.unmatched > 0 && self.verdict != Verdict::Unmatched {
            facts.push(format!("{} matched no rule", self.unmatched));
        }
        if self.refused > 0 {
            facts.push(format!("{} rejected", self.refused));
        }
        facts.push(count(self.deliveries, "delivery", "deliveries"));
        if self.failed > 0 {
            facts.push(format!("{} failed", count(self.failed, "function", "functions")));
        }
        facts.join(" · ")
    }
}

fn count(number: u32, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use asl_aws::time::Timestamp;
    use asl_events::system::{Queue, Resource, ResourceKind, Rule, RulePattern};
    use asl_events::{EventSystem, Input, Target};
    use asl_sim::host::Simulation;
    use asl_world::{World, WorldStart};

    use super::{Tally, Verdict};
    use crate::events::assumed_bus::to_send;
    use crate::events::entries::EventText;

    /// What is said of a run of a bus `orders` that sends what comes from `shop` to these queues; `orders` alone is there.
    fn said(targets: &[&str], events: &str) -> (Verdict, String, String) {
        let mut system = EventSystem::default();
        let queue = |system: &EventSystem, name: &str| system.resource(ResourceKind::Queue, name);
        let resource = queue(&system, "orders");
        system.queues.push(Queue { resource, is_fifo: false });
        let bus = system.resource(ResourceKind::Bus, "orders");
        system.buses.push(asl_events::system::Bus { resource: bus });
        let targets = targets.iter().map(|name| Target {
            input: Input::read(None, None, None),
            ..Target::new(name, &queue(&system, name).arn)
        });
        system.rules.push(Rule {
            resource: Resource { name: "rule".into(), ..system.resource(ResourceKind::Rule, "orders/rule") },
            bus: "orders".into(),
            is_enabled: true,
            pattern: Some(RulePattern::new(r#"{"source":["shop"]}"#, None)),
            schedule: None,
            targets: targets.collect(),
        });
        let now = Timestamp(0);
        let system = Rc::new(system);
        let start = WorldStart { system: system.clone(), ..WorldStart::default() };
        let mut world = World::new(start, now);
        for (entry, _) in to_send(&system, &EventText::read(events)) {
            world.put_events(vec![entry], now).unwrap();
        }
        world.advance(now, usize::MAX);
        assert!(world.is_quiet());
        let tally = Tally::of(&system, world.log());
        (tally.verdict, tally.words(), tally.facts())
    }

    #[test]
    fn the_banner_says_what_became_of_the_events() {
        const SHOP: &str = r#"{"Source":"shop","DetailType":"t","Detail":{}}"#;
        const OTHER: &str = r#"{"Source":"other","DetailType":"t","Detail":{}}"#;
        const BROKEN: &str = r#"{"Source":"shop","DetailType":"t","Detail":"["}"#;
        let queue = &["orders"][..];
        for (targets, events, verdict, words, facts) in [
            (queue, vec![], Verdict::Nothing, "No events", "0 events · 0 deliveries"),
            (queue, vec![OTHER, OTHER], Verdict::Unmatched, "No rule matched", "2 events · 0 deliveries"),
            (queue, vec![SHOP], Verdict::Delivered, "1 of 1 delivered", "1 event · 1 delivery"),
            (
                queue,
                vec![SHOP, OTHER, SHOP],
                Verdict::Delivered,
                "2 of 2 delivered",
                "3 events · 1 matched no rule · 2 deliveries",
            ),
            (queue, vec![SHOP, BROKEN], Verdict::Failed, "1 of 1 delivered", "2 events · 1 rejected · 1 delivery"),
            (queue, vec![BROKEN], Verdict::Failed, "Rejected", "1 event · 1 rejected · 0 deliveries"),
            (&[], vec![SHOP], Verdict::Delivered, "Matched, no target", "1 event · 0 deliveries"),
            (&["orders", "gone"], vec![SHOP], Verdict::Failed, "1 of 2 delivered", "1 event · 2 deliveries"),
        ] {
            let events = format!("[{}]", events.join(","));
            assert_eq!(said(targets, &events), (verdict, words.to_owned(), facts.to_owned()), "{events}");
        }
    }
}
