//! What the calls of a scenario are answered: what if, mocks, the Practice API, in this order.

use std::rc::Rc;

use asl_aws::state_error::{StateError, TASK_FAILED};
use asl_aws::time::Timestamp;
use asl_http::Connections;
use asl_sim::mock::{Mock, Mocks};
use asl_sim::{Completion, Effect, Request, what_if};

use crate::play::Answers;
use crate::practice::PracticeCalls;
use crate::scenario::{Scenario, WhatIfs};

/// The answers of a scenario. The default has none.
#[derive(Debug, Default)]
pub struct Script {
    what_if: Vec<(Rc<str>, WhatIfs)>,
    mocks: Mocks,
    practice: Option<PracticeCalls>,
}

impl Script {
    /// Those of `scenario`; `connections` are those with which the Practice API is called, `None` for no call of it.
    ///
    /// # Errors
    ///
    /// Why the mocks cannot be read.
    pub fn of(scenario: &Scenario, connections: Option<&Rc<Connections>>, region: &Rc<str>) -> Result<Self, String> {
        let mocks = Mocks::from_value(&scenario.mocks)?;
        let practice = connections.map(|all| PracticeCalls::new(all.clone(), region.clone()));
        Ok(Self { what_if: scenario.what_if.clone(), mocks, practice })
    }

    /// The states that mocks answer.
    pub fn mocked(&self) -> impl Iterator<Item = Rc<str>> {
        self.mocks.names()
    }

    /// The answer to call number `nth` (from 0) of a state, or of what stands for one in a delivery; `None` if nothing here
    /// answers it.
    pub fn find(&mut self, effect: &Effect, nth: u32, now: Timestamp) -> Option<Completion> {
        let resource = match &effect.request {
            Request::Http(_) => "arn:aws:states:::http:invoke",
            Request::Task(call) => &*call.resource,
            Request::Evaluate(_) => "",
        };
        if let Some(id) = self.asked(&effect.state, nth) {
            let offer = what_if::offers(resource).into_iter().find(|offer| *offer.id == **id);
            // Any other name is that of an error.
            let error = || Mock { outcome: Err(StateError::without_cause(id)), delay_seconds: 0.0 };
            return Some(offer.map_or_else(error, |offer| offer.mock).completion(&effect.request));
        }
        if let Some(mock) = self.mocks.answer(&effect.state, effect.into()) {
            return Some(mock.completion(&effect.request));
        }
        match (&effect.request, &mut self.practice) {
            (Request::Http(call), Some(practice)) => practice.call(call, now),
            _ => None,
        }
    }

    fn asked(&self, state: &str, nth: u32) -> Option<&Rc<str>> {
        let (_, what) = self.what_if.iter().find(|(name, _)| **name == *state)?;
        match what {
            WhatIfs::Always(id) => Some(id),
            WhatIfs::First(ids) => ids.get(nth as usize),
        }
    }
}

impl Answers for Script {
    fn answer(&mut self, effect: &Effect, nth: u32, now: Timestamp) -> Completion {
        self.find(effect, nth, now).unwrap_or_else(|| {
            let cause =
                format!("The scenario has no mock for the state '{}', and a scenario calls nothing.", effect.state);
            Completion::of(Err(StateError::new(TASK_FAILED, cause)))
        })
    }
}
