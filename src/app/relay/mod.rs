//! The relay: the transport through it, its button and dialog, and the offer of it at a call that failed.

pub(crate) mod button;
pub(crate) mod dialog;
pub(crate) mod offer;
pub(crate) mod transport;
