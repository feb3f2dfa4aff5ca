//! What stands at the border of a box during a run: the badge of its status, and what was counted.

use std::fmt::Write as _;

use super::layout::measure;
use super::progress::NodeRun;
use super::symbols::status_path;
use crate::timeline::RowStatus;

/// The size of the letters.
const SIZE: f64 = 10.5;
/// The room of a sign's icon.
const ICON: f64 = 12.0;
/// What goes on, where it is small and does not turn.
const OPEN: &str = "M8 3.2a4.8 4.8 0 1 1-4.8 4.8";
/// Between two signs.
const GAP: f64 = 6.0;

/// The badge of a state's status and the counts beside it, for a box of that size.
pub fn badge(run: &NodeRun, width: f64, height: f64) -> String {
    let class = status_class(run.status);
    let spin = if run.status == RowStatus::Running { " class=\"turning\"" } else { "" };
    let mut out = format!(
        "<g class=\"badge {class}\" transform=\"translate({:.1} -8)\"><circle cx=\"8\" cy=\"8\" r=\"9\"/><path{spin} d=\"{}\"/></g>",
        width - 11.0,
        status_path(run.status),
    );
    let signs = run.signs();
    if signs.is_empty() {
        return out;
    }
    let icon = |status: Option<RowStatus>| if status.is_some() { ICON } else { 0.0 };
    let rooms = signs.iter().map(|(status, text)| icon(*status) + measure::width(text, SIZE) + GAP);
    let room = rooms.sum::<f64>() + 12.0 - GAP;
    // Writing to a string does not fail.
    let _ = write!(
        out,
        "<g class=\"count\" transform=\"translate({:.1} {:.1})\"><rect width=\"{room:.1}\" height=\"16\" rx=\"8\"/>",
        width - room - 14.0,
        height - 8.0,
    );
    let mut x = 6.0;
    for (status, text) in signs {
        if let Some(status) = status {
            let _ = write!(
                out,
                "<path class=\"{}\" transform=\"translate({:.1} 2.4) scale(.7)\" d=\"{}\"/>",
                status_class(status),
                x - 1.0,
                if status.is_open() { OPEN } else { status_path(status) },
            );
            x += ICON;
        }
        let wide = measure::width(&text, SIZE);
        let _ = write!(out, "<text x=\"{:.1}\" y=\"11.7\">{text}</text>", x + wide / 2.0);
        x += wide + GAP;
    }
    out.push_str("</g>");
    out
}

/// The class that gives a status its colors.
pub fn status_class(status: RowStatus) -> &'static str {
    match status {
        RowStatus::Running | RowStatus::Waiting => "running",
        RowStatus::BackingOff => "retried",
        RowStatus::Succeeded | RowStatus::SucceededWithRetries => "succeeded",
        RowStatus::Caught => "caught",
        RowStatus::Failed | RowStatus::TimedOut => "failed",
        RowStatus::Aborted => "aborted",
    }
}
