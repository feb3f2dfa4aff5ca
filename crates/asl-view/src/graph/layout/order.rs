//! The order of vertices in their layers: few crossings, and close to the order of the text.

use super::at::{At, Rows};
use asl_value::Sort;

/// How many sweeps there are at most; fewer for large graphs.
const SWEEPS: usize = 12;
/// From this many vertices on, a graph is large.
const LARGE: usize = 2_500;
const LARGE_SWEEPS: usize = 4;

/// Orders `layers`, which come in a first order; ties keep it.
pub(super) fn order(mut layers: Vec<Vec<usize>>, above: &[Vec<usize>], below: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let count = above.len();
    let sweeps = if count > LARGE { LARGE_SWEEPS } else { SWEEPS };
    let mut position = positions(&layers, count);
    let mut fewest = crossings(&layers, below, &position);
    let mut best = layers.clone();
    let mut idle = 0;
    for sweep in 0..sweeps {
        if fewest == 0 || idle > 3 {
            break;
        }
        let down = sweep % 2 == 0;
        let neighbors = if down { above } else { below };
        let total = layers.len();
        for step in 1..total {
            let index = if down { step } else { total - 1 - step };
            if let Some(layer) = layers.get_mut(index) {
                arrange(layer, neighbors, &position, sweep % 4 > 1);
                for (place, vertex) in layer.iter().enumerate() {
                    position.put(*vertex, place);
                }
            }
        }
        let now = crossings(&layers, below, &position);
        if now < fewest {
            (fewest, idle) = (now, 0);
            best.clone_from(&layers);
        } else {
            idle += 1;
        }
    }
    best
}

/// Puts each vertex where its neighbors are on average. Those without neighbors keep their places.
fn arrange(layer: &mut [usize], neighbors: &[Vec<usize>], position: &[usize], ties_turn: bool) {
    #[expect(clippy::cast_precision_loss, reason = "places in a layer")]
    let mean = |vertex: usize| {
        let all = neighbors.row(vertex);
        let sum: usize = all.iter().map(|other| position.at(*other)).sum();
        (!all.is_empty()).then(|| sum as f64 / all.len() as f64)
    };
    let means: Vec<Option<f64>> = layer.iter().map(|vertex| mean(*vertex)).collect();
    let mut movable: Vec<(f64, usize, usize)> = Vec::new();
    for (place, (vertex, mean)) in layer.iter().zip(&means).enumerate() {
        if let Some(mean) = mean {
            movable.push((*mean, if ties_turn { usize::MAX - place } else { place }, *vertex));
        }
    }
    movable.order_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut sorted = movable.into_iter();
    for (slot, mean) in layer.iter_mut().zip(&means) {
        if mean.is_some()
            && let Some((_, _, vertex)) = sorted.next()
        {
            *slot = vertex;
        }
    }
}

/// Each vertex's place in its layer.
pub(super) fn positions(layers: &[Vec<usize>], count: usize) -> Vec<usize> {
    let mut position = vec![0; count];
    for layer in layers {
        for (place, vertex) in layer.iter().enumerate() {
            position.put(*vertex, place);
        }
    }
    position
}

/// How many pairs of links cross between neighboring layers.
fn crossings(layers: &[Vec<usize>], below: &[Vec<usize>], position: &[usize]) -> usize {
    let mut total = 0;
    for (index, layer) in layers.iter().enumerate() {
        let width = layers.row(index + 1).len();
        if width == 0 {
            continue;
        }
        // A Fenwick tree over the places of the lower layer counts the links that end further right.
        let mut tree = vec![0_usize; width + 1];
        let mut seen = 0;
        for vertex in layer {
            let mut ends: Vec<usize> = below.row(*vertex).iter().map(|other| position.at(*other)).collect();
            ends.order();
            for end in &ends {
                let (mut left, mut at) = (0, end + 1);
                while at > 0 {
                    left += tree.at(at);
                    at &= at - 1;
                }
                total += seen - left;
            }
            for end in ends {
                seen += 1;
                let mut at = end + 1;
                while at <= width {
                    tree.put(at, tree.at(at) + 1);
                    at += at & at.wrapping_neg();
                }
            }
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::{crossings, order, positions};

    #[test]
    fn crossed_links_are_counted_and_uncrossed() {
        // 0 → 3, 1 → 2, and 0 → 4
        let below = vec![vec![3, 4], vec![2], vec![], vec![], vec![]];
        let above = vec![vec![], vec![], vec![1], vec![0], vec![0]];
        let layers = vec![vec![0, 1], vec![2, 3, 4]];
        assert_eq!(crossings(&layers, &below, &positions(&layers, 5)), 2);
        let better = order(layers, &above, &below);
        assert_eq!(crossings(&better, &below, &positions(&better, 5)), 0, "{better:?}");
    }
}
