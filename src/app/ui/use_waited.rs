//! Whether some time has passed since something is shown.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// Whether so many milliseconds have passed since the component was first drawn.
#[hook]
pub(crate) fn use_waited(millis: u32) -> bool {
    let waited = use_state(|| false);
    use_effect_with((), {
        let waited = waited.setter();
        move |()| {
            let timer = Timeout::new(millis, move || waited.set(true));
            move || drop(timer)
        }
    });
    *waited
}
