//! Files that stand in for objects in S3.

mod button;
mod drop_target;
mod items;
mod row;
mod source_card;
mod tab;

pub(crate) use button::FileButton;
pub(crate) use drop_target::DropTarget;
pub(crate) use tab::FilesTab;
