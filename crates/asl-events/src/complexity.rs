//! When a wildcard is too complex: how many beginnings of it one text can match at the same time.

use asl_value::SortedSet;

use crate::wildcard::Wildcard;

/// The most beginnings that AWS accepts, found out between what it was seen to accept and to refuse.
const MOST: usize = 10;
/// After so many different sets of beginnings the wildcard passes.
const MOST_SETS: usize = 2_000;

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Byte(u8),
    Star,
}

/// Whether a wildcard is too complex. AWS was only seen to refuse wildcards that are so by themselves.
pub(crate) fn is_too_complex(wildcard: &Wildcard) -> bool {
    // The one before the first part: where the text begins.
    let mut parts = vec![None, Some(Part::Byte(b'"'))];
    for (at, piece) in wildcard.pieces().iter().enumerate() {
        if at > 0 {
            parts.push(Some(Part::Star));
        }
        parts.extend(piece.bytes().map(|byte| Some(Part::Byte(byte))));
    }
    parts.push(Some(Part::Byte(b'"')));
    if !parts.contains(&Some(Part::Star)) {
        return false;
    }
    let alphabet: SortedSet<Option<u8>> = parts
        .iter()
        .filter_map(|part| match part {
            Some(Part::Byte(byte)) => Some(Some(*byte)),
            _ => None,
        })
        .chain([None])
        .collect();
    explore(&parts, &alphabet)
}

fn explore(parts: &[Option<Part>], alphabet: &SortedSet<Option<u8>>) -> bool {
    let part = |at: usize| parts.get(at).copied().flatten();
    let mut seen: SortedSet<Vec<usize>> = SortedSet::new();
    let mut open = vec![vec![0]];
    while let Some(set) = open.pop() {
        for byte in alphabet {
            let mut next = SortedSet::new();
            for at in &set {
                if part(*at) == Some(Part::Star) {
                    next.insert(*at);
                }
                let mut ahead = at + 1;
                if part(ahead) == Some(Part::Star) {
                    next.insert(ahead);
                    ahead += 1;
                }
                if let (Some(Part::Byte(wanted)), Some(byte)) = (part(ahead), byte)
                    && wanted == *byte
                {
                    next.insert(ahead);
                }
            }
            if next.is_empty() {
                continue;
            }
            let beside = next.iter().filter(|at| part(*at + 1) == Some(Part::Star) && !next.contains(&(*at + 1)));
            if next.len() + beside.count() > MOST {
                return true;
            }
            let next: Vec<usize> = next.into_iter().collect();
            if seen.len() < MOST_SETS && seen.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    false
}
