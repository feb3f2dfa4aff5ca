//! Everything about the selected step of a run: its data, errors, rules and definition, a tab each.

mod check_view;
mod context_tab;
mod data_view;
mod error_tab;
mod fault_view;
pub(crate) mod pane;
pub(crate) mod scratch;
mod show_in_definition;
mod source_tab;
mod stages;
mod trying;
mod state_tools;
mod started;
mod unvisited;
mod why;

pub(crate) use check_view::check_tree;
pub(crate) use pane::reveal_button;
