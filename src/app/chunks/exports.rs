//! The chunk of what leaves the page: the graph as a file or in the clipboard, and what scripts are given.

use std::future::Future;
use std::pin::Pin;

use wasm_bindgen::JsValue;

use super::Table;
use crate::app::graph::export::{Export, Source};
use crate::app::host::clipboard::Copied;
use crate::app::page::api;
use crate::app::run::history;
use crate::app::run::masking::Masking;
use crate::app::run::view::RunView;

/// What a script will get, or why not.
pub(crate) type Answer = Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>>;

/// What will come of an export of the graph.
pub(crate) type Exported = Pin<Box<dyn Future<Output = Copied>>>;

/// What the chunk holds.
pub(crate) struct Exports {
    /// Saves or copies the graph, and says whether that worked.
    pub(crate) graph: fn(Source, Export) -> Exported,
    /// Downloads the events of an execution.
    pub(crate) history: fn(&RunView, &Masking),
    /// `aslPlayground.run(order)`
    pub(crate) run: fn(JsValue) -> Answer,
    /// `aslPlayground.check(text)`
    pub(crate) check: fn(String) -> Answer,
    /// `aslPlayground.draw(text)`
    pub(crate) draw: fn(String) -> Answer,
}

impl Table for Exports {}

pub(super) const TABLE: Exports = Exports {
    graph: |source, what| Box::pin(source.export(what)),
    history: history::save,
    run: |order| Box::pin(api::run(order)),
    check: |text| Box::pin(api::check(text)),
    draw: |text| Box::pin(api::draw(text)),
};
