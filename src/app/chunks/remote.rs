//! The chunk of Step Functions elsewhere: in AWS, or an emulator.

use yew::prelude::*;

use super::{ALGORITHMS, JSONATA, Load, MAP_RUNS, SEARCHES, Table, WORDS, YAML};
use crate::app::remote::RemoteDialog;

/// What the chunk holds.
pub(crate) struct Remotes {
    /// The dialog.
    pub(crate) dialog: fn() -> Html,
}

impl Table for Remotes {
    // The definition that ran there is read here.
    const NEEDS: &[fn() -> &'static dyn Load] =
        &[|| &WORDS, || &SEARCHES, || &ALGORITHMS, || &JSONATA, || &MAP_RUNS, || &YAML];
}

pub(super) const TABLE: Remotes = Remotes { dialog: || html! { <RemoteDialog /> } };
