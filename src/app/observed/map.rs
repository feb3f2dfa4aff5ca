//! The picture of a service map.

use asl_view::tracing::{Node, ServiceMap, Tally};
use yew::prelude::*;

use crate::app::run::masking::Masking;
use crate::app::ui::format;

/// The distances of columns and rows, and the radius of a node.
const COLUMN: usize = 168;
const ROW: usize = 104;
const RADIUS: usize = 24;
/// The distance of the first node from the edges.
const LEFT: usize = 72;
const TOP: usize = 40;

/// The picture: a ring for each node, whose parts are the shares of calls that ended well, with an error, a fault or throttled.
pub(super) fn map(map: &ServiceMap, masking: &Masking) -> Html {
    let columns = map.nodes.iter().map(|node| node.column).max().unwrap_or(0);
    let rows = map.nodes.iter().map(|node| node.row).max().unwrap_or(0);
    let (width, height) = (LEFT * 2 + columns * COLUMN, TOP + rows * ROW + 76);
    let at = |node: &Node| (LEFT + node.column * COLUMN, TOP + node.row * ROW);
    html! {
        <svg class="service-map" viewBox={format!("0 0 {width} {height}")} style={format!("width:{width}px")} role="img"
            aria-label={in_words(map)} data-testid="service-map">
            for (index, edge) in map.edges.iter().enumerate() {
                if let (Some(from), Some(to)) = (map.nodes.get(edge.from), map.nodes.get(edge.to)) {
                    <g key={index}>
                        { line(at(from), at(to), edge.calls) }
                    </g>
                }
            }
            for (index, node) in map.nodes.iter().enumerate() {
                <g key={format!("node-{index}")} transform={format!("translate({} {})", at(node).0, at(node).1)} data-testid="service-node">
                    { ring(&node.tally) }
                    <text class="service-name" y={(RADIUS + 16).to_string()}>{ short(&masking.text(&node.name)) }</text>
                    <text class="service-facts" y={(RADIUS + 30).to_string()}>{ facts(node) }</text>
                </g>
            }
        </svg>
    }
}

fn line(from: (usize, usize), to: (usize, usize), calls: usize) -> Html {
    // From right of one ring to left of the other; two in one column are joined from below.
    let (x1, x2) = if from.0 == to.0 { (from.0, to.0) } else { (from.0 + RADIUS + 2, to.0 - RADIUS - 2) };
    let (middle, height) = (usize::midpoint(x1, x2), usize::midpoint(from.1, to.1));
    html! {
        <>
            <path class="service-edge" d={format!("M{x1} {} C{middle} {} {middle} {} {x2} {}", from.1, from.1, to.1, to.1)} />
            <text class="service-calls" x={middle.to_string()} y={(height.saturating_sub(5)).to_string()}>{ calls }</text>
        </>
    }
}

/// The shares of a node's calls, as parts of its ring.
fn ring(tally: &Tally) -> Html {
    let shares = [
        ("went-well", tally.ok()),
        ("had-error", tally.errors),
        ("had-error throttled", tally.throttles),
        ("had-fault", tally.faults),
    ];
    let mut before = 0;
    let parts = shares.into_iter().map(|(class, count)| {
        let (share, offset) = (tally.percent(count), before);
        before += share;
        html! {
            if share > 0 {
                <circle class={format!("ring {class}")} r={RADIUS.to_string()} pathLength="100" stroke-dasharray={format!("{share} 100")}
                    stroke-dashoffset={format!("-{offset}")} transform="rotate(-90)" />
            }
        }
    });
    html! {
        <>
            <circle class="ring none" r={RADIUS.to_string()} />
            { for parts }
            if tally.calls > 0 { <text class="service-count" y="5">{ tally.calls }</text> }
        </>
    }
}

fn facts(node: &Node) -> String {
    if node.tally.calls == 0 {
        return String::new();
    }
    let failed = [("faults", node.tally.faults), ("errors", node.tally.errors), ("throttled", node.tally.throttles)];
    let failed = failed.into_iter().filter(|(_, count)| *count > 0);
    let shares = failed.map(|(word, count)| format!("{}% {word}", node.tally.percent(count)));
    let parts: Vec<String> = std::iter::once(format::duration(node.tally.average())).chain(shares).collect();
    parts.join(" · ")
}

/// A name that fits below its ring.
fn short(name: &str) -> String {
    const MOST: usize = 26;
    if name.chars().count() <= MOST { name.to_owned() } else { name.chars().take(MOST - 1).chain(['…']).collect() }
}

/// The map for those who do not see it.
fn in_words(map: &ServiceMap) -> String {
    let told = map.edges.iter().filter_map(|edge| {
        let (from, to) = (map.nodes.get(edge.from)?, map.nodes.get(edge.to)?);
        Some(format!("{} calls {}: {}, {}", from.name, to.name, format::count(edge.calls, "call"), facts(to)))
    });
    format!("Service map. {}", told.collect::<Vec<_>>().join(". "))
}
