//! What a waiting Task calls, with what, and how long it waits yet.

use asl_aws::time::Timestamp;
use yew::prelude::*;

use crate::app::run::masking::Masking;
use crate::app::run::pending_tasks::PendingTask;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::format;
use crate::app::ui::json_view::json_view;
use crate::app::ui::use_now::{TICK_MILLIS, use_now};

/// The Task whose deadlines are shown.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    pub(super) task: PendingTask,
}

/// State, resource, time limits, parameters, token.
pub(super) fn facts(task: &PendingTask, masking: &Masking) -> Html {
    let call = &task.call;
    let copied = call.token.clone();
    html! {
        <div class="question-facts">
            <p class="question-what">
                <strong>{ task.state.to_string() }</strong>{" calls "}<code>{ call.resource.to_string() }</code>
                if task.attempt > 1 { { format!(" · attempt {}", task.attempt) } }
            </p>
            <Deadlines task={task.clone()} />
            <details class="more" open={true}>
                <summary>{"Parameters of the call"}</summary>
                { json_view(&masking.value(&call.parameters), "parameters") }
            </details>
            if let Some(token) = copied {
                <p class="token">{"Task token "}<code>{ token.to_string() }</code>
                    <CopyButton text={Callback::from(move |()| token.to_string())} />
                </p>
            }
        </div>
    }
}

/// The time limits, which go on as on AWS.
#[component]
fn Deadlines(Props { task }: &Props) -> Html {
    let call = &task.call;
    let now = use_now(call.timeout_seconds.is_some() || call.heartbeat_seconds.is_some(), TICK_MILLIS);
    let left = |seconds: f64, since: Timestamp| format::duration(since.plus_seconds(seconds).millis_since(now).max(0));
    let timeout = call.timeout_seconds.map(|seconds| ("TimeoutSeconds", left(seconds, task.asked_at)));
    let heartbeat = call.heartbeat_seconds.map(|seconds| ("HeartbeatSeconds", left(seconds, task.last_heartbeat)));
    let limits: Vec<_> = timeout.into_iter().chain(heartbeat).collect();
    if limits.is_empty() {
        return Html::default();
    }
    html! {
        <p class="deadlines">
            for (name, left) in limits {
                <span key={name}><code>{ name }</code>{ format!(" ends in {left}") }</span>
            }
        </p>
    }
}
