//! The dialog "Run on AWS": an endpoint, this workflow there, and what else is there.

use std::rc::Rc;

use asl_remote::{Leftover, Problem};
use yew::prelude::*;

use super::connect::{ConnectForm, Reached};
use super::explained::{explained, left_over};
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
    /// In the page.
    Page(Rc<str>),
}

/// The dialog.
#[component]
pub(crate) fn RemoteDialog() -> Html {
    let reached = use_state(|| None::<Shared<Reached>>);
    let failure = use_state(|| None::<Failure>);
    let set = {
        let (reached, failure) = (reached.setter(), failure.setter());
        Callback::from(move |found| {
            failure.set(None);
            reached.set(found);
        })
    };
    let changed = {
        let reached = reached.setter();
        Callback::from(move |found| reached.set(found))
    };
    let failed = {
        let failure = failure.setter();
        Callback::from(move |what| failure.set(what))
    };
    html! {
        <Modal key="remote" title="Run on AWS or an emulator" class="remote">
            <ConnectForm reached={set} />
            if let Some(reached) = &*reached {
                <StartThere reached={reached.clone()} failed={failed.clone()} {changed} />
                if let Some(failure) = &*failure {
                    { match failure {
                        Failure::Call(problem) => explained(problem, reached.place()),
                        Failure::HalfWay(left) => left_over(left, reached.place()),
                        Failure::Page(why) => html! { <p class="field-problem" role="alert" data-testid="remote-problem">{ why.to_string() }</p> },
                    } }
                }
                <Machines reached={reached.clone()} {failed} />
            }
        </Modal>
    }
}
