//! Changes of the whole definition: the Edit menu, what its items do, and its dialogs.

mod go_to_state;
mod menu;
mod notes;
pub(crate) mod operations;
mod rename_dialog;
pub(crate) mod rename_history;

pub(crate) use go_to_state::Outline;
pub(crate) use menu::EditMenu;
pub(crate) use notes::notes;
pub(crate) use rename_dialog::Rename;
