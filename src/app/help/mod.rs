//! The help: its pages, the lists in them, and the codes of problems.

pub(crate) mod address;
pub(crate) mod codes;
mod differences;
mod lists;
pub(crate) mod pages;
