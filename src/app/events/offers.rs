//! Events that can be added by a choice: made from a rule's pattern, or samples.

use std::rc::Rc;

use asl_events::EventSystem;
use asl_events::samples;
use asl_value::Value;
use asl_view::events::entries;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::app::state::commands::Commands;
use crate::app::state::document::DocumentAction;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;

/// What the value of an option begins with: of a rule, with its position; of a sample, with its id.
const RULE: &str = "rule:";
const SAMPLE: &str = "sample:";

/// The list of what can be added.
pub(super) fn offers(system: &Rc<EventSystem>, text: &str, commands: &Shared<Commands>) -> Html {
    let onchange = {
        let (system, commands) = (system.clone(), commands.clone());
        move |event: Event| {
            let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
            let value = select.value();
            select.set_value("");
            let added = match (value.strip_prefix(RULE), value.strip_prefix(SAMPLE)) {
                (Some(rule), _) => rule.parse().ok().and_then(|rule| of_rule(&system, rule)),
                (_, Some(id)) => samples::find(id).and_then(|sample| of_sample(&system, sample.text)),
                _ => Some(empty(&system)),
            };
            let Some(added) = added else {
                commands
                    .dispatch(PageRequest::announce("The playground found no event that matches the rule's pattern."));
                return;
            };
            let text = entries::with_event(&commands.state().document.events, &added);
            commands.dispatch(DocumentAction::SetEvents(text.into()));
        }
    };
    let rules = || system.rules.iter().enumerate().filter(|(_, rule)| rule.pattern.is_some());
    html! {
        <label class="event-offers">
            <span class="visually-hidden">{"Add an event"}</span>
            <select {onchange} data-testid="add-event" title="Add an event">
                <option value="" selected={true} disabled={true}>{ if text.trim().is_empty() { "Add an event…" } else { "Add another event…" } }</option>
                <option value="new">{"An empty one"}</option>
                if rules().next().is_some() {
                    <optgroup label="Made from the pattern of">
                        for (at, rule) in rules() {
                            <option key={at} value={format!("{RULE}{at}")}>{ rule.resource.name.to_string() }</option>
                        }
                    </optgroup>
                }
                <optgroup label="Samples">
                    for sample in samples::ALL {
                        <option key={sample.id} value={format!("{SAMPLE}{}", sample.id)} title={sample.description}>{ sample.name }</option>
                    }
                </optgroup>
            </select>
        </label>
    }
}

/// An event that the rule takes, whole.
pub(super) fn whole(system: &EventSystem, rule: usize) -> Option<Value> {
    let pattern = system.rules.get(rule)?.pattern.as_ref()?.compiled.as_ref().ok()?;
    let known: Vec<Value> = samples::ALL.iter().filter_map(|sample| Value::from_json(sample.text).ok()).collect();
    pattern.sample(&known)
}

/// The same for its bus, as it is written.
pub(super) fn of_rule(system: &EventSystem, rule: usize) -> Option<Value> {
    let event = whole(system, rule)?;
    let rule = system.rules.get(rule)?;
    let bus = (*rule.bus != *asl_events::system::DEFAULT_BUS).then_some(&rule.bus);
    Some(entries::from_event(&event, bus))
}

/// A sample, for the bus whose rules take it; else for the first one that has rules.
fn of_sample(system: &EventSystem, text: &str) -> Option<Value> {
    let event = Value::from_json(text).ok()?;
    let prepared = asl_events::Event::of(&event);
    let taking =
        system.rules.iter().find(|rule| rule.pattern.as_ref().is_some_and(|pattern| pattern.matches(&prepared)));
    let bus = taking.or_else(|| system.rules.iter().find(|rule| rule.pattern.is_some())).map(|rule| &rule.bus);
    // What a service sends comes in on the default bus.
    let is_service = event.get("source").and_then(Value::as_str).is_some_and(|source| source.starts_with("aws."));
    let bus = bus.filter(|bus| ***bus != *asl_events::system::DEFAULT_BUS && !is_service);
    Some(entries::from_event(&event, bus))
}

/// An event with nothing in it, for the first bus that has rules.
fn empty(system: &EventSystem) -> Value {
    let bus = system.rules.iter().map(|rule| &rule.bus).find(|bus| ***bus != *asl_events::system::DEFAULT_BUS);
    let entry = asl_events::EventEntry {
        source: Some("my.app".into()),
        detail_type: Some("Something happened".into()),
        detail: Some("{}".into()),
        bus: bus.cloned(),
        ..asl_events::EventEntry::default()
    };
    entries::written(&entry)
}
