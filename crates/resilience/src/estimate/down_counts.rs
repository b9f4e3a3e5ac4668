//! Independent nodes by how many of them are down: the Poisson-binomial distribution, and patterns given that number.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::RngCore;

/// How many of some nodes are down.
#[derive(Clone, Debug)]
pub(super) struct DownCounts {
    /// Per node: the probability that it is down.
    down: Vec<f64>,
    /// `from[i][j]`: the probability that exactly j of the nodes from the i-th on are down.
    from: Vec<Vec<f64>>,
}

impl DownCounts {
    /// The counts of nodes that are down with these probabilities.
    ///
    /// The recursion takes the nodes in one after the other, from the last on: with q_i for the probability that node i is down,
    /// P(j of i.. down) = (1 − q_i) · P(j of i+1.. down) + q_i · P(j − 1 of i+1.. down). Every term is positive, so
    /// nothing cancels. See Y. Hong, "On computing the distribution function for the Poisson binomial distribution",
    /// Computational Statistics & Data Analysis 59, 2013.
    pub(super) fn new(down: Vec<f64>) -> Self {
        let mut from = vec![vec![1.0]];
        for &chance in down.iter().rev() {
            let rest = &from[from.len() - 1];
            let mut counts = vec![0.0; rest.len() + 1];
            for (count, &mass) in rest.iter().enumerate() {
                counts[count] += (1.0 - chance) * mass;
                counts[count + 1] += chance * mass;
            }
            from.push(counts);
        }
        from.reverse();
        Self { down, from }
    }

    /// The probability of each number of nodes down, from none to all.
    pub(super) fn masses(&self) -> &[f64] {
        &self.from[0]
    }

    /// The probability of one pattern, a bit mask of the nodes down.
    pub(super) fn probability(&self, mask: u64) -> f64 {
        let of_each = self.down.iter().enumerate();
        of_each
            .map(|(node, &down)| {
                if mask >> node & 1 == 1 {
                    down
                } else {
                    1.0 - down
                }
            })
            .product()
    }

    /// Draws a pattern with exactly so many nodes down, each with its probability given that number.
    pub(super) fn draw(&self, count: usize, generator: &mut ChaCha8Rng) -> u64 {
        let mut left = count;
        let mut mask = 0;
        for (node, &chance) in self.down.iter().enumerate() {
            if left == 0 {
                break;
            }
            // Of those that are to be down, is this node one? The first case is asked for by its own name because probabilities
            // that are too small for a float must not lose a node.
            let falls = left == self.down.len() - node
                || uniform(generator) * self.from[node][left]
                    < chance * self.from[node + 1][left - 1];
            if falls {
                mask |= 1 << node;
                left -= 1;
            }
        }
        mask
    }

    /// Every pattern with exactly so many nodes down, in the order of their bit masks.
    pub(super) fn every(&self, count: usize) -> impl Iterator<Item = u64> + use<> {
        let first = 1_u64
            .checked_shl(count as u32)
            .map_or(u64::MAX, |end| end - 1);
        let mut next = first;
        (0..choices(self.down.len(), count)).map(move |_| {
            let mask = next;
            // The next larger number with as many bits (R. W. Gosper, HAKMEM, item 175). After the last one it means nothing.
            let lowest = mask & mask.wrapping_neg();
            let carried = mask.wrapping_add(lowest);
            let ones = ((mask ^ carried) >> 2)
                .checked_shr(mask.trailing_zeros())
                .unwrap_or(0);
            next = carried | ones;
            mask
        })
    }
}

/// How many sets of `count` nodes there are among `nodes`, which are 64 at most.
pub(super) fn choices(nodes: usize, count: usize) -> u64 {
    if count > nodes {
        return 0;
    }
    let mut found = 1_u128;
    for taken in 0..count {
        found = found * (nodes - taken) as u128 / (taken as u128 + 1);
    }
    u64::try_from(found).unwrap_or(u64::MAX)
}

/// A number from 0 up to 1, with the 53 bits that a float has.
fn uniform(generator: &mut ChaCha8Rng) -> f64 {
    (generator.next_u64() >> 11) as f64 / 2.0_f64.powi(53)
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    #[test]
    fn masses_are_sums_over_patterns() {
        for down in [
            vec![],
            vec![0.25],
            vec![0.0, 1.0, 0.5],
            vec![0.01, 0.2, 0.35, 0.9, 0.04, 0.5],
        ] {
            let counts = DownCounts::new(down.clone());
            assert_eq!(counts.masses().len(), down.len() + 1);
            for (count, mass) in counts.masses().iter().enumerate() {
                let sum: f64 = (0..1_u64 << down.len())
                    .filter(|mask| mask.count_ones() as usize == count)
                    .map(|mask| counts.probability(mask))
                    .sum();
                assert!((mass - sum).abs() < 1e-15, "{down:?} {count}");
                let every: Vec<u64> = counts.every(count).collect();
                let expected: Vec<u64> = (0..1_u64 << down.len())
                    .filter(|mask| mask.count_ones() as usize == count)
                    .collect();
                assert_eq!(every, expected);
            }
        }
    }

    #[test]
    fn patterns_are_drawn_as_often_as_they_should_be() {
        let counts = DownCounts::new(vec![0.01, 0.2, 0.35, 0.9, 0.04, 0.5]);
        let draws = 40_000;
        for count in 0..=6 {
            let mut generator = ChaCha8Rng::seed_from_u64(count as u64);
            let mut found = [0_u32; 64];
            for _ in 0..draws {
                found[counts.draw(count, &mut generator) as usize] += 1;
            }
            for (mask, &found) in found.iter().enumerate() {
                let is_in = mask.count_ones() as usize == count;
                let share = if is_in {
                    counts.probability(mask as u64) / counts.masses()[count]
                } else {
                    0.0
                };
                let expected = share * f64::from(draws);
                let apart = (f64::from(found) - expected).abs();
                // Five standard deviations, and a draw of what is rare.
                let most = 5.0 * (expected * (1.0 - share)).max(0.0).sqrt() + f64::from(is_in);
                assert!(apart <= most, "{mask:b}: {found} for {expected}");
            }
        }
    }

    #[test]
    fn as_many_nodes_as_a_mask_has_bits() {
        let counts = DownCounts::new(vec![0.5; 64]);
        let mut generator = ChaCha8Rng::seed_from_u64(3);
        for count in [0, 1, 32, 63, 64] {
            let mask = counts.draw(count, &mut generator);
            assert_eq!(mask.count_ones() as usize, count);
            let exact = choices(64, count) as f64 / 2.0_f64.powi(64);
            assert!((counts.masses()[count] / exact - 1.0).abs() < 1e-12);
        }
        assert_eq!(counts.every(0).collect::<Vec<_>>(), [0]);
        assert_eq!(counts.every(64).collect::<Vec<_>>(), [u64::MAX]);
        let of_63: Vec<u64> = counts.every(63).collect();
        assert_eq!(of_63.len(), 64);
        assert!(of_63.iter().all(|mask| mask.count_ones() == 63));
        assert!(of_63.is_sorted());
        assert_eq!(choices(64, 32), 1_832_624_140_942_590_534);
        assert_eq!(choices(3, 4), 0);
        // Too improbable for a float; as many are down all the same.
        let rare = DownCounts::new(vec![1e-9; 64]);
        assert_eq!(rare.draw(60, &mut generator).count_ones(), 60);
    }
}
