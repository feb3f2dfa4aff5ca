//! The workflow as a graph: drawn while it is typed, lit up while it runs.

mod camera;
mod canvas;
pub(crate) mod drawing;
mod export;
mod minimap;
mod outline;
mod pane;
mod parts;
mod picture;
mod signs;
pub(crate) mod state;
mod toolbar;
mod viewport;

pub(crate) use pane::GraphPane;
