//! Two runs of the buses side by side: the first difference, and those of each event, delivery, and execution.

use asl_view::comparison::Difference;
use asl_view::events::comparison::{Comparison, Kind, Pair, Side, compare};
use yew::prelude::*;

use super::kept::find;
use crate::app::run::status_style::{StatusStyle, of_row};
use crate::app::state::events::EventsState;
use crate::app::state::shared::use_shared;
use crate::app::ui::format;
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

/// The dialog.
#[component]
pub(crate) fn CompareWorlds(&Props { first, second }: &Props) -> Html {
    let world = use_shared::<EventsState>().world.clone();
    let compared = use_memo((first, second), |_| {
        let both = find(&world, first).zip(find(&world, second));
        let compared = both.and_then(|(first, second)| {
            Some(compare(&*first.world.try_borrow().ok()?, &*second.world.try_borrow().ok()?))
        });
        compared.unwrap_or_default()
    });
    let Comparison { pairs, first_difference } = &*compared;
    let differing = pairs.iter().filter(|pair| !pair.differences.is_empty()).count();
    let summary = match first_difference.and_then(|place| pairs.get(place)) {
        None => "Both runs did the same.".to_owned(),
        Some(pair) => {
            format!(
                "First difference: {} {}, {}. {differing} of {} differ.",
                kind(pair.kind).to_lowercase(),
                name(pair),
                words(&pair.differences),
                format::count(pairs.len(), "row")
            )
        }
    };
    html! {
        <Modal title={format!("Run {first} and run {second}")} class="compare-runs">
            <p data-testid="first-difference" role="status">{ summary }</p>
            <div class="runs-table" tabindex="0" role="region" aria-label="Events and deliveries of both runs">
                <table>
                    <thead><tr><th scope="col">{"Name"}</th><th scope="col">{"Kind"}</th><th scope="col">{ format!("Run {first}") }</th><th scope="col">{ format!("Run {second}") }</th><th scope="col">{"Longer by"}</th><th scope="col">{"Differs in"}</th></tr></thead>
                    <tbody>
                        for (place, pair) in pairs.iter().take(MOST).enumerate() {
                            <tr key={place} data-testid="compared" data-kind={kind(pair.kind)} data-name={pair.name.to_string()}
                                class={classes!((!pair.differences.is_empty()).then_some("differs"))}>
                                <th scope="row">{ name(pair) }</th>
                                <td>{ kind(pair.kind) }</td>
                                <td>{ side(pair.first.as_ref()) }</td><td>{ side(pair.second.as_ref()) }</td>
                                <td>{ pair.longer().filter(|millis| *millis != 0).map(signed) }</td>
                                <td>{ words(&pair.differences) }</td>
                            </tr>
                        }
                    </tbody>
                </table>
                if pairs.len() > MOST { <p>{ format!("{} more", format::count(pairs.len() - MOST, "row")) }</p> }
            </div>
            <p class="fine">{"Ids and times of events are not compared: they differ in any two runs."}</p>
        </Modal>
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Event => "Event",
        Kind::Delivery => "Delivery",
        Kind::Execution => "Execution",
    }
}

fn name(pair: &Pair) -> String {
    let by = match pair.kind {
        Kind::Event | Kind::Delivery if !pair.detail.is_empty() => format!(", {}", pair.detail),
        _ => String::new(),
    };
    if pair.number > 1 { format!("{}{by} ({})", pair.name, pair.number) } else { format!("{}{by}", pair.name) }
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
    let style = StatusStyle { word: side.word, ..of_row(side.status) };
    let facts = [
        (side.attempts > 1).then(|| format::count(side.attempts as usize, "attempt")),
        side.error.as_ref().map(ToString::to_string),
        side.millis.map(format::duration),
    ];
    html! { <>{ style.show() }{ format!(" {}", facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")) }</> }
}
