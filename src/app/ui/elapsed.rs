//! How long something takes or took: it counts on its own while it goes on, so that nothing around it is drawn anew.

use asl_aws::time::Timestamp;
use asl_sim::host::Clock;
use yew::prelude::*;

use super::format;
use super::use_now::{TICK_MILLIS, use_now};

/// From when until when.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The beginning.
    pub(crate) started: Timestamp,
    /// When it ended; `None` while it goes on.
    pub(crate) ended: Option<Timestamp>,
    /// How time passes for what goes on.
    #[prop_or_default]
    pub(crate) clock: Clock,
}

/// The length of time, now or at the end.
#[component]
pub(crate) fn Elapsed(Props { started, ended, clock }: &Props) -> Html {
    let now = use_now(ended.is_none() && !clock.stands(), TICK_MILLIS);
    html! { <span class="elapsed">{ format::duration(ended.unwrap_or(clock.at(now)).millis_since(*started)) }</span> }
}
