//! What the state made of an attempt.

use asl_http::test_state::Level;
use asl_view::state_visit::{Attempt, AttemptResult};
use yew::prelude::*;

use crate::app::ui::json_view::json_view;

/// The Task's result or error.
pub(super) fn outcome(attempt: &Attempt, level: Level) -> Html {
    let body = match &attempt.result {
        AttemptResult::Pending => html! { <p class="empty">{"Waiting for the response."}</p> },
        // The answer says the same, and stands above.
        AttemptResult::Succeeded(value) => html! {
            if level == Level::Trace && attempt.exchange.is_some() {
                <details class="result"><summary>{"Result"}</summary>{ json_view(value, "result") }</details>
            } else {
                { json_view(value, "result") }
            }
        },
        AttemptResult::Failed(error) => html! {
            <>
                <p><code class="error-name">{ error.name().to_owned() }</code></p>
                if let Some(cause) = &error.cause { <p class="cause">{ cause.to_string() }</p> }
                <p class="fine">
                    { if attempt.retry_at.is_some() {
                        "Retry makes another attempt."
                    } else {
                        "Not retried. Catch sees this error and cause, but not the response body."
                    } }
                </p>
            </>
        },
    };
    html! {
        <div role="group" class="message" aria-label="Result of this attempt">
            <div class="message-head"><h3>{"Result of this attempt"}</h3></div>
            { body }
        </div>
    }
}
