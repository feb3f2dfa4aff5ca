//! Two runs side by side: the first difference, and those of each state. In a chunk.

use asl_sim::{Event, history};
use asl_value::Value;
use asl_view::comparison::{self, Comparison, Difference, Pair, Side};
use asl_view::event_difference::{self, EventComparison, EventDifference};
use yew::prelude::*;

use crate::app::chunks::EVENTS;
use crate::app::run::kept::KeptRuns;
use crate::app::run::masking::{Masking, use_masking};
use crate::app::run::status_style::of_row;
use crate::app::run::view::{RunOrigin, RunView};
use crate::app::state::commands::use_commands;
use crate::app::state::events::EventsState;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::ui::format;
use crate::app::ui::json_view::json_view;
use crate::app::ui::modal::Modal;

/// The two runs, by their numbers.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The first one.
    pub(crate) first: u32,
    /// The second one.
    pub(crate) second: u32,
}

/// The most pairs that are listed at once.
const MOST: usize = 500;

/// The dialog, for runs of the event buses too.
#[component]
pub(crate) fn Compared(&Props { first, second }: &Props) -> Html {
    let world = use_shared::<EventsState>().world.id;
    // A run of the buses is compared with its like alone, and the one that is shown is one of both.
    match EVENTS.get().filter(|_| [first, second].contains(&world)) {
        Some(events) => (events.compare)(first, second),
        None => html! { <CompareRuns {first} {second} /> },
    }
}

#[component]
fn CompareRuns(&Props { first, second }: &Props) -> Html {
    let (commands, kept, masking) = (use_commands(), use_shared::<KeptRuns>(), use_masking());
    let picked = use_state(|| None::<usize>);
    let now = commands.state().run;
    let find = |id: u32| if now.id == id { Some(now.clone()) } else { kept.find(id) };
    let compared = use_memo((first, second), |_| match (find(first), find(second)) {
        (Some(first), Some(second)) => compare(&first, &second),
        _ => Comparison::default(),
    });
    let events = use_memo((first, second), |_| match (find(first), find(second)) {
        (Some(first), Some(second)) => event_facts(&first, &second),
        _ => EventFacts::default(),
    });
    let Comparison { pairs, first_difference, inputs_differ, ends_differ } = &*compared;
    let shown = picked.or(*first_difference);
    let runs = [find(first), find(second)];
    let is_there = |run: &Option<Shared<RunView>>| run.as_ref().is_some_and(|run| run.origin == RunOrigin::Remote);
    let is_elsewhere = runs.iter().any(is_there);
    let called = |run: &Option<Shared<RunView>>, id: u32| match (is_elsewhere, is_there(run)) {
        (false, _) => format!("Run {id}"),
        (true, true) => format!("Run {id} there"),
        (true, false) => format!("Run {id} here"),
    };
    let names = [called(&runs[0], first), called(&runs[1], second)];
    let differing = pairs.iter().filter(|pair| !pair.differences.is_empty()).count();
    let summary = match first_difference.and_then(|place| pairs.get(place)) {
        None if *ends_differ => "All states did the same; the ends differ.".to_owned(),
        None if events.compared.difference.is_some() => {
            "In both runs, all states have the same input, output, status, and attempts. Their events differ."
                .to_owned()
        }
        None => "Both runs did the same in every state.".to_owned(),
        Some(pair) => format!(
            "First difference: {}, {}. {} of {} differ{}.",
            name(pair),
            words(&pair.differences),
            differing,
            format::count(pairs.len(), "visit"),
            if *inputs_differ { "; so do the inputs of the executions" } else { "" },
        ),
    };
    html! {
        <Modal title={format!("{} and {}", names[0], names[1])} class="compare-runs">
            <p data-testid="first-difference" role="status">{ summary }</p>
            { event_section(&events, &names, &masking) }
            <div class="runs-table" tabindex="0" role="region" aria-label="States of both runs">
                <table>
                    <thead><tr><th scope="col">{"State"}</th><th scope="col">{ names[0].clone() }</th><th scope="col">{ names[1].clone() }</th><th scope="col">{"Longer by"}</th><th scope="col">{"Differs in"}</th></tr></thead>
                    <tbody>
                        for (place, pair) in pairs.iter().take(MOST).enumerate() {
                            <tr key={place} data-testid="compared" data-state={pair.name.to_string()} class={classes!((!pair.differences.is_empty()).then_some("differs"))}>
                                <th scope="row"><button class="link-button" aria-pressed={(shown == Some(place)).to_string()}
                                    onclick={let picked = picked.setter(); move |_: MouseEvent| picked.set(Some(place))}>{ name(pair) }</button></th>
                                <td>{ side(pair.first.as_ref()) }</td><td>{ side(pair.second.as_ref()) }</td>
                                <td>{ pair.longer().filter(|millis| *millis != 0).map(signed) }</td>
                                <td>{ words(&pair.differences) }</td>
                            </tr>
                        }
                    </tbody>
                </table>
                if pairs.len() > MOST { <p>{ format!("{} more", format::count(pairs.len() - MOST, "visit")) }</p> }
            </div>
            if let Some(pair) = shown.and_then(|place| pairs.get(place)) { { data(pair, &masking) } }
        </Modal>
    }
}

