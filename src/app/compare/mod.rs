//! The three ways to call an API, side by side: what is compared, the runs, and what they show.

mod cards;
mod form;
mod model;
mod run;
mod tables;
mod view;

pub(crate) use view::Compare;
