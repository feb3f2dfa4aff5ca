//! The chunk of the sentences that say what is wrong, which the library is given when it comes: a definition with which
//! nothing is wrong needs none of them.

use std::any::Any;

use asl_lang::messages::{
    ChoiceProblem, DataProblem, ErrorProblem, FieldProblem, FlowProblem, HttpProblem, TaskProblem,
};
use asl_scenario::messages::ScenarioProblem;
use asl_sim::messages::{MockProblem, RunProblem};
use asl_stack::messages::{AccessProblem, EventProblem, FormProblem, TemplateProblem};
use asl_text::diagnostic::{Sentences, WORDS};
use asl_text::messages::TextProblem;
use yew::prelude::*;

use super::Table;
use crate::app::problems::analysis::Problem;
use crate::app::problems::fix_buttons::Offered;
use crate::app::problems::row::row;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;

/// What the chunk holds.
pub(crate) struct Words {
    words: &'static asl_text::diagnostic::Words,
    /// A row of the list of problems: its index there, and what fixes are offered.
    pub(crate) row: fn(usize, &Problem, &Offered, &Shared<Commands>) -> Html,
}

impl Table for Words {
    fn arrive(&self) {
        WORDS.provide(self.words);
    }
}

pub(super) const TABLE: Words = Words { words: &asl_text::diagnostic::Words { say }, row };

/// The sentences of a detail of any family: tests/it/tidy.rs sees that none is left out.
fn say(detail: &dyn Any) -> Option<Sentences> {
    macro_rules! any_of {
        ($($family:ty,)*) => { None$(.or_else(|| Sentences::of::<$family>(detail)))* };
    }
    any_of![
        TextProblem,
        FieldProblem,
        FlowProblem,
        DataProblem,
        ChoiceProblem,
        ErrorProblem,
        TaskProblem,
        HttpProblem,
        asl_path::messages::TemplateProblem,
        RunProblem,
        MockProblem,
        ScenarioProblem,
        TemplateProblem,
        EventProblem,
        FormProblem,
        AccessProblem,
    ]
}
