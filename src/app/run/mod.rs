//! Running a document: the runner and its host, what the page shows of a run, its status, limits and events, and the
//! consent before the first run of a document that came by link.

pub(crate) mod breadcrumbs;
mod commands;
pub(crate) mod consent;
pub(crate) mod consent_dialog;
pub(crate) mod control;
pub(crate) mod earlier;
pub(crate) mod events;
pub(crate) mod functions;
pub(crate) mod history;
pub(crate) mod host_dialog;
pub(crate) mod kept;
pub(crate) mod limits_note;
pub(crate) mod masking;
pub(crate) mod page_host;
pub(crate) mod pending_tasks;
pub(crate) mod records;
pub(crate) mod runner;
pub(crate) mod state;
pub(crate) mod status;
pub(crate) mod status_style;
pub(crate) mod view;

pub(crate) use commands::{WorldSpec, compiled, other_machine};
