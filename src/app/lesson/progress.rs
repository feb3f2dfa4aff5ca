//! What local storage keeps of how far a learner came in lessons.

use asl_lesson::progress::{self, Progress};
use asl_value::Value;

use crate::app::host::storage;
use crate::app::state::document::{Document, Origin};

/// The most characters of a title by which a lesson is known.
const LONGEST_NAME: usize = 80;

/// The name under which the progress in the document's lesson is kept: that of the example, or the title of the lesson.
pub(super) fn name_of(document: &Document, title: &str) -> String {
    match &document.origin {
        Origin::Example(id) => id.to_string(),
        _ => format!("lesson: {}", title.chars().take(LONGEST_NAME).collect::<String>()),
    }
}

/// All that is kept.
fn records() -> Value {
    storage::lessons().and_then(|text| Value::from_json(&text).ok()).unwrap_or_default()
}

/// What is kept of a lesson.
pub(crate) fn find(name: &str) -> Progress {
    progress::find(&records(), name)
}

/// Keeps how far the learner came. Where that fails, the next visit begins at the first step.
pub(super) fn keep(name: &str, now: &Progress) {
    storage::save_lessons(&progress::with(&records(), name, now).to_json());
}
