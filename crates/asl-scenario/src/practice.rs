//! The Practice API for a run that is played at once: what it answers needs no network.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_http::attempt::{PRACTICE_ORIGIN, Prepared};
use asl_http::oauth::Tokens;
use asl_http::practice::{Practice, PracticeRequest};
use asl_http::steps::{Answered, Steps};
use asl_http::{Connections, HttpCall, Transport, TransportError};
use asl_sim::Completion;

/// The Practice API of one run, with what happened to it so far.
#[derive(Debug)]
pub struct PracticeCalls {
    connections: Rc<Connections>,
    region: Rc<str>,
    practice: Practice,
    tokens: Tokens,
}

impl PracticeCalls {
    /// A new one, called with these connections.
    pub fn new(connections: Rc<Connections>, region: Rc<str>) -> Self {
        Self { connections, region, practice: Practice::default(), tokens: Tokens::default() }
    }

    /// The answer to a call of the Practice API, at `now` by the clock of the run; `None` for any other API.
    pub fn call(&mut self, call: &Rc<HttpCall>, now: Timestamp) -> Option<Completion> {
        if !call.endpoint.starts_with(PRACTICE_ORIGIN) {
            return None;
        }
        let mut steps = match Steps::begin(call, &self.connections, &self.region) {
            Ok(steps) => steps,
            Err(error) => return Some(Completion::of(Err(error))),
        };
        let mut delay_ms = 0_u32;
        loop {
            let prepared = match steps.next(&self.tokens, now) {
                Ok(prepared) => prepared,
                Err(error) => return Some(Completion::of(Err(error))),
            };
            let (came, delay) = self.send(&prepared, now)?;
            delay_ms = delay_ms.saturating_add(delay);
            if let Some(concluded) = steps.answered(&prepared, came, &mut self.tokens) {
                return Some(Completion { delay_ms, ..concluded.into() });
            }
        }
    }

    /// `None`: a token would have to be fetched elsewhere.
    fn send(&mut self, prepared: &Prepared, now: Timestamp) -> Option<(Answered, u32)> {
        if prepared.transport != Transport::Practice {
            return None;
        }
        let answered = |answer, delay_ms: u32| {
            let answered_at = now.plus_seconds(f64::from(delay_ms) / 1000.0);
            (Answered { answer, sent_at: now, answered_at, notes: Vec::new() }, delay_ms)
        };
        if let Some(error) = prepared.unreachable() {
            return Some(answered(Err(error), 0));
        }
        self.practice.set_clock(now.0);
        let answer = self.practice.answer(&PracticeRequest::from(&prepared.request));
        let longest = prepared.request.shown.caller.time_limit_millis();
        let response = if answer.delay_ms <= longest { Ok(answer.response) } else { Err(TransportError::TimedOut) };
        Some(answered(response, answer.delay_ms.min(longest)))
    }
}
