//! The fixes that the list of problems shows, and what AWS reports: worked out one problem at a time while the page has nothing else to do.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use asl_text::diagnostic::Diagnostic;
use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::analysis::{Analysis, Problem};
use super::aws_answer::Reported;
use crate::app::chunks::{self, EDITING, Editing, Load};
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::shared::{Shared, use_shared};

/// For this many problems; those further down are fixed where they are underlined, or when they have moved up.
const MOST: usize = 20;

/// What is known of the first problems.
#[derive(Clone, Default)]
pub(crate) struct Offered {
    /// The titles of fixes, each list with the problem it is for.
    titles: Rc<Vec<(Rc<Diagnostic>, Vec<String>)>>,
    /// What AWS reports for the same document.
    pub(crate) reported: Rc<[Reported]>,
}

/// The fixes of the first problems. While other problems are being looked at, those known already stay.
#[hook]
pub(crate) fn use_fixes() -> Offered {
    let (commands, analysis) = (use_commands(), use_shared::<Analysis>());
    let offered = use_state(Offered::default);
    use_effect_with(analysis, {
        let offered = offered.setter();
        move |analysis: &Shared<Analysis>| {
            let (timer, wanted) = (Rc::new(RefCell::new(None)), Rc::new(Cell::new(true)));
            let problems: Vec<Problem> = analysis.problems.iter().take(MOST).cloned().collect();
            if !problems.is_empty() {
                let (working, timer, wanted) = (commands.clone(), Rc::clone(&timer), Rc::clone(&wanted));
                commands.with(&EDITING, move |editing| {
                    let (commands, problems) = (working.clone(), problems.clone());
                    let (offered, timer) = (offered.clone(), Rc::clone(&timer));
                    if wanted.get() {
                        let rest = commands.checking.idle_after();
                        Work { commands, editing, problems, found: Vec::new(), reported: None, offered, timer }
                            .wait(rest);
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
    let same = |(known, _): &&(Rc<Diagnostic>, Vec<String>)| known.is_same(&problem.diagnostic);
    offered.titles.iter().find(same).map_or(&[], |(_, titles)| titles)
}

struct Work {
    commands: Shared<Commands>,
    editing: &'static Editing,
    problems: Vec<Problem>,
    found: Vec<(Rc<Diagnostic>, Vec<String>)>,
    reported: Option<Rc<[Reported]>>,
    offered: UseStateSetter<Offered>,
    timer: Rc<RefCell<Option<Timeout>>>,
}

impl Work {
    /// Goes on with the next problem after that time; dropping the timer ends the work.
    fn wait(mut self, millis: u32) {
        let timer = Rc::clone(&self.timer);
        let next = Timeout::new(millis, move || {
            let Some(reported) = self.reported.clone() else {
                self.reported = Some((self.editing.reported)(&self.commands.state().document).into());
                return self.wait(0);
            };
            if let Some(problem) = self.problems.get(self.found.len()) {
                chunks::take_missed();
                let fixes = (self.editing.fixes)(&self.commands.state().document, problem);
                if let Some(chunk) = chunks::take_missed() {
                    return self.wait_for(chunk);
                }
                let titles = fixes.into_iter().map(|fix| fix.title).collect();
                self.found.push((Rc::clone(&problem.diagnostic), titles));
                self.wait(0);
            } else {
                self.offered.set(Offered { titles: Rc::new(self.found), reported });
            }
        });
        timer.replace(Some(next));
    }

    /// Goes on with the same problem once `chunk` is here, which a fix is tried out with.
    fn wait_for(self, chunk: &'static dyn Load) {
        let commands = self.commands.clone();
        let work = Cell::new(Some(self));
        commands.after(chunk, Rc::new(move || work.take().into_iter().for_each(|work| work.wait(0))));
    }
}
