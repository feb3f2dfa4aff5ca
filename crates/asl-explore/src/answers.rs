//! Who answers the calls of a run that is tried: what deviates, else what would be answered if all went well.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_scenario::{Answers, PracticeCalls};
use asl_sim::mock::{Mock, Mocks, sample};
use asl_sim::{ActorId, Completion, Effect, Request, VisitId};
use asl_value::{SortedMap, Value};

use crate::tasks::TaskPlan;

/// How often the Practice API is asked until it answers well: some of its endpoints fail at first.
const ASKED: usize = 5;

/// A call that does not come to what it would.
#[derive(Clone, Debug)]
pub(crate) struct Deviation {
    /// Whose call: its place among the Tasks.
    pub(crate) task: usize,
    /// Which of its calls, from 0.
    pub(crate) nth: u32,
    /// Whether all later ones come to the same.
    pub(crate) goes_on: bool,
    pub(crate) what: What,
}

/// What a call comes to.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// That failure of the Task.
    Failure(usize),
    /// Another result.
    Result(Rc<Mock>),
    /// A result that the workflow needs to get on at all: nothing that went wrong.
    Needed(Rc<Mock>),
}

/// A call that was made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) task: usize,
    pub(crate) nth: u32,
    pub(crate) visit: (ActorId, VisitId),
    pub(crate) attempt: u32,
    pub(crate) came: Came,
    pub(crate) at: Timestamp,
    /// Whether a mock or the Practice API answered, which may answer the next call otherwise.
    pub(crate) is_used_up: bool,
}

/// What a call came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// What it comes to if all goes well.
    Usual,
    /// Another result.
    Other,
    /// That failure of its Task.
    Failed(usize),
}

impl Asked {
    /// The failure that it came to.
    pub(crate) fn failure(&self) -> Option<usize> {
        match self.came {
            Came::Failed(failure) => Some(failure),
            Came::Usual | Came::Other => None,
        }
    }
}

/// What is answered if all goes well.
#[derive(Debug)]
pub(crate) struct Usual<'u> {
    pub(crate) mocks: Mocks,
    pub(crate) results: &'u SortedMap<Rc<str>, Value>,
    pub(crate) practice: Option<PracticeCalls>,
}

/// The answers of one run.
pub(crate) struct Script<'s> {
    pub(crate) tasks: &'s [TaskPlan],
    pub(crate) by_name: &'s SortedMap<Rc<str>, usize>,
    pub(crate) deviations: &'s [Deviation],
    pub(crate) usual: Usual<'s>,
    pub(crate) asked: Vec<Asked>,
    /// Whether a result had to be made up.
    pub(crate) is_made_up: bool,
}

impl Script<'_> {
    fn note_used_up(&mut self) {
        if let Some(call) = self.asked.last_mut() {
            call.is_used_up = true;
        }
    }

    fn usual(&mut self, effect: &Effect, now: Timestamp) -> Completion {
        if let Some(mock) = self.usual.mocks.answer(&effect.state, effect.into()) {
            self.note_used_up();
            return mock.completion(&effect.request);
        }
        let good = |result: Value| Mock { outcome: Ok(result), delay_seconds: 0.0 }.completion(&effect.request);
        if let Some(result) = self.usual.results.get(&*effect.state) {
            return good(result.clone());
        }
        let resource = match &effect.request {
            Request::Http(call) => {
                let practice = self.usual.practice.as_mut();
                let answers =
                    practice.into_iter().flat_map(|practice| (0..ASKED).filter_map(|_| practice.call(call, now)));
                if let Some(Ok(result)) = answers.map(|answer| answer.outcome).find(Result::is_ok) {
                    self.note_used_up();
                    return good(result);
                }
                "arn:aws:states:::http:invoke"
            }
            Request::Task(call) => &*call.resource,
            Request::Evaluate(_) => "",
        };
        self.is_made_up = true;
        let task = self.by_name.get(&*effect.state).and_then(|task| self.tasks.get(*task));
        good(task.map_or_else(|| sample::result(resource), |task| task.sample.clone()))
    }
}

impl Answers for Script<'_> {
    fn answer(&mut self, effect: &Effect, nth: u32, now: Timestamp) -> Completion {
        let Some(task) = self.by_name.get(&*effect.state).copied() else { return self.usual(effect, now) };
        let is_it = |one: &&Deviation| one.task == task && (one.nth == nth || (one.goes_on && one.nth < nth));
        let what = self.deviations.iter().rev().find(is_it).map(|one| &one.what);
        let came = match what {
            Some(What::Failure(failure)) => Came::Failed(*failure),
            Some(What::Result(_)) => Came::Other,
            Some(What::Needed(_)) | None => Came::Usual,
        };
        let (visit, attempt) = ((effect.actor, effect.visit), effect.attempt);
        let is_used_up = false;
        self.asked.push(Asked { task, nth, visit, attempt, came, at: now, is_used_up });
        let failure = |index: usize| self.tasks.get(task).and_then(|task| task.failures.get(index));
        let mock = match what {
            Some(What::Failure(index)) => failure(*index).map(|failure| failure.mock.clone()),
            Some(What::Result(mock) | What::Needed(mock)) => Some((**mock).clone()),
            None => None,
        };
        match mock {
            Some(mock) => mock.completion(&effect.request),
            None => self.usual(effect, now),
        }
    }
}
