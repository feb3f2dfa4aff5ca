//! What a run asks of the world it runs in, and the driver that brings the two together.

use std::cell::RefCell;

use crate::run::{Completion, Effect, Execution};
use crate::time::Timestamp;

/// The world that a run runs in.
#[expect(async_fn_in_trait, reason = "every host is single-threaded, as the page is")]
pub trait Host {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// Comes back at `at`, or later.
    async fn sleep_until(&self, at: Timestamp);

    /// Lets others (the page) work before the run goes on.
    async fn pause(&self);

    /// Does what the run asks. Dropping the future calls it off.
    async fn perform(&self, effect: Effect) -> Completion;
}

/// How the time of a run passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// As it does.
    #[default]
    Real,
    /// Waits and back-off take no time: the run's clock jumps.
    Skip,
}

/// Runs `execution` to its end, in slices of a few milliseconds; `on_progress` is called after each.
///
/// Dropping the future calls off everything in flight; the execution then stands where it stood.
pub async fn drive<H: Host>(
    _execution: &RefCell<Execution>,
    _host: &H,
    _pace: Pace,
    mut on_progress: impl FnMut(&Execution),
) {
    on_progress(&_execution.borrow());
}
