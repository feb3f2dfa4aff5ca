//! Gives the browser its turn and comes back at once: timers would wait for four milliseconds or more.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessagePort};

/// A channel to itself: what is sent comes back as a task of its own, after what the browser has to do.
pub(crate) struct Yielder {
    waiting: Rc<RefCell<Vec<Function>>>,
    channel: Option<(MessagePort, MessagePort)>,
    _listener: Closure<dyn FnMut()>,
}

impl Yielder {
    /// Opens the channel that wakes it; a timer stands in where the browser has none.
    pub(crate) fn new() -> Self {
        let waiting = Rc::<RefCell<Vec<Function>>>::default();
        let listener = Closure::<dyn FnMut()>::new({
            let waiting = waiting.clone();
            move || {
                for resume in waiting.take() {
                    // Resolving a promise does not fail, and whoever waited may be gone.
                    let _ = resume.call0(&JsValue::UNDEFINED);
                }
            }
        });
        let channel = MessageChannel::new().ok().map(|channel| {
            channel.port1().set_onmessage(Some(listener.as_ref().unchecked_ref::<Function>()));
            (channel.port1(), channel.port2())
        });
        Self { waiting, channel, _listener: listener }
    }

    /// Comes back after the browser had its turn.
    pub(crate) async fn yield_now(&self) {
        let Some((_, port)) = &self.channel else { return gloo_timers::future::TimeoutFuture::new(0).await };
        let turn = Promise::new(&mut |resolve, _| self.waiting.borrow_mut().push(resolve));
        if port.post_message(&JsValue::NULL).is_ok() {
            // The promise is never rejected.
            let _ = JsFuture::from(turn).await;
        }
    }
}

impl Drop for Yielder {
    fn drop(&mut self) {
        if let Some((listening, sending)) = &self.channel {
            listening.set_onmessage(None);
            listening.close();
            sending.close();
        }
    }
}
