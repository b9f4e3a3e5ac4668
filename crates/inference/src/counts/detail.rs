//! What a sweep found of one failure pattern beside its accuracy.

use crate::tally::{Cell, PROBABILITY_UNIT};

/// Bins of equal width in which winning probabilities are counted.
pub const BINS: usize = 10;

/// How often samples of each class were answered with each class.
#[derive(Clone, Debug, PartialEq)]
pub struct Confusion {
    /// Number of classes.
    pub classes: usize,
    /// True class × predicted class, row by row: samples, or their expected number for a random guess.
    pub values: Vec<f64>,
}

impl Confusion {
    /// The answers to the samples of one class.
    pub fn row(&self, class: usize) -> &[f64] {
        let start = class * self.classes;
        self.values
            .get(start..start + self.classes)
            .unwrap_or_default()
    }

    /// Per class: the share of its samples that were answered rightly; `None` where there are none.
    pub fn class_accuracies(&self) -> Vec<Option<f64>> {
        (0..self.classes)
            .map(|class| {
                let row = self.row(class);
                let n: f64 = row.iter().sum();
                (n > 0.0).then(|| row[class] / n)
            })
            .collect()
    }
}

/// The samples whose winning softmax probability lies in one tenth of the way from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// How many samples.
    pub n: u32,
    /// How many of them were answered rightly.
    pub right: u32,
    /// Mean of their winning probabilities; 0 where there is no sample.
    pub probability: f64,
}

/// How the probabilities that a network states agree with how often it is right.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// From the smallest probabilities to the largest; the last holds 1 as well.
    pub bins: [Bin; BINS],
}

impl Calibration {
    pub(crate) fn new(cells: &[Cell]) -> Self {
        let mut bins = [Bin::default(); BINS];
        for (bin, cell) in bins.iter_mut().zip(cells) {
            *bin = Bin {
                n: cell.n,
                right: cell.right,
                probability: cell.probability as f64 * PROBABILITY_UNIT / f64::from(cell.n.max(1)),
            };
        }
        Self { bins }
    }

    /// The expected calibration error Σ n/N · |right/n - mean probability| (Naeini, Cooper and Hauskrecht 2015); 0 without
    /// samples.
    pub fn expected_error(&self) -> f64 {
        let n: f64 = self.bins.iter().map(|bin| f64::from(bin.n)).sum();
        let gaps = self.bins.iter().map(|bin| {
            let share = f64::from(bin.right) - f64::from(bin.n) * bin.probability;
            share.abs() / n.max(1.0)
        });
        gaps.sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_without_samples_have_no_accuracy() {
        let confusion = Confusion {
            classes: 3,
            values: vec![3.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.5, 0.5],
        };
        assert_eq!(confusion.row(2), [1.0, 0.5, 0.5]);
        assert_eq!(confusion.class_accuracies(), [Some(0.75), None, Some(0.25)]);
    }

    #[test]
    fn the_calibration_error_is_the_mean_gap() {
        let half = |n, right, mean: f64| Cell {
            n,
            right,
            probability: (mean * f64::from(n) / PROBABILITY_UNIT) as u64,
        };
        for (cells, expected) in [
            (vec![], 0.0),
            (vec![half(4, 2, 0.5)], 0.0),
            (vec![half(4, 2, 0.5), half(4, 1, 0.75)], 0.25),
            (vec![half(1, 0, 0.25), half(3, 3, 0.75)], 0.25),
        ] {
            let found = Calibration::new(&cells).expected_error();
            assert!((found - expected).abs() < 1e-9, "{found} for {cells:?}");
        }
    }
}
