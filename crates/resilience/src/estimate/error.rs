//! Why something cannot be estimated.

use crate::expectation::NotAProbability;
use crate::pattern::Pattern;

/// Why something cannot be estimated.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EstimateError {
    /// More nodes than a pattern has bits.
    #[error("{found} nodes can fail; patterns have {most} at most")]
    TooManyNodes {
        /// How many nodes have a reliability.
        found: usize,
        /// The largest number, [`MAX_NODES`](super::MAX_NODES).
        most: usize,
    },
    /// A reliability that is no probability.
    #[error(transparent)]
    Reliability(#[from] NotAProbability),
    /// A range whose ends are not finite or not in order.
    #[error("{low} to {high} is no range of values")]
    Range {
        /// Its lower end.
        low: f64,
        /// Its upper end.
        high: f64,
    },
    /// Not one value per pattern that was wanted.
    #[error("values of {expected} patterns are wanted, not of {found}")]
    Count {
        /// How many patterns were wanted.
        expected: usize,
        /// How many values were given.
        found: usize,
    },
    /// A value outside the range.
    #[error("the value {value} of failure pattern {} lies outside the range", pattern.0)]
    Value {
        /// The pattern.
        pattern: Pattern,
        /// Its value.
        value: f64,
    },
}
