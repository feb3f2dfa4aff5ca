//! The workflow as a list: the same states in the order in which a run meets them, in words.

use asl_view::graph::{Graph, NodeId, NodeKind, Progress};
use yew::prelude::*;

use crate::app::run::status_style::of_row;

/// The list: `progress` is how far a run has come, `current` the current state, `pick` takes a state that was picked.
pub(super) fn outline(graph: &Graph, progress: &Progress, current: Option<NodeId>, pick: &Callback<NodeId>) -> Html {
    html! {
        <div class="graph-outline" data-testid="graph-outline">
            { level(graph, progress, current, pick, 0) }
        </div>
    }
}

fn level(graph: &Graph, progress: &Progress, current: Option<NodeId>, pick: &Callback<NodeId>, region: usize) -> Html {
    let nodes = graph.reading_order(region).into_iter().filter_map(|id| Some((id, graph.node(id)?)));
    let shown = nodes.filter(|(_, node)| !node.kind.is_end_point());
    html! {
        <ol>
            for (id, node) in shown {
                <li key={id}>
                    <button aria-current={(current == Some(id)).then_some("true")} onclick={
                        let pick = pick.clone();
                        move |_| pick.emit(id)
                    }>
                        if let Some(run) = progress.node(id) { { of_row(run.status).show_icon() } }
                        <strong>{ node.name.to_string() }</strong>{ " " }
                        <span class="fine">{ words(graph, id, node.name.len()) }</span>
                        if let Some(run) = progress.node(id) {
                            <span class="fine outcome">{ format!(" {}.", run.describe()) }</span>
                        }
                        if node.kind == NodeKind::Missing { <span class="tally error">{" missing"}</span> }
                    </button>
                    for (number, inner) in node.inner.iter().enumerate() {
                        <div key={number}>
                            if node.inner.len() > 1 { <span class="fine branch-name">{ format!("Branch {}", number + 1) }</span> }
                            { level(graph, progress, current, pick, *inner) }
                        </div>
                    }
                </li>
            }
        </ol>
    }
}

/// What is said about a node behind its name.
fn words(graph: &Graph, id: NodeId, name: usize) -> String {
    let all = graph.describe(id);
    all.get(name..).unwrap_or_default().trim_start_matches([',', '.', ' ']).to_owned()
}
