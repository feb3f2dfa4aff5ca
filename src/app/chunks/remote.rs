//! The chunk of Step Functions elsewhere: in AWS, or an emulator.

use std::future::Future;
use std::pin::Pin;

use asl_http::relay::RelaySetting;
use asl_value::Value;
use yew::prelude::*;

use super::{ALGORITHMS, JSONATA, Load, MAP_RUNS, SEARCHES, Table, WORDS, YAML};
use crate::app::remote::{RemoteDialog, test_state};

/// What TestState answers there, or what is shown in place of an answer.
pub(crate) type Tested = Pin<Box<dyn Future<Output = Result<Value, Html>>>>;

/// What the chunk holds.
pub(crate) struct Remotes {
    /// The dialog.
    pub(crate) dialog: fn() -> Html,
    /// Asks TestState at the endpoint that this tab uses; `None` if none was connected yet.
    pub(crate) test_state: fn(&Value, Option<RelaySetting>) -> Option<Tested>,
}

impl Table for Remotes {
    // The definition that ran there is read here.
    const NEEDS: &[fn() -> &'static dyn Load] =
        &[|| &WORDS, || &SEARCHES, || &ALGORITHMS, || &JSONATA, || &MAP_RUNS, || &YAML];
}

pub(super) const TABLE: Remotes = Remotes { dialog: || html! { <RemoteDialog /> }, test_state };
