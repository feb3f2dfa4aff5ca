//! The goal of a step: what to reach, what is missing yet, and the way out.

use std::rc::Rc;

use asl_lesson::Goal;
use asl_scenario::Expectation;
use yew::prelude::*;

use super::check::unmet;
use super::markdown::markdown;
use crate::app::chunks::EXPLORE;
use crate::app::state::commands::use_commands;
use crate::app::state::document::DocumentAction;
use crate::app::state::request::PageRequest;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

/// What a goal needs.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The goal.
    pub(super) goal: Rc<Goal>,
    /// The run that is looked at: its number and whether it has ended; the same of the event buses.
    pub(super) run: (u32, bool, u32, bool),
    /// Whether the step changes what calls come to: a run from before the step had none of that.
    pub(super) changes_calls: bool,
    /// Whether it was reached already.
    pub(super) is_done: bool,
    /// Told when it is reached.
    pub(super) reached: Callback<()>,
}

/// The goal. It is looked at again whenever a run ends.
#[component]
pub(super) fn Reach(Props { goal, run, changes_calls, is_done, reached }: &Props) -> Html {
    let commands = use_commands();
    let missing = use_state(|| Rc::<[String]>::from([]));
    let first = use_mut_ref(|| true);
    let gives_up = use_state(|| false);
    use_effect_with(*run, {
        let (commands, goal, reached, missing) = (commands.clone(), goal.clone(), reached.clone(), missing.setter());
        let changes_calls = *changes_calls;
        move |_| {
            // A run from before the step counts if it reaches the goal; what it misses is no news.
            let is_first = first.replace(false);
            if is_first && changes_calls {
                return;
            }
            match unmet(&goal, &commands.state()) {
                Some(none) if none.is_empty() => {
                    missing.set(none);
                    reached.emit(());
                }
                Some(some) if !is_first => {
                    commands.dispatch(PageRequest::announce("The goal is not reached yet."));
                    missing.set(some);
                }
                _ => {}
            }
        }
    });
    let by_scenarios = goal.scenarios.filter(|_| goal.expect == Expectation::default());
    let look = {
        let (commands, missing, reached) = (commands.clone(), missing.setter(), reached.clone());
        let least = by_scenarios.unwrap_or_default() as usize;
        move |_: MouseEvent| {
            let (page, missing, reached) = (commands.clone(), missing.clone(), reached.clone());
            commands.with(&EXPLORE, move |explore| {
                let (missing, reached) = (missing.clone(), reached.clone());
                let told = Callback::from(move |result: Result<(usize, usize), String>| {
                    let why = match result {
                        Err(why) => Some(why),
                        Ok((passed, all)) if passed < all => {
                            Some(format!("{} of {} pass", passed, format::count(all, "scenario")))
                        }
                        Ok((_, all)) if all < least => {
                            Some(format!("the document has {}, and must have {least}", format::count(all, "scenario")))
                        }
                        Ok(_) => None,
                    };
                    if why.is_none() {
                        reached.emit(());
                    }
                    missing.set(why.into_iter().collect());
                });
                (explore.count_passing)(&page, told);
            });
        }
    };
    let solve = goal.solution.clone().map(|solution| {
        let (commands, gives_up) = (commands.clone(), gives_up.setter());
        Callback::from(move |_: MouseEvent| {
            gives_up.set(false);
            commands.runner.stop();
            commands.dispatch(DocumentAction::Solve(Rc::new(solution.clone())));
            commands
                .dispatch(PageRequest::announce("The solution took the place of your text. Run it to reach the goal."));
        })
    });
    html! {
        <section class={classes!("lesson-goal", is_done.then_some("done"))} aria-label="Goal" data-testid="lesson-goal">
            <h3>{ icon(if *is_done { Icon::Check } else { Icon::Target }) }<span>{ if *is_done { "Goal reached" } else { "Your goal" } }</span></h3>
            { markdown(&goal.text) }
            if !*is_done && !missing.is_empty() {
                <ul class="lesson-missing" role="status" data-testid="lesson-missing">
                    for (index, one) in missing.iter().enumerate() { <li key={index}>{ prose(&format::capitalized(one)) }{"."}</li> }
                </ul>
            }
            if !*is_done {
                <div class="lesson-ways">
                    if by_scenarios.is_some() {
                        <button class="button small" onclick={look} data-testid="lesson-check">{"Check"}</button>
                    }
                    if let Some(solve) = solve {
                        if *gives_up {
                            <button class="button small" onclick={solve} data-testid="lesson-solve">{"Replace my text with the solution"}</button>
                        } else {
                            <button class="button small quiet" data-testid="lesson-solution" onclick={
                                let gives_up = gives_up.setter();
                                move |_| gives_up.set(true)
                            }>{"Show the solution"}</button>
                        }
                    }
                </div>
            }
        </section>
    }
}
