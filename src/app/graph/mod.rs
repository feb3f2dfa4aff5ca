//! The workflow as a graph: drawn while it is typed, lit up while it runs.

mod camera;
mod canvas;
pub(crate) mod drawing;
pub(crate) mod export;
pub(crate) mod figure;
mod minimap;
mod outline;
mod pane;
mod map_scope;
mod picture;
pub(crate) mod tool_icons;
pub(crate) mod state;
mod toolbar;
mod viewport;

pub(crate) use pane::GraphPane;
