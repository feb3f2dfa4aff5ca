//! Where the time of a call went, as far as whoever sent it knows: the browser tells it of an API that allows that
//! (`Timing-Allow-Origin`), a relay of every call.

use serde::{Deserialize, Serialize};

/// The parts of a call in their order, in milliseconds. What did not happen took no time: a connection that was there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phases {
    /// Finding the address of the name.
    pub dns: u32,
    /// The connection.
    pub connect: u32,
    /// TLS on it.
    pub tls: u32,
    /// From the request to the first byte of the answer.
    pub wait: u32,
    /// The rest of the answer.
    pub receive: u32,
}

impl Phases {
    /// Each with its name, but for those that took no time.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, u32)> {
        let Self { dns, connect, tls, wait, receive } = *self;
        let all = [("DNS", dns), ("connect", connect), ("TLS", tls), ("wait", wait), ("download", receive)];
        all.into_iter().filter(|(name, millis)| *millis > 0 || *name == "wait")
    }
}

#[cfg(test)]
mod tests {
    use super::Phases;

    #[test]
    fn what_took_no_time_is_not_named_but_for_the_wait() {
        let named = |phases: Phases| phases.named().collect::<Vec<_>>();
        assert_eq!(named(Phases::default()), [("wait", 0)]);
        let all = Phases { dns: 1, connect: 2, tls: 3, wait: 4, receive: 5 };
        assert_eq!(named(all), [("DNS", 1), ("connect", 2), ("TLS", 3), ("wait", 4), ("download", 5)]);
    }
}
