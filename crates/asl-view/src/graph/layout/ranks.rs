//! Which links lead back, and how far along each item stands.

use super::at::{At, Rows};
use super::layered::Link;

/// What a walk in the order of the text finds.
pub(super) struct Ranks {
    /// For each link, whether it leads back to where the walk came from.
    pub(super) back: Vec<bool>,
    /// For each item, how many steps along it stands.
    pub(super) rank: Vec<usize>,
}

/// Ranks items so that every link that does not lead back leads to a higher rank.
pub(super) fn ranks(count: usize, links: &[Link]) -> Ranks {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (number, link) in links.iter().enumerate() {
        out.add(link.from, number);
    }
    let (back, order, reached) = walk(count, links, &out);
    let mut rank = vec![0_usize; count];
    for item in &order {
        for link in out.row(*item).iter().filter(|link| !back.at(**link)).filter_map(|link| links.get(*link)) {
            rank.put(link.to, rank.at(link.to).max(rank.at(*item) + 1));
        }
    }
    // What nothing reaches stands right before what it leads to, rather than far above it.
    for item in order.iter().rev().filter(|item| !reached.at(**item)) {
        let targets = out.row(*item).iter().filter(|link| !back.at(**link)).filter_map(|link| links.get(*link));
        if let Some(nearest) = targets.map(|link| rank.at(link.to)).min() {
            rank.put(*item, nearest.saturating_sub(1).max(rank.at(*item)));
        }
    }
    Ranks { back, rank }
}

/// Depth first from the first item, then from those that were not reached, in their order. Gives the links that lead
/// back, the items in an order in which all other links lead forward, and which ones were reached from the first.
fn walk(count: usize, links: &[Link], out: &[Vec<usize>]) -> (Vec<bool>, Vec<usize>, Vec<bool>) {
    #[derive(Clone, Copy, Default, PartialEq)]
    enum Mark {
        #[default]
        New,
        Open,
        Done,
    }
    let mut back = vec![false; links.len()];
    let mut mark = vec![Mark::New; count];
    let mut reached = vec![false; count];
    let mut done = Vec::with_capacity(count);
    for root in 0..count {
        if mark.at(root) != Mark::New {
            continue;
        }
        mark.put(root, Mark::Open);
        let mut stack = vec![(root, 0_usize)];
        while let Some((item, next)) = stack.pop() {
            if root == 0 {
                reached.put(item, true);
            }
            let Some(number) = out.row(item).get(next).copied() else {
                mark.put(item, Mark::Done);
                done.push(item);
                continue;
            };
            stack.push((item, next + 1));
            let Some(link) = links.get(number) else { continue };
            match mark.at(link.to) {
                Mark::New => {
                    mark.put(link.to, Mark::Open);
                    stack.push((link.to, 0));
                }
                Mark::Open => back.put(number, true),
                Mark::Done => {}
            }
        }
    }
    done.reverse();
    (back, done, reached)
}
