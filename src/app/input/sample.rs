//! An input made from what the workflow reads, and what the input there lacks of it. In the chunk for editing.

use std::rc::Rc;

use asl_ide::sample_input::{self, SampleInput};
use asl_text::print;

use crate::app::problems::reading::{LARGE, read_input};
use crate::app::state::document::Document;

/// What is known of the input that a workflow wants.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sample {
    /// The text of an input with all that it reads; an empty object if it reads nothing, `None` if there is no workflow.
    pub(crate) made: Option<Rc<str>>,
    /// The paths that it reads and that the input there lacks.
    pub(crate) missing: Rc<[String]>,
    /// The text of the input there with these.
    pub(crate) completed: Rc<str>,
}

/// What the workflow of `document` wants. Placeholders without a value are none of its words.
pub(crate) fn of(document: &Document) -> Sample {
    let Some(machine) = document.read().machine.filter(|machine| !machine.scope.states.is_empty()) else {
        return Sample::default();
    };
    let Some(sample) = SampleInput::of(&machine) else {
        return Sample { made: Some("{}".into()), ..Sample::default() };
    };
    if document.input.len() >= LARGE {
        // Nobody adds to it by hand.
        return Sample { made: Some(print::json(&sample.value()).into()), ..Sample::default() };
    }
    let (given, broken) = read_input(&document.input);
    let missing = if broken.is_empty() { sample.missing(&given) } else { Vec::new() };
    let completed =
        if missing.is_empty() { String::new() } else { sample_input::complete_text(&document.input, &sample) };
    Sample { made: Some(print::json(&sample.value()).into()), missing: missing.into(), completed: completed.into() }
}
