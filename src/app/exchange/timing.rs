//! When an attempt was made and how long it took.

use asl_http::Phases;
use asl_view::state_visit::Attempt;
use yew::prelude::*;

use crate::app::ui::format;

/// The times of an attempt, in a line.
pub(super) fn timing(attempt: &Attempt) -> Html {
    let time = |at: asl_aws::time::Timestamp| {
        let text = at.to_string();
        let clock = text.split_once('T').map_or(text.clone(), |(_, clock)| clock.trim_end_matches('Z').to_owned());
        html! { <time datetime={text}>{ clock }</time> }
    };
    let fact = |name: &'static str, value: Html| html! { <div key={name}><dt>{ name }</dt><dd>{ value }</dd></div> };
    let mut facts = Vec::new();
    if let Some(exchange) = &attempt.exchange {
        facts.push(fact("Sent", time(exchange.sent_at)));
        facts.push(fact("Answered", time(exchange.answered_at)));
        let took = exchange.answered_at.millis_since(exchange.sent_at);
        facts.push(fact("Duration", format::duration(took).into()));
        let phases = exchange.response.as_ref().ok().and_then(|response| response.phases);
        for (name, millis) in phases.iter().flat_map(Phases::named) {
            facts.push(fact(name, format::duration(millis.into()).into()));
        }
    } else {
        facts.push(fact("Started", time(attempt.at)));
    }
    if let Some(until) = attempt.retry_at {
        facts.push(fact("Next attempt", time(until)));
    }
    html! {
        <div role="group" class="message" aria-label="Timing">
            <div class="message-head"><h3>{"Timing (UTC)"}</h3></div>
            <dl class="timing">{ for facts }</dl>
        </div>
    }
}
