//! The chunk of what holds a run, goes back in it, and asks what if.

use std::rc::Rc;

use yew::prelude::*;

use super::Table;
use crate::app::control::bar::Bar;
use crate::app::control::menu::StateMenu;
use crate::app::run::control::MenuPlace;

/// What the chunk holds.
pub(crate) struct Controls {
    /// The bar below the status of a run.
    pub(crate) bar: fn() -> Html,
    /// What can be done with a state of that name, at that place; the callback closes it.
    pub(crate) menu: fn(&Rc<str>, MenuPlace, &Callback<()>) -> Html,
}

impl Table for Controls {}

pub(super) const TABLE: Controls = Controls {
    bar: || html! { <Bar /> },
    menu: |state, place, close| html! { <StateMenu state={state.clone()} {place} close={close.clone()} /> },
};
