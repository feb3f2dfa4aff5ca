//! The errors that a step met: retried, caught or final.

use asl_playground::visit::Visit;
use yew::prelude::*;

use super::copy::CopyButton;

/// The step.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The step.
    pub(crate) visit: Visit,
}

/// Each error with its cause.
#[component]
pub(crate) fn ErrorTab(Props { visit }: &Props) -> Html {
    let several = visit.errors.len() > 1;
    html! {
        <ol class="errors">
            for (index, (event, error)) in visit.errors.iter().enumerate() {
                <li key={event.0}>
                    <div class="error-head">
                        <code class="error-name">
                            { if error.name().is_empty() { "No error name".to_owned() } else { error.name().to_owned() } }
                        </code>
                        <span class="facts">
                            { if several { format!("{} of {} · event {}", index + 1, visit.errors.len(), event.0) } else { format!("event {}", event.0) } }
                        </span>
                    </div>
                    if let Some(cause) = &error.cause {
                        <div class="cause-box">
                            <pre tabindex="0" aria-label="Cause">{ cause.to_string() }</pre>
                            <CopyButton text={
                                let cause = cause.clone();
                                Callback::from(move |()| cause.to_string())
                            } />
                        </div>
                    } else {
                        <p class="empty">{"AWS gives no cause for it."}</p>
                    }
                </li>
            }
        </ol>
    }
}
