//! The chunk of what holds a run, goes back in it, and asks what if.

use std::rc::Rc;

use yew::prelude::*;

use super::Table;
use crate::app::control::again::RunAgain;
use crate::app::control::bar::Bar;
use crate::app::control::comparison::CompareRuns;
use crate::app::control::menu::StateMenu;
use crate::app::run::control::MenuPlace;
use crate::app::state::dialog::Dialog;

/// What the chunk holds.
pub(crate) struct Controls {
    /// The bar below the status of a run.
    pub(crate) bar: fn() -> Html,
    /// A dialog of it.
    pub(crate) dialog: fn(&Dialog) -> Html,
    /// What can be done with a state of that name, at that place; the callback closes it.
    pub(crate) menu: fn(&Rc<str>, MenuPlace, &Callback<()>) -> Html,
}

impl Table for Controls {}

pub(super) const TABLE: Controls = Controls {
    bar: || html! { <Bar /> },
    dialog: |dialog| match *dialog {
        Dialog::RunAgain(actor, visit) => html! { <RunAgain {actor} {visit} /> },
        Dialog::CompareRuns(first, second) => html! { <CompareRuns {first} {second} /> },
        _ => Html::default(),
    },
    menu: |state, place, close| html! { <StateMenu state={state.clone()} {place} close={close.clone()} /> },
};
