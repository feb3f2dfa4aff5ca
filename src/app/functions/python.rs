//! Python for the sandbox, which has no network: the page fetches Pyodide from its own host when a function in Python first runs,
//! shows how far it is, and keeps it for the runs to come. The memory of one that has started is kept with it: others begin with
//! that, in a tenth of the time.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{Shared, WeakShared, try_join_all};
use gloo_net::http::Request;
use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader};

use super::loading::Card;
use crate::app::host::fetch::AbortOnDrop;

/// The list of the files: `[[what, path, bytes], …]` (scripts/finish-page.mjs).
const LIST: &str = "functions-python.json";

thread_local! {
    static KEPT: Kept = const { Kept { python: RefCell::new(None), coming: RefCell::new(None) } };
    static MEMORY: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// Python being fetched; why not, as a sentence.
type Coming = Pin<Box<dyn Future<Output = Result<Rc<Python>, Rc<str>>>>>;

struct Kept {
    python: RefCell<Option<Rc<Python>>>,
    /// Nobody waits for it any more once all that were are gone, and it ends.
    coming: RefCell<Option<WeakShared<Coming>>>,
}

/// The files of Pyodide, each with what it is.
pub(super) struct Python {
    parts: Vec<(String, JsValue)>,
}

impl Python {
    /// What the frame is told.
    pub(super) fn told(&self) -> Option<JsValue> {
        let told = Object::new();
        for (what, bytes) in &self.parts {
            Reflect::set(&told, &what.into(), bytes).ok()?;
        }
        if let Some(memory) = MEMORY.with_borrow(Clone::clone) {
            Reflect::set(&told, &"snapshot".into(), &memory).ok()?;
        }
        Some(told.into())
    }
}

/// Keeps the memory of Python that has started and run nothing.
pub(super) fn keep_memory(memory: JsValue) {
    MEMORY.with_borrow_mut(|kept| kept.get_or_insert(memory).is_truthy());
}

/// Whether there is a memory to start from.
pub(super) fn starts_at_once() -> bool {
    MEMORY.with_borrow(Option::is_some)
}

/// Python, fetched unless it is here; why not, as a sentence. Whoever waits for it at the same time waits for the same. After a
/// failure the next call tries again.
pub(super) async fn load() -> Result<Rc<Python>, Rc<str>> {
    let shared = KEPT.with(|kept| {
        if let Some(python) = kept.python.borrow().clone() {
            return Err(python);
        }
        let known = kept.coming.borrow().as_ref().and_then(WeakShared::upgrade);
        let shared = known.unwrap_or_else(|| {
            let coming: Coming = Box::pin(fetch());
            coming.shared()
        });
        kept.coming.replace(shared.downgrade());
        Ok::<Shared<Coming>, _>(shared)
    });
    match shared {
        Err(python) => Ok(python),
        Ok(coming) => coming.await,
    }
}

async fn fetch() -> Result<Rc<Python>, Rc<str>> {
    let _card = Card::show();
    let list = match Request::get(LIST).send().await {
        Ok(response) if response.ok() => response.text().await.ok(),
        _ => None,
    };
    let list: Option<Vec<(String, String, u32)>> = list.and_then(|list| serde_json::from_str(&list).ok());
    let list = list.ok_or_else(|| not_fetched(LIST))?;
    let total = list.iter().map(|(.., bytes)| bytes).sum();
    let fetched = Rc::new(Cell::new(0));
    let parts = list.into_iter().map(|(what, path, bytes)| {
        let fetched = fetched.clone();
        async move {
            let arrived = |more: u32| {
                fetched.set(fetched.get() + more);
                Card::set(fetched.get(), total);
            };
            let part = part(&path, bytes, arrived).await.ok_or_else(|| not_fetched(&path))?;
            Ok::<_, Rc<str>>((what, part.into()))
        }
    });
    let python = Rc::new(Python { parts: try_join_all(parts).await? });
    KEPT.with(|kept| kept.python.replace(Some(python.clone())));
    Ok(python)
}

fn not_fetched(path: &str) -> Rc<str> {
    format!("Python could not be loaded: the page's host did not send `{path}`. Check your network connection, and run it again.")
        .into()
}

/// A file of that many bytes; `arrived` is told of each part of it. Dropping the future ends the request.
async fn part(path: &str, bytes: u32, arrived: impl Fn(u32)) -> Option<Uint8Array> {
    let controller = AbortOnDrop(AbortController::new().ok()?);
    let request = Request::get(path).abort_signal(Some(&controller.0.signal()));
    let response = request.send().await.ok().filter(gloo_net::http::Response::ok)?;
    let reader: ReadableStreamDefaultReader = response.body()?.get_reader().unchecked_into();
    let whole = Uint8Array::new_with_length(bytes);
    let mut at = 0;
    loop {
        let chunk = JsFuture::from(reader.read()).await.ok()?;
        if Reflect::get(&chunk, &"done".into()).is_ok_and(|done| done.is_truthy()) {
            break;
        }
        let part: Uint8Array = Reflect::get(&chunk, &"value".into()).ok()?.dyn_into().ok()?;
        if part.length() > bytes - at {
            return None;
        }
        whole.set(&part, at);
        at += part.length();
        arrived(part.length());
    }
    (at == bytes).then_some(whole)
}
