//! The chunk of what stands in pages of others.

use web_sys::Element;

use super::{Load, RUN_PARTS, Table, WORDS};
use crate::app::embed;

/// What the chunk holds.
pub(crate) struct Embedded {
    /// Draws the embedded playground into that element.
    pub(crate) begin: fn(Element),
}

impl Table for Embedded {
    const NEEDS: &[fn() -> &'static dyn Load] = &[|| &WORDS, || &RUN_PARTS];
}

pub(super) const TABLE: Embedded = Embedded { begin: embed::begin };
