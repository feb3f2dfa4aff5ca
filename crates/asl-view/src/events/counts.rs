//! How many events a rule took and left alone, and how the deliveries of each target stand: the numbers beside the arrows.

use asl_events::EventSystem;
use asl_world::log::{DeliveryStatus, DropReason};
use asl_world::{Delivery, EventLog, RuleOutcome, Step};

use super::system_graph::{Part, SystemGraph, Way};
use crate::graph::tally::Tally;
use crate::graph::{NodeRun, Progress};
use crate::timeline::RowStatus;
use asl_sim::VisitId;

/// What a rule made of the events of its bus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleCount {
    /// It took so many.
    pub matched: u32,
    /// It left so many alone.
    pub filtered_out: u32,
}

/// How the deliveries of targets stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TargetCount {
    /// Waiting for the rate limit.
    pub throttled: u32,
    /// Under way, or waiting before the next attempt.
    pub under_way: u32,
    /// Tried more than once, however that ended.
    pub retried: u32,
    /// Delivered.
    pub delivered: u32,
    /// In a dead-letter queue.
    pub dead: u32,
    /// Lost.
    pub dropped: u32,
    /// Delivered to a function that failed each time.
    pub failed: u32,
}

impl TargetCount {
    fn add(&mut self, delivery: &Delivery) {
        *match delivery.status() {
            DeliveryStatus::Throttled => &mut self.throttled,
            DeliveryStatus::Attempting | DeliveryStatus::BackingOff => &mut self.under_way,
            DeliveryStatus::Delivered => &mut self.delivered,
            DeliveryStatus::Dead => &mut self.dead,
            DeliveryStatus::Dropped => &mut self.dropped,
            DeliveryStatus::FunctionFailed => {
                self.failed += 1;
                &mut self.delivered
            }
        } += 1;
        self.retried += u32::from(delivery.attempts() > 1);
    }

    fn join(&mut self, other: Self) {
        self.throttled += other.throttled;
        self.under_way += other.under_way;
        self.retried += other.retried;
        self.delivered += other.delivered;
        self.dead += other.dead;
        self.dropped += other.dropped;
        self.failed += other.failed;
    }

    /// In words, what is nothing left out: `2 delivered · 1 retried`. Dead letters stand at an arrow of their own.
    fn words(self) -> String {
        joined(&[
            (self.delivered, "delivered"),
            (self.under_way, "in progress"),
            (self.throttled, "waiting for the rate"),
            (self.retried, "retried"),
            (self.dropped, "dropped"),
            (self.failed, "failed"),
        ])
    }
}

/// All numbers of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// For each rule of the system.
    pub rules: Vec<RuleCount>,
    /// For each rule those of its targets.
    pub targets: Vec<Vec<TargetCount>>,
}

impl Counts {
    /// The numbers of the log.
    pub fn of(system: &EventSystem, log: &EventLog) -> Self {
        let mut counts = Self {
            rules: vec![RuleCount::default(); system.rules.len()],
            targets: system.rules.iter().map(|rule| vec![TargetCount::default(); rule.targets.len()]).collect(),
        };
        for (rule, outcome) in log.events.iter().flat_map(|event| &event.rules) {
            let Some(count) = counts.rules.get_mut(*rule) else { continue };
            match outcome {
                RuleOutcome::Matched(_) => count.matched += 1,
                RuleOutcome::NotMatched | RuleOutcome::Disabled { .. } | RuleOutcome::NoPattern => {
                    count.filtered_out += 1;
                }
            }
        }
        for delivery in &log.deliveries {
            let target = counts.targets.get_mut(delivery.rule).and_then(|targets| targets.get_mut(delivery.target));
            if let Some(target) = target {
                target.add(delivery);
            }
        }
        counts
    }

    /// Those of one target.
    pub fn target(&self, rule: usize, target: usize) -> TargetCount {
        self.targets.get(rule).and_then(|targets| targets.get(target)).copied().unwrap_or_default()
    }

    /// What stands beside an arrow; nothing where there is nothing to count.
    pub fn label(&self, way: &Way) -> Option<String> {
        let text = match way {
            Way::Match(rule) => {
                let RuleCount { matched, filtered_out } = self.rules.get(*rule).copied().unwrap_or_default();
                joined(&[(matched, "matched"), (filtered_out, "filtered out")])
            }
            Way::Deliver(targets) => {
                let mut sum = TargetCount::default();
                for (rule, target) in targets {
                    sum.join(self.target(*rule, *target));
                }
                sum.words()
            }
            Way::DeadLetter(targets) => {
                let dead = targets.iter().map(|(rule, target)| self.target(*rule, *target).dead).sum();
                joined(&[(dead, "dead")])
            }
            Way::Put => String::new(),
        };
        (!text.is_empty()).then_some(text)
    }

