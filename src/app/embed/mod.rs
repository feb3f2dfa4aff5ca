//! The playground in pages of others (`www/embed/embed.html`): the views that its address chooses, and what it says to the page
//! around it. `docs/embed.md` describes both.
//!
//! INVARIANT: it has no connection but those of the Practice API, reads and writes no storage, and sends no call; so there is nothing
//! that a page which lies over it could gain with a press on one of its buttons.

mod bar;
mod frame;
mod messages;
mod opening;
mod playing;
mod view;
mod views;

pub(crate) use view::begin;
