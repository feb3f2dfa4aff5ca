//! What is recorded of a run: AWS's events, the log groups, and the traces, one of them at a time.

use yew::prelude::*;

use super::events::Events;
use crate::app::chunks::{Deferred, DeferredView, OBSERVED};
use crate::app::state::commands::Commands;
use crate::app::state::parts::use_part;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;

/// A record of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Record {
    /// The events, as GetExecutionHistory has them.
    #[default]
    Events,
    /// The log groups.
    Log,
    /// The traces.
    Trace,
}

impl Record {
    /// All of them, in the order of their tabs.
    const ALL: [Self; 3] = [Self::Events, Self::Log, Self::Trace];

    fn name(self) -> &'static str {
        match self {
            Self::Events => "Events",
            Self::Log => "Log",
            Self::Trace => "Trace",
        }
    }
}

/// The record that is in front.
#[component]
pub(crate) fn Records() -> Html {
    match use_part::<Record>() {
        Record::Events => html! { <Events /> },
        Record::Log => {
            html! { <Deferred key="log" view={DeferredView::new(&OBSERVED, (), |observed, ()| (observed.log)())} /> }
        }
        Record::Trace => {
            html! { <Deferred key="trace" view={DeferredView::new(&OBSERVED, (), |observed, ()| (observed.trace)())} /> }
        }
    }
}

/// What picks one of them, in the bar of each; `has_traces` where there is an execution.
pub(crate) fn record_tabs(shown: Record, has_traces: bool, commands: &Shared<Commands>) -> Html {
    let button = |record: Record| {
        let commands = commands.clone();
        html! {
            <button key={record.name()} aria-pressed={(record == shown).to_string()} data-testid={format!("record-{}", record.name().to_lowercase())}
                onclick={move |_| commands.dispatch(ViewAction::Record(record))}>{ record.name() }</button>
        }
    };
    html! {
        <>
            <h2 class="visually-hidden">{ shown.name() }</h2>
            <span class="segmented" role="group" aria-label="Record">
                { for Record::ALL.into_iter().filter(|record| has_traces || *record != Record::Trace).map(button) }
            </span>
        </>
    }
}
