//! The chunk of lessons: the pane beside the workflow, and the editor.

use yew::prelude::*;

use super::{ALGORITHMS, JSONATA, Load, SEARCHES, Table, WORDS, YAML};
use crate::app::lesson::editor::LessonEditor;
use crate::app::lesson::pane::{Host, LessonPane};

/// What the chunk holds.
pub(crate) struct Lessons {
    /// The lesson of the document; in a page of others with what stands around it there.
    pub(crate) pane: fn(Option<Host>) -> Html,
    /// Its editor, open at a step.
    pub(crate) editor: fn(usize) -> Html,
}

impl Table for Lessons {
    // What a goal misses is noticed by nobody here, so all is fetched that it may need.
    const NEEDS: &[fn() -> &'static dyn Load] = &[|| &WORDS, || &SEARCHES, || &ALGORITHMS, || &JSONATA, || &YAML];
}

pub(super) const TABLE: Lessons =
    Lessons { pane: |host| html! { <LessonPane {host} /> }, editor: |step| html! { <LessonEditor {step} /> } };
