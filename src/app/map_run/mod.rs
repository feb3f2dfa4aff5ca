//! Map Runs and their child executions.

mod card;
mod child;
mod children;
mod counts;
mod crumbs;
mod look;
mod page;
mod results;

pub(crate) use card::Cards;
pub(crate) use child::{ChildFacts, ChildView};
pub(crate) use children::{Choice, LIST};
pub(crate) use crumbs::{Crumbs, TITLE, describe};
pub(crate) use page::Page;
