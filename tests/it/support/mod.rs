//! What several tests share.

pub(crate) mod case;
pub(crate) mod marks;
pub(crate) mod practice;
pub(crate) mod recorded;
