//! The sandbox: a frame with an origin that nothing else has and a policy without a network (www/bundle.mjs), in it a worker
//! for each invocation. What a worker says comes through a port of its own; nothing of the page goes into it but its task.

use asl_value::SortedMap;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use asl_aws::time::Timestamp;
use futures_util::future::{Either, select};
use gloo_events::EventListener;
use gloo_net::http::Request;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlIFrameElement, MessageChannel, MessageEvent, MessagePort};

use super::python::{self, Python};
use crate::app::host::clock;

/// The page of the frame.
const FRAME: &str = "functions.bundle.html";
/// The program of its workers.
const PROGRAM: &str = "functions-node.bundle.js";
/// The library that comes when code imports it.
const AXIOS: &str = "functions-axios.bundle.js";
/// How long a frame may take to be there, in milliseconds.
const FRAME_MILLIS: u32 = 10_000;
/// How often a frame is asked whether it is there, in milliseconds, and after how many questions without an answer it is not: where
/// code takes all memory, a browser ends the frame's process, and tells nobody.
const ASK_MILLIS: u32 = 1_000;
const MOST_SILENT: u32 = 10;
/// How long a frame that is wanted again may take to answer, in milliseconds.
const ANSWER_MILLIS: u32 = 2_000;

/// What a worker is told first, in place of the number of a call.
const LISTENS: u32 = 0;

thread_local! {
    /// What was fetched, by the name of the file.
    static FETCHED: RefCell<SortedMap<&'static str, Rc<str>>> = const { RefCell::new(SortedMap::new()) };
}

/// A text of the page's own host, fetched once.
async fn fetched(name: &'static str) -> Option<Rc<str>> {
    if let Some(known) = FETCHED.with_borrow(|known| known.get(name).cloned()) {
        return Some(known);
    }
    let response = Request::get(name).send().await.ok().filter(gloo_net::http::Response::ok)?;
    let text: Rc<str> = response.text().await.ok()?.into();
    FETCHED.with_borrow_mut(|known| known.insert(name, text.clone()));
    Some(text)
}

/// The frame, which goes when this is dropped, with all that runs in it.
pub(super) struct Sandbox {
    frame: HtmlIFrameElement,
    last: Cell<u32>,
    /// Whether the frame has Python.
    has_python: Cell<bool>,
    /// When it was last asked whether it is there.
    asked_at: Cell<Timestamp>,
    /// How often it was asked since it last answered.
    silent: Rc<Cell<u32>>,
    inboxes: Rc<RefCell<SortedMap<u32, Rc<Inbox>>>>,
    _listener: EventListener,
}

/// What a worker has said and nobody has taken yet.
#[derive(Default)]
struct Inbox {
    said: RefCell<VecDeque<Said>>,
    waker: RefCell<Option<Waker>>,
}

/// What comes of a worker.
pub(super) enum Said {
    /// A message.
    Message(String),
    /// It is no more; what it said last.
    Died(String),
    /// The process that it ran in is no more.
    Gone,
}

