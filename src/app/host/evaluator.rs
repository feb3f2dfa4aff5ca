//! Evaluates expressions that take long in a worker, so that the page goes on and Stop ends them. The worker runs this
//! same program: see [`serve`].

use std::cell::RefCell;
use std::pin::pin;

use asl_jsonata::{Evaluated, Evaluation, answer_from_json, answer_to_json};
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::{Closure, JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, HtmlLinkElement, MessageEvent, Worker};

use super::trusted::start_worker;
use crate::app::chunks::JSONATA;

/// The file that a worker begins with.
const SCRIPT: &str = "evaluator.js";

/// How long an expression may take in a worker, in milliseconds: by then its own budget has ended it long ago.
const LONGEST_MILLIS: u32 = 15_000;

/// Evaluates in a worker, which is started when it is first wanted and kept for the next expression.
#[derive(Default)]
pub(crate) struct Evaluator {
    idle: RefCell<Option<Worker>>,
}

impl Evaluator {
    /// What the evaluation comes to; `None` if this browser starts no worker. Dropping the future ends the evaluation.
    ///
    /// A worker that dies of an expression, or does not come back from it, is a limit reached: what is too much for a worker
    /// of its own is never tried again on the page's stack.
    pub(crate) async fn evaluate(&self, evaluation: &Evaluation) -> Option<Evaluated> {
        let idle = self.idle.take();
        let busy = match idle {
            Some(worker) => Busy(Some(worker)),
            None => start().await?,
        };
        let message = evaluation.to_json().into();
        let answer = {
            let asked = pin!(busy.ask(&message));
            match select(asked, TimeoutFuture::new(LONGEST_MILLIS)).await {
                Either::Left((answer, _)) => answer.and_then(|answer| answer_from_json(&answer.as_string()?)),
                Either::Right(_) => None,
            }
        };
        if answer.is_some() {
            self.idle.replace(busy.free());
        }
        Some(answer.unwrap_or_else(Evaluation::gave_up))
    }
}

impl Drop for Evaluator {
    fn drop(&mut self) {
        drop(Busy(self.idle.take()));
    }
}

/// A worker that is at work, and is ended with it unless it comes to its end.
struct Busy(Option<Worker>);

impl Busy {
    /// The worker's answer to a message.
    async fn ask(&self, message: &JsValue) -> Option<JsValue> {
        let worker = self.0.as_ref()?;
        let answer = Promise::new(&mut |resolve: Function, reject: Function| {
            worker.set_onmessage(Some(&resolve));
            worker.set_onerror(Some(&reject));
        });
        worker.post_message(message).ok()?;
        let answer: MessageEvent = JsFuture::from(answer).await.ok()?.dyn_into().ok()?;
        Some(answer.data())
    }

    fn free(mut self) -> Option<Worker> {
        self.0.take()
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        if let Some(worker) = self.0.take() {
            worker.terminate();
        }
    }
}

/// A worker that waits for expressions.
async fn start() -> Option<Busy> {
    let page = web_sys::window()?.document()?;
    // Where the page's own program came from; its name changes with each build.
    let link: HtmlLinkElement = page.get_element_by_id("program")?.dyn_into().ok()?;
    let busy = Busy(Some(start_worker(SCRIPT).ok()?));
    // The compiled program is shared, not loaded again.
    let program = Array::of3(&link.href().into(), &wasm_bindgen::module(), &compiled_chunks().await);
    (busy.ask(&program).await?.as_string()? == "ready").then_some(busy)
}

/// The chunks that are here, for a worker.
#[cfg(feature = "chunks")]
async fn compiled_chunks() -> JsValue {
    #[wasm_bindgen::prelude::wasm_bindgen(raw_module = "./__wasm_split.js")]
    extern "C" {
        #[wasm_bindgen(js_name = compiledChunks)]
        fn compiled() -> Promise;
    }
    JsFuture::from(compiled()).await.unwrap_or_default()
}

/// Without chunks everything is in the program.
#[cfg(not(feature = "chunks"))]
#[expect(clippy::unused_async, reason = "as with chunks")]
async fn compiled_chunks() -> JsValue {
    JsValue::UNDEFINED
}

/// In a worker: evaluates what it is sent, one after the other.
pub(crate) fn serve() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let answer = Closure::<dyn FnMut(MessageEvent)>::new({
        let scope = scope.clone();
        move |message: MessageEvent| {
            let evaluation = message.data().as_string().as_deref().and_then(Evaluation::from_json);
            let scope = scope.clone();
            spawn_local(async move {
                let engine = JSONATA.load().await;
                let answer =
                    evaluation.filter(|_| engine.is_ok()).map(|evaluation| answer_to_json(&evaluation.perform()));
                // Without an answer the page would wait for ever: nothing is one too.
                let _ = scope.post_message(&answer.map_or(JsValue::NULL, JsValue::from));
            });
        }
    });
    scope.set_onmessage(Some(answer.as_ref().unchecked_ref::<Function>()));
    answer.forget();
}
