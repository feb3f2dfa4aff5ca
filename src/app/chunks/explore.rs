//! The chunk of the exploration of failures, and of scenarios.

use asl_events::EventSystem;
use asl_lang::StateMachine;
use asl_text::diagnostic::Diagnostic;
use yew::prelude::*;

use super::{ALGORITHMS, JSONATA, Load, MAP_RUNS, SEARCHES, Table, WORDS, YAML};
use crate::app::explore::Explore;
use crate::app::explore::scenarios::{ScenariosTab, Told, count_passing};
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;

/// What the chunk holds.
pub(crate) struct Exploring {
    /// The view.
    pub(crate) view: fn() -> Html,
    /// What is wrong with a text of scenarios for that machine.
    pub(crate) check: fn(&str, Option<&StateMachine>, Option<&EventSystem>) -> Vec<Diagnostic>,
    /// What stands above the text of the scenarios.
    pub(crate) scenarios: fn() -> Html,
    /// Runs the scenarios of the document, and tells how many pass and how many there are, or why none was run.
    pub(crate) count_passing: fn(&Shared<Commands>, Told),
}

impl Table for Exploring {
    // What a run misses is noticed by nobody here, so all is fetched that a run may need.
    const NEEDS: &[fn() -> &'static dyn Load] =
        &[|| &WORDS, || &SEARCHES, || &ALGORITHMS, || &JSONATA, || &MAP_RUNS, || &YAML];
}

pub(super) const TABLE: Exploring = Exploring {
    view: || html! { <Explore /> },
    check: |text, machine, system| asl_scenario::read(text, machine, system).diagnostics,
    scenarios: || html! { <ScenariosTab /> },
    count_passing,
};
