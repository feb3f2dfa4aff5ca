//! What a run of the page, or the scenarios of the document, say to the goal of a step.

use std::rc::Rc;

use asl_lesson::Goal;
use asl_scenario::{Expectation, judge_run, judge_world};

use crate::app::events::read_world;
use crate::app::state::State;

/// What does not hold yet, as sentences; empty if the goal is reached, `None` if there is no run that has ended.
pub(super) fn unmet(goal: &Goal, state: &State) -> Option<Rc<[String]>> {
    if goal.expect == Expectation::default() {
        return None;
    }
    let expect = &goal.expect;
    let unmet = if expect.deliveries.is_empty() && expect.executions.is_empty() {
        if !state.run.has_ended() {
            return None;
        }
        state.run.log.with(|simulator| judge_run(expect, simulator))?
    } else {
        let view = &state.events.world;
        if !view.exists() || view.is_running {
            return None;
        }
        read_world(view, |world| judge_world(expect, world, view.started))?
    };
    Some(unmet.iter().map(ToString::to_string).collect())
}
