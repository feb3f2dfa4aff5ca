//! How much of the exchanges is shown: TestState's levels, and whether secrets are.

use asl_http::test_state::Level;
use yew::prelude::*;

use crate::app::ui::icons::{Icon, icon};

/// How exchanges are shown. The options begin anew with every step, but for revealed secrets, which the page remembers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct ExchangeOptions {
    /// How much of each attempt is shown, as TestState names it.
    pub(crate) level: Level,
    /// Whether requests are shown with their secrets.
    pub(crate) reveal: bool,
    /// Whether copies and files hold secrets.
    pub(crate) share: bool,
}

/// The row above the attempts of a Task: `change` takes other options, `end` is at the end of the row.
pub(super) fn options_bar(options: ExchangeOptions, change: &Callback<ExchangeOptions>, end: &Html) -> Html {
    let level = |level: Level| {
        let change = change.clone();
        let what = match level {
            Level::Info => "The outcome of each attempt",
            Level::Debug => "Also the evaluated parameters and the result",
            Level::Trace => "Also the request and the response",
        };
        html! {
            <button aria-pressed={(options.level == level).to_string()} title={what} onclick={move |_| change.emit(ExchangeOptions { level, ..options })}>
                { level.name() }
            </button>
        }
    };
    let levels = html! {
        <div class="segmented" role="group" aria-label="Inspection level">{ for Level::ALL.into_iter().map(level) }</div>
    };
    bar(options, change, &levels, end)
}

/// The row above the attempts of a delivery, of which everything is shown.
pub(crate) fn secrets_bar(options: ExchangeOptions, change: &Callback<ExchangeOptions>, end: &Html) -> Html {
    bar(ExchangeOptions { level: Level::Trace, ..options }, change, &Html::default(), end)
}

fn bar(options: ExchangeOptions, change: &Callback<ExchangeOptions>, start: &Html, end: &Html) -> Html {
    let reveal = {
        let change = change.clone();
        move |_| change.emit(ExchangeOptions { reveal: !options.reveal, ..options })
    };
    let share = {
        let change = change.clone();
        move |_| change.emit(ExchangeOptions { share: !options.share, ..options })
    };
    html! {
        <div class="look-bar">
            { start.clone() }
            if options.level == Level::Trace {
                <button class="button small" aria-pressed={options.reveal.to_string()} onclick={reveal} data-testid="reveal-secrets">
                    { icon(if options.reveal { Icon::EyeOff } else { Icon::Eye }) }
                    { if options.reveal { "Hide secrets" } else { "Reveal secrets" } }
                </button>
            }
            <span class="look-end">
                <label class="look-tick">
                    <input type="checkbox" checked={options.share} onchange={share} data-testid="share-secrets" />
                    { "Include secrets in copies and HAR" }
                </label>
                { end.clone() }
            </span>
            if options.share {
                <p class="look-warning" role="status">
                    { icon(Icon::Warning) }{"Copies and downloads now contain the credentials of your connections."}
                </p>
            }
        </div>
    }
}
