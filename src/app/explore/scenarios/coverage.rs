//! What the scenarios reach: as a number, as a picture, and as a list of what they do not.

use std::rc::Rc;

use asl_scenario::Place;
use asl_value::SortedSet;
use asl_view::graph::palette::Palette;
use asl_view::graph::svg::SvgPicture;
use asl_view::graph::{Direction, Graph, Layout, Progress};
use yew::prelude::*;

use super::model::{Results, reach};
use crate::app::graph::drawing::Coverage;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::ui::dark::is_dark;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

/// The coverage; `busy` is set while a scenario is searched for, `shown` if the graph shows it.
pub(super) fn coverage(
    results: &Results,
    commands: &Shared<Commands>,
    busy: &UseStateHandle<bool>,
    shown: &UseStateHandle<bool>,
) -> Html {
    let missed: Vec<Place> = results.missed().cloned().collect();
    let (all, reached) = (results.places.len(), results.places.len() - missed.len());
    html! {
        <details class="scenario-coverage" data-testid="coverage">
            <summary>{ format!("Coverage: {}% ({reached} of {all})", percent(reached, all)) }</summary>
            <p class="fine">{"States, transitions, rules, retriers, and catchers that the scenarios reach. They have color in the picture."}</p>
            <label class="check"><input type="checkbox" checked={**shown} data-testid="coverage-in-graph" onchange={
                let shown = shown.clone();
                move |_: Event| shown.set(!*shown)
            } />{"Show in the graph"}</label>
            { picture(results, commands) }
            if !missed.is_empty() {
                <ul class="scenario-missed" aria-label="Not reached">
                    for place in missed {
                        <li key={place.to_string()}>
                            <span>{ prose(&crate::app::ui::format::capitalized(&place.to_string())) }</span>
                            <button type="button" class="button small quiet" disabled={**busy} data-testid="reach"
                                aria-description={place.to_string().replace('`', "")} onclick={
                                let (commands, busy) = (commands.clone(), busy.setter());
                                move |_: MouseEvent| {
                                    busy.set(true);
                                    let busy = busy.clone();
                                    reach(&commands, place.clone(), move || busy.set(false));
                                }
                            }>{ icon(Icon::Plus) }<span>{"Write a scenario that reaches this"}</span></button>
                        </li>
                    }
                </ul>
            }
        </details>
    }
}

/// What the scenarios reach of the graph that is shown.
pub(super) fn in_graph(results: &Results, graph: &Shared<Graph>, is_shown: bool) -> Coverage {
    let has = |place: Place| results.reached.contains(&place);
    let progress = Progress::of_reached(
        graph,
        |name| has(Place::State(Rc::from(name))),
        |from, to| has(Place::Edge(Rc::from(from), Rc::from(to))),
    );
    let states = graph.nodes.iter().enumerate().filter(|(_, node)| node.kind.is_state());
    let parts = states.map(|(id, node)| {
        let is_part =
            |place: &&Place| *place.state() == node.name && !matches!(place, Place::State(_) | Place::Edge(..));
        let all = results.places.iter().filter(is_part);
        let (reached, count) = all.fold((0, 0), |(reached, count), place| {
            (reached + usize::from(results.reached.contains(place)), count + 1)
        });
        let sign = if count == 0 { Rc::default() } else { format!("{reached}/{count}").into() };
        (id, has(Place::State(node.name.clone())), sign)
    });
    Coverage { graph: graph.clone(), progress: Shared::new(progress), parts: parts.collect(), is_shown }
}

fn percent(reached: usize, all: usize) -> usize {
    // Rounded down: all is only said of all.
    (reached * 100).checked_div(all).unwrap_or(100)
}

fn picture(results: &Results, commands: &Commands) -> Html {
    let Some(machine) = &results.machine else { return Html::default() };
    let (graph, _) = Graph::of(machine);
    let layout = Layout::of(&graph, Direction::Down, &SortedSet::new());
    let has = |place: Place| results.reached.contains(&place);
    let progress = Progress::of_reached(
        &graph,
        |name| has(Place::State(Rc::from(name))),
        |from, to| has(Place::Edge(Rc::from(from), Rc::from(to))),
    );
    let picture = SvgPicture {
        graph: &graph,
        layout: &layout,
        problems: &[],
        progress: Some(&progress),
        within: None,
        most_arrows: None,
    };
    let palette = if is_dark(commands.state().view.theme) { Palette::Dark } else { Palette::Light };
    let svg = picture.file(palette, "Coverage");
    let source = format!("data:image/svg+xml,{}", String::from(js_sys::encode_uri_component(&svg)));
    html! { <img class="coverage-picture" src={source} alt="The graph; what the scenarios reach has color, and the list below says what they do not reach" /> }
}
