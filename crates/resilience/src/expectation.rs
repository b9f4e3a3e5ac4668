//! Exact expectations over all failure patterns.

use deepfog_topology::ReliabilitySetting;

use crate::pattern::{Pattern, Patterns};

/// Probability of each failable node to be up, in bit order of [`Patterns`]. Failures are independent.
#[derive(Clone, Debug, PartialEq)]
pub struct Reliabilities(Vec<f64>);

impl Reliabilities {
    /// Takes the probabilities in bit order.
    pub fn new(of_each: Vec<f64>) -> Self {
        Self(of_each)
    }

    /// The probabilities of a named setting.
    pub fn of(setting: &ReliabilitySetting, patterns: &Patterns) -> Self {
        Self(patterns.names().iter().map(|id| setting.of(id)).collect())
    }

    /// The probabilities, in bit order.
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// P(s): the product over nodes of r where up and 1 - r where down.
    pub fn probability(&self, pattern: Pattern) -> f64 {
        self.0
            .iter()
            .enumerate()
            .map(|(position, &up)| {
                if pattern.is_down(position) {
                    1.0 - up
                } else {
                    up
                }
            })
            .product()
    }
}

/// A number that should be a probability.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{value} is no probability: those are numbers from 0 to 1")]
pub struct NotAProbability {
    /// What was given.
    pub value: f64,
}

/// A probability as it was given.
pub(crate) fn checked(value: f64) -> Result<f64, NotAProbability> {
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err(NotAProbability { value })
    }
}

/// Expected accuracy Σ P(s) · accuracy(s) over all 2^n patterns, with `accuracy[s.0]` that of pattern s.
///
/// The slice must hold one accuracy per pattern; `None` where it does not.
pub fn expected_accuracy(reliabilities: &Reliabilities, accuracy: &[f64]) -> Option<f64> {
    let count = 1_usize.checked_shl(u32::try_from(reliabilities.0.len()).ok()?)?;
    (accuracy.len() == count).then(|| {
        accuracy
            .iter()
            .enumerate()
            .map(|(mask, value)| reliabilities.probability(Pattern(mask as u64)) * value)
            .sum()
    })
}

/// Expected accuracy of the random guess, Σ p_i · q_i.
///
/// `prior` holds the class shares in training, `shares` those of the samples evaluated.
pub fn random_guess_accuracy(prior: &[f64], shares: &[f64]) -> f64 {
    prior.iter().zip(shares).map(|(p, q)| p * q).sum()
}
