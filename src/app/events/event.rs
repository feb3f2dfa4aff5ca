//! The details of an event: its envelope, and what each rule of the bus made of it.

use asl_view::events::export::origin;
use asl_view::events::reasons;
use asl_view::events::rows::RowSubject;
use asl_world::{EventId, EventRecord, RuleOutcome};
use yew::prelude::*;

use super::commands::send;
use super::world::read_log;
use crate::app::inspector::check_tree;
use crate::app::run::masking::{Masking, use_masking};
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::events::{EventsAction, EventsState, Selected, WorldView};
use crate::app::state::pad::{PadStart, PadTab};
use crate::app::state::shared::{Shared, use_shared};
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::json_view::json_view;
use crate::app::ui::tabs::{Tab, tabs};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EventTab {
    Rules,
    Event,
}

/// Which event it is.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// Its number in the log.
    pub(super) number: u32,
}

/// The details.
#[component]
pub(super) fn EventDetails(&Props { number }: &Props) -> Html {
    let (commands, events, masking) = (use_commands(), use_shared::<EventsState>(), use_masking());
    let world = events.world.clone();
    let tab = use_state(|| EventTab::Rules);
    let Some(event) = read_log(&world, |log| log.event(EventId(number)).cloned()).flatten() else {
        return Html::default();
    };
    let all = [
        Tab { value: EventTab::Rules, name: "Rules", count: Some(event.rules.len()).filter(|count| *count > 0) },
        Tab { value: EventTab::Event, name: "Event", count: None },
    ];
    let shown = *tab;
    let select = {
        let tab = tab.setter();
        Callback::from(move |wanted| tab.set(wanted))
    };
    let active = all.iter().position(|known| known.value == shown).unwrap_or(0);
    let again = {
        let (commands, entry) = (commands.clone(), event.entry.clone());
        let is_service = entry.check(false).is_err() && entry.check(true).is_ok();
        move |_| send(&commands, vec![(entry.clone(), is_service)])
    };
    html! {
        <section class="inspector" data-testid="inspector" aria-label="Selected event">
            <div class="bar inspector-head">
                <h2>{ event.entry.detail_type.as_deref().unwrap_or("Event").to_owned() }</h2>
                <span class="tag">{"Event"}</span>
                <span class="facts">{ format!("{} · sent by {}", event.entry.source.as_deref().unwrap_or_default(), origin(&event.origin)) }</span>
                <button class="button small" onclick={again} data-testid="send-again">{ icon(Icon::Retry) }{"Send again"}</button>
            </div>
            { tabs("inspector", "Parts of the event", &all, shown, &select) }
            <div class="panel" role="tabpanel" id="inspector-panel" aria-labelledby={format!("inspector-tab-{active}")}>
                { match shown {
                    EventTab::Rules => rules(&world, &event, &masking, &commands),
                    EventTab::Event => envelope(&event, &masking),
                } }
            </div>
        </section>
    }
}

fn envelope(event: &EventRecord, masking: &Masking) -> Html {
    match &event.outcome {
        Ok(taken) => json_view(&masking.value(&taken.value), "event"),
        Err(_) => json_view(&masking.value(&event.entry.to_value()), "entry"),
    }
}

fn rules(world: &WorldView, event: &EventRecord, masking: &Masking, commands: &Shared<Commands>) -> Html {
    if let Err(error) = &event.outcome {
        return html! {
            <p class="pad-refused" data-testid="event-refused">{ icon(Icon::Warning) }<span>{"PutEvents rejects it: "}<code>{ error.code() }</code>{" "}{ error.message() }</span></p>
        };
    }
    if event.rules.is_empty() {
        let known = world.system.bus(&event.bus).is_some();
        let why = if known { "has no rules" } else { "does not exist" };
        return html! { <p class="empty">{ format!("The bus {} {why}: AWS accepts the event and does nothing with it.", event.bus) }</p> };
    }
    html! {
        <ol class="rules" aria-label="Rules">
            for (rule, outcome) in &event.rules {
                <li key={*rule}>{ rule_view(world, event, *rule, outcome, masking, commands) }</li>
            }
        </ol>
    }
}

fn rule_view(
    world: &WorldView,
    event: &EventRecord,
    at: usize,
    outcome: &RuleOutcome,
    masking: &Masking,
    commands: &Shared<Commands>,
) -> Html {
    let Some(rule) = world.system.rules.get(at) else { return Html::default() };
    let (class, said) = match outcome {
        RuleOutcome::Matched(_) => ("matched", "Matched"),
        RuleOutcome::NotMatched => ("not-matched", "Did not match"),
        RuleOutcome::Disabled { would_match: true } => ("not-reached", "Disabled, but would match"),
        RuleOutcome::Disabled { would_match: false } => ("not-reached", "Disabled"),
        RuleOutcome::NoPattern => ("not-reached", "No pattern"),
    };
    let deliveries: &[_] = if let RuleOutcome::Matched(deliveries) = outcome { deliveries } else { &[] };
    let explanation = read_log(world, |log| log.explain(&world.system, event.id, at)).flatten();
    let go = |id: asl_world::DeliveryId| {
        let commands = commands.clone();
        let target = read_log(world, |log| {
            let delivery = log.delivery(id)?;
            Some(world.system.target(delivery.rule, delivery.target)?.id.to_string())
        });
        let onclick = move |_| commands.dispatch(EventsAction::Select(Some(Selected::Row(RowSubject::Delivery(id)))));
        html! { <button key={id.0} class="button small" {onclick}>{ format!("→ {}", target.flatten().unwrap_or_default()) }</button> }
    };
    let try_it = rule.pattern.as_ref().map(|pattern| {
        let (commands, start) = (commands.clone(), PadStart {
            tab: PadTab::Pattern,
            rule: Some(rule.resource.name.clone()),
            pattern: Some(pattern.text.clone()),
            event: event.outcome.as_ref().ok().map(|taken| masking.value(&taken.value).to_json_pretty().into()),
            ..PadStart::default()
        });
        html! { <button class="button small quiet" onclick={move |_| commands.try_pattern(start.clone())}>{"Try it"}</button> }
    });
    html! {
        <article class={classes!("rule", class)} data-testid="rule-outcome">
            <header>
                <h3>{ rule.resource.name.to_string() }</h3>
                <span class="rule-outcome">{ said }</span>
                { for deliveries.iter().map(|id| go(*id)) }
                { try_it }
            </header>
            if let Some(explanation) = explanation { { check_tree(&reasons::trace(&explanation), masking) } }
        </article>
    }
}
