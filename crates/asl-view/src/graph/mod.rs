//! A state machine as a picture: what is drawn, where, and as what.
//!
//! [`Graph`] is the machine as boxes and arrows, [`Layout`] gives them places, [`svg`] draws them, [`mermaid`] writes
//! them for other tools, and [`Progress`] says how far a run has come in them, with what its [`Children`] did. Nothing here fails: a machine that is
//! only half written is drawn as far as it goes, with the targets that do not exist.

pub mod badge;
pub mod children;
mod conditions;
pub mod layout;
pub mod mermaid;
pub mod model;
pub mod palette;
pub mod progress;
mod resources;
pub mod svg;
mod symbols;
pub mod tally;
pub mod walk;

pub use children::{Children, PastChildren};
pub use layout::{Direction, Layout};
pub use model::{Edge, EdgeId, EdgeKind, Graph, Node, NodeId, NodeKind, Region, RegionId, StateSpans};
pub use progress::{NodeRun, Progress, RunPart};
pub(crate) use resources::service_name;
pub use symbols::Symbol;
