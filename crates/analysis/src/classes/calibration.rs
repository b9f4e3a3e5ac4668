//! Whether a network is as often right as it says, and how sure it is when it is wrong.

use deepfog_protocol::{CONFIDENCE_BINS, Detail};
use deepfog_resilience::{Interval, wilson};

use super::mixture::Mixture;

/// The samples whose winning probability lies in one range.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// Samples, or their expected number.
    pub n: f64,
    /// Right ones.
    pub right: f64,
    /// Sum of the winning probabilities.
    sum: f64,
}

impl Bin {
    /// The mean winning probability; `None` without samples.
    pub fn probability(&self) -> Option<f64> {
        (self.n > 0.0).then(|| self.sum / self.n)
    }

    /// The share that is right; `None` without samples.
    pub fn share(&self) -> Option<f64> {
        (self.n > 0.0).then(|| self.right / self.n)
    }

    /// The 95 % interval of the share that is right, over the samples rounded to a whole number, one at least.
    pub fn interval(&self) -> Option<Interval> {
        let n = self.n.round().max(1.0);
        self.share().map(|share| wilson(share * n, n as usize))
    }
}

/// How the probabilities that a network states agree with how often it is right, where it answers at all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    /// From the smallest probabilities to the largest.
    pub bins: [Bin; CONFIDENCE_BINS],
    /// The least and the most that the right answers' winning probabilities can sum to.
    right: (f64, f64),
}

/// A mean that is known within bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The mean if right and wrong answers of one range were equally sure.
    pub value: f64,
    /// The least that it can be.
    pub low: f64,
    /// The most.
    pub high: f64,
}

/// The ends of a range of winning probabilities. The winner of so many classes has at least one part of as many.
pub fn ends(bin: usize, classes: usize) -> (f64, f64) {
    let width = 1.0 / CONFIDENCE_BINS as f64;
    let high = (bin + 1) as f64 * width;
    (
        (bin as f64 * width)
            .max(1.0 / classes.max(1) as f64)
            .min(high),
        high,
    )
}

/// Per answer, the least and the most that the winning probabilities of its right samples can sum to. They do not depend on how much
/// each answer counts.
pub fn bounds(detail: &Detail) -> Vec<(f64, f64)> {
    let ends: Vec<(f64, f64)> = (0..CONFIDENCE_BINS)
        .map(|bin| ends(bin, detail.samples.len()))
        .collect();
    let answers = detail.confidence.chunks(CONFIDENCE_BINS);
    answers
        .map(|bins| {
            let bins = bins.iter().zip(&ends).filter(|((n, ..), _)| *n > 0);
            bins.fold((0.0, 0.0), |found, (&(n, right, sum), &(low, high))| {
                let (n, right) = (f64::from(n), f64::from(right));
                // Sums of f32 may lie beside what they can be.
                let sum = f64::from(sum).clamp(n * low, n * high);
                let wrong = n - right;
                (
                    found.0 + (right * low).max(sum - wrong * high),
                    found.1 + (right * high).min(sum - wrong * low),
                )
            })
        })
        .collect()
}

impl Calibration {
    /// The calibration of a mixture of answers, with their [`bounds`]. A random guess states no probability: it is left out.
    pub fn of(detail: &Detail, bounds: &[(f64, f64)], mixture: &Mixture) -> Self {
        let mut found = Self::default();
        for &(answer, weight) in &mixture.answers {
            let first = answer * CONFIDENCE_BINS;
            let counts = detail.confidence.get(first..first + CONFIDENCE_BINS);
            let counts = counts.unwrap_or_default();
            for (bin, &(n, right, sum)) in found.bins.iter_mut().zip(counts) {
                bin.n += weight * f64::from(n);
                bin.right += weight * f64::from(right);
                bin.sum += weight * f64::from(sum);
            }
            if let Some((low, high)) = bounds.get(answer) {
                found.right.0 += weight * low;
                found.right.1 += weight * high;
            }
        }
        found
    }

    /// Samples, or their expected number.
    pub fn n(&self) -> f64 {
        self.bins.iter().map(|bin| bin.n).sum()
    }

    /// The expected calibration error Σ n/N · |right/n − mean probability| (Naeini, Cooper and Hauskrecht 2015); `None` without
    /// samples.
    pub fn expected_error(&self) -> Option<f64> {
        let n = self.n();
        let gaps = self.bins.iter().map(|bin| (bin.right - bin.sum).abs());
        (n > 0.0).then(|| gaps.sum::<f64>() / n)
    }

