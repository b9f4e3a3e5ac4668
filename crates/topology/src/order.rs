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

/// The numbers below `count` that have the largest weights, the largest first, equal ones in their order; `most` of them at most. Sorting
/// all would take far longer where they are many.
pub fn largest(count: usize, most: usize, weight: &mut dyn FnMut(usize) -> f64) -> Vec<usize> {
    let room = most.max(32).saturating_mul(2);
    let mut kept: Vec<(f64, usize)> = Vec::with_capacity(room.min(count));
    let mut least = f64::NEG_INFINITY;
    for at in 0..count {
        let own = weight(at);
        // One that equals the least of enough others comes after them.
        if kept.len() >= most && own <= least {
            continue;
        }
        kept.push((own, at));
        if kept.len() == room {
            keep_largest(&mut kept, most);
            least = kept.last().map_or(f64::INFINITY, |last| last.0);
        }
    }
    keep_largest(&mut kept, most);
    kept.into_iter().map(|(_, at)| at).collect()
}

fn keep_largest(kept: &mut Vec<(f64, usize)>, most: usize) {
    sort(kept, |a, b| b.0.total_cmp(&a.0));
    kept.truncate(most);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_are_those_of_the_whole_order() {
        // Every weight many times, so that equal ones have to keep their order.
        let weights: Vec<f64> = (0..1000).map(|at| f64::from(at * 7919 % 97)).collect();
        let whole = ordered(weights.len(), &mut |a, b| weights[b].total_cmp(&weights[a]));
        for most in [0, 1, 5, 64, 500, 1000, 2000, usize::MAX] {
            let found = largest(weights.len(), most, &mut |at| weights[at]);
            assert_eq!(found, whole[..most.min(1000)], "{most}");
        }
        assert!(largest(0, 5, &mut |_| 0.0).is_empty());
    }

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
