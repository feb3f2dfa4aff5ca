//! The chunk of runs as files: exports, imports, replays.

use std::rc::Rc;

use asl_http::redact::Redactor;
use yew::prelude::*;

use super::{ALGORITHMS, JSONATA, Load, MAP_RUNS, SEARCHES, Table, WORDS, YAML};
use crate::app::recorded::{RunFiles, import, open_shared, replay, to_share};
use crate::app::run::view::RunView;
use crate::app::state::commands::Commands;

/// What the chunk holds.
pub(crate) struct Recorded {
    /// The dialog.
    pub(crate) dialog: fn() -> Html,
    /// Puts the run of the histories of its executions on stage. The error says why one cannot be read.
    pub(crate) import: fn(&Commands, &[Rc<str>]) -> Result<(), String>,
    /// Puts the run that came with the document's link on stage. The error says why it cannot be read.
    pub(crate) open_shared: fn(&Commands, &Rc<str>) -> Result<(), String>,
    /// The run as a link holds it, with masks in place of secrets; `None` if no link can.
    pub(crate) to_share: fn(&RunView, &Redactor) -> Option<Rc<str>>,
    /// Plays the run on stage again, and shows the first difference.
    pub(crate) replay: fn(&Commands),
}

impl Table for Recorded {
    // What a replay misses is noticed by nobody here, so all is fetched that a run may need.
    const NEEDS: &[fn() -> &'static dyn Load] =
        &[|| &WORDS, || &SEARCHES, || &ALGORITHMS, || &JSONATA, || &MAP_RUNS, || &YAML];
}

pub(super) const TABLE: Recorded =
    Recorded { dialog: || html! { <RunFiles /> }, import, open_shared, to_share, replay };
