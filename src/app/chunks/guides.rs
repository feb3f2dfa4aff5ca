//! The chunk of the guided texts of the examples, and of the course.

use asl_lesson::guides::{self, CourseLesson};

use super::Table;

/// What the chunk holds.
pub(crate) struct Guides {
    /// The guided text of the example of an id.
    pub(crate) guide: fn(&str) -> Option<&'static str>,
    /// The lesson of the course of a number, from 1.
    pub(crate) course: fn(usize) -> Option<&'static CourseLesson>,
}

impl Table for Guides {}

pub(super) const TABLE: Guides = Guides { guide: guides::guide, course: guides::course };
