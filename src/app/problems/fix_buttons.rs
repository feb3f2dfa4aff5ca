//! The fixes that the list of problems shows: worked out one problem at a time while the page has nothing else to do.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use asl_playground::diagnostic::Diagnostic;
use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::analysis::{Findings, Problem};
use crate::app::chunks::{EDITING, Editing};
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::shared::{Shared, use_shared};

/// For this many problems; those further down are fixed where they are underlined, or when they have moved up.
const MOST: usize = 20;

/// The titles of fixes, each list with the problem it is for.
pub(super) type Offered = Rc<Vec<(Rc<Diagnostic>, Vec<String>)>>;

/// The fixes of the first problems. While other problems are being looked at, those known already stay.
#[hook]
pub(super) fn use_fixes() -> Offered {
    let (commands, findings) = (use_commands(), use_shared::<Findings>());
    let offered = use_state(Offered::default);
    use_effect_with(findings, {
        let offered = offered.setter();
        move |findings: &Shared<Findings>| {
            let (timer, wanted) = (Rc::new(RefCell::new(None)), Rc::new(Cell::new(true)));
            let problems: Vec<Problem> = findings.problems.iter().take(MOST).cloned().collect();
            if !problems.is_empty() {
                let (working, timer, wanted) = (commands.clone(), Rc::clone(&timer), Rc::clone(&wanted));
                commands.with(&EDITING, move |editing| {
                    let (commands, problems) = (working.clone(), problems.clone());
                    let (offered, timer) = (offered.clone(), Rc::clone(&timer));
                    if wanted.get() {
                        let rest = commands.checking.rest();
                        Work { commands, editing, problems, found: Vec::new(), offered, timer }.wait(rest);
                    }
                });
            }
            move || {
                wanted.set(false);
                drop(timer.take());
            }
        }
    });
    (*offered).clone()
}

/// The titles for `problem`.
pub(super) fn of<'o>(offered: &'o Offered, problem: &Problem) -> &'o [String] {
    let same = |(known, _): &&(Rc<Diagnostic>, Vec<String>)| {
        known.code == problem.code && *known.message == *problem.message && known.hint == problem.diagnostic.hint
    };
    offered.iter().find(same).map_or(&[], |(_, titles)| titles)
}

struct Work {
    commands: Shared<Commands>,
    editing: &'static Editing,
    problems: Vec<Problem>,
    found: Vec<(Rc<Diagnostic>, Vec<String>)>,
    offered: UseStateSetter<Offered>,
    timer: Rc<RefCell<Option<Timeout>>>,
}

impl Work {
    /// Goes on with the next problem after that time; dropping the timer ends the work.
    fn wait(mut self, millis: u32) {
        let timer = Rc::clone(&self.timer);
        let next = Timeout::new(millis, move || {
            if let Some(problem) = self.problems.get(self.found.len()) {
                let fixes = (self.editing.fixes)(&self.commands.state().document, problem);
                let titles = fixes.into_iter().map(|fix| fix.title).collect();
                self.found.push((Rc::clone(&problem.diagnostic), titles));
                self.wait(0);
            } else {
                self.offered.set(Rc::new(self.found));
            }
        });
        timer.replace(Some(next));
    }
}
