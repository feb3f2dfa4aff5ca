//! Widgets that know nothing of workflows: dialogs, tabs, icons, lists, JSON, copy buttons, numbers as people read them.

pub(crate) mod command_key;
pub(crate) mod copy;
pub(crate) mod dark;
pub(crate) mod diff;
pub(crate) mod direction;
pub(crate) mod elapsed;
pub(crate) mod format;
pub(crate) mod icons;
pub(crate) mod json_view;
pub(crate) mod markdown;
pub(crate) mod modal;
pub(crate) mod moved;
pub(crate) mod prose;
pub(crate) mod secret_field;
pub(crate) mod tabs;
pub(crate) mod use_calm;
pub(crate) mod use_in_sight;
pub(crate) mod use_now;
pub(crate) mod use_waited;
pub(crate) mod virtual_list;
