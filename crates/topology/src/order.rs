//! Sorting with one copy of the algorithm.
//!
//! The standard library compiles its sort anew for every type of item and every comparison: some four kilobytes each,
//! which a browser would have to fetch. Here only the comparison is anybody's own.

use std::cmp::Ordering;

/// The numbers below `count` in the order that `compare` gives them; equal ones stay in theirs.
pub fn ordered(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&a, &b| compare(a, b));
    order
}

/// Sorts items; equal ones stay in their order.
pub fn sort<T: Clone>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let order = ordered(items.len(), &mut |a, b| compare(&items[a], &items[b]));
    let sorted: Vec<T> = order.iter().map(|&at| items[at].clone()).collect();
    items.clone_from_slice(&sorted);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_sorted_and_equal_ones_stay() {
        for (mut items, expected) in [
            (vec![], vec![]),
            (vec![(1, 'a')], vec![(1, 'a')]),
            (
                vec![(2, 'a'), (1, 'b'), (2, 'c'), (0, 'd'), (1, 'e')],
                vec![(0, 'd'), (1, 'b'), (1, 'e'), (2, 'a'), (2, 'c')],
            ),
        ] {
            sort(&mut items, |a, b| a.0.cmp(&b.0));
            assert_eq!(items, expected);
        }
    }
}
