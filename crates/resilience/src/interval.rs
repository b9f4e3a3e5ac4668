//! Confidence intervals for accuracies.

use serde::{Deserialize, Serialize};

/// The ends of an interval of probabilities.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The 97.5 % quantile of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The 95 % score interval of a proportion of `correct` out of `n` (Wilson, 1927); all of 0 to 1 when n is 0.
/// `correct` may be fractional: the expected number of right random guesses.
pub fn wilson(correct: f64, n: usize) -> Interval {
    if n == 0 {
        return Interval {
            low: 0.0,
            high: 1.0,
        };
    }
    let n = n as f64;
    let share = correct / n;
    let z2 = Z * Z;
    let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    Interval {
        low: (middle - half).max(0.0),
        high: (middle + half).min(1.0),
    }
}

/// The 97.5 % quantile of Student's t distribution, for three degrees of freedom or more within 0.2 %: the expansion about the normal
/// quantile (Abramowitz and Stegun, *Handbook of Mathematical Functions*, 26.7.5).
pub(crate) fn student(degrees: f64) -> f64 {
    let z2 = Z * Z;
    let terms = [
        (z2 + 1.0) / 4.0,
        ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0,
        (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0,
        ((((79.0 * z2 + 776.0) * z2 + 1482.0) * z2 - 1920.0) * z2 - 945.0) / 92_160.0,
    ];
    let series = terms
        .iter()
        .rev()
        .fold(0.0, |sum, term| (sum + term) / degrees);
    Z * (1.0 + series)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_student() {
        for (degrees, expected) in [
            (3.0, 3.182_446),
            (7.0, 2.364_624),
            (30.0, 2.042_272),
            (1e9, 1.959_964),
        ] {
            let apart: f64 = student(degrees) / expected - 1.0;
            assert!(apart.abs() < 0.002, "{degrees}: {}", student(degrees));
        }
    }
}
