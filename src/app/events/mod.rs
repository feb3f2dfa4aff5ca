//! EventBridge in the page: the events that a run puts on the buses, the picture of rules and targets, what became of each
//! event and delivery, and the scratch pad for patterns and transformers. All of it is in a chunk of its own; what the rest
//! of the page knows of it is in `state::events`.

mod commands;
mod compare_runs;
mod control;
mod delivery;
mod editor;
mod event;
mod export;
mod graph;
mod inspector;
mod kept;
mod log_table;
mod messages;
mod offers;
mod pad;
mod part;
mod prediction;
mod shown;
mod start;
mod timeline;
mod timeline_row;
mod what_if;
mod world;

pub(crate) use compare_runs::CompareWorlds;
pub(crate) use editor::EventEditor;
pub(crate) use graph::SystemPane;
pub(crate) use inspector::EventInspector;
pub(crate) use pad::ScratchPad;
pub(crate) use shown::Shown;
pub(crate) use start::{own_names, start};
pub(crate) use world::{read_log, read_world};
