//! Announces to assistive technology how a run goes: politely and at most once a second; a failure at once.

use std::rc::Rc;

use asl_sim::Outcome;
use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::app::run::pending_tasks::PendingTask;
use crate::app::run::status_style::of_row;
use crate::app::run::view::RunView;
use crate::app::run::view::use_run_view;
use crate::app::state::request::{PageRequest, use_requests};
use crate::app::state::shared::use_shared;
use crate::app::ui::format;

/// How long news is gathered.
const GATHER_MILLIS: u32 = 1_000;

/// Live regions that nobody sees.
#[component]
pub(crate) fn Announcer() -> Html {
    let run = use_run_view();
    let polite = use_state(String::new);
    let timer = use_mut_ref(|| None::<Timeout>);
    let newest = use_mut_ref(String::new);
    let tasks = use_shared::<Vec<PendingTask>>();
    let asks = match tasks.first().filter(|_| !run.has_ended()) {
        Some(task) => format!("{} waits for your answer.", task.state),
        None => String::new(),
    };
    *newest.borrow_mut() = progress(&run);
    use_effect_with((run.id, run.log.len()), {
        let (polite, ended) = (polite.setter(), run.has_ended());
        move |_| {
            if ended {
                timer.replace(None);
                polite.set(newest.borrow().clone());
            } else if timer.borrow().is_none() {
                let (slot, newest) = (timer.clone(), newest.clone());
                let say = Timeout::new(GATHER_MILLIS, move || {
                    slot.replace(None);
                    polite.set(newest.borrow().clone());
                });
                timer.replace(Some(say));
            }
        }
    });
    // The last announcement that was asked for. Its serial number is its key: the same words again are another element,
    // which is said again.
    let announced = use_state(|| (0, Rc::<str>::default()));
    use_requests({
        let announced = announced.setter();
        move |serial, request| {
            let PageRequest::Announce(message) = request else { return false };
            announced.set((serial, message.clone()));
            true
        }
    });
    let (serial, message) = &*announced;
    html! {
        <div class="visually-hidden">
            <div aria-live="polite">{ (*polite).clone() }</div>
            <div aria-live="polite">{ asks }</div>
            <div aria-live="polite" data-testid="told"><p key={*serial}>{ message.to_string() }</p></div>
            <div aria-live="assertive">{ failure(&run) }</div>
        </div>
    }
}

fn progress(run: &RunView) -> String {
    let length = format::duration(run.latest.millis_since(run.started));
    match run.outcome.as_deref() {
        // A moment that was gone back to is said by what goes there.
        _ if !run.exists() || run.moment.is_some() => String::new(),
        Some(Outcome::Succeeded(_)) => {
            format!("The run succeeded after {length}, {}.", format::count(run.log.len(), "event"))
        }
        Some(Outcome::Aborted(_)) => format!("The run was stopped after {length}."),
        Some(_) => String::new(),
        None => match run.rows.last() {
            Some(row) => {
                format!("{}: {}. {} so far.", row.name, of_row(row.status).word, format::count(run.log.len(), "event"))
            }
            None => "The run started.".to_owned(),
        },
    }
}

fn failure(run: &RunView) -> String {
    match run.outcome.as_deref() {
        Some(Outcome::Failed(error)) => format!("The run failed: {}.", error.name()),
        Some(Outcome::TimedOut(_)) => "The run timed out.".to_owned(),
        _ => String::new(),
    }
}
