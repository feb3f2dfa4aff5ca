//! How a Map Run and a child execution look: icon, word and colour.

use asl_playground::map_runs::ChildStatus;
use asl_playground::run::MapRunStatus;

use crate::app::run::status_word::Look;
use crate::app::ui::icons::Icon;

/// How a Map Run looks.
pub(super) fn of_map_run(status: MapRunStatus) -> Look {
    match status {
        MapRunStatus::Running => Look::new(Icon::Running, "Running", "running"),
        MapRunStatus::Succeeded => Look::new(Icon::Check, "Succeeded", "succeeded"),
        MapRunStatus::Failed => Look::new(Icon::Cross, "Failed", "failed"),
        MapRunStatus::Aborted => Look::new(Icon::Aborted, "Aborted", "aborted"),
    }
}

/// How a child execution looks.
pub(super) fn of_child(status: ChildStatus) -> Look {
    match status {
        ChildStatus::Running => Look::new(Icon::Running, "Running", "running"),
        ChildStatus::Succeeded => Look::new(Icon::Check, "Succeeded", "succeeded"),
        ChildStatus::Failed => Look::new(Icon::Cross, "Failed", "failed"),
        ChildStatus::TimedOut => Look::new(Icon::Clock, "Timed out", "failed"),
        ChildStatus::Aborted => Look::new(Icon::Aborted, "Aborted", "aborted"),
    }
}
