//! Files that stand in for objects in S3: taking them from the computer, and the tab that lists them.

mod button;
mod drop_target;
mod entries;
pub(crate) mod import;
mod items;
mod row;
mod source_card;
mod tab;

pub(crate) use button::FileButton;
pub(crate) use drop_target::DropTarget;
pub(crate) use tab::FilesTab;
