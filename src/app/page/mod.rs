//! The page as a whole: header, columns, shortcuts, how it begins, and `window.aslPlayground`.

pub(crate) mod api;
pub(crate) mod app;
mod effects;
mod header;
pub(crate) mod put_events;
pub(crate) mod shortcuts;
pub(crate) mod run_pane;
mod setup_pane;
pub(crate) mod shown;
mod initial_state;
mod theme_switch;
mod workspace;

pub(crate) use effects::use_checking;
pub(crate) use initial_state::{fetch_chunks, needs_chunks};
