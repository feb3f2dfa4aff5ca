//! The chunk of runs as files: exports, imports, replays.

use asl_http::redact::Redactor;
use yew::prelude::*;

use super::{ALGORITHMS, JSONATA, Load, MAP_RUNS, SEARCHES, Table, WORDS, YAML};
use crate::app::recorded::{RunFiles, forget, import, replay, restore, store};
use crate::app::run::view::RunView;
use crate::app::state::commands::Commands;

/// What the chunk holds.
pub(crate) struct Recorded {
    /// The dialog.
    pub(crate) dialog: fn() -> Html,
    /// Puts the run of a history on stage. The error says why it cannot be read.
    pub(crate) import: fn(&Commands, &str) -> Result<(), String>,
    /// Plays the run on stage again, and shows the first difference.
    pub(crate) replay: fn(&Commands),
    /// Keeps a run that has ended beyond the page, with masks in place of secrets.
    pub(crate) store: fn(&RunView, &Redactor),
    /// Brings back the runs that were kept.
    pub(crate) restore: fn(&Commands),
    /// Forgets them.
    pub(crate) forget: fn(),
}

impl Table for Recorded {
    // What a replay misses is noticed by nobody here, so all is fetched that a run may need.
    const NEEDS: &[fn() -> &'static dyn Load] =
        &[|| &WORDS, || &SEARCHES, || &ALGORITHMS, || &JSONATA, || &MAP_RUNS, || &YAML];
}

pub(super) const TABLE: Recorded =
    Recorded { dialog: || html! { <RunFiles /> }, import, replay, store, restore, forget };
