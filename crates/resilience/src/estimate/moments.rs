//! Mean and variance of numbers that come one after the other.

use crate::interval::Interval;

/// How many numbers there were, their mean, and the sum of their squared distances from it.
///
/// One number after the other, without cancellation: B. P. Welford, "Note on a method for calculating corrected sums of squares and
/// products", Technometrics 4, 1962.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Moments {
    pub(super) count: usize,
    pub(super) mean: f64,
    squares: f64,
}

impl Moments {
    /// Takes one more number.
    pub(super) fn add(&mut self, value: f64) {
        self.count += 1;
        let apart = value - self.mean;
        self.mean += apart / self.count as f64;
        self.squares += apart * (value - self.mean);
    }

    /// The variance of one number, as if two more had been seen, one at each end of the range. A few numbers that happen to be
    /// equal do not say that all are.
    pub(super) fn cautious_variance(mut self, range: Interval) -> f64 {
        self.add(range.low);
        self.add(range.high);
        self.squares / (self.count - 1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_variance() {
        let mut moments = Moments::default();
        for value in [0.2, 0.4, 0.9] {
            moments.add(value);
        }
        assert!((moments.mean - 0.5).abs() < 1e-15);
        let range = Interval {
            low: 0.0,
            high: 1.0,
        };
        // 0.2, 0.4, 0.9, 0 and 1 about their mean 0.5, by 4.
        let expected = (0.09 + 0.01 + 0.16 + 0.25 + 0.25) / 4.0;
        assert!((moments.cautious_variance(range) - expected).abs() < 1e-15);
    }
}
