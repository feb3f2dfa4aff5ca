//! Lessons beside a workflow: steps of text, questions, goals.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod lesson;
mod read;
pub mod problem;
mod place;
pub mod progress;
pub mod guides;

pub use lesson::{Asked, Focus, Goal, Lesson, Question, RunTo, Solution, Step, View};
pub use place::{fields, place};
pub use read::{LARGEST, LessonFile, MOST_STEPS, check, read};