impl Inbox {
    fn put(&self, said: Said) {
        self.said.borrow_mut().push_back(said);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

impl Sandbox {
    /// A sandbox that is ready; `None` if the browser has none, or its files cannot be had.
    pub(super) async fn start() -> Option<Self> {
        let program = fetched(PROGRAM).await?;
        let window = web_sys::window()?;
        let page = window.document()?;
        let frame: HtmlIFrameElement = page.create_element("iframe").ok()?.dyn_into().ok()?;
        frame.set_attribute("sandbox", "allow-scripts").ok()?;
        frame.set_attribute("aria-hidden", "true").ok()?;
        frame.set_attribute("tabindex", "-1").ok()?;
        frame.set_hidden(true);
        frame.set_src(FRAME);
        let inboxes = Rc::<RefCell<SortedMap<u32, Rc<Inbox>>>>::default();
        let ready = Rc::new(Inbox::default());
        let silent = Rc::new(Cell::default());
        let listener = EventListener::new(&window, "message", {
            let (frame, inboxes, ready) = (frame.clone(), inboxes.clone(), ready.clone());
            let silent = silent.clone();
            move |event| {
                let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
                let from: Option<JsValue> = event.source().map(JsValue::from);
                if from.is_none() || from != frame.content_window().map(JsValue::from) {
                    return;
                }
                let data: Array = match event.data().dyn_into() {
                    Ok(data) => data,
                    Err(_) => return,
                };
                match data.get(0).as_string().as_deref() {
                    Some("here") => silent.set(0),
                    Some("ready") => ready.put(Said::Died(String::new())),
                    // Only what has run no code of anybody else yet says so (www/functions/frame.js).
                    Some("snapshot") => python::keep_memory(data.get(1)),
                    Some("died") => {
                        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of ours")]
                        let id = data.get(1).as_f64().unwrap_or_default() as u32;
                        let inbox = inboxes.borrow().get(&id).cloned();
                        if let Some(inbox) = inbox {
                            inbox.put(Said::Died(data.get(2).as_string().unwrap_or_default()));
                        }
                    }
                    _ => {}
                }
            }
        });
        page.body()?.append_child(&frame).ok()?;
        let asked_at = Cell::new(clock::now());
        let (last, has_python) = (Cell::new(0), Cell::default());
        let sandbox = Self { frame, last, has_python, asked_at, silent, inboxes, _listener: listener };
        match select(Box::pin(next(&ready)), TimeoutFuture::new(FRAME_MILLIS)).await {
            Either::Left(_) => {}
            Either::Right(_) => return None,
        }
        sandbox.tell(&Array::of2(&"program".into(), &JsValue::from_str(&program)), &Array::new());
        Some(sandbox)
    }

    fn tell(&self, what: &Array, ports: &Array) {
        if let Some(window) = self.frame.content_window() {
            // The frame's origin is opaque, so that none can be named; it is this page's own frame.
            let _ = window.post_message_with_transfer(what, "*", ports);
        }
    }

    /// Asks the frame whether it is there.
    fn ask(&self) {
        self.asked_at.set(clock::now());
        self.silent.set(self.silent.get() + 1);
        self.tell(&Array::of1(&"ask".into()), &Array::new());
    }

    /// Whether it is there: its process can be gone.
    pub(super) async fn is_there(&self) -> bool {
        if self.silent.get() >= MOST_SILENT {
            return false;
        }
        self.ask();
        let mut wait = 1;
        while self.silent.get() > 0 && wait <= ANSWER_MILLIS {
            TimeoutFuture::new(wait).await;
            wait *= 2;
        }
        self.silent.get() == 0
    }

    /// Starts a worker with a task, which is JSON text.
    pub(super) async fn begin(self: &Rc<Self>, task: &str, with_axios: bool) -> Option<Session> {
        let task = js_sys::JSON::parse(task).ok()?;
        if with_axios {
            let library = fetched(AXIOS).await?;
            Reflect::set(&task, &"axios".into(), &JsValue::from_str(&library)).ok()?;
        }
        self.session("start", &task)
    }

    /// Starts a worker with Python in it, and then a task in that.
    pub(super) fn begin_python(self: &Rc<Self>, task: &str, python: &Python) -> Option<Session> {
        if !self.has_python.replace(true) {
            self.tell(&Array::of2(&"python".into(), &python.told()?), &Array::new());
        }
        self.session("startPython", &js_sys::JSON::parse(task).ok()?)
    }

    fn session(self: &Rc<Self>, what: &str, task: &JsValue) -> Option<Session> {
        let channel = MessageChannel::new().ok()?;
        let (port, other) = (channel.port1(), channel.port2());
        let id = self.last.get().wrapping_add(1);
        self.last.set(id);
        let inbox = Rc::new(Inbox::default());
        self.inboxes.borrow_mut().insert(id, inbox.clone());
        let listener = EventListener::new(&port, "message", {
            let inbox = inbox.clone();
            move |event| {
                let text = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
                if let Some(text) = text {
                    inbox.put(Said::Message(text));
                }
            }
        });
        port.start();
        let session = Session { sandbox: self.clone(), id, port, inbox, _listener: listener };
        self.tell(&Array::of3(&what.into(), &id.into(), task), &Array::of1(&other));
        // The worker begins once it has this (www/functions/transport.js).
        session.port.post_message(&Array::of1(&LISTENS.into())).ok()?;
        Some(session)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.frame.remove();
    }
}

/// A worker, which is ended when this is dropped.
pub(super) struct Session {
    sandbox: Rc<Sandbox>,
    id: u32,
    port: MessagePort,
    inbox: Rc<Inbox>,
    _listener: EventListener,
}

impl Session {
    /// The next that the worker says.
    pub(super) async fn next(&self) -> Said {
        loop {
            if let Either::Left((said, _)) = select(Box::pin(next(&self.inbox)), TimeoutFuture::new(ASK_MILLIS)).await {
                return said;
            }
            if self.sandbox.silent.get() >= MOST_SILENT {
                return Said::Gone;
            }
            // All that wait for something in the same frame ask together.
            if clock::now().millis_since(self.sandbox.asked_at.get()) >= i64::from(ASK_MILLIS) {
                self.sandbox.ask();
            }
        }
    }

    /// Answers the HTTP call of that number: what is known of it, and the body.
    pub(super) fn answer(&self, id: u32, answer: &[(&str, JsValue)], body: &[u8]) {
        let told = Object::new();
        for (name, value) in answer {
            // A new object takes any member.
            let _ = Reflect::set(&told, &(*name).into(), value);
        }
        let body: Uint8Array = body.into();
        // A port that is closed has nobody behind it who would wait.
        let _ = self.port.post_message(&Array::of3(&id.into(), &told, &body));
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.port.close();
        self.sandbox.inboxes.borrow_mut().remove(&self.id);
        self.sandbox.tell(&Array::of2(&"end".into(), &self.id.into()), &Array::new());
    }
}

async fn next(inbox: &Inbox) -> Said {
    poll_fn(|context| {
        if let Some(said) = inbox.said.borrow_mut().pop_front() {
            return Poll::Ready(said);
        }
        inbox.waker.replace(Some(context.waker().clone()));
        Poll::Pending
    })
    .await
}