    /// How sure the network is on average when it is right; `None` where it never is.
    pub fn when_right(&self) -> Option<Mean> {
        self.mean(|bin| bin.right, self.right)
    }

    /// How sure the network is on average when it is wrong; `None` where it never is.
    pub fn when_wrong(&self) -> Option<Mean> {
        let sum: f64 = self.bins.iter().map(|bin| bin.sum).sum();
        let (low, high) = self.right;
        self.mean(|bin| bin.n - bin.right, (sum - high, sum - low))
    }

    fn mean(&self, count: fn(&Bin) -> f64, (low, high): (f64, f64)) -> Option<Mean> {
        let n: f64 = self.bins.iter().map(count).sum();
        let bins = self.bins.iter().filter(|bin| bin.n > 0.0);
        let sum: f64 = bins.map(|bin| count(bin) * bin.sum / bin.n).sum();
        (n > 1e-9).then(|| {
            let (low, high) = (low / n, high.max(low) / n);
            Mean {
                // Where patterns are mixed, the value of the mixed ranges may lie beside the bounds of each.
                value: (sum / n).max(low).min(high),
                low,
                high,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use deepfog_resilience::Pattern;

    use super::super::mixture::tests::detail;
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-6, "{found}, not {expected}");
    }

    #[test]
    fn bins_tell_how_often_it_is_right() {
        let detail = detail();
        let of = |mask| Mixture::of_pattern(&detail, Pattern(mask)).unwrap();
        let first = Calibration::of(&detail, &bounds(&detail), &of(0));
        near(first.n(), 6.0);
        near(first.bins[9].probability().unwrap(), 0.95);
        near(first.bins[9].share().unwrap(), 0.75);
        assert_eq!(first.bins[0].share(), None);
        let interval = first.bins[9].interval().unwrap();
        assert_eq!(interval, wilson(3.0, 4));
        // 4/6 · |.75 − .95| + 2/6 · |1 − .65|
        near(first.expected_error().unwrap(), 0.8 / 6.0 + 0.7 / 6.0);
        let guess = Calibration::of(&detail, &bounds(&detail), &of(3));
        assert_eq!((guess.n(), guess.expected_error()), (0.0, None));
        let mixed = Mixture::expected(&detail, &[0.5, 0.0, 0.25, 0.25]);
        let mixed = Calibration::of(&detail, &bounds(&detail), &mixed);
        near(mixed.n(), 4.5);
        near(mixed.bins[5].n, 1.5);
    }

    #[test]
    fn means_lie_within_what_is_possible() {
        let detail = detail();
        let of = |mask| Mixture::of_pattern(&detail, Pattern(mask)).unwrap();
        let first = Calibration::of(&detail, &bounds(&detail), &of(0));
        // One wrong of four that sum to 3.8, between .9 and 1.
        let wrong = first.when_wrong().unwrap();
        near(wrong.value, 0.95);
        near(wrong.low, 0.9);
        near(wrong.high, 1.0);
        let right = first.when_right().unwrap();
        near(right.low, (2.8 + 1.3) / 5.0);
        near(right.high, (2.9 + 1.3) / 5.0);
        near(right.value, (2.85 + 1.3) / 5.0);
        let guess = Calibration::of(&detail, &bounds(&detail), &of(3));
        assert_eq!((guess.when_right(), guess.when_wrong()), (None, None));
        let all = Mixture::expected(&detail, &[0.25, 0.25, 0.25, 0.25]);
        let all = Calibration::of(&detail, &bounds(&detail), &all);
        for mean in [all.when_right().unwrap(), all.when_wrong().unwrap()] {
            assert!(
                mean.low <= mean.value && mean.value <= mean.high,
                "{mean:?}"
            );
        }
    }

    #[test]
    fn winners_have_a_least_probability() {
        for (bin, classes, low, high) in [
            (0, 10, 0.1, 0.1),
            (1, 3, 0.2, 0.2),
            (3, 3, 1.0 / 3.0, 0.4),
            (9, 2, 0.9, 1.0),
        ] {
            let found = ends(bin, classes);
            near(found.0, low);
            near(found.1, high);
        }
    }
}