    /// Whether something went along an arrow.
    fn took(&self, way: &Way) -> u32 {
        match way {
            Way::Match(rule) => self.rules.get(*rule).map_or(0, |count| count.matched),
            Way::Deliver(targets) => targets.iter().map(|(rule, target)| self.target(*rule, *target).delivered).sum(),
            Way::DeadLetter(targets) => targets.iter().map(|(rule, target)| self.target(*rule, *target).dead).sum(),
            Way::Put => 0,
        }
    }
}

fn joined(numbers: &[(u32, &str)]) -> String {
    let there = numbers.iter().filter(|(number, _)| *number > 0);
    there.map(|(number, word)| format!("{number} {word}")).collect::<Vec<_>>().join(" · ")
}

/// The status of a delivery, as the timeline's rows have it.
pub fn status_of(delivery: &Delivery) -> RowStatus {
    match delivery.status() {
        DeliveryStatus::Throttled => RowStatus::Waiting,
        DeliveryStatus::Attempting => RowStatus::Running,
        DeliveryStatus::BackingOff => RowStatus::BackingOff,
        DeliveryStatus::Delivered if delivery.attempts() > 1 => RowStatus::SucceededWithRetries,
        DeliveryStatus::Delivered => RowStatus::Succeeded,
        DeliveryStatus::Dropped if was_stopped(delivery) => RowStatus::Aborted,
        DeliveryStatus::Dead | DeliveryStatus::Dropped | DeliveryStatus::FunctionFailed => RowStatus::Failed,
    }
}

/// Whether the person ended it.
fn was_stopped(delivery: &Delivery) -> bool {
    matches!(delivery.steps.last().map(|entry| &entry.step), Some(Step::Dropped(DropReason::Stopped)))
}

impl SystemGraph {
    /// The same with the numbers of the log beside its arrows.
    #[must_use]
    pub fn with_counts(&self, counts: &Counts) -> Self {
        let mut next = self.clone();
        for (edge, way) in next.graph.edges.iter_mut().zip(&self.ways) {
            edge.labels = counts.label(way).map(Into::into).into_iter().collect();
        }
        next
    }

    /// How far a log has come in the picture: what each box did, and which arrows something went along.
    pub fn progress(&self, counts: &Counts, log: &EventLog) -> Progress {
        let mut tallies: Vec<(Tally, u32)> = vec![(Tally::default(), 0); self.parts.len()];
        let mut add = |part: Option<usize>, status: RowStatus, attempts: u32| {
            if let Some((tally, most)) = part.and_then(|at| tallies.get_mut(at)) {
                tally.add(status);
                *most = (*most).max(attempts);
            }
        };
        for event in &log.events {
            let status = if event.outcome.is_ok() { RowStatus::Succeeded } else { RowStatus::Failed };
            add(self.node_of(&Part::Bus(event.bus.clone())), status, 1);
            for (rule, outcome) in &event.rules {
                if matches!(outcome, RuleOutcome::Matched(_)) {
                    add(self.node_of(&Part::Rule(*rule)), RowStatus::Succeeded, 1);
                }
            }
        }
        // A box stands for the target of several rules: where its arrow leads.
        let box_of = |delivery: &Delivery| {
            let is_own =
                |way: &Way| matches!(way, Way::Deliver(all) if all.contains(&(delivery.rule, delivery.target)));
            let at = self.ways.iter().position(is_own)?;
            self.graph.edge(at).map(|edge| edge.to)
        };
        for delivery in &log.deliveries {
            add(box_of(delivery), status_of(delivery), delivery.attempts());
            for entry in &delivery.steps {
                if let Step::DeadLetter(letter) = &entry.step {
                    add(self.node_of(&Part::Queue(letter.queue.clone())), RowStatus::Caught, 1);
                }
            }
        }
        let run = |(tally, attempts): (Tally, u32)| {
            let status = tally.status()?;
            Some(NodeRun { status, tally, attempts, visit: VisitId(0), child: None, iterations: None, error: None })
        };
        Progress {
            nodes: tallies.into_iter().map(run).collect(),
            edges: self.ways.iter().map(|way| counts.took(way)).collect(),
        }
    }
}
