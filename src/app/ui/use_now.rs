//! The time now, for what shows it while a run goes on.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use asl_aws::time::Timestamp;
use gloo_render::{AnimationFrame, request_animation_frame};
use yew::prelude::*;

use crate::app::host::clock;

/// What shows the time is drawn anew after so many milliseconds: more often nobody sees, and other work would wait for it.
pub(crate) const TICK_MILLIS: i64 = 50;

/// The time, while `running`; it stands still afterwards and costs nothing. It moves on every `tick` milliseconds: more seldom for
/// what takes longer to draw.
#[hook]
pub(crate) fn use_now(running: bool, tick: i64) -> Timestamp {
    let now = use_state(clock::now);
    use_effect_with((running, tick), {
        let now = now.clone();
        move |(running, tick)| {
            let (frame, shown) = (RefCell::default(), Cell::default());
            let ticker = Rc::new(Ticker { frame, shown, tick: *tick, set: now.setter() });
            if *running {
                ticker.next();
            }
            move || drop(ticker.frame.take())
        }
    });
    *now
}

/// Asks for one frame after the other.
struct Ticker {
    frame: RefCell<Option<AnimationFrame>>,
    /// The time that is shown.
    shown: Cell<Timestamp>,
    tick: i64,
    set: UseStateSetter<Timestamp>,
}

impl Ticker {
    fn next(self: &Rc<Self>) {
        // The frame belongs to the ticker: a strong reference in it would keep both for ever.
        let ticker = Rc::downgrade(self);
        let frame = request_animation_frame(move |_| {
            if let Some(ticker) = ticker.upgrade() {
                let now = clock::now();
                if now.millis_since(ticker.shown.get()) >= ticker.tick {
                    ticker.shown.set(now);
                    ticker.set.set(now);
                }
                ticker.next();
            }
        });
        self.frame.replace(Some(frame));
    }
}
