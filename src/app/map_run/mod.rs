//! Map Runs and their child executions.

mod card;
mod child;
mod children;
mod counts;
mod crumbs;
mod status_style;
mod page;
mod results;

pub(crate) use card::cards;
pub(crate) use child::{ChildView, child_facts, child_view};
pub(crate) use children::{ChildListState, ChildListStates, LIST};
pub(crate) use crumbs::{TITLE, crumbs, describe};
pub(crate) use page::Page;
pub(crate) use status_style::of_child;
