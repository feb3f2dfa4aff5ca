//! What a million calls cost: what the run used, times prices that a person can change.
//!
//! The prices are those that AWS lists for us-east-1, without the free tier. Not included: data transfer, a NAT gateway, logs,
//! Secrets Manager.

use crate::evidence::{Evidence, Usage};

/// How many calls the price is for.
pub const CALLS: f64 = 1_000_000.0;

/// Something that the price depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assumption {
    /// The price of a million state transitions of a Standard workflow.
    Transitions,
    /// The price of a million Lambda requests.
    Requests,
    /// The price of a million GB-seconds of Lambda.
    GbSeconds,
    /// The price of a million events.
    Events,
    /// The price of a million calls of API destinations.
    Deliveries,
    /// The memory of the function, in megabytes.
    Memory,
    /// The billed duration of an invocation, in milliseconds; none for what the run measured.
    Billed,
}

impl Assumption {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::Transitions,
        Self::Requests,
        Self::GbSeconds,
        Self::Events,
        Self::Deliveries,
        Self::Memory,
        Self::Billed,
    ];

    /// Its name in links, forever.
    pub fn id(self) -> &'static str {
        match self {
            Self::Transitions => "transition",
            Self::Requests => "request",
            Self::GbSeconds => "gbs",
            Self::Events => "event",
            Self::Deliveries => "call",
            Self::Memory => "memory",
            Self::Billed => "billed",
        }
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Transitions => "1 million state transitions",
            Self::Requests => "1 million Lambda requests",
            Self::GbSeconds => "1 million GB-seconds of Lambda",
            Self::Events => "1 million events",
            Self::Deliveries => "1 million calls of API destinations",
            Self::Memory => "Memory of the function",
            Self::Billed => "Billed duration of an invocation",
        }
    }

    /// Its unit.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Memory => "MB",
            Self::Billed => "ms",
            _ => "$",
        }
    }
}

/// What the price is computed with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assumptions([Option<f64>; Assumption::ALL.len()]);

impl Default for Assumptions {
    fn default() -> Self {
        Self([Some(25.0), Some(0.2), Some(16.6667), Some(1.0), Some(0.2), Some(128.0), None])
    }
}

impl Assumptions {
    /// The value of one; `None` where the run decides.
    pub fn get(&self, one: Assumption) -> Option<f64> {
        self.0.get(one as usize).copied().flatten()
    }

    /// The same with another value; without one, it is as usual.
    #[must_use]
    pub fn with(mut self, one: Assumption, value: Option<f64>) -> Self {
        let value = value.or_else(|| Self::default().get(one));
        if let Some(place) = self.0.get_mut(one as usize) {
            *place = value;
        }
        self
    }

    /// A number that a person wrote; `None` for what is none, or not one of a price.
    pub fn read(text: &str) -> Option<f64> {
        text.trim().parse().ok().filter(|value: &f64| value.is_finite() && (0.0..1e9).contains(value))
    }

    /// The memory of the function, in megabytes, as far as AWS allows it.
    pub fn memory_mb(&self) -> u32 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 128 and 10,240")]
        let memory = self.get(Assumption::Memory).unwrap_or(128.0).clamp(128.0, 10_240.0) as u32;
        memory
    }
}

/// A part of a price.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What is paid for: `state transitions`.
    pub what: &'static str,
    /// How much of it one call uses.
    pub used: f64,
    /// What that costs for a million calls, in dollars.
    pub dollars: f64,
}

/// What a million calls cost, in dollars.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// What it is made of.
    pub parts: Vec<Part>,
}

impl Price {
    /// The price of what a run used, a million times.
    pub fn of(evidence: &Evidence, assumptions: &Assumptions) -> Self {
        let Usage { transitions, invocations, billed_millis, events, deliveries } = evidence.usage;
        let invocations = f64::from(invocations);
        let billed = assumptions.get(Assumption::Billed).map_or(f64::from(billed_millis), |each| each * invocations);
        let gb_seconds = f64::from(assumptions.memory_mb()) / 1024.0 * billed / 1000.0;
        let part = |what, used: f64, price| {
            (used > 0.0).then(|| Part { what, used, dollars: used * assumptions.get(price).unwrap_or_default() })
        };
        let parts = [
            part("state transitions", f64::from(transitions), Assumption::Transitions),
            part("Lambda requests", invocations, Assumption::Requests),
            part("GB-seconds of Lambda", gb_seconds, Assumption::GbSeconds),
            part("events", f64::from(events), Assumption::Events),
            part("calls of the API destination", f64::from(deliveries), Assumption::Deliveries),
        ];
        Self { parts: parts.into_iter().flatten().collect() }
    }

    /// The whole, in dollars.
    pub fn total(&self) -> f64 {
        self.parts.iter().map(|part| part.dollars).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_what_was_used_times_what_it_costs() {
        let usage = Usage { transitions: 2, invocations: 2, billed_millis: 400, events: 0, deliveries: 0 };
        let evidence = Evidence { usage, ..Evidence::default() };
        let price = Price::of(&evidence, &Assumptions::default());
        let said: Vec<_> = price.parts.iter().map(|part| (part.what, part.dollars)).collect();
        assert_eq!(said[..2], [("state transitions", 50.0), ("Lambda requests", 0.4)]);
        // 0.125 GB × 0.4 s × $16.6667
        assert!((price.total() - (50.4 + 0.125 * 0.4 * 16.6667)).abs() < 1e-9, "{price:?}");
        let assumed = Assumptions::default()
            .with(Assumption::Billed, Some(1_000.0))
            .with(Assumption::Memory, Some(1_024.0))
            .with(Assumption::Transitions, Some(0.0));
        // 2 invocations × 1 s × 1 GB × $16.6667
        assert!((Price::of(&evidence, &assumed).total() - (0.4 + 2.0 * 16.6667)).abs() < 1e-9);
    }

    #[test]
    fn what_is_no_price_is_not_read() {
        for text in ["", "x", "-1", "inf", "NaN", "1e12"] {
            assert_eq!(Assumptions::read(text), None, "{text}");
        }
        assert_eq!(Assumptions::read(" 12.5 "), Some(12.5));
        assert_eq!(Assumptions::default().with(Assumption::Memory, Some(1.0)).memory_mb(), 128);
    }
}
