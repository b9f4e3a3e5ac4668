//! The accuracies of all failure patterns together with the reliabilities: what every analysis of failures starts from.

use crate::expectation::{NotAProbability, Reliabilities, checked};
use crate::pattern::{MAX_EXACT, Pattern};

/// The accuracy of each of the 2^n failure patterns of n nodes, and how probable each pattern is.
///
/// Accuracies are shares, 0 to 1, by the patterns' bit masks; any other finite figure of a pattern will do as well.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcomes<'a> {
    reliabilities: &'a Reliabilities,
    accuracy: &'a [f64],
}

/// Why accuracies and reliabilities cannot be taken together.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum OutcomesError {
    /// All patterns would be too many.
    #[error("{found} nodes can fail; all failure patterns are told for {most} at most")]
    TooManyNodes {
        /// How many nodes have a reliability.
        found: usize,
        /// The largest number, [`MAX_EXACT`].
        most: usize,
    },
    /// Not one accuracy per pattern.
    #[error("{nodes} nodes that can fail have {expected} failure patterns, not {found}")]
    Length {
        /// How many nodes have a reliability.
        nodes: usize,
        /// The number of their patterns.
        expected: usize,
        /// The number of accuracies given.
        found: usize,
    },
    /// An accuracy that is infinite or no number.
    #[error("the accuracy of failure pattern {pattern} is {value}")]
    Accuracy {
        /// The pattern's bit mask.
        pattern: usize,
        /// What was given.
        value: f64,
    },
    /// A reliability that is no probability.
    #[error(transparent)]
    Reliability(#[from] NotAProbability),
}

impl<'a> Outcomes<'a> {
    /// Takes the two together: `accuracy[s.0]` is that of pattern s.
    ///
    /// # Errors
    /// See [`OutcomesError`].
    pub fn new(
        reliabilities: &'a Reliabilities,
        accuracy: &'a [f64],
    ) -> Result<Self, OutcomesError> {
        let nodes = reliabilities.values().len();
        if nodes > MAX_EXACT {
            return Err(OutcomesError::TooManyNodes {
                found: nodes,
                most: MAX_EXACT,
            });
        }
        let expected = 1 << nodes;
        if accuracy.len() != expected {
            return Err(OutcomesError::Length {
                nodes,
                expected,
                found: accuracy.len(),
            });
        }
        if let Some(pattern) = accuracy.iter().position(|value| !value.is_finite()) {
            return Err(OutcomesError::Accuracy {
                pattern,
                value: accuracy[pattern],
            });
        }
        for &value in reliabilities.values() {
            checked(value)?;
        }
        Ok(Self {
            reliabilities,
            accuracy,
        })
    }

    /// How many nodes can fail.
    pub fn nodes(&self) -> usize {
        self.reliabilities.values().len()
    }

    /// The reliabilities.
    pub fn reliabilities(&self) -> &'a Reliabilities {
        self.reliabilities
    }

    /// The accuracies, by the patterns' bit masks.
    pub fn accuracies(&self) -> &'a [f64] {
        self.accuracy
    }

    /// The accuracy when no node is down.
    pub fn without_failure(&self) -> f64 {
        self.accuracy[0]
    }

    /// The accuracy when every node is down.
    pub fn all_down(&self) -> f64 {
        self.accuracy[self.accuracy.len() - 1]
    }

    /// P(s) of every pattern, by its bit mask.
    pub fn probabilities(&self) -> Vec<f64> {
        probabilities(self.reliabilities.values())
    }

    /// Σ P(s) · accuracy(s) over all patterns.
    pub fn expected_accuracy(&self) -> f64 {
        expectation(self.reliabilities.values(), self.accuracy)
    }

    /// Every pattern with its probability and its accuracy, by its bit mask.
    pub(crate) fn each(&self) -> impl Iterator<Item = (Pattern, f64, f64)> {
        let probabilities = self.probabilities().into_iter();
        probabilities
            .zip(self.accuracy)
            .enumerate()
            .map(|(mask, (probability, &accuracy))| (Pattern(mask as u64), probability, accuracy))
    }
}

/// P(s) of every pattern of nodes with these reliabilities, by its bit mask.
pub fn probabilities(reliabilities: &[f64]) -> Vec<f64> {
    // Node by node the list doubles: first the patterns with that node up, then those with it down.
    let mut found = Vec::with_capacity(1 << reliabilities.len());
    found.push(1.0);
    for &up in reliabilities {
        for at in 0..found.len() {
            let before = found[at];
            found[at] = before * up;
            found.push(before * (1.0 - up));
        }
    }
    found
}

/// The expected accuracy in O(2^n): the accuracy is linear in each node's reliability, so node by node, from the last
/// bit to the first, the halves of the table with the node up and with it down become one.
pub(crate) fn expectation(reliabilities: &[f64], accuracy: &[f64]) -> f64 {
    let mut table = accuracy.to_vec();
    for &up in reliabilities.iter().rev() {
        let half = table.len() / 2;
        let (with_up, with_down) = table.split_at_mut(half);
        for (value, down) in with_up.iter_mut().zip(with_down) {
            *value = up * *value + (1.0 - up) * *down;
        }
        table.truncate(half);
    }
    table[0]
}
