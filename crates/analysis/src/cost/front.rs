//! Resilience against cost: which networks no other one beats in both, and which sets of skips are looked at.

use deepfog_topology::order;

/// The points that no other one beats: costs no more and is worth no less, and differs. By their places in the list, from the
/// cheapest on; of equal points the first. A point is its cost and its value.
pub fn front(points: &[(f64, f64)]) -> Vec<usize> {
    let order = order::ordered(points.len(), &mut |a, b| {
        let (a, b) = (points[a], points[b]);
        a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1))
    });
    let mut best = f64::NEG_INFINITY;
    let mut found = Vec::new();
    for at in order {
        if points[at].1 > best {
            best = points[at].1;
            found.push(at);
        }
    }
    found
}

/// The most skips of which every set is looked at.
pub const EVERY_SET: usize = 8;

/// The sets of skips that are cut, as bit masks: all sets of up to [`EVERY_SET`] skips, of more only those with two cut at most.
pub fn cuts(skips: usize) -> Vec<u64> {
    let sets = 0..1_u64 << skips.min(20);
    sets.filter(|cut| skips <= EVERY_SET || cut.count_ones() <= 2)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_is_what_nothing_beats() {
        type Case<'a> = (&'a [(f64, f64)], &'a [usize]);
        let cases: [Case; 5] = [
            (&[], &[]),
            (&[(3.0, 0.5)], &[0]),
            // Dearer and worse; equal; as dear and better.
            (&[(1.0, 0.5), (2.0, 0.4), (1.0, 0.5), (1.0, 0.6)], &[3]),
            (
                &[(4.0, 0.9), (1.0, 0.2), (2.0, 0.9), (3.0, 0.95)],
                &[1, 2, 3],
            ),
            (&[(1.0, 0.9), (1.0, 0.9)], &[0]),
        ];
        for (points, expected) in cases {
            assert_eq!(front(points), expected, "{points:?}");
        }
    }

    #[test]
    fn many_skips_are_cut_two_at_most() {
        for (skips, sets) in [(0, 1), (3, 8), (8, 256), (9, 1 + 9 + 36), (12, 1 + 12 + 66)] {
            assert_eq!(cuts(skips).len(), sets, "{skips}");
        }
    }
}
