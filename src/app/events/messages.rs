//! A message in a queue or a log group: attributes and body.

use asl_value::Value;
use asl_world::log::Message;
use yew::prelude::*;

use crate::app::run::masking::Masking;
use crate::app::ui::json_view::json_view;

/// The message.
pub(super) fn message_view(message: &Message, masking: &Masking) -> Html {
    html! {
        <div class="event-message" data-testid="event-message">
            if !message.attributes.is_empty() {
                <dl class="facts-list">
                    for (name, value) in &message.attributes {
                        <dt><code>{ *name }</code></dt><dd>{ masking.text(value).into_owned() }</dd>
                    }
                </dl>
            }
            { match Value::from_json(&message.body) {
                Ok(value) => json_view(&masking.value(&value), "message"),
                Err(_) => html! { <pre class="pad-body" tabindex="0" aria-label="Body">{ masking.text(&message.body).into_owned() }</pre> },
            } }
        </div>
    }
}
