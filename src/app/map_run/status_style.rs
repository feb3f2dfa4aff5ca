//! How a Map Run and a child execution look: icon, word and color.

use asl_sim::MapRunStatus;
use asl_view::map_runs::ChildStatus;

use crate::app::run::status_style::StatusStyle;
use crate::app::ui::icons::Icon;

/// How a Map Run looks.
pub(super) fn of_map_run(status: MapRunStatus) -> StatusStyle {
    match status {
        MapRunStatus::Running => StatusStyle::new(Icon::Running, "Running", "running"),
        MapRunStatus::Succeeded => StatusStyle::new(Icon::Check, "Succeeded", "succeeded"),
        MapRunStatus::Failed => StatusStyle::new(Icon::Cross, "Failed", "failed"),
        MapRunStatus::Aborted => StatusStyle::new(Icon::Aborted, "Aborted", "aborted"),
    }
}

/// How a child execution looks.
pub(crate) fn of_child(status: ChildStatus) -> StatusStyle {
    match status {
        ChildStatus::Running => StatusStyle::new(Icon::Running, "Running", "running"),
        ChildStatus::Succeeded => StatusStyle::new(Icon::Check, "Succeeded", "succeeded"),
        ChildStatus::Failed => StatusStyle::new(Icon::Cross, "Failed", "failed"),
        ChildStatus::TimedOut => StatusStyle::new(Icon::Clock, "Timed out", "failed"),
        ChildStatus::Aborted => StatusStyle::new(Icon::Aborted, "Aborted", "aborted"),
    }
}
