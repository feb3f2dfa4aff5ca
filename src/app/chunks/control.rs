//! The chunk of what holds a run, goes back in it, and asks what if.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_view::idle::Idle;
use asl_view::rows::Rows;
use yew::prelude::*;

use super::Table;
use crate::app::control::again::RunAgain;
use crate::app::control::bar::{Bar, BusBar, BusMoments};
use crate::app::control::comparison::Compared;
use crate::app::control::menu::StateMenu;
use crate::app::run::control::MenuPlace;
use crate::app::state::dialog::Dialog;
use crate::app::timeline::TimeScale;
use crate::app::timeline::details::Details;
use crate::app::timeline::look::{Look, Ticks};
use crate::app::timeline::tools::{Tools, idle, idle_ticks};

/// What the chunk holds.
pub(crate) struct Controls {
    /// The bar below the status of a run.
    pub(crate) bar: fn() -> Html,
    /// The same bar for a run of the event buses.
    pub(crate) bus_bar: fn(&BusMoments) -> Html,
    /// A dialog of it.
    pub(crate) dialog: fn(&Dialog) -> Html,
    /// What can be done with a state of that name, at that place; the callback closes it.
    pub(crate) menu: fn(&Rc<str>, MenuPlace, &Callback<()>) -> Html,
    /// What changes how a timeline is looked at: how it is, all of its time, whether it has branches or iterations, its list, and what
    /// takes another look; and what a row says in full.
    pub(crate) timeline_tools: fn(&Look, i64, bool, &NodeRef, &Callback<Look>) -> Html,
    /// The time of a run in which nothing was worked on.
    pub(crate) idle: fn(&Rows, Timestamp, Timestamp) -> Idle,
    /// The marks of an axis without that time, and where it is cut.
    pub(crate) idle_ticks: fn(TimeScale<'_>) -> Ticks,
}

impl Table for Controls {}

pub(super) const TABLE: Controls = Controls {
    bar: || html! { <Bar /> },
    bus_bar: |moments| html! { <BusBar ..moments.clone() /> },
    dialog: |dialog| match *dialog {
        Dialog::RunAgain(actor, visit) => html! { <RunAgain {actor} {visit} /> },
        Dialog::CompareRuns(first, second) => html! { <Compared {first} {second} /> },
        _ => Html::default(),
    },
    menu: |state, place, close| html! { <StateMenu state={state.clone()} {place} close={close.clone()} /> },
    timeline_tools: |look, whole, has_parts, rows, set| {
        html! {
            <>
                <Tools look={look.clone()} {whole} {has_parts} rows={rows.clone()} set={set.clone()} />
                <Details rows={rows.clone()} />
            </>
        }
    },
    idle,
    idle_ticks,
};
