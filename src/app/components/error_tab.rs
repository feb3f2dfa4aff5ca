//! The errors that a step met: retried, caught or final.

use asl_playground::run::missing_file;
use asl_playground::state_error::StateError;
use asl_playground::visit::Visit;
use yew::prelude::*;

use super::copy::CopyButton;
use super::files::FileButton;
use super::icons::{Icon, icon};

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
                    { way_out(error) }
                </li>
            }
        </ol>
    }
}

/// A file that an ItemReader did not find can be given to it.
fn way_out(error: &StateError) -> Html {
    let Some((bucket, key)) = error.cause.as_deref().and_then(missing_file) else { return Html::default() };
    html! {
        <div class="explanation" data-testid="way-out">
            <p class="headline">{ icon(Icon::Info) }<span>{"The page stands in for S3"}</span></p>
            <p>{"It reads the files of the tab Files, and there is none at "}<code>{ format!("s3://{bucket}/{key}") }</code>{". Give it one and run again."}</p>
            <FileButton label="Choose a file…" address={(bucket.into(), key.into())} class="primary" />
        </div>
    }
}
