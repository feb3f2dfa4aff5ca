//! The Edit menu of the definition, and its dialogs.

mod menu;
mod outline;
mod rename;
mod told;

pub(crate) use menu::EditMenu;
pub(crate) use outline::Outline;
pub(crate) use rename::Rename;
pub(crate) use told::Notes;
