//! The dialog "Run on AWS": an endpoint, this workflow there, and what else is there.

use std::rc::Rc;

use asl_remote::{Deployed, Leftover, Problem};
use yew::prelude::*;

use super::connect::{ConnectForm, Reached};
use super::explained::{explained, left_over, unfollowed};
use super::machines::Machines;
use super::start::StartThere;
use crate::app::state::shared::Shared;
use crate::app::ui::modal::Modal;

/// What went wrong last.
#[derive(Clone)]
pub(super) enum Failure {
    /// A call.
    Call(Problem),
    /// On the way to a run.
    HalfWay(Leftover),
    /// What runs there cannot be followed, and why.
    Unfollowed(Deployed, Rc<Failure>),
    /// In the page.
    Page(Rc<str>),
}

impl Failure {
    fn show(&self, reached: &Reached) -> Html {
        match self {
            Self::Call(problem) => explained(problem, reached.place()),
            Self::HalfWay(left) => left_over(left, reached.place()),
            Self::Unfollowed(deployed, why) => html! { <>{ why.show(reached) }{ unfollowed(deployed) }</> },
            Self::Page(why) => {
                html! { <p class="field-problem" role="alert" data-testid="remote-problem">{ why.to_string() }</p> }
            }
        }
    }
}

/// What the parts of the dialog tell it.
#[derive(Clone, PartialEq)]
pub(super) struct Told {
    /// What went wrong, or nothing any more.
    pub(super) failed: Callback<Option<Failure>>,
    /// There are other machines than before.
    pub(super) changed: Callback<Shared<Reached>>,
    /// Whether something is under way, whose end has to be seen.
    pub(super) busy: Callback<bool>,
}

/// The dialog. It stays open while something is under way there.
#[component]
pub(crate) fn RemoteDialog() -> Html {
    let reached = use_state(|| None::<Shared<Reached>>);
    let failure = use_state(|| None::<Failure>);
    let is_busy = use_mut_ref(|| false);
    let set = {
        let (reached, failure) = (reached.setter(), failure.setter());
        Callback::from(move |found| {
            failure.set(None);
            reached.set(found);
        })
    };
    let told = Told {
        failed: {
            let failure = failure.setter();
            Callback::from(move |what| failure.set(what))
        },
        changed: {
            let reached = reached.setter();
            Callback::from(move |found| reached.set(Some(found)))
        },
        busy: {
            let is_busy = is_busy.clone();
            Callback::from(move |now| *is_busy.borrow_mut() = now)
        },
    };
    let may_close = Callback::from(move |()| !*is_busy.borrow());
    html! {
        <Modal key="remote" title="Run on AWS or an emulator" class="remote" {may_close}>
            <ConnectForm reached={set} />
            if let Some(reached) = &*reached {
                <StartThere reached={reached.clone()} told={told.clone()} />
                if let Some(failure) = &*failure { { failure.show(reached) } }
                <Machines reached={reached.clone()} {told} />
            }
        </Modal>
    }
}
