//! A transport for tests: it plays answers.

use std::cell::RefCell;
use std::collections::VecDeque;

use crate::action::Action;
use crate::client::{Transport, Unanswered, WireAnswer};

/// Gives one answer after the other.
pub(crate) struct Played {
    answers: RefCell<VecDeque<(u16, String)>>,
    called: RefCell<Vec<&'static str>>,
    waited: RefCell<Vec<u32>>,
}

impl Played {
    /// One that gives these.
    pub(crate) fn new(answers: impl IntoIterator<Item = (u16, String)>) -> Self {
        let answers = RefCell::new(answers.into_iter().collect());
        Self { answers, called: RefCell::default(), waited: RefCell::default() }
    }

    /// The actions that were called.
    pub(crate) fn called(&self) -> Vec<&'static str> {
        self.called.borrow().clone()
    }

    /// How long was waited in between, in milliseconds.
    pub(crate) fn waited(&self) -> Vec<u32> {
        self.waited.borrow().clone()
    }
}

impl Transport for Played {
    async fn send(&self, action: Action, _body: String) -> Result<WireAnswer, Unanswered> {
        self.called.borrow_mut().push(action.name());
        let next = self.answers.borrow_mut().pop_front();
        next.map(|(status, body)| WireAnswer { status, body }).ok_or(Unanswered::NotReached)
    }

    async fn wait(&self, millis: u32) {
        self.waited.borrow_mut().push(millis);
    }
}
