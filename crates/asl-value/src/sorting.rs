//! Sorting with one piece of code for all types. The sort of the standard library is generated anew for each type and each
//! order, 5 KB each time; what is sorted here is short.

use std::cmp::Ordering;

/// Sorting a slice; equal elements keep their order. For long lists in inner loops there is the standard library's.
pub trait Sort<T> {
    /// Sorts by what `compare` says.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// Sorts by a key.
    fn order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.order_by(|one, other| key(one).cmp(&key(other)));
    }

    /// Sorts by the order of the elements themselves.
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }
}

impl<T> Sort<T> for [T] {
    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let order = order(self.len(), &mut |one, other| match (self.get(one), self.get(other)) {
            (Some(one), Some(other)) => compare(one, other),
            _ => Ordering::Equal,
        });
        // Where the element for this place stood has been swapped away if that is a place before this one.
        for at in 0..order.len() {
            let mut from = at;
            loop {
                from = order.get(from).copied().unwrap_or(at);
                if from >= at {
                    break;
                }
            }
            self.swap(at, from);
        }
    }
}

/// The indices below `length` in the order of their elements.
#[inline(never)]
fn order(length: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    order.sort_by(|one, other| compare(*one, *other));
    order
}

#[cfg(test)]
mod tests {
    use super::Sort;

    #[test]
    fn the_order_is_that_of_the_standard_library() {
        let mut state = 7_u32;
        for length in (0..70).chain([500]) {
            let random = |_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state >> 20 & 15
            };
            let mut items: Vec<(u32, usize)> = (0..length).map(random).zip(0..).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            items.order_by_key(|(key, _)| *key);
            assert_eq!(items, expected);
            items.order_by(|one, other| other.cmp(one));
            assert!(items.is_sorted_by(|one, other| one >= other));
            items.order();
            assert!(items.is_sorted());
        }
    }
}
