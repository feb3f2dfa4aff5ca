//! The fixes that the list of problems shows: worked out one problem at a time while the page has nothing else to do.

use std::cell::RefCell;
use std::rc::Rc;

use asl_playground::diagnostic::Diagnostic;
use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::analysis::{Findings, Problem};
use super::quick_fixes as mending;
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
            let timer = Rc::new(RefCell::new(None));
            let problems: Vec<Problem> = findings.problems.iter().take(MOST).cloned().collect();
            if !problems.is_empty() {
                let rest = commands.checking.rest();
                let work = Work { commands, problems, found: Vec::new(), offered, timer: Rc::clone(&timer) };
                work.wait(rest);
            }
            move || drop(timer.take())
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
                let fixes = mending::fixes(&self.commands.state().document, problem);
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
