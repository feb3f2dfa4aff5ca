//! The log of an invocation that nobody waited for to the end.

use std::cell::RefCell;
use std::rc::Rc;

use super::invocation::Invocation;

/// Where an invocation leaves its log if it is cut off: by the time limit of its state, by a sibling that failed, or because the run
/// was stopped. Whoever asks for an invocation hands it along, and keeps a copy.
#[derive(Clone, Debug, Default)]
pub struct CutOff(Rc<RefCell<Option<Rc<Invocation>>>>);

impl CutOff {
    /// Leaves the log there.
    pub fn leave(&self, invocation: Invocation) {
        self.0.replace(Some(Rc::new(invocation)));
    }

    /// The log of an invocation that was cut off; `None` as long as there is none.
    pub fn invocation(&self) -> Option<Rc<Invocation>> {
        self.0.borrow().clone()
    }
}

impl PartialEq for CutOff {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}
