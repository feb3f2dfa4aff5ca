//! What a workflow may do and what belongs to it: the dialog of its permissions and that of its template's resources.

mod create;
pub(crate) mod button;
pub(crate) mod dialog;
pub(crate) mod resources;
