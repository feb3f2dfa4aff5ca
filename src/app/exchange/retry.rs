//! A retrier as a schedule, with when each retry comes at the earliest and at the latest; and what it made of an error.

use asl_aws::retry_policy::{Jitter, Retry, RetryPolicy};
use asl_http::explain::seconds;
use asl_view::handling::Handling;
use yew::prelude::*;

use crate::app::ui::format;

/// The rows that are drawn.
const ROWS: usize = 10;

/// The schedule of the state's retrier at `index` of its `Retry`, in the worst case: every attempt fails. The time of the
/// calls themselves is not in it. `failed` is the attempt that failed, if one is looked at, `asked` the seconds that the
/// API asked to wait after it.
pub(super) fn retry_chart(index: usize, policy: &RetryPolicy, failed: Option<u32>, asked: Option<f64>) -> Html {
    let schedule = policy.schedule();
    let shown: Vec<Retry> = schedule.iter().take(ROWS).copied().collect();
    let end = shown.last().map_or(0.0, |retry| retry.latest);
    let span = if end > 0.0 { end } else { 1.0 };
    let jitter = policy.jitter == Jitter::Full;
    let range = |from: f64, to: f64| if jitter { format!("{} to {}", seconds(from), seconds(to)) } else { seconds(to) };
    let too_early = |retry: &Retry| {
        asked.is_some_and(|asked| failed.is_some_and(|failed| retry.number >= failed) && retry.shortest < asked)
    };
    let total = policy.max_attempts.saturating_add(1);
    html! {
        <div class="retry-chart" data-testid="retry-chart">
            <p class="retry-title">
                <b>{ format!("Retry[{index}]") }</b>{" for "}
                for (index, name) in policy.errors.iter().enumerate() {
                    <span key={index}>{ if index > 0 { ", " } else { "" } }<code>{ name.to_string() }</code></span>
                }
            </p>
            if shown.is_empty() {
                <p class="fine">{"MaxAttempts is 0: these errors are not retried."}</p>
            } else {
                <table>
                    <caption class="visually-hidden">{ format!("Schedule of Retry[{index}] if every attempt fails") }</caption>
                    <thead><tr><th scope="col">{"Attempt"}</th><th scope="col">{"Wait"}</th><th scope="col">{"After the first failure"}</th><td></td></tr></thead>
                    <tbody>
                        for retry in shown.iter() {
                            <tr key={retry.number} class={classes!(
                                too_early(retry).then_some("early"),
                                (failed == Some(retry.number)).then_some("next"),
                            )}>
                                <th scope="row">{ retry.number + 1 }</th>
                                <td>{ range(retry.shortest, retry.longest) }if too_early(retry) { <span class="mark">{"too early"}</span> }</td>
                                <td>{ range(retry.earliest, retry.latest) }</td>
                                <td class="bar-cell" aria-hidden="true">
                                    <i style={format!("--from: {:.2}%; --to: {:.2}%", retry.earliest / span * 100.0, retry.latest / span * 100.0)}></i>
                                </td>
                            </tr>
                        }
                    </tbody>
                </table>
                <p class="fine">
                    { format!("At most {total} calls. The last one starts {}{} after the first failure, plus the duration of the calls.",
                        if jitter { "at most " } else { "" },
                        seconds(schedule.last().map_or(0.0, |retry| retry.latest))) }
                    if policy.max_attempts as usize > shown.len() {
                        { format!(" {} more are not listed.", policy.max_attempts as usize - shown.len()) }
                    }
                    if jitter { {" With full jitter, each wait is random, from 0 to the full delay."} }
                </p>
            }
        </div>
    }
}

/// What Retry and Catch made of an error: which clause, which attempt of how many, and the delay with the range that it was drawn from.
pub(crate) fn handled_by(handling: &Handling, policies: &[RetryPolicy]) -> Html {
    let words = match handling {
        Handling::Retried { retrier, retry, delay } => {
            let policy = usize::try_from(*retrier).ok().and_then(|place| policies.get(place));
            let of = policy.map(|policy| format!(" of {}", policy.max_attempts)).unwrap_or_default();
            let range = policy.map(|policy| match policy.jitter {
                Jitter::Full => {
                    format!(", drawn from 0 to {} (full jitter)", seconds(policy.wait(*retry)))
                }
                Jitter::None => ", as computed (no jitter)".to_owned(),
            });
            html! {
                <><code>{ format!("Retry[{retrier}]") }</code>
                { format!(" matched: retry {retry}{of}, after {}{}.", format::duration(*delay), range.unwrap_or_default()) }</>
            }
        }
        Handling::Caught { catcher, next } => html! {
            <><code>{ format!("Catch[{catcher}]") }</code>{" matched"}
            if let Some(next) = next { {": it leads to "}<code>{ next.to_string() }</code> }{"."}</>
        },
        Handling::Unhandled => html! { {"No retrier and no catcher matched."} },
    };
    html! { <p class="handled" data-testid="handled">{ words }</p> }
}
