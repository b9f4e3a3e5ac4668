//! How many draws each stratum gets.

use deepfog_topology::order;

/// Draws that a stratum has at least, if any: a variance from fewer says nothing.
const LEAST: usize = 8;
/// The share of a draw that the strata left out would have had together.
const NEGLIGIBLE: f64 = 0.1;

/// What is known of a stratum before anything is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    /// Its probability.
    pub(super) mass: f64,
    /// How many patterns it has.
    pub(super) patterns: u64,
    /// Whether all of them were evaluated.
    pub(super) is_known: bool,
}

/// What a stratum gets in all, what it had already included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Allotment {
    /// It is so improbable that it is left out.
    Nothing,
    /// So many draws.
    Draws(usize),
    /// Each of its patterns once, which are no more than its draws would have been.
    Every,
}

/// Allots `asked` draws in proportion to the strata's probabilities. Few are spent on strata that can be evaluated whole; what these
/// leave over goes to the others. As every stratum that matters gets [`LEAST`], it can be a few more in all.
pub(super) fn allot(strata: &[Share], asked: usize) -> Vec<Allotment> {
    let mut allotted: Vec<Allotment> = strata
        .iter()
        .map(|stratum| {
            if stratum.is_known {
                Allotment::Every
            } else {
                Allotment::Nothing
            }
        })
        .collect();
    let rarest_first = order::ordered(strata.len(), &mut |a, b| {
        strata[a].mass.total_cmp(&strata[b].mass)
    });
    // Each round can find strata to evaluate whole, which leave more to the rest.
    loop {
        let open: Vec<usize> = rarest_first
            .iter()
            .copied()
            .filter(|&at| allotted[at] != Allotment::Every && strata[at].mass > 0.0)
            .collect();
        let mass: f64 = open.iter().map(|&at| strata[at].mass).sum();
        let spent = (0..strata.len())
            .filter(|&at| allotted[at] == Allotment::Every)
            .fold(0_u64, |sum, at| sum.saturating_add(strata[at].patterns));
        let remaining = (asked as u64).saturating_sub(spent) as f64;
        let mut left_out = 0.0;
        let matter = open.into_iter().skip_while(|&at| {
            left_out += strata[at].mass;
            left_out * asked as f64 <= NEGLIGIBLE * mass
        });
        let mut is_settled = true;
        for at in matter {
            let share = (remaining * strata[at].mass / mass).ceil() as usize;
            let draws = share.max(LEAST);
            allotted[at] = if strata[at].patterns <= draws as u64 {
                is_settled = false;
                Allotment::Every
            } else {
                Allotment::Draws(draws)
            };
        }
        if is_settled {
            return allotted;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(of_each: &[(f64, u64)]) -> Vec<Share> {
        of_each
            .iter()
            .map(|&(mass, patterns)| Share {
                mass,
                patterns,
                is_known: false,
            })
            .collect()
    }

    #[test]
    fn draws_are_in_proportion() {
        use Allotment::{Draws, Every, Nothing};
        type Case<'a> = (&'a [(f64, u64)], usize, &'a [Allotment]);
        let cases: [Case; 7] = [
            (&[(1.0, 1)], 1, &[Every]),
            (
                &[(0.5, 1000), (0.3, 1000), (0.2, 1000)],
                100,
                &[Draws(50), Draws(30), Draws(20)],
            ),
            // What one pattern leaves over goes to the others.
            (
                &[(0.75, 1), (0.1875, 1000), (0.0625, 1000)],
                101,
                &[Every, Draws(75), Draws(25)],
            ),
            // A few at least, and none where it does not matter.
            (
                &[(0.9, 1000), (0.0999, 1000), (0.0001, 1000)],
                50,
                &[Draws(45), Draws(8), Nothing],
            ),
            (
                &[(0.9, 1000), (0.0999, 1000), (0.0001, 1000)],
                2000,
                &[Every, Draws(999), Draws(8)],
            ),
            (&[(1.0, 1000), (0.0, 1)], 10, &[Draws(10), Nothing]),
            // Few draws for many strata.
            (
                &[(0.5, 8), (0.25, 9), (0.25, 9)],
                2,
                &[Every, Draws(8), Draws(8)],
            ),
        ];
        for (strata, asked, expected) in cases {
            assert_eq!(allot(&shares(strata), asked), expected, "{strata:?}");
        }
    }

    #[test]
    fn what_is_known_stays_so() {
        let mut strata = shares(&[(0.5, 30), (0.5, 1000)]);
        strata[0].is_known = true;
        assert_eq!(allot(&strata, 40), [Allotment::Every, Allotment::Draws(10)]);
    }
}
