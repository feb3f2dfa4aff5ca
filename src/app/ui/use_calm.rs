//! A value that changes often, for what is read and not watched.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::app::host::clock;

/// A timer may be so early, in milliseconds.
const EARLY: f64 = 4.0;

/// The newest `value`, but while `restless` at most one every so many milliseconds: the last one always comes.
#[hook]
pub(crate) fn use_calm<T: Clone + PartialEq + 'static>(value: &T, millis: u32, restless: bool) -> T {
    let shown = use_mut_ref(|| (value.clone(), clock::uptime()));
    let waiting = use_mut_ref(|| None::<Timeout>);
    let update = use_force_update();
    let mut shown = shown.borrow_mut();
    let left = f64::from(millis) - (clock::uptime() - shown.1);
    if !restless || left <= EARLY {
        waiting.replace(None);
        if shown.0 != *value {
            *shown = (value.clone(), clock::uptime());
        }
    } else if shown.0 != *value && waiting.borrow().is_none() {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "more than nothing, less than `millis`"
        )]
        let timer = Timeout::new(left.ceil() as u32, move || update.force_update());
        waiting.replace(Some(timer));
    }
    shown.0.clone()
}
