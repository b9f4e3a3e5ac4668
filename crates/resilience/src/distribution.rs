//! How the accuracy is distributed over the failure patterns: by the number of failures, in quantiles, and its worst cases.

use deepfog_topology::order;

use crate::expectation::{NotAProbability, checked};
use crate::outcomes::Outcomes;
use crate::pattern::Pattern;

/// What the patterns with one number of nodes down contribute.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Contribution {
    /// How many nodes are down.
    pub down: usize,
    /// The probability that so many are: Σ P(s) over these patterns.
    pub probability: f64,
    /// Their part of the expected accuracy: Σ P(s) · accuracy(s) over these patterns.
    pub accuracy: f64,
}

impl Contribution {
    /// The expected accuracy given that so many nodes are down, a share; `None` where that never happens.
    pub fn accuracy_given(&self) -> Option<f64> {
        (self.probability > 0.0).then(|| self.accuracy / self.probability)
    }
}

/// What each number of failures contributes, from none down to all down. The probabilities sum to 1, the accuracies to the
/// expected accuracy.
pub fn by_failures(outcomes: &Outcomes) -> Vec<Contribution> {
    let mut found: Vec<Contribution> = (0..=outcomes.nodes())
        .map(|down| Contribution {
            down,
            ..Contribution::default()
        })
        .collect();
    for (pattern, probability, accuracy) in outcomes.each() {
        let entry = &mut found[pattern.down_count()];
        entry.probability += probability;
        entry.accuracy += probability * accuracy;
    }
    found
}

/// For each probability p, what the accuracy is at least with that probability: the largest x with P(accuracy ≥ x) ≥ p,
/// a share. It is the accuracy of some pattern that can happen: at p = 1 the smallest of them, at p = 0 the largest.
///
/// # Errors
/// A p that is not from 0 to 1.
pub fn accuracy_quantiles(
    outcomes: &Outcomes,
    probabilities: &[f64],
) -> Result<Vec<f64>, NotAProbability> {
    let mut possible: Vec<(f64, f64)> = outcomes
        .each()
        .filter(|&(_, probability, _)| probability > 0.0)
        .map(|(_, probability, accuracy)| (accuracy, probability))
        .collect();
    order::sort(&mut possible, |a, b| a.0.total_cmp(&b.0));
    probabilities
        .iter()
        .map(|&p| Ok(quantile(&possible, checked(p)?)))
        .collect()
}

/// `possible`: accuracies, ascending, with their probabilities.
fn quantile(possible: &[(f64, f64)], p: f64) -> f64 {
    // P(accuracy ≥ x) ≥ p is asked as P(accuracy < x) ≤ 1 − p: what is summed is then small where p is near 1, and exact at
    // p = 1. The rest allows for rounding, so that 0.1 + 0.2 is no more than 1 − 0.7.
    let most = (1.0 - p) * (1.0 + 1e-9);
    let mut below = 0.0;
    let mut found = f64::NEG_INFINITY;
    for equal in possible.chunk_by(|a, b| a.0 == b.0) {
        if below > most {
            break;
        }
        found = equal[0].0;
        below += equal
            .iter()
            .map(|(_, probability)| probability)
            .sum::<f64>();
    }
    found
}

/// A failure pattern and what it costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// Which nodes are down.
    pub pattern: Pattern,
    /// P(s).
    pub probability: f64,
    /// Its accuracy, a share.
    pub accuracy: f64,
    /// P(s) · (accuracy without failure − accuracy(s)): what the pattern takes from the expected accuracy, a share. All patterns'
    /// losses sum to the accuracy without failure less the expected accuracy.
    pub loss: f64,
}

/// The `most` patterns that cost the most expected accuracy, the costliest first, equal ones by their bit masks. Patterns
/// that cost nothing are left out, and so are those that gain.
pub fn worst_cases(outcomes: &Outcomes, most: usize) -> Vec<Loss> {
    let best = outcomes.without_failure();
    let (probabilities, accuracies) = (outcomes.probabilities(), outcomes.accuracies());
    let loss = |mask: usize| probabilities[mask] * (best - accuracies[mask]);
    order::largest(accuracies.len(), most, &mut |mask| loss(mask))
        .into_iter()
        .map(|mask| Loss {
            pattern: Pattern(mask as u64),
            probability: probabilities[mask],
            accuracy: accuracies[mask],
            loss: loss(mask),
        })
        .filter(|case| case.loss > 0.0)
        .collect()
}
