//! The picture of buses, rules and what they send to, with the numbers of a run beside its arrows.

use asl_events::EventSystem;
use asl_text::Span;
use asl_text::line_index::LineIndex;
use asl_view::events::counts::Counts;
use asl_view::events::system_graph::{Part, Putting, SystemGraph, buses_of};
use asl_view::graph::{NodeId, Progress};
use yew::prelude::*;

use super::world::read_log;
use crate::app::graph::figure::Figure;
use crate::app::problems::analysis::Analysis;
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::events::{EventsAction, EventsState, Selected};
use crate::app::state::request::PageRequest;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::text::{EditorId, TextRange};
use crate::app::state::view::Theme;

/// How the picture is drawn.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The theme of the page, for an export.
    pub(crate) theme: Theme,
    /// What stands beside the heading.
    pub(crate) beside_title: Html,
}

/// The picture.
#[component]
pub(crate) fn SystemPane(Props { theme, beside_title }: &Props) -> Html {
    let (commands, document) = (use_commands(), use_shared::<Document>());
    let (analysis, events) = (use_shared::<Analysis>(), use_shared::<EventsState>());
    let system = analysis.system.clone().unwrap_or_default();
    let world = events.world.clone();
    let plain =
        use_memo((system.clone(), document.definition.clone(), document.settings.template.clone()), |(system, ..)| {
            SystemGraph::of(system, &putting(system, &analysis, &document))
        });
    // A run belongs to the system that it ran.
    let is_of = world.exists() && world.system == system;
    let picture = use_memo((plain.clone(), world.clone(), is_of), |(plain, world, is_of)| {
        if !*is_of {
            return (Shared::new(plain.graph.clone()), Shared::new(Progress::default()));
        }
        let with_run = |log: &asl_world::EventLog| {
            let counts = Counts::of(&world.system, log);
            (Shared::new(plain.with_counts(&counts).graph), Shared::new(plain.progress(&counts, log)))
        };
        read_log(world, with_run)
            .unwrap_or_else(|| (Shared::new(plain.graph.clone()), Shared::new(Progress::default())))
    });
    let (graph, progress) = (*picture).clone();
    // The same picture as long as nothing changes that is drawn.
    let kept = use_mut_ref(|| graph.clone());
    if **kept.borrow() != *graph {
        kept.replace(graph);
    }
    let graph = kept.borrow().clone();

    let current = events.selected.as_ref().and_then(|selected| match selected {
        Selected::Part(part) => plain.node_of(part),
        Selected::Row(subject) => read_log(&world, |log| super::world::part_of(&world.system, log, *subject))
            .flatten()
            .and_then(|part| plain.node_of(&part)),
    });
    let at = template_at(&analysis);
    let range = {
        let (plain, document) = (plain.clone(), document.clone());
        move |id: NodeId| plain.places.get(id).copied().flatten().map(|place| range(&document.file_text(at), place))
    };
    let select = {
        let (commands, plain) = (commands.clone(), plain.clone());
        move |id: NodeId| {
            if let Some(part) = plain.parts.get(id) {
                commands.dispatch(EventsAction::Select(Some(Selected::Part(part.clone()))));
            }
        }
    };
    let show_place = {
        let (commands, range, document) = (commands.clone(), range.clone(), document.clone());
        move |id: NodeId| {
            if let Some(range) = range(id).filter(|_| at == document.project().own()) {
                commands.dispatch(PageRequest::show(EditorId::Definition, range));
            }
        }
    };
    let pick = Callback::from({
        let (select, show_place) = (select.clone(), show_place.clone());
        move |id: NodeId| {
            show_place(id);
            select(id);
        }
    });
    let walk = Callback::from(select.clone());
    let find = pick.clone();
    let go = Callback::from({
        let (commands, range, plain) = (commands.clone(), range.clone(), plain.clone());
        move |id: NodeId| {
            if let Some(Part::Machine(name)) = plain.parts.get(id)
                && super::commands::open_machine(&commands, name)
            {
                return;
            }
            if let Some(range) = range(id) {
                commands.dispatch(PageRequest::go_to(EditorId::File(at), range.from, range.from));
            }
        }
    });
    let rules = system.rules.len();
    let label = format!(
        "System of {} and {}. Use the arrow keys to follow the arrows",
        crate::app::ui::format::count(rules, "rule"),
        crate::app::ui::format::count(plain.parts.len().saturating_sub(rules), "resource"),
    );
    let empty = html! { <p class="graph-empty">{"Nothing to draw yet: there are no rules."}</p> };
    html! {
        <Figure {graph} {progress} revision={document.revision} {current} running={false} ran={is_of} theme={*theme}
            beside_title={beside_title.clone()} {label} finds="Find a part" {empty} {pick} {walk} {find} {go} />
    }
}

/// The file in which the template stands.
fn template_at(analysis: &Analysis) -> usize {
    analysis.template.as_ref().map_or(analysis.definition_at, |template| template.at)
}

fn range(text: &str, place: Span) -> TextRange {
    let index = LineIndex::new(text);
    TextRange { from: index.to_utf16(place.start), to: index.to_utf16(place.end) }
}

/// The machine of the document, if it puts events.
fn putting(system: &EventSystem, analysis: &Analysis, document: &Document) -> Vec<Putting> {
    let Some(machine) = document.read().machine else { return Vec::new() };
    let buses = buses_of(&machine);
    if buses.is_empty() {
        return Vec::new();
    }
    let template = analysis.template.as_ref();
    let id = template.and_then(|template| template.machines.get(template.chosen)).cloned();
    let on_aws = system.machines.iter().find(|known| known.logical_id == id && id.is_some());
    let name = on_aws.map(|known| known.name.clone()).or(id).unwrap_or_else(|| "State machine".into());
    vec![(name, buses)]
}
