//! Going back in a run, holding it and letting it go on, and asking what if.

pub(crate) mod again;
pub(crate) mod bar;
pub(crate) mod commands;
pub(crate) mod comparison;
pub(crate) mod menu;
pub(crate) mod waiting;