fn compare(first: &Shared<RunView>, second: &Shared<RunView>) -> Comparison {
    first.log.read(|first| second.log.read(|second| comparison::compare(first, second)))
}

/// What the events of both runs say.
#[derive(Default, PartialEq)]
struct EventFacts {
    compared: EventComparison,
    /// The events that differ first, and those of which one was slower.
    shown: [Option<[Option<Event>; 2]>; 2],
}

fn event_facts(first: &Shared<RunView>, second: &Shared<RunView>) -> EventFacts {
    first.log.read(|first| {
        second.log.read(|second| {
            let compared = event_difference::compare(first, second);
            let both = |one: &Option<EventDifference>| {
                let one = one.as_ref()?;
                Some([
                    one.first.and_then(|at| first.get(at)).cloned(),
                    one.second.and_then(|at| second.get(at)).cloned(),
                ])
            };
            let shown = [both(&compared.difference), both(&compared.slower)];
            EventFacts { compared, shown }
        })
    })
}

/// The first event that differs, side by side, and what explains it.
fn event_section(facts: &EventFacts, runs: &[String; 2], masking: &Masking) -> Html {
    let EventFacts { compared: EventComparison { difference, slower, expected, alike }, shown } = facts;
    let [differing, slow] = shown;
    let event = |event: &Option<Event>, run: &str, key: &'static str| match event {
        None => html! { <div><h4>{ run.to_owned() }</h4><p class="fine">{"No event here."}</p></div> },
        Some(event) => html! {
            <div><h4>{ format!("{run}, event {}", event.id.0) }</h4>{ json_view(&masking.value(&Value::from(&history::to_json(event))), key) }</div>
        },
    };
    let after = |difference: &Option<[Option<Event>; 2]>| {
        let name = difference
            .as_ref()
            .and_then(|both| both.iter().flatten().next())
            .map(|event| event.kind.name().into_owned());
        name.unwrap_or_default()
    };
    html! {
        <section class="compared-events" aria-label="Events of both runs" data-testid="compared-events">
            <h3>{"Events"}</h3>
            if let Some((found, [one, two])) = difference.as_ref().zip(differing.as_ref()) {
                <p data-testid="event-difference" data-aspect={found.aspect.word()}>
                    {"First event that differs: "}<code>{ after(differing) }</code>{ format!(", {}", found.aspect.word()) }
                    if !found.member.is_empty() { {" at "}<code>{ found.member.clone() }</code> }
                    { format!(". Events that are the same: {alike}. ") }{ found.why }
                </p>
                <div class="compared-data"><div>{ event(one, &runs[0], "event-first") }</div><div>{ event(two, &runs[1], "event-second") }</div></div>
            } else {
                <p data-testid="event-difference" data-aspect="none">{ format!("All {alike} events are the same.") }</p>
            }
            if let Some(found) = slower { <p data-testid="event-slower">{"Slower in one of them: "}<code>{ after(slow) }</code>{". "}{ found.why }</p> }
            if !expected.is_empty() {
                <p class="fine">{ format!("Not counted, since they differ in any two executions: {}.", expected.iter().map(|(one, member)| format!("{} ({member})", one.words())).collect::<Vec<_>>().join("; ")) }</p>
            }
        </section>
    }
}

fn name(pair: &Pair) -> String {
    if pair.number > 1 { format!("{} (visit {})", pair.name, pair.number) } else { pair.name.to_string() }
}

fn words(differences: &[Difference]) -> String {
    differences.iter().map(|difference| difference.word()).collect::<Vec<_>>().join(", ")
}

fn signed(millis: i64) -> String {
    let length = format::duration(millis.abs());
    if millis < 0 { format!("−{length}") } else { format!("+{length}") }
}

fn side(side: Option<&Side>) -> Html {
    let Some(side) = side else { return html! { "–" } };
    html! { <>{ of_row(side.status).show() }{ side.millis.map(|millis| format!(" {}", format::duration(millis))) }</> }
}

/// Inputs and outputs of a state in both runs, where they differ.
fn data(pair: &Pair, masking: &Masking) -> Html {
    let value = |value: Option<&Value>, key: &'static str| match value {
        Some(value) => json_view(&masking.value(value), key),
        None => html! { <p class="empty">{"Nothing."}</p> },
    };
    let both = |title: &'static str, read: fn(&Side) -> Option<&Value>| {
        let sides = [&pair.first, &pair.second].map(|side| side.as_ref().and_then(read));
        html! {
            if sides[0] != sides[1] {
                <section class="compared-data" aria-label={title}>
                    <h3>{ title }</h3>
                    <div>{ value(sides[0], "first") }</div><div>{ value(sides[1], "second") }</div>
                </section>
            }
        }
    };
    html! { <>{ both("Input", |side| side.input.as_ref()) }{ both("Output", |side| side.output.as_ref()) }</> }
}
