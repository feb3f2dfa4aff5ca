//! Places across the flow, after Brandes and Köpf ("Fast and Simple Horizontal Coordinate Assignment"): four extreme
//! placements that keep long links straight, and the middle of them. None of the four lets boxes overlap, and so their
//! middle does not either.

use super::at::{At, Rows};
use super::order::positions;
use asl_value::Sort;

/// What the placement needs to know.
pub(super) struct Input<'a> {
    /// The vertices of each layer in their order.
    pub(super) layers: &'a [Vec<usize>],
    /// Neighbors in the layer before.
    pub(super) above: &'a [Vec<usize>],
    /// Neighbors in the layer behind.
    pub(super) below: &'a [Vec<usize>],
    /// How broad each vertex is.
    pub(super) breadth: &'a [f64],
    /// The room that each vertex wants on each side.
    pub(super) margin: &'a [f64],
    /// Whether a vertex only carries a long link.
    pub(super) carries: &'a [bool],
}

/// The middle of each vertex, across the flow.
pub(super) fn place(input: &Input<'_>) -> Vec<f64> {
    let count = input.breadth.len();
    let position = positions(input.layers, count);
    let crossed = crossed(input, &position);
    let mut all: Vec<Vec<f64>> = Vec::with_capacity(4);
    for up in [false, true] {
        for right in [false, true] {
            let mut layers: Vec<Vec<usize>> = input.layers.to_vec();
            if up {
                layers.reverse();
            }
            if right {
                for layer in &mut layers {
                    layer.reverse();
                }
            }
            let neighbors = if up { input.below } else { input.above };
            let root = blocks(&layers, neighbors, &crossed, count);
            let mut places = compact(&layers, &root, input);
            if right {
                for place in &mut places {
                    *place = -*place;
                }
            }
            all.push(places);
        }
    }
    middle(&all, input.breadth)
}

/// Links that cross a long link's straight part: pairs of upper and lower vertex, sorted.
fn crossed(input: &Input<'_>, position: &[usize]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for pair in input.layers.windows(2) {
        let [upper, lower] = pair else { continue };
        let inner = |vertex: usize| {
            let straight = input.above.row(vertex).iter().find(|other| input.carries.at(**other));
            if input.carries.at(vertex) { straight.copied() } else { None }
        };
        let (mut from, mut scanned) = (0, 0);
        for (place, vertex) in lower.iter().enumerate() {
            let is_last = place + 1 == lower.len();
            let straight = inner(*vertex);
            if straight.is_none() && !is_last {
                continue;
            }
            let to = straight.map_or(upper.len(), |other| position.at(other));
            for between in lower.get(scanned..=place).unwrap_or_default() {
                for other in input.above.row(*between) {
                    let at = position.at(*other);
                    let both_carry = input.carries.at(*other) && input.carries.at(*between);
                    if (at < from || at > to) && !both_carry {
                        found.push((*other, *between));
                    }
                }
            }
            scanned = place + 1;
            from = to;
        }
    }
    found.order();
    found
}

/// Joins each vertex with the middle one of its neighbors, as long as no such joint crosses another.
fn blocks(layers: &[Vec<usize>], neighbors: &[Vec<usize>], crossed: &[(usize, usize)], count: usize) -> Vec<usize> {
    let mut root: Vec<usize> = (0..count).collect();
    let mut align = root.clone();
    let position = positions(layers, count);
    for layer in layers {
        let mut taken: Option<usize> = None;
        for vertex in layer {
            let mut others = neighbors.row(*vertex).to_vec();
            others.order_by_key(|other| position.at(*other));
            let Some(last) = others.len().checked_sub(1) else { continue };
            for middle in [last / 2, last.div_ceil(2)] {
                let other = others.at(middle);
                let is_free = taken.is_none_or(|taken| taken < position.at(other));
                let is_crossed = crossed.binary_search(&(other, *vertex)).is_ok()
                    || crossed.binary_search(&(*vertex, other)).is_ok();
                if align.at(*vertex) == *vertex && is_free && !is_crossed {
                    align.put(other, *vertex);
                    root.put(*vertex, root.at(other));
                    align.put(*vertex, root.at(other));
                    taken = Some(position.at(other));
                }
            }
        }
    }
    root
}

/// Puts the blocks as far left as they go, and then those that can be nearer to their right neighbors there.
fn compact(layers: &[Vec<usize>], root: &[usize], input: &Input<'_>) -> Vec<f64> {
    let count = root.len();
    // Neighbors of blocks: (block, block to its right, how far apart their middles are).
    let mut right: Vec<Vec<(usize, f64)>> = vec![Vec::new(); count];
    let mut left: Vec<Vec<(usize, f64)>> = vec![Vec::new(); count];
    for layer in layers {
        for pair in layer.windows(2) {
            let [one, other] = pair else { continue };
            let gap = input.margin.at(*one).max(input.margin.at(*other));
            let apart = f64::midpoint(input.breadth.at(*one), input.breadth.at(*other)) + gap;
            right.add(root.at(*one), (root.at(*other), apart));
            left.add(root.at(*other), (root.at(*one), apart));
        }
    }
    let mut waiting: Vec<usize> = left.iter().map(Vec::len).collect();
    let roots = (0..count).filter(|vertex| root.at(*vertex) == *vertex);
    let mut order: Vec<usize> = roots.filter(|block| waiting.at(*block) == 0).collect();
    let mut places = vec![0.0_f64; count];
    let mut next = 0;
    while let Some(block) = order.get(next).copied() {
        next += 1;
        let place = left.row(block).iter().map(|(other, apart)| places.at(*other) + apart).fold(0.0, f64::max);
        places.put(block, place);
        for (other, _) in right.row(block) {
            waiting.put(*other, waiting.at(*other).saturating_sub(1));
            if waiting.at(*other) == 0 {
                order.push(*other);
            }
        }
    }
    for block in order.iter().rev() {
        let nearest = right.row(*block).iter().map(|(other, apart)| places.at(*other) - apart).reduce(f64::min);
        if let Some(nearest) = nearest {
            places.put(*block, places.at(*block).max(nearest));
        }
    }
    (0..count).map(|vertex| places.at(root.at(vertex))).collect()
}

/// The mean of the two middle ones of four placements, moved over the narrowest of them.
fn middle(all: &[Vec<f64>], breadth: &[f64]) -> Vec<f64> {
    let ends = |places: &Vec<f64>| {
        let low =
            places.iter().zip(breadth).map(|(place, breadth)| place - breadth / 2.0).fold(f64::INFINITY, f64::min);
        let high =
            places.iter().zip(breadth).map(|(place, breadth)| place + breadth / 2.0).fold(f64::NEG_INFINITY, f64::max);
        (low, high)
    };
    let spans: Vec<(f64, f64)> = all.iter().map(ends).collect();
    let narrowest = spans.iter().min_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0))).copied().unwrap_or_default();
    // Placements are made to the left and to the right in turn.
    let shift = |index: usize| {
        let (low, high) = spans.at(index);
        if index.is_multiple_of(2) { narrowest.0 - low } else { narrowest.1 - high }
    };
    let shifts: Vec<f64> = (0..all.len()).map(shift).collect();
    let place = |vertex: usize| {
        let mut four: Vec<f64> = all.iter().zip(&shifts).map(|(places, shift)| places.at(vertex) + shift).collect();
        four.order_by(f64::total_cmp);
        f64::midpoint(four.at(1), four.at(2))
    };
    (0..breadth.len()).map(place).collect()
}
