//! The chunk of runs as files: exports, imports, replays.

use yew::prelude::*;

use super::{ALGORITHMS, JSONATA, Load, MAP_RUNS, SEARCHES, Table, WORDS, YAML};
use crate::app::recorded::{RunFiles, import, replay};
use crate::app::state::commands::Commands;

/// What the chunk holds.
pub(crate) struct Recorded {
    /// The dialog.
    pub(crate) dialog: fn() -> Html,
    /// Puts the run of a history on stage. The error says why it cannot be read.
    pub(crate) import: fn(&Commands, &str) -> Result<(), String>,
    /// Plays the run on stage again, and shows the first difference.
    pub(crate) replay: fn(&Commands),
}

impl Table for Recorded {
    // What a replay misses is noticed by nobody here, so all is fetched that a run may need.
    const NEEDS: &[fn() -> &'static dyn Load] =
        &[|| &WORDS, || &SEARCHES, || &ALGORITHMS, || &JSONATA, || &MAP_RUNS, || &YAML];
}

pub(super) const TABLE: Recorded = Recorded { dialog: || html! { <RunFiles /> }, import, replay };
